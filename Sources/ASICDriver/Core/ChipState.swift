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
  struct LAGState {
    var row: LAG
    var number: Int
    /// The run of its members' rows.
    var base: Int
    var count: Int
    /// Whether the chip can have learned addresses on it.
    var hasCollected: Bool
  }
  var lags: [LAGID: LAGState] = [:]
  var lagOfNumber: [Int: LAGID] = [:]
  /// The LAG that a chip port is in.
  var lagOfPort: [Int: LAGID] = [:]

  struct TreeState {
    var row: SpanningTree
    var number: Int
  }
  var trees: [SpanningTreeID: TreeState] = [:]

  /// Sub-ports of a logical port.
  var subPorts: [Int: Int] = [:]

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

  struct PolicerState {
    var row: Policer
    var number: Int
  }
  var policers: [PolicerID: PolicerState] = [:]

  init(_ core: DeviceCore) {
    self.core = core
    cpuPort = core.asic.ports.cpu
  }

  func chipPort(_ port: PortID, _ column: ColumnID?) throws(Refusal) -> Int {
    if port == .cpu { return cpuPort }
    if port.lag != nil, let column { throw Refusal(.unsupported(column)) }
    guard let state = ports[port] else { throw Refusal(.unresolved(.port(port))) }
    return state.chipPort
  }

  /// A port's number where the chip takes LAGs too: the chip port's, or the LAG's behind all ports.
  func logicalPort(_ port: PortID, _ column: ColumnID?) throws(Refusal) -> Int {
    guard let id = port.lag else { return try chipPort(port, column) }
    guard let lag = lags[id] else { throw Refusal(.unresolved(.lag(id))) }
    return core.asic.firstLAG + lag.number
  }

  /// The port or LAG of a logical port.
  func port(ofLogical number: Int) -> PortID? {
    if number < core.asic.firstLAG { return portOfChip[number] }
    return lagOfNumber[number - core.asic.firstLAG].map { PortID(lag: $0) }
  }

  /// The logical port that a chip port is part of.
  func logicalPort(ofChip chipPort: Int) -> Int {
    guard let id = lagOfPort[chipPort], let lag = lags[id] else { return chipPort }
    return core.asic.firstLAG + lag.number
  }

  /// The chip ports of a port or LAG: what bitmaps hold.
  func chipPorts(of port: PortID) -> [Int] {
    if port == .cpu { return [cpuPort] }
    guard let id = port.lag else { return ports[port].map { [$0.chipPort] } ?? [] }
    return lags[id]?.row.members.compactMap { ports[$0.port]?.chipPort } ?? []
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
      image.set(.mtu, UInt64(port.mtu), in: row)
      // What a LAG wants holds for its members.
      let lag = lagOfPort[chipPort].flatMap { lags[$0] }
      image.set(.portVLAN, UInt64((lag?.row.portVLAN ?? port.portVLAN).rawValue), in: row)
      image.set(.learn, lag?.row.isLearning ?? port.isLearning ? 1 : 0, in: row)
      image.set(.dropUntagged, lag?.row.dropsUntagged ?? port.dropsUntagged ? 1 : 0, in: row)
      image.set(.dropTagged, lag?.row.dropsTagged ?? port.dropsTagged ? 1 : 0, in: row)
      if let lag {
        image.set(.lag, UInt64(lag.number + 1), in: row)
        image.set(.collects, lag.row.members.first { $0.port == id }?.collects == true ? 1 : 0, in: row)
      }
    }
    let logical = logicalPort(ofChip: chipPort)
    image.set(.interface, UInt64(interfaceOfPort[logical] ?? 0), in: row)
    image.set(.hasSubPorts, subPorts[logical] ?? 0 > 0 ? 1 : 0, in: row)
    if portOfChip[chipPort] != nil {
      setACLTables(image, row) { $0.isBoundToSwitch || $0.ports.contains { self.chipPorts(of: $0).contains(chipPort) } }
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
      image.set(.learn, vlan.isLearning ? 1 : 0, in: row)
      if let tree = vlan.spanningTree.flatMap({ trees[$0] }) { image.set(.spanningTree, UInt64(tree.number + 1), in: row) }
      for member in vlan.members {
        for port in chipPorts(of: member.port) {
          image.setBit(.members, port, in: row)
          if !member.isTagged { image.setBit(.untagged, port, in: row) }
        }
      }
      setACLTables(image, row) { $0.vlans.contains(id) }
    }
    core.stage(image, Int(id.rawValue), row)
  }

  /// Stages a spanning tree's row: ports that do not forward, and those of them that learn.
  func stageTree(_ tree: TreeState) {
    guard let image = core.images[.spanningTree] else { return }
    let row = image.blank()
    for entry in tree.row.ports where entry.state != .forwarding {
      for port in chipPorts(of: entry.port) {
        image.setBit(.blocked, port, in: row)
        if entry.state == .learning { image.setBit(.learning, port, in: row) }
      }
    }
    core.stage(image, tree.number, row)
  }
}

extension Schema {
  /// A column that is known to be there.
  func id(_ name: String) -> ColumnID { column(named: name) ?? ColumnID(0) }
}
