public import DeviceAccess
public import SwitchPlatform

/// The rules by which a host is held against boards.
///
/// - A name (ONIE's, the device tree's, the BIOS's) that the board's file asks for is there, or it is not.
/// - A PCI function or USB device is there at its place; or it is elsewhere, which says less, because firmware numbers buses; or another
///   one is at its place, or none of it anywhere.
/// - An optional one that is absent says nothing.
/// - What nobody could look at says nothing.
public enum BoardMatcher {
  /// How much each kind of fact says, against the others. A judgement: names are given to one product, an ASIC is in dozens, other
  /// functions are in most boxes with the same CPU.
  enum Weight {
    static let name = 40
    static let dmi = 20
    static let asic = 20
    /// Of an ASIC that only the chip's ids tell, and not the board.
    static let chip = 12
    static let function = 4
    static let device = 3
    static let adapter = 1
    /// Of one that is not at its place.
    static func moved(_ weight: Int) -> Int { max(1, weight / 2) }
  }

  /// Boards of which something agrees, the closest first; of equally close ones by vendor and name.
  public static func matches(of facts: MachineFacts, among boards: [BoardSignature]) -> [BoardMatch] {
    let host = HostIndex(facts)
    return boards.map { match($0, host) }.filter { !$0.agreeing.isEmpty }.sorted { isCloser($0, $1) }
  }

  public static func match(_ board: BoardSignature, with facts: MachineFacts) -> BoardMatch { match(board, HostIndex(facts)) }

  private static func isCloser(_ left: BoardMatch, _ right: BoardMatch) -> Bool {
    if left.isCertain != right.isCertain { return left.isCertain }
    let (a, b) = (left.agreeingWeight - left.disagreeingWeight, right.agreeingWeight - right.disagreeingWeight)
    if a != b { return a > b }
    if left.agreeingWeight != right.agreeingWeight { return left.agreeingWeight > right.agreeingWeight }
    return (left.board.vendor, left.board.name) < (right.board.vendor, right.board.name)
  }

  private static func match(_ board: BoardSignature, _ host: HostIndex) -> BoardMatch {
    var match = BoardMatch(board: board)
    func add(_ kind: BoardMatch.Fact.Kind, _ expected: String, _ verdict: Verdict, _ weight: Int) {
      switch verdict {
      case .agrees: match.agreeing.append(.init(kind: kind, expected: expected, found: "", weight: weight))
      case .isElsewhere(let found):
        match.agreeing.append(.init(kind: kind, expected: expected, found: found, weight: Weight.moved(weight)))
      case .disagrees(let found): match.disagreeing.append(.init(kind: kind, expected: expected, found: found, weight: weight))
      case .unknown: match.unknown.append(.init(kind: kind, expected: expected, found: "", weight: weight))
      case .saysNothing: break
      }
    }
    func names(_ kind: BoardMatch.Fact.Kind, _ expected: [String], _ found: [String]?) {
      guard !expected.isEmpty else { return }
      add(kind, expected.joined(separator: " or "), verdict(expected, found), Weight.name)
    }
    names(.onie, board.onie, host.facts.onie.map { [$0] })
    names(.compatible, board.compatible, host.facts.compatible)
    names(.model, board.model, host.facts.model.map { [$0] })
    for (name, value) in board.dmi.sorted(by: { $0.key < $1.key }) {
      add(.dmi, "\(name) \(value)", host.facts.dmi.map { verdict([value], [$0[name] ?? ""]) } ?? .unknown, Weight.dmi)
    }
    for function in board.pci {
      add(
        function.isASIC ? .asic : .pci, text(function.ids, function.place, function.name), host.verdict(function),
        !function.isASIC ? Weight.function : function.isOfChip ? Weight.chip : Weight.asic)
    }
    for port in board.usb { add(.usb, text(port.id.map { [$0] } ?? [], port.place, port.name), host.verdict(port), Weight.device) }
    for adapter in board.adapters {
      let verdict: Verdict? = host.facts.i2c.map { adapters in
        adapters.contains { $0.name.hasPrefix(adapter) } ? .agrees : .disagrees("")
      }
      add(.i2c, adapter, verdict ?? .unknown, Weight.adapter)
    }
    return match
  }

  enum Verdict: Equatable {
    case agrees
    case isElsewhere(String)
    case disagrees(String)
    case unknown
    case saysNothing
  }

  /// Case counts in none of these names.
  private static func verdict(_ expected: [String], _ found: [String]?) -> Verdict {
    guard let found else { return .unknown }
    let names = Set(found.map { $0.lowercased() })
    if expected.contains(where: { names.contains($0.lowercased()) }) { return .agrees }
    return .disagrees(found.filter { !$0.isEmpty }.prefix(3).joined(separator: ", "))
  }

  private static func text(_ ids: [String], _ place: String?, _ name: String?) -> String {
    var text = ids.isEmpty ? "any" : ids.joined(separator: " or ")
    if let place { text += " at \(place)" }
    if let name { text += " (\(name))" }
    return text
  }
}
