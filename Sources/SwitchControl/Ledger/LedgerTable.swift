import SwitchModel

/// One kind's part of the ledger: what is wanted, and what a running commit would make of it.
///
/// A class so that generic code changes it in place, wherever the ledger keeps it.
public final class LedgerTable<R: EditableRow> {
  var store = RowStore<R>()
  /// What the running commit wants; empty between commits.
  var pending = PendingChanges<R>()
  /// What the device is to be told; empty between commits.
  var plan = Plan<R>()
  /// What the device was told, oldest first; empty between commits.
  var told: [ToldBatch<R>] = []

  init() {}

  /// Whether the row will be there after the running commit.
  func willHold(_ key: R.Key) -> Bool {
    let hash = key.mixed(store.seed)
    if !pending.isEmpty, let position = pending.position(of: key, hash: hash) { return pending.row(at: position) != nil }
    return store.position(of: key, hash: hash) != nil
  }

  /// The row as it will be after the running commit.
  func futureRow(at key: R.Key) -> R? {
    let hash = key.mixed(store.seed)
    if !pending.isEmpty, let position = pending.position(of: key, hash: hash) { return pending.row(at: position) }
    return store.row(at: key)
  }

  /// Ends the running commit.
  func clear() {
    pending = PendingChanges()
    plan = Plan()
    told = []
  }
}
