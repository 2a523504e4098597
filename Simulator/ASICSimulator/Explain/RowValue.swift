public import SwitchPlatform

/// Up to 128 bits of a packed row, read with every bound checked: for people, not for packets.
public struct RowValue: Hashable, Sendable {
  /// The lowest 64 bits, and the next.
  public var low: UInt64
  public var high: UInt64

  public init(low: UInt64, high: UInt64 = 0) {
    self.low = low
    self.high = high
  }

  /// - Returns: `nil` where the row is shorter.
  public init?(_ words: [UInt64], offset: Int, width: Int) {
    guard offset >= 0, width > 0, offset + width <= words.count * 64 else { return nil }
    func read(_ offset: Int, _ width: Int) -> UInt64 {
      words.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { RowBits.read($0, at: offset, width: width) } ?? 0 }
    }
    low = read(offset, min(64, width))
    high = width > 64 ? read(offset + 64, min(64, width - 64)) : 0
  }

  public init?(_ words: [UInt64], _ place: RowLayout.Place) { self.init(words, offset: place.offset, width: place.width) }

  public var isZero: Bool { low == 0 && high == 0 }
  public var bitCount: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  /// The bits among the first `length` of `width` in which two fields differ; the first bit is the highest.
  func differing(from other: RowValue, first length: Int, of width: Int) -> RowValue {
    var difference = RowValue(low: low ^ other.low, high: high ^ other.high)
    // `>>` and `<<` shift by 64 and more to zero, as a comparison of no bits must.
    let ignored = UInt64(max(0, width - length))
    difference.low = (difference.low >> ignored) << ignored
    if ignored > 64 { difference.high = (difference.high >> (ignored - 64)) << (ignored - 64) }
    return difference
  }

  /// The numbers of the bits that are set in a bitmap of any width.
  public static func bitNumbers(_ words: [UInt64], _ place: RowLayout.Place) -> [Int] {
    (0..<place.width).filter { bit in RowValue(words, offset: place.offset + bit, width: 1)?.low == 1 }
  }
}
