import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// When packets see what the bus writes.
  @Suite struct WriteTimes {
    private static func frame(to host: UInt64) -> [UInt8] {
      Frame.ethernet(to: Lab.host(host), from: Lab.host(1), type: 0x88b5, [])
    }

    private static func entry(_ port: UInt16) -> FDBEntry {
      var entry = FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(port))
      entry.isStatic = true
      return entry
    }

    /// A packet whose look-up is a cycle before a row is visible meets the old row, one a cycle later the new.
    @Test func aRowIsSeenFromItsCycleOn() throws {
      var seen: Set<Int64> = []
      for delay in 0..<24 as Range<Int64> {
        let timed = try TimedLab(try .smallDataCentre(), bus: .init(setup: 100, cyclesPerWord: 7, readTurnaround: 11)) { lab in
          try lab.commit(Lab.bridged())
          try lab.commit { $0.insert(Self.entry(2)) }
        }
        let lab = timed.lab
        lab.send(Self.frame(to: 2), on: 1)
        let start = lab.asic.now
        try lab.commit { $0.update(Self.entry(3)) }
        let write = try #require(timed.bus.writes.last { $0.table == "fdb" })
        let fdb = try #require(
          lab.asic.description.stages.firstIndex { $0.tables.contains { lab.asic.description.tables[$0].role == .fdb } })
        // The first packet told how long it takes from its start to the look-up.
        let way = timed.cycle(ofStage: fdb) - lab.asic.outcome.firstBitIn
        lab.send(Self.frame(to: 2), on: 1, notBefore: max(start, write.cycle - way - 12 + delay))
        let cycle = timed.cycle(ofStage: fdb)
        #expect(lab.sim.sentFrames().map(\.port) == [PortID(cycle >= write.cycle ? 3 : 2)], "look-up at \(cycle - write.cycle)")
        seen.insert(cycle - write.cycle)
      }
      #expect(seen.contains(-1) && seen.contains(0))
    }

    @Test func theBusTakesItsTimeAndSeesItsOwnWrites() throws {
      let timed = try TimedLab(try .smallDataCentre(), bus: .init(setup: 100, cyclesPerWord: 7, readTurnaround: 11)) { lab in
        try lab.commit(Lab.bridged())
      }
      let lab = timed.lab
      #expect(lab.asic.writeTiming == .timed)
      let before = lab.asic.busTime
      // A register is no table.
      let register = try #require(lab.asic.description.register("AGE_TIME")).address
      try lab.sim.bus.write(0, at: register)
      _ = try lab.sim.bus.read(register)
      #expect(lab.asic.busTime == before)
      // The first word of a port's row: the row is not written before its last.
      let table = try #require(lab.asic.description.table(.port))
      guard case .memoryMapped(let window, _) = lab.asic.description.access[table.access].method else { return }
      let word = try lab.sim.bus.read(window)
      #expect(lab.asic.busTime == max(before, lab.asic.now) + 118)
      try lab.sim.bus.write(word, at: window)
      #expect(lab.asic.busTime == max(before, lab.asic.now) + 118 + 107)
      #expect(lab.asic.pendingWrites == 0)
      // All of a switch's rows: the driver reads back what no packet sees yet.
      try lab.commit(Lab.routed())
      #expect(lab.asic.pendingWrites > 30)
      let plain = try Lab.routing()
      func routes(_ lab: Lab) -> Set<Route> {
        var rows: Set<Route> = []
        lab.device.routes.forEachRow { rows.insert($0) }
        return rows
      }
      #expect(routes(lab) == routes(plain))
      #expect(!routes(lab).isEmpty)
      let packet = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(packet, on: 6).verdict == .dropped)
      lab.asic.advance(to: lab.asic.busTime)
      #expect(lab.asic.pendingWrites == 0)
      #expect(lab.send(packet, on: 6) == plain.send(packet, on: 6))
      #expect(lab.asic.outcome.verdict == .forwarded || lab.asic.outcome.trap != .none)
    }

    @Test func goingBackToImmediateMakesAllVisible() throws {
      let timed = try TimedLab(try .smallDataCentre()) { try $0.commit(Lab.bridged()) }
      let lab = timed.lab
      try lab.commit { $0.insert(Self.entry(3)) }
      #expect(lab.asic.pendingWrites == 1)
      lab.asic.writeTiming = .immediate
      #expect(lab.asic.pendingWrites == 0)
      lab.send(Self.frame(to: 2), on: 1)
      #expect(lab.sim.sentFrames().map(\.port) == [PortID(3)])
      try lab.commit { $0.update(Self.entry(2)) }
      lab.send(Self.frame(to: 2), on: 1)
      #expect(lab.sim.sentFrames().map(\.port) == [PortID(2)])
      // And once more timed: what was seen at once is no part of anything.
      lab.asic.writeTiming = .timed
      try lab.commit { $0.update(Self.entry(3)) }
      lab.send(Self.frame(to: 2), on: 1)
      #expect(!lab.asic.outcome.sawPartialUpdate)
    }

    @Test func aChipWithoutABusIsNeverTimed() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.bus = nil
      let lab = try Lab.bridging(chip)
      lab.asic.writeTiming = .timed
      #expect(lab.asic.writeTiming == .immediate)
      try lab.commit { $0.insert(Self.entry(3)) }
      lab.send(Self.frame(to: 2), on: 1)
      #expect(lab.sim.sentFrames().map(\.port) == [PortID(3)])
    }

    @Test func anExplanationSaysThatAPacketCameInTheMiddle() throws {
      // Without range checkers, each of which makes a range one row.
      var chip = try ASICDescription.smallDataCentre()
      chip.change(.aclIngress) { $0.key.removeAll { $0.field == .ranges } }
      let timed = try TimedLab(chip) { lab in
        try lab.commit(Lab.bridged())
        var match = ACLMatch()
        match.l4DestinationPort = L4PortRange(1...1022)
        try lab.commit { $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: match.fields, ports: [PortID(1)])) }
      }
      let lab = timed.lab
      lab.asic.advance(to: lab.asic.busTime)
      let before = try lab.sim.explain(Self.frame(to: 2), on: PortID(1))
      #expect(before.sawPartialUpdate == nil)
      var match = ACLMatch()
      match.l4DestinationPort = L4PortRange(1...1022)
      try lab.commit { $0.insert(ACLEntry(table: .init(1), number: 1, priority: 5, match: match, action: .drop)) }
      let middle = try #require(timed.bus.writes.first { $0.table == "aclIngress" }).cycle
      let explanation = try lab.sim.explain(Self.frame(to: 2), on: PortID(1), notBefore: middle)
      #expect(explanation.sawPartialUpdate == true)
      #expect(explanation.text().contains("while tables were being written"))
      #expect(!before.text().contains("while tables were being written"))
    }
  }
}
