import SwitchPlatform
import Testing

@testable import TrafficManager

/// Admission against the oracle, packet by packet, over random buffers.
@Suite struct AdmissionTests {
  static func randomBuffer(_ draw: inout Draw) -> BufferDescription {
    func limit() -> BufferDescription.Limit {
      draw.chance(30)
        ? .fixed(draw.below(60)) : .dynamic(numerator: [1, 1, 2, 3, 8][draw.below(5)], denominator: [1, 2, 4, 8, 3][draw.below(5)])
    }
    let slices = 1 + draw.below(3)
    let cells = 80 + draw.below(120)
    let pools = (0..<4).map { BufferDescription.Pool(name: "p\($0)", cells: 20 + draw.below(120)) }
    let count = 1 + draw.below(4)
    var groups: [BufferDescription.PriorityGroup] = []
    for _ in 0..<count {
      groups.append(
        BufferDescription.PriorityGroup(
          pool: draw.below(2), minimum: draw.chance(50) ? draw.below(12) : 0, limit: limit(),
          headroom: draw.chance(50) ? [.init(speed: 25_000, cells: 5 + draw.below(10)), .init(speed: 100_000, cells: draw.below(30))] : [],
          headroomPool: draw.chance(50) ? 1 : nil, resume: draw.below(6)))
    }
    var queues: [BufferDescription.Queue] = []
    for _ in 0..<8 {
      queues.append(
        BufferDescription.Queue(
          pool: 2 + draw.below(2), minimum: draw.chance(50) ? draw.below(12) : 0, limit: limit(), priority: draw.below(3),
          weight: 1 + draw.below(5)))
    }
    return BufferDescription(
      cellBytes: [64, 208, 256][draw.below(3)], packetOverhead: draw.below(20), slices: slices, cells: cells, pools: pools, groups: groups,
      groupOfClass: (0..<8).map { _ in draw.below(count) }, queues: queues, multicastQueues: [0, 1, 2, 4, 8][draw.below(5)],
      sharing: draw.chance(50) ? .drr : .wfq, quantum: 200 + draw.below(3000))
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>) func everyDecisionIsTheOracles(_ seed: UInt64) {
    var draw = Draw(seed: seed)
    let buffer = Self.randomBuffer(&draw)
    let ports = 2 + draw.below(5)
    let speed: UInt64 = draw.chance(50) ? 25_000 : 100_000
    let manager = TrafficManager(buffer, ports: ports, clock: 1_000_000_000, seed: seed)
    for port in 0..<ports { manager.setSpeed(ofPort: port, megabits: speed) }
    var oracle = AdmissionOracle(buffer, speed: speed) { $0 * buffer.slices / ports }
    var actual: [UInt64: Departure] = [:]
    var told: [UInt8] = Array(repeating: 0, count: ports)
    func take(_ later: inout [UInt64]) {
      for index in 0..<manager.departureCount {
        let departure = manager.departure(index)
        if departure.serial == Departure.pause {
          told[Int(departure.port)] = told[Int(departure.port)] & ~departure.resumes | departure.pauses
        } else {
          #expect(actual.updateValue(departure, forKey: departure.serial) == nil, "twice")
          if departure.drop == .none { later.append(departure.serial) }
        }
      }
      manager.forgetDepartures()
    }
    var serial: UInt64 = 0
    var cycle: Int64 = 0
    var refused = 0
    for packet in 0..<3000 as Range<UInt64> {
      cycle += Int64(1 + draw.below(draw.chance(10) ? 4000 : 30))
      var none: [UInt64] = []
      manager.advance(to: cycle - 1)
      take(&none)
      for serial in none { oracle.sent(serial) }
      let ingress = draw.below(ports)
      let number = draw.below(8)
      let bytes = 14 + draw.below(1500)
      let copies = draw.chance(15) ? 1 + draw.below(ports) : 1
      var offers: [TrafficOffer] = []
      for copy in 0..<copies {
        let place: TrafficOffer.Copy = copies == 1 ? .only : copy == 0 ? .first : copy == copies - 1 ? .last : .middle
        offers.append(
          TrafficOffer(
            serial: serial, bytes: bytes, ingressPort: ingress, egressPort: copies == 1 ? draw.below(ports) : copy, trafficClass: number,
            isMulticast: copies > 1, copy: place))
        serial += 1
      }
      for offer in offers { manager.offer(offer, at: cycle) }
      manager.advance(to: cycle)
      var later: [UInt64] = []
      take(&later)
      for (index, offer) in offers.enumerated() {
        let expected = oracle.offer(
          packet: packet, copy: offer.serial, bytes: bytes, from: ingress, to: Int(offer.egressPort), class: number,
          queue: manager.queue(ofClass: number, isMulticast: offer.isMulticast), isFirst: index == 0)
        let drop = actual[offer.serial]?.drop ?? .none
        #expect((drop == .none ? "" : "\(drop)") == expected, "packet \(packet), copy \(index)")
        if drop != .none { refused += 1 }
      }
      oracle.close(packet: packet)
      for serial in later { oracle.sent(serial) }
      #expect(manager.accounts.isConserved)
      guard (0..<manager.slices).allSatisfy({ manager.cellsUsed[$0] >= 0 && manager.cellsUsed[$0] <= buffer.cells }) else {
        Issue.record("cells out of range")
        return
      }
      for port in 0..<ports {
        for group in 0..<buffer.groups.count {
          #expect(manager.groups[port * manager.groupsPerPort + group].isPausing == oracle.pausing.contains("\(port)/\(group)"))
        }
      }
    }
    manager.drain()
    // The last frames that tell senders to go on.
    manager.advance(to: manager.now + 1000)
    var none: [UInt64] = []
    take(&none)
    #expect(manager.accounts.queued == 0 && manager.accounts.isConserved)
    #expect(actual.count == Int(serial))
    #expect(refused > 0 || manager.accounts.refused == 0)
    #expect((0..<manager.slices).allSatisfy { manager.cellsUsed[$0] == 0 })
    #expect((0..<manager.slices * buffer.pools.count).allSatisfy { manager.pools[$0].used == 0 })
    #expect(told.allSatisfy { $0 == 0 }, "everybody has been told to go on")
  }
}
