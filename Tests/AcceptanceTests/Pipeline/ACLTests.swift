import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// SAI's ACL semantics, action by action.
  @Suite struct ACLActions {
    private let fields: ACLMatch.Fields = [
      .ipType, .etherType, .sourceIPv4, .destinationIPv4, .sourceIPv6, .destinationIPv6, .ipProtocol, .l4SourcePort, .l4DestinationPort,
      .tcpFlags, .dscp, .vlan
    ]

    private func match(_ body: (inout ACLMatch) -> Void = { _ in }) -> ACLMatch {
      var match = ACLMatch()
      body(&match)
      return match
    }

    private func frame(to port: UInt16, proto: UInt8 = 17) -> [UInt8] {
      Frame.ethernet(
        to: Lab.host(50), from: Lab.host(1), type: 0x0800,
        Frame.ipv4(
          from: Lab.ip(192, 0, 2, 1), to: Lab.ip(192, 0, 2, 2), proto: proto, proto == 17 ? Frame.udp(9, port) : Frame.tcp(9, port)))
    }

    private func lab(_ stage: ACLTable.Stage, ports: [UInt16], _ entries: [ACLEntry]) throws -> Lab {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: stage, fields: fields, ports: ports.map { PortID($0) }))
        for entry in entries { $0.insert(entry) }
      }
      return lab
    }

    private func entry(_ number: UInt32, _ priority: UInt32, _ match: ACLMatch, _ action: ACLEntry.Action) -> ACLEntry {
      ACLEntry(table: .init(1), number: number, priority: priority, match: match, action: action, isCounted: true)
    }

    @Test func everyIngressAction() throws {
      let lab = try lab(
        .ingress, ports: [1],
        [
          entry(1, 50, match { $0.l4DestinationPort = L4PortRange(1) }, .permit),
          entry(2, 40, match { $0.l4DestinationPort = L4PortRange(2) }, .drop),
          entry(3, 30, match { $0.l4DestinationPort = L4PortRange(3) }, .trap),
          entry(4, 20, match { $0.l4DestinationPort = L4PortRange(4) }, .redirectToPort(PortID(7))),
          entry(5, 10, match { $0.l4DestinationPort = L4PortRange(5) }, .redirectToNextHop(.init(7))),
          entry(6, 0, match { $0.ipProtocol = 17 }, .drop)
        ])
      #expect(lab.send(frame(to: 1), on: 1).out.keys.sorted() == [PortID(2), PortID(3)])
      #expect(lab.send(frame(to: 2), on: 1) == .dropped(.aclIngress))
      #expect(lab.send(frame(to: 3), on: 1) == .trapped(.acl))
      #expect(lab.send(frame(to: 4), on: 1) == .forwarded([PortID(7): frame(to: 4)]))
      #expect(
        lab.send(frame(to: 5), on: 1) == .forwarded([PortID(7): frame(to: 5).routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      #expect(lab.send(frame(to: 6), on: 1) == .dropped(.aclIngress))
      #expect(lab.send(frame(to: 6, proto: 6), on: 1).verdict == .forwarded, "nothing matches: as without an ACL")
      #expect(lab.send(frame(to: 2), on: 2).verdict == .forwarded, "not bound there")
      for number in 1...6 as ClosedRange<UInt32> {
        let count = lab.device.aclCounters?.count(of: .init(table: .init(1), number: number))
        #expect(count == PacketCount(packets: 1, bytes: 60), "entry \(number)")
      }
    }

    @Test func everyEgressAction() throws {
      let lab = try lab(
        .egress, ports: [2],
        [
          entry(1, 50, match { $0.l4DestinationPort = L4PortRange(1) }, .permit),
          entry(2, 40, match { $0.ipProtocol = 17 }, .drop)
        ])
      #expect(lab.send(frame(to: 1), on: 1).out.keys.sorted() == [PortID(2), PortID(3)])
      // Of a flood only the replica for the bound port is dropped.
      #expect(lab.send(frame(to: 2), on: 1).out.keys.sorted() == [PortID(3)])
      #expect(lab.asic.accounts.drops(.aclEgress) == 1)
      #expect(lab.asic.accounts.isConserved)
      #expect(lab.device.aclCounters?.count(of: .init(table: .init(1), number: 2)) == PacketCount(packets: 1, bytes: 60))
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(50)), port: PortID(2))) }
      #expect(lab.send(frame(to: 2), on: 1) == .dropped(.aclEgress))
    }

    /// The VLAN of a packet that leaves is the one it leaves in.
    @Test func anEgressEntrySeesTheVLANThePacketLeavesIn() throws {
      let lab = try lab(
        .egress, ports: [3], [entry(1, 1, match { $0.vlan = Lab.vlan(20) }, .drop)])
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 4)), on: 6) == .dropped(.aclEgress), "routed into VLAN 20")
      #expect(
        lab.send(Frame.toRoute(interface: 10, to: Lab.ip(10, 20, 0, 4)), on: 1) == .dropped(.aclEgress), "routed from VLAN 10 to VLAN 20")
      let bridged = Frame.ethernet(to: Lab.host(70), from: Lab.host(71), type: 0x88b5, [1])
      #expect(lab.send(bridged, on: 4).out.keys.sorted() == [PortID(5)])
      #expect(lab.send(bridged, on: 1).out.keys.sorted() == [PortID(2), PortID(3)])
    }

    @Test func anIngressEntrySeesTheVLANThePacketIsIn() throws {
      let lab = try lab(.ingress, ports: [1, 3], [entry(1, 1, match { $0.vlan = Lab.vlan(10) }, .drop)])
      let plain = Frame.ethernet(to: Lab.host(70), from: Lab.host(71), type: 0x88b5, [1])
      let tagged = Frame.ethernet(to: Lab.host(70), from: Lab.host(71), tags: [.vlan(20)], type: 0x88b5, [1])
      #expect(lab.send(plain, on: 1) == .dropped(.aclIngress), "untagged: the port's VLAN")
      #expect(lab.send(tagged, on: 3).verdict == .forwarded)
    }

    @Test func theHigherPriorityWinsInWhateverOrderTheyCame() throws {
      for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]] as [[UInt32]] {
        let lab = try lab(.ingress, ports: [1], [])
        for number in order {
          let action: ACLEntry.Action = number == 2 ? .drop : .permit
          try lab.commit {
            $0.insert(entry(number, number, match { $0.l4DestinationPort = L4PortRange(number == 3 ? 80...80 : 0...1023) }, action))
          }
        }
        #expect(lab.send(frame(to: 80), on: 1).verdict == .forwarded)
        #expect(lab.send(frame(to: 81), on: 1) == .dropped(.aclIngress))
        try lab.commit { $0.remove(ACLEntry.self, .init(table: .init(1), number: 2)) }
        #expect(lab.send(frame(to: 81), on: 1).verdict == .forwarded)
      }
    }

    @Test func betweenTablesThePriorityOfTheTableWins() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, priority: 1, fields: fields, ports: [PortID(1), PortID(2)]))
        $0.insert(ACLTable(id: .init(2), stage: .ingress, priority: 2, fields: fields, ports: [PortID(1)]))
        $0.insert(ACLEntry(table: .init(1), number: 1, priority: 100, match: match { $0.ipProtocol = 17 }, action: .drop))
        $0.insert(
          ACLEntry(table: .init(2), number: 1, priority: 1, match: match { $0.l4DestinationPort = L4PortRange(80) }, action: .permit))
      }
      #expect(lab.send(frame(to: 80), on: 1).verdict == .forwarded)
      #expect(lab.send(frame(to: 81), on: 1) == .dropped(.aclIngress))
      #expect(lab.send(frame(to: 80), on: 2) == .dropped(.aclIngress))
    }

    @Test func anActionCanChange() throws {
      let lab = try lab(.ingress, ports: [1], [entry(1, 1, match { $0.l4DestinationPort = L4PortRange(100...300) }, .drop)])
      #expect(lab.send(frame(to: 200), on: 1) == .dropped(.aclIngress))
      try lab.commit { $0.update(entry(1, 1, match { $0.l4DestinationPort = L4PortRange(100...300) }, .redirectToPort(PortID(5)))) }
      for port in [100, 200, 255, 256, 300] as [UInt16] {
        #expect(lab.send(frame(to: port), on: 1).out.keys.sorted() == [PortID(5)])
      }
      for port in [99, 301] as [UInt16] { #expect(lab.send(frame(to: port), on: 1).out.keys.sorted() == [PortID(2), PortID(3)]) }
    }

    /// Rules come and go between packets, each on another field.
    @Test func aRuleOnAnotherFieldIsSeen() throws {
      let lab = try lab(.ingress, ports: [1], [])
      let packet = frame(to: 200)
      let matches: [(inout ACLMatch) -> Void] = [
        { $0.destinationIP = IPPrefix("192.0.2.2/32") }, { $0.ipProtocol = 17 }, { $0.l4DestinationPort = L4PortRange(200) },
        { $0.sourceIP = IPPrefix("192.0.2.0/24") }, { $0.l4SourcePort = L4PortRange(9) }, { $0.dscp = 0 }, { $0.vlan = Lab.vlan(10) }
      ]
      for (number, body) in matches.enumerated() {
        #expect(lab.send(packet, on: 1).verdict == .forwarded, "before rule \(number)")
        try lab.commit { $0.insert(entry(UInt32(number), 1, match(body), .drop)) }
        #expect(lab.send(packet, on: 1) == .dropped(.aclIngress), "rule \(number)")
        try lab.commit { $0.remove(ACLEntry.self, entry(UInt32(number), 1, match(body), .drop).key) }
      }
      #expect(lab.send(packet, on: 1).verdict == .forwarded)
    }

    /// A drop outranks what routing found, a trap the tables' own reasons.
    @Test func anACLOutranksTheLookUps() throws {
      let lab = try lab(
        .ingress, ports: [6],
        [
          entry(1, 9, match { $0.l4DestinationPort = L4PortRange(1) }, .drop),
          entry(2, 8, match { $0.l4DestinationPort = L4PortRange(2) }, .trap),
          entry(3, 7, match { $0.l4DestinationPort = L4PortRange(3) }, .redirectToPort(PortID(5)))
        ])
      let mine = Lab.ip(10, 6, 0, 1)
      #expect(lab.send(Frame.toRoute(interface: 6, to: mine, ports: (9, 1)), on: 6) == .dropped(.aclIngress))
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(8, 8, 8, 8), ports: (9, 2)), on: 6) == .trapped(.acl))
      let redirected = Frame.toRoute(interface: 6, to: Lab.ip(8, 8, 8, 8), ports: (9, 3))
      #expect(lab.send(redirected, on: 6) == .forwarded([PortID(5): redirected]))
    }

    /// The same on the hobby chip, whose ACL comes before its FDB.
    @Test func redirectionStandsWhereTheACLComesBeforeTheFDB() throws {
      let lab = try Lab(try ASICDescription.hobby())
      try lab.commit(Lab.bridged(lanes: 1, speed: 1000))
      let supported = lab.device.capabilities.aclFields[.ingress] ?? []
      try lab.commit {
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(50)), port: PortID(2)))
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(51)), port: PortID(1)))
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: supported, ports: [PortID(1)]))
        $0.insert(
          ACLEntry(
            table: .init(1), number: 1, priority: 1, match: match { $0.l4DestinationPort = L4PortRange(4) },
            action: .redirectToPort(PortID(5))))
        $0.insert(ACLEntry(table: .init(1), number: 2, priority: 1, match: match { $0.l4DestinationPort = L4PortRange(3) }, action: .trap))
        $0.insert(ACLEntry(table: .init(1), number: 3, priority: 1, match: match { $0.l4DestinationPort = L4PortRange(2) }, action: .drop))
      }
      #expect(lab.send(frame(to: 1), on: 1) == .forwarded([PortID(2): frame(to: 1)]))
      #expect(lab.send(frame(to: 2), on: 1) == .dropped(.aclIngress))
      #expect(lab.send(frame(to: 3), on: 1) == .trapped(.acl))
      #expect(lab.send(frame(to: 4), on: 1) == .forwarded([PortID(5): frame(to: 4)]))
    }

    @Test func portsDoNotMeanLaterFragments() throws {
      let lab = try lab(.ingress, ports: [1], [entry(1, 1, match { $0.l4DestinationPort = L4PortRange(0...65535) }, .drop)])
      func fragment(_ field: UInt16) -> [UInt8] {
        Frame.ethernet(
          to: Lab.host(50), from: Lab.host(1), type: 0x0800,
          Frame.ipv4(from: 1, to: 2, proto: 17, fragment: field, Frame.udp(9, 80, [1, 2, 3, 4, 5, 6, 7, 8])))
      }
      #expect(lab.send(fragment(0x4000), on: 1) == .dropped(.aclIngress), "don't fragment is no fragment")
      #expect(lab.send(fragment(0x2000), on: 1) == .dropped(.aclIngress), "the first fragment has its ports")
      #expect(lab.send(fragment(0x0010), on: 1).verdict == .forwarded)
      #expect(lab.send(fragment(0x2010), on: 1).verdict == .forwarded)
    }
  }
}
