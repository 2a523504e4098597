/// A key can stand in one bucket for each hash: the table's rows are shared out evenly over the hashes, and hash i (seed + i) chooses
/// a bucket of `ways` consecutive rows in the i-th share. All of them are compared at once, and with them the stash: the table's last rows,
/// in which any key can stand.
public struct HashMatch: Hashable, Sendable {
  public var ways: Int
  /// Hash functions side by side. Two choices fill a table to 80 % before the first key has no room, one choice to a quarter.
  public var hashes: Int
  public var function: HashFunction
  public var seed: UInt32
  /// What a driver does when every bucket of a key is full.
  public var moves: Moves
  /// Buckets that a search for a move looks at; 0: all that can be reached.
  public var searchBuckets: Int
  /// Rows at the table's end that belong to no bucket.
  public var stash: Int

  public enum Moves: String, Hashable, Sendable, CaseIterable {
    /// The key is refused.
    case none
    /// Entries are moved to other buckets of theirs, along the shortest way to a free row.
    case cuckoo
  }

  public init(
    ways: Int, hashes: Int = 1, function: HashFunction, seed: UInt32, moves: Moves = .none, searchBuckets: Int = 0, stash: Int = 0
  ) {
    self.moves = moves
    self.searchBuckets = searchBuckets
    self.stash = stash
    self.ways = ways
    self.hashes = hashes
    self.function = function
    self.seed = seed
  }

  /// Buckets of one hash in a table of `depth` rows.
  @inlinable
  public func buckets(depth: Int) -> Int { max(0, depth - stash) / max(1, ways * hashes) }

  /// Hash `choice` (0 ..< hashes) of a packed key.
  @inlinable
  public func hash(of key: UnsafePointer<UInt64>, bits: Int, choice: Int) -> UInt32 {
    HashMatch.spread(function.hash(key, words: (bits &+ 63) / 64, seed: seed(choice)), function, choice)
  }

  /// Makes the hashes of linear functions independent: of two keys that a CRC or a fold puts into one bucket, another seed puts both into
  /// another, and the second choice were none. Chips take another polynomial for each; here an odd factor does it.
  @inlinable @inline(__always)
  public static func spread(_ hash: UInt32, _ function: HashFunction, _ choice: Int) -> UInt32 {
    if choice == 0 || function == .mix { return hash }
    let product = hash &* (0x85eb_ca6b &+ UInt32(truncatingIfNeeded: choice) &* 0x3c6e_f372)
    return product ^ product &>> 15
  }

  /// The seed of hash `choice`.
  @inlinable
  public func seed(_ choice: Int) -> UInt32 { seed &+ UInt32(truncatingIfNeeded: choice) &* 0x9e37_79b9 }

  /// The bucket that a hash leads to, counted over the whole table: its rows are bucket × ways ….
  @inlinable
  public func bucket(ofHash hash: UInt32, buckets: Int, choice: Int) -> Int {
    choice &* buckets &+ Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(truncatingIfNeeded: buckets)) >> 32)
  }

  /// The bucket that hash `choice` gives a packed key.
  @inlinable
  public func bucket(of key: UnsafePointer<UInt64>, bits: Int, buckets: Int, choice: Int) -> Int {
    bucket(ofHash: hash(of: key, bits: bits, choice: choice), buckets: buckets, choice: choice)
  }
}
