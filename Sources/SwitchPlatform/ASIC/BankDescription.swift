/// Blocks of a TCAM that are given out whole.
///
/// A block belongs to nobody, or to one format of one table. Its control word says to whom, and where among the blocks of that table it
/// comes: rows of a block that comes earlier win over rows of one that comes later. A format of several slices gangs as many blocks: the
/// first has the rows, the others lend their width.
public struct BankDescription: Hashable, Sendable {
  /// Index into `ASICDescription.access`: a word a block.
  public var access: Int
  /// Blocks that the chip's own entries take.
  public var reservedBlocks: Int
  /// Rows that the chip's own entries take of each run of blocks that is given out together.
  public var reservedRows: Int

  public init(access: Int, reservedBlocks: Int = 0, reservedRows: Int = 0) {
    self.access = access
    self.reservedBlocks = reservedBlocks
    self.reservedRows = reservedRows
  }
}

/// What a block of a banked TCAM compares.
public struct TableFormat: Hashable, Sendable {
  public var name: String
  /// Blocks side by side that a row takes.
  public var slices: Int
  /// Fields of the table's key that are compared.
  public var fields: [Field]

  public init(name: String, slices: Int, fields: [Field]) {
    self.name = name
    self.slices = slices
    self.fields = fields
  }
}

/// The control word of a block: 64 bits.
public struct BankControl: Hashable, Sendable {
  /// 0: nobody's. Formats count from 1 over all tables of the memory, in the order of the file; a table without formats counts as one.
  public var owner: UInt8
  /// Blocks of a table stand in this order.
  public var order: UInt64

  /// The owner of a block that lends its width to another.
  public static let ganged: UInt8 = 255
  public static let maximumOrder: UInt64 = (1 << 56) - 1

  public init(owner: UInt8 = 0, order: UInt64 = 0) {
    self.owner = owner
    self.order = min(order, BankControl.maximumOrder)
  }

  public init(word: UInt64) {
    owner = UInt8(truncatingIfNeeded: word)
    order = word >> 8
  }

  public var word: UInt64 { UInt64(owner) | order << 8 }
}

extension ASICDescription {
  /// The owner numbers of a table's formats in its memory: the first, and how many.
  public func bankOwners(of table: Int) -> ClosedRange<Int>? {
    guard tables.indices.contains(table), memories.indices.contains(tables[table].memory), memories[tables[table].memory].banks != nil
    else {
      return nil
    }
    var first = 1
    for other in tables[..<table] where other.memory == tables[table].memory { first += max(1, other.formats.count) }
    return first...(first + max(1, tables[table].formats.count) - 1)
  }
}
