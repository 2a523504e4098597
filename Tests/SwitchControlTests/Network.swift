import SwitchControl
import SwitchModel

/// A small network of every kind of row, for commits to change.
struct Network {
  var ports: [Port] = (1...8).map { Port(id: PortID($0), lanes: [$0], speed: 10_000, isEnabled: true) }
  var vlans: [VLAN] = []
  var fdb: [FDBEntry] = []
  var virtualRouters = [VirtualRouter(id: VirtualRouterID(0)), VirtualRouter(id: VirtualRouterID(1), isIPv6Enabled: false)]
  var interfaces: [RouterInterface] = []
  var neighbors: [Neighbor] = []
  var nextHops: [NextHop] = []
  var groups: [NextHopGroup] = []
  var routes: [Route] = []
  var aclTables: [ACLTable] = []
  var aclEntries: [ACLEntry] = []

  /// Four VLANs, each with an interface, a neighbor and a next hop; two groups, `routeCount` routes, two ACL tables.
  init(routeCount: UInt32 = 24) {
    let router = MACAddress(bits: 0x02_00_00_00_00_01)
    for number: UInt16 in 1...4 {
      guard let vlan = VLANID(number * 10) else { continue }
      vlans.append(
        VLAN(id: vlan, members: [.init(port: PortID(number), isTagged: false), .init(port: PortID(number + 4), isTagged: true)]))
      fdb.append(FDBEntry(vlan: vlan, mac: MACAddress(bits: 0x0a_0000 + UInt64(number)), port: PortID(number)))
      interfaces.append(
        RouterInterface(id: RouterInterfaceID(number), virtualRouter: VirtualRouterID(0), attachment: .vlan(vlan), mac: router))
      let address = IPAddress(v4: 0x0a00_0002 + UInt32(number) << 8)
      neighbors.append(
        Neighbor(interface: RouterInterfaceID(number), address: address, mac: MACAddress(bits: 0x0b_0000 + UInt64(number))))
      nextHops.append(NextHop(id: NextHopID(UInt32(number)), neighbor: .init(interface: RouterInterfaceID(number), address: address)))
    }
    groups = [
      NextHopGroup(id: NextHopGroupID(1), members: [.init(nextHop: NextHopID(1)), .init(nextHop: NextHopID(2), weight: 3)]),
      NextHopGroup(id: NextHopGroupID(2), members: [.init(nextHop: NextHopID(3))])
    ]
    let destinations: [Route.Destination] = [
      .nextHop(NextHopID(1)), .nextHopGroup(NextHopGroupID(1)), .routerInterface(RouterInterfaceID(2)), .cpu, .drop, .nextHop(NextHopID(4)),
      .nextHopGroup(NextHopGroupID(2))
    ]
    for number in 0..<routeCount {
      guard let prefix = IPPrefix(IPAddress(v4: 0x1400_0000 + number << 8), length: 24) else { continue }
      routes.append(
        Route(
          virtualRouter: VirtualRouterID(UInt16(number % 2)), prefix: prefix,
          destination: destinations[Int(number) % destinations.count]))
    }
    aclTables = [
      ACLTable(id: ACLTableID(1), stage: .ingress, fields: [.etherType, .ipProtocol], ports: [PortID(1), PortID(2)]),
      ACLTable(id: ACLTableID(2), stage: .egress, priority: 7, fields: [.dscp], ports: [])
    ]
    var match = ACLMatch()
    match.ipProtocol = 6
    aclEntries = [
      ACLEntry(table: ACLTableID(1), number: 1, priority: 10, match: match, action: .drop, isCounted: true),
      ACLEntry(table: ACLTableID(1), number: 2, priority: 9, match: match, action: .redirectToNextHop(NextHopID(2))),
      ACLEntry(table: ACLTableID(1), number: 3, priority: 8, match: match, action: .redirectToPort(PortID(3)))
    ]
  }

  /// Inserts all rows, users before what they use: the order in a transaction does not matter.
  var transaction: Transaction {
    var transaction = Transaction()
    for row in aclEntries { transaction.insert(row) }
    for row in aclTables { transaction.insert(row) }
    for row in routes { transaction.insert(row) }
    for row in groups { transaction.insert(row) }
    for row in nextHops { transaction.insert(row) }
    for row in neighbors { transaction.insert(row) }
    for row in interfaces { transaction.insert(row) }
    for row in virtualRouters { transaction.insert(row) }
    for row in fdb { transaction.insert(row) }
    for row in vlans { transaction.insert(row) }
    for row in ports { transaction.insert(row) }
    return transaction
  }
}
