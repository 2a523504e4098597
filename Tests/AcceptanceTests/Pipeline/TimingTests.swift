import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Wires and queues, in virtual time.
  @Suite struct Timing {
    /// The bits of a frame of 60 bytes and its FCS, with preamble and gap: IEEE 802.3.
    private let bitsOfShortest = (8 + 64 + 12) * 8

    private func frame(_ length: Int = 60, from: UInt64 = Lab.host(1)) -> [UInt8] {
      Frame.ethernet(to: Lab.host(2), from: from, type: 0x88b5, [UInt8](repeating: 3, count: length - 14))
    }

    private func lab(_ chip: ASICDescription? = nil) throws -> Lab {
      let lab = try Lab.bridging(chip)
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(2))) }
      return lab
    }

    /// 84 bytes at 100 Gb/s: 6.72 ns, neither more nor less, however long it goes on.
    @Test func backToBackFramesComeAtLineRate() throws {
      let lab = try lab()
      let count = Acceptance.size(1_000_000, debug: 20_000)
      let frame = frame()
      var first: Int64 = 0
      var last: Int64 = 0
      var firstOut: Int64 = 0
      var lastOut: Int64 = 0
      for number in 0...count {
        lab.sim.receive(frame, on: PortID(1))
        if number == 0 { (first, firstOut) = (lab.asic.outcome.firstBitIn, lab.asic.outcome.firstBitOut) }
        (last, lastOut) = (lab.asic.outcome.firstBitIn, lab.asic.outcome.firstBitOut)
      }
      let clock = Double(lab.asic.description.clock)
      let expected = Double(bitsOfShortest) / 100e9 * clock * Double(count)
      #expect(abs(Double(last - first) - expected) <= 1, "\(Double(last - first) / Double(count)) cycles a frame in")
      #expect(abs(Double(lastOut - firstOut) - expected) <= 1, "\(Double(lastOut - firstOut) / Double(count)) cycles a frame out")
      #expect(lab.asic.accounts.drops(.tailDrop) == 0)
      let nanoseconds = Double(last - first) / Double(count) / clock * 1e9
      Acceptance.figure("64-byte frames back to back at 100 Gb/s: \(nanoseconds) ns apart over \(count) frames")
    }

    /// Without time a packet fares as it does otherwise, in no cycle, and no queue is full.
    @Test func timeCanBeLeftOut() throws {
      let timed = try Lab.routing()
      let untimed = try Lab.routing()
      untimed.asic.leaveOutTime()
      var draw = Draw(seed: 3)
      for number in 0..<500 {
        let target = Lab.ip(10, [6, 7, 9, 10, 20][draw.below(5)], 0, UInt32(draw.below(6)))
        let packet =
          draw.chance(50)
          ? Frame.toRoute(interface: 10, to: target, ttl: UInt8(draw.below(3)))
          : Frame.ethernet(to: Lab.host(UInt64(draw.below(4))), from: Lab.host(UInt64(draw.below(6))), type: 0x88b5, [1])
        let port = UInt16(1 + draw.below(10))
        let start = Int64(number) * 10_000
        #expect(untimed.send(packet, on: port, notBefore: start) == timed.send(packet, on: port, notBefore: start), "packet \(number)")
        let outcome = untimed.asic.outcome
        #expect([outcome.firstBitIn, outcome.lastBitIn, outcome.pipelineIn, outcome.pipelineOut].allSatisfy { $0 == start })
        if outcome.verdict == .forwarded { #expect(outcome.firstBitOut == start && outcome.lastBitOut == start && outcome.queueing == 0) }
      }
      #expect(untimed.asic.accounts.transmitted == timed.asic.accounts.transmitted && timed.asic.accounts.transmitted > 50)
      #expect(untimed.asic.latency.packets == 0)

      // Two ports at line rate into one.
      let lab = try lab()
      func burst() -> UInt64 {
        for _ in 0..<20_000 {
          for port in [1, 3] as [UInt16] { lab.sim.receive(port == 1 ? frame(1514) : tagged, on: PortID(port)) }
        }
        return lab.asic.accounts.drops(.tailDrop)
      }
      let tagged = Frame.ethernet(to: Lab.host(2), from: Lab.host(7), tags: [.vlan(10)], type: 0x88b5, [UInt8](repeating: 3, count: 1500))
      lab.asic.leaveOutTime()
      #expect(burst() == 0)
      #expect(lab.asic.counters(of: lab.sim.chipPort(of: PortID(2)) ?? 0)?.transmittedPackets == 40_000)
      lab.asic.useFIFOs()
      #expect(burst() > 0)
      #expect(lab.asic.outcome.lastBitIn > lab.asic.outcome.firstBitIn)
    }

    @Test(arguments: [60, 61, 100, 1514, 9000]) func everyLengthTakesItsTime(_ length: Int) throws {
      let lab = try lab()
      let frame = frame(length)
      let count = 1000
      lab.sim.receive(frame, on: PortID(1))
      let start = lab.asic.outcome.firstBitIn
      for _ in 0..<count { lab.sim.receive(frame, on: PortID(1)) }
      let expected = Double((8 + length + 4 + 12) * 8) / 100e9 * Double(lab.asic.description.clock) * Double(count)
      #expect(abs(Double(lab.asic.outcome.firstBitIn - start) - expected) <= 1)
    }

    /// Arrival at a given time: the wire is idle before.
    @Test func aFrameBeginsWhenItIsTold() throws {
      let lab = try lab()
      lab.sim.receive(frame(), on: PortID(1), notBefore: 12345)
      #expect(lab.asic.outcome.firstBitIn == 12345)
      lab.sim.receive(frame(), on: PortID(1), notBefore: 99)
      #expect(lab.asic.outcome.firstBitIn >= 12345 + 9, "not before the wire is free")
      lab.sim.receive(frame(), on: PortID(1), notBefore: 1_000_000)
      #expect(lab.asic.outcome.firstBitIn == 1_000_000)
    }

    /// The chip file's note: what a packet pays that meets nobody.
    @Test func anEmptyChipCostsItsLatencies() throws {
      let lab = try lab()
      lab.sim.receive(frame(), on: PortID(1), notBefore: 1000)
      let chip = lab.asic.description
      let expected =
        chip.links.receiveLatency + chip.parser.latency + chip.stages.map(\.latency).reduce(0, +) + chip.deparser.latency
        + chip.traffic.latency
        + chip.links.transmitLatency
      #expect(lab.asic.outcome.firstBitOut - lab.asic.outcome.lastBitIn == Int64(expected))
      let charges = lab.asic.stageCharges
      #expect(charges.allSatisfy { $0.wait == 0 })
      #expect(
        charges.map(\.service).reduce(0, +) == Int64(chip.parser.latency + chip.stages.map(\.latency).reduce(0, +) + chip.deparser.latency))
    }

    /// Two ports into one: half of it cannot leave, and is dropped once the queue is full.
    @Test func twoPortsIntoOneDropTheirHalf() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.traffic.queueBytes = 20_000
      let lab = try Lab.bridging(chip)
      try lab.commit {
        $0.update(VLAN(id: Lab.vlan(10), members: [1, 2, 4].map { .init(port: PortID($0), isTagged: false) }))
        $0.update(Lab.port(4, pvid: 10))
        $0.update(VLAN(id: Lab.vlan(20), members: []))
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(2)))
      }
      let frame = frame(1514)
      let count = 1000
      for _ in 0..<count {
        lab.send(frame, on: 1)
        lab.send(frame, on: 4)
      }
      let accounts = lab.asic.accounts
      #expect(accounts.isConserved)
      // What left: as much as came in on one port, and what the queue held at the end.
      let queued = 20_000 / 1514
      #expect(abs(Int(accounts.transmitted) - count - queued) <= 2, "\(accounts.transmitted) of \(2 * count) left")
      #expect(accounts.drops(.tailDrop) == UInt64(2 * count) - accounts.transmitted)
      let egress = lab.asic.counters(of: lab.sim.chipPort(of: PortID(2)) ?? 0)
      #expect(egress?.transmittedPackets == accounts.transmitted)
      #expect(egress?.transmitDrops == accounts.drops(.tailDrop))
      #expect((egress?.peakQueueBytes ?? 0) <= 20_000)
    }

    @Test func ratesOfPortsDiffer() throws {
      let lab = try Lab.bridging()
      try lab.commit {
        $0.update(Lab.port(2, pvid: 10, speed: 10_000))
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(2)))
      }
      let frame = frame(1000)
      lab.sim.receive(frame, on: PortID(1))
      let outcome = lab.asic.outcome
      let clock = Double(lab.asic.description.clock)
      // Preamble, frame and FCS, at either speed.
      #expect(abs(Double(outcome.lastBitIn - outcome.firstBitIn) - 1012 * 8 / 100e9 * clock) <= 1)
      #expect(abs(Double(outcome.lastBitOut - outcome.firstBitOut) - 1012 * 8 / 10e9 * clock) <= 1)
    }

    @Test func theHistogramHoldsEveryPacketThatLeft() throws {
      let lab = try lab()
      for length in 60..<160 { lab.send(frame(length), on: 1) }
      #expect(lab.asic.latency.packets == lab.asic.accounts.transmitted)
      #expect(lab.asic.latency.counts.reduce(0, +) + lab.asic.latency.beyond == lab.asic.latency.packets)
    }

    /// Same packets, same chip: the same outcomes, frames and times.
    @Test func runsRepeatExactly() throws {
      func run() throws -> [String] {
        let lab = try Lab.routing()
        var draw = Draw(seed: 77)
        var lines: [String] = []
        for _ in 0..<Acceptance.size(20_000, debug: 2_000) {
          let port = UInt16(1 + draw.below(10))
          let frame: [UInt8]
          switch draw.below(4) {
          case 0: frame = Frame.ethernet(to: Lab.host(UInt64(draw.below(20))), from: Lab.host(UInt64(draw.below(20))), type: 0x88b5, [1])
          case 1:
            frame = Frame.ethernet(
              to: Lab.host(UInt64(draw.below(20))), from: Lab.host(UInt64(draw.below(20))), tags: [.vlan(UInt16(draw.below(4) * 10))],
              type: 0x88b5, [1])
          default:
            frame = Frame.toRoute(
              interface: UInt64(6 + draw.below(5)), to: Lab.ip(10, UInt32(draw.below(25)), 0, UInt32(draw.below(3))),
              ttl: UInt8(draw.below(4)),
              length: draw.below(1600))
          }
          lab.sim.receive(frame, on: PortID(port), notBefore: Int64(draw.below(100_000)))
          lines.append("\(lab.asic.outcome) \(lab.sim.sentFrames()) \(lab.asic.stageCharges)")
          if draw.chance(2) { lines.append("\(try lab.sim.takePunted())") }
        }
        lines.append("\(lab.asic.accounts)")
        #expect(lab.asic.accounts.isConserved)
        #expect(lab.asic.accounts.drops(.none) == 0)
        return lines
      }
      let first = try run()
      #expect(first == (try run()))
    }
  }
}
