public import SwitchModel

/// Why a commit or a reconciliation did not succeed.
public struct CommitFailure: Error, Sendable {
  /// A row that could not be changed as wanted.
  public struct Fault: Hashable, Sendable {
    /// The row.
    public let key: RowKey
    /// Why it could not be changed.
    public let error: SwitchError
    /// Where the edit of the row came from; `.none` for an API call.
    public let provenance: Provenance

    public init(key: RowKey, error: SwitchError, provenance: Provenance = .none) {
      self.key = key
      self.error = error
      self.provenance = provenance
    }
  }

  /// All that is wrong; empty where a commit is refused because the switch had diverged before.
  public let faults: [Fault]
  /// Whether device and intent differ now. Commits are refused until `reconcile()` succeeds.
  public let isDiverged: Bool
  /// The pools named by the faults, as full as they were when the device refused.
  public let levels: [PoolID: Usage.Level]
  private let pools: [Pool]
  private let sources: SourceNames

  init(
    faults: [Fault], isDiverged: Bool = false, levels: [PoolID: Usage.Level] = [:], capabilities: Capabilities = Capabilities(),
    sources: SourceNames
  ) {
    self.faults = faults
    self.isDiverged = isDiverged
    self.levels = levels
    pools = capabilities.pools
    self.sources = sources
  }

  /// A line a fault: `file:line: row: what is wrong`; a line in front says whether the switch has diverged.
  public var text: String { text { _ in nil } }

  /// The same with the rows' own names, where `name` knows them.
  public func text(name: (RowKey) -> String?) -> String {
    var lines = faults.map { line($0, name($0.key) ?? "\($0.key)") }
    if isDiverged { lines.insert("device and intent have diverged: reconcile before the next commit", at: 0) }
    return lines.joined(separator: "\n")
  }

  private func line(_ fault: Fault, _ row: String) -> String {
    let place = sources.text(fault.provenance).map { "\($0): " } ?? ""
    return "\(place)\(row): \(fault.error.text(poolName: poolName))\(room(fault.error))"
  }

  private func poolName(_ pool: PoolID) -> String? { Int(pool.rawValue) < pools.count ? pools[Int(pool.rawValue)].name : nil }

  private func room(_ error: SwitchError) -> String {
    guard case .exhausted(let exhaustion) = error.cause, let level = levels[exhaustion.pool] else { return "" }
    // Where the error itself says how full the pool was, it says it of the moment of the refusal.
    if exhaustion.capacity > 0 { return "" }
    let constraint = level.constraint.map { "; \($0)" } ?? ""
    return " (\(level.occupied) of \(level.capacity) rows occupied\(constraint))"
  }
}

extension CommitFailure: CustomStringConvertible {
  public var description: String { text }
}
