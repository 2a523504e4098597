import SwitchPlatform

/// Where a key can stand in a table that the chip finds by hash: the ways of its bucket.
///
/// A full bucket refuses, whatever is free elsewhere: the chip moves nothing.
struct HashPlan {
  let image: TableImage
  private let match: HashMatch
  private let buckets: Int
  private(set) var used = 0

  init?(_ image: TableImage, _ table: TableDescription) {
    guard case .hash(let match) = table.match, match.ways > 0, image.layout.keyWidth < image.stride * 64 else { return nil }
    self.image = image
    self.match = match
    buckets = image.rows / match.ways
  }

  func bucket(of row: UnsafePointer<UInt64>) -> Int {
    withKey(of: row) { match.bucket(of: $0, bits: image.layout.keyWidth, buckets: buckets) }
  }

  func rows(of bucket: Int) -> Range<Int> { bucket * match.ways..<(bucket + 1) * match.ways }

  /// The row that holds the same key as `row` in the image.
  func find(_ row: UnsafePointer<UInt64>) -> Int? {
    rows(of: bucket(of: row)).first { image.isValid($0) && hasSameKey(image.row($0), row) }
  }

  /// A free row for the key of `row`.
  func freeRow(_ row: UnsafePointer<UInt64>) -> Int? {
    rows(of: bucket(of: row)).first { !image.isValid($0) }
  }

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
