import SwitchModel

/// A prefix as 128 bits, first bit on the wire first, whatever the family: what the plans compare.
struct PrefixBits: Hashable {
  var high: UInt64
  var low: UInt64
  var length: UInt8

  init(_ prefix: IPPrefix) {
    high = prefix.address.high
    low = prefix.address.low
    length = prefix.length
  }

  init(high: UInt64, low: UInt64, length: UInt8) {
    let (highMask, lowMask) = PrefixBits.mask(length)
    self.high = high & highMask
    self.low = low & lowMask
    self.length = length
  }

  static func mask(_ length: UInt8) -> (high: UInt64, low: UInt64) {
    if length == 0 { return (0, 0) }
    if length <= 64 { return (~0 << (64 - UInt64(length)), 0) }
    return (~0, length >= 128 ? ~0 : ~0 << (128 - UInt64(length)))
  }

  func covers(_ other: PrefixBits) -> Bool {
    guard other.length >= length else { return false }
    let (highMask, lowMask) = PrefixBits.mask(length)
    return (other.high ^ high) & highMask == 0 && (other.low ^ low) & lowMask == 0
  }

  /// Bits that both have in common from the first on, at most the shorter's length.
  func commonLength(with other: PrefixBits) -> UInt8 {
    let limit = min(length, other.length)
    let highDifference = high ^ other.high
    if highDifference != 0 { return min(limit, UInt8(highDifference.leadingZeroBitCount)) }
    let lowDifference = low ^ other.low
    return min(limit, UInt8(64 + lowDifference.leadingZeroBitCount))
  }

  /// Bit `index`, counted from the first.
  func bit(_ index: UInt8) -> Int {
    Int(truncatingIfNeeded: index < 64 ? high >> UInt64(63 - index) & 1 : low >> UInt64(127 - min(index, 127)) & 1)
  }

  func truncated(to length: UInt8) -> PrefixBits { PrefixBits(high: high, low: low, length: length) }
}
