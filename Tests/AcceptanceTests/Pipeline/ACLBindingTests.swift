import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Where ACL tables apply, side by side and in a list.
  @Suite struct ACLBindings {
    private static let fields: ACLMatch.Fields = [.ipProtocol, .l4DestinationPort, .sourceMAC, .destinationMAC, .inPort]

    private static func match(_ body: (inout ACLMatch) -> Void = { _ in }) -> ACLMatch {
      var match = ACLMatch()
      body(&match)
      return match
    }

    private static func port(_ port: UInt16) -> ACLMatch { match { $0.l4DestinationPort = L4PortRange(port) } }

    private static func frame(to port: UInt16, tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(
        to: Lab.host(50), from: Lab.host(1), tags: tags, type: 0x0800,
        Frame.ipv4(from: Lab.ip(192, 0, 2, 1), to: Lab.ip(192, 0, 2, 2), Frame.udp(9, port)))
    }

    private static func table(
      _ id: UInt16, _ stage: ACLTable.Stage = .ingress, _ priority: UInt32 = 0, ports: [UInt16] = [], vlans: [Int] = [],
      isBoundToSwitch: Bool = false, isParallel: Bool = false
    ) -> ACLTable {
      ACLTable(
        id: .init(id), stage: stage, priority: priority, fields: fields, ports: ports.map { PortID($0) }, vlans: vlans.map { Lab.vlan($0) },
        isBoundToSwitch: isBoundToSwitch, isParallel: isParallel)
    }

    private static func entry(_ table: UInt16, _ match: ACLMatch, _ action: ACLEntry.Action, _ priority: UInt32 = 1) -> ACLEntry {
      ACLEntry(table: .init(table), number: priority, priority: priority, match: match, action: action, isCounted: true)
    }

    private static func count(_ lab: Lab, _ table: UInt16, _ number: UInt32 = 1) -> UInt64? {
      lab.device.aclCounters?.count(of: .init(table: .init(table), number: number))?.packets
    }

    @Test func aVLANsTableMeetsTheVLANsPackets() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, vlans: [20]))
        $0.insert(Self.entry(1, Self.port(80), .drop))
      }
      #expect(lab.send(Self.frame(to: 80), on: 4) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80, tags: [.vlan(20)]), on: 3) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 81), on: 4).verdict == .forwarded)
      try lab.commit { $0.update(Self.table(1, vlans: [10])) }
      #expect(lab.send(Self.frame(to: 80), on: 4).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 80), on: 1) == .dropped(.aclIngress))
      // A VLAN that changes keeps its tables.
      try lab.commit { $0.update(VLAN(id: Lab.vlan(10), members: [.init(port: PortID(1), isTagged: false)])) }
      #expect(lab.send(Self.frame(to: 80), on: 1) == .dropped(.aclIngress))
      #expect(lab.device.aclTables.row(at: .init(1)) == Self.table(1, vlans: [10]))
      try lab.commit {
        $0.remove(ACLEntry.self, .init(table: .init(1), number: 1))
        $0.remove(ACLTable.self, .init(1))
      }
      #expect(lab.send(Self.frame(to: 80), on: 1).drop == .noFloodPorts)
    }

    @Test func aTableOfTheSwitchMeetsEveryPort() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, isBoundToSwitch: true))
        $0.insert(Self.entry(1, Self.port(80), .drop))
      }
      for port in [1, 3, 4] as [UInt16] {
        #expect(lab.send(Self.frame(to: 80, tags: port == 3 ? [.vlan(10)] : []), on: port).drop == .aclIngress)
      }
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), ports: (9, 80)), on: 6) == .dropped(.aclIngress))
      // A port that comes later too.
      try lab.commit { $0.insert(Lab.port(11, pvid: 20)) }
      try lab.commit {
        $0.update(
          VLAN(id: Lab.vlan(20), members: [.init(port: PortID(4), isTagged: false), .init(port: PortID(11), isTagged: false)]))
      }
      #expect(lab.send(Self.frame(to: 80), on: 11) == .dropped(.aclIngress))
      try lab.commit { $0.update(Self.table(1, ports: [4])) }
      #expect(lab.send(Self.frame(to: 80), on: 11).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 80), on: 4) == .dropped(.aclIngress))
    }

    @Test func bindingsAddUp() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, .ingress, 3, ports: [1]))
        $0.insert(Self.table(2, .ingress, 2, vlans: [10]))
        $0.insert(Self.table(3, .ingress, 1, isBoundToSwitch: true))
        $0.insert(Self.entry(1, Self.port(1), .drop))
        $0.insert(Self.entry(2, Self.port(2), .drop))
        $0.insert(Self.entry(2, Self.port(1), .permit, 2))
        $0.insert(Self.entry(3, Self.port(3), .drop))
        $0.insert(Self.entry(3, Self.port(2), .permit, 2))
      }
      for port in 1...3 as ClosedRange<UInt16> { #expect(lab.send(Self.frame(to: port), on: 1) == .dropped(.aclIngress)) }
      #expect(lab.send(Self.frame(to: 1), on: 2).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 2), on: 2) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 2), on: 4).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 3), on: 4) == .dropped(.aclIngress))
      // They are one list: the first that matched has counted, no other.
      #expect(Self.count(lab, 2, 2) == 1)
      #expect(Self.count(lab, 1) == 1)
    }

    @Test func egressBindings() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, .egress, vlans: [20]))
        $0.insert(Self.entry(1, Self.port(80), .drop))
        $0.insert(Self.table(2, .egress, isBoundToSwitch: true))
        $0.insert(Self.entry(2, Self.port(81), .drop))
      }
      #expect(lab.send(Self.frame(to: 80), on: 4) == .dropped(.aclEgress))
      #expect(lab.send(Self.frame(to: 80), on: 1).verdict == .forwarded)
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 4), ports: (9, 80)), on: 6) == .dropped(.aclEgress))
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), ports: (9, 80)), on: 6).verdict == .forwarded)
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), ports: (9, 81)), on: 6) == .dropped(.aclEgress))
    }

    @Test func parallelTablesAllCount() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, .ingress, 1, ports: [1], isParallel: true))
        $0.insert(Self.table(2, .ingress, 2, vlans: [10], isParallel: true))
        $0.insert(Self.table(3, .ingress, 3, ports: [1]))
        $0.insert(Self.table(4, .ingress, 4, ports: [1]))
        for table in 1...4 as ClosedRange<UInt16> { $0.insert(Self.entry(table, Self.match { $0.ipProtocol = 17 }, .permit)) }
      }
      #expect(lab.send(Self.frame(to: 1), on: 1).verdict == .forwarded)
      // The two that are not parallel are one list.
      #expect((1...4).map { Self.count(lab, $0) } == [1, 1, 0, 1])
    }

    /// Every pair of actions, each in the higher and in the lower table.
    @Test func theHigherTableDecidesWhatContradicts() throws {
      enum Fate { case dropped, trapped, redirected, flooded }
      let actions: [(ACLEntry.Action, Fate)] = [
        (.permit, .flooded), (.drop, .dropped), (.trap, .trapped), (.redirectToPort(PortID(7)), .redirected), (.copy, .flooded)
      ]
      for (high, fate) in actions {
        for (low, _) in actions {
          for highID in [1, 2] as [UInt16] {
            let lab = try Lab.routing()
            try lab.commit {
              $0.insert(Self.table(highID, .ingress, 9, ports: [1], isParallel: true))
              $0.insert(Self.table(3 - highID, .ingress, 8, ports: [1], isParallel: true))
              $0.insert(Self.entry(highID, Self.port(80), high))
              $0.insert(Self.entry(3 - highID, Self.match { $0.ipProtocol = 17 }, low))
            }
            let seen = lab.send(Self.frame(to: 80), on: 1)
            let copies = high == .copy || low == .copy
            switch fate {
            case .dropped: #expect(seen == (copies ? .trapped(.acl) : .dropped(.aclIngress)), "\(high) over \(low)")
            case .trapped: #expect(seen == .trapped(.acl))
            case .redirected: #expect(seen.out.keys.sorted() == [PortID(7)])
            case .flooded: #expect(seen.out.keys.sorted() == [PortID(2), PortID(3)], "\(high) over \(low)")
            }
            #expect(try lab.sim.takePunted().count == (copies || fate == .trapped ? 1 : 0))
            #expect(Self.count(lab, 1) == 1)
            #expect(Self.count(lab, 2) == 1)
            #expect(lab.asic.accounts.isConserved)
          }
        }
      }
    }

    /// An entry that only counts leaves the decision to the table below it; alone, and in a list of tables, it lets the packet go on.
    @Test func whoIsUndecidedLeavesItToOthers() throws {
      for (isParallel, low, isForwarded) in [
        (true, .drop, false), (true, .permit, true), (true, .undecided, true), (false, .drop, true)
      ] as [(Bool, ACLEntry.Action, Bool)] {
        let lab = try Lab.routing()
        try lab.commit {
          $0.insert(Self.table(1, .ingress, 9, ports: [1], isParallel: isParallel))
          $0.insert(Self.table(2, .ingress, 8, ports: [1], isParallel: isParallel))
          $0.insert(Self.entry(1, Self.port(80), .undecided))
          $0.insert(Self.entry(2, Self.match { $0.ipProtocol = 17 }, low))
        }
        let seen = lab.send(Self.frame(to: 80), on: 1)
        #expect(isForwarded ? seen.verdict == .forwarded : seen == .dropped(.aclIngress), "\(low), parallel: \(isParallel)")
        #expect(Self.count(lab, 1) == 1)
        #expect(Self.count(lab, 2) == (isParallel ? 1 : 0))
      }
    }

    @Test func egressTablesSideBySide() throws {
      for (high, low, ports) in [
        (.permit, .drop, [2]), (.drop, .permit, [3]), (.undecided, .drop, []), (.drop, .undecided, [3]), (.undecided, .permit, [2, 3])
      ] as [(ACLEntry.Action, ACLEntry.Action, [UInt16])] {
        let lab = try Lab.routing()
        try lab.commit {
          $0.insert(Self.table(1, .egress, 9, ports: [2], isParallel: true))
          $0.insert(Self.table(2, .egress, 8, vlans: [10], isParallel: true))
          $0.insert(Self.entry(1, Self.match { $0.ipProtocol = 17 }, high))
          $0.insert(Self.entry(2, Self.match { $0.ipProtocol = 17 }, low))
        }
        let out = lab.send(Self.frame(to: 80), on: 1).out.keys.sorted()
        #expect(out.map(\.rawValue) == ports, "\(high) over \(low)")
        #expect(Self.count(lab, 1) == 1)
        #expect(Self.count(lab, 2) == 2)
      }
    }

    @Test func aCopyGoesOn() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, ports: [1]))
        $0.insert(Self.entry(1, Self.port(80), .copy))
      }
      let frame = Self.frame(to: 80)
      let seen = lab.send(frame, on: 1)
      #expect(seen.verdict == .copied)
      #expect(seen.trap == .acl)
      #expect(seen.out[PortID(2)] == frame)
      let packet = try lab.sim.takePunted().first
      #expect(packet?.frame == frame)
      #expect(packet?.reason == UInt16(TrapReason.acl.rawValue))
      #expect(lab.send(Self.frame(to: 81), on: 1).verdict == .forwarded)
      #expect(throws: (any Error).self) {
        try lab.commit {
          $0.insert(Self.table(2, .egress, ports: [1]))
          $0.insert(Self.entry(2, Self.port(80), .copy))
        }
      }
    }

    @Test func addressesAndPortsOfTheFrame() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Self.table(1, isBoundToSwitch: true))
        $0.insert(Self.entry(1, Self.match { $0.sourceMAC = Ternary(Lab.host(0x30), mask: 0xffff_ffff_fff0) }, .drop, 1))
        $0.insert(Self.entry(1, Self.match { $0.destinationMAC = Ternary(Lab.host(0x51), mask: 0xffff_ffff_ffff) }, .drop, 2))
        $0.insert(Self.entry(1, Self.match { $0.inPort = PortID(2) }, .drop, 3))
      }
      func send(_ source: UInt64, _ destination: UInt64, on port: UInt16) -> DropReason {
        lab.send(Frame.ethernet(to: Lab.host(destination), from: Lab.host(source), type: 0x88b5, []), on: port).drop
      }
      #expect(send(0x35, 0x50, on: 1) == .aclIngress)
      #expect(send(0x45, 0x50, on: 1) == .none)
      #expect(send(0x45, 0x51, on: 1) == .aclIngress)
      #expect(send(0x46, 0x50, on: 2) == .aclIngress)
      #expect((1...3).map { Self.count(lab, 1, $0) } == [1, 1, 1])
    }

    @Test func aLAGIsItsMembers() throws {
      let lab = try Lab.routing()
      func lag(_ ports: [UInt16]) -> LAG { LAG(id: .init(1), members: ports.map { LAG.Member(port: PortID($0)) }, portVLAN: Lab.vlan(20)) }
      let lagPort = PortID(lag: LAGID(1))
      try lab.commit {
        for number in 11...13 as ClosedRange<UInt16> { $0.insert(Lab.port(number, pvid: 20)) }
        $0.insert(lag([11, 12]))
        $0.update(
          VLAN(id: Lab.vlan(20), members: [.init(port: PortID(4), isTagged: false), .init(port: lagPort, isTagged: false)]))
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: Self.fields, ports: [lagPort]))
        $0.insert(Self.entry(1, Self.port(80), .drop))
        $0.insert(ACLTable(id: .init(2), stage: .egress, fields: Self.fields, ports: [lagPort]))
        $0.insert(Self.entry(2, Self.port(81), .drop))
        $0.insert(ACLTable(id: .init(3), stage: .ingress, fields: Self.fields, ports: [], isBoundToSwitch: true, isParallel: true))
        $0.insert(Self.entry(3, Self.match { $0.inPort = lagPort }, .permit))
      }
      #expect(lab.send(Self.frame(to: 80), on: 11) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80), on: 12) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80), on: 4).verdict == .forwarded)
      #expect(lab.send(Self.frame(to: 81), on: 4) == .dropped(.aclEgress))
      #expect(Self.count(lab, 3) == 2)
      // Bindings follow the members.
      try lab.commit { $0.update(lag([12, 13])) }
      #expect(lab.send(Self.frame(to: 80), on: 12) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80), on: 13) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(to: 80), on: 11).drop == .ingressVLANFilter)
      #expect(lab.send(Self.frame(to: 81), on: 4) == .dropped(.aclEgress))
      #expect(Self.count(lab, 3) == 4)
      #expect(lab.device.aclTables.row(at: .init(1))?.ports == [lagPort])
      // A LAG counts what its members count.
      let counts = [12, 13].compactMap { lab.device.counters?.counts(of: PortID($0))?.inUnicastPackets }
      #expect(lab.device.counters?.counts(of: lagPort)?.inUnicastPackets == counts.reduce(0, +))
      #expect(counts == [2, 1])
    }

    @Test func whatAChipLacksIsRefused() throws {
      let lab = try Lab(.hobby())
      try lab.commit(Lab.bridged(lanes: 1, speed: 1000))
      for table in [Self.table(1, vlans: [10]), Self.table(1, ports: [1], isParallel: true)] {
        let plain = ACLTable(
          id: table.id, stage: .ingress, fields: [.ipProtocol], ports: table.ports, vlans: table.vlans, isParallel: table.isParallel)
        #expect(throws: (any Error).self) { try lab.commit { $0.insert(plain) } }
      }
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: [.ipProtocol, .sourceMAC], ports: [], isBoundToSwitch: true))
        $0.insert(Self.entry(1, Self.match { $0.sourceMAC = Ternary(Lab.host(1), mask: 0xffff_ffff_ffff) }, .drop))
      }
      #expect(lab.send(Self.frame(to: 1), on: 1) == .dropped(.aclIngress))
      #expect(throws: (any Error).self) { try lab.commit { $0.insert(Self.entry(1, Self.match { $0.ipProtocol = 17 }, .copy, 2)) } }
    }
  }
}
