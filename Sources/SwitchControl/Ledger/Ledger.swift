import SwitchModel

/// What is wanted of a switch: every row with its origin, and how often others refer to it.
public struct Ledger {
  let ports = LedgerTable<Port>()
  let vlans = LedgerTable<VLAN>()
  let fdb = LedgerTable<FDBEntry>()
  let virtualRouters = LedgerTable<VirtualRouter>()
  let routerInterfaces = LedgerTable<RouterInterface>()
  let neighbors = LedgerTable<Neighbor>()
  let nextHops = LedgerTable<NextHop>()
  let nextHopGroups = LedgerTable<NextHopGroup>()
  let routes = LedgerTable<Route>()
  let aclTables = LedgerTable<ACLTable>()
  let aclEntries = LedgerTable<ACLEntry>()
  let lags = LedgerTable<LAG>()
  let spanningTrees = LedgerTable<SpanningTree>()
  let trapGroups = LedgerTable<TrapGroup>()
  let traps = LedgerTable<Trap>()
  let policers = LedgerTable<Policer>()

  /// Whether the row will be there after the running commit.
  func willHold(_ key: RowKey) -> Bool {
    switch key {
    case .port(let key): ports.willHold(key)
    case .vlan(let key): vlans.willHold(key)
    case .fdbEntry(let key): fdb.willHold(key)
    case .virtualRouter(let key): virtualRouters.willHold(key)
    case .routerInterface(let key): routerInterfaces.willHold(key)
    case .neighbor(let key): neighbors.willHold(key)
    case .nextHop(let key): nextHops.willHold(key)
    case .nextHopGroup(let key): nextHopGroups.willHold(key)
    case .route(let key): routes.willHold(key)
    case .aclTable(let key): aclTables.willHold(key)
    case .aclEntry(let key): aclEntries.willHold(key)
    case .lag(let key): lags.willHold(key)
    case .spanningTree(let key): spanningTrees.willHold(key)
    case .trapGroup(let key): trapGroups.willHold(key)
    case .trap(let key): traps.willHold(key)
    case .policer(let key): policers.willHold(key)
    }
  }

  /// Counts references to a row that is there.
  func refer(to key: RowKey, _ difference: Int32) {
    switch key {
    case .port(let key): ports.store.refer(to: key, difference)
    case .vlan(let key): vlans.store.refer(to: key, difference)
    case .fdbEntry(let key): fdb.store.refer(to: key, difference)
    case .virtualRouter(let key): virtualRouters.store.refer(to: key, difference)
    case .routerInterface(let key): routerInterfaces.store.refer(to: key, difference)
    case .neighbor(let key): neighbors.store.refer(to: key, difference)
    case .nextHop(let key): nextHops.store.refer(to: key, difference)
    case .nextHopGroup(let key): nextHopGroups.store.refer(to: key, difference)
    case .route(let key): routes.store.refer(to: key, difference)
    case .aclTable(let key): aclTables.store.refer(to: key, difference)
    case .aclEntry(let key): aclEntries.store.refer(to: key, difference)
    case .lag(let key): lags.store.refer(to: key, difference)
    case .spanningTree(let key): spanningTrees.store.refer(to: key, difference)
    case .trapGroup(let key): trapGroups.store.refer(to: key, difference)
    case .trap(let key): traps.store.refer(to: key, difference)
    case .policer(let key): policers.store.refer(to: key, difference)
    }
  }

  /// Counts references to a row that the running commit removes; others are not of interest.
  func referToRemoved(_ key: RowKey, _ difference: Int32) {
    switch key {
    case .port(let key): ports.pending.refer(toRemoved: key, seed: ports.store.seed, difference)
    case .vlan(let key): vlans.pending.refer(toRemoved: key, seed: vlans.store.seed, difference)
    case .fdbEntry(let key): fdb.pending.refer(toRemoved: key, seed: fdb.store.seed, difference)
    case .virtualRouter(let key): virtualRouters.pending.refer(toRemoved: key, seed: virtualRouters.store.seed, difference)
    case .routerInterface(let key): routerInterfaces.pending.refer(toRemoved: key, seed: routerInterfaces.store.seed, difference)
    case .neighbor(let key): neighbors.pending.refer(toRemoved: key, seed: neighbors.store.seed, difference)
    case .nextHop(let key): nextHops.pending.refer(toRemoved: key, seed: nextHops.store.seed, difference)
    case .nextHopGroup(let key): nextHopGroups.pending.refer(toRemoved: key, seed: nextHopGroups.store.seed, difference)
    case .route(let key): routes.pending.refer(toRemoved: key, seed: routes.store.seed, difference)
    case .aclTable(let key): aclTables.pending.refer(toRemoved: key, seed: aclTables.store.seed, difference)
    case .aclEntry(let key): aclEntries.pending.refer(toRemoved: key, seed: aclEntries.store.seed, difference)
    case .lag(let key): lags.pending.refer(toRemoved: key, seed: lags.store.seed, difference)
    case .spanningTree(let key): spanningTrees.pending.refer(toRemoved: key, seed: spanningTrees.store.seed, difference)
    case .trapGroup(let key): trapGroups.pending.refer(toRemoved: key, seed: trapGroups.store.seed, difference)
    case .trap(let key): traps.pending.refer(toRemoved: key, seed: traps.store.seed, difference)
    case .policer(let key): policers.pending.refer(toRemoved: key, seed: policers.store.seed, difference)
    }
  }

  /// Where the wanted row came from; `nil` when there is none.
  func provenance(of key: RowKey) -> Provenance? {
    func find<R: EditableRow>(_ key: R.Key, in table: LedgerTable<R>) -> Provenance? {
      table.store.position(of: key).map { table.store.entries[$0].provenance }
    }
    return switch key {
    case .port(let key): find(key, in: ports)
    case .vlan(let key): find(key, in: vlans)
    case .fdbEntry(let key): find(key, in: fdb)
    case .virtualRouter(let key): find(key, in: virtualRouters)
    case .routerInterface(let key): find(key, in: routerInterfaces)
    case .neighbor(let key): find(key, in: neighbors)
    case .nextHop(let key): find(key, in: nextHops)
    case .nextHopGroup(let key): find(key, in: nextHopGroups)
    case .route(let key): find(key, in: routes)
    case .aclTable(let key): find(key, in: aclTables)
    case .aclEntry(let key): find(key, in: aclEntries)
    case .lag(let key): find(key, in: lags)
    case .spanningTree(let key): find(key, in: spanningTrees)
    case .trapGroup(let key): find(key, in: trapGroups)
    case .trap(let key): find(key, in: traps)
    case .policer(let key): find(key, in: policers)
    }
  }
}
