import SwitchHAL
import SwitchModel

/// What a trial found.
enum Finding {
  case kept
  case broken(String)
  case skipped(String)

  var verdict: ConformanceResult.Verdict {
    switch self {
    case .kept: .kept
    case .broken: .broken
    case .skipped: .skipped
    }
  }

  var detail: String {
    switch self {
    case .kept: ""
    case .broken(let detail), .skipped(let detail): detail
    }
  }
}

/// A device with room for some rows of one kind, none of which it holds yet.
struct Trial<R: DeviceRow> {
  var device: SwitchDevice
  /// At least one; together they fit.
  let samples: [Sample<R>]

  /// The first thing that broke the clause.
  mutating func run(_ clause: ConformanceClause) -> Finding {
    let complaint: String?
    switch clause {
    case .attempted: complaint = attempted()
    case .reported: complaint = reported()
    case .atomic: complaint = atomic()
    case .exists: complaint = exists()
    case .missing: complaint = missing()
    case .held: complaint = held()
    case .counted: complaint = counted()
    case .released: complaint = released()
    }
    return complaint.map { .broken($0) } ?? .kept
  }

  // MARK: What the device says

  private mutating func apply(_ changes: [Change<R>]) -> [Failure] { R.apply(changes.span, to: &device) }

  private func row(at key: R.Key) -> R? { R.table(of: device).row(at: key) }

  private func rows() -> [R] { R.table(of: device).allRows() }

  private func name(_ row: R) -> String { R.rowKey(row.key).description }

  private func cause(_ failures: [Failure]) -> String { failures.first.map { "\($0.error.cause)" } ?? "nothing" }

  // MARK: Clauses

  private mutating func attempted() -> String? {
    let first = samples[0].row
    var changes: [Change<R>] = [.remove(first), .insert(first), .insert(first)]
    changes += samples.dropFirst().map { .insert($0.row) }
    _ = apply(changes)
    for sample in samples where row(at: sample.row.key) != sample.row {
      return "a batch stops at a failure: \(name(sample.row)) was inserted behind one and is not held"
    }
    return nil
  }

  private mutating func reported() -> String? {
    let first = samples[0].row
    if !apply([]).isEmpty { return "an empty batch has failures" }
    // Absent, there, there twice, gone, absent.
    var changes: [Change<R>] = [.remove(first), .insert(first), .insert(first), .remove(first), .remove(first)]
    changes += samples.map { .insert($0.row) }
    changes += samples.map { .insert($0.row) }
    let expected = [0, 2, 4] + (5 + samples.count..<5 + 2 * samples.count)
    let found = apply(changes).map(\.index)
    if found != expected { return "of \(changes.count) changes \(expected) cannot take effect, but failures are \(found)" }
    for sample in samples where row(at: sample.row.key) != sample.row {
      return "the insertion of \(name(sample.row)) is reported as done, but it is not held"
    }
    let removals = samples.map { Change.remove($0.row) }
    if !apply(removals).isEmpty { return "the removal of rows that are held fails" }
    for sample in samples where row(at: sample.row.key) != nil {
      return "the removal of \(name(sample.row)) is reported as done, but it is held"
    }
    return nil
  }

  private mutating func atomic() -> String? {
    _ = apply(samples.dropLast().map { .insert($0.row) })
    let before = Set(rows())
    for sample in samples.dropLast() {
      let other = sample.variant ?? sample.row
      if apply([.insert(other)]).isEmpty { return "a second insertion of \(name(other)) does not fail" }
    }
    if let absent = samples.last {
      if apply([.remove(absent.row)]).isEmpty { return "the removal of \(name(absent.row)), which is not held, does not fail" }
      if let variant = absent.variant, let update = Change.update(from: absent.row, to: variant), apply([update]).isEmpty {
        return "the update of \(name(absent.row)), which is not held, does not fail"
      }
    }
    if Set(rows()) != before { return "changes that failed have changed the rows held" }
    for row in before where self.row(at: row.key) != row { return "after a change that failed row(at:) finds another \(name(row))" }
    if let absent = samples.last, row(at: absent.row.key) != nil {
      return "after a change that failed row(at:) finds \(name(absent.row)), which is not held"
    }
    return nil
  }

