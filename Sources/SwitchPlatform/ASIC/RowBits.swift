/// Bits of a packed row, read and written in words.
///
/// Callers give offsets and widths from a `RowLayout`, so that every access is inside the row.
public enum RowBits {
  /// Up to 64 bits at `offset`.
  @inlinable @inline(__always)
  public static func read(_ row: UnsafePointer<UInt64>, at offset: Int, width: Int) -> UInt64 {
    let word = offset >> 6
    let shift = UInt64(truncatingIfNeeded: offset & 63)
    var value = row[word] &>> shift
    if Int(shift) &+ width > 64 { value |= row[word &+ 1] &<< (64 &- shift) }
    return width == 64 ? value : value & ((1 &<< UInt64(truncatingIfNeeded: width)) &- 1)
  }

  /// Writes the low `width` (up to 64) bits of `value` at `offset`, and no others.
  @inlinable @inline(__always)
  public static func write(_ value: UInt64, to row: UnsafeMutablePointer<UInt64>, at offset: Int, width: Int) {
    let word = offset >> 6
    let shift = UInt64(truncatingIfNeeded: offset & 63)
    let mask: UInt64 = width == 64 ? ~0 : (1 &<< UInt64(truncatingIfNeeded: width)) &- 1
    let bits = value & mask
    row[word] = (row[word] & ~(mask &<< shift)) | (bits &<< shift)
    if Int(shift) &+ width > 64 {
      let back = 64 &- shift
      row[word &+ 1] = (row[word &+ 1] & ~(mask &>> back)) | (bits &>> back)
    }
  }
}
