/// A sensor's `compute`: an expression over `@`, the raw value, with numbers, `+ - * /` and parentheses.
public struct FBOSSFormula: Sendable {
  /// What a raw value is multiplied by; `nil`: the formula is none, or more than a factor.
  public private(set) var scale: Double?

  public init(_ text: String) {
    func value(_ raw: Double) -> Double? {
      var reader = Reader(bytes: Array(text.utf8), raw: raw)
      guard let value = reader.sum(0), reader.isAtEnd, value.isFinite else { return nil }
      return value
    }
    guard let none = value(0), let one = value(1), let many = value(1000), none == 0, one != 0 else { return }
    if abs(many - 1000 * one) <= abs(many) * 1e-9 { scale = one }
  }

  private struct Reader {
    var bytes: [UInt8]
    var raw: Double
    var place = 0

    init(bytes: [UInt8], raw: Double) {
      self.bytes = bytes.filter { $0 != UInt8(ascii: " ") }
      self.raw = raw
    }

    var isAtEnd: Bool { place == bytes.count }
    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func sum(_ depth: Int) -> Double? {
      guard depth < 32, var value = product(depth) else { return nil }
      while let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        place += 1
        guard let other = product(depth) else { return nil }
        value = sign == UInt8(ascii: "+") ? value + other : value - other
      }
      return value
    }

    private mutating func product(_ depth: Int) -> Double? {
      guard var value = term(depth) else { return nil }
      while let sign = next, sign == UInt8(ascii: "*") || sign == UInt8(ascii: "/") {
        place += 1
        guard let other = term(depth) else { return nil }
        value = sign == UInt8(ascii: "*") ? value * other : value / other
      }
      return value
    }

    private mutating func term(_ depth: Int) -> Double? {
      switch next {
      case UInt8(ascii: "@"):
        place += 1
        return raw
      case UInt8(ascii: "("):
        place += 1
        guard let value = sum(depth + 1), next == UInt8(ascii: ")") else { return nil }
        place += 1
        return value
      default:
        let start = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".") { place += 1 }
        return Double(String(decoding: bytes[start..<place], as: UTF8.self))
      }
    }
  }
}
