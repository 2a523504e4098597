import SwitchModel
import SwitchPlatform

/// Where a key can stand in a table that the chip finds by hash: the ways of its bucket, of one bucket a hash.
///
/// Full buckets refuse, whatever is free elsewhere: the chip moves nothing.
struct HashPlan {
  let image: TableImage
  private let match: HashMatch
  private let buckets: Int
  private(set) var used = 0

  init?(_ image: TableImage, _ table: TableDescription) {
    guard case .hash(let match) = table.match, match.ways > 0, match.hashes > 0 else { return nil }
    self.image = image
    self.match = match
    buckets = match.buckets(depth: image.rows)
  }

  /// The buckets in which the key of `row` can stand.
  func candidates(_ row: UnsafePointer<UInt64>) -> [Int] {
    withKey(of: row) { key in
      (0..<match.hashes).map { match.bucket(of: key, bits: image.layout.keyWidth, buckets: buckets, choice: $0) }
    }
  }

  func rows(of bucket: Int) -> Range<Int> { bucket * match.ways..<(bucket + 1) * match.ways }

  /// All rows and buckets that hashes lead to.
  var usableRows: Range<Int> { 0..<buckets * match.hashes * match.ways }
  var allBuckets: Range<Int> { 0..<buckets * match.hashes }
  var ways: Int { match.ways }

  /// The row that holds the same key as `row` in the image.
  func find(_ row: UnsafePointer<UInt64>) -> Int? {
    for bucket in candidates(row) {
      for candidate in rows(of: bucket) where image.isValid(candidate) && hasSameKey(image.row(candidate), row) { return candidate }
    }
    return nil
  }

  /// A free row for the key of `row`, in the bucket that is least full.
  func freeRow(_ row: UnsafePointer<UInt64>) -> Int? {
    var best: (row: Int, free: Int)?
    for bucket in candidates(row) {
      let free = rows(of: bucket).filter { !image.isValid($0) }
      if let first = free.first, free.count > best?.free ?? 0 { best = (first, free.count) }
    }
    return best?.row
  }

  /// What a refusal names: the first of the key's buckets, all of which are full.
  func constraint(_ row: UnsafePointer<UInt64>) -> BindingConstraint { .bucket(UInt32(truncatingIfNeeded: candidates(row).first ?? 0)) }

  mutating func count(_ change: Int) { used += change }

  func hasSameKey(_ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>) -> Bool {
    var offset = 0
    while offset < image.layout.keyWidth {
      let width = min(64, image.layout.keyWidth - offset)
      if RowBits.read(left, at: offset, width: width) != RowBits.read(right, at: offset, width: width) { return false }
      offset += width
    }
    return true
  }

  /// Calls `body` with the key alone: the words of the row's key, zero behind it.
  private func withKey<Result>(of row: UnsafePointer<UInt64>, _ body: (UnsafePointer<UInt64>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: image.layout.keyWidth / 64 + 1) { key in
      for word in key.indices {
        let width = min(64, image.layout.keyWidth - word * 64)
        key[word] = width > 0 ? RowBits.read(row, at: word * 64, width: width) : 0
      }
      return key.baseAddress.map { body($0) } ?? body(row)
    }
  }
}
