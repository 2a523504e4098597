import ASICSimulator
import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchModel
import Testing

/// One packet of each kind on the example's switch.
@Suite struct ExplanationTests {
  let example: ExampleSwitch

  init() throws { example = try ExampleSwitch() }

  @Test func routedOverAGroup() throws {
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.51.101.7", .tcp(.init(1234, 80))), on: "Ethernet16")
    #expect(told.verdict == .forwarded)
    #expect(told.reason.isEmpty)
    #expect(told.outputs.count == 1)
    #expect(["Ethernet0", "Ethernet4", "Ethernet8", "Ethernet12"].contains(told.outputs.first?.port))
    #expect(told.outputs.first?.frame?.summary.contains("ttl 63") == true)
    #expect(told.why.contains("0.0.0.0/0"))

    let route = try #require(told.lookUp("route4", "bucket"))
    let place = try example.place("\"0.0.0.0/0\": { \"ifname\"")
    #expect(route.origin?.source == place + ":5")
    #expect(route.answer == .entry)
    #expect(route.entry.map(\.value) == ["0.0.0.0/0"])
    #expect(route.data.first?.value == "nextHopGroup")
    // 198.51.101.7 and 198.51.100.0/24 differ in the last bit of the third octet.
    let miss = try #require(route.nearestMiss)
    #expect(miss.origin?.source == (try example.place("\"198.51.100.0/24\"")) + ":5")
    #expect(miss.differingBits == 1)
    #expect(miss.differences.map(\.bits) == ["100"])

    #expect(told.stages.first { $0.name == "member" }?.lookUps.first?.action.contains("of 4") == true)
    let neighbor = try #require(told.lookUp("nextHop")?.origin)
    #expect(neighbor.source == (try example.place(String(neighbor.name?.dropFirst("NEIGH|".count) ?? "?") + "\": { \"family\"")) + ":5")
  }

  @Test func routedByAListedPrefix() throws {
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.18.2.9", .udp(.init(1, 2))), on: "Ethernet16")
    let lines = try ExampleSwitch.text("Simulator/Example/routes.txt").components(separatedBy: "\n")
    let line = try #require(lines.firstIndex { $0.hasPrefix("198.18.2.0/24\t") })
    #expect(told.lookUp("route4", "bucket")?.origin?.source == "routes.txt:\(line + 1)")
  }