  private mutating func exists() -> String? {
    for sample in samples {
      _ = apply([.insert(sample.row)])
      for again in [sample.row, sample.variant].compactMap({ $0 }) {
        let failures = apply([.insert(again)])
        if failures.first?.error != SwitchError(R.kind, .exists) {
          return "a second insertion of \(name(again)) gives \(cause(failures))"
        }
      }
    }
    return nil
  }

  private mutating func missing() -> String? {
    for round in 0..<2 {
      for sample in samples {
        let failures = apply([.remove(sample.row)])
        if failures.first?.error != SwitchError(R.kind, .missing) {
          return "the removal of \(name(sample.row)), which is not held, gives \(cause(failures))"
        }
        guard let variant = sample.variant, let update = Change.update(from: sample.row, to: variant) else { continue }
        let updateFailures = apply([update])
        if updateFailures.first?.error != SwitchError(R.kind, .missing) {
          return "the update of \(name(sample.row)), which is not held, gives \(cause(updateFailures))"
        }
      }
      // Once more after rows have come and gone.
      if round == 0 {
        _ = apply(samples.map { .insert($0.row) })
        _ = apply(samples.reversed().map { .remove($0.row) })
      }
    }
    return nil
  }

  private mutating func held() -> String? {
    var expected = Set(rows())
    func compare(_ device: SwitchDevice, _ step: String) -> String? {
      let found = R.table(of: device).allRows()
      if found.count != Set(found).count { return "\(step): forEachRow visits a row twice" }
      return Set(found) == expected ? nil : "\(step): forEachRow visits \(found.count) rows, not the \(expected.count) that are held"
    }
    for sample in samples {
      if row(at: sample.row.key) != nil { return "row(at:) finds \(name(sample.row)) before its insertion" }
      if !apply([.insert(sample.row)]).isEmpty { return "the insertion of \(name(sample.row)) fails" }
      expected.insert(sample.row)
      if row(at: sample.row.key) != sample.row { return "row(at:) does not find \(name(sample.row)) after its insertion" }
      if let complaint = compare(device, "after an insertion") { return complaint }
    }
    for sample in samples {
      guard let variant = sample.variant, let update = Change.update(from: sample.row, to: variant) else { continue }
      if let failure = apply([update]).first { return "the update of \(name(sample.row)) fails: \(failure.error)" }
      expected.remove(sample.row)
      expected.insert(variant)
      if row(at: variant.key) != variant { return "row(at:) does not find \(name(variant)) as updated" }
      if let complaint = compare(device, "after an update") { return complaint }
    }
    for sample in samples {
      let row = sample.variant ?? sample.row
      if let failure = apply([.remove(row)]).first { return "the removal of \(name(row)) fails: \(failure.error)" }
      expected.remove(row)
      if self.row(at: row.key) != nil { return "row(at:) finds \(name(row)) after its removal" }
      if let complaint = compare(device, "after a removal") { return complaint }
    }
    return nil
  }

  private mutating func counted() -> String? {
    func compare(_ device: SwitchDevice, _ step: String) -> String? {
      let usage = R.table(of: device).usage.rows
      let visited = R.table(of: device).allRows().count
      return usage == visited ? nil : "\(step) usage.rows is \(usage), but forEachRow visits \(visited)"
    }
    if let complaint = compare(device, "at the start") { return complaint }
    for sample in samples {
      // The second insertion fails.
      _ = apply([.insert(sample.row), .insert(sample.row)])
      if let complaint = compare(device, "after an insertion") { return complaint }
    }
    for sample in samples {
      _ = apply([.remove(sample.row), .remove(sample.row)])
      if let complaint = compare(device, "after a removal") { return complaint }
    }
    return nil
  }

  private mutating func released() -> String? {
    let before = R.table(of: device).usage.levels
    for round in 1...100 {
      for sample in samples {
        if let failure = apply([.insert(sample.row)]).first {
          return "insertion \(round) of \(name(sample.row)) fails: \(failure.error)"
        }
      }
      for sample in samples {
        if let failure = apply([.remove(sample.row)]).first { return "removal \(round) of \(name(sample.row)) fails: \(failure.error)" }
      }
    }
    let after = R.table(of: device).usage.levels
    for (old, new) in zip(before, after) where old.occupied < new.occupied {
      return "pool \(new.pool) holds \(new.occupied) rows after all were removed, \(old.occupied) before"
    }
    return nil
  }
}
