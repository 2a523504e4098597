import SwitchControl
import SwitchHAL
import SwitchModel

/// All rows of a device or of an intent, to compare.
struct Snapshot: Equatable {
  var ports: [PortID: Port] = [:]
  var vlans: [VLANID: VLAN] = [:]
  var fdb: [FDBEntry.Key: FDBEntry] = [:]
  var virtualRouters: [VirtualRouterID: VirtualRouter] = [:]
  var interfaces: [RouterInterfaceID: RouterInterface] = [:]
  var neighbors: [Neighbor.Key: Neighbor] = [:]
  var nextHops: [NextHopID: NextHop] = [:]
  var groups: [NextHopGroupID: NextHopGroup] = [:]
  var routes: [Route.Key: Route] = [:]
  var aclTables: [ACLTableID: ACLTable] = [:]
  var aclEntries: [ACLEntry.Key: ACLEntry] = [:]

  init() {}

  init(_ device: SwitchDevice) {
    device.ports.forEachRow { ports[$0.key] = $0 }
    device.vlans.forEachRow { vlans[$0.key] = $0 }
    device.fdb.forEachRow { fdb[$0.key] = $0 }
    device.virtualRouters.forEachRow { virtualRouters[$0.key] = $0 }
    device.routerInterfaces.forEachRow { interfaces[$0.key] = $0 }
    device.neighbors.forEachRow { neighbors[$0.key] = $0 }
    device.nextHops.forEachRow { nextHops[$0.key] = $0 }
    device.nextHopGroups.forEachRow { groups[$0.key] = $0 }
    device.routes.forEachRow { routes[$0.key] = $0 }
    device.aclTables.forEachRow { aclTables[$0.key] = $0 }
    device.aclEntries.forEachRow { aclEntries[$0.key] = $0 }
  }

  init(intent managed: ManagedSwitch) {
    managed.forEach(Port.self) { ports[$0.key] = $0 }
    managed.forEach(VLAN.self) { vlans[$0.key] = $0 }
    managed.forEach(FDBEntry.self) { fdb[$0.key] = $0 }
    managed.forEach(VirtualRouter.self) { virtualRouters[$0.key] = $0 }
    managed.forEach(RouterInterface.self) { interfaces[$0.key] = $0 }
    managed.forEach(Neighbor.self) { neighbors[$0.key] = $0 }
    managed.forEach(NextHop.self) { nextHops[$0.key] = $0 }
    managed.forEach(NextHopGroup.self) { groups[$0.key] = $0 }
    managed.forEach(Route.self) { routes[$0.key] = $0 }
    managed.forEach(ACLTable.self) { aclTables[$0.key] = $0 }
    managed.forEach(ACLEntry.self) { aclEntries[$0.key] = $0 }
  }
}
