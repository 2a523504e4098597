import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

@Suite struct ReconcileTests {
  @Test func warmRestartTouchesOnlyWhatDiffers() throws {
    let network = Network()
    let device = ReferenceDevice.make()
    try ManagedSwitch(device: device).commit(network.transaction)

    let recording = Recording()
    let managed = ManagedSwitch(device: device.recorded(into: recording))
    var wanted = network.transaction
    var changed = network.routes[0]
    changed.destination = .drop
    wanted.update(changed)
    wanted.remove(FDBEntry.self, network.fdb[3].key)
    wanted.insert(VirtualRouter(id: VirtualRouterID(7)))
    try managed.assume(wanted)
    #expect(managed.isDiverged)
    #expect(recording.batches.isEmpty)
    let report = try managed.reconcile()
    #expect(report.inserted == 1 && report.updated == 1 && report.removed == 1)
    #expect(
      recording.text == """
        + virtual router 7
        ~ route 20.0.0.0/24 destination=next hop 1>drop
        - FDB entry 00:00:00:0a:00:04 in VLAN 40

        """)
    #expect(!managed.isDiverged)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }

  @Test func assumptionsAreChecked() {
    let managed = ManagedSwitch(device: ReferenceDevice.make())
    var transaction = Transaction()
    transaction.insert(NextHopGroup(id: NextHopGroupID(1), members: [.init(nextHop: NextHopID(1))]))
    let failure = #expect(throws: CommitFailure.self) { try managed.assume(transaction) }
    #expect(causes(failure) == [.unresolved(.nextHop(NextHopID(1)))])
    #expect(!managed.isDiverged && managed.count(of: NextHopGroup.self) == 0)
  }

  @Test func rowsThatCannotBeUpdatedAreReplacedWithTheirUsers() throws {
    let network = Network()
    let device = ReferenceDevice.make()
    try ManagedSwitch(device: device).commit(network.transaction)
    var other = network
    other.interfaces[0] = RouterInterface(
      id: RouterInterfaceID(1), virtualRouter: VirtualRouterID(1), attachment: .port(PortID(8)), mac: .broadcast)
    let managed = ManagedSwitch(device: device)
    try managed.assume(other.transaction)
    let report = try managed.reconcile()
    // The interface, its neighbor, the next hop, the group of it, and the routes to either.
    #expect(report.removed == report.inserted && report.removed == 4 + 8)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }

  @Test func unwantedRowsGiveWayToWantedOnes() throws {
    var device = ReferenceDevice.make(capacities: [.virtualRouter: 2])
    try device.virtualRouters.insert(VirtualRouter(id: VirtualRouterID(8)))
    try device.virtualRouters.insert(VirtualRouter(id: VirtualRouterID(9)))
    let managed = ManagedSwitch(device: device)
    var transaction = Transaction()
    transaction.insert(VirtualRouter(id: VirtualRouterID(1)))
    transaction.insert(VirtualRouter(id: VirtualRouterID(2)))
    try managed.assume(transaction)
    try managed.reconcile()
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
  }

  @Test func learnedEntriesStayAndGiveWay() throws {
    let network = Network()
    let managed = ManagedSwitch(device: ReferenceDevice.make())
    try managed.commit(network.transaction)
    // The device learns two addresses, and forgets a dynamic entry that was wanted.
    let vlan = network.vlans[0].id
    let learned = FDBEntry(vlan: vlan, mac: MACAddress(bits: 1), port: PortID(1), isStatic: false)
    let contested = FDBEntry(vlan: vlan, mac: MACAddress(bits: 2), port: PortID(1), isStatic: false)
    let aged = FDBEntry(vlan: vlan, mac: MACAddress(bits: 3), port: PortID(1), isStatic: false)
    var transaction = Transaction()
    transaction.insert(aged)
    try managed.commit(transaction)
    var device = managed.device
    try device.fdb.insert(learned)
    try device.fdb.insert(contested)
    try device.fdb.remove(aged.key)

    try managed.reconcile()
    #expect(managed.device.fdb.row(at: learned.key) == learned)
    #expect(managed.device.fdb.row(at: aged.key) == aged)

    // A static entry where the device has learned another port is no surprise; nor is the removal of one that aged out.
    try device.fdb.remove(aged.key)
    transaction = Transaction()
    let fixed = FDBEntry(vlan: vlan, mac: MACAddress(bits: 2), port: PortID(5))
    transaction.insert(fixed)
    transaction.remove(FDBEntry.self, aged.key)
    try managed.commit(transaction)
    #expect(managed.device.fdb.row(at: contested.key) == fixed)
    #expect(managed.row(FDBEntry.self, aged.key) == nil)
  }
}
