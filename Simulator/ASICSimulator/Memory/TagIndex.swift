import SwitchPlatform

/// A byte for each row of a hashed table: 0 for an empty row, else eight bits of the key's hash. A look-up reads a bucket's bytes and
/// goes to the rows only where one agrees.
final class TagIndex: RowIndex {
  let tags: UnsafeMutablePointer<UInt8>
  private let match: HashMatch
  private let buckets: Int
  private let rows: Int
  private let keyWidth: Int
  private let validOffset: Int
  private let key: UnsafeMutablePointer<UInt64>

  init(_ layout: RowLayout, _ match: HashMatch, depth: Int) {
    self.match = match
    buckets = match.buckets(depth: depth)
    rows = buckets * match.hashes * match.ways
    keyWidth = layout.keyWidth
    validOffset = layout.validOffset ?? 0
    // Eight bytes more than rows: a bucket's bytes are read as one word.
    tags = UnsafeMutableRawPointer(LargeAllocation.words(rows / 8 + 2)).bindMemory(to: UInt8.self, capacity: rows + 8)
    key = .allocate(capacity: layout.keyWidth / 64 + 1)
  }

  deinit {
    LargeAllocation.release(UnsafeMutableRawPointer(tags).assumingMemoryBound(to: UInt64.self))
    key.deallocate()
  }

  @inline(__always)
  static func tag(_ hash: UInt32) -> UInt8 { max(1, UInt8(truncatingIfNeeded: hash)) }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < rows else { return }
    guard RowBits.read(new, at: validOffset, width: 1) == 1 else {
      tags[row] = 0
      return
    }
    for word in 0...keyWidth / 64 {
      let width = min(64, keyWidth - word * 64)
      key[word] = width > 0 ? RowBits.read(new, at: word * 64, width: width) : 0
    }
    // The row's share of the table says by which hash it is found.
    tags[row] = TagIndex.tag(match.hash(of: key, bits: keyWidth, choice: row / match.ways / max(1, buckets)))
  }
}
