import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// IEEE 802.1Q §8.4: what ports do with frames of a VLAN that follows a spanning tree; and VLANs that do not learn.
  @Suite struct SpanningTrees {
    private static let tree = SpanningTreeID(7)

    private static func plain(to: UInt64 = Lab.host(50), from: UInt64 = Lab.host(1), tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(to: to, from: from, tags: tags, type: 0x88b5, [UInt8](repeating: 0x5a, count: 50))
    }

    private static func row(_ states: [UInt16: SpanningTree.State]) -> SpanningTree {
      SpanningTree(id: tree, ports: states.map { .init(port: PortID($0.key), state: $0.value) })
    }

    /// The lab with VLAN 10 on the tree and VLAN 20 not.
    private static func lab(_ states: [UInt16: SpanningTree.State], isRouting: Bool = false) throws -> Lab {
      let lab = isRouting ? try Lab.routing() : try Lab.bridging()
      try lab.commit { transaction in
        transaction.insert(row(states))
        lab.control.forEach(VLAN.self) {
          guard $0.id == Lab.vlan(10) else { return }
          var vlan = $0
          vlan.spanningTree = tree
          transaction.update(vlan)
        }
      }
      return lab
    }

    private static func isKnown(_ lab: Lab, _ host: UInt64, _ vlan: Int = 10) -> Bool {
      lab.device.fdb.row(at: .init(vlan: Lab.vlan(vlan), mac: MACAddress(bits: Lab.host(host)))) != nil
    }

    @Test func aBlockedPortTakesNothing() throws {
      let lab = try Self.lab([1: .blocking])
      #expect(lab.send(Self.plain(), on: 1) == .dropped(.spanningTreeIn))
      #expect(!Self.isKnown(lab, 1))
      #expect(lab.send(Self.plain(), on: 2).verdict == .forwarded)
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func aLearningPortLearnsAndDrops() throws {
      let lab = try Self.lab([1: .learning])
      #expect(lab.send(Self.plain(), on: 1) == .dropped(.spanningTreeIn))
      #expect(Self.isKnown(lab, 1))
      // As it would when it forwarded: an address that comes in elsewhere moves.
      lab.send(Self.plain(from: Lab.host(3)), on: 2)
      #expect(lab.send(Self.plain(from: Lab.host(3)), on: 1) == .dropped(.spanningTreeIn))
      #expect(lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(3))))?.port == PortID(1))
      try lab.commit {
        var port = Lab.port(1, pvid: 10)
        port.isLearning = false
        $0.update(port)
      }
      #expect(lab.send(Self.plain(from: Lab.host(4)), on: 1) == .dropped(.spanningTreeIn))
      #expect(!Self.isKnown(lab, 4), "a port that does not learn does not here")
    }

    @Test(arguments: [SpanningTree.State.blocking, .learning]) func nothingLeavesByAPortThatDoesNotForward(_ state: SpanningTree.State)
      throws
    {
      let lab = try Self.lab([2: state])
      #expect(lab.send(Self.plain(), on: 1) == .forwarded([PortID(3): Self.plain(tags: [.vlan(10)])]))
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(9)), port: PortID(2))) }
      #expect(lab.send(Self.plain(to: Lab.host(9)), on: 1) == .dropped(.spanningTreeOut))
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func statesChange() throws {
      let lab = try Self.lab([1: .blocking])
      #expect(lab.send(Self.plain(), on: 1) == .dropped(.spanningTreeIn))
      try lab.commit { $0.update(Self.row([1: .learning])) }
      #expect(lab.device.spanningTrees.row(at: Self.tree) == Self.row([1: .learning]))
      #expect(lab.send(Self.plain(), on: 1) == .dropped(.spanningTreeIn))
      try lab.commit { $0.update(Self.row([1: .forwarding, 3: .blocking])) }
      #expect(lab.device.spanningTrees.row(at: Self.tree) == Self.row([1: .forwarding, 3: .blocking]))
      #expect(lab.send(Self.plain(), on: 1) == .forwarded([PortID(2): Self.plain()]))
      #expect(lab.send(Self.plain(from: Lab.host(5), tags: [.vlan(10)]), on: 3) == .dropped(.spanningTreeIn))
    }

    @Test func otherVLANsForward() throws {
      let lab = try Self.lab([3: .blocking])
      #expect(lab.send(Self.plain(tags: [.vlan(10)]), on: 3) == .dropped(.spanningTreeIn))
      #expect(lab.send(Self.plain(tags: [.vlan(20)]), on: 3).out.keys.sorted() == [PortID(4), PortID(5)])
      #expect(lab.send(Self.plain(from: Lab.host(4)), on: 4).out.keys.sorted() == [PortID(3), PortID(5)])
      // A tree of its own for VLAN 20, where the same port is in another state.
      try lab.commit { transaction in
        transaction.insert(SpanningTree(id: .init(8), ports: [.init(port: PortID(5), state: .blocking)]))
        lab.control.forEach(VLAN.self) {
          guard $0.id == Lab.vlan(20) else { return }
          var vlan = $0
          vlan.spanningTree = .init(8)
          transaction.update(vlan)
        }
      }
      #expect(lab.send(Self.plain(tags: [.vlan(20)]), on: 3).out.keys.sorted() == [PortID(4)])
      #expect(lab.send(Self.plain(tags: [.vlan(10)]), on: 3) == .dropped(.spanningTreeIn))
    }

    /// IEEE 802.1Q table 8-1: a port that is blocked must hear what unblocks it.
    @Test func bridgeProtocolsPass() throws {
      let lab = try Self.lab([1: .blocking])
      for destination in [0x0180_c200_0000, 0x0180_c200_0002, 0x0180_c200_000e] as [UInt64] {
        #expect(lab.send(Self.plain(to: destination), on: 1) == .trapped(.bridgeProtocol))
      }
    }

    @Test func theRouterIsBehindTheBridge() throws {
      let lab = try Self.lab([1: .blocking, 2: .blocking], isRouting: true)
      #expect(lab.send(Frame.toRoute(interface: 10, to: Lab.ip(10, 7, 0, 2)), on: 1) == .dropped(.spanningTreeIn))
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 2)), on: 6) == .dropped(.spanningTreeOut))
      let unknown = Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 77))
      #expect(lab.send(unknown, on: 6).out.keys.sorted() == [PortID(3)])
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2)), on: 6).verdict == .forwarded, "routed ports have no tree")
    }

    @Test func aLAGsStateIsItsMembers() throws {
      let lab = try Lab.bridging()
      let lag = PortID(lag: LAGID(1))
      func row(_ ports: [UInt16]) -> LAG { LAG(id: LAGID(1), members: ports.map { .init(port: PortID($0)) }, portVLAN: Lab.vlan(30)) }
      try lab.commit {
        for port in [11, 12] as [UInt16] { $0.insert(Lab.port(port)) }
        $0.insert(row([11]))
        $0.insert(SpanningTree(id: Self.tree, ports: [.init(port: lag, state: .blocking)]))
        $0.update(
          VLAN(
            id: Lab.vlan(30), members: [.init(port: PortID(3), isTagged: true), .init(port: lag, isTagged: false)],
            spanningTree: Self.tree))
      }
      #expect(lab.send(Self.plain(), on: 11) == .dropped(.spanningTreeIn))
      try lab.commit { $0.update(row([12])) }
      #expect(lab.send(Self.plain(), on: 12) == .dropped(.spanningTreeIn))
      #expect(lab.send(Self.plain(tags: [.vlan(30)]), on: 3) == .dropped(.spanningTreeOut))
      try lab.commit { $0.update(SpanningTree(id: Self.tree, ports: [.init(port: lag, state: .forwarding)])) }
      #expect(lab.send(Self.plain(tags: [.vlan(30)]), on: 3) == .forwarded([PortID(12): Self.plain()]))
    }

    @Test func aTreeInUseStays() throws {
      let lab = try Self.lab([1: .blocking])
      #expect(throws: CommitFailure.self) { try lab.commit { $0.remove(SpanningTree.self, Self.tree) } }
      #expect(throws: CommitFailure.self) { try lab.commit { $0.insert(VLAN(id: Lab.vlan(50), spanningTree: .init(99))) } }
      try lab.commit { transaction in
        lab.control.forEach(VLAN.self) {
          var vlan = $0
          vlan.spanningTree = nil
          transaction.update(vlan)
        }
        transaction.remove(SpanningTree.self, Self.tree)
      }
      #expect(lab.device.spanningTrees.usage.rows == 0)
      #expect(lab.send(Self.plain(), on: 1).verdict == .forwarded)
    }

    @Test func thereAreAsManyTreesAsRows() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.spanningTree, 2)
      let lab = try Lab.bridging(chip)
      try lab.commit { for number in 1...2 as ClosedRange<UInt16> { $0.insert(SpanningTree(id: .init(number))) } }
      do {
        try lab.commit { $0.insert(SpanningTree(id: .init(3))) }
        Issue.record("a third tree went into two rows")
      } catch let failure as CommitFailure {
        guard case .exhausted(let exhaustion) = failure.faults.first?.error.cause else {
          Issue.record("\(failure)")
          return
        }
        #expect(lab.device.capabilities.name(of: exhaustion.pool) == "spanningTree")
      }
    }

    // MARK: Learning of a VLAN, tags of a port

    @Test func nothingIsLearnedInAVLANThatSaysSo() throws {
      let lab = try Lab.bridging()
      try lab.commit { transaction in
        lab.control.forEach(VLAN.self) {
          guard $0.id == Lab.vlan(10) else { return }
          var vlan = $0
          vlan.isLearning = false
          transaction.update(vlan)
        }
      }
      #expect(lab.send(Self.plain(tags: [.vlan(10)]), on: 3).verdict == .forwarded)
      #expect(!Self.isKnown(lab, 1))
      #expect(lab.send(Self.plain(tags: [.vlan(20)]), on: 3).verdict == .forwarded)
      #expect(Self.isKnown(lab, 1, 20), "another VLAN of the port learns")
    }

    @Test func taggedFramesAreDroppedWhereThePortSaysSo() throws {
      let lab = try Lab.bridging()
      try lab.commit {
        var port = Lab.port(1, pvid: 10)
        port.dropsTagged = true
        $0.update(port)
      }
      #expect(lab.send(Self.plain(tags: [.vlan(10)]), on: 1) == .dropped(.vlanTagNotAllowed))
      #expect(lab.send(Self.plain(), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.plain(tags: [.vlan(0, priority: 3)]), on: 1).verdict == .forwarded, "a priority tag names no VLAN")
    }
  }
}
