import ASICTiming
import PacketKit
public import SwitchPlatform
public import TrafficManager

/// A simulated switch chip.
///
/// Two sides: the wires (`receive`, `output`), and the bus (`SimulatedBus`), which reaches registers, rings and interrupts and
/// nothing else. Time is virtual, in core cycles: the same inputs give the same outputs.
public final class SimulatedASIC {
  public let description: ASICDescription
  let memories: [Memory]
  /// By memory: the control words of a banked TCAM's blocks.
  let controls: [Int: Memory]
  let pipeline: Pipeline
  let registers: RegisterFile
  let dma = DMAMemory()
  let rings: PacketRings?
  let calendar: StageCalendar
  let deparser: Deparser
  let ingress: UnsafeMutablePointer<SerialLink>
  let egress: UnsafeMutablePointer<SerialLink>
  /// Cycles for which each port's incoming wire carried frames.
  let ingressBusy: UnsafeMutablePointer<Int64>
  let ports: Int
  let classification: TrafficDescription.Classification
  /// - Unit: cycles from the end of the pipeline to the queue, and from there to the wire.
  let bufferLatency: Int64
  /// The port table's memory, and its `writes` when each port's speed was last looked up.
  private let portMemory: Memory?
  private let speedsAsOf: UnsafeMutablePointer<UInt64>
  /// The pipe of each port: a division for each packet is dear.
  private let pipeOfPort: UnsafeMutablePointer<Int32>
  var interruptPending = false
  let counters: TrafficCounters
  let writes: TableWrites
  private let pendingCount: UnsafeMutablePointer<Int>

  /// What changes with each packet, behind a pointer: properties of a class cost a check of exclusive access each time.
  struct State {
    var outcome = PacketOutcome()
    var output: OutputFrames
    var tally = Tally()
    var latency = LatencyCounts()
    var now: Int64 = 0
    /// What the wires may not run behind: set by `advance`.
    var floor: Int64 = 0
    var ageing = AgeingClock()
    /// Where packets wait for their ports; `nil`: each port is one queue, and times are known at once.
    var traffic: Unmanaged<TrafficManager>?
    /// Copies that have been offered to the traffic manager.
    var serial: UInt64 = 0
    /// Whether packets take no time: see `leaveOutTime()`.
    var isUntimed = false
    /// Whether bits of memories are flipped, or about to be: see `SoftErrors`.
    var isWatched = false
  }
  let state: UnsafeMutablePointer<State>
  var trafficManager: TrafficManager?
  /// There since the first bit flipped.
  private(set) var softErrors: SoftErrors?
  /// Frames that the CPU sent since `takeInjected()`.
  var injected: [InjectedFrame] = []
  /// What becomes of a frame that the CPU sends into the pipeline, while `output` still has the last packet's.
  var sent: OutputFrames

  /// What happened to the last packet.
  public internal(set) var outcome: PacketOutcome {
    @inline(__always) _read { yield state.pointee.outcome }
    @inline(__always) _modify { yield &state.pointee.outcome }
  }
  /// The frames that left because of the last packet, until the next.
  public internal(set) var output: OutputFrames {
    @inline(__always) _read { yield state.pointee.output }
    @inline(__always) _modify { yield &state.pointee.output }
  }
  var ageing: AgeingClock {
    @inline(__always) _read { yield state.pointee.ageing }
    @inline(__always) _modify { yield &state.pointee.ageing }
  }
  var tally: Tally {
    @inline(__always) _read { yield state.pointee.tally }
    @inline(__always) _modify { yield &state.pointee.tally }
  }
  /// The latest cycle any packet has reached.
  public var now: Int64 { state.pointee.now }
  public var accounts: PacketAccounts {
    var accounts = tally.accounts
    if let traffic = trafficManager { accounts.queued = traffic.accounts.queued &+ traffic.accounts.arriving }
    return accounts
  }
  /// Where packets wait for their ports; `nil` until `useTrafficManager()`.
  public var traffic: TrafficManager? { trafficManager }
  public var latency: LatencyHistogram { LatencyHistogram(state.pointee.latency) }

  /// Longest frame the chip takes in; longer ones are dropped by every port's MTU.
  public static let longestFrame = 16_383 + 8

