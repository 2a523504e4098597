import SwitchModel

/// A transaction's edits of one kind, folded into at most one change a key.
struct PendingChanges<R: EditableRow> {
  private(set) var changes: ContiguousArray<Change<R>> = []
  /// Of the last edit of each change.
  private(set) var provenances: ContiguousArray<Provenance> = []
  /// Changes whose row was inserted and removed again: there is no change from nothing to nothing.
  private var voids: Set<Int> = []
  /// References to each removed row, as far as counted; empty where nothing is removed.
  private(set) var references: ContiguousArray<Int32> = []
  private var index = RowIndex()

  var isEmpty: Bool { changes.isEmpty }

  @inline(__always)
  func position(of key: R.Key, hash: UInt64) -> Int? {
    index.position(hash) { changes[$0].key == key }
  }

  /// The row as it will be.
  func row(at position: Int) -> R? { !voids.isEmpty && voids.contains(position) ? nil : changes[position].after }

  /// Whether the change changes anything.
  func isEffective(_ position: Int) -> Bool {
    if !voids.isEmpty, voids.contains(position) { return false }
    let change = changes[position]
    guard let before = change.before, let after = change.after else { return true }
    return before != after
  }

  /// Takes the edits in their order; those that cannot be are faults and change nothing.
  mutating func fold(_ edits: [Edit<R>], over store: RowStore<R>, faults: inout [CommitFailure.Fault]) {
    changes.reserveCapacity(edits.count)
    provenances.reserveCapacity(edits.count)
    index.reserve(edits.count)
    for edit in edits {
      let key = edit.key
      let hash = key.mixed(store.seed)
      let position = position(of: key, hash: hash)
      let current: R? =
        if let position { row(at: position) } else { store.position(of: key, hash: hash).map { store.entries[$0].row } }
      let wanted: R?
      var cause: SwitchError.Cause?
      switch edit.action {
      case .insert(let row):
        wanted = row
        if current != nil { cause = .exists }
      case .update(let row):
        wanted = row
        if current == nil { cause = .missing }
      case .put(let row):
        wanted = row
      case .remove:
        wanted = nil
        if current == nil { cause = .missing }
      }
      if let cause {
        faults.append(CommitFailure.Fault(key: R.rowKey(key), error: SwitchError(R.kind, cause), provenance: edit.provenance))
      } else if let position {
        replace(position, with: wanted, edit.provenance)
      } else if current != wanted, let change = Change(from: current, to: wanted) {
        index.insert(hash, at: changes.count)
        changes.append(change)
        provenances.append(edit.provenance)
      }
    }
  }

  private mutating func replace(_ position: Int, with wanted: R?, _ provenance: Provenance) {
    // The change of a void position is an insertion: its `before` is right.
    if let change = Change(from: changes[position].before, to: wanted) {
      changes[position] = change
      voids.remove(position)
    } else {
      voids.insert(position)
    }
    provenances[position] = provenance
  }

  // MARK: References to removed rows

  /// Starts the count of references to each removed row with what the ledger knows.
  mutating func startCounting(from store: RowStore<R>) {
    references = []
    guard changes.indices.contains(where: { row(at: $0) == nil && isEffective($0) }) else { return }
    references = ContiguousArray(repeating: 0, count: changes.count)
    for position in changes.indices where row(at: position) == nil && isEffective(position) {
      guard let held = store.position(of: changes[position].key) else { continue }
      references[position] = Int32(truncatingIfNeeded: store.entries[held].references)
    }
  }

  /// Adds to the count of a row, if it is one of those removed.
  mutating func refer(toRemoved key: R.Key, seed: UInt64, _ difference: Int32) {
    guard !references.isEmpty, let position = position(of: key, hash: key.mixed(seed)), changes[position].after == nil else { return }
    references[position] &+= difference
  }

  // MARK: Batches

  /// Insertions and updates.
  func makes() -> Batch<R> { batch { changes[$0].after != nil } }

  /// Removals of the rows whose count of references is as `isIncluded` wants.
  func breaks(where isIncluded: (_ references: Int32) -> Bool) -> Batch<R> {
    references.isEmpty ? Batch() : batch { changes[$0].after == nil && isIncluded(references[$0]) }
  }

  private func batch(where isIncluded: (Int) -> Bool) -> Batch<R> {
    var count = 0
    for position in changes.indices where isIncluded(position) && isEffective(position) { count += 1 }
    // Most large transactions are all of one sort: their arrays are shared, not copied.
    if count == changes.count { return Batch(changes: changes, provenances: provenances) }
    var batch = Batch<R>()
    batch.changes.reserveCapacity(count)
    batch.provenances.reserveCapacity(count)
    for position in changes.indices where isIncluded(position) && isEffective(position) {
      batch.append(changes[position], provenances[position])
    }
    return batch
  }
}
