import SwitchHAL
import SwitchModel

extension ManagedSwitch {
  /// Makes the device hold what is wanted: after a failed undo, after `assume(_:)`, or whenever in doubt.
  ///
  /// Rows that are missing are inserted, rows that differ are updated, rows that nobody wants are removed; FDB entries that the
  /// device has learned by itself stay. Where a row differs in a column that can only be given on insertion, it and all that refers
  /// to it are removed first. Nothing is taken back: what could be made right is right even if the call fails.
  ///
  /// - Returns: what was changed on the device.
  /// - Throws: the rows that could not be made right; the switch then counts as diverged.
  /// - Complexity: O(rows of device and intent).
  @discardableResult
  public func reconcile() throws(CommitFailure) -> CommitReport {
    defer { clear() }
    var (report, outcome) = makeRight()
    // What nobody wants took the place of what is wanted; it is gone now.
    if mayOrderHelp(outcome) {
      let first = report
      (report, outcome) = makeRight()
      report.add(first)
    }
    if !outcome.faults.isEmpty || outcome.isDiverged {
      outcome.isDiverged = true
      throw fail(outcome)
    }
    isDiverged = false
    return report
  }

  private func makeRight() -> (report: CommitReport, outcome: TellOutcome) {
    clear()
    var compare = CompareWithDevice(managed: self)
    compare.visitAll()
    return (compare.report, tellPlan(stopsAtFault: false))
  }
}

/// Plans what makes the device's rows those that are wanted. Visited in dependency order.
private struct CompareWithDevice: RowVisitor {
  let managed: ManagedSwitch
  /// Rows that go first, because they or what they refer to cannot be updated.
  var replaced: Set<RowKey> = []
  var report = CommitReport()

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    guard managed.device.capabilities.supports(R.kind) || R.table(of: managed.ledger).store.count > 0 else { return }
    let table = R.table(of: managed.ledger)
    let schema = R.schema
    let createOnly = schema.columns.filter { $0.access == .createOnly }
    var plan = Plan<R>()
    var isRight = ContiguousArray(repeating: false, count: table.store.count)
    R.table(of: managed.device).forEachRow { row in
      let position = table.store.position(of: row.key)
      let wanted = position.map { table.store.entries[$0] }
      var isReplaced = false
      if !replaced.isEmpty { schema.forEachReference(of: row) { if replaced.contains($0) { isReplaced = true } } }
      if let wanted, wanted.row != row, createOnly.contains(where: { $0.read(wanted.row) != $0.read(row) }) { isReplaced = true }

      if isReplaced {
        replaced.insert(R.rowKey(row.key))
        plan.early.append(.remove(row), wanted?.provenance ?? .none)
      } else if let wanted, let position {
        isRight[position] = true
        if wanted.row != row, let update = Change.update(from: row, to: wanted.row) { plan.makes.append(update, wanted.provenance) }
      } else if !row.isDevicesOwn {
        plan.late.append(.remove(row), .none)
      }
    }
    report.updated += plan.makes.changes.count
    for position in table.store.entries.indices where !isRight[position] {
      plan.makes.append(.insert(table.store.entries[position].row), table.store.entries[position].provenance)
      report.inserted += 1
    }
    report.removed += plan.early.changes.count + plan.late.changes.count
    table.plan = plan
  }
}
