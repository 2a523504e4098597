/// A breakout mode as SONiC's port configuration reads it: `1x100G[50G,40G]`, `4x25G(4)`, `2x50G(2)+2x25G(2)`.
///
/// SONiC matches `(\d{1,6})x(\d{1,6}G?)(\[(\d{1,6}G?,?)*\])?(\((\d{1,6})\))?` at the start of each part between `+` and does not look
/// at what follows the match. That text is kept in `ignored`.
public struct SONiCBreakoutMode: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    public var count: Int
    /// - Unit: Mb/s.
    public var speed: Int
    /// In the order of the file, without `speed` where it is not repeated.
    public var alternatives: [Int]
    /// Lanes of all ports of the part; `nil`: all of the cage's.
    public var lanes: Int?
    /// Text after the match.
    public var ignored: String

    /// SONiC compares these, so that a mode can be named by another of its speeds.
    public var speeds: Set<Int> { Set(alternatives + [speed]) }

    func equals(_ other: Part) -> Bool { count == other.count && speeds == other.speeds && lanes == other.lanes }
  }

  public var text: String
  public var parts: [Part]
  /// The ports of all parts.
  public var ports: Int { parts.reduce(0) { $0 + $1.count } }
  /// What the grammar drops without a word.
  public var ignored: String? { parts.first { !$0.ignored.isEmpty }?.ignored }

  /// - Returns: `nil` where a part does not begin as a mode does: SONiC's reader stops with an exception.
  public init?(_ text: String) {
    self.text = text
    parts = []
    guard text.utf8.count <= 1024 else { return nil }
    for piece in text.utf8.split(separator: UInt8(ascii: "+"), omittingEmptySubsequences: false) {
      guard let part = SONiCBreakoutMode.part(Array(piece)) else { return nil }
      parts.append(part)
    }
  }

  /// Equal in the eyes of SONiC: the same number of ports, the same set of speeds, the same lanes, part by part.
  public func isSame(as other: SONiCBreakoutMode) -> Bool {
    parts.count == other.parts.count && zip(parts, other.parts).allSatisfy { $0.equals($1) }
  }

  /// Lanes of each port in a cage of so many, as SONiC slices them; `nil` where they do not fit.
  public func lanesPerPort(of lanes: Int) -> [Int]? {
    guard ports <= 1024, parts.reduce(0, { $0 + ($1.lanes ?? lanes) }) <= lanes else { return nil }
    var result: [Int] = []
    for part in parts {
      let share = part.lanes ?? lanes
      guard part.count > 0, part.count <= share, share % part.count == 0 else { return nil }
      result += Array(repeating: share / part.count, count: part.count)
    }
    return result
  }

  /// Lanes of each port as SONiC slices them, what is left over left out; `nil` where it stops instead, or a port gets none.
  func slices(of lanes: Int) -> [Int]? {
    guard ports <= 1024, parts.reduce(0, { $0 + ($1.lanes ?? lanes) }) <= lanes else { return nil }
    let shares = parts.flatMap { part in Array(repeating: (part.lanes ?? lanes) / max(part.count, 1), count: part.count) }
    return shares.contains(0) ? nil : shares
  }

  private static func part(_ bytes: [UInt8]) -> Part? {
    var offset = 0
    guard let count = number(bytes, &offset), take("x", bytes, &offset), let speed = rate(bytes, &offset) else { return nil }
    var part = Part(count: count, speed: speed, alternatives: [], lanes: nil, ignored: "")
    var ahead = offset
    if take("[", bytes, &ahead) {
      var speeds: [Int] = []
      while let speed = rate(bytes, &ahead) {
        speeds.append(speed)
        _ = take(",", bytes, &ahead)
      }
      if take("]", bytes, &ahead) { (part.alternatives, offset) = (speeds, ahead) }
    }
    ahead = offset
    if take("(", bytes, &ahead), let lanes = number(bytes, &ahead), take(")", bytes, &ahead) {
      // Python takes 0 lanes for none given.
      (part.lanes, offset) = (lanes == 0 ? nil : lanes, ahead)
    }
    part.ignored = String(decoding: bytes[offset...], as: UTF8.self)
    return part
  }

  private static func take(_ letter: Unicode.Scalar, _ bytes: [UInt8], _ offset: inout Int) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: letter) else { return false }
    offset += 1
    return true
  }

  private static func number(_ bytes: [UInt8], _ offset: inout Int) -> Int? {
    let start = offset
    var value = 0
    while offset < bytes.count, offset - start < 6, case let digit = bytes[offset] &- 48, digit < 10 {
      value = value * 10 + Int(digit)
      offset += 1
    }
    return offset > start ? value : nil
  }

  private static func rate(_ bytes: [UInt8], _ offset: inout Int) -> Int? {
    guard let value = number(bytes, &offset) else { return nil }
    return take("G", bytes, &offset) ? value * 1000 : value
  }
}
