import SwitchControl
import SwitchModel
import SwitchPlatform

// The rows that the fault tests change.
extension Acceptance.Faults {
  static func match(_ body: (inout ACLMatch) -> Void) -> ACLMatch {
    var match = ACLMatch()
    body(&match)
    return match
  }
  static func mac(_ number: UInt64) -> MACAddress { MACAddress(bits: Lab.host(number)) }
  static func v4(_ number: UInt32) -> IPAddress { IPAddress(v4: number) }

  static func lagPort(_ number: UInt16) -> PortID { PortID(lag: LAGID(number)) }
  static func lag(_ number: UInt16, _ members: [LAG.Member]) -> LAG { LAG(id: LAGID(number), members: members, isLearning: false) }
  static func subPort(_ id: UInt16, _ port: PortID, _ vlan: Int) -> RouterInterface {
    RouterInterface(
      id: .init(id), virtualRouter: .init(0), attachment: .subPort(port, Lab.vlan(vlan)), mac: MACAddress(bits: Lab.routerMAC(UInt64(id))))
  }

  /// One that drops nothing: what packets do does not depend on how many there were.
  static func policer(_ number: UInt16, cir: UInt64) -> Policer {
    Policer(id: .init(number), meterType: .packets, mode: .srTCM, cir: cir, cbs: 10)
  }

