/// A pipeline that packets pass as beats on a bus: queue, parser, stages, packet queues, deparsers, output queues, polling arbiter.
///
/// All latencies are in cycles. A queue of `depth` stalls its writer when it holds that many words; it hands a word on `queueLatency`
/// cycles after it was written, and holds up to three more words on their way out.
public struct PacketPipelineTiming: Hashable, Sendable {
  public struct Queue: Hashable, Sendable {
    /// - Range: 1…200.
    public var depth: Int

    public init(depth: Int) { self.depth = depth }
  }

  /// A part of a stage, in the order in which headers pass them.
  public struct Step: Hashable, Sendable {
    /// As milestones name it: `key`.
    public var name: String
    public var latency: Int

    public init(name: String, latency: Int) {
      self.name = name
      self.latency = latency
    }
  }

  /// Bytes that the bus moves in a cycle.
  public var bytesPerBeat: Int
  /// Of each queue, from the write of a word to its reader; all queues are of one kind.
  ///
  /// - Range: 2…63.
  public var queueLatency: Int
  public var input: Queue
  /// From the input queue to the parser and the packet queues.
  ///
  /// - Range: 1…2.
  public var inputRegister: Int
  /// Whether the input queue's reader holds a packet's first beat until it has seen the second: two cycles a packet, and none of one beat.
  public var looksAhead = false
  /// Beats that the parser waits for; what a shorter packet lacks, it waits for all the same.
  public var headerBeats: Int
  /// From the last header beat in to the parsed headers out, and to the assembled header on the way.
  public var parserLatency: Int
  public var assembly: Int
  /// Whether the parser takes no beat while it waits behind a packet that is shorter than a header; else it loses the headers of those that come.
  public var parserStalls = false
  public var stages: Int
  /// Cycles for which each unit of a stage (crossbar, action RAM, match unit) is taken by a header. Headers that come at that distance, and a cycle
  /// more, hinder each other; see `StageHazards`. 0: units take one in each cycle, and none hinders another.
  ///
  /// - Range: 0…16.
  public var unitCycles = 0
  public var steps: [Step]
  /// What the last stage adds.
  public var lastStage: Int
  /// Packets go to the queues, and to the deparsers behind them, in turn.
  public var queues: Int
  public var packets: Queue
  /// Whether a packet queue that is full refuses the beats that are on their way to it; else it takes them, and writes over what it holds.
  public var packetsRefuse = false
  /// Between the packet queue and the queues that the deparser reads: of its first beats, and of the rest.
  public var splitRegister: Int
  public var heads: Queue
  public var rest: Queue
  /// Between the packet queue and the queue that tells the deparser of a packet.
  public var tagRegister: Int
  /// From all there to the first beat out, and from the last beat out to being ready for the next packet.
  public var setup: Int
  public var turnaround: Int
  /// From the deparser to the output queue.
  public var outputRegister: Int
  public var output: Queue
  /// The idle arbiter looks at queue 0 in cycles that are `phase` modulo the number of queues.
  public var phase: Int
  /// Of a control packet's first word to the write of the first entry.
  public var writes: [TableWrite]
  /// What a stage adds to them.
  public var controlStage: Int

  public init(
    bytesPerBeat: Int, queueLatency: Int, input: Queue, inputRegister: Int, headerBeats: Int, parserLatency: Int, assembly: Int,
    stages: Int, steps: [Step],
    lastStage: Int, queues: Int, packets: Queue, splitRegister: Int, heads: Queue, rest: Queue, tagRegister: Int,
    setup: Int, turnaround: Int, outputRegister: Int, output: Queue, phase: Int, writes: [TableWrite], controlStage: Int
  ) {
    self.bytesPerBeat = bytesPerBeat
    self.queueLatency = queueLatency
    self.input = input
    self.inputRegister = inputRegister
    self.headerBeats = headerBeats
    self.parserLatency = parserLatency
    self.assembly = assembly
    self.stages = stages
    self.steps = steps
    self.lastStage = lastStage
    self.queues = queues
    self.packets = packets
    self.splitRegister = splitRegister
    self.heads = heads
    self.rest = rest
    self.tagRegister = tagRegister
    self.setup = setup
    self.turnaround = turnaround
    self.outputRegister = outputRegister
    self.output = output
    self.phase = phase
    self.writes = writes
    self.controlStage = controlStage
  }

  /// Words of the bus that a packet takes; at least one.
  public func beats(ofBytes bytes: Int) -> Int { max(1, bytes / bytesPerBeat + (bytes % bytesPerBeat > 0 ? 1 : 0)) }

  /// From the last header beat to the headers' queue.
  public var headerLatency: Int { parserLatency + stages * steps.reduce(0) { $0 + $1.latency } + lastStage }
}

/// A table that control packets write.
public struct TableWrite: Hashable, Sendable {
  public enum Place: String, Hashable, Sendable, CaseIterable {
    /// Before the stages; one in each stage; one in the first and in the last stage is told; behind the stages.
    case once, eachStage, firstAndLast, behindStages
  }
  public var name: String
  public var place: Place
  /// - Unit: cycles; those of the stages before it come on top.
  public var latency: Int

  public init(name: String, place: Place, latency: Int) {
    self.name = name
    self.place = place
    self.latency = latency
  }
}
