/// A table of the chip: what it is for, how it matches, in which memory it stands, and its bits.
public struct TableDescription: Hashable, Sendable {
  public var name: String
  public var role: TableRole
  public var match: MatchDescription
  /// Index into `ASICDescription.memories`. Of an algorithmic LPM: the buckets'.
  public var memory: Int
  /// Rows of the memory that the table has, from its row 0: 1 … the memory's rows.
  public var depth: Int
  public var key: [FieldWidth]
  public var data: [FieldWidth]
  /// Index into `ASICDescription.access`.
  public var access: Int

  public init(
    name: String, role: TableRole, match: MatchDescription, memory: Int, depth: Int, key: [FieldWidth], data: [FieldWidth], access: Int
  ) {
    self.name = name
    self.role = role
    self.match = match
    self.memory = memory
    self.depth = depth
    self.key = key
    self.data = data
    self.access = access
  }

  /// The bits of a row. Of an algorithmic LPM: of a bucket's entry.
  public var layout: RowLayout { RowLayout(self) }
}

public struct FieldWidth: Hashable, Sendable {
  public var field: Field
  /// - Unit: bits.
  public var width: Int

  public init(_ field: Field, _ width: Int) {
    self.field = field
    self.width = width
  }
}

/// How a table finds its row.
public enum MatchDescription: Hashable, Sendable {
  /// The role gives the row's number.
  case index
  /// A hash of the key gives a bucket of `ways` consecutive rows; all are compared.
  case hash(HashMatch)
  /// All rows are compared under their masks; the lowest row that matches wins.
  case ternary
  /// As ternary; rows hold prefixes, the driver keeps longer ones above shorter ones.
  case prefixTCAM
  /// Pivots in a TCAM, each leading to a bucket of prefixes in SRAM.
  case algorithmicLPM(AlgorithmicLPM)

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case index, hash, ternary
    case prefixTCAM = "prefix"
    case algorithmicLPM = "alpm"
  }

  public var kind: Kind {
    switch self {
    case .index: .index
    case .hash: .hash
    case .ternary: .ternary
    case .prefixTCAM: .prefixTCAM
    case .algorithmicLPM: .algorithmicLPM
    }
  }
}

/// A key can stand in one bucket for each hash: the table's rows are shared out evenly over the hashes, and hash i (seed + i) chooses
/// a bucket of `ways` consecutive rows in the i-th share. All of them are compared at once.
public struct HashMatch: Hashable, Sendable {
  public var ways: Int
  /// Hash functions side by side. Two choices fill a table to 80 % before the first key has no room, one choice to a quarter.
  public var hashes: Int
  public var function: HashFunction
  public var seed: UInt32

  public init(ways: Int, hashes: Int = 1, function: HashFunction, seed: UInt32) {
    self.ways = ways
    self.hashes = hashes
    self.function = function
    self.seed = seed
  }

  /// Buckets of one hash in a table of `depth` rows.
  @inlinable
  public func buckets(depth: Int) -> Int { depth / max(1, ways * hashes) }

  /// Hash `choice` (0 ..< hashes) of a packed key.
  @inlinable
  public func hash(of key: UnsafePointer<UInt64>, bits: Int, choice: Int) -> UInt32 {
    function.hash(key, words: (bits &+ 63) / 64, seed: seed(choice))
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

/// The two levels of an algorithmic LPM.
///
/// A look-up takes the pivot with the longest prefix that matches, then the longest prefix that matches among the
/// entries of its bucket; without one, the pivot's own data, which hold the result of the best prefix above the pivot.
public struct AlgorithmicLPM: Hashable, Sendable {
  /// Index into `ASICDescription.memories` of the TCAM that holds the pivots.
  public var pivotMemory: Int
  /// Pivots the table can have; as many buckets.
  public var pivots: Int
  /// Entries in a bucket.
  public var bucketEntries: Int
  /// Index into `ASICDescription.access`, for the pivots.
  public var pivotAccess: Int

  public init(pivotMemory: Int, pivots: Int, bucketEntries: Int, pivotAccess: Int) {
    self.pivotMemory = pivotMemory
    self.pivots = pivots
    self.bucketEntries = bucketEntries
    self.pivotAccess = pivotAccess
  }
}
