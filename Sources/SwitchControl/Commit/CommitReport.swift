/// What a commit or a reconciliation changed.
public struct CommitReport: Hashable, Sendable {
  /// In which order the device was told.
  public enum Order: Hashable, Sendable {
    /// New rows, then updates that use them, then removals: traffic never lacks a row.
    case makeBeforeBreak
    /// Removals first, because there was no room for the new beside the old.
    case breakBeforeMake
  }

  /// Rows that were not there before.
  public internal(set) var inserted = 0
  /// Rows that have other values now.
  public internal(set) var updated = 0
  /// Rows that are gone.
  public internal(set) var removed = 0
  /// In which order the device was told. Of a reconciliation always `.makeBeforeBreak`.
  public internal(set) var order = Order.makeBeforeBreak

  /// Rows changed in all.
  public var count: Int { inserted + updated + removed }

  mutating func add(_ other: CommitReport) {
    inserted += other.inserted
    updated += other.updated
    removed += other.removed
  }
}
