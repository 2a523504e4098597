import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

extension Network {
  /// Inserts, updates and removes rows of every kind of a switch that holds this network.
  func mixedTransaction() -> Transaction {
    var transaction = Transaction()
    for number: UInt16 in 9...14 { transaction.insert(Port(id: PortID(number), lanes: [number], speed: 25_000)) }
    for var port in ports {
      port.mtu = 9000
      transaction.update(port)
    }
    for vlan in vlans {
      transaction.update(vlan.with(members: vlan.members + [.init(port: PortID(9), isTagged: true)]))
      transaction.insert(FDBEntry(vlan: vlan.id, mac: MACAddress(bits: 0x0c_0000), port: PortID(9)))
    }
    for var entry in fdb.dropFirst(2) {
      entry.port = PortID(10)
      transaction.update(entry)
    }
    for entry in fdb.prefix(2) { transaction.remove(FDBEntry.self, entry.key) }
    transaction.insert(VLAN(id: .default, members: [.init(port: PortID(11), isTagged: false)]))
    transaction.insert(VirtualRouter(id: VirtualRouterID(2)))
    transaction.update(VirtualRouter(id: VirtualRouterID(1)))
    transaction.insert(
      RouterInterface(id: RouterInterfaceID(9), virtualRouter: VirtualRouterID(2), attachment: .vlan(.default), mac: .broadcast))
    var interface = interfaces[1]
    interface.mtu = 1280
    transaction.update(interface)
    let address = IPAddress(v6: 0x2001_0db8_0000_0000, 1)
    transaction.insert(Neighbor(interface: RouterInterfaceID(9), address: address, mac: .zero))
    transaction.insert(NextHop(id: NextHopID(9), neighbor: .init(interface: RouterInterfaceID(9), address: address)))
    // Next hop 4 and all below it go; their users move to next hop 9.
    for var route in routes {
      if route.destination == .nextHop(NextHopID(4)) {
        route.destination = .nextHop(NextHopID(9))
        transaction.update(route)
      } else if route.destination == .drop {
        transaction.remove(Route.self, route.key)
      }
    }
    transaction.remove(NextHop.self, NextHopID(4))
    transaction.remove(Neighbor.self, neighbors[3].key)
    transaction.remove(RouterInterface.self, interfaces[3].key)
    transaction.insert(NextHopGroup(id: NextHopGroupID(3), members: [.init(nextHop: NextHopID(9))]))
    transaction.update(NextHopGroup(id: NextHopGroupID(1), members: [.init(nextHop: NextHopID(9)), .init(nextHop: NextHopID(2))]))
    for number: UInt32 in 0..<12 {
      guard let prefix = IPPrefix(IPAddress(v6: 0x2001_0db8_0000_0000 | UInt64(number), 0), length: 64) else { continue }
      transaction.insert(Route(virtualRouter: VirtualRouterID(2), prefix: prefix, destination: .nextHopGroup(NextHopGroupID(3))))
    }
    transaction.insert(ACLTable(id: ACLTableID(3), stage: .ingress, fields: .vlan, ports: [PortID(12)]))
    transaction.update(ACLTable(id: ACLTableID(1), stage: .ingress, fields: [.etherType, .ipProtocol], ports: [PortID(13)]))
    transaction.remove(ACLTable.self, ACLTableID(2))
    transaction.insert(ACLEntry(table: ACLTableID(3), number: 1, priority: 1, match: ACLMatch(), action: .redirectToPort(PortID(14))))
    var entry = aclEntries[1]
    entry.action = .redirectToNextHop(NextHopID(9))
    transaction.update(entry)
    transaction.remove(ACLEntry.self, aclEntries[2].key)
    return transaction
  }
}

@Suite struct RollbackTests {
  let plan = FaultPlan()
  let managed: ManagedSwitch
  let network = Network()

  init() throws {
    managed = ManagedSwitch(device: ReferenceDevice.make().faulty(plan))
    try managed.commit(network.transaction)
  }

  private func references(_ managed: ManagedSwitch) -> [Int?] {
    (0..<10).map { managed.references(to: NextHop.self, NextHopID($0)) }
      + (0..<15).map { managed.references(to: Port.self, PortID($0)) }
  }

