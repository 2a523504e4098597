/// What is known of a kind of row: the one source for validation, capabilities, dependency order, dumps and the SAI codec.
public struct Schema<R: Row>: Sendable {
  /// The Swift name of the row type.
  public let name: String
  /// The kind of row that the schema is of.
  public let kind: RowKind
  /// SAI's object type or entry, e.g. `SAI_OBJECT_TYPE_PORT`.
  public let sai: String
  /// In the order of `ColumnID`.
  public let columns: [Column<R>]
  /// The columns that can refuse a row or refer to another: what a commit has to look at.
  @usableFromInline let checked: [ColumnID]
  @usableFromInline let referring: [ColumnID]

  /// The order of `columns` is that of their `ColumnID`s; at most 256.
  public init(_ name: String, kind: RowKind, sai: String, columns: [Column<R>]) {
    self.name = name
    self.kind = kind
    self.sai = sai
    self.columns = columns
    checked = columns.indices.filter { columns[$0].range != nil }.map { ColumnID(UInt8($0)) }
    referring = columns.indices.filter { columns[$0].references != nil }.map { ColumnID(UInt8($0)) }
  }

  /// Every column: what a driver declares in `Capabilities.columns` for a kind that it supports whole.
  public var allColumns: Set<ColumnID> { Set(columns.indices.map { ColumnID(UInt8($0)) }) }

  /// The first column whose value is out of its range.
  public func firstInvalidColumn(of row: R) -> ColumnID? {
    for id in checked where !columns[Int(id.rawValue)].accepts(row) { return id }
    return nil
  }

  /// Calls `body` with the key of every row that `row` refers to; a key that is referred to twice comes twice.
  @inlinable
  public func forEachReference(of row: R, _ body: (RowKey) -> Void) {
    for id in referring { columns[Int(id.rawValue)].references?(row, body) }
  }

  /// The columns in which two rows differ.
  public func differences(_ left: R, _ right: R) -> [ColumnID] {
    columns.indices.filter { columns[$0].read(left) != columns[$0].read(right) }.map { ColumnID(UInt8($0)) }
  }

  /// The column of this name; `nil` where there is none.
  public func column(named name: String) -> ColumnID? {
    columns.firstIndex { $0.name == name }.map { ColumnID(UInt8($0)) }
  }
}

/// A column's position in its schema.
@frozen
public struct ColumnID: Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8
  @inlinable public init(_ rawValue: UInt8) { self.rawValue = rawValue }
}
