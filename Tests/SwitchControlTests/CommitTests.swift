import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

/// Why a commit fails; `nil` when it does not.
func failure(_ managed: ManagedSwitch, _ transaction: Transaction) -> CommitFailure? {
  do throws(CommitFailure) {
    try managed.commit(transaction)
    return nil
  } catch {
    return error
  }
}

func failure(_ managed: ManagedSwitch, _ edit: (inout Transaction) -> Void) -> CommitFailure? {
  var transaction = Transaction()
  edit(&transaction)
  return failure(managed, transaction)
}

func causes(_ failure: CommitFailure?) -> [SwitchError.Cause] { failure?.faults.map(\.error.cause) ?? [] }

@Suite struct CommitTests {
  let managed: ManagedSwitch
  let network = Network()

  init() throws {
    managed = ManagedSwitch(device: ReferenceDevice.make())
    try managed.commit(network.transaction)
  }

  @Test func allKindsInOneTransaction() throws {
    #expect(managed.count(of: Route.self) == 24)
    #expect(Route.table(of: managed.device).usage.rows == 24)
    #expect(managed.row(VLAN.self, .default) == nil)
    #expect(managed.references(to: NextHop.self, NextHopID(2)) == 2)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }

  @Test func insertionOfWhatIsThere() {
    let failure = failure(managed) { $0.insert(network.routes[3]) }
    #expect(failure?.faults == [.init(key: Route.rowKey(network.routes[3].key), error: SwitchError(.route, .exists))])
    #expect(failure?.isDiverged == false)
  }

  @Test func updateAndRemovalOfWhatIsNot() {
    let failure = failure(managed) {
      $0.update(VirtualRouter(id: VirtualRouterID(9)))
      $0.remove(NextHop.self, NextHopID(77))
    }
    #expect(causes(failure) == [.missing, .missing])
  }

  @Test func editsOfOneKeyFold() throws {
    let before = Snapshot(managed.device)
    var route = network.routes[0]
    var transaction = Transaction()
    // There and back again, in and out, out and in: nothing.
    route.destination = .drop
    transaction.update(route)
    transaction.update(network.routes[0])
    transaction.insert(VirtualRouter(id: VirtualRouterID(5)))
    transaction.remove(VirtualRouter.self, VirtualRouterID(5))
    transaction.remove(FDBEntry.self, network.fdb[0].key)
    transaction.insert(network.fdb[0])
    transaction.put(network.neighbors[0])
    var report = try managed.commit(transaction)
    #expect(report.count == 0)
    #expect(Snapshot(managed.device) == before)

    transaction = Transaction()
    transaction.insert(VirtualRouter(id: VirtualRouterID(5)))
    transaction.remove(VirtualRouter.self, VirtualRouterID(5))
    transaction.put(VirtualRouter(id: VirtualRouterID(5), isIPv4Enabled: false))
    transaction.update(VirtualRouter(id: VirtualRouterID(5), isIPv6Enabled: false))
    report = try managed.commit(transaction)
    #expect(report.inserted == 1 && report.count == 1)
    #expect(managed.row(VirtualRouter.self, VirtualRouterID(5)) == VirtualRouter(id: VirtualRouterID(5), isIPv6Enabled: false))
  }

  @Test func secondInsertionOfOneKeyIsAFault() {
    let failure = failure(managed) {
      $0.insert(VirtualRouter(id: VirtualRouterID(5)))
      $0.insert(VirtualRouter(id: VirtualRouterID(5)))
      $0.remove(VirtualRouter.self, VirtualRouterID(5))
      $0.update(VirtualRouter(id: VirtualRouterID(5)))
    }
    #expect(causes(failure) == [.exists, .missing])
  }

  @Test func valuesOutOfRange() throws {
    let failure = failure(managed) {
      var port = network.ports[0]
      port.mtu = 20
      $0.update(port)
    }
    #expect(causes(failure) == [.invalid(try #require(Port.schema.column(named: "mtu")))])
  }

  @Test func createOnlyColumnsStay() throws {
    let failure = failure(managed) {
      $0.update(
        RouterInterface(id: RouterInterfaceID(1), virtualRouter: VirtualRouterID(1), attachment: .loopback, mac: .zero))
      var port = network.ports[1]
      port.lanes = [99]
      $0.update(port)
    }
    let schema = RouterInterface.schema
    #expect(
      causes(failure) == [
        .invalid(try #require(Port.schema.column(named: "lanes"))), .invalid(try #require(schema.column(named: "virtualRouter"))),
        .invalid(try #require(schema.column(named: "attachment")))
      ])
  }

  @Test func referencesMustResolveAfterTheTransaction() throws {
    let prefix = try #require(IPPrefix("192.0.2.0/24"))
    let failure = failure(managed) {
      $0.insert(Route(virtualRouter: VirtualRouterID(8), prefix: prefix, destination: .nextHop(NextHopID(9))))
      $0.remove(NextHopGroup.self, NextHopGroupID(2))
      $0.insert(Route(prefix: prefix, destination: .nextHopGroup(NextHopGroupID(2))))
    }
    let causes = causes(failure)
    #expect(
      causes.prefix(3) == [
        .unresolved(.virtualRouter(VirtualRouterID(8))), .unresolved(.nextHop(NextHopID(9))),
        .unresolved(.nextHopGroup(NextHopGroupID(2)))
      ])
    guard case .inUse = causes.last else {
      Issue.record("the group is in use by routes that stay")
      return
    }
  }

  @Test func removalOfWhatIsInUse() {
    let failure = failure(managed) { $0.remove(Neighbor.self, network.neighbors[2].key) }
    #expect(
      failure?.faults == [
        .init(key: .neighbor(network.neighbors[2].key), error: SwitchError(.neighbor, .inUse(by: .nextHop(NextHopID(3)))))
      ])
  }

