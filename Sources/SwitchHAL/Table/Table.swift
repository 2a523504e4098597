public import SwitchModel

/// A table of a switch: takes batches of changes, and says what it holds.
///
/// A driver implements `apply(_:)`, `row(at:)`, `forEachRow(_:)` and `usage`; verbs are derived.
///
/// Contract (each bullet is a conformance clause):
/// - *attempted*: every change of a batch is attempted, in order, whatever became of those before it.
/// - *reported*: the failures name the changes that did not take effect, in rising order of index, each once.
/// - *atomic*: a change that failed left the device as it was; only `.diverged` says otherwise.
/// - *exists*: an insertion of a key that is held fails with `.exists`.
/// - *missing*: an update or removal of a key that is not held fails with `.missing`.
/// - *held*: `row(at:)` and `forEachRow(_:)` tell what the device holds, not what was asked of it.
/// - *counted*: `usage.rows` is the number of rows that `forEachRow(_:)` visits.
/// - *released*: insertion and removal of the same row leave room for it again.
public protocol Table<Entry> {
  /// The rows that the table holds.
  associatedtype Entry: Row

  /// Attempts every change, in order.
  ///
  /// - Returns: the changes that did not take effect; empty when all did.
  mutating func apply(_ changes: Span<Change<Entry>>) -> [Failure]

  /// The row that the device holds under `key`.
  func row(at key: Entry.Key) -> Entry?

  /// Visits every row that the device holds, in no particular order.
  func forEachRow(_ body: (Entry) -> Void)

  /// How full the table is.
  ///
  /// - Complexity: may read the device; not for every packet.
  var usage: Usage { get }
}
