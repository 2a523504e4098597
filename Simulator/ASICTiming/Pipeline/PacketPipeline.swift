public import SwitchPlatform

/// Packets through a `PacketPipelineTiming`, cycle by cycle while something is in it.
///
/// Queues know from times what they hold; a cycle looks at the few places where something is decided: the input queue's reader, each
/// queue's splitter and deparser, and the arbiter. Idle cycles are skipped. All storage is made once.
public struct PacketPipeline: ~Copyable {
  /// A deparser: waits for a packet's tag, for its headers and first beats, sets up, and sends beats.
  enum Phase { case idle, waiting, setup, head, rest }

  struct Lane {
    var packets: WordQueue
    var tags: WordQueue
    var first: WordQueue
    var second: WordQueue
    var rest: WordQueue
    var headers: WordQueue
    var output: WordQueue
    var splitCount = 0
    /// The beat of the first half that is with the splitter.
    var splitTags: UInt64 = 0
    var phase = Phase.idle
    var until: Int64 = 0
    var firstWord: UInt64 = 0
    var secondWord: UInt64 = 0
    var headBeat = 0
    /// Beats between deparser and output queue, oldest first, by cycle.
    var flight: (time: Int64, tag: UInt64) = (-1, 0)
    var behind: (time: Int64, tag: UInt64) = (-1, 0)
  }

  /// A beat's tag: packet × 4, bit 0: it is the first, bit 1: the last.
  static let first: UInt64 = 1
  static let last: UInt64 = 2

  public let timing: PacketPipelineTiming
  let lanes: UnsafeMutablePointer<Lane>
  private let storage: UnsafeMutablePointer<WordQueue.Word>
  var input: WordQueue
  let headerLatency: Int64
  var hazards: [StageHazards]
  // The parser.
  var parserBeats = 0
  var parserBusyUntil: Int64 = -1
  /// When it took the last beat of what keeps it busy.
  var parserBusyFrom: Int64 = -1
  var isBehindHeader = false
  var parserPacket: UInt64 = 0
  var queue = 0
  var headerQueue = 0
  // The beats between the input queue and the packet queues, the older one first.
  var between: (time: Int64, tag: UInt64) = (-1, 0)
  var following: (time: Int64, tag: UInt64) = (-1, 0)
  /// Where the input queue's reader looks ahead: what it does with the packet in front.
  enum Reader { case first, second, send, flush }
  var reader = Reader.first
  var held: UInt64 = 0
  // The arbiter.
  private var pointer = 0
  private var isSending = false
  var cycle: Int64 = 0
  /// Beats inside, those of packets that are lost on the way included until they are.
  var inside: Int64 = 0
  /// Beats that found the output queue full.
  public internal(set) var lostBeats: Int64 = 0
  /// Packets whose header the parser did not see.
  public internal(set) var lostHeaders: Int64 = 0

  public init(_ timing: PacketPipelineTiming) {
    self.timing = timing
    let perLane = 7
    let count = 1 + perLane * timing.queues
    let storage = UnsafeMutablePointer<WordQueue.Word>.allocate(capacity: count * WordQueue.ring)
    storage.initialize(repeating: WordQueue.Word(tag: 0, written: 0, moved: 0), count: count * WordQueue.ring)
    self.storage = storage
    input = WordQueue(depth: timing.input.depth, latency: timing.queueLatency, words: storage)
    lanes = .allocate(capacity: timing.queues)
    for index in 0..<timing.queues {
      func queue(_ number: Int, _ shape: PacketPipelineTiming.Queue) -> WordQueue {
        WordQueue(depth: shape.depth, latency: timing.queueLatency, words: storage + (1 + index * perLane + number) * WordQueue.ring)
      }
      // Nothing asks these two whether they are full.
      let open = PacketPipelineTiming.Queue(depth: WordQueue.ring)
      (lanes + index).initialize(
        to: Lane(
          packets: queue(0, timing.packets), tags: queue(1, open), first: queue(2, timing.heads),
          second: queue(3, timing.heads), rest: queue(4, timing.rest), headers: queue(5, open),
          output: queue(6, timing.output)))
    }
    headerLatency = Int64(timing.headerLatency)
    hazards = Array(repeating: StageHazards(unit: timing.unitCycles), count: timing.stages)
    cycle = Int64(timing.phase)
  }

  deinit {
    lanes.deallocate()
    storage.deallocate()
  }

  /// Cycles without a beat moving after which what is inside is stuck: nothing on its way takes longer.
  private var patience: Int64 {
    let queues = 8 * 64
    return Int64(timing.headerLatency + timing.headerBeats + timing.setup + timing.turnaround + queues) + 4 * sinkPeriod
  }
  private var sinkPeriod: Int64 = 0

