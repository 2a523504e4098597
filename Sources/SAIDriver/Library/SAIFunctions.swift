import CSAI

/// The functions of one object type; `nil` where the library's table ends before them or has none.
struct ObjectFunctions {
  typealias Create =
    @convention(c) (
      UnsafeMutablePointer<sai_object_id_t>?, sai_object_id_t, UInt32, UnsafePointer<sai_attribute_t>?
    ) -> sai_status_t
  typealias Remove = @convention(c) (sai_object_id_t) -> sai_status_t
  typealias Set = @convention(c) (sai_object_id_t, UnsafePointer<sai_attribute_t>?) -> sai_status_t
  typealias Get = @convention(c) (sai_object_id_t, UInt32, UnsafeMutablePointer<sai_attribute_t>?) -> sai_status_t
  typealias Stats =
    @convention(c) (
      sai_object_id_t, UInt32, UnsafePointer<sai_stat_id_t>?, UnsafeMutablePointer<UInt64>?
    ) -> sai_status_t

  let create: Create?
  let remove: Remove?
  let set: Set?
  let get: Get?
  var stats: Stats?
}

/// The functions of one type of entry.
struct EntryFunctions<Entry> {
  typealias Create = (UnsafePointer<Entry>?, UInt32, UnsafePointer<sai_attribute_t>?) -> sai_status_t
  typealias Remove = (UnsafePointer<Entry>?) -> sai_status_t
  typealias Set = (UnsafePointer<Entry>?, UnsafePointer<sai_attribute_t>?) -> sai_status_t
  typealias Get = (UnsafePointer<Entry>?, UInt32, UnsafeMutablePointer<sai_attribute_t>?) -> sai_status_t

  let type: UInt32
  let create: Create?
  let remove: Remove?
  let set: Set?
  let get: Get?

  /// Whether rows can come, go and be read.
  var isComplete: Bool { create != nil && remove != nil && set != nil && get != nil }
}

/// The tables of functions that the driver uses, as far as the library's version has them.
struct SAIFunctions {
  private(set) var objects: [UInt32: ObjectFunctions] = [:]
  let fdb: EntryFunctions<sai_fdb_entry_t>
  let neighbor: EntryFunctions<sai_neighbor_entry_t>
  let route: EntryFunctions<sai_route_entry_t>
  let routes: sai_route_api_t
  let groups: sai_next_hop_group_api_t
  let hostInterfaces: sai_hostif_api_t
  let createSwitch: (@convention(c) (UnsafeMutablePointer<sai_object_id_t>?, UInt32, UnsafePointer<sai_attribute_t>?) -> sai_status_t)?

