// Addresses as people write them. This target knows no address types, only their bits.

enum AddressText {
  static func ipv4(_ bits: UInt32) -> String { "\(bits >> 24).\(bits >> 16 & 0xff).\(bits >> 8 & 0xff).\(bits & 0xff)" }

  /// RFC 5952 §4: lower case, the first longest run of two or more zero groups left out.
  static func ipv6(_ high: UInt64, _ low: UInt64) -> String {
    let groups = [high, low].flatMap { word in
      stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: word >> UInt64($0)) }
    }
    var longest = 0..<0
    var run = 0..<0
    for (index, group) in groups.enumerated() {
      run = group != 0 ? index + 1..<index + 1 : run.lowerBound..<index + 1
      if run.count > longest.count { longest = run }
    }
    func join(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    if longest.count < 2 { return join(groups[...]) }
    return join(groups[..<longest.lowerBound]) + "::" + join(groups[longest.upperBound...])
  }

  static func mac(_ bits: UInt64) -> String {
    stride(from: 40, through: 0, by: -8).map { hexadecimal(bits >> UInt64($0) & 0xff, digits: 2) }.joined(separator: ":")
  }

  static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
