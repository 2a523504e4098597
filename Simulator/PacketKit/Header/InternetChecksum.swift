/// The ones' complement sum of IPv4, UDP, TCP, ICMP and ICMPv6, taken piece by piece.
///
///     var checksum = InternetChecksum.pseudoHeader(source: a, destination: b, protocol: 17, length: 30)
///     checksum.add(datagram)          // its own checksum field zero
///     let field = checksum.value
///
/// Pieces may have odd lengths: the next piece goes on in the middle of the 16-bit word.
///
/// - Source: RFC 1071 (sum), RFC 1624 (update), RFC 9293 §3.1 and RFC 8200 §8.1 (pseudo headers).
@frozen
public struct InternetChecksum: Hashable, Sendable, BitwiseCopyable {
  // The sum so far of big-endian words, folded to 16 bits.
  @usableFromInline var sum: UInt16
  @usableFromInline var isOdd: Bool

  /// The sum of nothing.
  @inlinable
  public init() {
    sum = 0
    isOdd = false
  }

  @inlinable
  init(folding words: UInt64) {
    sum = InternetChecksum.fold(words)
    isOdd = false
  }

  /// What goes into the checksum field. UDP sends 0xFFFF where this is 0.
  @inlinable
  public var value: UInt16 { ~sum }

  /// Whether the sum is that of data whose checksum, included, is right.
  @inlinable
  public var isValid: Bool { sum == 0xffff }

  /// Adds bytes as they stand on the wire.
  ///
  /// - Complexity: O(n), 8 bytes a step.
  @inlinable
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    var words: UInt64 = 0
    var offset = 0
    // Words are added in the machine's order: the sum of swapped words is the swapped sum (RFC 1071 §2B).
    // Every step adds less than 2³³, so the sum holds for 16 GiB.
    while offset &+ 8 <= bytes.count {
      let eight = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      words &+= (eight & 0xffff_ffff) &+ (eight >> 32)
      offset &+= 8
    }
    while offset &+ 2 <= bytes.count {
      words &+= UInt64(start.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      offset &+= 2
    }
    if offset < bytes.count {
      words &+= UInt64(UInt16(bigEndian: UInt16(start.load(fromByteOffset: offset, as: UInt8.self)) << 8))
    }
    let folded = UInt16(bigEndian: InternetChecksum.fold(words))
    sum = InternetChecksum.fold(UInt64(sum) &+ UInt64(isOdd ? folded.byteSwapped : folded))
    if bytes.count & 1 != 0 { isOdd.toggle() }
  }

  /// The checksum of a header after one of its aligned 16-bit words changed (RFC 1624, equation 3).
  ///
  /// - Complexity: O(1); no other byte of the header is needed.
  @inlinable
  public static func updated(_ checksum: UInt16, replacing old: UInt16, with new: UInt16) -> UInt16 {
    ~fold(UInt64(~checksum) &+ UInt64(~old) &+ UInt64(new))
  }

  /// The checksum of an IPv4 header after its TTL fell by one; a TTL of 0 becomes 255, which the caller must not let happen.
  @inlinable
  public static func decrementingTTL(_ checksum: UInt16, ttl: UInt8, ipProtocol: UInt8) -> UInt16 {
    updated(checksum, replacing: UInt16(ttl) << 8 | UInt16(ipProtocol), with: UInt16(ttl &- 1) << 8 | UInt16(ipProtocol))
  }

  /// The sum of the pseudo header of UDP or TCP over IPv4. Length: bytes of the datagram or segment.
  @inlinable
  public static func pseudoHeader(source: UInt32, destination: UInt32, protocol number: UInt8, length: UInt16) -> InternetChecksum {
    InternetChecksum(folding: UInt64(source) &+ UInt64(destination) &+ UInt64(number) &+ UInt64(length))
  }

  /// The sum of the pseudo header of any upper layer over IPv6. Length: bytes of the upper-layer packet.
  @inlinable
  public static func pseudoHeader(
    source: (high: UInt64, low: UInt64), destination: (high: UInt64, low: UInt64), protocol number: UInt8, length: UInt32
  ) -> InternetChecksum {
    let addresses = halves(source.high) &+ halves(source.low) &+ halves(destination.high) &+ halves(destination.low)
    return InternetChecksum(folding: addresses &+ UInt64(number) &+ UInt64(length))
  }

  @inlinable
  static func halves(_ word: UInt64) -> UInt64 { (word >> 32) &+ (word & 0xffff_ffff) }

  /// Adds the carries back in until 16 bits are left.
  @inlinable
  static func fold(_ words: UInt64) -> UInt16 {
    var value = (words >> 32) &+ (words & 0xffff_ffff)
    value = (value >> 16) &+ (value & 0xffff)
    value = (value >> 16) &+ (value & 0xffff)
    value = (value >> 16) &+ (value & 0xffff)
    return UInt16(truncatingIfNeeded: value)
  }
}