  /// - Parameter read: copies an API's table, as long as it is in the library, onto zeros.
  init(_ read: (sai_api_t, UnsafeMutableRawBufferPointer) -> Void) {
    /// What the library has no function for stays nil.
    func table<T: BitwiseCopyable>(_ api: sai_api_t, _ zeros: T) -> T {
      var table = zeros
      withUnsafeMutableBytes(of: &table) { read(api, $0) }
      return table
    }
    let ports = table(SAI_API_PORT, sai_port_api_t())
    let vlans = table(SAI_API_VLAN, sai_vlan_api_t())
    let bridges = table(SAI_API_BRIDGE, sai_bridge_api_t())
    let fdb = table(SAI_API_FDB, sai_fdb_api_t())
    let routers = table(SAI_API_VIRTUAL_ROUTER, sai_virtual_router_api_t())
    let interfaces = table(SAI_API_ROUTER_INTERFACE, sai_router_interface_api_t())
    let neighbors = table(SAI_API_NEIGHBOR, sai_neighbor_api_t())
    let nextHops = table(SAI_API_NEXT_HOP, sai_next_hop_api_t())
    let acl = table(SAI_API_ACL, sai_acl_api_t())
    let lags = table(SAI_API_LAG, sai_lag_api_t())
    let trees = table(SAI_API_STP, sai_stp_api_t())
    let policers = table(SAI_API_POLICER, sai_policer_api_t())
    let queues = table(SAI_API_QUEUE, sai_queue_api_t())
    let switches = table(SAI_API_SWITCH, sai_switch_api_t())
    createSwitch = switches.create_switch
    groups = table(SAI_API_NEXT_HOP_GROUP, sai_next_hop_group_api_t())
    routes = table(SAI_API_ROUTE, sai_route_api_t())
    hostInterfaces = table(SAI_API_HOSTIF, sai_hostif_api_t())

    self.fdb = EntryFunctions(
      type: SAI_OBJECT_TYPE_FDB_ENTRY.rawValue, create: fdb.create_fdb_entry, remove: fdb.remove_fdb_entry,
      set: fdb.set_fdb_entry_attribute, get: fdb.get_fdb_entry_attribute)
    neighbor = EntryFunctions(
      type: SAI_OBJECT_TYPE_NEIGHBOR_ENTRY.rawValue, create: neighbors.create_neighbor_entry, remove: neighbors.remove_neighbor_entry,
      set: neighbors.set_neighbor_entry_attribute, get: neighbors.get_neighbor_entry_attribute)
    route = EntryFunctions(
      type: SAI_OBJECT_TYPE_ROUTE_ENTRY.rawValue, create: routes.create_route_entry, remove: routes.remove_route_entry,
      set: routes.set_route_entry_attribute, get: routes.get_route_entry_attribute)

    func add(
      _ type: sai_object_type_t, _ create: ObjectFunctions.Create?, _ remove: ObjectFunctions.Remove?, _ set: ObjectFunctions.Set?,
      _ get: ObjectFunctions.Get?, _ stats: ObjectFunctions.Stats? = nil
    ) {
      objects[type.rawValue] = ObjectFunctions(create: create, remove: remove, set: set, get: get, stats: stats)
    }
    add(
      SAI_OBJECT_TYPE_PORT, ports.create_port, ports.remove_port, ports.set_port_attribute, ports.get_port_attribute, ports.get_port_stats)
    add(
      SAI_OBJECT_TYPE_VLAN, vlans.create_vlan, vlans.remove_vlan, vlans.set_vlan_attribute, vlans.get_vlan_attribute, vlans.get_vlan_stats)
    add(
      SAI_OBJECT_TYPE_VLAN_MEMBER, vlans.create_vlan_member, vlans.remove_vlan_member, vlans.set_vlan_member_attribute,
      vlans.get_vlan_member_attribute)
    add(SAI_OBJECT_TYPE_BRIDGE, bridges.create_bridge, bridges.remove_bridge, bridges.set_bridge_attribute, bridges.get_bridge_attribute)
    add(
      SAI_OBJECT_TYPE_BRIDGE_PORT, bridges.create_bridge_port, bridges.remove_bridge_port, bridges.set_bridge_port_attribute,
      bridges.get_bridge_port_attribute)
    add(
      SAI_OBJECT_TYPE_VIRTUAL_ROUTER, routers.create_virtual_router, routers.remove_virtual_router, routers.set_virtual_router_attribute,
      routers.get_virtual_router_attribute)
    add(
      SAI_OBJECT_TYPE_ROUTER_INTERFACE, interfaces.create_router_interface, interfaces.remove_router_interface,
      interfaces.set_router_interface_attribute, interfaces.get_router_interface_attribute, interfaces.get_router_interface_stats)
    add(
      SAI_OBJECT_TYPE_NEXT_HOP, nextHops.create_next_hop, nextHops.remove_next_hop, nextHops.set_next_hop_attribute,
      nextHops.get_next_hop_attribute)
    add(
      SAI_OBJECT_TYPE_NEXT_HOP_GROUP, groups.create_next_hop_group, groups.remove_next_hop_group, groups.set_next_hop_group_attribute,
      groups.get_next_hop_group_attribute)
    add(
      SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER, groups.create_next_hop_group_member, groups.remove_next_hop_group_member,
      groups.set_next_hop_group_member_attribute, groups.get_next_hop_group_member_attribute)
    add(SAI_OBJECT_TYPE_ACL_TABLE, acl.create_acl_table, acl.remove_acl_table, acl.set_acl_table_attribute, acl.get_acl_table_attribute)
    add(SAI_OBJECT_TYPE_ACL_ENTRY, acl.create_acl_entry, acl.remove_acl_entry, acl.set_acl_entry_attribute, acl.get_acl_entry_attribute)
    add(
      SAI_OBJECT_TYPE_ACL_COUNTER, acl.create_acl_counter, acl.remove_acl_counter, acl.set_acl_counter_attribute,
      acl.get_acl_counter_attribute)
    add(SAI_OBJECT_TYPE_ACL_RANGE, acl.create_acl_range, acl.remove_acl_range, acl.set_acl_range_attribute, acl.get_acl_range_attribute)
    add(
      SAI_OBJECT_TYPE_ACL_TABLE_GROUP, acl.create_acl_table_group, acl.remove_acl_table_group, acl.set_acl_table_group_attribute,
      acl.get_acl_table_group_attribute)
    add(
      SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER, acl.create_acl_table_group_member, acl.remove_acl_table_group_member,
      acl.set_acl_table_group_member_attribute, acl.get_acl_table_group_member_attribute)
    add(SAI_OBJECT_TYPE_LAG, lags.create_lag, lags.remove_lag, lags.set_lag_attribute, lags.get_lag_attribute)
    add(
      SAI_OBJECT_TYPE_LAG_MEMBER, lags.create_lag_member, lags.remove_lag_member, lags.set_lag_member_attribute,
      lags.get_lag_member_attribute)
    add(SAI_OBJECT_TYPE_STP, trees.create_stp, trees.remove_stp, trees.set_stp_attribute, trees.get_stp_attribute)
    add(SAI_OBJECT_TYPE_STP_PORT, trees.create_stp_port, trees.remove_stp_port, trees.set_stp_port_attribute, trees.get_stp_port_attribute)
    add(
      SAI_OBJECT_TYPE_POLICER, policers.create_policer, policers.remove_policer, policers.set_policer_attribute,
      policers.get_policer_attribute)
    add(
      SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, hostInterfaces.create_hostif_trap_group, hostInterfaces.remove_hostif_trap_group,
      hostInterfaces.set_hostif_trap_group_attribute, hostInterfaces.get_hostif_trap_group_attribute)
    add(
      SAI_OBJECT_TYPE_HOSTIF_TRAP, hostInterfaces.create_hostif_trap, hostInterfaces.remove_hostif_trap,
      hostInterfaces.set_hostif_trap_attribute, hostInterfaces.get_hostif_trap_attribute)
    add(
      SAI_OBJECT_TYPE_HOSTIF_TABLE_ENTRY, hostInterfaces.create_hostif_table_entry, hostInterfaces.remove_hostif_table_entry,
      hostInterfaces.set_hostif_table_entry_attribute, hostInterfaces.get_hostif_table_entry_attribute)
    add(
      SAI_OBJECT_TYPE_QUEUE, queues.create_queue, queues.remove_queue, queues.set_queue_attribute, queues.get_queue_attribute,
      queues.get_queue_stats)
    add(SAI_OBJECT_TYPE_SWITCH, nil, switches.remove_switch, switches.set_switch_attribute, switches.get_switch_attribute)
  }
}
