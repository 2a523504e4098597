/// Where a PCI function is: `0000:01:00.0`.
public struct PCIAddress: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  public var domain: UInt32
  public var bus: UInt8
  /// 0…31.
  public var device: UInt8
  /// 0…7.
  public var function: UInt8

  /// - Returns: `nil` where `device` or `function` is out of its range.
  public init?(domain: UInt32 = 0, bus: UInt8, device: UInt8, function: UInt8) {
    guard device < 32, function < 8 else { return nil }
    self.domain = domain
    self.bus = bus
    self.device = device
    self.function = function
  }

  /// Reads `01:00.0` or `0000:01:00.0`; digits are hexadecimal.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let last = parts.last else { return nil }
    let slot = last.split(separator: ".", omittingEmptySubsequences: false)
    func number(_ text: Substring, _ digits: ClosedRange<Int>) -> UInt32? {
      digits.contains(text.utf8.count) && text.utf8.allSatisfy(PCIAddress.isDigit) ? UInt32(text, radix: 16) : nil
    }
    guard slot.count == 2, let bus = number(Substring(parts[parts.count - 2]), 2...2), let device = number(Substring(slot[0]), 2...2),
      let function = number(Substring(slot[1]), 1...1)
    else { return nil }
    var domain: UInt32 = 0
    if parts.count == 3 {
      guard let read = number(Substring(parts[0]), 4...8) else { return nil }
      domain = read
    }
    self.init(domain: domain, bus: UInt8(truncatingIfNeeded: bus), device: UInt8(truncatingIfNeeded: device), function: UInt8(function))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  private var order: UInt64 { UInt64(domain) << 16 | UInt64(bus) << 8 | UInt64(device) << 3 | UInt64(function) }

  public var description: String {
    "\(Hexadecimal.text(domain, digits: 4)):\(Hexadecimal.text(bus, digits: 2)):\(Hexadecimal.text(device, digits: 2)).\(function)"
  }
}

/// Numbers as buses print them.
public enum Hexadecimal {
  /// Lower case, without `0x`, at least `digits` long.
  public static func text(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
