/// A 48-bit IEEE 802 MAC address.
///
/// - Source: IEEE 802-2014 §8.
@frozen
public struct MACAddress: Hashable, Sendable, BitwiseCopyable {
  /// The address in the low 48 bits, first octet on the wire most significant; the high 16 bits are zero.
  public let bits: UInt64

  /// Takes the low 48 bits of `bits`.
  @inlinable
  public init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// Reads `aa:bb:cc:dd:ee:ff`, `aa-bb-cc-dd-ee-ff` or `aabb.ccdd.eeff`; anything else is `nil`.
  public init?(_ text: some StringProtocol) {
    var value: UInt64 = 0
    var digits = 0
    var run = 0
    var separator: UInt8 = 0
    var separators = 0
    for byte in text.utf8 {
      if let digit = hexDigit(byte) {
        guard digits < 12 else { return nil }
        value = value << 4 | UInt64(digit)
        digits += 1
        run += 1
      } else {
        guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return nil }
        guard separator == 0 || separator == byte else { return nil }
        guard run == (byte == UInt8(ascii: ".") ? 4 : 2) else { return nil }
        separator = byte
        separators += 1
        run = 0
      }
    }
    guard digits == 12, run == (separator == UInt8(ascii: ".") ? 4 : 2) else { return nil }
    guard separators == (separator == UInt8(ascii: ".") ? 2 : 5) else { return nil }
    bits = value
  }

  /// 00:00:00:00:00:00, which no station has.
  public static let zero = MACAddress(bits: 0)
  /// ff:ff:ff:ff:ff:ff: all stations.
  public static let broadcast = MACAddress(bits: 0xffff_ffff_ffff)

  /// The individual/group bit: a group address (broadcast included).
  @inlinable
  public var isMulticast: Bool { bits & 0x0100_0000_0000 != 0 }

  /// 01:80:C2:00:00:00 … 0F, which a bridge never forwards.
  ///
  /// - Source: IEEE 802.1Q-2018 table 8-1.
  @inlinable
  public var isBridgeReserved: Bool { bits & 0xffff_ffff_fff0 == 0x0180_c200_0000 }
}

extension MACAddress: CustomStringConvertible, Comparable {
  public var description: String {
    var text = ""
    for shift in stride(from: 40, through: 0, by: -8) {
      let octet = UInt8(truncatingIfNeeded: bits >> UInt64(shift))
      if !text.isEmpty { text += ":" }
      if octet < 16 { text += "0" }
      text += String(octet, radix: 16)
    }
    return text
  }

  @inlinable
  public static func < (left: MACAddress, right: MACAddress) -> Bool { left.bits < right.bits }
}

/// The value of one hexadecimal digit in ASCII.
@inlinable
func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
