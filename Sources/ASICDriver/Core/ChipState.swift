import SwitchModel
import SwitchPlatform

/// What the driver's tables know of each other: which chip number a row of ours has, and what of other rows stands in a chip row.
final class ChipState {
  let core: DeviceCore
  let cpuPort: Int

  struct PortState {
    var row: Port
    var chipPort: Int
  }
  var ports: [PortID: PortState] = [:]
  var portOfChip: [Int: PortID] = [:]
  var vlans: [VLANID: VLAN] = [:]
  /// Router interface on a chip port or in a VLAN: what its row's `interface` says.
  var interfaceOfPort: [Int: Int] = [:]
  var interfaceOfVLAN: [VLANID: Int] = [:]

  struct RouterState {
    var row: VirtualRouter
    var number: Int
  }
  var routers: [VirtualRouterID: RouterState] = [:]
  var routerOfNumber: [Int: VirtualRouterID] = [:]

  struct InterfaceState {
    var row: RouterInterface
    /// 0 for a loopback, which the chip does not know.
    var number: Int
    /// Row of its entry among the router MAC addresses.
    var macRow: Int?
  }
  var interfaces: [RouterInterfaceID: InterfaceState] = [:]

  struct NeighborState {
    var row: Neighbor
    var nextHop: Int
    var hostRow: Int?
  }
  var neighbors: [Neighbor.Key: NeighborState] = [:]
  var nextHops: [NextHopID: NextHop] = [:]

  struct GroupState {
    var row: NextHopGroup
    var number: Int
    var base: Int
    var count: Int
  }
  var groups: [NextHopGroupID: GroupState] = [:]

  struct ACLTableState {
    var row: ACLTable
    var bit: Int
  }
  var aclTables: [ACLTableID: ACLTableState] = [:]

  var trapGroups: [TrapGroupID: TrapGroup] = [:]
  var traps: [Trap.Kind: Trap] = [:]

  init(_ core: DeviceCore) {
    self.core = core
    cpuPort = core.asic.ports.cpu
  }

  func chipPort(_ port: PortID, _ column: ColumnID?) throws(Refusal) -> Int {
    if port == .cpu { return cpuPort }
    guard let state = ports[port] else { throw Refusal(.unresolved(.port(port))) }
    return state.chipPort
  }

  /// The chip's next hop of a row of ours.
  func number(of nextHop: NextHopID) throws(Refusal) -> Int {
    guard let row = nextHops[nextHop] else { throw Refusal(.unresolved(.nextHop(nextHop))) }
    guard let neighbor = neighbors[row.neighbor] else { throw Refusal(.unresolved(.neighbor(row.neighbor))) }
    return neighbor.nextHop
  }

  // MARK: Rows made of several of ours

  /// Stages a chip port's row from the port, its router interface and its ACL tables.
  func stagePort(_ chipPort: Int) {
    guard let image = core.images[.port], chipPort < image.rows else { return }
    let row = image.blank()
    if let id = portOfChip[chipPort], let port = ports[id]?.row {
      image.set(.enabled, port.isEnabled ? 1 : 0, in: row)
      image.set(.speed, UInt64(port.speed), in: row)
      image.set(.portVLAN, UInt64(port.portVLAN.rawValue), in: row)
      image.set(.mtu, UInt64(port.mtu), in: row)
      image.set(.learn, port.isLearning ? 1 : 0, in: row)
      image.set(.dropUntagged, port.dropsUntagged ? 1 : 0, in: row)
    }
    image.set(.interface, UInt64(interfaceOfPort[chipPort] ?? 0), in: row)
    if let port = portOfChip[chipPort] {
      setACLTables(image, row) { $0.isBoundToSwitch || $0.ports.contains { self.chipPorts(of: $0).contains(chipPort) || $0 == port } }
    }
    core.stage(image, chipPort, row)
  }

  /// Stages a VLAN's row from the VLAN and its router interface.
  func stageVLAN(_ id: VLANID) {
    guard let image = core.images[.vlan], Int(id.rawValue) < image.rows else { return }
    let row = image.blank()
    if let vlan = vlans[id] {
      image.set(.valid, 1, in: row)
      // Every VLAN is its own filtering database: independent learning.
      image.set(.fid, UInt64(id.rawValue), in: row)
      image.set(.interface, UInt64(interfaceOfVLAN[id] ?? 0), in: row)
      for member in vlan.members {
        guard let port = member.port == .cpu ? cpuPort : ports[member.port]?.chipPort else { continue }
        image.setBit(.members, port, in: row)
        if !member.isTagged { image.setBit(.untagged, port, in: row) }
      }
      setACLTables(image, row) { $0.vlans.contains(id) }
    }
    core.stage(image, Int(id.rawValue), row)
  }
}

extension Schema {
  /// A column that is known to be there.
  func id(_ name: String) -> ColumnID { column(named: name) ?? ColumnID(0) }
}
