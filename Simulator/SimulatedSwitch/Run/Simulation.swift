import ASICSimulator
import PacketKit
import SwitchModel

/// Captures that play into a switch, frame by frame, in the order in which the frames' last bits arrive.
///
///     var simulation = Simulation(of: target, playing: feeds)
///     while simulation.step() { … target.asic.outcome … }
///
/// Frames that arrive at the same cycle come in the order of their ports' numbers, those of one port in the order of their feeds.
public struct Simulation {
  /// When frames begin.
  public enum Pace: String, Sendable, CaseIterable {
    /// Each as soon as its port's wire is free; the captures of one port one after the other.
    case line
    /// At the captures' time stamps, counted from the earliest of all; later where the wire is not free then.
    case capture
  }

  public let target: SimulatedSwitch
  public let pace: Pace
  /// What is left of the captures, and what was odd about them.
  public private(set) var feeds: [CaptureFeed]
  private var wires: [Wire]
  private let origin: Int64

  /// The frame that is next on a port.
  private struct Wire {
    let port: PortID
    /// Indices of its feeds, in the order given.
    var feeds: [Int]
    var current: Int?
    var start: Int64 = 0
    var arrival: Int64 = 0
  }

  /// Cycles beyond which time stamps are not told apart: 2⁶⁰, some 27 years at 1.35 GHz.
  private static let horizon: Int64 = 1 << 60

  public init(of target: SimulatedSwitch, playing feeds: [CaptureFeed], pace: Pace = .line) {
    self.target = target
    self.pace = pace
    self.feeds = feeds
    origin = pace == .capture ? feeds.compactMap(\.earliest).min() ?? 0 : 0
    wires = Set(feeds.map(\.port)).sorted().map { port in
      Wire(port: port, feeds: feeds.indices.filter { feeds[$0].port == port })
    }
    for index in wires.indices { look(index) }
  }

  /// Plays the next frame; `target.asic` then tells what became of it.
  ///
  /// - Returns: `false` when there is none.
  /// - Complexity: O(ports that play).
  public mutating func step() -> Bool {
    let next = nextWire
    guard next >= 0, let feed = wires[next].current else { return false }
    let (port, start) = (wires[next].port, wires[next].start)
    feeds[feed].take { [target] frame, isEthernet in
      if isEthernet { target.receive(frame, on: port, notBefore: start) } else { target.asic.refuse(.notEthernet) }
    }
    look(next)
    return true
  }

  /// The wire whose frame is next, -1 where none is left.
  private var nextWire: Int {
    var next = -1
    for index in wires.indices where wires[index].current != nil {
      if next < 0 || wires[index].arrival < wires[next].arrival { next = index }
    }
    return next
  }

  /// The cycle at which the next frame's last bit is in; `nil` when there is none.
  public var nextArrival: Int64? {
    let next = nextWire
    return next >= 0 ? wires[next].arrival : nil
  }

  /// Finds the next frame of a wire.
  private mutating func look(_ index: Int) {
    wires[index].feeds.removeAll { feeds[$0].head == nil }
    var best: (feed: Int, time: Int64, length: Int)?
    for feed in wires[index].feeds {
      guard let head = feeds[feed].head else { continue }
      if let best, pace == .line || best.time <= head.timestamp { continue }
      best = (feed, head.timestamp, head.range.count)
    }
    wires[index].current = best?.feed
    guard let best else { return }
    wires[index].start = pace == .line ? 0 : cycles(from: best.time)
    if let chipPort = target.chipPort(of: wires[index].port) {
      wires[index].arrival = target.asic.arrival(of: best.length, on: chipPort, notBefore: wires[index].start)
    } else {
      wires[index].arrival = wires[index].start
    }
  }

  private func cycles(from timestamp: Int64) -> Int64 {
    let (elapsed, overflow) = timestamp.subtractingReportingOverflow(origin)
    guard !overflow else { return Simulation.horizon }
    guard elapsed > 0 else { return 0 }
    return target.cycles(nanoseconds: elapsed, atMost: Simulation.horizon)
  }
}
