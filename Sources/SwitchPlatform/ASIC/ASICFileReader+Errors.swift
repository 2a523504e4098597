/// What the chip file says of errors in memories: `scrub:`, `errors:`, and of a memory `checkWidth` and `scrub`.
extension ASICFileReader {
  /// Reads what a memory says of its check.
  func readCheck(_ reader: MappingReader, into memory: inout MemoryDescription) {
    if reader.has("checkWidth"), let width = reader.integer("checkWidth", in: 1...ASICFileReader.maximumRowWidth) {
      if memory.check == .none {
        findings.error("CHP13", at: reader.position("checkWidth"), "'checkWidth' of \(reader.what), which has no 'check'")
      }
      memory.checkWidth = width
    }
    guard let section = reader.mapping("scrub", "'scrub' of \(reader.what)") else { return }
    defer { section.finish() }
    if memory.check == .none {
      findings.error("CHP13", at: reader.position("scrub"), "'scrub' of \(reader.what), which has no 'check' that it could read by")
    }
    memory.scrubInterval = interval(section)
  }

  func readScrub(_ section: MappingReader) -> ScrubDescription? {
    defer { section.finish() }
    let writeBack = section.choice("writeBack", default: ScrubDescription.WriteBack.read)
    return interval(section).map { ScrubDescription(interval: $0, writeBack: writeBack) }
  }

  /// `interval`: cycles, or a time: `20 ms`.
  private func interval(_ section: MappingReader) -> ScrubInterval? {
    guard let node = section.required("interval").flatMap({ section.number($0, "interval") }) else { return nil }
    let times: [String: UInt64] = ["ns": 1, "us": 1000, "ms": 1_000_000, "s": 1_000_000_000]
    let interval =
      node.text.flatMap { Quantity.integer($0) }.map { ScrubInterval.cycles($0) }
      ?? node.text.flatMap { Quantity.scaled($0, units: times) }.map { .nanoseconds($0) }
    guard let interval else {
      findings.error(
        "TYP01", at: node.position,
        "'interval' of \(section.what) is '\((node.text ?? node.kindName).prefix(40))'; expected cycles, or a time such as 20 ms")
      return nil
    }
    let isInRange =
      switch interval {
      case .cycles(let count): (1...ScrubInterval.longest).contains(count)
      case .nanoseconds(let time): (1...3_600_000_000_000).contains(time)
      }
    if !isInRange {
      findings.error("TYP02", at: node.position, "'interval' of \(section.what) is \(node.text ?? ""); expected 1…2^50 cycles, or 1 ns…1 h")
      return nil
    }
    return interval
  }

  func readErrors(_ section: MappingReader) -> ErrorQueueDescription? {
    readQueue(section, words: ErrorQueueDescription.words, of: "an error event").map {
      ErrorQueueDescription(status: $0.status, count: $0.count, pop: $0.pop, data: $0.data, depth: $0.depth)
    }
  }
}
