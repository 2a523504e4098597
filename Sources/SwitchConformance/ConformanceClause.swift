public import SwitchModel

/// One bullet of `Table`'s contract.
public enum ConformanceClause: String, Hashable, Sendable, CaseIterable {
  case attempted, reported, atomic, exists, missing, held, counted, released

  /// What a table that keeps the clause does.
  public var text: String {
    switch self {
    case .attempted: "every change of a batch is attempted, in order, whatever became of those before it"
    case .reported: "the failures name the changes that did not take effect, in rising order, each once"
    case .atomic: "a change that failed left the device as it was"
    case .exists: "an insertion of a key that is held fails with .exists"
    case .missing: "an update or removal of a key that is not held fails with .missing"
    case .held: "row(at:) and forEachRow(_:) tell what the device holds"
    case .counted: "usage.rows is the number of rows that forEachRow(_:) visits"
    case .released: "insertion and removal of the same row leave room for it again"
    }
  }
}

/// What came of one clause for one kind of row.
public struct ConformanceResult: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable {
    case kept, broken
    /// The clause could not be tried: the detail says why.
    case skipped
  }

  public let clause: ConformanceClause
  public let kind: RowKind
  public let verdict: Verdict
  /// What the device did that it should not have; empty when it kept the clause.
  public let detail: String
}

extension ConformanceResult: CustomStringConvertible {
  public var description: String { "\(kind) \(clause.rawValue): \(verdict.rawValue)\(detail.isEmpty ? "" : ": \(detail)")" }
}
