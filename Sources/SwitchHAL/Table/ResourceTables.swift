public import SwitchModel

// One protocol per resource, so that a driver's table says what it is and extensions can give it that resource's verbs.

public protocol PortTable: Table where Entry == Port {}
public protocol VLANTable: Table where Entry == VLAN {}
public protocol FDBTable: Table where Entry == FDBEntry {}
public protocol VirtualRouterTable: Table where Entry == VirtualRouter {}
public protocol RouterInterfaceTable: Table where Entry == RouterInterface {}
public protocol NeighborTable: Table where Entry == Neighbor {}
public protocol NextHopTable: Table where Entry == NextHop {}
public protocol NextHopGroupTable: Table where Entry == NextHopGroup {}
public protocol RouteTable: Table where Entry == Route {}
/// The ACL tables themselves; their entries are in `ACLEntryTable`.
public protocol ACLTableTable: Table where Entry == ACLTable {}
public protocol ACLEntryTable: Table where Entry == ACLEntry {}

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