  @Test func usersMoveAndTheUsedGoInOneTransaction() throws {
    var transaction = Transaction()
    transaction.insert(NextHop(id: NextHopID(100), neighbor: network.neighbors[3].key))
    for var route in network.routes where route.destination == .nextHop(NextHopID(4)) {
      route.destination = .nextHop(NextHopID(100))
      transaction.update(route)
    }
    transaction.remove(NextHop.self, NextHopID(4))
    let report = try managed.commit(transaction)
    #expect(report.inserted == 1 && report.updated == 3 && report.removed == 1 && report.order == .makeBeforeBreak)
    #expect(managed.references(to: NextHop.self, NextHopID(100)) == 3)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }

  @Test func everythingGoesInOneTransaction() throws {
    var transaction = Transaction()
    for row in network.ports { transaction.remove(Port.self, row.key) }
    for row in network.vlans { transaction.remove(VLAN.self, row.key) }
    for row in network.fdb { transaction.remove(FDBEntry.self, row.key) }
    for row in network.virtualRouters { transaction.remove(VirtualRouter.self, row.key) }
    for row in network.interfaces { transaction.remove(RouterInterface.self, row.key) }
    for row in network.neighbors { transaction.remove(Neighbor.self, row.key) }
    for row in network.nextHops { transaction.remove(NextHop.self, row.key) }
    for row in network.groups { transaction.remove(NextHopGroup.self, row.key) }
    for row in network.routes { transaction.remove(Route.self, row.key) }
    for row in network.aclTables { transaction.remove(ACLTable.self, row.key) }
    for row in network.aclEntries { transaction.remove(ACLEntry.self, row.key) }
    let report = try managed.commit(transaction)
    #expect(report.removed == network.transaction.count)
    #expect(Snapshot(managed.device) == Snapshot(ReferenceDevice.make()))
    #expect(Snapshot(intent: managed) == Snapshot(ReferenceDevice.make()))
  }

  @Test func allFaultsAreCollected() {
    let failure = failure(managed) {
      $0.insert(network.ports[0])
      $0.remove(VLAN.self, network.vlans[0].key)
      $0.update(NextHopGroup(id: NextHopGroupID(40), members: []))
      $0.update(Port(id: PortID(2), lanes: [2], speed: 1))
    }
    #expect(failure?.faults.count == 4)
  }

  @Test func unsupportedKindsAndColumns() throws {
    var device = ReferenceDevice.make(kinds: [.virtualRouter, .port])
    let learning = try #require(Port.schema.column(named: "isLearning"))
    device.capabilities.columns[.port]?.remove(learning)
    let managed = ManagedSwitch(device: device)
    let failure = failure(managed) {
      $0.insert(VLAN(id: .default))
      $0.insert(network.ports[0])
      $0.insert(Port(id: PortID(2), lanes: [2], speed: 1000, isLearning: false))
    }
    #expect(causes(failure) == [.unsupported(learning), .unsupported(nil)])
  }

  @Test func aclEntriesMatchWhatTheirTableAndDeviceCan() throws {
    var device = ReferenceDevice.make()
    device.capabilities.aclFields = [.ingress: [.ipProtocol, .dscp]]
    let managed = ManagedSwitch(device: device)
    var match = ACLMatch()
    match.dscp = 46
    let failure = failure(managed) {
      $0.insert(ACLTable(id: ACLTableID(1), stage: .ingress, fields: [.ipProtocol], ports: []))
      $0.insert(ACLTable(id: ACLTableID(2), stage: .ingress, fields: [.vlan, .dscp], ports: []))
      $0.insert(ACLTable(id: ACLTableID(3), stage: .egress, fields: [.dscp], ports: []))
      $0.insert(ACLEntry(table: ACLTableID(1), number: 1, priority: 1, match: match, action: .drop))
      $0.insert(ACLEntry(table: ACLTableID(2), number: 1, priority: 1, match: match, action: .drop))
    }
    #expect(
      failure?.text == """
        ACL table 2: ACLTable.fields has a value that the device does not support
        ACL table 3: ACLTable.stage has a value that the device does not support
        ACL entry 1 of table 1: ACLEntry.match is invalid
        """)
  }

  @Test func provenanceFollowsTheLastEdit() throws {
    var sources = SourceNames()
    let file = sources.number(of: "config.json")
    managed.sources = sources
    var port = network.ports[0]
    port.mtu = 9000
    var transaction = Transaction()
    transaction.update(port, from: Provenance(source: file, line: 12, column: 5))
    try managed.commit(transaction)
    #expect(managed.provenance(of: .port(PortID(1))) == Provenance(source: file, line: 12, column: 5))
    let failure = failure(managed) { $0.remove(Port.self, PortID(5), from: Provenance(source: file, line: 13)) }
    #expect(failure?.text == "config.json:13: port 5: Port is in use by VLAN 10")
  }
}
