/// An IPv4 or IPv6 address.
///
/// Both families share one layout so that tables and keys hold them without a branch: 128 bits in two words,
/// an IPv4 address in the *high* 32 bits of `high`. Prefix arithmetic then works alike for both: bit 0 is the
/// first bit on the wire.
@frozen
public struct IPAddress: Hashable, Sendable, BitwiseCopyable {
  /// The first 64 bits on the wire.
  public let high: UInt64
  /// The last 64 bits on the wire; zero for IPv4.
  public let low: UInt64
  /// Which of the two `high` and `low` hold.
  public let family: IPFamily

  /// Takes the address as one number, first octet most significant: `10.0.0.1` is `0x0a00_0001`.
  @inlinable
  public init(v4 bits: UInt32) {
    high = UInt64(bits) << 32
    low = 0
    family = .v4
  }

  /// Takes the first and the last 64 bits on the wire.
  @inlinable
  public init(v6 high: UInt64, _ low: UInt64) {
    self.high = high
    self.low = low
    family = .v6
  }

  @inlinable
  init(family: IPFamily, high: UInt64, low: UInt64) {
    self.family = family
    self.high = high
    self.low = low
  }

  /// The 32 bits of an IPv4 address; for IPv6, its first 32 bits.
  @inlinable
  public var v4: UInt32 { UInt32(truncatingIfNeeded: high >> 32) }

  /// 224.0.0.0/4 or ff00::/8.
  ///
  /// - Source: RFC 5771 §3, RFC 4291 §2.7.
  @inlinable
  public var isMulticast: Bool { family == .v4 ? v4 >> 28 == 0xe : high >> 56 == 0xff }

  /// 127.0.0.0/8 or ::1.
  @inlinable
  public var isLoopback: Bool { family == .v4 ? v4 >> 24 == 127 : high == 0 && low == 1 }

  /// The address with all bits after the first `length` cleared.
  @inlinable
  public func masked(to length: UInt8) -> IPAddress {
    let (highMask, lowMask) = IPAddress.mask(length)
    return IPAddress(family: family, high: high & highMask, low: low & lowMask)
  }

  /// A mask of the first `length` bits (0…128).
  @inlinable
  static func mask(_ length: UInt8) -> (high: UInt64, low: UInt64) {
    if length == 0 { return (0, 0) }
    if length <= 64 { return (~0 << (64 - UInt64(length)), 0) }
    return (~0, length >= 128 ? ~0 : ~0 << (128 - UInt64(length)))
  }
}

/// IPv4 or IPv6.
@frozen
public enum IPFamily: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case v4 = 4
  case v6 = 6

  /// Bits in an address: 32 or 128.
  @inlinable
  public var bitWidth: UInt8 { self == .v4 ? 32 : 128 }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, then by value.
  @inlinable
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    if left.family != right.family { return left.family == .v4 }
    return left.high != right.high ? left.high < right.high : left.low < right.low
  }
}
