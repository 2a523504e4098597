/// Keys that stand for several: `"1..32"`, and `"sfp{1..32}"` for named things.
enum RangeKey {
  /// Most that one key can stand for.
  static let maximumCount = 4096

  /// The numbers of `7` or `1..32`; `nil` for anything else, descending ranges, numbers above 65535 and more than 4096 of them.
  static func numbers(_ text: String) -> ClosedRange<Int>? {
    guard let (low, high) = ends(text), low <= high, high <= 65535, high - low < maximumCount else { return nil }
    return low...high
  }

  /// The two ends of `7`, `1..32` or `4..1`.
  static func ends(_ text: some StringProtocol) -> (Int, Int)? {
    if let value = Quantity.signed(text), value >= 0 { return (value, value) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let first = parts.first, let last = parts.last, parts.dropFirst().first == "" else { return nil }
    guard let low = Quantity.signed(first), let high = Quantity.signed(last), low >= 0, high >= 0 else { return nil }
    return (low, high)
  }

  /// Names of `eeprom`, or of `sfp{1..32}` with their numbers; `nil` for a range that is none.
  static func names(_ text: String) -> [(name: String, number: Int?)]? {
    guard let open = text.firstIndex(of: "{") else { return [(text, nil)] }
    guard let close = text[open...].firstIndex(of: "}"), let range = numbers(String(text[text.index(after: open)..<close])) else {
      return nil
    }
    let (head, tail) = (text[..<open], text[text.index(after: close)...])
    return range.map { ("\(head)\($0)\(tail)", $0) }
  }
}
