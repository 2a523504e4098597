/// Numbers as data files write them.
enum Quantity {
  /// A decimal number, or a hexadecimal one after `0x`. A leading zero is refused: YAML 1.1 reads it as octal, YAML 1.2 as decimal.
  static func integer(_ text: some StringProtocol) -> UInt64? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      let digits = text.dropFirst(2)
      return digits.first == "+" ? nil : UInt64(digits, radix: 16)
    }
    guard let first = text.utf8.first, isDigit(first), first != UInt8(ascii: "0") || text.utf8.count == 1 else { return nil }
    return UInt64(text)
  }

  /// As `integer`, a sign allowed.
  static func signed(_ text: some StringProtocol) -> Int? {
    let value = text.hasPrefix("-") ? integer(text.dropFirst()) : integer(text)
    guard let value, let number = Int(exactly: value) else { return nil }
    return text.hasPrefix("-") ? -number : number
  }

  /// A decimal number with a unit, in the units' base: `scaled("1.35 GHz", ["GHz": 1_000_000_000])` is 1 350 000 000.
  ///
  /// - Returns: `nil` for a number that is not whole in the base, an unknown unit, or an overflow.
  static func scaled(_ text: String, units: [String: UInt64]) -> UInt64? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard let scale = units[String(unit)] else { return nil }
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ integer($0) }) else { return nil }
    var (value, overflow) = whole.multipliedReportingOverflow(by: scale)
    if parts.count == 2, let fraction = parts.last {
      guard (1...9).contains(fraction.utf8.count), let digits = UInt64(fraction) else { return nil }
      var divisor: UInt64 = 1
      for _ in fraction.utf8 { divisor *= 10 }
      let (product, tooLarge) = digits.multipliedReportingOverflow(by: scale)
      guard !tooLarge, product % divisor == 0 else { return nil }
      let (sum, carry) = value.addingReportingOverflow(product / divisor)
      (value, overflow) = (sum, overflow || carry)
    }
    return overflow ? nil : value
  }

  /// Frequencies in Hz.
  static let frequencies: [String: UInt64] = ["": 1, "Hz": 1, "kHz": 1000, "MHz": 1_000_000, "GHz": 1_000_000_000]

  /// Rates in Mb/s: a plain number is Mb/s already.
  static let rates: [String: UInt64] = ["": 1, "M": 1, "G": 1000, "T": 1_000_000]

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
