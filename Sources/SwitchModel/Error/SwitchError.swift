/// Why one row could not be changed: a trivial value; its text comes from the schemas.
@frozen
public struct SwitchError: Error, Hashable, Sendable, BitwiseCopyable {
  /// The kind of the row that could not be changed.
  public let kind: RowKind
  public let cause: Cause

  @inlinable
  public init(_ kind: RowKind, _ cause: Cause) {
    self.kind = kind
    self.cause = cause
  }

  /// What stood in the way. Which row it was is said by whoever knows the batch: `Failure`, `CommitFailure.Fault`.
  @frozen
  public enum Cause: Hashable, Sendable, BitwiseCopyable {
    /// An insertion of a key that is there.
    case exists
    /// An update or removal of a key that is not there, or not as `before` says.
    case missing
    /// A removal of a row that this one still refers to.
    case inUse(by: RowKey)
    /// A reference to a row that is not there.
    case unresolved(RowKey)
    /// A value outside its range, or one that contradicts another.
    case invalid(ColumnID)
    /// The device cannot do this column's value; without a column, it has no such table.
    case unsupported(ColumnID?)
    /// No room: the pool, and what in it is full.
    case exhausted(Exhaustion)
    /// The device cannot take the change now; the same change may succeed later.
    case busy
    /// The device did not do what it was told; the number is the bus's (errno).
    case device(Int32)
    /// A fault that a test asked for, by number.
    case injected(UInt64)
    /// An undo failed: device and intent differ, and only `reconcile()` helps.
    case diverged
  }
}

/// Which pool had no room, and what in it was full.
@frozen
public struct Exhaustion: Hashable, Sendable, BitwiseCopyable {
  /// The pool; `Capabilities.name(of:)` names it.
  public let pool: PoolID
  /// What in the pool was full.
  public let constraint: BindingConstraint
  /// How full the pool was.
  ///
  /// - Unit: device rows.
  public let occupied: UInt32
  /// - Unit: device rows; 0: the device does not say.
  public let capacity: UInt32

  @inlinable
  public init(pool: PoolID, constraint: BindingConstraint, occupied: Int = 0, capacity: Int = 0) {
    self.pool = pool
    self.constraint = constraint
    self.occupied = UInt32(clamping: occupied)
    self.capacity = UInt32(clamping: capacity)
  }
}

/// What is full when a pool takes no more.
@frozen
public enum BindingConstraint: Hashable, Sendable, BitwiseCopyable {
  /// All rows are taken.
  case rows
  /// Every way of this hash bucket is taken, whatever is free elsewhere.
  case bucket(UInt32)
  /// No pivot is left to split a full bucket of an algorithmic LPM.
  case pivots
  /// This many consecutive rows are not free in one piece.
  case contiguousRows(UInt32)
  /// No so many blocks of a TCAM are free, and those that the table has are full.
  case banks(UInt32)
}

/// A pool's position in the device's `Capabilities.pools`.
@frozen
public struct PoolID: Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// A change of a batch that did not take effect.
@frozen
public struct Failure: Hashable, Sendable, BitwiseCopyable {
  /// Position in the batch.
  public let index: Int
  /// Why.
  public let error: SwitchError

  @inlinable
  public init(index: Int, error: SwitchError) {
    self.index = index
    self.error = error
  }
}
