extension TimingReader {
  /// Of one block: the pipeline is run cycle by cycle.
  static let blockCycles = 0...1000

  /// Queues are bounded so that a pipeline's storage is; latencies so that sums cannot overflow.
  func pipeline() -> PacketPipelineTiming? {
    let bytes = section.integer("bytesPerBeat", in: 1...4096)
    let latency = section.integer("queueLatency", in: 2...63)
    let input = part("input") { ($0.integer("register", in: 1...2), queue($0), $0.bool("looksAhead", default: false)) }
    let parser = part("parser") {
      (
        $0.integer("beats", in: 2...64), $0.integer("latency", in: TimingReader.blockCycles),
        $0.integer("assembly", in: TimingReader.blockCycles), $0.bool("stalls", default: false)
      )
    }
    if let beats = parser?.0, beats % 2 != 0, let section = section.mapping("parser") {
      findings.error("TYP02", at: section.position("beats"), "'beats' of 'parser' is \(beats); expected an even number")
    }
    let stages = part("stages") { part in
      (
        part.integer("count", in: PacketPipelineTiming.stageRange), part.integer("last", in: TimingReader.blockCycles),
        part.integer("control", in: TimingReader.blockCycles), steps(part), part.integer("unit", in: 1...16, default: 0)
      )
    }
    let packets = part("packets") { ($0.integer("queues", in: 1...16), queue($0), $0.bool("refuses", default: false)) }
    let split = part("split") { ($0.integer("register", in: 1...64), $0.integer("tagRegister", in: 1...64)) }
    let heads = part("heads") { queue($0) }
    let rest = part("rest") { queue($0) }
    let deparser = part("deparser") {
      ($0.integer("setup", in: 1...1000), $0.integer("turnaround", in: 1...1000), $0.integer("register", in: 0...2))
    }
    let output = part("output") { queue($0) }
    let phase = part("arbiter") { $0.integer("phase", in: 0...1000) }
    let writes = writes()
    guard let bytes, let latency, let inputRegister = input?.0, let inputQueue = input?.1, let beats = parser?.0,
      let parserLatency = parser?.1,
      let assembly = parser?.2, let count = stages?.0, let last = stages?.1, let control = stages?.2, let steps = stages?.3,
      let queues = packets?.0, let packetQueue = packets?.1, let split0 = split?.0, let split1 = split?.1, let heads = heads ?? nil,
      let rest = rest ?? nil, let setup = deparser?.0, let turnaround = deparser?.1,
      let register = deparser?.2, let output = output ?? nil, let phase = phase ?? nil, let writes
    else { return nil }
    var timing = PacketPipelineTiming(
      bytesPerBeat: bytes, queueLatency: latency, input: inputQueue, inputRegister: inputRegister, headerBeats: beats,
      parserLatency: parserLatency,
      assembly: assembly, stages: count, steps: steps, lastStage: last, queues: queues, packets: packetQueue, splitRegister: split0,
      heads: heads, rest: rest, tagRegister: split1, setup: setup, turnaround: turnaround, outputRegister: register,
      output: output, phase: phase, writes: writes, controlStage: control)
    timing.parserStalls = parser?.3 ?? false
    timing.unitCycles = stages?.4 ?? 0
    timing.looksAhead = input?.2 ?? false
    timing.packetsRefuse = packets?.2 ?? false
    return timing
  }

  private func part<Value>(_ key: String, _ read: (MappingReader) -> Value) -> Value? {
    section.requiredMapping(key).map { part in
      defer { part.finish() }
      return read(part)
    }
  }

  private func queue(_ part: MappingReader) -> PacketPipelineTiming.Queue? {
    part.integer("depth", in: 1...200).map { PacketPipelineTiming.Queue(depth: $0) }
  }

  private func steps(_ part: MappingReader) -> [PacketPipelineTiming.Step]? {
    guard let section = part.requiredMapping("steps", "'steps'") else { return nil }
    defer { section.finish() }
    var steps: [PacketPipelineTiming.Step] = []
    for (key, _, _) in section.pairs where key != "src" && key != "source" {
      guard let latency = section.integer(key, in: TimingReader.blockCycles) else { return nil }
      steps.append(PacketPipelineTiming.Step(name: key, latency: latency))
    }
    guard (1...64).contains(steps.count) else {
      findings.error("TYP02", at: section.node.position, "'steps' has \(steps.count) steps; expected 1…64")
      return nil
    }
    return steps
  }

  private func writes() -> [TableWrite]? {
    guard let section = section.requiredMapping("writes", "'writes'") else { return nil }
    defer { section.finish() }
    var writes: [TableWrite] = []
    for (key, _, _) in section.pairs where key != "src" && key != "source" {
      guard let part = section.mapping(key) else { return nil }
      defer { part.finish() }
      let place: TableWrite.Place? = part.choice("place")
      let latency = part.integer("latency", in: TimingReader.blockCycles)
      guard let place, let latency else { return nil }
      writes.append(TableWrite(name: key, place: place, latency: latency))
    }
    return writes
  }
}

extension PacketPipelineTiming {
  /// Match-action stages that a pipeline can have.
  public static let stageRange = 1...32
}
