import CSAI
import SwitchModel

/// The families by object type; a type without one is not implemented.
enum Families {
  static let byType: [(any ObjectFamily.Type)?] = {
    let all: [(Int32, any ObjectFamily.Type)] = [
      (.switch, SwitchFamily.self), (.port, PortFamily.self), (.lag, LAGFamily.self), (.lagMember, LAGMemberFamily.self),
      (.virtualRouter, VirtualRouterFamily.self), (.routerInterface, RouterInterfaceFamily.self), (.nextHop, NextHopFamily.self),
      (.nextHopGroup, NextHopGroupFamily.self), (.nextHopGroupMember, NextHopGroupMemberFamily.self),
      (.vlan, VLANFamily.self), (.vlanMember, VLANMemberFamily.self), (.bridge, BridgeFamily.self), (.bridgePort, BridgePortFamily.self),
      (.stp, STPFamily.self), (.stpPort, STPPortFamily.self), (.hash, HashFamily.self),
      (.queue, QueueFamily.self), (.schedulerGroup, SchedulerGroupFamily.self), (.priorityGroup, PriorityGroupFamily.self),
      (.aclTable, ACLTableFamily.self), (.aclEntry, ACLEntryFamily.self), (.aclCounter, ACLCounterFamily.self),
      (.aclRange, ACLRangeFamily.self), (.aclTableGroup, ACLTableGroupFamily.self), (.aclTableGroupMember, ACLTableGroupMemberFamily.self),
      (.trapGroup, TrapGroupFamily.self), (.trap, TrapFamily.self),
      (.policer, PolicerFamily.self), (.hostInterface, HostInterfaceFamily.self),
      (.hostInterfaceTableEntry, HostInterfaceTableEntryFamily.self),
      (.routeEntry, RouteFamily.self), (.neighborEntry, NeighborFamily.self), (.fdbEntry, FDBFamily.self)
    ]
    var table: [(any ObjectFamily.Type)?] = Array(repeating: nil, count: Int(all.map(\.0).max() ?? 0) + 1)
    for (type, family) in all { table[Int(type)] = family }
    return table
  }()
}
