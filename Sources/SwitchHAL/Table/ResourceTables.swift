public import SwitchModel

// One protocol per resource, so that a driver's table says what it is and extensions can give it that resource's verbs.

/// Front-panel ports: the lanes they are made of, and what they take in and let out.
public protocol PortTable: Table where Entry == Port {}
/// VLANs with their members.
public protocol VLANTable: Table where Entry == VLAN {}
/// Where MAC addresses are. The one table that the device changes by itself: it adds and moves what it learns, and what is
/// asked of it takes the place of what it has learned.
public protocol FDBTable: Table where Entry == FDBEntry {}
/// Address spaces (VRFs).
public protocol VirtualRouterTable: Table where Entry == VirtualRouter {}
/// Where routing meets ports and VLANs.
public protocol RouterInterfaceTable: Table where Entry == RouterInterface {}
/// Connected hosts: IP address to MAC address.
public protocol NeighborTable: Table where Entry == Neighbor {}
/// Neighbors as targets of routes. Several next hops can name one neighbor.
public protocol NextHopTable: Table where Entry == NextHop {}
/// Next hops that share traffic (ECMP). A group keeps its key while its members change, so that routes to it stay.
public protocol NextHopGroupTable: Table where Entry == NextHopGroup {}
/// Where packets to a prefix go; of several prefixes that cover an address the longest decides.
public protocol RouteTable: Table where Entry == Route {}
/// The ACL tables themselves; their entries are in `ACLEntryTable`.
public protocol ACLTableTable: Table where Entry == ACLTable {}
/// The entries of all ACL tables; of several that match a packet the one of the highest priority decides.
public protocol ACLEntryTable: Table where Entry == ACLEntry {}

/// Ports that are one link.
public protocol LAGTable: Table where Entry == LAG {}

/// Which ports pass frames, by spanning tree instance.
public protocol SpanningTreeTable: Table where Entry == SpanningTree {}

/// Queues to the CPU.
public protocol TrapGroupTable: Table where Entry == TrapGroup {}

/// What becomes of control packets.
public protocol TrapTable: Table where Entry == Trap {}

/// Token buckets that ACL entries and trap groups name.
public protocol PolicerTable: Table where Entry == Policer {}

extension VLANTable {
  /// Puts a port into a VLAN, or changes its tagging there.
  ///
  /// - Throws: `.missing` without the VLAN; else what `update` throws.
  public mutating func add(_ member: VLAN.Member, to id: VLANID) throws(SwitchError) {
    guard let vlan = row(at: id) else { throw SwitchError(.vlan, .missing) }
    try update(vlan.with(members: vlan.members + [member]))
  }
}

extension FDBTable {
  /// Removes the entries that `isFlushed` picks, static ones included.
  ///
  /// - Returns: those that could not be removed.
  public mutating func flush(where isFlushed: (FDBEntry) -> Bool) -> [Failure] {
    var changes: [Change<FDBEntry>] = []
    forEachRow { if isFlushed($0) { changes.append(.remove($0)) } }
    return apply(changes.span)
  }
}
