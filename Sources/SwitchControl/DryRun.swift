public import SwitchHAL
public import SwitchModel

/// How much of what a transaction wants a device can hold: every insertion is attempted, whatever became of others.
///
/// For a device that nobody needs afterwards: it keeps what fitted. A commit is all or nothing, and stops at the first kind of row that
/// does not fit; this tells of all.
public struct DryRun {
  /// What became of the rows of one kind.
  public struct Outcome: Sendable {
    public let kind: RowKind
    /// Rows that were wanted.
    public let wanted: Int
    /// The rows that the device did not take.
    public let faults: [CommitFailure.Fault]
    /// How full the kind's table is then; `nil` where the device has no such table.
    public let usage: Usage?

    /// Rows that the device took.
    public var held: Int { wanted - faults.count }
  }

  /// The device with what fitted.
  public let device: SwitchDevice
  /// The kinds that are wanted, or that the device has a table for, in the order in which rows refer to each other.
  public let outcomes: [Outcome]

  /// Whether all of it was taken.
  public var fits: Bool { outcomes.allSatisfy { $0.faults.isEmpty } }

  /// - Complexity: that of the insertions.
  public init(of transaction: Transaction, on device: SwitchDevice) {
    var attempt = Attempt(transaction: transaction, device: device)
    attempt.visitAll()
    self.device = attempt.device
    var fullness = Fullness(device: attempt.device, outcomes: attempt.outcomes)
    fullness.visitAll()
    outcomes = fullness.result
  }

  private struct Attempt: RowVisitor {
    let transaction: Transaction
    var device: SwitchDevice
    var outcomes: [RowKind: Outcome] = [:]

    mutating func visit<R: EditableRow>(_ type: R.Type) {
      var changes: [Change<R>] = []
      var provenances: [Provenance] = []
      var known: Set<R.Key> = []
      for edit in R.edits(of: transaction) {
        guard let row = edit.wantedRow, known.insert(row.key).inserted, let change = Change(from: nil, to: row) else { continue }
        changes.append(change)
        provenances.append(edit.provenance)
      }
      guard !changes.isEmpty else { return }
      let failures = R.apply(changes.span, to: &device)
      let faults = failures.filter { changes.indices.contains($0.index) }.map {
        CommitFailure.Fault(key: R.rowKey(changes[$0.index].key), error: $0.error, provenance: provenances[$0.index])
      }
      outcomes[R.kind] = Outcome(kind: R.kind, wanted: changes.count, faults: faults, usage: nil)
    }
  }

  private struct Fullness: RowVisitor {
    let device: SwitchDevice
    let outcomes: [RowKind: Outcome]
    var result: [Outcome] = []

    mutating func visit<R: EditableRow>(_ type: R.Type) {
      let isSupported = device.capabilities.supports(R.kind)
      guard isSupported || outcomes[R.kind] != nil else { return }
      let outcome = outcomes[R.kind]
      result.append(
        Outcome(
          kind: R.kind, wanted: outcome?.wanted ?? 0, faults: outcome?.faults ?? [],
          usage: isSupported ? R.table(of: device).usage : nil))
    }
  }
}

extension Edit {
  /// The row that is wanted to be there.
  var wantedRow: R? {
    switch action {
    case .insert(let row), .update(let row), .put(let row): row
    case .remove: nil
    }
  }
}
