import SwitchPlatform

/// A byte for each row of a hashed table: 0 for a row that is none of its entries, else eight bits of the key's hash. A look-up reads a
/// bucket's bytes and goes to the rows only where one agrees.
final class TagIndex: RowIndex {
  let tags: UnsafeMutablePointer<UInt8>
  /// Entries in the stash, whose rows have no byte.
  let stashed: UnsafeMutablePointer<Int>
  /// Rows stored so far: what was found before may no longer be so when this has changed.
  let version: UnsafeMutablePointer<UInt64>
  private let match: HashMatch
  private let buckets: Int
  private let rows: Int
  private let depth: Int
  private let keyWidth: Int
  private let validOffset: Int
  private let tag: UInt64
  private let key: UnsafeMutablePointer<UInt64>

  init(_ table: TableDescription, _ match: HashMatch) {
    self.match = match
    depth = table.depth
    buckets = match.buckets(depth: table.depth)
    rows = buckets * match.hashes * match.ways
    let layout = table.layout
    keyWidth = layout.keyWidth
    validOffset = layout.validOffset ?? 0
    tag = UInt64(table.tag)
    // Eight bytes more than rows: a bucket's bytes are read as one word.
    tags = UnsafeMutableRawPointer(LargeAllocation.words(rows / 8 + 2)).bindMemory(to: UInt8.self, capacity: rows + 8)
    key = .allocate(capacity: layout.keyWidth / 64 + 1)
    stashed = .allocate(capacity: 1)
    stashed.initialize(to: 0)
    version = .allocate(capacity: 1)
    version.initialize(to: 0)
  }

  deinit {
    LargeAllocation.release(UnsafeMutableRawPointer(tags).assumingMemoryBound(to: UInt64.self))
    key.deallocate()
    stashed.deallocate()
    version.deallocate()
  }

  @inline(__always)
  static func tag(_ hash: UInt32) -> UInt8 { max(1, UInt8(truncatingIfNeeded: hash)) }

  private func isEntry(_ row: UnsafePointer<UInt64>) -> Bool {
    RowBits.read(row, at: validOffset, width: 1) == 1 && (tag == 0 || row[0] & 0xf == tag)
  }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    version.pointee &+= 1
    guard row < rows else {
      if row < depth { stashed.pointee += (isEntry(new) ? 1 : 0) - (isEntry(old) ? 1 : 0) }
      return
    }
    guard isEntry(new) else {
      tags[row] = 0
      return
    }
    let words = (keyWidth + 63) / 64
    for word in 0..<words { key[word] = new[word] }
    if keyWidth % 64 != 0 { key[words - 1] &= (1 << UInt64(keyWidth % 64)) - 1 }
    // The row's share of the table says by which hash it is found.
    tags[row] = TagIndex.tag(match.hash(of: key, bits: keyWidth, choice: row / match.ways / max(1, buckets)))
  }
}
