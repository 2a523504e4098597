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

  var count: Int {
    ports.count + vlans.count + fdb.count + virtualRouters.count + routerInterfaces.count + neighbors.count + nextHops.count
      + nextHopGroups.count + routes.count + aclTables.count + aclEntries.count
  }
}

extension Port: EditableRow {
  public static func append(_ edit: Edit<Port>, to transaction: inout Transaction) { transaction.lists.ports.append(edit) }
}
extension VLAN: EditableRow {
  public static func append(_ edit: Edit<VLAN>, to transaction: inout Transaction) { transaction.lists.vlans.append(edit) }
}
extension FDBEntry: EditableRow {
  public static func append(_ edit: Edit<FDBEntry>, to transaction: inout Transaction) { transaction.lists.fdb.append(edit) }
}
extension VirtualRouter: EditableRow {
  public static func append(_ edit: Edit<VirtualRouter>, to transaction: inout Transaction) { transaction.lists.virtualRouters.append(edit) }
}
extension RouterInterface: EditableRow {
  public static func append(_ edit: Edit<RouterInterface>, to transaction: inout Transaction) {
    transaction.lists.routerInterfaces.append(edit)
  }
}
extension Neighbor: EditableRow {
  public static func append(_ edit: Edit<Neighbor>, to transaction: inout Transaction) { transaction.lists.neighbors.append(edit) }
}
extension NextHop: EditableRow {
  public static func append(_ edit: Edit<NextHop>, to transaction: inout Transaction) { transaction.lists.nextHops.append(edit) }
}
extension NextHopGroup: EditableRow {
  public static func append(_ edit: Edit<NextHopGroup>, to transaction: inout Transaction) { transaction.lists.nextHopGroups.append(edit) }
}
extension Route: EditableRow {
  public static func append(_ edit: Edit<Route>, to transaction: inout Transaction) { transaction.lists.routes.append(edit) }
}
extension ACLTable: EditableRow {
  public static func append(_ edit: Edit<ACLTable>, to transaction: inout Transaction) { transaction.lists.aclTables.append(edit) }
}
extension ACLEntry: EditableRow {
  public static func append(_ edit: Edit<ACLEntry>, to transaction: inout Transaction) { transaction.lists.aclEntries.append(edit) }
}