  @Test func everyPositionLeavesAllAsBefore() throws {
    let before = Snapshot(managed.device)
    let countsBefore = references(managed)
    #expect(before == Snapshot(intent: managed))
    let transaction = network.mixedTransaction()
    #expect(transaction.count >= 50)
    var position: UInt64 = 0
    while true {
      plan.arm(failing: position)
      do throws(CommitFailure) {
        try managed.commit(transaction)
        break
      } catch {
        #expect(causes(error) == [.injected(position)])
        #expect(!error.isDiverged && !managed.isDiverged)
      }
      let device = Snapshot(managed.device)
      let intent = Snapshot(intent: managed)
      try #require(device == before, "device, change \(position)")
      try #require(intent == before, "intent, change \(position)")
      #expect(references(managed) == countsBefore)
      position += 1
    }
    #expect(position == UInt64(transaction.count))
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
    #expect(Snapshot(managed.device) != before)
  }

  @Test func everyPositionOfTheFirstCommit() throws {
    let transaction = network.transaction
    for position in 0..<UInt64(transaction.count) {
      let plan = FaultPlan()
      let managed = ManagedSwitch(device: ReferenceDevice.make().faulty(plan))
      plan.arm(failing: position)
      #expect(throws: CommitFailure.self) { try managed.commit(transaction) }
      try #require(Snapshot(managed.device) == Snapshot())
      try #require(Snapshot(intent: managed) == Snapshot())
      plan.arm(.none)
      try managed.commit(transaction)
    }
  }

  @Test func aFailedUndoDivergesUntilReconciled() throws {
    let before = Snapshot(managed.device)
    let transaction = network.mixedTransaction()
    // The change fails, and so does some change of the undo.
    for position in stride(from: UInt64(3), to: UInt64(transaction.count), by: 5) {
      plan.arm(.numbers(position..<(position + 40)))
      let failure = #expect(throws: CommitFailure.self) { try managed.commit(transaction) }
      try #require(failure?.isDiverged == true)
      #expect(failure?.text.hasPrefix("device and intent have diverged: reconcile before the next commit\n") == true)
      #expect(managed.isDiverged)
      #expect(Snapshot(managed.device) != before)
      #expect(Snapshot(intent: managed) == before)

      plan.arm(.none)
      let refused = #expect(throws: CommitFailure.self) { try managed.commit(transaction) }
      #expect(refused?.isDiverged == true && refused?.faults.isEmpty == true)
      #expect(plan.changes == 0, "a refused commit does not reach the device")

      plan.arm(.numbers(0..<1000))
      #expect(throws: CommitFailure.self) { try managed.reconcile() }
      #expect(managed.isDiverged)
      plan.arm(.none)
      try managed.reconcile()
      #expect(!managed.isDiverged)
      #expect(Snapshot(managed.device) == before)
    }
    try managed.commit(transaction)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }
}

/// A driver that has lost count: it fails changes that it was not told.
private final class Confused: VirtualRouterTable {
  let failures: [Failure]

  init(_ indices: [Int], _ cause: SwitchError.Cause) {
    failures = indices.map { Failure(index: $0, error: SwitchError(.virtualRouter, cause)) }
  }

  func apply(_ changes: Span<Change<VirtualRouter>>) -> [Failure] { failures }
  func row(at key: VirtualRouterID) -> VirtualRouter? { nil }
  func forEachRow(_ body: (VirtualRouter) -> Void) {}
  var usage: Usage { Usage(rows: 0) }
}

@Suite struct ConfusedDriverTests {
  @Test(arguments: [([-1], SwitchError.Cause.busy), ([1], .busy), ([.max], .busy), ([0, 0], .busy), ([0], .diverged)])
  func divergesAndDoesNotTrap(indices: [Int], cause: SwitchError.Cause) throws {
    var device = SwitchDevice()
    device.virtualRouters = Confused(indices, cause)
    device.capabilities.columns[.virtualRouter] = [ColumnID(0), ColumnID(1), ColumnID(2)]
    let managed = ManagedSwitch(device: device)
    let failure = failure(managed) { $0.insert(VirtualRouter(id: VirtualRouterID(1))) }
    #expect(failure?.isDiverged == true && managed.isDiverged)
    #expect(managed.count(of: VirtualRouter.self) == 0)
    // The device holds nothing and nothing is wanted: a look at it settles that.
    try managed.reconcile()
    #expect(!managed.isDiverged)
  }
}
