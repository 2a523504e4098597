public import SwitchModel

/// A switch: a struct of tables, filled by a driver. What the device lacks stays `Unsupported`.
///
/// Not `Sendable`: the core is synchronous, and a shell (an actor, a lock) makes it safe to share.
public struct SwitchDevice {
  /// Front-panel ports.
  public var ports: any PortTable = Unsupported<Port>()
  /// VLANs with their members.
  public var vlans: any VLANTable = Unsupported<VLAN>()
  /// Where MAC addresses are; the device adds what it learns.
  public var fdb: any FDBTable = Unsupported<FDBEntry>()
  /// Address spaces (VRFs).
  public var virtualRouters: any VirtualRouterTable = Unsupported<VirtualRouter>()
  /// Where routing meets ports and VLANs.
  public var routerInterfaces: any RouterInterfaceTable = Unsupported<RouterInterface>()
  /// Connected hosts: IP address to MAC address.
  public var neighbors: any NeighborTable = Unsupported<Neighbor>()
  /// Neighbors as targets of routes.
  public var nextHops: any NextHopTable = Unsupported<NextHop>()
  /// Next hops that share traffic (ECMP).
  public var nextHopGroups: any NextHopGroupTable = Unsupported<NextHopGroup>()
  /// Where packets to a prefix go.
  public var routes: any RouteTable = Unsupported<Route>()
  /// Lists of ACL entries and where they apply.
  public var aclTables: any ACLTableTable = Unsupported<ACLTable>()
  /// The entries of those lists.
  public var aclEntries: any ACLEntryTable = Unsupported<ACLEntry>()
  /// Ports that are one link.
  public var lags: any LAGTable = Unsupported<LAG>()
  /// Which ports pass frames, by spanning tree instance.
  public var spanningTrees: any SpanningTreeTable = Unsupported<SpanningTree>()
  /// Queues to the CPU.
  public var trapGroups: any TrapGroupTable = Unsupported<TrapGroup>()
  /// What becomes of control packets.
  public var traps: any TrapTable = Unsupported<Trap>()
  /// Token buckets that ACL entries and trap groups name.
  public var policers: any PolicerTable = Unsupported<Policer>()

  /// Columns and pools: platform file ∩ driver ∩ device.
  public var capabilities = Capabilities()
  /// Packets to and from the switch's CPU; `nil` where the device has no such path.
  public var packets: (any PacketPort)?
  /// Counters of ACL entries; `nil` where the device counts nothing.
  public var aclCounters: (any ACLCounterSource)?
  /// Counters of ports, queues, router interfaces and VLANs; `nil` where the device has none of them.
  public var counters: (any CounterBank)?
  /// What the device tells of itself; `nil` where it tells nothing.
  public var events: (any EventSource)?
  /// How FDB entries age; `nil` where they do not.
  public var fdbAgeing: (any FDBAgeing)?

  /// A device without tables, which refuses every change: what a driver starts from.
  public init() {}
}

/// A row that a switch has a table for: how generic code finds it.
///
/// Going through `SwitchDevice`'s own stored table, in place, keeps a change to one dynamic call a batch.
public protocol DeviceRow: Row {
  /// The device's table for rows of this kind.
  ///
  /// - Returns: a copy of what the device has; tables that are classes share their state with it.
  static func table(of device: SwitchDevice) -> any Table<Self>
  /// Has the device's table attempt the changes, see `Table.apply(_:)`.
  static func apply(_ changes: Span<Change<Self>>, to device: inout SwitchDevice) -> [Failure]
}

extension Port: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<Port> { erase(device.ports) }
  public static func apply(_ changes: Span<Change<Port>>, to device: inout SwitchDevice) -> [Failure] { device.ports.apply(changes) }
}
extension VLAN: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<VLAN> { erase(device.vlans) }
  public static func apply(_ changes: Span<Change<VLAN>>, to device: inout SwitchDevice) -> [Failure] { device.vlans.apply(changes) }
}
extension FDBEntry: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<FDBEntry> { erase(device.fdb) }
  public static func apply(_ changes: Span<Change<FDBEntry>>, to device: inout SwitchDevice) -> [Failure] { device.fdb.apply(changes) }
}
extension VirtualRouter: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<VirtualRouter> { erase(device.virtualRouters) }
  public static func apply(_ changes: Span<Change<VirtualRouter>>, to device: inout SwitchDevice) -> [Failure] {
    device.virtualRouters.apply(changes)
  }
}
extension RouterInterface: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<RouterInterface> { erase(device.routerInterfaces) }
  public static func apply(_ changes: Span<Change<RouterInterface>>, to device: inout SwitchDevice) -> [Failure] {
    device.routerInterfaces.apply(changes)
  }
}
extension Neighbor: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<Neighbor> { erase(device.neighbors) }
  public static func apply(_ changes: Span<Change<Neighbor>>, to device: inout SwitchDevice) -> [Failure] {
    device.neighbors.apply(changes)
  }
}
extension NextHop: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<NextHop> { erase(device.nextHops) }
  public static func apply(_ changes: Span<Change<NextHop>>, to device: inout SwitchDevice) -> [Failure] {
    device.nextHops.apply(changes)
  }
}
extension NextHopGroup: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<NextHopGroup> { erase(device.nextHopGroups) }
  public static func apply(_ changes: Span<Change<NextHopGroup>>, to device: inout SwitchDevice) -> [Failure] {
    device.nextHopGroups.apply(changes)
  }
}
extension Route: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<Route> { erase(device.routes) }
  public static func apply(_ changes: Span<Change<Route>>, to device: inout SwitchDevice) -> [Failure] { device.routes.apply(changes) }
}
extension ACLTable: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<ACLTable> { erase(device.aclTables) }
  public static func apply(_ changes: Span<Change<ACLTable>>, to device: inout SwitchDevice) -> [Failure] {
    device.aclTables.apply(changes)
  }
}
extension LAG: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<LAG> { erase(device.lags) }
  public static func apply(_ changes: Span<Change<LAG>>, to device: inout SwitchDevice) -> [Failure] { device.lags.apply(changes) }
}

extension SpanningTree: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<SpanningTree> { erase(device.spanningTrees) }
  public static func apply(_ changes: Span<Change<SpanningTree>>, to device: inout SwitchDevice) -> [Failure] {
    device.spanningTrees.apply(changes)
  }
}

extension TrapGroup: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<TrapGroup> { erase(device.trapGroups) }
  public static func apply(_ changes: Span<Change<TrapGroup>>, to device: inout SwitchDevice) -> [Failure] {
    device.trapGroups.apply(changes)
  }
}

extension Trap: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<Trap> { erase(device.traps) }
  public static func apply(_ changes: Span<Change<Trap>>, to device: inout SwitchDevice) -> [Failure] { device.traps.apply(changes) }
}

extension Policer: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<Policer> { erase(device.policers) }
  public static func apply(_ changes: Span<Change<Policer>>, to device: inout SwitchDevice) -> [Failure] {
    device.policers.apply(changes)
  }
}

extension ACLEntry: DeviceRow {
  public static func table(of device: SwitchDevice) -> any Table<ACLEntry> { erase(device.aclEntries) }
  public static func apply(_ changes: Span<Change<ACLEntry>>, to device: inout SwitchDevice) -> [Failure] {
    device.aclEntries.apply(changes)
  }
}

/// A resource's table as any table of its rows.
private func erase<T: Table>(_ table: T) -> any Table<T.Entry> { table }
