public import SwitchPlatform
public import TrafficManager

/// Many senders to one receiver, on classes that lose nothing and on one that may.
public enum Incast {
  /// What came of it.
  public struct Result: Hashable, Sendable {
    public var accounts: TrafficAccounts
    /// Refused packets of lossless classes, and of others.
    public var losslessDrops = 0
    public var lossyDrops = 0
    /// Samples at which offered ≠ sent + refused + queued, or a departure was missing or double.
    public var violations = 0
    public var samples = 0
    public var pauseFrames = 0
    /// Most cells behind limits at a time.
    public var peakHeadroom = 0
    /// When the last packet was over.
    public var end: Int64 = 0
  }

  /// - Parameters:
  ///   - packets: Packets to send, of all senders together.
  ///   - obeys: Whether senders pause when they are told to.
  ///   - delay: Cycles from a pause frame's last bit until the sender has stopped: cable both ways and its own reaction.
  public static func run(
    _ buffer: BufferDescription, senders: Int, packets: Int, obeys: Bool, delay: Int64 = 2000, clock: UInt64 = 1_000_000_000,
    megabits: UInt64 = 100_000, seed: UInt64 = 1
  ) -> Result {
    let manager = TrafficManager(buffer, ports: senders + 1, clock: clock, seed: seed)
    for port in 0...senders { manager.setSpeed(ofPort: port, megabits: megabits) }
    let lossless = (0..<8).filter { buffer.groups[buffer.groupOfClass[$0]].isLossless }
    let lossy = (0..<8).filter { !lossless.contains($0) }
    var dice = Dice(seed)
    var result = Result(accounts: manager.accounts)
    var state = Senders(count: senders, classes: lossless.isEmpty ? lossy : lossless, lossy: lossy.first)
    var departed: UInt64 = 0
    func take() {
      for index in 0..<manager.departureCount {
        let departure = manager.departure(index)
        result.end = max(result.end, departure.lastBit)
        if departure.serial == Departure.pause {
          result.pauseFrames += 1
          if obeys { state.hear(departure, delay: delay) }
          continue
        }
        departed += 1
        guard departure.drop != .none else { continue }
        if lossless.contains(Int(departure.serial & 7)) { result.losslessDrops += 1 } else { result.lossyDrops += 1 }
      }
      manager.forgetDepartures()
    }
    for packet in 0..<packets {
      let (sender, number, start) = state.next()
      let bytes = [60, 250, 510, 1020, 1514][dice.below(5)]
      let time = Int64(Double((bytes + 24) * 8) * Double(clock) / (Double(megabits) * 1e6)) + 1
      manager.advance(to: start)
      take()
      manager.offer(
        TrafficOffer(
          serial: UInt64(packet) << 3 | UInt64(number), bytes: bytes, ingressPort: sender, egressPort: senders, trafficClass: number),
        at: start + time)
      state.sent(sender, until: start + time)
      if packet % 64 == 0 {
        result.samples += 1
        let accounts = manager.accounts
        if !accounts.isConserved || departed != accounts.sent + accounts.refused { result.violations += 1 }
      }
    }
    manager.drain()
    take()
    result.samples += 1
    let accounts = manager.accounts
    if !accounts.isConserved || accounts.queued != 0 || departed != UInt64(packets) { result.violations += 1 }
    result.accounts = accounts
    result.peakHeadroom = manager.series.samples.map(\.headroom).max() ?? 0
    return result
  }
}

/// Senders that have always something to send, one class after the other, but for classes that are paused.
private struct Senders {
  /// When each may send again.
  var free: [Int64]
  /// By sender and class: until when it is paused, and from when on.
  var pausedFrom: [[Int64]]
  var pausedUntil: [[Int64]]
  var turn: [Int]
  let classes: [Int]

  init(count: Int, classes: [Int], lossy: Int?) {
    free = Array(repeating: 0, count: count)
    pausedFrom = Array(repeating: Array(repeating: .max, count: 8), count: count)
    pausedUntil = Array(repeating: Array(repeating: 0, count: 8), count: count)
    turn = Array(repeating: 0, count: count)
    self.classes = classes + (lossy.map { [$0] } ?? [])
  }

  mutating func hear(_ departure: Departure, delay: Int64) {
    let port = Int(departure.port)
    guard port < free.count else { return }
    for number in 0..<8 {
      if departure.pauses & 1 << UInt8(number) != 0 {
        pausedFrom[port][number] = min(pausedFrom[port][number], departure.lastBit + delay)
        pausedUntil[port][number] = .max
      }
      if departure.resumes & 1 << UInt8(number) != 0 {
        pausedUntil[port][number] = departure.lastBit + delay
      }
    }
  }

  /// The sender that is next, its class, and when it starts.
  mutating func next() -> (sender: Int, number: Int, start: Int64) {
    // A class that is paused without end is passed over; lossy ones never are, so that somebody can always send.
    var best: (sender: Int, number: Int, start: Int64) = (0, classes.last ?? 0, .max)
    for sender in free.indices {
      for step in classes.indices {
        let number = classes[(turn[sender] + step) % classes.count]
        var start = free[sender]
        if start >= pausedFrom[sender][number] {
          guard pausedUntil[sender][number] < .max else { continue }
          start = max(start, pausedUntil[sender][number])
        }
        if start < best.start { best = (sender, number, start) }
        if start == free[sender] { break }
      }
    }
    if best.start == .max { best.start = free.min() ?? 0 }
    if best.start >= pausedUntil[best.sender][best.number] { pausedFrom[best.sender][best.number] = .max }
    return best
  }

  mutating func sent(_ sender: Int, until cycle: Int64) {
    free[sender] = cycle
    turn[sender] += 1
  }
}
