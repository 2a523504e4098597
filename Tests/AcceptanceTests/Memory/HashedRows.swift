import MemoryExperiments
import SwitchModel
import SwitchPlatform
import Testing

/// An oracle's view of one hash table: which keys are held, and whether one more could be.
///
/// Where entries move, that is a matching. Where they do not, it is what stands in the key's buckets, read over the bus.
struct HashedRows {
  let table: TableDescription
  let geometry: HashGeometry
  private(set) var matching: BucketMatching

  init(_ table: TableDescription) throws {
    self.table = table
    geometry = try #require(HashGeometry(table))
    matching = BucketMatching(geometry)
  }

  var moves: Bool { geometry.match.moves == .cuckoo }

  /// Takes up what a memory holds, and looks that it stands where it can be found.
  mutating func adopt(_ image: MemoryImage) {
    for (row, words) in image.rows.enumerated() where image.isHeld(words) {
      let key = image.key(words)
      let buckets = geometry.buckets(key)
      #expect(buckets.contains { geometry.rows($0).contains(row) }, "row \(row) is in no bucket of its key")
      let isPlaced = matching.insert(key, buckets)
      #expect(isPlaced)
    }
  }

  /// Whether a key that is not held has a place.
  ///
  /// - Returns: with `true` it is counted as held.
  mutating func admit(_ key: [UInt64], in lab: Lab) throws -> Bool {
    let buckets = geometry.buckets(key)
    if moves { return matching.insert(key, buckets) }
    let isFull = try buckets.allSatisfy { bucket in try fill(bucket, lab) == geometry.capacity(bucket) }
    // Without moves every held key stands where it came in: the matching follows only to count.
    if !isFull { _ = matching.insert(key, buckets) }
    return !isFull
  }

  private func fill(_ bucket: Int, _ lab: Lab) throws -> Int { try lab.image(table, rows: geometry.rows(bucket)).held }

  mutating func remove(_ key: [UInt64]) { matching.remove(key) }

  /// In how many rows of its buckets a key stands: 1 of a key that is held, or none.
  func copies(_ key: [UInt64], in lab: Lab) throws -> Int {
    try geometry.buckets(key).reduce(0) { sum, bucket in
      let image = try lab.image(table, rows: geometry.rows(bucket))
      return sum + image.rows.reduce(0) { $0 + (image.isHeld($1) && image.key($1) == key ? 1 : 0) }
    }
  }

  /// Compares the whole memory with the keys that are held.
  func check(_ image: MemoryImage, _ wrong: inout Mismatches) {
    var count = 0
    for (row, words) in image.rows.enumerated() where image.isHeld(words) {
      count += 1
      let key = image.key(words)
      if !matching.holds(key) { wrong.note("row \(row) holds a key that is not held") }
      if !geometry.buckets(key).contains(where: { geometry.rows($0).contains(row) }) { wrong.note("row \(row) is in no bucket of its key") }
    }
    if count != matching.count { wrong.note("\(count) rows for \(matching.count) keys") }
  }
}

/// A hash table of a chip that differs from the file's in its geometry.
struct HashVariant: CustomTestStringConvertible, Sendable {
  var ways: Int
  var hashes: Int
  var function: HashFunction
  var moves: HashMatch.Moves = .none
  var stash = 0
  /// Rows, the stash not counted.
  var rows = 256

  var testDescription: String {
    "\(hashes) × \(ways) \(function), \(moves == .none ? "no moves" : "cuckoo")\(stash > 0 ? ", stash \(stash)" : "")"
  }

  func apply(_ role: TableRole, to chip: inout ASICDescription) {
    chip.changeHash(role) { match in
      match.ways = ways
      match.hashes = hashes
      match.function = function
      match.moves = moves
      match.searchBuckets = 0
      match.stash = stash
      match.seed = 77
    }
    chip.resize(role, rows + stash)
  }

  static let all: [HashVariant] = [
    HashVariant(ways: 8, hashes: 2, function: .mix),
    HashVariant(ways: 4, hashes: 1, function: .fold),
    HashVariant(ways: 4, hashes: 2, function: .crc32c, stash: 8),
    HashVariant(ways: 4, hashes: 2, function: .mix, moves: .cuckoo),
    HashVariant(ways: 1, hashes: 3, function: .crc32c, moves: .cuckoo, rows: 96),
    HashVariant(ways: 1, hashes: 2, function: .crc32c, moves: .cuckoo, stash: 6, rows: 128),
    HashVariant(ways: 2, hashes: 2, function: .fold, moves: .cuckoo, stash: 4)
  ]
}
