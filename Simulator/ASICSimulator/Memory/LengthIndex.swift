import SwitchPlatform

/// Which lengths of prefix a hashed table has, so that a look-up asks for no other.
final class LengthIndex: RowIndex {
  /// Bit l % 64 of word l / 64: there is a prefix of length l.
  let present: UnsafeMutablePointer<UInt64>
  static let words = 3
  private var counts = [Int](repeating: 0, count: 256)
  private let length: FieldPlace
  private let validOffset: Int
  private let tag: UInt64
  private let depth: Int

  init(_ table: TableDescription) {
    let layout = table.layout
    length = FieldPlace(layout.keyPlace(.length))
    validOffset = layout.validOffset ?? 0
    tag = UInt64(table.tag)
    depth = table.depth
    present = .allocate(capacity: LengthIndex.words)
    present.initialize(repeating: 0, count: LengthIndex.words)
  }

  deinit { present.deallocate() }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < depth else { return }
    count(old, -1)
    count(new, 1)
  }

  private func count(_ row: UnsafePointer<UInt64>, _ change: Int) {
    guard RowBits.read(row, at: validOffset, width: 1) == 1, tag == 0 || row[0] & 0xf == tag else { return }
    let length = Int(truncatingIfNeeded: length.read(row))
    // No address has more bits: such a row is never found.
    guard length <= 128 else { return }
    counts[length] += change
    let bit: UInt64 = 1 << UInt64(length % 64)
    if counts[length] > 0 { present[length / 64] |= bit } else { present[length / 64] &= ~bit }
  }
}
