public import SwitchModel

/// A table round any table, some of whose changes fail with `.injected` and are not passed on.
public struct Faulty<Entry: DeviceRow>: Table {
  /// The table that gets the changes that do not fail.
  public private(set) var inner: any Table<Entry>
  private let plan: FaultPlan

  /// The plan's numbers count over all tables that share it.
  public init(_ inner: any Table<Entry>, _ plan: FaultPlan) {
    self.inner = inner
    self.plan = plan
  }

  public mutating func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    var injected: [Failure] = []
    for index in changes.indices {
      if let number = plan.next() { injected.append(Failure(index: index, error: SwitchError(Entry.kind, .injected(number)))) }
    }
    if injected.isEmpty { return inner.apply(changes) }

    var passed: [Change<Entry>] = []
    var positions: [Int] = []
    var next = injected.makeIterator()
    var fault = next.next()
    for index in changes.indices {
      if fault?.index == index {
        fault = next.next()
      } else {
        passed.append(changes[index])
        positions.append(index)
      }
    }
    for failure in inner.apply(passed.span) where positions.indices.contains(failure.index) {
      injected.append(Failure(index: positions[failure.index], error: failure.error))
    }
    return injected.sorted { $0.index < $1.index }
  }

  public func row(at key: Entry.Key) -> Entry? { inner.row(at: key) }
  public func forEachRow(_ body: (Entry) -> Void) { inner.forEachRow(body) }
  public var usage: Usage { inner.usage }
}

extension SwitchDevice {
  /// This device with a `Faulty` round every table; all share the plan, so that its numbers count over all tables.
  public func faulty(_ plan: FaultPlan) -> SwitchDevice {
    var device = self
    device.ports = Faulty(Port.table(of: self), plan)
    device.vlans = Faulty(VLAN.table(of: self), plan)
    device.fdb = Faulty(FDBEntry.table(of: self), plan)
    device.virtualRouters = Faulty(VirtualRouter.table(of: self), plan)
    device.routerInterfaces = Faulty(RouterInterface.table(of: self), plan)
    device.neighbors = Faulty(Neighbor.table(of: self), plan)
    device.nextHops = Faulty(NextHop.table(of: self), plan)
    device.nextHopGroups = Faulty(NextHopGroup.table(of: self), plan)
    device.routes = Faulty(Route.table(of: self), plan)
    device.aclTables = Faulty(ACLTable.table(of: self), plan)
    device.aclEntries = Faulty(ACLEntry.table(of: self), plan)
    device.lags = Faulty(LAG.table(of: self), plan)
    device.spanningTrees = Faulty(SpanningTree.table(of: self), plan)
    device.trapGroups = Faulty(TrapGroup.table(of: self), plan)
    device.traps = Faulty(Trap.table(of: self), plan)
    device.policers = Faulty(Policer.table(of: self), plan)
    return device
  }
}

extension Faulty: PortTable where Entry == Port {}
extension Faulty: VLANTable where Entry == VLAN {}
extension Faulty: FDBTable where Entry == FDBEntry {}
extension Faulty: VirtualRouterTable where Entry == VirtualRouter {}
extension Faulty: RouterInterfaceTable where Entry == RouterInterface {}
extension Faulty: NeighborTable where Entry == Neighbor {}
extension Faulty: NextHopTable where Entry == NextHop {}
extension Faulty: NextHopGroupTable where Entry == NextHopGroup {}
extension Faulty: RouteTable where Entry == Route {}
extension Faulty: ACLTableTable where Entry == ACLTable {}
extension Faulty: ACLEntryTable where Entry == ACLEntry {}
extension Faulty: LAGTable where Entry == LAG {}
extension Faulty: SpanningTreeTable where Entry == SpanningTree {}
extension Faulty: TrapGroupTable where Entry == TrapGroup {}
extension Faulty: TrapTable where Entry == Trap {}
extension Faulty: PolicerTable where Entry == Policer {}
