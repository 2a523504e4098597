import SwitchPlatform
import Testing
import TrafficExperiments

@testable import TrafficManager

/// Shapers, pauses, early detection, copies, faults of callers.
@Suite struct SchedulingTests {
  private static func manager(_ queues: [BufferDescription.Queue], ports: Int = 3, sharing: BufferDescription.Sharing = .drr)
    -> TrafficManager
  {
    let manager = TrafficManager(.plain(cells: 1 << 18, queues: queues, sharing: sharing), ports: ports, clock: 1_000_000_000, seed: 9)
    for port in 0..<ports { manager.setSpeed(ofPort: port, megabits: 10_000) }
    return manager
  }

  private static func queue(_ change: (inout BufferDescription.Queue) -> Void = { _ in }) -> BufferDescription.Queue {
    var queue = BufferDescription.Queue(pool: 1, minimum: 0, limit: .fixed(1 << 18))
    change(&queue)
    return queue
  }

  private static func departures(_ manager: TrafficManager) -> [Departure] {
    defer { manager.forgetDepartures() }
    return (0..<manager.departureCount).map { manager.departure($0) }
  }

  /// A queue that may have 1 Gb/s of a port of 10 sends a tenth, without drift.
  @Test func aMaximumRateHolds() {
    var queues = Array(repeating: Self.queue(), count: 8)
    queues[2].maximumRate = 1_000_000_000
    queues[2].burst = 3000
    let manager = Self.manager(queues)
    for number in 0..<2000 {
      manager.offer(TrafficOffer(serial: UInt64(number), bytes: 996, ingressPort: 0, egressPort: 1, trafficClass: 2), at: 0)
    }
    manager.drain()
    let sent = Self.departures(manager)
    #expect(sent.count == 2000)
    // 1000 bytes at 125,000,000 bytes/s and 1 GHz: 8000 cycles each; the bucket lends three packets and the one that overdraws it.
    let span = (sent.last?.firstBit ?? 0) - (sent.first?.firstBit ?? 0)
    #expect(span >= 1995 * 8000 && span <= 1999 * 8000, "\(span)")
  }

  /// A queue of low priority gets its minimum, and not more, beside one that could take everything.
  @Test func aMinimumRateGoesFirst() {
    var queues = Array(repeating: Self.queue(), count: 8)
    queues[0].minimumRate = 2_000_000_000
    queues[0].burst = 2000
    queues[7].priority = 1
    let manager = Self.manager(queues)
    for number in 0..<4000 {
      for kind in [0, 7] {
        manager.offer(TrafficOffer(serial: UInt64(number), bytes: 996, ingressPort: 0, egressPort: 1, trafficClass: kind), at: 0)
      }
    }
    manager.advance(to: 2_000_000)
    let sent = Self.departures(manager)
    // 2 of 10 Gb/s over 2 ms: 500 packets of 1000 bytes, and the bucket.
    let low = sent.filter { $0.queue == 0 }.count
    #expect(low >= 498 && low <= 504, "\(low)")
    #expect(sent.filter { $0.queue == 7 }.count > 1800)
  }

  @Test func aPauseStopsItsClassUntilItIsOver() {
    let manager = Self.manager(Array(repeating: Self.queue(), count: 8))
    manager.pause(port: 1, trafficClass: 3, quanta: 100, at: 10)
    for kind in [3, 4] {
      manager.offer(TrafficOffer(serial: UInt64(kind), bytes: 60, ingressPort: 0, egressPort: 1, trafficClass: kind), at: 20)
    }
    manager.drain()
    let sent = Self.departures(manager)
    #expect(sent.map(\.serial) == [4, 3])
    // 100 × 512 bits at 10 Gb/s and 1 GHz.
    #expect(sent.map(\.firstBit) == [20, 10 + 5120])
    manager.pause(port: 1, trafficClass: 3, quanta: 65_535, at: 10_000)
    manager.offer(TrafficOffer(serial: 5, bytes: 60, ingressPort: 0, egressPort: 1, trafficClass: 3), at: 10_010)
    manager.pause(port: 1, trafficClass: 3, quanta: 0, at: 10_500)
    manager.advance(to: 11_000)
    #expect(Self.departures(manager).map(\.firstBit) == [10_500])
  }

