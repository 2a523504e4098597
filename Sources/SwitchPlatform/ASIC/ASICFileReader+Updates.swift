/// The sections that say what table accesses cost in time: `bus:` and `counters:`.
extension ASICFileReader {
  func readBus(_ section: MappingReader) -> BusDescription? {
    defer { section.finish() }
    let setup = cycles(section, "setup")
    let word = section.integer("cyclesPerWord", in: 1...1_000_000)
    let turnaround = cycles(section, "readTurnaround")
    guard let setup, let word, let turnaround else { return nil }
    return BusDescription(setup: setup, cyclesPerWord: word, readTurnaround: turnaround)
  }

  func readCounters(_ section: MappingReader) -> CounterDescription {
    defer { section.finish() }
    var counters = CounterDescription()
    if let sweep = section.mapping("sweep", "'sweep' of the counters") {
      counters.sweepPeriod = duration(sweep, "period", in: 1_000...3_600_000_000_000)
      sweep.finish()
    }
    counters.clearsOnRead = section.bool("clearOnRead", default: false)
    counters.clearDelay = section.integer("clearDelay", in: 0...1_000_000, default: 0)
    if counters.clearDelay > 0, !counters.clearsOnRead {
      findings.error("CHP16", at: section.position("clearDelay"), "'clearDelay' without 'clearOnRead: true', whose delay it is")
    }
    if counters.clearsOnRead, !section.has("sweep") {
      findings.error(
        "CHP16", at: section.position("clearOnRead"), "'clearOnRead' without 'sweep'; what a read clears is lost where no sweep adds it up")
    }
    if !CounterDescription.roles.contains(where: { declared.roles[$0] != nil }) {
      let roles = CounterDescription.roles.map(\.rawValue).joined(separator: ", ")
      findings.error("CHP16", at: section.node.position, "\(section.what) needs a table of one of the roles \(roles)")
    }
    return counters
  }

  /// A time with a unit: `1 s`, `250 ms`.
  ///
  /// - Returns: nanoseconds.
  private func duration(_ section: MappingReader, _ key: String, in range: ClosedRange<UInt64>) -> Int64? {
    guard let value = section.required(key), let node = section.number(value, key) else { return nil }
    let units: [String: UInt64] = ["ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000]
    guard let text = node.text, let time = Quantity.scaled(text, units: units) else {
      let found = node.text.map { "'\($0.prefix(40))'" } ?? node.kindName
      findings.error("TYP01", at: node.position, "'\(key)' of \(section.what) is \(found); expected a time such as 1 s or 250 ms")
      return nil
    }
    guard range.contains(time) else {
      findings.error("TYP02", at: node.position, "'\(key)' of \(section.what) is \(node.text ?? ""); expected 1 us … 3600 s")
      return nil
    }
    return Int64(clamping: time)
  }
}
