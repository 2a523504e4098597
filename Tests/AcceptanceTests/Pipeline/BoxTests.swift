import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Every box of the catalog whose chip can be simulated, port by port.
  @Suite struct Boxes {
    static let boards = {
      let chips = Set(Acceptance.catalog.chips.map(\.name))
      return Acceptance.catalog.boards.filter { chips.contains($0.chip) }.map(\.name)
    }()
    static let broadcast: UInt64 = 0xffff_ffff_ffff

    static func boards(_ function: ChipFunction) -> [String] {
      boards.filter { (try? Acceptance.catalog.platform(named: $0))?.asic.functions.contains(function) ?? false }
    }

    /// A broadcast from each port reaches every other one, with its tag where it has to have one; an answer only the port that it is for.
    @Test(arguments: boards) func everyPortReachesEveryOther(_ board: String) throws {
      let box = try Box(board)
      for (index, port) in box.ports.enumerated() {
        let host = Lab.host(UInt64(index))
        let out = box.send(box.frame(to: Self.broadcast, from: host, on: port), on: port)
        var expected: [PortID: [UInt8]] = [:]
        for other in box.ports where other != port { expected[other] = box.frame(to: Self.broadcast, from: host, on: other) }
        #expect(out == expected, "from \(port)")
        #expect(box.knows(host)?.port == port)
      }
      for (index, port) in box.ports.enumerated() {
        let next = (index + 1) % box.ports.count
        let (to, from) = (Lab.host(UInt64(next)), Lab.host(UInt64(index)))
        let out = box.send(box.frame(to: to, from: from, on: port), on: port)
        #expect(out == [box.ports[next]: box.frame(to: to, from: from, on: box.ports[next])], "from \(port)")
      }
      #expect(box.sim.asic.accounts.isConserved)
    }

    /// The chip port of the device tree: lane − 1.
    @Test(
      arguments: [
        ("gs1900-24", 23, "lan24", 23), ("gs1900-24", 25, "lan26", 26), ("dgs-1210-52", 51, "lan52", 51), ("xgs1210-12", 9, "lan10", 25),
        ("gs1900-48", 0, "lan01", 0), ("gs1900-48", 49, "lan50", 49), ("xgs1250-12", 7, "lan8", 7), ("xgs1250-12", 8, "lan9", 24),
        ("xgs1250-12", 11, "lan12", 27), ("cn9130-crb", 0, "p1", 1), ("cn9130-crb", 8, "p9", 9), ("edgerouter-x", 4, "eth4", 4)
      ])
    func portsAreCalledAsInTheDeviceTree(_ board: String, _ index: Int, _ name: String, _ chipPort: Int) throws {
      let box = try Box(board)
      #expect(box.platform.board.ports[index].name == name)
      #expect(box.sim.chipPort(of: box.ports[index]) == chipPort)
    }

    @Test(arguments: boards(.linkAggregation)) func aLAGIsOneLink(_ board: String) throws {
      let box = try Box(board)
      let (source, first, second) = (box.ports[1], box.ports[2], box.ports[3])
      let lag = PortID(lag: LAGID(1))
      try box.commit { transaction in
        transaction.update(VLAN(id: Box.vlan, members: box.members([box.ports[0], source])))
      }
      try box.commit { transaction in
        transaction.insert(LAG(id: LAGID(1), members: [.init(port: first), .init(port: second)], portVLAN: Box.vlan))
        transaction.update(VLAN(id: Box.vlan, members: box.members([box.ports[0], source]) + [.init(port: lag, isTagged: false)]))
      }
      var used: Set<PortID> = []
      for number in 0..<64 as Range<UInt64> {
        let out = box.send(box.frame(to: Self.broadcast, from: Lab.host(100 + number), on: source), on: source)
        let members = out.keys.filter { $0 == first || $0 == second }
        #expect(members.count == 1, "a flood leaves by one member")
        used.formUnion(members)
      }
      #expect(used == [first, second], "flows are spread")
      // What comes in by one member is learned on the LAG, and does not leave by the other.
      let out = box.send(box.frame(to: Self.broadcast, from: Lab.host(1), on: second), on: second)
      #expect(Set(out.keys) == [box.ports[0], source])
      #expect(box.knows(Lab.host(1))?.port == lag)
    }

    /// As many LAGs and trees as the chip has rows for, and no more.
    @Test(arguments: boards(.linkAggregation)) func lagsRunOut(_ board: String) throws {
      let box = try Box(board)
      let count = try #require(box.platform.asic.table(.lag)?.depth)
      try box.commit { for number in 1...count { $0.insert(LAG(id: LAGID(UInt16(number)), members: [], portVLAN: Box.vlan)) } }
      #expect(throws: CommitFailure.self) {
        try box.commit { $0.insert(LAG(id: LAGID(UInt16(count + 1)), members: [], portVLAN: Box.vlan)) }
      }
    }

    @Test(arguments: boards(.spanningTree)) func aBlockedPortNeitherTakesNorSends(_ board: String) throws {
      let box = try Box(board)
      let (open, blocked) = (box.ports[1], box.ports[2])
      try box.commit { transaction in
        transaction.insert(SpanningTree(id: SpanningTreeID(1), ports: [.init(port: blocked, state: .blocking)]))
        var vlan = VLAN(id: Box.vlan, members: box.members(box.ports))
        vlan.spanningTree = SpanningTreeID(1)
        transaction.update(vlan)
      }
      #expect(box.send(box.frame(to: Self.broadcast, from: Lab.host(1), on: blocked), on: blocked).isEmpty)
      #expect(box.sim.asic.outcome.drop == .spanningTreeIn)
      #expect(box.knows(Lab.host(1)) == nil)
      let out = box.send(box.frame(to: Self.broadcast, from: Lab.host(2), on: open), on: open)
      #expect(Set(out.keys) == Set(box.ports).subtracting([open, blocked]))
      // As many trees as the chip has, this one included.
      let count = try #require(box.platform.asic.table(.spanningTree)?.depth)
      try box.commit { for number in 2...count { $0.insert(SpanningTree(id: SpanningTreeID(UInt16(number)), ports: [])) } }
      #expect(throws: CommitFailure.self) {
        try box.commit { $0.insert(SpanningTree(id: SpanningTreeID(UInt16(count + 1)), ports: [])) }
      }
    }

    @Test(arguments: boards(.ageing)) func addressesAge(_ board: String) throws {
      let box = try Box(board)
      let ageing = try #require(box.sim.control.device.fdbAgeing)
      try ageing.setAgeingTime(300)
      _ = box.send(box.frame(to: Self.broadcast, from: Lab.host(1), on: box.ports[1]), on: box.ports[1])
      func advance(_ seconds: Int64) { box.sim.asic.advance(to: seconds * Int64(box.platform.asic.clock)) }
      advance(299)
      #expect(box.knows(Lab.host(1)) != nil)
      advance(601)
      #expect(box.knows(Lab.host(1)) == nil)
    }

    @Test(arguments: boards) func portsCount(_ board: String) throws {
      let box = try Box(board)
      let bank = try #require(box.sim.control.device.counters)
      let (from, to) = (box.ports[1], box.ports[2])
      _ = box.send(box.frame(to: Self.broadcast, from: Lab.host(2), on: to), on: to)
      _ = box.send(box.frame(to: Lab.host(2), from: Lab.host(1), on: from), on: from)
      var source = PortCounts()
      source.inBytes = 100
      source.inUnicastPackets = 1
      source.outBytes = 100
      source.outBroadcastPackets = 1
      #expect(bank.counts(of: from) == source)
      var target = PortCounts()
      target.inBytes = 100
      target.inBroadcastPackets = 1
      target.outBytes = 100
      target.outUnicastPackets = 1
      #expect(bank.counts(of: to) == target)
    }
  }
}