  /// Below the low mark nothing is marked, above the high one everything; between, by chance. What cannot be marked is dropped.
  @Test func earlyDetectionMarksAndDrops() {
    let early = BufferDescription.EarlyDetection(low: 100, high: 300, probability: 20, weight: 0, marks: true)
    let manager = Self.manager(Array(repeating: Self.queue { $0.early = early }, count: 8))
    manager.pause(port: 1, trafficClass: 0, quanta: 65_535, at: 0)
    for number in 0..<400 {
      manager.offer(TrafficOffer(serial: UInt64(number), bytes: 60, ingressPort: 0, egressPort: 1, isECNCapable: true), at: 1)
    }
    manager.offer(TrafficOffer(serial: 400, bytes: 60, ingressPort: 0, egressPort: 1), at: 1)
    manager.drain()
    let all = Self.departures(manager)
    #expect(all.first { $0.serial == 400 }?.drop == .early)
    let marked = Set(all.filter(\.isMarked).map(\.serial))
    #expect(marked.allSatisfy { $0 > 100 })
    #expect((301..<400).allSatisfy { marked.contains(UInt64($0)) })
    // 200 packets at 0 to 20 %: 20 of them, and three standard deviations.
    let between = marked.filter { $0 <= 300 }.count
    #expect(between >= 7 && between <= 33, "\(between)")
    #expect(manager.accounts.marked == UInt64(marked.count))
  }

  /// Copies share their packet's cells until the last has left.
  @Test func copiesShareCells() {
    let manager = Self.manager(Array(repeating: Self.queue(), count: 8), ports: 4)
    manager.pause(port: 3, trafficClass: 0, quanta: 1000, at: 0)
    for (copy, place) in [TrafficOffer.Copy.first, .middle, .last].enumerated() {
      manager.offer(
        TrafficOffer(serial: UInt64(copy), bytes: 1000, ingressPort: 0, egressPort: copy + 1, isMulticast: true, copy: place), at: 5)
    }
    manager.advance(to: 10)
    #expect(manager.cellsUsed[0] == 16)
    #expect(manager.departureCount == 2)
    manager.drain()
    #expect(manager.cellsUsed[0] == 0)
    #expect(manager.accounts.sent == 3)
  }

  @Test func callersCannotBreakIt() {
    let manager = Self.manager(Array(repeating: Self.queue(), count: 8))
    manager.offer(TrafficOffer(serial: 1, bytes: -5, ingressPort: 900, egressPort: 1), at: 0)
    manager.offer(TrafficOffer(serial: 2, bytes: 60, ingressPort: 0, egressPort: -3, trafficClass: 99), at: .max)
    manager.offer(TrafficOffer(serial: 3, bytes: .max, ingressPort: 0, egressPort: 1), at: .min)
    manager.offer(TrafficOffer(serial: 4, bytes: 60, ingressPort: 0, egressPort: 1, copy: .first), at: 7)
    manager.setSpeed(ofPort: 70, megabits: 5)
    manager.setSpeed(ofPort: 2, megabits: 0)
    manager.offer(TrafficOffer(serial: 5, bytes: 60, ingressPort: 0, egressPort: 2), at: 9)
    manager.pause(port: -1, trafficClass: 80, quanta: .max, at: .max)
    manager.drain()
    #expect(manager.accounts.isConserved)
    #expect(manager.accounts.refused(.portDown) == 3)
  }

  /// More than fit on the way from the pipeline.
  @Test func moreArrivalsThanThereIsRoomFor() {
    let manager = Self.manager(Array(repeating: Self.queue(), count: 8))
    for number in 0..<20_000 {
      manager.offer(TrafficOffer(serial: UInt64(number), bytes: 60, ingressPort: 0, egressPort: 1), at: Int64(20_000 - number))
    }
    manager.drain()
    #expect(manager.accounts.isConserved && manager.accounts.offered == 20_000)
    #expect(Self.departures(manager).count == 20_000)
  }

  /// Peaks survive when samples are put together.
  @Test func theSeriesKeepsPeaks() {
    var series = OccupancySeries()
    defer { series.deallocate() }
    var last: (cells: Int32, headroom: Int32) = (0, 0)
    for step in 0..<10_000 as Range<Int64> {
      let now: (cells: Int32, headroom: Int32) = (step == 4321 ? 900 : 7, step == 77 ? 50 : 0)
      series.add(now.cells, now.headroom, at: step * 100, before: last)
      last = now
    }
    let samples = series.samples
    #expect(samples.count <= OccupancySeries.capacity && samples.count > OccupancySeries.capacity / 4)
    #expect(samples.map(\.cells).max() == 900 && samples.map(\.headroom).max() == 50)
    #expect(samples.filter { $0.cells > 7 }.allSatisfy { $0.cycle <= 432_200 && $0.cycle + series.span > 432_000 })
  }
}