  public init(_ description: ASICDescription) throws(ASICBuildError) {
    self.description = description
    var words = Array(repeating: 1, count: description.memories.count)
    for table in description.tables {
      guard words.indices.contains(table.memory) else { throw .noMemory(table: table.name) }
      words[table.memory] = max(words[table.memory], table.layout.words)
      if case .algorithmicLPM(let match) = table.match {
        guard words.indices.contains(match.pivotMemory) else { throw .noMemory(table: table.name) }
        words[match.pivotMemory] = max(words[match.pivotMemory], RowLayout.pivots(of: table, match).words)
      }
    }
    memories = zip(description.memories, words).map { Memory($0, words: $1) }
    var controls: [Int: Memory] = [:]
    for (number, memory) in description.memories.enumerated() where memory.banks != nil {
      let blocks = memory.rows / max(1, memory.rowsPerBlock)
      controls[number] = Memory(
        MemoryDescription(name: memory.name + ".banks", kind: .sram, rows: blocks, rowsPerBlock: 1, width: 64, check: .none), words: 1)
    }
    self.controls = controls
    pipeline = try Pipeline(description, memories, controls)
    registers = try RegisterFile(description, memories, controls)
    writes = TableWrites(description, memories)
    pendingCount = writes.pending
    rings = description.rings.map { [registers, dma] in PacketRings($0, registers, dma) }
    calendar = StageCalendar(description)
    deparser = Deparser(minimum: max(14, description.links.minimumFrame - description.links.fcs))
    ports = pipeline.ports
    classification = description.traffic.classify
    bufferLatency = Int64(description.traffic.latency &+ description.links.transmitLatency)
    ingressBusy = .allocate(capacity: ports)
    ingressBusy.initialize(repeating: 0, count: ports)
    if let table = description.table(.port) { portMemory = memories[table.memory] } else { portMemory = nil }
    speedsAsOf = .allocate(capacity: max(1, ports))
    speedsAsOf.initialize(repeating: .max, count: max(1, ports))
    let pipes = max(1, description.ports.pipes)
    pipeOfPort = .allocate(capacity: max(1, ports))
    for port in 0..<ports { (pipeOfPort + port).initialize(to: Int32(clamping: port &* pipes / max(1, description.ports.count) % pipes)) }
    ingress = .allocate(capacity: ports)
    egress = .allocate(capacity: ports)
    counters = TrafficCounters(description, pipeline.tables, ports: ports)
    for port in 0..<ports {
      (ingress + port).initialize(to: SerialLink(clock: description.clock, megabits: 0))
      (egress + port).initialize(to: SerialLink(clock: description.clock, megabits: 0))
    }
    state = .allocate(capacity: 1)
    let room = SimulatedASIC.longestFrame + Deparser.growth
    state.initialize(to: State(output: OutputFrames(replicas: ports + 1, bytesEach: room)))
    sent = OutputFrames(replicas: ports + 1, bytesEach: room)
    registers.onWrite = { [unowned self] register, value in self.wrote(register, value) }
    watchCounterReads()
  }

  deinit {
    ingress.deallocate()
    ingressBusy.deallocate()
    egress.deallocate()
    counters.deallocate()
    sent.deallocate()
    calendar.deallocate()
    pipeOfPort.deallocate()
    speedsAsOf.deallocate()
    output.deallocate()
    tally.deallocate()
    state.pointee.latency.deallocate()
    state.deallocate()
  }

  // MARK: Wires

  /// The cycle at which a frame of `length` bytes (FCS not counted) is in, when it begins as soon as the wire is free and not
  /// before `start`.
  public func arrival(of length: Int, on port: Int, notBefore start: Int64) -> Int64 {
    guard port >= 0, port < ports else { return start }
    updateSpeed(port)
    var link = ingress[port]
    // With the gap, as `receive` will: what both take is worked out once.
    return link.occupy(bits: wireBits(length), gap: description.links.interPacketGap &* 8, from: start).last
  }

  /// Packets by which an announcement is best ahead of its packet.
  public static let announcementDistance = Anticipation.distance

  /// Tells the simulator of a frame that it will be given after about `announcementDistance` others, so that memory is asked for
  /// in time. Changes nothing but speed.
  public func announce(_ frame: UnsafeRawBufferPointer, on port: Int) { pipeline.announce(frame, port: port) }

  /// Takes a frame (FCS not counted) from a port's wire, which it occupies from `start` on or from when the wire is free.
  ///
  /// `outcome` and `output` tell what happened, until the next call.
  public func receive(_ frame: UnsafeRawBufferPointer, on port: Int, notBefore start: Int64 = 0) {
    output.reset()
    let traffic = state.pointee.traffic
    traffic?._withUnsafeGuaranteedRef { $0.forgetDepartures() }
    guard port >= 0, port < ports, port != description.ports.cpu else {
      refuse(.portDisabled)
      return
    }
    updateSpeed(port)
    tally.received &+= 1
    if state.pointee.isUntimed { return receiveUntimed(frame, port, at: max(start, state.pointee.floor)) }
    let links = description.links
    let (first, last) = ingress[port].occupy(
      bits: wireBits(frame.count), gap: links.interPacketGap &* 8, from: max(start, state.pointee.floor))
    var entry = last
    if links.mode == .cutThrough {
      // The parser starts when it has its window.
      var window = SerialLink(clock: description.clock, megabits: 0)
      window.speed = ingress[port].speed
      entry = min(last, window.occupy(bits: (links.preamble &+ min(frame.count, pipeline.window)) &* 8, from: first).last)
    }
    if entry >= ageing.nextSweep { sweep(until: entry) }
    let pipelineIn = entry &+ Int64(links.receiveLatency)
    outcome = PacketOutcome()
    outcome.port = port
    ingressBusy[port] &+= last &- first
    outcome.firstBitIn = first
    outcome.lastBitIn = last
    outcome.pipelineIn = pipelineIn
    outcome.pipelineOut = pass(outcome.pipelineIn, pipe: pipe(ofPort: port))
    process(frame, port, at: entry, entering: pipelineIn)
    deliver(frame)
    traffic?._withUnsafeGuaranteedRef { traffic in
      if frame.count >= 18, SimulatedASIC.isPause(frame) { obey(frame, on: port, at: last, traffic) }
      // Nothing that comes later, pause frames included, takes effect before a frame that is in now.
      traffic.advance(to: entry)
      if traffic.departureCount > 0 { account(traffic) }
    }
    state.pointee.now = max(now, outcome.pipelineOut)
    if let events = pipeline.events, events.hasNews { tellEvents(events) }
  }

