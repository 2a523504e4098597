import SwitchConformance
import SwitchHAL
import SwitchModel
import Testing

private func router(_ id: UInt16, v4: Bool = true) -> VirtualRouter { VirtualRouter(id: VirtualRouterID(id), isIPv4Enabled: v4) }

@Suite struct VerbTests {
  @Test func unsupportedRefusesAllAndHoldsNothing() {
    var table = Unsupported<VirtualRouter>()
    let changes: [Change<VirtualRouter>] = [.insert(router(1)), .remove(router(2))]
    let failures = table.apply(changes.span)
    #expect(failures.map(\.index) == [0, 1])
    #expect(failures.allSatisfy { $0.error == SwitchError(.virtualRouter, .unsupported(nil)) })
    #expect(table.allRows().isEmpty && table.usage.rows == 0)
    #expect(throws: SwitchError(.virtualRouter, .unsupported(nil))) { try table.insert(router(1)) }
  }

  @Test func verbsFollowTheDevice() throws {
    var device = ReferenceDevice.make()
    try device.virtualRouters.insert(router(1))
    #expect(throws: SwitchError(.virtualRouter, .exists)) { try device.virtualRouters.insert(router(1)) }
    try device.virtualRouters.update(router(1, v4: false))
    #expect(device.virtualRouters.row(at: VirtualRouterID(1)) == router(1, v4: false))
    #expect(throws: SwitchError(.virtualRouter, .missing)) { try device.virtualRouters.update(router(2)) }
    try device.virtualRouters.remove(VirtualRouterID(1))
    #expect(throws: SwitchError(.virtualRouter, .missing)) { try device.virtualRouters.remove(VirtualRouterID(1)) }
    #expect(device.virtualRouters.allRows().isEmpty)
  }

  @Test func membersAndFlush() throws {
    var device = ReferenceDevice.make()
    for number: UInt16 in 1...3 { try device.ports.insert(Port(id: PortID(number), lanes: [number], speed: 1000)) }
    try device.vlans.insert(VLAN(id: .default))
    try device.vlans.add(.init(port: PortID(2), isTagged: true), to: .default)
    try device.vlans.add(.init(port: PortID(2), isTagged: false), to: .default)
    #expect(device.vlans.row(at: .default)?.members == [.init(port: PortID(2), isTagged: false)])
    let absent = try #require(VLANID(7))
    #expect(throws: SwitchError(.vlan, .missing)) { try device.vlans.add(.init(port: PortID(2), isTagged: true), to: absent) }

    for number: UInt16 in 1...3 {
      try device.fdb.insert(FDBEntry(vlan: .default, mac: MACAddress(bits: UInt64(number)), port: PortID(number)))
    }
    let failures = device.fdb.flush { $0.port != PortID(2) }
    #expect(failures.isEmpty)
    #expect(device.fdb.allRows().map(\.port) == [PortID(2)])
  }

  @Test func changesAreNeverOfNothingOrTwoKeys() {
    #expect(Change<VirtualRouter>(from: nil, to: nil) == nil)
    #expect(Change(from: router(1), to: router(2)) == nil)
    #expect(Change.update(from: router(1), to: router(2)) == nil)
    let change = Change.insert(router(1))
    #expect(change.inverse.before == router(1) && change.inverse.after == nil && change.inverse.key == VirtualRouterID(1))
  }
}

@Suite struct FaultyTests {
  @Test func theNumberedChangesFailOverAllTables() throws {
    let plan = FaultPlan()
    var device = ReferenceDevice.make().faulty(plan)
    plan.arm(.numbers(2..<4))
    let routers: [Change<VirtualRouter>] = [.insert(router(1)), .insert(router(1)), .insert(router(2))]
    let failures = device.virtualRouters.apply(routers.span)
    #expect(failures.map(\.index) == [1, 2])
    #expect(failures.map(\.error.cause) == [.exists, .injected(2)])
    #expect(throws: SwitchError(.vlan, .injected(3))) { try device.vlans.insert(VLAN(id: .default)) }
    try device.vlans.insert(VLAN(id: .default))
    #expect(plan.changes == 5 && plan.faults == 2)
    #expect(device.virtualRouters.allRows() == [router(1)])
    #expect(device.vlans.usage.rows == 1)
  }

  @Test func positionsAreThoseOfTheWholeBatch() {
    let plan = FaultPlan()
    var device = ReferenceDevice.make().faulty(plan)
    plan.arm(failing: 0)
    let changes: [Change<VirtualRouter>] = [.insert(router(1)), .remove(router(5)), .insert(router(2)), .insert(router(2))]
    let failures = device.virtualRouters.apply(changes.span)
    #expect(failures.map(\.index) == [0, 1, 3])
    #expect(failures.map(\.error.cause) == [.injected(0), .missing, .exists])
  }

  @Test func oddsReplayFromTheirSeed() {
    func faults(_ seed: UInt64) -> [Int] {
      let plan = FaultPlan(.odds(perMillion: 250_000, seed: seed))
      var device = ReferenceDevice.make().faulty(plan)
      let changes = (0..<400).map { Change.insert(router($0)) }
      return device.virtualRouters.apply(changes.span).map(\.index)
    }
    #expect(faults(1) == faults(1))
    #expect(faults(1) != faults(2))
    #expect((60...140).contains(faults(3).count))
  }
}

@Suite struct RecordedTests {
  @Test func orderFailuresAndText() throws {
    let recording = Recording()
    var device = ReferenceDevice.make().recorded(into: recording)
    try device.virtualRouters.insert(router(0))
    try device.ports.insert(Port(id: PortID(1), lanes: [1, 2], speed: 1000, isEnabled: true))
    try device.virtualRouters.update(router(0, v4: false))
    let prefix = try #require(IPPrefix("10.0.0.0/8"))
    #expect(throws: SwitchError.self) { try device.routes.insert(Route(prefix: prefix, destination: .nextHop(NextHopID(1)))) }
    try device.routes.insert(Route(prefix: prefix, destination: .drop))
    try device.ports.remove(PortID(1))
    #expect(
      recording.text == """
        + virtual router 0
        + port 1 lanes=[1, 2] speed=1000 isEnabled=true
        ~ virtual router 0 isIPv4Enabled=true>false
        + route 10.0.0.0/8 destination=next hop 1 ! Route refers to next hop 1, which does not exist
        + route 10.0.0.0/8 destination=drop
        - port 1

        """)
    #expect(recording.batches.map(\.kind) == [.virtualRouter, .port, .virtualRouter, .route, .route, .port])
    #expect(recording.changeCount == 6)

    var other = ReferenceDevice.make()
    var failures = recording.replay(onto: &other)
    #expect(failures.isEmpty)
    #expect(other.routes.allRows() == device.routes.allRows())
    #expect(other.virtualRouters.allRows() == [router(0, v4: false)])
    #expect(other.ports.allRows().isEmpty)
    failures = recording.replay(onto: &other)
    #expect(failures.map(\.batch) == [0, 2, 4])
  }
}
