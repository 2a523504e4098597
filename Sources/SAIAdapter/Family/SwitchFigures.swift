import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// What the switch says of itself: sizes from the chip file, and what is left from the tables as they are now.
enum SwitchFigures {
  static let attributes: [sai_switch_attr_t] = [
    SAI_SWITCH_ATTR_NUMBER_OF_ACTIVE_PORTS, SAI_SWITCH_ATTR_MAX_NUMBER_OF_SUPPORTED_PORTS, SAI_SWITCH_ATTR_PORT_LIST,
    SAI_SWITCH_ATTR_PORT_MAX_MTU, SAI_SWITCH_ATTR_CPU_PORT, SAI_SWITCH_ATTR_MAX_VIRTUAL_ROUTERS, SAI_SWITCH_ATTR_FDB_TABLE_SIZE,
    SAI_SWITCH_ATTR_L3_NEIGHBOR_TABLE_SIZE, SAI_SWITCH_ATTR_L3_ROUTE_TABLE_SIZE, SAI_SWITCH_ATTR_LAG_MEMBERS,
    SAI_SWITCH_ATTR_NUMBER_OF_LAGS, SAI_SWITCH_ATTR_ECMP_MEMBERS, SAI_SWITCH_ATTR_NUMBER_OF_ECMP_GROUPS,
    SAI_SWITCH_ATTR_MAX_ECMP_MEMBER_COUNT, SAI_SWITCH_ATTR_NUMBER_OF_UNICAST_QUEUES, SAI_SWITCH_ATTR_NUMBER_OF_MULTICAST_QUEUES,
    SAI_SWITCH_ATTR_NUMBER_OF_QUEUES, SAI_SWITCH_ATTR_NUMBER_OF_CPU_QUEUES, SAI_SWITCH_ATTR_ON_LINK_ROUTE_SUPPORTED,
    SAI_SWITCH_ATTR_OPER_STATUS, SAI_SWITCH_ATTR_MAX_NUMBER_OF_TEMP_SENSORS, SAI_SWITCH_ATTR_TEMP_LIST,
    SAI_SWITCH_ATTR_ACL_TABLE_MINIMUM_PRIORITY, SAI_SWITCH_ATTR_ACL_TABLE_MAXIMUM_PRIORITY, SAI_SWITCH_ATTR_ACL_ENTRY_MINIMUM_PRIORITY,
    SAI_SWITCH_ATTR_ACL_ENTRY_MAXIMUM_PRIORITY, SAI_SWITCH_ATTR_ACL_TABLE_GROUP_MINIMUM_PRIORITY,
    SAI_SWITCH_ATTR_ACL_TABLE_GROUP_MAXIMUM_PRIORITY, SAI_SWITCH_ATTR_DEFAULT_VLAN_ID, SAI_SWITCH_ATTR_DEFAULT_STP_INST_ID,
    SAI_SWITCH_ATTR_MAX_STP_INSTANCE, SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID, SAI_SWITCH_ATTR_DEFAULT_OVERRIDE_VIRTUAL_ROUTER_ID,
    SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID, SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_TRAFFIC_CLASSES,
    SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_SCHEDULER_GROUP_HIERARCHY_LEVELS,
    SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_SCHEDULER_GROUPS_PER_HIERARCHY_LEVEL, SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_CHILDS_PER_SCHEDULER_GROUP,
    SAI_SWITCH_ATTR_TOTAL_BUFFER_SIZE, SAI_SWITCH_ATTR_INGRESS_BUFFER_POOL_NUM, SAI_SWITCH_ATTR_EGRESS_BUFFER_POOL_NUM,
    SAI_SWITCH_ATTR_AVAILABLE_IPV4_ROUTE_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_IPV6_ROUTE_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEXTHOP_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_IPV6_NEXTHOP_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEIGHBOR_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_IPV6_NEIGHBOR_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_MEMBER_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_IP_NEXT_HOP_GROUP_MEMBER_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_FDB_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_L2MC_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_IPMC_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_SNAT_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_DNAT_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_DOUBLE_NAT_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_SNAPT_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_DNAPT_ENTRY,
    SAI_SWITCH_ATTR_AVAILABLE_DOUBLE_NAPT_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_MY_SID_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_ACL_TABLE,
    SAI_SWITCH_ATTR_AVAILABLE_ACL_TABLE_GROUP, SAI_SWITCH_ATTR_DEFAULT_TRAP_GROUP, SAI_SWITCH_ATTR_ECMP_HASH, SAI_SWITCH_ATTR_LAG_HASH,
    SAI_SWITCH_ATTR_RESTART_TYPE, SAI_SWITCH_ATTR_MIN_PLANNED_RESTART_INTERVAL, SAI_SWITCH_ATTR_NV_STORAGE_SIZE,
    SAI_SWITCH_ATTR_MAX_ACL_ACTION_COUNT, SAI_SWITCH_ATTR_MAX_ACL_RANGE_COUNT, SAI_SWITCH_ATTR_ACL_CAPABILITY,
    SAI_SWITCH_ATTR_ACL_STAGE_INGRESS, SAI_SWITCH_ATTR_ACL_STAGE_EGRESS, SAI_SWITCH_ATTR_MAX_MIRROR_SESSION,
    SAI_SWITCH_ATTR_MAX_SAMPLED_MIRROR_SESSION, SAI_SWITCH_ATTR_SUPPORTED_EXTENDED_STATS_MODE, SAI_SWITCH_ATTR_SUPPORTED_OBJECT_TYPE_LIST,
    SAI_SWITCH_ATTR_NUMBER_OF_SYSTEM_PORTS, SAI_SWITCH_ATTR_SYSTEM_PORT_LIST, SAI_SWITCH_ATTR_NUMBER_OF_FABRIC_PORTS,
    SAI_SWITCH_ATTR_FABRIC_PORT_LIST, SAI_SWITCH_ATTR_MAX_BFD_SESSION, SAI_SWITCH_ATTR_NUMBER_OF_BFD_SESSION,
    SAI_SWITCH_ATTR_QOS_NUM_LOSSLESS_QUEUES, SAI_SWITCH_ATTR_MAX_NUMBER_OF_FORWARDING_CLASSES, SAI_SWITCH_ATTR_MAX_TWAMP_SESSION,
    SAI_SWITCH_ATTR_AVAILABLE_TWAMP_SESSION, SAI_SWITCH_ATTR_MAX_ICMP_ECHO_SESSION, SAI_SWITCH_ATTR_AVAILABLE_ICMP_ECHO_SESSION,
    SAI_SWITCH_ATTR_SUPPORTED_PROTECTED_OBJECT_TYPE
  ]

