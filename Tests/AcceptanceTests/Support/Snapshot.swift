import SwitchControl
import SwitchHAL
import SwitchModel

/// All rows of all kinds, of a device or of an intent, to be compared.
struct Snapshot: Equatable {
  var ports: Set<Port> = []
  var vlans: Set<VLAN> = []
  var fdb: Set<FDBEntry> = []
  var virtualRouters: Set<VirtualRouter> = []
  var routerInterfaces: Set<RouterInterface> = []
  var neighbors: Set<Neighbor> = []
  var nextHops: Set<NextHop> = []
  var nextHopGroups: Set<NextHopGroup> = []
  var routes: Set<Route> = []
  var aclTables: Set<ACLTable> = []
  var aclEntries: Set<ACLEntry> = []
  var lags: Set<LAG> = []
  var spanningTrees: Set<SpanningTree> = []
  var trapGroups: Set<TrapGroup> = []
  var traps: Set<Trap> = []
  var policers: Set<Policer> = []

  init(_ device: SwitchDevice) {
    func rows<R: DeviceRow>(_ type: R.Type) -> Set<R> {
      var rows: Set<R> = []
      R.table(of: device).forEachRow { rows.insert($0) }
      return rows
    }
    ports = rows(Port.self)
    vlans = rows(VLAN.self)
    fdb = rows(FDBEntry.self)
    virtualRouters = rows(VirtualRouter.self)
    routerInterfaces = rows(RouterInterface.self)
    neighbors = rows(Neighbor.self)
    nextHops = rows(NextHop.self)
    nextHopGroups = rows(NextHopGroup.self)
    routes = rows(Route.self)
    aclTables = rows(ACLTable.self)
    aclEntries = rows(ACLEntry.self)
    lags = rows(LAG.self)
    spanningTrees = rows(SpanningTree.self)
    trapGroups = rows(TrapGroup.self)
    traps = rows(Trap.self)
    policers = rows(Policer.self)
  }

  init(intentOf control: ManagedSwitch) {
    func rows<R: EditableRow>(_ type: R.Type) -> Set<R> {
      var rows: Set<R> = []
      control.forEach(type) { rows.insert($0) }
      return rows
    }
    ports = rows(Port.self)
    vlans = rows(VLAN.self)
    fdb = rows(FDBEntry.self)
    virtualRouters = rows(VirtualRouter.self)
    routerInterfaces = rows(RouterInterface.self)
    neighbors = rows(Neighbor.self)
    nextHops = rows(NextHop.self)
    nextHopGroups = rows(NextHopGroup.self)
    routes = rows(Route.self)
    aclTables = rows(ACLTable.self)
    aclEntries = rows(ACLEntry.self)
    lags = rows(LAG.self)
    spanningTrees = rows(SpanningTree.self)
    trapGroups = rows(TrapGroup.self)
    traps = rows(Trap.self)
    policers = rows(Policer.self)
  }

  var count: Int {
    ports.count + vlans.count + fdb.count + virtualRouters.count + routerInterfaces.count + neighbors.count + nextHops.count
      + nextHopGroups.count + routes.count + aclTables.count + aclEntries.count + lags.count + spanningTrees.count
      + trapGroups.count + traps.count + policers.count
  }

  /// What only one of the two has, as a person reads it.
  func differences(from other: Snapshot) -> [String] {
    func compare<R: Row>(_ mine: Set<R>, _ others: Set<R>) -> [String] {
      mine.subtracting(others).prefix(5).map { "only before: \(R.rowKey($0.key))" }
        + others.subtracting(mine).prefix(5).map { "only after: \(R.rowKey($0.key))" }
    }
    return compare(ports, other.ports) + compare(vlans, other.vlans) + compare(fdb, other.fdb)
      + compare(virtualRouters, other.virtualRouters) + compare(routerInterfaces, other.routerInterfaces)
      + compare(neighbors, other.neighbors) + compare(nextHops, other.nextHops) + compare(nextHopGroups, other.nextHopGroups)
      + compare(routes, other.routes) + compare(aclTables, other.aclTables) + compare(aclEntries, other.aclEntries)
      + compare(lags, other.lags) + compare(spanningTrees, other.spanningTrees) + compare(trapGroups, other.trapGroups)
      + compare(traps, other.traps) + compare(policers, other.policers)
  }
}
