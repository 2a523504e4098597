import Foundation
public import SwitchPlatform
import TrafficManager

/// One queue that is never full, Poisson arrivals, packets of one length: M/D/1.
public enum QueueingTheory {
  /// Mean wait at a load, against load × service / (2 − 2 × load).
  ///
  /// - Source: Pollaczek and Khinchine.
  public static func meanWait(load: Double, packets: Int, seed: UInt64) -> ExperimentFigure {
    let manager = TrafficManager(BufferDescription.plain(cells: 1 << 21), ports: 2, clock: 1_000_000_000, seed: seed)
    manager.setSpeed(ofPort: 0, megabits: 10_000)
    manager.setSpeed(ofPort: 1, megabits: 10_000)
    // 1480 bytes, FCS, preamble and gap: 1504 × 8 bits at 10 bits a cycle.
    let service = 1504.0 * 8 / 10
    var dice = Dice(seed)
    var time = 0.0
    var waits = 0.0
    var sent = 0
    func take() {
      for index in 0..<manager.departureCount {
        let departure = manager.departure(index)
        waits += Double(departure.firstBit - departure.arrival)
        sent += 1
      }
      manager.forgetDepartures()
    }
    for packet in 0..<packets {
      time -= log(dice.fraction()) * service / load
      manager.advance(to: Int64(time))
      take()
      manager.offer(TrafficOffer(serial: UInt64(packet), bytes: 1480, ingressPort: 0, egressPort: 1), at: Int64(time))
    }
    manager.drain()
    take()
    let expected = load * service / (2 - 2 * load)
    return ExperimentFigure(
      "M/D/1 mean wait at load \(load), \(sent) packets, cycles", measured: waits / Double(max(1, sent)), expected: expected,
      tolerance: expected * 0.03)
  }
}

extension BufferDescription {
  /// A buffer of cells of 64 bytes in which limits bind nobody.
  public static func plain(cells: Int, queues: [Queue]? = nil, sharing: Sharing = .drr, quantum: Int = 1600) -> BufferDescription {
    let queue = Queue(pool: 1, minimum: 0, limit: .fixed(cells))
    return BufferDescription(
      cellBytes: 64, cells: cells, pools: [Pool(name: "ingress", cells: cells), Pool(name: "egress", cells: cells)],
      groups: [PriorityGroup(pool: 0, minimum: 0, limit: .fixed(cells))], groupOfClass: Array(repeating: 0, count: classes),
      queues: queues ?? Array(repeating: queue, count: classes), sharing: sharing, quantum: quantum)
  }
}
