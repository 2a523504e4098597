import SwitchHAL
public import SwitchModel

// One row at a time, for callers that bring rows singly: the same checks and the same all-or-nothing as a commit of one edit, without
// a visit to every kind.
extension ManagedSwitch {
  /// Wants a row that must not be there yet.
  ///
  /// - Throws: what `commit(_:)` finds of the one row.
  /// - Complexity: O(references of the row).
  @_specialize(where R == Route)
  public func insertOne<R: EditableRow>(_ row: R) throws(SwitchError) {
    if R.table(of: ledger).store.position(of: row.key) != nil { throw SwitchError(R.kind, .exists) }
    try makeOne(from: nil, row)
  }

  /// Wants other values for a row that must be there.
  @_specialize(where R == Route)
  public func updateOne<R: EditableRow>(_ row: R) throws(SwitchError) {
    guard let held = R.table(of: ledger).store.row(at: row.key) else { throw SwitchError(R.kind, .missing) }
    if held != row { try makeOne(from: held, row) }
  }

  /// Wants a row gone that must be there and that nothing refers to.
  @_specialize(where R == Route)
  public func removeOne<R: EditableRow>(_ type: R.Type, _ key: R.Key) throws(SwitchError) {
    let table = R.table(of: ledger)
    guard let position = table.store.position(of: key) else { throw SwitchError(R.kind, .missing) }
    let entry = table.store.entries[position]
    if isDiverged { throw SwitchError(R.kind, .diverged) }
    // Who refers to it is found the slow way, which names the user.
    guard entry.references == 0 else { return try commitOne { $0.remove(type, key) } }
    let change: Change<R>? = R.isChangedByDevice ? R.table(of: device).row(at: key).map { .remove($0) } : .remove(entry.row)
    if let change { try tellOne(change) }
    R.schema.forEachReference(of: entry.row) { ledger.refer(to: $0, -1) }
    table.store.remove(at: position)
  }

  @inline(__always)
  private func makeOne<R: EditableRow>(from held: R?, _ row: R) throws(SwitchError) {
    if isDiverged { throw SwitchError(R.kind, .diverged) }
    guard let supported = device.capabilities.columns[R.kind] else { throw SwitchError(R.kind, .unsupported(nil)) }
    let schema = R.schema
    if let column = schema.firstInvalidColumn(of: row) { throw SwitchError(R.kind, .invalid(column)) }
    for (index, column) in schema.columns.enumerated() where column.access != .key {
      let id = ColumnID(UInt8(truncatingIfNeeded: index))
      if let held, column.access == .createOnly, column.read(held) != column.read(row) { throw SwitchError(R.kind, .invalid(id)) }
      if supported.count < schema.columns.count, !supported.contains(id), column.read(row) != column.defaultValue {
        throw SwitchError(R.kind, .unsupported(id))
      }
    }
    if let cause = row.fault(on: device.capabilities, beside: ledger) { throw SwitchError(R.kind, cause) }
    var missing: RowKey?
    schema.forEachReference(of: row) { if !ledger.willHold($0) { missing = $0 } }
    if let missing { throw SwitchError(R.kind, .unresolved(missing)) }
    let before = R.isChangedByDevice ? R.table(of: device).row(at: row.key) : held
    if before != row, let change = Change(from: before, to: row) { try tellOne(change) }
    let table = R.table(of: ledger)
    if let held, let position = table.store.position(of: row.key) {
      schema.forEachReference(of: held) { ledger.refer(to: $0, -1) }
      table.store.replace(at: position, with: row, .none)
    } else {
      table.store.insert(row, .none)
    }
    schema.forEachReference(of: row) { ledger.refer(to: $0, 1) }
  }

  @inline(__always)
  private func tellOne<R: EditableRow>(_ change: Change<R>) throws(SwitchError) {
    let batch: InlineArray<1, Change<R>> = [change]
    guard let failure = R.apply(batch.span, to: &device).first else { return }
    if case .diverged = failure.error.cause { isDiverged = true }
    throw failure.error
  }

  private func commitOne(_ edit: (inout Transaction) -> Void) throws(SwitchError) {
    var transaction = Transaction()
    edit(&transaction)
    do throws(CommitFailure) { try commit(transaction) } catch {
      throw error.faults.first?.error ?? SwitchError(.port, .diverged)
    }
  }

  /// Takes a row out of the intent that the device has dropped by itself: an FDB entry that has aged. The device is not told.
  public func forget<R: EditableRow>(_ type: R.Type, _ key: R.Key) {
    let table = R.table(of: ledger)
    guard R.isChangedByDevice, let position = table.store.position(of: key), table.store.entries[position].references == 0 else { return }
    R.schema.forEachReference(of: table.store.entries[position].row) { ledger.refer(to: $0, -1) }
    table.store.remove(at: position)
  }
}
