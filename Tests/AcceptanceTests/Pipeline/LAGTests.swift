import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// IEEE 802.1AX: ports that are one link.
  ///
  /// On the lab's switch LAG 1 is ports 11, 12 and 13: untagged in VLAN 10, tagged in VLAN 20.
  @Suite struct LAGs {
    private static let lag = PortID(lag: LAGID(1))
    private static let members: Set<PortID> = [PortID(11), PortID(12), PortID(13)]

    private static func plain(to: UInt64 = Lab.host(50), from: UInt64 = Lab.host(1), tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(to: to, from: from, tags: tags, type: 0x88b5, [UInt8](repeating: 0x5a, count: 50))
    }

    private static func row(_ id: UInt16 = 1, _ ports: [UInt16] = [11, 12, 13], _ body: (inout LAG) -> Void = { _ in }) -> LAG {
      var lag = LAG(id: LAGID(id), members: ports.map { LAG.Member(port: PortID($0)) }, portVLAN: Lab.vlan(10))
      body(&lag)
      return lag
    }

    /// The lab's VLANs 10 and 20 with a LAG in them.
    private static func vlans(with lag: PortID, _ transaction: inout Transaction) {
      func members(_ untagged: [UInt16]) -> [VLAN.Member] {
        untagged.map { .init(port: PortID($0), isTagged: false) } + [.init(port: PortID(3), isTagged: true)]
      }
      transaction.update(VLAN(id: Lab.vlan(10), members: members([1, 2, 10]) + [.init(port: lag, isTagged: false)]))
      transaction.update(VLAN(id: Lab.vlan(20), members: members([4, 5]) + [.init(port: lag, isTagged: true)]))
    }

    private static func lab(isRouting: Bool = false) throws -> Lab {
      let lab = isRouting ? try Lab.routing() : try Lab.bridging()
      try lab.commit { transaction in
        for port in 11...14 as ClosedRange<UInt16> { transaction.insert(Lab.port(port)) }
        transaction.insert(row())
        vlans(with: lag, &transaction)
      }
      return lab
    }

    /// The members by which frames of many hosts leave, and how many by each.
    private static func spread(_ lab: Lab, _ count: Int, _ frame: (UInt64) -> [UInt8], on port: UInt16) -> [PortID: Int] {
      var counts: [PortID: Int] = [:]
      for number in 0..<UInt64(count) {
        let out = lab.send(frame(number), on: port).out.keys.filter(members.contains)
        #expect(out.count == 1, "one member, whatever the flow")
        for port in out { counts[port, default: 0] += 1 }
      }
      return counts
    }

    // MARK: Bridging

    @Test func aFloodLeavesByOneMember() throws {
      let lab = try Self.lab()
      let counts = Self.spread(lab, 120, { Self.plain(to: 0xffff_ffff_ffff, from: Lab.host(1000 + $0)) }, on: 1)
      #expect(Set(counts.keys) == Self.members)
      #expect(counts.values.allSatisfy { $0 > 20 }, "\(counts)")
      let seen = lab.send(Self.plain(), on: 1)
      #expect(seen.out.keys.filter { !Self.members.contains($0) }.sorted() == [PortID(2), PortID(3)])
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func aFloodDoesNotGoBackToTheLAG() throws {
      let lab = try Self.lab()
      for (number, port) in [11, 12, 13].enumerated() as EnumeratedSequence<[UInt16]> {
        let seen = lab.send(Self.plain(from: Lab.host(60 + UInt64(number))), on: port)
        #expect(seen.out.keys.sorted() == [PortID(1), PortID(2), PortID(3)], "in by \(port)")
      }
    }

    @Test func addressesAreLearnedOnTheLAG() throws {
      let lab = try Self.lab()
      let key = FDBEntry.Key(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(60)))
      for port in [11, 12, 13, 11] as [UInt16] { lab.send(Self.plain(from: Lab.host(60)), on: port) }
      #expect(lab.device.fdb.row(at: key) == FDBEntry(vlan: key.vlan, mac: key.mac, port: Self.lag, isStatic: false))
      #expect(lab.asic.learning.learned == 1)
      #expect(lab.asic.learning.moved == 0, "from member to member is no move")
      // The answer leaves by one member, and by no other port.
      let answer = Self.plain(to: Lab.host(60), from: Lab.host(2))
      let seen = lab.send(answer, on: 2)
      #expect(seen.out.count == 1 && Self.members.isSuperset(of: seen.out.keys) && seen.out.values.first == answer)
      #expect(lab.send(Self.plain(to: Lab.host(60), from: Lab.host(61)), on: 12) == .dropped(.l2LoopbackFilter))
    }

    @Test func aTaggedMemberHasTheTag() throws {
      let lab = try Self.lab()
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(20), mac: MACAddress(bits: Lab.host(60)), port: Self.lag)) }
      let seen = lab.send(Self.plain(to: Lab.host(60)), on: 4)
      #expect(seen.out.count == 1 && seen.out.values.first == Self.plain(to: Lab.host(60), tags: [.vlan(20)]))
      // And back: VLAN 20 by its tag, VLAN 10 without.
      #expect(lab.send(Self.plain(from: Lab.host(60), tags: [.vlan(20)]), on: 13).out[PortID(5)] == Self.plain(from: Lab.host(60)))
      #expect(lab.send(Self.plain(from: Lab.host(61)), on: 13).out[PortID(2)] == Self.plain(from: Lab.host(61)))
    }

    @Test func flowsSpreadAndStay() throws {
      let lab = try Self.lab()
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(60)), port: Self.lag)) }
      func udp(_ number: UInt64) -> [UInt8] {
        Frame.ethernet(
          to: Lab.host(60), from: Lab.host(1), type: 0x0800,
          Frame.ipv4(from: 0xc000_0201, to: 0xc000_0202, Frame.udp(UInt16(1000 + number), 2000)))
      }
      let count = 600
      let counts = Self.spread(lab, count, udp, on: 1)
      #expect(Self.members.allSatisfy { (count / 4..<count / 2).contains(counts[$0] ?? 0) }, "\(counts)")
      for number in 0..<20 as Range<UInt64> {
        let first = lab.send(udp(number), on: 1)
        #expect(lab.send(udp(number), on: 1) == first, "packets of a flow stay in order")
      }
    }

    // MARK: Members

    @Test func membersComeAndGo() throws {
      let lab = try Self.lab()
      lab.send(Self.plain(from: Lab.host(60)), on: 12)
      try lab.commit { $0.update(Self.row(1, [11])) }
      for number in 0..<20 as Range<UInt64> {
        let answer = Self.plain(to: Lab.host(60), from: Lab.host(1000 + number))
        #expect(lab.send(answer, on: 1) == .forwarded([PortID(11): answer]), "what was learned on the LAG stays with it")
      }
      #expect(lab.send(Self.plain(from: Lab.host(61)), on: 12) == .dropped(.ingressVLANFilter), "a port of its own again, in no VLAN")
      try lab.commit { $0.update(Self.row(1, [11, 14])) }
      #expect(lab.send(Self.plain(from: Lab.host(60)), on: 14).verdict == .forwarded)
      #expect(lab.asic.learning.moved == 0)
      let flood = (0..<40 as Range<UInt64>).map { lab.send(Self.plain(to: 0xffff_ffff_ffff, from: Lab.host(2000 + $0)), on: 1).out }
      #expect(flood.allSatisfy { ($0[PortID(11)] == nil) != ($0[PortID(14)] == nil) && $0[PortID(12)] == nil && $0[PortID(13)] == nil })
      #expect(flood.contains { $0[PortID(11)] != nil } && flood.contains { $0[PortID(14)] != nil })
    }

    @Test func aMemberCanDistributeWithoutCollectingAndCollectWithoutDistributing() throws {
      let lab = try Self.lab()
      try lab.commit {
        $0.update(
          Self.row().with(members: [
            .init(port: PortID(11), distributes: false), .init(port: PortID(12), collects: false),
            .init(port: PortID(13), distributes: false)
          ]))
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(60)), port: Self.lag))
      }
      #expect(Snapshot(lab.device).differences(from: Snapshot(intentOf: lab.control)) == [])
      #expect(lab.send(Self.plain(from: Lab.host(61)), on: 12) == .dropped(.lagNotCollecting))
      #expect(lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(61)))) == nil, "nor learned from")
      #expect(lab.send(Self.plain(from: Lab.host(61)), on: 11).verdict == .forwarded)
      for number in 0..<20 as Range<UInt64> {
        #expect(lab.send(Self.plain(to: Lab.host(60), from: Lab.host(1000 + number)), on: 1).out.keys.sorted() == [PortID(12)])
        #expect(lab.send(Self.plain(from: Lab.host(2000 + number)), on: 1).out.keys.sorted() == [PortID(2), PortID(3), PortID(12)])
      }
    }

    @Test func aLAGWithoutMembersDrops() throws {
      let lab = try Self.lab()
      try lab.commit {
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(60)), port: Self.lag))
        $0.update(Self.row(1, []))
      }
      #expect(lab.send(Self.plain(to: Lab.host(60)), on: 1) == .dropped(.lagEmpty))
      #expect(lab.send(Self.plain(), on: 1).out.keys.sorted() == [PortID(2), PortID(3)])
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func membersFollowTheLAGsSettings() throws {
      let lab = try Self.lab()
      try lab.commit { $0.update(Self.row { $0.isLearning = false }) }
      #expect(lab.send(Self.plain(from: Lab.host(60)), on: 11).verdict == .forwarded)
      #expect(lab.asic.learning.learned == 0)
      try lab.commit { $0.update(Self.row { $0.dropsUntagged = true }) }
      #expect(lab.send(Self.plain(), on: 12) == .dropped(.vlanTagNotAllowed))
      #expect(lab.send(Self.plain(tags: [.vlan(20)]), on: 12).verdict == .forwarded)
      try lab.commit { $0.update(Self.row { $0.dropsTagged = true }) }
      #expect(lab.send(Self.plain(tags: [.vlan(20)]), on: 12) == .dropped(.vlanTagNotAllowed))
      #expect(lab.send(Self.plain(tags: [.vlan(0)]), on: 12).verdict == .forwarded, "a priority tag names no VLAN")
      // The port's own settings wait until it is a port of its own.
      try lab.commit {
        var port = Lab.port(11)
        port.dropsUntagged = true
        $0.update(port)
      }
      #expect(lab.send(Self.plain(), on: 11).verdict == .forwarded)
    }

    @Test func aPortIsInOneLAGAndALAGInNone() throws {
      let lab = try Self.lab()
      func refuses(_ body: (inout Transaction) -> Void) {
        let before = Snapshot(lab.device)
        #expect(throws: CommitFailure.self) { try lab.commit(body) }
        #expect(Snapshot(lab.device) == before)
      }
      refuses { $0.insert(Self.row(2, [13, 14])) }
      refuses { $0.insert(LAG(id: LAGID(2), members: [.init(port: Self.lag)])) }
      refuses { $0.insert(LAG(id: LAGID(2), members: [.init(port: PortID(99))])) }
      refuses { $0.remove(LAG.self, LAGID(1)) }
      refuses { $0.remove(Port.self, PortID(11)) }
    }

    /// The chip's number of a LAG goes to the next one: what the chip has learned must not go with it.
    @Test func addressesGoWithTheirLAG() throws {
      let lab = try Self.lab()
      lab.send(Self.plain(from: Lab.host(60)), on: 11)
      lab.send(Self.plain(from: Lab.host(2)), on: 2)
      let other = PortID(lag: LAGID(2))
      try lab.commit {
        Self.vlans(with: other, &$0)
        $0.remove(LAG.self, LAGID(1))
        $0.insert(Self.row(2, [14]))
      }
      let own = FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(2), isStatic: false)
      #expect(Snapshot(lab.device).fdb == [own])
      #expect(lab.device.fdb.usage.rows == 1)
      let seen = lab.send(Self.plain(to: Lab.host(60), from: Lab.host(2)), on: 2)
      #expect(seen.out.keys.sorted() == [PortID(1), PortID(3), PortID(14)], "not known any more")
    }

    // MARK: Routing, ACLs

    private static func routed() throws -> Lab {
      let lab = try Lab.routing()
      let host = IPAddress(v4: Lab.ip(10, 11, 0, 2))
      try lab.commit {
        for port in 11...13 as ClosedRange<UInt16> { $0.insert(Lab.port(port)) }
        $0.insert(row())
        $0.insert(
          RouterInterface(id: .init(11), virtualRouter: .init(0), attachment: .port(lag), mac: MACAddress(bits: Lab.routerMAC(11))))
        $0.insert(Route(prefix: Lab.prefix("10.11.0.0/24"), destination: .routerInterface(.init(11))))
        $0.insert(Neighbor(interface: .init(11), address: host, mac: MACAddress(bits: Lab.host(11))))
        $0.insert(NextHop(id: .init(11), neighbor: .init(interface: .init(11), address: host)))
        $0.insert(Route(prefix: Lab.prefix("203.0.113.0/24"), destination: .nextHop(.init(11))))
      }
      return lab
    }

    @Test func aLAGIsARoutedPort() throws {
      let lab = try Self.routed()
      for port in [11, 12, 13] as [UInt16] {
        let frame = Frame.toRoute(interface: 11, to: Lab.ip(10, 7, 0, 2))
        #expect(lab.send(frame, on: port) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      }
      let out = Frame.toRoute(interface: 6, to: Lab.ip(203, 0, 113, 9))
      let seen = lab.send(out, on: 6)
      #expect(seen.out.count == 1 && Self.members.isSuperset(of: seen.out.keys))
      #expect(seen.out.values.first == out.routed(to: Lab.host(11), from: Lab.routerMAC(11)))
      let counts = Self.spread(lab, 600, { Frame.toRoute(interface: 6, to: Lab.ip(203, 0, 113, 9), ports: (UInt16(1 + $0), 80)) }, on: 6)
      #expect(Self.members.allSatisfy { (150..<300).contains(counts[$0] ?? 0) }, "\(counts)")
      // A port that joins is routed too, and one that leaves is not.
      try lab.commit {
        $0.insert(Lab.port(14))
        $0.update(Self.row(1, [11, 14]))
      }
      let frame = Frame.toRoute(interface: 11, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(frame, on: 14).verdict == .forwarded)
      #expect(lab.send(frame, on: 12) == .dropped(.ingressVLANFilter))
    }

    /// Two hashes over the same fields would let all flows of a group's member meet on one port of its LAG.
    @Test func aGroupsFlowsSpreadOverALAGToo() throws {
      let lab = try Self.routed()
      try lab.commit {
        $0.insert(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(7)), .init(nextHop: .init(11))]))
        $0.insert(Route(prefix: Lab.prefix("198.51.100.0/24"), destination: .nextHopGroup(.init(1))))
      }
      var counts: [PortID: Int] = [:]
      for number in 0..<900 as Range<UInt16> {
        let seen = lab.send(Frame.toRoute(interface: 6, to: Lab.ip(198, 51, 100, 9), ports: (1000 + number, 80)), on: 6)
        for port in seen.out.keys { counts[port, default: 0] += 1 }
      }
      #expect((360..<540).contains(counts[PortID(7)] ?? 0), "\(counts)")
      #expect(Self.members.allSatisfy { (100..<200).contains(counts[$0] ?? 0) }, "\(counts)")
    }

    @Test func aRoutedFloodLeavesByOneMember() throws {
      let lab = try Self.lab(isRouting: true)
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 77))
      let seen = lab.send(frame, on: 6)
      #expect(seen.out.keys.filter { !Self.members.contains($0) }.sorted() == [PortID(1), PortID(2), PortID(3)])
      #expect(seen.out.keys.filter(Self.members.contains).count == 1)
      // In by the LAG, out by the VLAN it came from: a router may send a packet back.
      let back = Frame.toRoute(interface: 10, to: Lab.ip(10, 10, 0, 77))
      #expect(lab.send(back, on: 11).out.keys.filter(Self.members.contains).count == 1)
    }

    @Test func anACLRedirectsToALAG() throws {
      let lab = try Self.lab()
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: [.etherType], ports: [PortID(4)]))
        var match = ACLMatch()
        match.etherType = 0x88b5
        $0.insert(ACLEntry(table: .init(1), number: 1, priority: 1, match: match, action: .redirectToPort(Self.lag)))
      }
      let counts = Self.spread(lab, 60, { Self.plain(from: Lab.host(1000 + $0)) }, on: 4)
      #expect(Set(counts.keys) == Self.members)
      let frame = Self.plain(from: Lab.host(999))
      #expect(lab.send(frame, on: 4).out.map(\.value) == [frame], "by one member, as it came in")
    }

    @Test func aPortWithAnInterfaceCannotJoin() throws {
      let lab = try Self.routed()
      let before = Snapshot(lab.device)
      #expect(throws: CommitFailure.self) { try lab.commit { $0.insert(Self.row(2, [6])) } }
      #expect(throws: CommitFailure.self) {
        try lab.commit {
          $0.insert(
            RouterInterface(
              id: .init(12), virtualRouter: .init(0), attachment: .port(PortID(12)), mac: MACAddress(bits: Lab.routerMAC(12))))
        }
      }
      #expect(Snapshot(lab.device) == before)
    }
  }
}
