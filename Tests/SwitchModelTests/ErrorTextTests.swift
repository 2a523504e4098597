import SwitchModel
import Testing

/// What people read. A change here is a change of the interface.
@Suite struct ErrorTextTests {
  @Test(arguments: [
    (SwitchError(.route, .exists), "Route exists"),
    (SwitchError(.vlan, .missing), "VLAN is missing"),
    (SwitchError(.nextHop, .inUse(by: .nextHopGroup(NextHopGroupID(4)))), "NextHop is in use by next-hop group 4"),
    (
      SwitchError(.nextHop, .unresolved(.neighbor(.init(interface: RouterInterfaceID(2), address: IPAddress(v4: 0x0a00_0001))))),
      "NextHop refers to neighbor 10.0.0.1 on router interface 2, which does not exist"
    ),
    (SwitchError(.port, .invalid(ColumnID(4))), "Port.mtu is invalid"),
    (SwitchError(.port, .invalid(ColumnID(200))), "Port.column 200 is invalid"),
    (SwitchError(.aclEntry, .unsupported(ColumnID(3))), "ACLEntry.match has a value that the device does not support"),
    (SwitchError(.aclTable, .unsupported(nil)), "ACLTable is not supported by the device"),
    (SwitchError(.fdbEntry, .exhausted(.init(pool: PoolID(0), constraint: .rows))), "FDBEntry: pool l2 is exhausted: all rows are taken"),
    (
      SwitchError(.neighbor, .exhausted(.init(pool: PoolID(9), constraint: .bucket(17)))),
      "Neighbor: pool 9 is exhausted: bucket 17 is full"
    ),
    (
      SwitchError(.route, .exhausted(.init(pool: PoolID(0), constraint: .pivots))),
      "Route: pool l2 is exhausted: no pivot is left for a split"
    ),
    (
      SwitchError(.nextHopGroup, .exhausted(.init(pool: PoolID(0), constraint: .contiguousRows(8)))),
      "NextHopGroup: pool l2 is exhausted: no 8 consecutive rows are free"
    ),
    (SwitchError(.virtualRouter, .busy), "VirtualRouter: the device is busy"),
    (SwitchError(.routerInterface, .device(5)), "RouterInterface: the device failed (error 5)"),
    (SwitchError(.route, .injected(12)), "Route: injected fault 12"),
    (SwitchError(.route, .diverged), "Route: device and intent have diverged")
  ]) func texts(error: SwitchError, text: String) {
    let capabilities = Capabilities(pools: [Pool(name: "l2", capacity: 8)])
    #expect(error.text(poolName: capabilities.name) == text)
  }

  @Test func keysAreNamedAsPeopleSay() throws {
    let vlan = try #require(VLANID(12))
    let address = try #require(IPAddress("2001:db8::1"))
    let keys: [RowKey] = [
      .port(PortID(1)), .vlan(vlan), .fdbEntry(.init(vlan: vlan, mac: .broadcast)), .virtualRouter(VirtualRouterID(0)),
      .routerInterface(RouterInterfaceID(1)), .neighbor(.init(interface: RouterInterfaceID(1), address: address)), .nextHop(NextHopID(1)),
      .nextHopGroup(NextHopGroupID(1)), .route(.init(virtualRouter: VirtualRouterID(3), prefix: IPPrefix(host: address))),
      .aclTable(ACLTableID(1)), .aclEntry(.init(table: ACLTableID(1), number: 2)), .lag(LAGID(3)),
      .spanningTree(SpanningTreeID(4)), .trapGroup(TrapGroupID(5)), .trap(.lldp), .policer(PolicerID(6))
    ]
    #expect(keys.map(\.kind) == RowKind.allCases)
    #expect(
      keys.map(\.description) == [
        "port 1", "VLAN 12", "FDB entry ff:ff:ff:ff:ff:ff in VLAN 12", "virtual router 0", "router interface 1",
        "neighbor 2001:db8::1 on router interface 1", "next hop 1", "next-hop group 1", "route 2001:db8::1/128 in virtual router 3",
        "ACL table 1", "ACL entry 2 of table 1", "LAG 3", "spanning tree 4", "trap group 5", "trap LLDP", "policer 6"
      ])
  }
}
