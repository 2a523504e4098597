import CSAI
import SwitchHAL
import SwitchModel

/// Fills a device with the tables that a library has the functions for.
struct SAIDeviceBuilder {
  private let context: SAIContext
  private let users = Users()
  private var library: SAILibrary { context.library }

  /// CSAI_FLAG_READ_ONLY.
  private static let readOnly = 8

  /// What each table answers when asked who refers to a row.
  private final class Users { var find: [(RowKey) -> RowKey?] = [] }

  init(_ context: SAIContext) { self.context = context }

  func fill(_ device: inout SwitchDevice) throws(SAIFault) {
    var capabilities = Capabilities()
    try fillBridging(&device, &capabilities)
    fillRouting(&device, &capabilities)
    fillACLs(&device, &capabilities)
    device.capabilities = capabilities
    context.findUser = { [users] key in
      for find in users.find { if let user = find(key) { return user } }
      return nil
    }
  }

  private func fillBridging(_ device: inout SwitchDevice, _ capabilities: inout Capabilities) throws(SAIFault) {
    if has(SAI_OBJECT_TYPE_PORT, SAI_OBJECT_TYPE_BRIDGE_PORT) {
      device.ports = table(try PortObjects(context), SAI_OBJECT_TYPE_PORT, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_VLAN, SAI_OBJECT_TYPE_VLAN_MEMBER) {
      device.vlans = table(VLANObjects(context: context), SAI_OBJECT_TYPE_VLAN, &capabilities)
    }
    if library.functions.fdb.isComplete { device.fdb = table(FDBObjects(context: context), SAI_OBJECT_TYPE_FDB_ENTRY, &capabilities) }
    // Tables of functions are whole where the switch is not: what cannot be given an attribute that everything else needs is not there.
    if has(SAI_OBJECT_TYPE_LAG, SAI_OBJECT_TYPE_LAG_MEMBER), library.canGive(SAI_OBJECT_TYPE_LAG_MEMBER, SAI_LAG_MEMBER_ATTR_PORT_ID) {
      device.lags = table(LAGObjects(context: context), SAI_OBJECT_TYPE_LAG, &capabilities)
    }
    if context.defaultTree != 0, has(SAI_OBJECT_TYPE_STP, SAI_OBJECT_TYPE_STP_PORT),
      library.canGive(SAI_OBJECT_TYPE_STP_PORT, SAI_STP_PORT_ATTR_STATE)
    {
      device.spanningTrees = table(SpanningTreeObjects(context: context), SAI_OBJECT_TYPE_STP, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_POLICER), library.canGive(SAI_OBJECT_TYPE_POLICER, SAI_POLICER_ATTR_MODE) {
      device.policers = table(PolicerObjects(context: context), SAI_OBJECT_TYPE_POLICER, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, SAI_OBJECT_TYPE_HOSTIF_TRAP),
      library.canGive(SAI_OBJECT_TYPE_HOSTIF_TRAP, SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE)
    {
      device.trapGroups = table(TrapGroupObjects(context: context), SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, &capabilities)
      if !capabilities.supports(.policer) { without("policer", of: TrapGroup.self, &capabilities) }
      device.traps = table(TrapObjects(context: context), SAI_OBJECT_TYPE_HOSTIF_TRAP, &capabilities)
    }
  }

  private func fillRouting(_ device: inout SwitchDevice, _ capabilities: inout Capabilities) {
    guard library.canGive(SAI_OBJECT_TYPE_ROUTER_INTERFACE, SAI_ROUTER_INTERFACE_ATTR_TYPE) else { return }
    if has(SAI_OBJECT_TYPE_VIRTUAL_ROUTER) {
      device.virtualRouters = table(VirtualRouterObjects(context: context), SAI_OBJECT_TYPE_VIRTUAL_ROUTER, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_ROUTER_INTERFACE) {
      device.routerInterfaces = table(RouterInterfaceObjects(context: context), SAI_OBJECT_TYPE_ROUTER_INTERFACE, &capabilities)
    }
    if library.functions.neighbor.isComplete {
      device.neighbors = table(NeighborObjects(context: context), SAI_OBJECT_TYPE_NEIGHBOR_ENTRY, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_NEXT_HOP) {
      device.nextHops = table(NextHopObjects(context: context), SAI_OBJECT_TYPE_NEXT_HOP, &capabilities)
    }
    if has(SAI_OBJECT_TYPE_NEXT_HOP_GROUP, SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER) {
      device.nextHopGroups = table(NextHopGroupObjects(context: context), SAI_OBJECT_TYPE_NEXT_HOP_GROUP, &capabilities)
    }
    if library.functions.route.isComplete {
      capabilities.columns[.route] = columns(Route.self, SAI_OBJECT_TYPE_ROUTE_ENTRY)
      let pool = PoolID(UInt16(truncatingIfNeeded: capabilities.pools.count))
      let v4 = [SAIAttribute(SAI_ROUTE_ENTRY_ATTR_IP_ADDR_FAMILY, .choice(SAI_IP_ADDR_FAMILY_IPV4))]
      let level = level("routes", &capabilities) { [library] in library.room(SAI_OBJECT_TYPE_ROUTE_ENTRY, v4) }
      let routes = SAIRouteTable(context, pool: pool) { level().map { [$0] } ?? [] }
      users.find.append(routes.user)
      device.routes = routes
    }
  }

  private func fillACLs(_ device: inout SwitchDevice, _ capabilities: inout Capabilities) {
    guard
      has(
        SAI_OBJECT_TYPE_ACL_TABLE, SAI_OBJECT_TYPE_ACL_ENTRY, SAI_OBJECT_TYPE_ACL_TABLE_GROUP, SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER)
    else { return }
    let fields = ACLFields.supported(library)
    for (stage, attribute) in [(ACLTable.Stage.ingress, SAI_PORT_ATTR_INGRESS_ACL), (.egress, SAI_PORT_ATTR_EGRESS_ACL)]
    where library.canGive(SAI_OBJECT_TYPE_PORT, attribute) { capabilities.aclFields[stage] = fields }
    guard !capabilities.aclFields.isEmpty else { return }
    device.aclTables = table(ACLTableObjects(context), SAI_OBJECT_TYPE_ACL_TABLE, &capabilities)
    let entries = ACLEntryObjects(context)
    device.aclEntries = table(entries, SAI_OBJECT_TYPE_ACL_ENTRY, &capabilities)
    if !capabilities.supports(.policer) { without("policer", of: ACLEntry.self, &capabilities) }
    if has(SAI_OBJECT_TYPE_ACL_COUNTER) { device.aclCounters = entries }
  }

  /// Takes a column away that names what the library does not have.
  private func without<R: Row>(_ name: String, of row: R.Type, _ capabilities: inout Capabilities) {
    if let column = R.schema.column(named: name) { capabilities.columns[R.kind]?.remove(column) }
  }

  private func has(_ types: sai_object_type_t...) -> Bool {
    types.allSatisfy { type in
      guard let functions = library.functions.objects[type.rawValue] else { return false }
      return functions.create != nil && functions.remove != nil && functions.set != nil && functions.get != nil
    }
  }

  private func table<Objects: RowObjects>(
    _ objects: Objects, _ type: sai_object_type_t, _ capabilities: inout Capabilities
  ) -> SAITable<Objects> {
    capabilities.columns[Objects.Entry.kind] = columns(Objects.Entry.self, type)
    let pool = PoolID(UInt16(truncatingIfNeeded: capabilities.pools.count))
    let level = level(Objects.Entry.schema.name, &capabilities) { [library] in library.room(type) }
    let table = SAITable(objects, context, pool: pool, level: level)
    users.find.append(table.user)
    return table
  }

  /// A pool, where the library says how much room there is.
  private func level(
    _ name: String, _ capabilities: inout Capabilities, _ room: @escaping () -> UInt64?
  ) -> () -> Usage.Level? {
    let capacity = Int(clamping: room() ?? 0)
    // A pool whose size nobody knows still has a name for errors.
    capabilities.pools.append(Pool(name: name, capacity: capacity))
    guard capacity > 0 else { return { nil } }
    return { room().map { Usage.Level(pool: name, capacity: capacity, occupied: max(0, capacity - Int(clamping: $0))) } }
  }

  /// The columns that the library can be given; those that are no attribute of the row's own object are the driver's to make.
  private func columns<R: Row>(_ row: R.Type, _ type: sai_object_type_t) -> Set<ColumnID> {
    var columns: Set<ColumnID> = []
    guard let object = csai_find_object(Int32(bitPattern: type.rawValue)) else { return columns }
    var ids: [String: UInt32] = [:]
    for index in 0..<Int(object.pointee.attribute_count) {
      let attribute = object.pointee.attributes[index]
      if Int(attribute.flags) & SAIDeviceBuilder.readOnly == 0 { ids[String(cString: attribute.name)] = attribute.id }
    }
    for (index, column) in R.schema.columns.enumerated() {
      let isGiven = column.sai.flatMap { ids[$0] }.map { library.canGive(type, AttributeID(rawValue: $0)) } ?? true
      if isGiven || column.access == .key { columns.insert(ColumnID(UInt8(truncatingIfNeeded: index))) }
    }
    return columns
  }
}

/// An attribute's id that is known as a number only.
struct AttributeID: RawRepresentable {
  let rawValue: UInt32
}
