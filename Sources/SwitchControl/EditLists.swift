public import SwitchHAL
public import SwitchModel

/// The edits of a transaction by kind: concrete arrays, so that a list of a million routes is just that.
struct EditLists: Sendable {
  var ports: [Edit<Port>] = []
  var vlans: [Edit<VLAN>] = []
  var fdb: [Edit<FDBEntry>] = []
  var virtualRouters: [Edit<VirtualRouter>] = []
  var routerInterfaces: [Edit<RouterInterface>] = []
  var neighbors: [Edit<Neighbor>] = []
  var nextHops: [Edit<NextHop>] = []
  var nextHopGroups: [Edit<NextHopGroup>] = []
  var routes: [Edit<Route>] = []
  var aclTables: [Edit<ACLTable>] = []
  var aclEntries: [Edit<ACLEntry>] = []
  var lags: [Edit<LAG>] = []
  var spanningTrees: [Edit<SpanningTree>] = []
  var trapGroups: [Edit<TrapGroup>] = []
  var traps: [Edit<Trap>] = []
  var policers: [Edit<Policer>] = []

  var count: Int {
    ports.count + vlans.count + fdb.count + virtualRouters.count + routerInterfaces.count + neighbors.count + nextHops.count
      + nextHopGroups.count + routes.count + aclTables.count + aclEntries.count + lags.count + spanningTrees.count
      + trapGroups.count + traps.count + policers.count
  }
}

extension Port: EditableRow {
  public static func append(_ edit: Edit<Port>, to transaction: inout Transaction) { transaction.lists.ports.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.ports.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<Port>] { transaction.lists.ports }
  public static func table(of ledger: Ledger) -> LedgerTable<Port> { ledger.ports }
}
extension VLAN: EditableRow {
  public static func append(_ edit: Edit<VLAN>, to transaction: inout Transaction) { transaction.lists.vlans.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.vlans.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<VLAN>] { transaction.lists.vlans }
  public static func table(of ledger: Ledger) -> LedgerTable<VLAN> { ledger.vlans }
}
extension FDBEntry: EditableRow {
  public static func append(_ edit: Edit<FDBEntry>, to transaction: inout Transaction) { transaction.lists.fdb.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.fdb.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<FDBEntry>] { transaction.lists.fdb }
  public static func table(of ledger: Ledger) -> LedgerTable<FDBEntry> { ledger.fdb }
  public static var isChangedByDevice: Bool { true }
  public var isDevicesOwn: Bool { !isStatic }
}
extension VirtualRouter: EditableRow {
  public static func append(_ edit: Edit<VirtualRouter>, to transaction: inout Transaction) {
    transaction.lists.virtualRouters.append(edit)
  }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.virtualRouters.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<VirtualRouter>] { transaction.lists.virtualRouters }
  public static func table(of ledger: Ledger) -> LedgerTable<VirtualRouter> { ledger.virtualRouters }
}
extension RouterInterface: EditableRow {
  public static func append(_ edit: Edit<RouterInterface>, to transaction: inout Transaction) {
    transaction.lists.routerInterfaces.append(edit)
  }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.routerInterfaces.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<RouterInterface>] { transaction.lists.routerInterfaces }
  public static func table(of ledger: Ledger) -> LedgerTable<RouterInterface> { ledger.routerInterfaces }
}
extension Neighbor: EditableRow {
  public static func append(_ edit: Edit<Neighbor>, to transaction: inout Transaction) { transaction.lists.neighbors.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.neighbors.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<Neighbor>] { transaction.lists.neighbors }
  public static func table(of ledger: Ledger) -> LedgerTable<Neighbor> { ledger.neighbors }
}
extension NextHop: EditableRow {
  public static func append(_ edit: Edit<NextHop>, to transaction: inout Transaction) { transaction.lists.nextHops.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.nextHops.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<NextHop>] { transaction.lists.nextHops }
  public static func table(of ledger: Ledger) -> LedgerTable<NextHop> { ledger.nextHops }
}
extension NextHopGroup: EditableRow {
  public static func append(_ edit: Edit<NextHopGroup>, to transaction: inout Transaction) { transaction.lists.nextHopGroups.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.nextHopGroups.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<NextHopGroup>] { transaction.lists.nextHopGroups }
  public static func table(of ledger: Ledger) -> LedgerTable<NextHopGroup> { ledger.nextHopGroups }
}
extension Route: EditableRow {
  public static func append(_ edit: Edit<Route>, to transaction: inout Transaction) { transaction.lists.routes.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.routes.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<Route>] { transaction.lists.routes }
  public static func table(of ledger: Ledger) -> LedgerTable<Route> { ledger.routes }
}
extension ACLTable: EditableRow {
  public static func append(_ edit: Edit<ACLTable>, to transaction: inout Transaction) { transaction.lists.aclTables.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.aclTables.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<ACLTable>] { transaction.lists.aclTables }
  public static func table(of ledger: Ledger) -> LedgerTable<ACLTable> { ledger.aclTables }
}
extension ACLEntry: EditableRow {
  public static func append(_ edit: Edit<ACLEntry>, to transaction: inout Transaction) { transaction.lists.aclEntries.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.aclEntries.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<ACLEntry>] { transaction.lists.aclEntries }
  public static func table(of ledger: Ledger) -> LedgerTable<ACLEntry> { ledger.aclEntries }
}

extension LAG: EditableRow {
  public static func append(_ edit: Edit<LAG>, to transaction: inout Transaction) { transaction.lists.lags.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.lags.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<LAG>] { transaction.lists.lags }
  public static func table(of ledger: Ledger) -> LedgerTable<LAG> { ledger.lags }
}

extension SpanningTree: EditableRow {
  public static func append(_ edit: Edit<SpanningTree>, to transaction: inout Transaction) { transaction.lists.spanningTrees.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.spanningTrees.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<SpanningTree>] { transaction.lists.spanningTrees }
  public static func table(of ledger: Ledger) -> LedgerTable<SpanningTree> { ledger.spanningTrees }
}

extension TrapGroup: EditableRow {
  public static func append(_ edit: Edit<TrapGroup>, to transaction: inout Transaction) { transaction.lists.trapGroups.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.trapGroups.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<TrapGroup>] { transaction.lists.trapGroups }
  public static func table(of ledger: Ledger) -> LedgerTable<TrapGroup> { ledger.trapGroups }
}

extension Trap: EditableRow {
  public static func append(_ edit: Edit<Trap>, to transaction: inout Transaction) { transaction.lists.traps.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.traps.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<Trap>] { transaction.lists.traps }
  public static func table(of ledger: Ledger) -> LedgerTable<Trap> { ledger.traps }
}

extension Policer: EditableRow {
  public static func append(_ edit: Edit<Policer>, to transaction: inout Transaction) { transaction.lists.policers.append(edit) }
  public static func reserve(_ count: Int, in transaction: inout Transaction) { transaction.lists.policers.reserveCapacity(count) }
  public static func edits(of transaction: Transaction) -> [Edit<Policer>] { transaction.lists.policers }
  public static func table(of ledger: Ledger) -> LedgerTable<Policer> { ledger.policers }
}