  /// Lets time pass without a packet: until `cycle`, or not at all when it is past already. Frames that come later come not before it.
  public func advance(to cycle: Int64) {
    if let traffic = trafficManager { pass(until: cycle, traffic) }
    state.pointee.now = max(now, cycle)
    state.pointee.floor = max(state.pointee.floor, cycle)
    if now >= ageing.nextSweep { sweep(until: now) }
    if pendingCount.pointee != 0 { writes.bringAll(to: state.pointee.floor) }
    if state.pointee.isWatched, let softErrors {
      softErrors.catchUp(to: now)
      state.pointee.isWatched = softErrors.isActive
    }
    if let events = pipeline.events, events.hasNews { tellEvents(events) }
  }

  /// The pipe that a port's packets go through.
  ///
  /// - Parameter port: 0 ..< `ports`; of another, pipe 0.
  public func pipe(ofPort port: Int) -> Int { port >= 0 && port < ports ? Int(pipeOfPort[port]) : 0 }

  /// Takes a packet through a pipe's calendars, beside the writes that wait.
  @inline(__always)
  func pass(_ start: Int64, pipe: Int) -> Int64 {
    if pendingCount.pointee == 0 { return calendar.pass(start, pipe: pipe) }
    return calendar.pass(start, pipe: pipe) { writes.settle($0, $1, $2) }
  }

  @inline(__always)
  func process(_ frame: UnsafeRawBufferPointer, _ port: Int, vlan: UInt64 = 0, at cycle: Int64, entering pipelineIn: Int64) {
    let isBetweenWrites = pendingCount.pointee != 0
    if isBetweenWrites { writes.settleRest(outcome.pipelineOut) }
    defer {
      if isBetweenWrites, writes.metPart(pipeline.log) {
        outcome.sawPartialUpdate = true
        tally.partialUpdates &+= 1
      }
    }
    if state.pointee.isWatched, let softErrors {
      processWatched(frame, port, vlan: vlan, at: cycle, entering: pipelineIn, softErrors)
      state.pointee.isWatched = softErrors.isActive
    } else {
      pipeline.process(frame, port: port, vlan: vlan, at: pipelineIn)
    }
  }

  /// The memories' soft errors, to which packets pay attention from now on.
  func watch() -> SoftErrors {
    state.pointee.isWatched = true
    if let softErrors { return softErrors }
    let errors = SoftErrors(description, memories)
    errors.onChange = { [unowned self, unowned errors] isNew in self.showErrors(errors, isNew: isNew) }
    softErrors = errors
    return errors
  }

  /// Accounts for a frame that no port can receive, as what it is.
  public func refuse(_ reason: DropReason) {
    output.reset()
    tally.received &+= 1
    tally.drops[Int(reason.rawValue)] &+= 1
    tally.verdicts[Int(Verdict.dropped.rawValue)] &+= 1
    outcome = PacketOutcome()
    outcome.drop = reason
  }

  /// Preamble, frame and FCS; the gap that follows is not part of a frame's arrival.
  @inline(__always)
  func wireBits(_ length: Int) -> Int {
    let links = description.links
    return (links.preamble &+ max(length &+ links.fcs, links.minimumFrame)) &* 8
  }

  @inline(__always)
  func updateSpeed(_ port: Int) {
    // A row that nobody has written since is as it was; one with a soft error may read otherwise.
    let written = portMemory?.writes ?? 0
    guard speedsAsOf[port] != written || state.pointee.isWatched else { return }
    speedsAsOf[port] = state.pointee.isWatched ? .max : written
    guard let rows = pipeline.tables.port, let row = rows.rows.row(port) else { return }
    let megabits = row.pointee.isEnabled ? row.pointee.speed : 0
    guard ingress[port].speed != Int64(clamping: megabits) &* 1_000_000 else { return }
    ingress[port].set(megabits: megabits)
    egress[port].set(megabits: megabits)
    trafficManager?.setSpeed(ofPort: port, megabits: megabits)
  }

  public func counters(of port: Int) -> PortCounters? { port >= 0 && port < ports ? counters.figures(of: port) : nil }
}
