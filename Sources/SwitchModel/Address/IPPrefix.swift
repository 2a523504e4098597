/// An IP prefix: an address whose bits after `length` are zero.
///
/// - Source: RFC 4632 §3.1, RFC 4291 §2.3.
@frozen
public struct IPPrefix: Hashable, Sendable, BitwiseCopyable {
  /// All bits after the first `length` are zero.
  public let address: IPAddress
  /// - Range: 0…32 (IPv4), 0…128 (IPv6).
  public let length: UInt8

  /// Clears the bits of `address` after `length`; `nil` when `length` is beyond the family's width.
  @inlinable
  public init?(_ address: IPAddress, length: UInt8) {
    guard length <= address.family.bitWidth else { return nil }
    self.address = address.masked(to: length)
    self.length = length
  }

  /// The prefix that holds only `address`.
  @inlinable
  public init(host address: IPAddress) {
    self.address = address
    length = address.family.bitWidth
  }

  /// Reads `address/length`; a bare address is its host prefix. Host bits are cleared.
  public init?(_ text: some StringProtocol) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      guard let address = IPAddress(text) else { return nil }
      self.init(host: address)
      return
    }
    guard let address = IPAddress(text[..<slash]), let length = decimalLength(text[text.utf8.index(after: slash)...].utf8) else {
      return nil
    }
    self.init(address, length: length)
  }

  @inlinable
  public var family: IPFamily { address.family }

  /// Whether `other` is in this prefix; an address of the other family never is.
  @inlinable
  public func contains(_ other: IPAddress) -> Bool {
    other.family == address.family && other.masked(to: length) == address
  }

  /// Whether every address of `other` is in this prefix; a prefix covers itself.
  @inlinable
  public func covers(_ other: IPPrefix) -> Bool {
    other.length >= length && contains(other.address)
  }
}

extension IPPrefix: CustomStringConvertible, Comparable {
  public var description: String { "\(address)/\(length)" }

  /// By address, then shorter before longer: a prefix stands before all that it covers.
  @inlinable
  public static func < (left: IPPrefix, right: IPPrefix) -> Bool {
    left.address != right.address ? left.address < right.address : left.length < right.length
  }
}

private func decimalLength(_ bytes: some Sequence<UInt8>) -> UInt8? {
  var value = 0
  var digits = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39, digits < 3 else { return nil }
    value = value * 10 + Int(byte - 0x30)
    digits += 1
  }
  return digits > 0 && value <= 128 ? UInt8(value) : nil
}