  /// Sends packets through, in the order of their first cycles, and fills in when they come out.
  ///
  /// Each cycle from a packet's first to its last is a beat, but for those in which the input queue is full.
  public mutating func run(_ packets: inout [PacketTimes], output: OutputReady = OutputReady()) {
    packets.withUnsafeMutableBufferPointer { buffer in run(buffer, output) }
  }

  private mutating func run(_ packets: UnsafeMutableBufferPointer<PacketTimes>, _ ready: OutputReady) {
    var next = 0
    var lastMove = cycle
    sinkPeriod = ready.lowOneCycleIn
    let patience = patience
    while true {
      if inside == 0 && !isSending || cycle - lastMove > patience {
        guard next < packets.count else { return }
        let start = packets[next].firstIn
        if start > cycle { skip(to: start) }
        lastMove = cycle
      }
      if step(packets, ready) { lastMove = cycle }
      // The input, last: what it writes is seen in later cycles only.
      if next < packets.count, packets[next].firstIn <= cycle {
        let packet = packets[next]
        let isFirst = cycle == packet.firstIn
        let isLast = cycle >= packet.lastIn
        if !input.isFull(cycle) || isFirst || isLast {
          let tag = UInt64(next) << 2 | (isFirst ? PacketPipeline.first : 0) | (isLast ? PacketPipeline.last : 0)
          if input.write(tag, at: cycle) { inside += 1 }
          lastMove = cycle
        }
        if isLast { next += 1 }
      }
      cycle += 1
    }
  }

  /// Idle cycles: the arbiter's pointer goes on, nothing else does.
  private mutating func skip(to start: Int64) {
    let idle = start - cycle
    let lane = isSending ? 0 : Int(idle % Int64(timing.queues))
    pointer = (pointer + lane) % timing.queues
    cycle = start
  }

  /// One cycle. Everything looks at what was before it.
  ///
  /// - Returns: whether a beat came out or moved in from the input queue.
  private mutating func step(_ packets: UnsafeMutableBufferPointer<PacketTimes>, _ ready: OutputReady) -> Bool {
    let moved = arbitrate(packets, ready.isReady(cycle))
    for index in 0..<timing.queues {
      deparse(lanes + index, packets)
      split(lanes + index)
    }
    return feed(packets) || moved
  }

  private mutating func arbitrate(_ packets: UnsafeMutableBufferPointer<PacketTimes>, _ isReady: Bool) -> Bool {
    let lane = lanes + pointer
    let isReadable = lane.pointee.output.isReadable(cycle)
    if !isSending, !isReadable {
      pointer = pointer + 1 == timing.queues ? 0 : pointer + 1
      return false
    }
    guard isReady else { return false }
    let seen = lane.pointee.output.sees(cycle)
    if isReadable {
      _ = lane.pointee.output.take(cycle)
      inside -= 1
      let packet = Int(seen >> 2)
      if packet < packets.count {
        if seen & PacketPipeline.first != 0 { packets[packet].firstOut = cycle }
        if seen & PacketPipeline.last != 0 { packets[packet].lastOut = cycle }
      }
    }
    if !isSending {
      isSending = true
    } else if seen & PacketPipeline.last != 0 {
      isSending = false
      pointer = pointer + 1 == timing.queues ? 0 : pointer + 1
    }
    return isReadable
  }

  @inline(__always)
  private mutating func send(_ lane: UnsafeMutablePointer<Lane>, _ tag: UInt64) {
    guard timing.outputRegister > 0 else {
      // The deparser sends only where there is room.
      if !lane.pointee.output.write(tag, at: cycle) { inside -= 1 }
      return
    }
    let beat = (time: cycle + Int64(timing.outputRegister), tag: tag)
    if lane.pointee.flight.time < 0 { lane.pointee.flight = beat } else { lane.pointee.behind = beat }
  }

