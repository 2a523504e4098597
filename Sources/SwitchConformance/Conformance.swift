public import SwitchHAL
public import SwitchModel

/// Tries a device's tables against the contract of `Table`, with rows of its own making.
///
/// Every clause starts on a device that the factory has just made. Rows keep to the device's capabilities: an unsupported column
/// has its default, a kind without a table is left out, as is what cannot do without it.
public struct Conformance {
  private let ports: [Port]
  private let make: () -> SwitchDevice

  /// - Parameters:
  ///   - ports: rows that the device accepts; the first three are used. Without any, nothing that needs a port is tried.
  ///   - make: makes a device with empty tables; rows that it holds from the start are left alone.
  public init(ports: [Port], make: @escaping () -> SwitchDevice) {
    self.ports = Array(ports.prefix(3))
    self.make = make
  }

  /// Every clause for every kind that the device has a table for, in dependency order.
  ///
  /// - Parameter kinds: the kinds to try. Default: all.
  public func run(kinds: Set<RowKind> = Set(RowKind.allCases)) -> [ConformanceResult] {
    let supported = make().capabilities
    var results: [ConformanceResult] = []
    for kind in RowKind.dependencyOrder where kinds.contains(kind) && supported.supports(kind) {
      for clause in ConformanceClause.allCases {
        var visit = TryClause(clause: clause, conformance: self)
        kind.accept(&visit)
        let detail = visit.finding.detail
        results.append(ConformanceResult(clause: clause, kind: kind, verdict: visit.finding.verdict, detail: detail))
      }
    }
    return results
  }

  /// A new device that holds what rows of the type refer to, and rows of the type that it does not hold.
  func prepare<R: SampleRow>(_ type: R.Type) -> (device: SwitchDevice, samples: [Sample<R>]) {
    var needed: Set<RowKind> = []
    func need(_ kind: RowKind) {
      for referenced in kind.referencedKinds where needed.insert(referenced).inserted { need(referenced) }
    }
    need(R.kind)
    let device = make()
    var insert = InsertSamples(device: device, world: SampleWorld(ports: ports, capabilities: device.capabilities))
    for kind in RowKind.dependencyOrder where needed.contains(kind) && kind != R.kind { kind.accept(&insert) }
    var samples = insert.world.samples(R.self)
    samples.removeAll { R.table(of: insert.device).row(at: $0.row.key) != nil }
    return (insert.device, samples)
  }
}

/// Puts the samples of a kind on a device; those that it takes are there for others to refer to.
private struct InsertSamples: SampleVisitor {
  var device: SwitchDevice
  var world: SampleWorld

  mutating func visit<R: SampleRow>(_ type: R.Type) {
    for sample in world.samples(type) {
      let isHeld = R.table(of: device).row(at: sample.row.key) != nil
      let batch = [Change.insert(sample.row)]
      if isHeld || R.apply(batch.span, to: &device).isEmpty { world.available.insert(R.rowKey(sample.row.key)) }
    }
  }
}

private struct TryClause: SampleVisitor {
  let clause: ConformanceClause
  let conformance: Conformance
  var finding = Finding.kept

  mutating func visit<R: SampleRow>(_ type: R.Type) {
    var (device, samples) = conformance.prepare(type)
    guard !samples.isEmpty else {
      finding = .skipped("no row can be made that the capabilities allow and whose references are there")
      return
    }
    // Rows that there is no room for cannot be part of a trial: the first one must fit.
    var fitting: [Sample<R>] = []
    var refusal: SwitchError?
    for sample in samples {
      let batch = [Change.insert(sample.row)]
      let failures = R.apply(batch.span, to: &device)
      if let failure = failures.first { refusal = refusal ?? failure.error } else { fitting.append(sample) }
    }
    if fitting.isEmpty {
      finding = .broken("refuses \(R.rowKey(samples[0].row.key)): \(refusal?.description ?? "")")
      return
    }
    var trial = Trial(device: conformance.prepare(type).device, samples: fitting)
    finding = trial.run(clause)
  }
}
