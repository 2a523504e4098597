/// How a cage's lanes make ports: `1x100G[50G,40G]`, `4x25G(4)`, `2x50G(2)+2x25G(2)`.
///
/// Each part is a number of equal ports, their speed, the speeds they can have instead, and the lanes that the part takes.
public struct BreakoutMode: Hashable, Sendable, CustomStringConvertible {
  public struct Part: Hashable, Sendable {
    public var count: Int
    /// - Unit: Mb/s.
    public var speed: UInt32
    public var alternatives: [UInt32]
    /// Lanes of all ports of the part; `nil`: an equal share of the cage's.
    public var lanes: Int?

    public init(count: Int, speed: UInt32, alternatives: [UInt32] = [], lanes: Int? = nil) {
      self.count = count
      self.speed = speed
      self.alternatives = alternatives
      self.lanes = lanes
    }

    public var speeds: Set<UInt32> { Set(alternatives + [speed]) }
  }

  public var parts: [Part]

  /// One part or more; `init(_ text:)` bounds them to 64 ports.
  public init(parts: [Part]) { self.parts = parts }

  /// As it is written in files.
  public var description: String {
    parts.map { part in
      let others = part.alternatives.isEmpty ? "" : "[\(part.alternatives.map(BreakoutMode.rateText).joined(separator: ","))]"
      return "\(part.count)x\(BreakoutMode.rateText(part.speed))\(others)\(part.lanes.map { "(\($0))" } ?? "")"
    }.joined(separator: "+")
  }

  /// `100G`, or Mb/s where it is no multiple of a gigabit.
  public static func rateText(_ speed: UInt32) -> String { speed >= 1000 && speed % 1000 == 0 ? "\(speed / 1000)G" : String(speed) }

  public var ports: Int { parts.reduce(0) { $0 + $1.count } }

  /// - Returns: `nil` for text that is not wholly a mode; nothing after a part is ignored.
  public init?(_ text: String) {
    parts = []
    for piece in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let part = BreakoutMode.part(piece.filter { $0 != " " }) else { return nil }
      parts.append(part)
    }
    guard !parts.isEmpty, parts.count <= 64, ports <= 64 else { return nil }
  }

  private static func part(_ text: String) -> Part? {
    guard let cross = text.firstIndex(of: "x"), let count = Quantity.signed(text[..<cross]), (1...64).contains(count) else { return nil }
    var rest = text[text.index(after: cross)...]
    let speed = rest.prefix { $0 != "[" && $0 != "(" }
    rest = rest.dropFirst(speed.count)
    guard let speed = rate(speed) else { return nil }
    var part = Part(count: count, speed: speed, alternatives: [], lanes: nil)
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { return nil }
      for alternative in rest[rest.index(after: rest.startIndex)..<close].split(separator: ",", omittingEmptySubsequences: false) {
        guard let speed = rate(alternative) else { return nil }
        part.alternatives.append(speed)
      }
      rest = rest[rest.index(after: close)...]
    }
    if rest.first == "(" {
      guard rest.last == ")", let lanes = Quantity.signed(rest.dropFirst().dropLast()), (1...64).contains(lanes) else { return nil }
      part.lanes = lanes
      rest = ""
    }
    return rest.isEmpty ? part : nil
  }

  private static func rate(_ text: some StringProtocol) -> UInt32? {
    guard let speed = Quantity.scaled(String(text), units: Quantity.rates), (10...1_600_000).contains(speed) else { return nil }
    return UInt32(speed)
  }

  /// Lanes of each port, in order, where the mode fits into a cage of so many lanes.
  public func lanesPerPort(of lanes: Int) -> [Int]? {
    let shared = parts.filter { $0.lanes == nil }.reduce(0) { $0 + $1.count }
    let left = lanes - parts.reduce(0) { $0 + ($1.lanes ?? 0) }
    guard left >= 0, shared == 0 ? true : left > 0 && left % shared == 0 else { return nil }
    var result: [Int] = []
    for part in parts {
      if let own = part.lanes, own % part.count != 0 { return nil }
      let share = part.lanes.map { $0 / part.count } ?? left / max(shared, 1)
      guard share > 0 else { return nil }
      result += Array(repeating: share, count: part.count)
    }
    return result
  }

  /// Whether a cage that offers this mode can be used as `other` says: the same ports, with speeds among those offered.
  public func offers(_ other: BreakoutMode) -> Bool {
    parts.count == other.parts.count
      && zip(parts, other.parts).allSatisfy { mine, wanted in
        mine.count == wanted.count && wanted.speeds.isSubset(of: mine.speeds) && (wanted.lanes == nil || wanted.lanes == mine.lanes)
      }
  }
}
