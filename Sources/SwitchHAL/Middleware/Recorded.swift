public import SwitchModel

/// A table round any table that records what it is told and what becomes of it.
public struct Recorded<Entry: DeviceRow>: Table {
  /// The table that gets every change.
  public private(set) var inner: any Table<Entry>
  private let recording: Recording

  /// The recording's order is over all tables that share it.
  public init(_ inner: any Table<Entry>, _ recording: Recording) {
    self.inner = inner
    self.recording = recording
  }

  public mutating func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    let failures = inner.apply(changes)
    recording.append(RecordedBatch(changes: changes.indices.map { changes[$0] }, failures: failures))
    return failures
  }

  public func row(at key: Entry.Key) -> Entry? { inner.row(at: key) }
  public func forEachRow(_ body: (Entry) -> Void) { inner.forEachRow(body) }
  public var usage: Usage { inner.usage }
}

extension SwitchDevice {
  /// This device with a `Recorded` round every table; all write into one recording.
  public func recorded(into recording: Recording) -> SwitchDevice {
    var device = self
    device.ports = Recorded(Port.table(of: self), recording)
    device.vlans = Recorded(VLAN.table(of: self), recording)
    device.fdb = Recorded(FDBEntry.table(of: self), recording)
    device.virtualRouters = Recorded(VirtualRouter.table(of: self), recording)
    device.routerInterfaces = Recorded(RouterInterface.table(of: self), recording)
    device.neighbors = Recorded(Neighbor.table(of: self), recording)
    device.nextHops = Recorded(NextHop.table(of: self), recording)
    device.nextHopGroups = Recorded(NextHopGroup.table(of: self), recording)
    device.routes = Recorded(Route.table(of: self), recording)
    device.aclTables = Recorded(ACLTable.table(of: self), recording)
    device.aclEntries = Recorded(ACLEntry.table(of: self), recording)
    device.lags = Recorded(LAG.table(of: self), recording)
    device.spanningTrees = Recorded(SpanningTree.table(of: self), recording)
    device.trapGroups = Recorded(TrapGroup.table(of: self), recording)
    device.traps = Recorded(Trap.table(of: self), recording)
    device.policers = Recorded(Policer.table(of: self), recording)
    return device
  }
}

extension Recorded: PortTable where Entry == Port {}
extension Recorded: VLANTable where Entry == VLAN {}
extension Recorded: FDBTable where Entry == FDBEntry {}
extension Recorded: VirtualRouterTable where Entry == VirtualRouter {}
extension Recorded: RouterInterfaceTable where Entry == RouterInterface {}
extension Recorded: NeighborTable where Entry == Neighbor {}
extension Recorded: NextHopTable where Entry == NextHop {}
extension Recorded: NextHopGroupTable where Entry == NextHopGroup {}
extension Recorded: RouteTable where Entry == Route {}
extension Recorded: ACLTableTable where Entry == ACLTable {}
extension Recorded: ACLEntryTable where Entry == ACLEntry {}
extension Recorded: LAGTable where Entry == LAG {}
extension Recorded: SpanningTreeTable where Entry == SpanningTree {}
extension Recorded: TrapGroupTable where Entry == TrapGroup {}
extension Recorded: TrapTable where Entry == Trap {}
extension Recorded: PolicerTable where Entry == Policer {}
