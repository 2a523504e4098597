import SwitchModel

/// Plans makes, then removals.
struct PlanMakeBeforeBreak: RowVisitor {
  let ledger: Ledger
  var report = CommitReport()

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: ledger)
    guard !table.pending.isEmpty else { return }
    table.plan.makes = table.pending.makes()
    table.plan.late = table.pending.breaks { _ in true }
    for change in table.plan.makes.changes {
      if change.before == nil { report.inserted += 1 } else { report.updated += 1 }
    }
    report.removed += table.plan.late.changes.count
  }
}

/// Moves the removals that need not wait for the makes before them: those of rows that only such rows refer to.
///
/// Visited in reverse order, so that all who refer to a row are known before it.
struct PlanBreakBeforeMake: RowVisitor {
  let ledger: Ledger
  var hasEarly = false

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: ledger)
    table.plan.early = table.pending.breaks { $0 <= 0 }
    table.plan.late = table.pending.breaks { $0 > 0 }
    let schema = R.schema
    for change in table.plan.early.changes {
      hasEarly = true
      if let before = change.before { schema.forEachReference(of: before) { ledger.referToRemoved($0, -1) } }
    }
  }
}

/// Takes what was made into the ledger.
struct RecordMakes: RowVisitor {
  let ledger: Ledger

  func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: ledger)
    let makes = table.plan.makes
    let schema = R.schema
    table.pending = PendingChanges()
    table.store.reserve(makes.changes.count)
    for position in makes.changes.indices {
      guard let after = makes.changes[position].after else { continue }
      let provenance = makes.provenances[position]
      if let held = table.store.position(of: after.key) {
        schema.forEachReference(of: table.store.entries[held].row) { ledger.refer(to: $0, -1) }
        table.store.replace(at: held, with: after, provenance)
      } else {
        table.store.insert(after, provenance)
      }
      schema.forEachReference(of: after) { ledger.refer(to: $0, 1) }
    }
  }
}

/// Takes what was removed out of the ledger.
struct RecordBreaks: RowVisitor {
  let ledger: Ledger

  func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: ledger)
    let schema = R.schema
    for batch in [table.plan.early, table.plan.late] {
      for change in batch.changes {
        guard let held = table.store.position(of: change.key) else { continue }
        schema.forEachReference(of: table.store.entries[held].row) { ledger.refer(to: $0, -1) }
        table.store.remove(at: held)
      }
    }
  }
}

/// Ends the running commit.
struct ClearCommit: RowVisitor {
  let ledger: Ledger

  func visit<R: EditableRow>(_ type: R.Type) { R.table(of: ledger).clear() }
}