  static func value(_ attribute: UInt32, _ owner: SAISwitch) -> AttributeValue? {
    let asic = owner.hardware.platform.asic
    let device = owner.control.device
    let defaults = owner.defaults
    func depth(_ role: TableRole) -> Int64 { Int64(asic.table(role)?.depth ?? 0) }
    switch sai_switch_attr_t(rawValue: attribute) {
    case SAI_SWITCH_ATTR_NUMBER_OF_ACTIVE_PORTS: return .number(Int64(owner.ports.count))
    case SAI_SWITCH_ATTR_MAX_NUMBER_OF_SUPPORTED_PORTS: return .number(Int64(asic.ports.count))
    case SAI_SWITCH_ATTR_PORT_LIST: return .objects(owner.ports.sorted { $0.key < $1.key }.map(\.value))
    case SAI_SWITCH_ATTR_PORT_MAX_MTU: return .number(16_383)
    case SAI_SWITCH_ATTR_CPU_PORT: return .object(defaults.cpuPort)
    case SAI_SWITCH_ATTR_MAX_VIRTUAL_ROUTERS:
      return .number(1 << Int64(asic.table(.routerInterface)?.layout.place(.virtualRouter)?.width ?? 0))
    case SAI_SWITCH_ATTR_FDB_TABLE_SIZE: return .number(depth(.fdb))
    case SAI_SWITCH_ATTR_L3_NEIGHBOR_TABLE_SIZE: return .number(depth(.hostIPv4))
    case SAI_SWITCH_ATTR_L3_ROUTE_TABLE_SIZE: return .number(depth(.routeIPv4))
    case SAI_SWITCH_ATTR_LAG_MEMBERS: return .number(asic.lags == 0 ? 0 : Int64(asic.ports.count))
    case SAI_SWITCH_ATTR_NUMBER_OF_LAGS: return .number(Int64(asic.lags))
    case SAI_SWITCH_ATTR_ECMP_MEMBERS, SAI_SWITCH_ATTR_MAX_ECMP_MEMBER_COUNT: return .number(min(4095, depth(.nextHopGroupMember)))
    case SAI_SWITCH_ATTR_NUMBER_OF_ECMP_GROUPS: return .number(depth(.nextHopGroup))
    case SAI_SWITCH_ATTR_NUMBER_OF_UNICAST_QUEUES, SAI_SWITCH_ATTR_NUMBER_OF_QUEUES: return .number(Int64(SAISwitch.queues))
    case SAI_SWITCH_ATTR_NUMBER_OF_CPU_QUEUES: return .number(Int64(owner.cpuQueues))
    case SAI_SWITCH_ATTR_ON_LINK_ROUTE_SUPPORTED: return .bool(true)
    case SAI_SWITCH_ATTR_OPER_STATUS: return .number(Int64(SAI_SWITCH_OPER_STATUS_UP.rawValue))
    case SAI_SWITCH_ATTR_TEMP_LIST, SAI_SWITCH_ATTR_SUPPORTED_PROTECTED_OBJECT_TYPE: return .numbers([])
    case SAI_SWITCH_ATTR_ACL_TABLE_MINIMUM_PRIORITY, SAI_SWITCH_ATTR_ACL_ENTRY_MINIMUM_PRIORITY,
      SAI_SWITCH_ATTR_ACL_TABLE_GROUP_MINIMUM_PRIORITY:
      return .number(0)
    case SAI_SWITCH_ATTR_ACL_TABLE_MAXIMUM_PRIORITY, SAI_SWITCH_ATTR_ACL_ENTRY_MAXIMUM_PRIORITY,
      SAI_SWITCH_ATTR_ACL_TABLE_GROUP_MAXIMUM_PRIORITY:
      return .number(Int64(ACLEntryFamily.maximumPriority))
    case SAI_SWITCH_ATTR_DEFAULT_VLAN_ID: return .object(defaults.vlan)
    case SAI_SWITCH_ATTR_DEFAULT_STP_INST_ID: return .object(defaults.stp)
    case SAI_SWITCH_ATTR_MAX_STP_INSTANCE: return .number(Int64(asic.spanningTrees))
    case SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID, SAI_SWITCH_ATTR_DEFAULT_OVERRIDE_VIRTUAL_ROUTER_ID:
      return .object(defaults.virtualRouter)
    case SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID: return .object(defaults.bridge)
    case SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_TRAFFIC_CLASSES: return .number(Int64(SAISwitch.queues))
    case SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_SCHEDULER_GROUP_HIERARCHY_LEVELS: return .number(1)
    case SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_SCHEDULER_GROUPS_PER_HIERARCHY_LEVEL: return .numbers([1])
    case SAI_SWITCH_ATTR_QOS_MAX_NUMBER_OF_CHILDS_PER_SCHEDULER_GROUP: return .number(Int64(max(SAISwitch.queues, owner.cpuQueues)))
    case SAI_SWITCH_ATTR_TOTAL_BUFFER_SIZE:
      // In KB; every port has a queue of its own.
      return .number(Int64(asic.traffic.queueBytes) * Int64(asic.ports.count) / 1024)
    case SAI_SWITCH_ATTR_AVAILABLE_IPV4_ROUTE_ENTRY: return free(device.routes.usage, asic, .routeIPv4)
    case SAI_SWITCH_ATTR_AVAILABLE_IPV6_ROUTE_ENTRY: return free(device.routes.usage, asic, .routeIPv6)
    case SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEXTHOP_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_IPV6_NEXTHOP_ENTRY:
      return free(device.neighbors.usage, asic, .nextHop)
    case SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEIGHBOR_ENTRY: return free(device.neighbors.usage, asic, .hostIPv4)
    case SAI_SWITCH_ATTR_AVAILABLE_IPV6_NEIGHBOR_ENTRY: return free(device.neighbors.usage, asic, .hostIPv6)
    case SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_ENTRY: return free(device.nextHopGroups.usage, asic, .nextHopGroup)
    case SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_MEMBER_ENTRY, SAI_SWITCH_ATTR_AVAILABLE_IP_NEXT_HOP_GROUP_MEMBER_ENTRY:
      return free(device.nextHopGroups.usage, asic, .nextHopGroupMember)
    case SAI_SWITCH_ATTR_AVAILABLE_FDB_ENTRY: return free(device.fdb.usage, asic, .fdb)
    case SAI_SWITCH_ATTR_AVAILABLE_ACL_TABLE, SAI_SWITCH_ATTR_AVAILABLE_ACL_TABLE_GROUP:
      return .aclResources(owner.aclResources(isGroup: attribute == SAI_SWITCH_ATTR_AVAILABLE_ACL_TABLE_GROUP.rawValue))
    case SAI_SWITCH_ATTR_DEFAULT_TRAP_GROUP: return .object(defaults.trapGroup)
    case SAI_SWITCH_ATTR_ECMP_HASH: return .object(defaults.ecmpHash)
    case SAI_SWITCH_ATTR_LAG_HASH: return .object(defaults.lagHash)
    case SAI_SWITCH_ATTR_RESTART_TYPE: return .number(Int64(SAI_SWITCH_RESTART_TYPE_ANY.rawValue))
    case SAI_SWITCH_ATTR_MAX_ACL_ACTION_COUNT: return .number(Int64(ACLEntryFamily.actions(on: device.capabilities).count))
    case SAI_SWITCH_ATTR_MAX_ACL_RANGE_COUNT: return .number(Int64(UInt16.max))
    case SAI_SWITCH_ATTR_ACL_CAPABILITY, SAI_SWITCH_ATTR_ACL_STAGE_INGRESS:
      return .aclCapability(
        isActionListMandatory: false,
        actions: device.capabilities.aclFields[.ingress] == nil ? [] : ACLEntryFamily.actions(on: device.capabilities))
    case SAI_SWITCH_ATTR_ACL_STAGE_EGRESS:
      return .aclCapability(
        isActionListMandatory: false, actions: device.capabilities.aclFields[.egress] == nil ? [] : ACLEntryFamily.egressActions)
    case SAI_SWITCH_ATTR_SUPPORTED_EXTENDED_STATS_MODE:
      return .numbers([SAI_STATS_MODE_READ, SAI_STATS_MODE_READ_AND_CLEAR].map { Int64($0.rawValue) })
    case SAI_SWITCH_ATTR_SUPPORTED_OBJECT_TYPE_LIST:
      return .numbers(Families.byType.indices.filter { Families.byType[$0] != nil }.map { Int64($0) })
    case SAI_SWITCH_ATTR_SYSTEM_PORT_LIST, SAI_SWITCH_ATTR_FABRIC_PORT_LIST: return .objects([])
    // What the chip has none of: multicast groups, NAT, sessions, pools.
    default: return .number(0)
    }
  }

  /// What would still fit into the table of a role: not what is free, of which a full bucket or bank has no use. A pool that tables share has
  /// its memory's name.
  private static func free(_ usage: Usage, _ asic: ASICDescription, _ role: TableRole) -> AttributeValue {
    guard let table = asic.table(role) else { return .number(0) }
    let names = [table.name, asic.memories[table.memory].name]
    guard let level = usage.levels.first(where: { names.contains($0.pool) }) else { return .number(0) }
    return .number(Int64(level.headroom))
  }
}

extension ASICDescription {
  /// LAGs and spanning tree instances that the chip has room for.
  fileprivate var lags: Int { tables.first { $0.role.rawValue == "lag" }?.depth ?? 0 }
  fileprivate var spanningTrees: Int { tables.first { $0.role.rawValue == "spanningTree" }?.depth ?? 0 }
}
