import SwitchHAL
import SwitchModel

/// Tells the device one part of the plan, a batch a kind.
struct TellDevice: RowVisitor {
  let managed: ManagedSwitch
  let part: PlanPart
  let stopsAtFault: Bool
  var outcome: TellOutcome

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    if stopsAtFault, !outcome.faults.isEmpty || outcome.isDiverged { return }
    let table = R.table(of: managed.ledger)
    let batch = managed.current(table.plan[part])
    guard !batch.changes.isEmpty else { return }
    let failed = managed.tell(batch, &outcome)
    table.told.append(ToldBatch(batch: batch, failed: failed))
    outcome.toldKinds.append(R.kind)
  }
}

/// Takes back the newest batch of one kind.
struct TakeBack: RowVisitor {
  let managed: ManagedSwitch
  var outcome = TellOutcome()

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    guard let told = R.table(of: managed.ledger).told.popLast() else { return }
    let undo = told.undo
    guard !undo.changes.isEmpty else { return }
    if !managed.tell(undo, &outcome).isEmpty { outcome.isDiverged = true }
  }
}

/// What came of telling the device.
struct TellOutcome {
  var faults: [CommitFailure.Fault] = []
  /// Pools that had no room, as they were then.
  var levels: [PoolID: Usage.Level] = [:]
  /// Whether the device may hold something else than the ledger says.
  var isDiverged = false
  /// One for each batch, oldest first.
  var toldKinds: [RowKind] = []
}

extension ManagedSwitch {
  /// Tells all three parts of the plan.
  func tellPlan(stopsAtFault: Bool) -> TellOutcome {
    var tell = TellDevice(managed: self, part: .early, stopsAtFault: stopsAtFault, outcome: TellOutcome())
    tell.visitAllReversed()
    tell = TellDevice(managed: self, part: .makes, stopsAtFault: stopsAtFault, outcome: tell.outcome)
    tell.visitAll()
    tell = TellDevice(managed: self, part: .late, stopsAtFault: stopsAtFault, outcome: tell.outcome)
    tell.visitAllReversed()
    return tell.outcome
  }

  /// Takes back all that took effect, newest first.
  func takeBack(_ outcome: inout TellOutcome) {
    var undo = TakeBack(managed: self)
    for kind in outcome.toldKinds.reversed() { kind.accept(&undo) }
    outcome.toldKinds = []
    outcome.faults += undo.outcome.faults
    outcome.isDiverged = outcome.isDiverged || undo.outcome.isDiverged
  }

  /// The batch against what the device holds right now, for kinds whose rows it changes by itself.
  func current<R: EditableRow>(_ batch: Batch<R>) -> Batch<R> {
    guard R.isChangedByDevice, !batch.changes.isEmpty else { return batch }
    let table = R.table(of: device)
    var current = Batch<R>()
    for position in batch.changes.indices {
      let wanted = batch.changes[position].after
      let held = table.row(at: batch.changes[position].key)
      guard held != wanted, let change = Change(from: held, to: wanted) else { continue }
      current.append(change, batch.provenances[position])
    }
    return current
  }

  /// Tells the device one batch.
  ///
  /// - Returns: the positions of what did not take effect.
  func tell<R: EditableRow>(_ batch: Batch<R>, _ outcome: inout TellOutcome) -> Set<Int> {
    let failures = R.apply(batch.changes.span, to: &device)
    var failed: Set<Int> = []
    for failure in failures {
      // A failure of a change that was not in the batch, or a second one, says that the driver has lost count.
      guard batch.changes.indices.contains(failure.index), failed.insert(failure.index).inserted else {
        outcome.isDiverged = true
        continue
      }
      outcome.faults.append(
        CommitFailure.Fault(
          key: R.rowKey(batch.changes[failure.index].key), error: failure.error, provenance: batch.provenances[failure.index]))
      switch failure.error.cause {
      case .diverged: outcome.isDiverged = true
      case .exhausted(let exhaustion) where outcome.levels[exhaustion.pool] == nil:
        outcome.levels[exhaustion.pool] = level(of: exhaustion.pool, in: R.table(of: device).usage)
      default: break
      }
    }
    return failed
  }

  private func level(of pool: PoolID, in usage: Usage) -> Usage.Level? {
    guard let name = device.capabilities.name(of: pool) else { return nil }
    return usage.levels.first { $0.pool == name }
  }
}
