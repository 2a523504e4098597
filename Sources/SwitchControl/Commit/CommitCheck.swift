import SwitchHAL
import SwitchModel

// Everything that can be known without the device is checked before it sees the first change. All faults are collected.

/// Folds a transaction's edits over the intent: `.exists` and `.missing`.
struct FoldEdits: RowVisitor {
  let transaction: Transaction
  let ledger: Ledger
  var faults: [CommitFailure.Fault] = []

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let edits = R.edits(of: transaction)
    guard !edits.isEmpty else { return }
    let table = R.table(of: ledger)
    table.pending.fold(edits, over: table.store, faults: &faults)
  }
}

/// Checks the rows as they will be: `.unsupported`, `.invalid` and `.unresolved`.
struct CheckRows: RowVisitor {
  let ledger: Ledger
  let capabilities: Capabilities
  var faults: [CommitFailure.Fault]

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let pending = R.table(of: ledger).pending
    guard !pending.isEmpty else { return }
    let supported = capabilities.columns[R.kind]
    let schema = R.schema
    let ids = schema.columns.indices.map { ColumnID(UInt8(truncatingIfNeeded: $0)) }
    let createOnly = ids.filter { schema.columns[Int($0.rawValue)].access == .createOnly }
    let lacking = ids.filter { id in
      // A key column is as supported as its table.
      supported.map { !$0.contains(id) } ?? false && schema.columns[Int(id.rawValue)].access != .key
    }
    func differs(_ id: ColumnID, _ left: R, _ right: R) -> Bool {
      let column = schema.columns[Int(id.rawValue)]
      return column.read(left) != column.read(right)
    }

    for position in pending.changes.indices where pending.isEffective(position) {
      let change = pending.changes[position]
      func fault(_ cause: SwitchError.Cause) {
        faults.append(
          CommitFailure.Fault(key: R.rowKey(change.key), error: SwitchError(R.kind, cause), provenance: pending.provenances[position]))
      }
      if supported == nil {
        fault(.unsupported(nil))
        continue
      }
      guard let after = change.after else { continue }
      if let column = schema.firstInvalidColumn(of: after) { fault(.invalid(column)) }
      if let before = change.before {
        for id in createOnly where differs(id, before, after) { fault(.invalid(id)) }
      }
      for id in lacking {
        let column = schema.columns[Int(id.rawValue)]
        if column.read(after) != column.defaultValue { fault(.unsupported(id)) }
      }
      if let cause = after.fault(on: capabilities, beside: ledger) { fault(cause) }
      schema.forEachReference(of: after) { if !ledger.willHold($0) { fault(.unresolved($0)) } }
    }
  }
}

/// Starts the counts of references to removed rows.
struct StartCounting: RowVisitor {
  let ledger: Ledger
  var hasRemovals = false

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: ledger)
    guard !table.pending.isEmpty else { return }
    table.pending.startCounting(from: table.store)
    if !table.pending.references.isEmpty { hasRemovals = true }
  }
}

/// Takes the changes into the counts of references to removed rows.
struct CountReferences: RowVisitor {
  let ledger: Ledger

  func visit<R: EditableRow>(_ type: R.Type) {
    let changes = R.table(of: ledger).pending.changes
    let schema = R.schema
    for position in changes.indices where R.table(of: ledger).pending.isEffective(position) {
      let change = changes[position]
      if let before = change.before { schema.forEachReference(of: before) { ledger.referToRemoved($0, -1) } }
      if let after = change.after { schema.forEachReference(of: after) { ledger.referToRemoved($0, 1) } }
    }
  }
}

/// Collects the removals of rows that something will still refer to.
struct FindUsed: RowVisitor {
  let ledger: Ledger
  var used: [RowKey: Provenance] = [:]
  /// The same keys in order.
  var order: [RowKey] = []

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let pending = R.table(of: ledger).pending
    for position in pending.references.indices where pending.references[position] > 0 {
      let key = R.rowKey(pending.changes[position].key)
      used[key] = pending.provenances[position]
      order.append(key)
    }
  }
}

/// Finds one user of each row that is in use, in one pass over all rows: only failing commits pay for it.
struct FindUsers: RowVisitor {
  let ledger: Ledger
  let used: [RowKey: Provenance]
  var users: [RowKey: RowKey] = [:]

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    guard users.count < used.count else { return }
    let table = R.table(of: ledger)
    let pending = table.pending
    func look(at row: R) {
      R.schema.forEachReference(of: row) { key in
        if used[key] != nil, users[key] == nil { users[key] = R.rowKey(row.key) }
      }
    }
    for entry in table.store.entries where pending.position(of: entry.row.key, hash: entry.row.key.mixed(table.store.seed)) == nil {
      look(at: entry.row)
    }
    for position in pending.changes.indices {
      if let row = pending.row(at: position) { look(at: row) }
    }
  }
}