  /// Rows for the transaction to change and remove.
  static func before(isHobby: Bool) -> Transaction {
    var transaction = Transaction()
    transaction.insert(
      ACLTable(id: .init(1), stage: .ingress, fields: [.l4DestinationPort, .destinationIPv4], ports: [PortID(1), PortID(3)]))
    for number in 1...4 as ClosedRange<UInt32> {
      transaction.insert(
        ACLEntry(
          table: .init(1), number: number, priority: number * 10,
          match: match { $0.l4DestinationPort = L4PortRange(UInt16(number * 100)) },
          action: .drop))
    }
    for number in 1...4 as ClosedRange<UInt64> {
      transaction.insert(FDBEntry(vlan: Lab.vlan(10), mac: mac(200 + number), port: PortID(1)))
    }
    if isHobby { return transaction }
    for number in 0..<20 as Range<UInt32> {
      guard let prefix = IPPrefix(IPAddress(v4: 0x6440_0000 + number << 8), length: 24) else { continue }
      transaction.insert(Route(prefix: prefix, destination: .nextHop(.init(number % 2 == 0 ? 6 : 7))))
    }
    for number in 12...15 as ClosedRange<UInt16> { transaction.insert(Lab.port(number)) }
    transaction.insert(lag(1, [.init(port: PortID(12)), .init(port: PortID(13))]))
    transaction.insert(lag(3, []))
    transaction.insert(SpanningTree(id: .init(1), ports: [.init(port: PortID(5), state: .blocking)]))
    transaction.insert(
      VLAN(
        id: Lab.vlan(42), members: [.init(port: lagPort(1), isTagged: true), .init(port: PortID(5), isTagged: true)],
        spanningTree: .init(1)))
    transaction.insert(subPort(70, PortID(7), 70))
    for number in [1, 3] as [UInt16] { transaction.insert(policer(number, cir: 1000)) }
    transaction.insert(TrapGroup(id: .init(1), queue: 1))
    for kind in [Trap.Kind.lldp, .bgp, .dhcp] { transaction.insert(Trap(kind: kind, action: .trap, priority: 1, group: .init(1))) }
    transaction.insert(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(6)), .init(nextHop: .init(7))]))
    transaction.insert(NextHopGroup(id: .init(2), members: [.init(nextHop: .init(2))]))
    transaction.insert(Route(prefix: Lab.prefix("100.80.0.0/16"), destination: .nextHopGroup(.init(1))))
    return transaction
  }

  /// Many rows of all kinds: new ones, changed ones, and ones that go.
  static func mixed(isHobby: Bool) -> Transaction {
    var transaction = Transaction()
    // Ports.
    var moved = Lab.port(4, pvid: 30, mtu: 2000)
    var fresh = Lab.port(11, pvid: 40)
    if isHobby {
      (moved.lanes, moved.speed) = ([4], 1000)
      (fresh.lanes, fresh.speed) = ([11], 1000)
    }
    transaction.update(moved)
    transaction.insert(fresh)
    // VLANs.
    func members(_ ports: [UInt16], tagged: [UInt16] = []) -> [VLAN.Member] {
      ports.map { .init(port: PortID($0), isTagged: false) } + tagged.map { .init(port: PortID($0), isTagged: true) }
    }
    transaction.insert(VLAN(id: Lab.vlan(40), members: members([11], tagged: [3])))
    var tree = VLAN(id: Lab.vlan(41), members: members([], tagged: [3, 5]))
    if !isHobby {
      tree = tree.with(members: tree.members + [.init(port: lagPort(1), isTagged: true)])
      tree.spanningTree = .init(2)
    }
    transaction.insert(tree)
    transaction.update(VLAN(id: Lab.vlan(30), members: members([4], tagged: [3])))
    transaction.update(VLAN(id: Lab.vlan(20), members: members([5], tagged: [3, 4])))
    // FDB.
    for number in 1...4 as ClosedRange<UInt64> {
      transaction.insert(FDBEntry(vlan: Lab.vlan(40), mac: mac(300 + number), port: PortID(11)))
    }
    transaction.update(FDBEntry(vlan: Lab.vlan(10), mac: mac(201), port: PortID(2)))
    transaction.remove(FDBEntry.self, .init(vlan: Lab.vlan(10), mac: mac(202)))
    // ACLs.
    transaction.insert(
      ACLTable(id: .init(2), stage: .ingress, priority: 7, fields: [.l4SourcePort, .ipProtocol], ports: [PortID(2), PortID(3)]))
    transaction.update(
      ACLTable(id: .init(1), stage: .ingress, fields: [.l4DestinationPort, .destinationIPv4], ports: [PortID(1), PortID(4)]))
    transaction.insert(
      ACLEntry(
        table: .init(2), number: 1, priority: 1, match: match { $0.l4SourcePort = L4PortRange(1000...1005) }, action: .trap,
        isCounted: true))
    transaction.insert(
      ACLEntry(
        table: .init(1), number: 5, priority: 25, match: match { $0.l4DestinationPort = L4PortRange(5...11) },
        action: .redirectToPort(PortID(5))))
    transaction.update(
      ACLEntry(table: .init(1), number: 2, priority: 20, match: match { $0.l4DestinationPort = L4PortRange(200) }, action: .trap))
    transaction.remove(ACLEntry.self, .init(table: .init(1), number: 3))
    if isHobby { return transaction }
    // LAGs, spanning trees, sub-ports.
    transaction.update(lag(1, [.init(port: PortID(13)), .init(port: PortID(14), collects: false)]))
    transaction.insert(lag(2, [.init(port: PortID(15))]))
    transaction.remove(LAG.self, LAGID(3))
    transaction.update(SpanningTree(id: .init(1), ports: [.init(port: lagPort(1), state: .learning)]))
    transaction.insert(SpanningTree(id: .init(2), ports: [.init(port: PortID(3), state: .blocking)]))
    transaction.insert(FDBEntry(vlan: Lab.vlan(42), mac: mac(205), port: lagPort(1)))
    transaction.insert(subPort(50, lagPort(2), 50))
    transaction.insert(
      RouterInterface(
        id: .init(51), virtualRouter: .init(0), attachment: .port(lagPort(2)), mac: MACAddress(bits: Lab.routerMAC(51))))
    transaction.remove(RouterInterface.self, .init(70))
    // Traps; ACLs of VLANs and of the switch.
    transaction.update(policer(1, cir: 70_000))
    transaction.insert(policer(2, cir: 3))
    transaction.remove(Policer.self, .init(3))
    transaction.update(TrapGroup(id: .init(1), queue: 2, policer: .init(2)))
    transaction.insert(TrapGroup(id: .init(2), isEnabled: false, queue: 3))
    transaction.insert(Trap(kind: .ospf, action: .copy, priority: 2, group: .init(2)))
    transaction.update(Trap(kind: .bgp, action: .drop, priority: 3, group: .init(2)))
    transaction.remove(Trap.self, .dhcp)
    transaction.insert(
      ACLTable(
        id: .init(4), stage: .ingress, priority: 3, fields: [.dscp], ports: [], vlans: [Lab.vlan(10), Lab.vlan(40)], isParallel: true))
    transaction.insert(
      ACLEntry(table: .init(4), number: 1, priority: 1, match: match { $0.dscp = 12 }, action: .copy, isCounted: true, policer: .init(1)))
    transaction.insert(ACLTable(id: .init(5), stage: .egress, fields: [.dscp], ports: [], isBoundToSwitch: true))
    // Routing.
    transaction.insert(ACLTable(id: .init(3), stage: .egress, fields: [.dscp], ports: [PortID(7)]))
    transaction.insert(ACLEntry(table: .init(3), number: 1, priority: 1, match: match { $0.dscp = 46 }, action: .drop))
    transaction.insert(VirtualRouter(id: .init(2)))
    transaction.update(VirtualRouter(id: .init(1), isIPv6Enabled: false))
    transaction.insert(
      RouterInterface(id: .init(40), virtualRouter: .init(2), attachment: .vlan(Lab.vlan(40)), mac: MACAddress(bits: Lab.routerMAC(40))))
    transaction.insert(
      RouterInterface(id: .init(100), virtualRouter: .init(2), attachment: .loopback, mac: MACAddress(bits: Lab.routerMAC(100))))
    transaction.update(
      RouterInterface(
        id: .init(7), virtualRouter: .init(0), attachment: .port(PortID(7)), mac: MACAddress(bits: 0x0200_0000_7777), mtu: 1400))
    for number in 1...3 as ClosedRange<UInt32> {
      let address = v4(0x0a28_0001 + number)
      transaction.insert(Neighbor(interface: .init(40), address: address, mac: mac(300 + UInt64(number))))
      transaction.insert(NextHop(id: .init(300 + number), neighbor: .init(interface: .init(40), address: address)))
    }
    transaction.update(Neighbor(interface: .init(7), address: v4(Lab.ip(10, 7, 0, 2)), mac: mac(707)))
    transaction.remove(NextHop.self, .init(77))
    transaction.remove(Neighbor.self, .init(interface: .init(10), address: v4(Lab.ip(10, 10, 0, 77))))
    transaction.insert(NextHopGroup(id: .init(3), members: [.init(nextHop: .init(301)), .init(nextHop: .init(302), weight: 3)]))
    transaction.update(
      NextHopGroup(id: .init(1), members: [.init(nextHop: .init(2)), .init(nextHop: .init(6)), .init(nextHop: .init(7))]))
    transaction.remove(NextHopGroup.self, .init(2))
    for number in 0..<6 as Range<UInt32> {
      guard let prefix = IPPrefix(IPAddress(v4: 0x6440_8000 + number << 7), length: 26) else { continue }
      transaction.insert(
        Route(
          virtualRouter: .init(UInt16(number % 2 * 2)), prefix: prefix, destination: number % 2 == 0 ? .drop : .nextHopGroup(.init(3))))
    }
    for number in 0..<3 as Range<UInt32> {
      guard let prefix = IPPrefix(IPAddress(v4: 0x6440_0000 + number << 8), length: 24) else { continue }
      transaction.remove(Route.self, .init(virtualRouter: .init(0), prefix: prefix))
      guard let other = IPPrefix(IPAddress(v4: 0x6440_0800 + number << 8), length: 24) else { continue }
      transaction.update(Route(prefix: other, destination: .nextHopGroup(.init(1))))
    }
    transaction.insert(Route(prefix: Lab.prefix("::/0"), destination: .nextHop(.init(17))))
    return transaction
  }
}
