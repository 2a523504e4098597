/// The desired state of one thing: a value with a typed key.
///
/// A row holds what its user wants, never what a device calls it. Rows that would be illegal cannot be built:
/// enums with payload stand where other APIs say "valid only if".
public protocol Row: Hashable, Sendable {
  /// What names the row; the same as long as the row is there. Its text is for people.
  associatedtype Key: Hashable & Sendable & CustomStringConvertible
  /// Names, SAI ids, defaults, ranges and references: the only place that knows them.
  static var schema: Schema<Self> { get }
  /// The row's name: of two rows with one key only one can be held.
  var key: Key { get }
  /// The key as any row's key.
  static func rowKey(_ key: Key) -> RowKey
}

extension Row {
  /// The kind, as the schema says it.
  @inlinable
  public static var kind: RowKind { schema.kind }
}

/// One thing's state before and after: insertion, update, removal and undo are this one type.
///
/// `before` and `after` are never both `nil`, and have the same key when both stand.
@frozen
public struct Change<R: Row>: Sendable {
  /// What is held; `nil`: nothing, and the change is an insertion.
  public let before: R?
  /// What is to be held; `nil`: nothing, and the change is a removal.
  public let after: R?

  /// A row that is not held yet.
  @inlinable
  public static func insert(_ row: R) -> Change { Change(before: nil, after: row) }
  /// A row that is held, as it is held.
  @inlinable
  public static func remove(_ row: R) -> Change { Change(before: row, after: nil) }

  /// `nil` when the keys differ: that is a removal and an insertion.
  @inlinable
  public static func update(from before: R, to after: R) -> Change? {
    before.key == after.key ? Change(before: before, after: after) : nil
  }

  /// From what was known to what is wanted; `nil` when both are absent or their keys differ.
  @inlinable
  public init?(from before: R?, to after: R?) {
    switch (before, after) {
    case (nil, nil): return nil
    case (let before?, let after?) where before.key != after.key: return nil
    default: self.init(before: before, after: after)
    }
  }

  @inlinable
  init(before: R?, after: R?) {
    self.before = before
    self.after = after
  }

  /// The change that takes this one back.
  @inlinable
  public var inverse: Change { Change(before: after, after: before) }

  /// The key of both rows.
  @inlinable
  public var key: R.Key {
    if let after { return after.key }
    if let before { return before.key }
    preconditionFailure("a change has a row")  // trap: every initialiser refuses two nils
  }
}
