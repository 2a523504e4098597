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
  /// Where several hash tables stand in one memory: what tells this one's rows from the others', 1 … 14; 0 where it has the memory alone.
  public var tag: Int
  /// Rows of the memory that an entry takes, next to each other in one bucket. Default: 1.
  public var span: Int
  /// What blocks of a banked TCAM can compare for this table; empty where every row compares the whole key.
  public var formats: [TableFormat]

  public init(
    name: String, role: TableRole, match: MatchDescription, memory: Int, depth: Int, key: [FieldWidth], data: [FieldWidth], access: Int,
    tag: Int = 0, span: Int = 1, formats: [TableFormat] = []
  ) {
    self.tag = tag
    self.span = span
    self.formats = formats
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
  /// A hash of the masked address and the length, for each length of which there are prefixes, the longest first.
  case prefixHash(HashMatch)
  /// As ternary; rows hold prefixes, the driver keeps longer ones above shorter ones.
  case prefixTCAM
  /// Pivots in a TCAM, each leading to a bucket of prefixes in SRAM.
  case algorithmicLPM(AlgorithmicLPM)

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case index, hash, ternary, prefixHash
    case prefixTCAM = "prefix"
    case algorithmicLPM = "alpm"
  }

  /// Whether rows are found by a hash of the key.
  public var isHashed: Bool { hash != nil }
  /// How, where they are.
  public var hash: HashMatch? {
    switch self {
    case .hash(let match), .prefixHash(let match): match
    default: nil
    }
  }

  public var kind: Kind {
    switch self {
    case .index: .index
    case .hash: .hash
    case .ternary: .ternary
    case .prefixHash: .prefixHash
    case .prefixTCAM: .prefixTCAM
    case .algorithmicLPM: .algorithmicLPM
    }
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
