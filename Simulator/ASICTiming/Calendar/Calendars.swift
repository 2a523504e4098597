/// A resource that takes something each `interval` cycles and gives it back `latency` cycles later.
///
/// All calendars are plain values: a call takes an arrival and says when the resource starts and when it is done. Arrivals do not fall
/// from call to call; times are cycles below 2^61.
public struct PipeCalendar: Hashable, Sendable, BitwiseCopyable {
  public let latency: Int64
  public let interval: Int64
  private var free: Int64 = 0

  public init(latency: Int, interval: Int) {
    self.latency = Int64(latency)
    self.interval = Int64(interval)
  }

  @inline(__always)
  public mutating func take(_ arrival: Int64) -> Visit {
    let start = max(arrival, free)
    free = start &+ interval
    return Visit(arrival: arrival, start: start, end: start &+ latency)
  }

  /// What was taken last stays for longer.
  public mutating func hold(by cycles: Int64) { free &+= cycles }
}

/// What a resource did with something: it waited from `arrival` to `start`, and was served from `start` to `end`.
public struct Visit: Hashable, Sendable, BitwiseCopyable {
  public var arrival: Int64
  public var start: Int64
  public var end: Int64

  public init(arrival: Int64, start: Int64, end: Int64) {
    self.arrival = arrival
    self.start = start
    self.end = end
  }

  public var wait: Int64 { start &- arrival }
  public var service: Int64 { end &- start }
}

/// Up to 16 servers that packets go to in turn, each for `base + perBeat * beats` cycles; the first beat is out after `latency`.
public struct ServerCalendar: Sendable {
  public let base: Int64
  public let perBeat: Int64
  public let latency: Int64
  private let count: Int
  private var next = 0
  private var free: InlineArray<16, Int64>

  public init(count: Int, base: Int, perBeat: Int, latency: Int) {
    self.count = min(max(count, 1), 16)
    self.base = Int64(base)
    self.perBeat = Int64(perBeat)
    self.latency = Int64(latency)
    free = InlineArray(repeating: 0)
  }

  @inline(__always)
  public mutating func take(_ arrival: Int64, beats: Int) -> Visit {
    let start = max(arrival, free[next])
    free[next] = start &+ base &+ perBeat &* Int64(beats)
    next = next &+ 1 == count ? 0 : next &+ 1
    return Visit(arrival: arrival, start: start, end: start &+ latency)
  }

  /// What was taken last stays with its server for longer.
  public mutating func hold(by cycles: Int64) { free[next == 0 ? count &- 1 : next &- 1] &+= cycles }
}

/// A table's bus: entries of some words, a number of accesses on their way at once.
public struct BusCalendar: Sendable {
  public let setup: Int64
  public let cyclesPerWord: Int64
  public let readTurnaround: Int64
  private let outstanding: Int
  private var next = 0
  /// When the accesses that are on their way end, and when the words' wires are free.
  private var ends: InlineArray<16, Int64>
  private var free: Int64 = 0

  public init(setup: Int, cyclesPerWord: Int, readTurnaround: Int, outstanding: Int) {
    self.setup = Int64(setup)
    self.cyclesPerWord = Int64(cyclesPerWord)
    self.readTurnaround = Int64(readTurnaround)
    self.outstanding = min(max(outstanding, 1), 16)
    ends = InlineArray(repeating: 0)
  }

  /// An access; `setup` overlaps with the words of accesses before it where more than one may be outstanding.
  public mutating func access(_ arrival: Int64, words: Int, isRead: Bool) -> Visit {
    let start = max(arrival, ends[next])
    let data = max(start &+ setup, free)
    free = data &+ cyclesPerWord &* Int64(words)
    let end = free &+ (isRead ? readTurnaround : 0)
    ends[next] = end
    next = next &+ 1 == outstanding ? 0 : next &+ 1
    return Visit(arrival: arrival, start: start, end: end)
  }

  /// A long table read row after row: when its first row and its last are read, so that what it returns is of many times.
  public mutating func sweep(_ arrival: Int64, rows: Int, wordsPerRow: Int) -> (first: Int64, last: Int64) {
    guard rows > 0 else { return (arrival, arrival) }
    let first = access(arrival, words: wordsPerRow, isRead: true)
    var last = first
    for _ in 1..<max(1, rows) { last = access(arrival, words: wordsPerRow, isRead: true) }
    return (first.end, last.end)
  }
}

/// A memory that packets look things up in while the bus writes: what a write costs them.
public struct MemoryCalendar: Sendable {
  public enum WritePolicy: String, Hashable, Sendable, CaseIterable {
    /// A write takes a look-up's cycle: the look-up waits.
    case steal
    /// A write waits for a cycle without a look-up, `interval` cycles after the last such write at the earliest.
    case bubble
    /// Neither waits.
    case dualPort
  }

  public let readLatency: Int64
  public let policy: WritePolicy
  /// Cycles between two bubbles.
  public let interval: Int64
  private let ports: Int64
  private var cycle: Int64 = -1
  private var used: Int64 = 0
  private var nextBubble: Int64 = 0

  public init(ports: Int, readLatency: Int, policy: WritePolicy, interval: Int = 1) {
    self.ports = max(1, Int64(ports))
    self.readLatency = Int64(readLatency)
    self.policy = policy
    self.interval = Int64(interval)
  }

  /// A look-up by a packet.
  @inline(__always)
  public mutating func lookUp(_ arrival: Int64) -> Visit {
    let start = slot(arrival)
    return Visit(arrival: arrival, start: start, end: start &+ readLatency)
  }

  /// A write of a row by the bus.
  public mutating func write(_ arrival: Int64) -> Visit {
    let start: Int64
    switch policy {
    case .dualPort: start = arrival
    case .steal: start = slot(arrival)
    case .bubble:
      start = slot(max(arrival, nextBubble))
      nextBubble = start &+ interval
    }
    return Visit(arrival: arrival, start: start, end: start &+ 1)
  }

  /// The first cycle from `arrival` on in which a port is free.
  @inline(__always)
  private mutating func slot(_ arrival: Int64) -> Int64 {
    if arrival > cycle {
      cycle = arrival
      used = 0
    } else if used >= ports {
      cycle &+= 1
      used = 0
    }
    used &+= 1
    return cycle
  }
}

/// An arbiter that looks at one of `count` queues in each idle cycle, and holds on to a queue while it sends.
public struct PollCalendar: Hashable, Sendable, BitwiseCopyable {
  private let count: Int64
  private let hold: Int64
  /// From which cycle on it polls, and the queue that it polls then.
  private var free: Int64
  private var queue: Int64 = 0

  public init(count: Int, hold: Int, phase: Int) {
    self.count = max(1, Int64(count))
    self.hold = Int64(hold)
    free = Int64(phase)
  }

  /// A packet of some beats at the head of a queue, when no other queue has one: when it starts, and is through.
  public mutating func take(_ arrival: Int64, queue wanted: Int, beats: Int) -> Visit {
    let from = max(arrival, free)
    let polled = (queue &+ (from &- free) % count) % count
    let wait = (Int64(wanted) &- polled &+ count) % count
    let start = from &+ wait
    free = start &+ max(hold, Int64(beats))
    queue = (Int64(wanted) &+ 1) % count
    return Visit(arrival: arrival, start: start, end: start &+ Int64(beats))
  }

  /// The packet that was taken last is through later.
  public mutating func hold(by cycles: Int64) { free &+= cycles }
}
