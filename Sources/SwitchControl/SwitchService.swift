public import SwitchModel

/// A managed switch for concurrent callers. A call costs an actor hop, so callers bring whole transactions.
public actor SwitchService {
  private let managed: ManagedSwitch

  /// Takes the switch over; nobody else may keep it.
  public init(_ managed: sending ManagedSwitch) { self.managed = managed }

  /// See `ManagedSwitch.isDiverged`.
  public var isDiverged: Bool { managed.isDiverged }

  /// See `ManagedSwitch.commit(_:)`.
  @discardableResult
  public func commit(_ transaction: Transaction) throws(CommitFailure) -> CommitReport { try managed.commit(transaction) }

  /// See `ManagedSwitch.reconcile()`.
  @discardableResult
  public func reconcile() throws(CommitFailure) -> CommitReport { try managed.reconcile() }

  /// The wanted row of this key.
  public func row<R: EditableRow>(_ type: R.Type, _ key: R.Key) -> R? { managed.row(type, key) }

  /// All wanted rows of a kind.
  public func rows<R: EditableRow>(_ type: R.Type) -> [R] {
    var rows: [R] = []
    rows.reserveCapacity(managed.count(of: type))
    managed.forEach(type) { rows.append($0) }
    return rows
  }

  /// Where a wanted row came from.
  public func provenance(of key: RowKey) -> Provenance? { managed.provenance(of: key) }

  /// Runs `body` with nobody else at the switch: for several steps that belong together.
  public func withSwitch<Result: Sendable, Failure: Error>(
    _ body: @Sendable (ManagedSwitch) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(managed)
  }
}