  private mutating func deparse(_ lane: UnsafeMutablePointer<Lane>, _ packets: UnsafeMutableBufferPointer<PacketTimes>) {
    let isFull = lane.pointee.output.isFull(cycle)
    if lane.pointee.flight.time == cycle {
      if isFull || !lane.pointee.output.write(lane.pointee.flight.tag, at: cycle) {
        lostBeats += 1
        inside -= 1
      }
      lane.pointee.flight = lane.pointee.behind
      lane.pointee.behind.time = -1
    }
    switch lane.pointee.phase {
    case .idle:
      if lane.pointee.tags.isReadable(cycle) {
        lane.pointee.phase = .waiting
        lane.pointee.until = cycle + Int64(timing.turnaround)
      }
    case .waiting:
      guard cycle >= lane.pointee.until, lane.pointee.headers.isReadable(cycle), lane.pointee.first.isReadable(cycle),
        lane.pointee.second.isReadable(cycle)
      else { return }
      lane.pointee.firstWord = lane.pointee.first.sees(cycle)
      lane.pointee.secondWord = lane.pointee.second.sees(cycle)
      lane.pointee.headBeat = 0
      lane.pointee.phase = .setup
      lane.pointee.until = cycle + Int64(timing.setup)
      if timing.setup == 0 { fallthrough }
    case .setup, .head:
      guard cycle >= lane.pointee.until else { return }
      if lane.pointee.headBeat == 0 { drop(lane) }
      guard !isFull else { return }
      sendHead(lane, packets)
    case .rest:
      guard lane.pointee.rest.isReadable(cycle), !isFull else { return }
      let tag = lane.pointee.rest.take(cycle)
      send(lane, tag)
      if tag & PacketPipeline.last != 0 { lane.pointee.phase = .idle }
    }
  }

  /// While the first beat is offered, each cycle takes what belongs to a packet from the queues: also of packets that come behind,
  /// where it is offered for more than a cycle.
  private func drop(_ lane: UnsafeMutablePointer<Lane>) {
    if lane.pointee.headers.isReadable(cycle) { _ = lane.pointee.headers.take(cycle) }
    if lane.pointee.tags.isReadable(cycle) { _ = lane.pointee.tags.take(cycle) }
    if lane.pointee.first.isReadable(cycle) { _ = lane.pointee.first.take(cycle) }
    if lane.pointee.second.isReadable(cycle) { _ = lane.pointee.second.take(cycle) }
  }

  /// Words of first beats: packet × 4 and flags; bits 40… tell how many beats.
  private mutating func sendHead(_ lane: UnsafeMutablePointer<Lane>, _ packets: UnsafeMutableBufferPointer<PacketTimes>) {
    let half = timing.headerBeats / 2
    let beat = lane.pointee.headBeat
    let word = beat < half ? lane.pointee.firstWord : lane.pointee.secondWord
    let count = Int(word >> 56)
    let place = beat < half ? beat : beat - half
    let isLastOfWord = place + 1 >= count
    let packet = word & 0xff_ffff_ffff_fffc
    let isLast = isLastOfWord && word & PacketPipeline.last != 0
    if beat == 0, Int(packet >> 2) < packets.count, word & PacketPipeline.first != 0 {
      packets[Int(packet >> 2)].deparsed = cycle + 1
    }
    send(lane, packet | (place == 0 ? word & PacketPipeline.first : 0) | (isLast ? PacketPipeline.last : 0))
    lane.pointee.headBeat += 1
    if isLast {
      lane.pointee.phase = .idle
    } else {
      lane.pointee.phase = lane.pointee.headBeat < timing.headerBeats ? .head : .rest
    }
  }

  /// From the packet queue to the queues of the first beats and of the rest.
  private mutating func split(_ lane: UnsafeMutablePointer<Lane>) {
    guard lane.pointee.packets.isReadable(cycle) else { return }
    let tag = lane.pointee.packets.sees(cycle)
    let isLast = tag & PacketPipeline.last != 0
    let landing = cycle + Int64(timing.splitRegister)
    let half = timing.headerBeats / 2
    let count = lane.pointee.splitCount
    if count >= timing.headerBeats {
      guard !lane.pointee.rest.isFull(cycle) else { return }
      _ = lane.pointee.packets.take(cycle)
      if !lane.pointee.rest.write(tag, at: landing) { inside -= 1 }
    } else if count < half {
      let completes = isLast || count + 1 == half
      if completes, lane.pointee.first.isFull(cycle) { return }
      if isLast, lane.pointee.second.isFull(cycle) { return }
      _ = lane.pointee.packets.take(cycle)
      let flags = (lane.pointee.splitTags | tag) & PacketPipeline.first | tag & ~PacketPipeline.first
      lane.pointee.splitTags = tag
      if completes { _ = lane.pointee.first.write(flags | UInt64(count + 1) << 56, at: landing) }
      if isLast { _ = lane.pointee.second.write(1 << 56, at: landing) }
      if count == 0 { _ = lane.pointee.tags.write(tag, at: cycle + Int64(timing.tagRegister)) }
    } else {
      let completes = isLast || count + 1 == timing.headerBeats
      if completes, lane.pointee.second.isFull(cycle) { return }
      _ = lane.pointee.packets.take(cycle)
      if completes { _ = lane.pointee.second.write(tag | UInt64(count + 1 - half) << 56, at: landing) }
    }
    lane.pointee.splitCount = isLast ? 0 : count + 1
    if isLast { lane.pointee.splitTags = 0 }
  }
}