  /// Many prefixes of 172.16.0.0/16, none for 172.16.1.0/24: the bucket under their pivot has no answer, and the pivot keeps the
  /// default route's.
  @Test func routedByAPivotsDefault() throws {
    let nextHop = try #require(example.configuration.rows.nextHops.first?.row.id)
    var transaction = Transaction()
    for number in 0..<128 {
      let prefix = try #require(IPPrefix("172.16.\(number * 2).0/24"))
      transaction.insert(Route(prefix: prefix, destination: .nextHop(nextHop)))
    }
    try example.owner.control.commit(transaction)
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "172.16.1.9", .udp(.init(1, 2))), on: "Ethernet16")
    let route = try #require(told.lookUp("route4", "bucket"))
    #expect(route.row == nil)
    #expect(route.answer == .pivotDefault)
    #expect(route.origin?.row == "route 0.0.0.0/0")
    #expect(route.origin?.source == (try example.place("\"0.0.0.0/0\": { \"ifname\"")) + ":5")
    let miss = try #require(route.nearestMiss)
    #expect(miss.origin?.row == "route 172.16.0.0/24")
    #expect(miss.differingBits == 1)
    #expect(miss.origin?.source == nil, "an API call has no line")
    #expect(told.verdict == .forwarded)
  }

  @Test func bridged() throws {
    let packet = Packets.ipv4(from: "10.1.0.10", to: "10.1.0.11", .udp(.init(1, 2)), mac: Packets.host11)
    let told = try example.explain(packet, on: "Ethernet16")
    #expect(told.outputs.map(\.port) == ["Ethernet20"])
    let found = try #require(told.lookUp("fdb", purpose: "destination address"))
    #expect(found.origin?.source == (try example.place("\"Vlan100|02:00:5e:30:00:11\": { \"port\"")) + ":5")
    #expect(found.key.map(\.value) == ["02:00:5e:30:00:11", "100"])
    #expect(found.action == "to Ethernet20")
    #expect(told.lookUp("port")?.origin?.source == (try example.place("\"Ethernet16\": { \"admin_status\"")) + ":5")
    #expect(told.lookUp("vlan")?.origin?.source == (try example.place("\"Vlan100\": { \"vlanid\"")) + ":5")
  }

  @Test func floodedAndLearned() throws {
    let there = Packets.ipv4(from: "10.1.0.99", to: "10.1.0.98", .udp(.init(1, 2)), sourceMAC: 0x0299, mac: 0x0298)
    let flooded = try example.explain(there, on: "Ethernet24")
    #expect(flooded.outputs.map(\.port) == ["Ethernet16", "Ethernet20", "Ethernet28"])
    #expect(flooded.why.contains("flooded in VLAN 100"))
    #expect(flooded.lookUp("fdb", purpose: "source address")?.action == "new: learned on Ethernet24")
    #expect(flooded.lookUp("fdb", purpose: "source address")?.nearestMiss == nil)

    let back = Packets.ipv4(from: "10.1.0.98", to: "10.1.0.99", .udp(.init(1, 2)), sourceMAC: 0x0298, mac: 0x0299)
    let bridged = try example.explain(back, on: "Ethernet20")
    #expect(bridged.outputs.map(\.port) == ["Ethernet24"])
    let learned = try #require(bridged.lookUp("fdb", purpose: "destination address")?.origin)
    #expect(learned.isLearned)
    #expect(learned.source == nil)

    let moved = try example.explain(there, on: "Ethernet16")
    #expect(moved.lookUp("fdb", purpose: "source address")?.action == "moved from Ethernet24 to Ethernet16")
    #expect(moved.lookUp("fdb", purpose: "source address")?.data.first?.value == "Ethernet24", "the row as it was looked up")
  }

  @Test func droppedByAnACL() throws {
    let packet = Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .tcp(.init(1234, 80)), sourceMAC: Packets.uplink)
    let told = try example.explain(packet, on: "Ethernet0")
    #expect(told.verdict == .dropped)
    #expect(told.reason == "aclIngress")
    #expect(told.why.contains("RULE_6"))
    #expect(told.outputs.isEmpty)
    let acl = try #require(told.lookUp("aclIngress"))
    #expect(acl.origin?.source == (try example.place("DATAACL|RULE_6")) + ":5")
    #expect(acl.entry.contains { $0.field == "destinationIP" && $0.value == "10.1.0.0/16" })
    // Telnet's rule comes before, and wants port 23 in place of 80: bits 0x47.
    let miss = try #require(acl.nearestMiss)
    #expect(miss.origin?.source == (try example.place("\"DATAACL|RULE_1\"")) + ":5")
    #expect(miss.differingBits == 4)
    let difference = try #require(miss.differences.first)
    #expect(miss.differences.count == 1)
    #expect(difference.field == "l4DestinationPort")
    #expect(difference.packet == "80")
    #expect(difference.entry == "23")
    #expect(difference.bits == "47")
    #expect(difference.bitCount == 4)
  }

  /// Telnet to a host of 10.1.0.0/16 is dropped by the first rule; the last would have dropped it as well.
  @Test func shadowedEntry() throws {
    let packet = Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .tcp(.init(1234, 23)), sourceMAC: Packets.uplink)
    let acl = try #require(try example.explain(packet, on: "Ethernet0").lookUp("aclIngress"))
    #expect(acl.origin?.name == "ACL_RULE|DATAACL|RULE_1")
    #expect(acl.shadowed?.origin?.name == "ACL_RULE|DATAACL|RULE_6")
    #expect(acl.nearestMiss.map { $0.row < acl.row ?? -1 } ?? true)
  }

  @Test func taggedOnARoutedPort() throws {
    let frame = PacketBuilder(
      destinationMAC: Packets.router, sourceMAC: Packets.uplink, tags: [.init(vlan: 5)],
      content: .ipv4(.init(source: 1, destination: 2, content: .none)))
    let told = try example.explain(frame, on: "Ethernet0")
    #expect(told.reason == "ingressVLANFilter")
    #expect(told.why.contains("router interface"))
  }

  @Test func redirectedByAnACL() throws {
    let packet = Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .udp(.init(1234, 5500)), sourceMAC: Packets.uplink)
    let told = try example.explain(packet, on: "Ethernet0")
    #expect(told.outputs.map(\.port) == ["Ethernet48"])
    let acl = try #require(told.lookUp("aclIngress"))
    #expect(acl.origin?.source == (try example.place("DATAACL|RULE_3\": { \"PRIORITY\": \"980\"")) + ":5")
    // The range 5000-5999 is several rows; the others of the same rule are no misses of it.
    #expect(acl.nearestMiss?.origin?.row != acl.origin?.row)
    #expect(told.why.contains("RULE_3"))
  }

  @Test func noRoute() throws {
    var transaction = Transaction()
    let red = try #require(example.configuration.virtualRouter(named: "VrfRed"))
    transaction.remove(Route.self, Route.Key(virtualRouter: red, prefix: try #require(IPPrefix("0.0.0.0/0"))))
    try example.owner.control.commit(transaction)
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "10.99.0.1", .udp(.init(1, 2))), on: "Ethernet44")
    #expect(told.verdict == .dropped)
    #expect(told.reason == "lpm4Miss")
    let route = try #require(told.lookUp("route4", "bucket"))
    #expect(route.row == nil)
    #expect(route.answer == nil)
    #expect(route.origin == nil)
    #expect(route.action.contains("no route"))
    #expect(route.nearestMiss != nil)
  }

  @Test func timeToLiveEnds() throws {
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "192.0.2.7", .udp(.init(1, 2)), ttl: 1), on: "Ethernet16")
    #expect(told.verdict == .trapped)
    #expect(told.reason == "ttlError")
    #expect(told.outputs.map(\.port) == ["CPU"])
    #expect(told.lookUp("egressInterface")?.action.hasPrefix("to the CPU") == true)
    #expect(told.timing.firstBitOut == nil)
  }

  @Test func arpBroadcast() throws {
    let request = PacketBuilder.arpRequest(
      senderMAC: Packets.host10, senderIP: Packets.address("10.1.0.10"), targetIP: Packets.address("10.1.0.1"))
    let told = try example.explain(request, on: "Ethernet16")
    #expect(told.verdict == .copied)
    #expect(told.reason == "arp")
    #expect(told.outputs.map(\.port) == ["Ethernet20", "Ethernet24", "Ethernet28", "CPU"])
  }

  @Test func ipv6() throws {
    let host = try example.explain(Packets.ipv6(from: "2001:db8:1::10", to: "2001:db8:2::10", .udp(.init(5, 6))), on: "Ethernet16")
    #expect(host.outputs.map(\.port) == ["Ethernet32"])
    #expect(host.lookUp("host6")?.origin?.source == (try example.place("\"Vlan200|2001:db8:2::10\": { \"family\"")) + ":5")
    #expect(host.lookUp("vlan", purpose: "VLAN of the egress interface")?.lookedBackInto == "port")

    let route = try example.explain(Packets.ipv6(from: "2001:db8:1::10", to: "2001:db8:100::1", .udp(.init(5, 6))), on: "Ethernet16")
    let found = try #require(route.lookUp("route6", "bucket"))
    #expect(found.origin?.source == (try example.place("\"2001:db8:100::/40\"")) + ":5")
    #expect(found.entry.first?.value == "2001:db8:100::/40")
  }

  @Test func malformed() throws {
    let told = try example.explain([1, 2, 3, 4, 5, 6, 7], on: "Ethernet16")
    #expect(told.verdict == .dropped)
    #expect(told.reason == "malformed")
    #expect(told.lookUps.isEmpty)
  }

  @Test func disabledPort() throws {
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "10.1.0.11", .none), on: "Ethernet52")
    #expect(told.reason == "portDisabled")
    #expect(told.lookUps.map(\.table) == ["port"])
    #expect(told.lookUps.first?.action.hasPrefix("dropped: ") == true)
  }

  /// Each copy of a flood has its own egress look-up; one of them is dropped.
  @Test func egressACL() throws {
    var match = ACLMatch()
    match.ipProtocol = 17
    match.l4DestinationPort = L4PortRange(99)
    let table = ACLTableID(500)
    var transaction = Transaction()
    let ports = [try example.port("Ethernet20"), try example.port("Ethernet28")]
    transaction.insert(ACLTable(id: table, stage: .egress, fields: match.fields, ports: ports))
    transaction.insert(ACLEntry(table: table, number: 7, priority: 1, match: match, action: .drop))
    try example.owner.control.commit(transaction)
    func flood(_ destination: UInt16) throws -> Explanation {
      try example.explain(
        Packets.ipv4(from: "10.1.0.10", to: "10.1.0.98", .udp(.init(1, destination)), mac: 0x0298), on: "Ethernet16")
    }
    let dropped = try flood(99)
    #expect(dropped.verdict == .forwarded)
    #expect(dropped.outputs.map(\.port) == ["Ethernet20", "Ethernet24", "Ethernet28"])
    #expect(dropped.outputs.map(\.drop) == ["aclEgress", nil, "aclEgress"])
    let lookUps = dropped.stages.first { $0.name == "egressACL" }?.lookUps ?? []
    #expect(lookUps.map(\.purpose) == ["out of Ethernet20", "out of Ethernet28"])
    #expect(lookUps.allSatisfy { $0.origin?.row == "ACL entry 7 of table 500" && $0.origin?.source == nil })
    #expect(lookUps.first?.key.first { $0.field == "aclTables" }?.value == "ACL table 500")

    let passed = try flood(98)
    #expect(passed.outputs.allSatisfy { $0.drop == nil })
    let missed = try #require(passed.stages.first { $0.name == "egressACL" }?.lookUps.first)
    #expect(missed.row == nil)
    #expect(missed.nearestMiss?.differences.map(\.bits) == ["1"])
  }

  @Test func countedOnce() throws {
    let before = example.owner.asic.accounts
    _ = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.18.2.9", .udp(.init(1, 2))), on: "Ethernet16")
    #expect(example.owner.asic.accounts.received == before.received + 1)
    #expect(example.owner.asic.accounts.transmitted == before.transmitted + 1)
    for absent in [PortID.cpu, PortID(999)] {
      #expect(throws: SwitchError(.port, .missing)) { try example.owner.explain([1, 2, 3], on: absent) }
    }
    #expect(example.owner.asic.accounts.received == before.received + 1)
  }

  @Test func timesAddUp() throws {
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.18.2.9", .udp(.init(1, 2))), on: "Ethernet16")
    let timing = told.timing
    #expect(told.stages.map(\.name).first == "parser")
    #expect(told.stages.map(\.name).last == "deparser")
    #expect(told.stages.reduce(0) { $0 + $1.wait + $1.service } == timing.pipelineOut - timing.pipelineIn)
    #expect(timing.latency == (timing.firstBitOut ?? 0) - timing.lastBitIn)
    #expect(abs(timing.latencyNanoseconds - Double(timing.latency) / 1.35) < 0.01)
  }

  @Test func trappedByAKind() throws {
    var transaction = Transaction()
    transaction.insert(TrapGroup(id: TrapGroupID(1), queue: 5))
    transaction.insert(Trap(kind: .lldp, action: .trap, group: TrapGroupID(1)))
    transaction.insert(Trap(kind: .ospf, action: .copy, group: TrapGroupID(1)))
    try example.owner.control.commit(transaction)
    let lldp = try example.explain(
      [0x01, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 9, 0x88, 0xcc] + [UInt8](repeating: 0, count: 46), on: "Ethernet16")
    #expect(lldp.verdict == .trapped)
    #expect(lldp.reason == "bridgeProtocol")
    let trap = try #require(lldp.lookUp("trap"))
    #expect(trap.key.first?.value == "3 (LLDP)")
    #expect(trap.action == "to the CPU only, by its queue 5")
    #expect(trap.origin?.row == RowKey.trap(.lldp).description)
    // It is asked where the packet comes in, and nothing is looked up behind it.
    #expect(lldp.stages.filter { !$0.lookUps.isEmpty }.map(\.name) == ["port"])
  }

  @Test func ofTablesSideBySideTheHigherDecides() throws {
    let port = try example.port("Ethernet16")
    var match = ACLMatch()
    match.ipProtocol = 17
    var transaction = Transaction()
    for (id, priority, action) in [(101, 901, .permit), (102, 900, .drop)] as [(UInt16, UInt32, ACLEntry.Action)] {
      transaction.insert(
        ACLTable(id: .init(id), stage: .ingress, priority: priority, fields: [.ipProtocol], ports: [port], isParallel: true))
      transaction.insert(ACLEntry(table: .init(id), number: 1, priority: 1, match: match, action: action))
    }
    try example.owner.control.commit(transaction)
    let told = try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.51.101.7", .udp(.init(1, 2))), on: "Ethernet16")
    #expect(told.verdict == .forwarded)
    let actions = told.stages.flatMap(\.lookUps).filter { $0.table == "aclIngress" }.map(\.action)
    #expect(actions.contains("permit: go on"))
    #expect(actions.contains("drop, whatever the other look-ups say: but an entry of a higher table decides"))
  }
}
