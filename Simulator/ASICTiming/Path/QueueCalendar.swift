/// Queues of a number of packets each, to which packets go in turn: one that finds its queue full comes in when the first of it leaves.
public struct QueueCalendar: Sendable {
  public let latency: Int64
  /// When the packet that had a place before left it; a ring over all places.
  private var left: [Int64]
  private var place = 0

  /// - Parameters:
  ///   - count: Queues.
  ///   - depth: Packets that each holds.
  public init(count: Int, depth: Int, latency: Int) {
    self.latency = Int64(latency)
    left = Array(repeating: 0, count: max(1, count) * max(1, depth))
  }

  /// A packet comes in: it starts when there is room, and is at the reader `latency` later. `leave(_:)` follows.
  public mutating func enter(_ arrival: Int64) -> Visit {
    let start = max(arrival, left[place])
    return Visit(arrival: arrival, start: start, end: start &+ latency)
  }

  /// The packet that has come in last leaves its place at a cycle, from which on another can have it.
  public mutating func leave(_ cycle: Int64) {
    left[place] = cycle
    place = place &+ 1 == left.count ? 0 : place &+ 1
  }
}
