public import SwitchModel

/// What the tables of a device were told, in order over all tables.
public final class Recording {
  /// The calls of `Table.apply(_:)`, oldest first.
  public private(set) var batches: [any RecordedStep] = []

  /// An empty recording.
  public init() {}

  func append(_ batch: any RecordedStep) { batches.append(batch) }

  /// Forgets all batches.
  public func clear() { batches = [] }

  /// Changes in all batches, those that failed included.
  public var changeCount: Int { batches.reduce(0) { $0 + $1.count } }

  /// A line a change, in order: `+` inserted, `~` updated, `-` removed; behind `!` why it failed.
  public var text: String { batches.flatMap(\.lines).map { $0 + "\n" }.joined() }

  /// Makes the changes that took effect once more, on another device.
  ///
  /// - Returns: the changes that failed there, by batch of the recording and position in it.
  public func replay(onto device: inout SwitchDevice) -> [(batch: Int, failure: Failure)] {
    var failures: [(batch: Int, failure: Failure)] = []
    for (number, batch) in batches.enumerated() {
      failures += batch.replay(onto: &device).map { (number, $0) }
    }
    return failures
  }
}

/// A batch of a recording, whatever its rows.
public protocol RecordedStep {
  /// The kind of the batch's rows.
  var kind: RowKind { get }
  /// Changes in the batch.
  var count: Int { get }
  /// The changes that did not take effect, as the table reported them.
  var failures: [Failure] { get }
  /// A line a change.
  var lines: [String] { get }
  /// Makes the changes that took effect on another device.
  ///
  /// - Returns: those that failed there, by position in this batch.
  func replay(onto device: inout SwitchDevice) -> [Failure]
}

/// A batch of changes and those of them that failed.
public struct RecordedBatch<R: DeviceRow>: RecordedStep {
  /// As the table was told them, failed ones included.
  public let changes: [Change<R>]
  public let failures: [Failure]

  public var kind: RowKind { R.kind }
  public var count: Int { changes.count }

  public var lines: [String] {
    var lines = changes.map(\.text)
    for failure in failures where lines.indices.contains(failure.index) { lines[failure.index] += " ! \(failure.error)" }
    return lines
  }

  public func replay(onto device: inout SwitchDevice) -> [Failure] {
    let failed = Set(failures.map(\.index))
    let positions = changes.indices.filter { !failed.contains($0) }
    let effective = positions.map { changes[$0] }
    if effective.isEmpty { return [] }
    return R.apply(effective.span, to: &device).compactMap { failure in
      guard positions.indices.contains(failure.index) else { return nil }
      return Failure(index: positions[failure.index], error: failure.error)
    }
  }
}

extension Change {
  /// `+ key column=value …`, `~ key column=before>after …` or `- key`: key columns and values that are the default are left out.
  public var text: String {
    let columns = R.schema.columns
    switch (before, after) {
    case (nil, let after?):
      let shown = columns.filter { $0.access != .key && $0.read(after) != $0.defaultValue }
      return (["+ \(R.rowKey(key))"] + shown.map { "\($0.name)=\($0.read(after))" }).joined(separator: " ")
    case (let before?, let after?):
      let shown = columns.filter { $0.read(before) != $0.read(after) }
      return (["~ \(R.rowKey(key))"] + shown.map { "\($0.name)=\($0.read(before))>\($0.read(after))" }).joined(separator: " ")
    case (_, nil): return "- \(R.rowKey(key))"
    }
  }
}
