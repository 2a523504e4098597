public import SwitchPlatform

/// Packets through a `PathTiming`: one call takes a packet through all of its resources.
public struct ResourcePath: Sendable {
  private enum State {
    case pipe(PipeCalendar)
    case server(ServerCalendar)
    case queue(QueueCalendar)
    case poll(PollCalendar, count: Int)
    case memory(MemoryCalendar)
    case link(Link)
  }

  public let timing: PathTiming
  private var states: [State]
  private var packets = 0
  /// From which cycle on the block's output takes a word.
  private var outputFree: Int64 = 0
  /// What each resource did with the last packet.
  public private(set) var visits: [Visit]

  public init(_ timing: PathTiming) {
    self.timing = timing
    states = timing.resources.map { resource in
      switch resource.kind {
      case .pipe(let latency, let interval): .pipe(PipeCalendar(latency: latency, interval: interval))
      case .server(let count, let busy, let perBeat, let latency):
        .server(ServerCalendar(count: count, base: busy, perBeat: perBeat, latency: latency))
      case .queue(let count, let depth, let latency): .queue(QueueCalendar(count: count, depth: depth, latency: latency))
      case .poll(let count, let hold, let phase): .poll(PollCalendar(count: count, hold: hold, phase: phase), count: count)
      case .memory(let ports, let latency):
        .memory(MemoryCalendar(ports: ports, readLatency: latency, policy: .dualPort))
      case .link(let timing): .link(Link(timing))
      }
    }
    visits = Array(repeating: Visit(arrival: 0, start: 0, end: 0), count: states.count)
  }

  /// Takes a packet through; packets come in order. One that a link cannot carry does not come out.
  public mutating func take(_ packet: inout PacketTimes, output: OutputReady = OutputReady()) {
    let beats = packet.lastIn &- packet.firstIn &+ 1
    var time = packet.firstIn
    var isCarried = true
    for index in states.indices {
      let visit = visit(index, time, Int(clamping: beats))
      visits[index] = visit ?? Visit(arrival: time, start: time, end: time)
      isCarried = isCarried && visit != nil
      if index > 0, case .queue = states[index], visits[index].wait > 0 { hold(index &- 1, by: visits[index].wait) }
      if index > 0 { leave(index &- 1, at: visits[index].start) }
      time = firstWord(of: visits[index], index)
    }
    packets &+= 1
    guard isCarried else { return leave(states.count &- 1, at: time) }
    var word = ready(max(time, outputFree), output)
    packet.firstOut = word
    if output.lowOneCycleIn == 0 { word &+= beats &- 1 } else { for _ in 1..<max(1, beats) { word = ready(word &+ 1, output) } }
    packet.lastOut = word
    outputFree = word &+ 1
    let late = word &- (time &+ beats &- 1)
    if late > 0 { hold(states.count &- 1, by: late) }
    leave(states.count &- 1, at: packet.firstOut)
  }

  private func ready(_ cycle: Int64, _ output: OutputReady) -> Int64 { output.isReady(cycle) ? cycle : cycle &+ 1 }

  /// `nil`: the resource cannot take it.
  private mutating func visit(_ index: Int, _ time: Int64, _ beats: Int) -> Visit? {
    switch states[index] {
    case .pipe(var calendar):
      defer { states[index] = .pipe(calendar) }
      return calendar.take(time)
    case .server(var calendar):
      defer { states[index] = .server(calendar) }
      return calendar.take(time, beats: beats)
    case .queue(var calendar):
      // No copy of its places.
      states[index] = .memory(MemoryCalendar(ports: 1, readLatency: 0, policy: .dualPort))
      defer { states[index] = .queue(calendar) }
      return calendar.enter(time)
    case .poll(var calendar, let count):
      defer { states[index] = .poll(calendar, count: count) }
      return calendar.take(time, queue: packets % max(1, count), beats: beats)
    case .memory(var calendar):
      defer { states[index] = .memory(calendar) }
      return calendar.lookUp(time)
    case .link(var link):
      defer { states[index] = .link(link) }
      let bytes = beats.multipliedReportingOverflow(by: timing.bytesPerBeat)
      guard !bytes.overflow, let slot = link.send(bytes: bytes.partialValue, at: time) else { return nil }
      return Visit(arrival: time, start: slot.start, end: slot.usable)
    }
  }

  /// When a resource hands on the first word: an arbiter lets it through as soon as it starts.
  private func firstWord(of visit: Visit, _ index: Int) -> Int64 {
    if case .poll = states[index] { visit.start } else { visit.end }
  }

  private mutating func leave(_ index: Int, at cycle: Int64) {
    guard index >= 0, case .queue(var calendar) = states[index] else { return }
    states[index] = .memory(MemoryCalendar(ports: 1, readLatency: 0, policy: .dualPort))
    calendar.leave(cycle)
    states[index] = .queue(calendar)
  }

  /// A resource keeps its last packet for longer.
  private mutating func hold(_ index: Int, by cycles: Int64) {
    switch states[index] {
    case .pipe(var calendar):
      calendar.hold(by: cycles)
      states[index] = .pipe(calendar)
    case .server(var calendar):
      calendar.hold(by: cycles)
      states[index] = .server(calendar)
    case .poll(var calendar, let count):
      calendar.hold(by: cycles)
      states[index] = .poll(calendar, count: count)
    // A queue keeps its places by itself; memories and wires hand on what they have.
    case .queue, .memory, .link: break
    }
  }
}
