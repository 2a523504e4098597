public import SwitchHAL
import SwitchModel

/// A switch that is changed all or nothing, and knows what is wanted of it.
///
/// A commit goes three steps. It *checks* the transaction against the intent and the device's capabilities; the device sees
/// nothing before all is right. It *tells* the device, one batch a kind. When a change fails it *takes back* what took effect,
/// newest first. The intent changes after the last change has succeeded.
///
/// The device is told first what is made, in the order of the schemas' references, then what is removed, in reverse: a new next
/// hop is there before the route that moves to it, the old one goes after, and traffic never lacks a row. A full table has no room
/// for the new beside the old. So when such a commit fails with `.exhausted`, `.exists` or `.inUse` and has been taken back, it
/// is told a second time with removals first, as far as nothing that stays refers to the rows (`CommitReport.order` says so).
///
/// Not `Sendable`; `SwitchService` is the shell for concurrent callers.
public final class ManagedSwitch {
  /// What the switch holds. Only this class changes it: a change past it makes device and intent differ.
  public internal(set) var device: SwitchDevice
  /// The names behind the rows' provenances, for the text of failures.
  public var sources: SourceNames
  /// Whether device and intent differ for certain or may: commits are refused until `reconcile()` succeeds.
  public internal(set) var isDiverged = false
  let ledger = Ledger()

  /// A switch of which nothing is wanted yet. Rows that the device holds already are found by `reconcile()`.
  public init(device: SwitchDevice, sources: SourceNames? = nil) {
    self.device = device
    self.sources = sources ?? SourceNames()
  }

  /// Makes all of the transaction's edits, or none.
  ///
  /// - Throws: every fault of the transaction, or those the device reported. Unless the failure says that the switch has diverged,
  ///   device and intent are as before. Edits: `.exists`, `.missing`. Rows: `.invalid` (out of range, or a column that can only be
  ///   given on insertion), `.unsupported`, `.unresolved`, `.inUse`.
  /// - Complexity: O(edits and their references); O(rows) more when a removed row is in use.
  @discardableResult
  public func commit(_ transaction: Transaction) throws(CommitFailure) -> CommitReport {
    if isDiverged { throw CommitFailure(faults: [], isDiverged: true, sources: sources) }
    defer { clear() }
    let (faults, hasRemovals) = stage(transaction)
    if !faults.isEmpty { throw CommitFailure(faults: faults, sources: sources) }

    var plan = PlanMakeBeforeBreak(ledger: ledger)
    plan.visitAll()
    var outcome = tellPlan(stopsAtFault: true)
    if !outcome.faults.isEmpty || outcome.isDiverged {
      takeBack(&outcome)
      guard !outcome.isDiverged, hasRemovals, mayOrderHelp(outcome), try breakBeforeMake() else { throw fail(outcome) }
      plan.report.order = .breakBeforeMake
    }
    record()
    return plan.report
  }

  /// Takes a transaction into the intent without telling the device, as after a restart: the device may hold the rows already.
  /// The switch counts as diverged until `reconcile()` has compared.
  ///
  /// - Throws: what `commit(_:)` finds before it tells the device; the intent is then as before.
  public func assume(_ transaction: Transaction) throws(CommitFailure) {
    defer { clear() }
    let (faults, _) = stage(transaction)
    if !faults.isEmpty { throw CommitFailure(faults: faults, isDiverged: isDiverged, sources: sources) }
    var plan = PlanMakeBeforeBreak(ledger: ledger)
    plan.visitAll()
    record()
    isDiverged = true
  }

  // MARK: Steps

  /// Folds and checks a transaction.
  private func stage(_ transaction: Transaction) -> (faults: [CommitFailure.Fault], hasRemovals: Bool) {
    var fold = FoldEdits(transaction: transaction, ledger: ledger)
    fold.visitAll()
    var check = CheckRows(ledger: ledger, capabilities: device.capabilities, faults: fold.faults)
    check.visitAll()
    var start = StartCounting(ledger: ledger)
    start.visitAll()
    guard start.hasRemovals else { return (check.faults, false) }
    var count = CountReferences(ledger: ledger)
    count.visitAll()
    var find = FindUsed(ledger: ledger)
    find.visitAll()
    guard !find.order.isEmpty else { return (check.faults, true) }
    var users = FindUsers(ledger: ledger, used: find.used)
    users.visitAll()
    for key in find.order {
      guard let user = users.users[key], let provenance = find.used[key] else { continue }
      check.faults.append(CommitFailure.Fault(key: key, error: SwitchError(key.kind, .inUse(by: user)), provenance: provenance))
    }
    return (check.faults, true)
  }

  /// Whether another order may succeed: the fault can come from a row that is to be removed.
  func mayOrderHelp(_ outcome: TellOutcome) -> Bool {
    outcome.faults.contains {
      switch $0.error.cause {
      case .exhausted, .exists, .inUse: true
      default: false
      }
    }
  }

  /// Tells the staged transaction with removals first.
  ///
  /// - Returns: whether it took effect; if not, it has been taken back.
  private func breakBeforeMake() throws(CommitFailure) -> Bool {
    var start = StartCounting(ledger: ledger)
    start.visitAll()
    var plan = PlanBreakBeforeMake(ledger: ledger)
    plan.visitAllReversed()
    guard plan.hasEarly else { return false }
    var outcome = tellPlan(stopsAtFault: true)
    if outcome.faults.isEmpty, !outcome.isDiverged { return true }
    takeBack(&outcome)
    if outcome.isDiverged { throw fail(outcome) }
    return false
  }

  private func record() {
    var makes = RecordMakes(ledger: ledger)
    makes.visitAll()
    var breaks = RecordBreaks(ledger: ledger)
    breaks.visitAllReversed()
  }

  func clear() {
    var clear = ClearCommit(ledger: ledger)
    clear.visitAll()
  }

  /// Remembers whether the switch has diverged, and says what went wrong.
  func fail(_ outcome: TellOutcome) -> CommitFailure {
    isDiverged = outcome.isDiverged
    return CommitFailure(
      faults: outcome.faults, isDiverged: outcome.isDiverged, levels: outcome.levels, capabilities: device.capabilities, sources: sources)
  }
}
