import SwitchPlatform

// A chip's tables as the pipeline reads them: memory, look-up and field places of each role, worked out once.

struct PortRows {
  let id: UInt16
  let rows: IndexLookUp
  let enabled, speed, portVLAN, mtu, learn, dropUntagged, interface, ingressACLTables, egressACLTables: FieldPlace
}

struct VLANRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, fid, interface, members, untagged: FieldPlace
}

struct FDBRows {
  let id: UInt16
  let find: HashLookUp
  let mac, fid: RowLayout.Place
  let port, isStatic, hit: FieldPlace
}

struct RouterMACRows {
  let id: UInt16
  let find: HashLookUp
  let mac, interface: RowLayout.Place
}

struct RouterInterfaceRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, virtualRouter, ipv4Enabled, ipv6Enabled: FieldPlace
}

/// Hosts of one family.
struct HostRows {
  let id: UInt16
  let find: HashLookUp
  let virtualRouter, address: RowLayout.Place
  let kind, destination: FieldPlace
}

/// Prefixes of one family.
struct RouteRows {
  let id: UInt16
  /// Of the pivots, or of a TCAM's rows.
  let virtualRouter, address: RowLayout.Place
  let keyWords: Int
  let kind, destination: FieldPlace
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  /// Pivots and buckets; `nil` where the prefixes themselves stand in the TCAM.
  let algorithmic: AlgorithmicLookUp?
  let pivotKind, pivotDestination: FieldPlace
  /// Kept by the memory; unmanaged, so that a look-up counts no references.
  let tcam: Unmanaged<MaskHashIndex>
}

struct GroupRows {
  let id: UInt16
  let rows: IndexLookUp
  let base, count: FieldPlace
}

struct MemberRows {
  let id: UInt16
  let rows: IndexLookUp
  let nextHop: FieldPlace
}

struct NextHopRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, mac, interface: FieldPlace
}

struct EgressInterfaceRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, kind, port, vlan, mac, mtu: FieldPlace
}

struct ACLRows {
  let id: UInt16
  /// Kept by the memory.
  let index: Unmanaged<BitSlicedIndex>
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  let key: KeyPlan
  /// Bits of the key where the addresses begin, -1 without.
  let sourceOffset, destinationOffset: Int
  let action, kind, destination, counter, counted: FieldPlace
}

struct CounterRows {
  let rows: IndexLookUp
  let packets, bytes: FieldPlace
}

/// All of them; a role that the chip lacks is `nil`.
struct CompiledTables {
  var port: PortRows?
  var vlan: VLANRows?
  var fdb: FDBRows?
  var routerMAC: RouterMACRows?
  var routerInterface: RouterInterfaceRows?
  var hostIPv4: HostRows?
  var hostIPv6: HostRows?
  var routeIPv4: RouteRows?
  var routeIPv6: RouteRows?
  var group: GroupRows?
  var member: MemberRows?
  var nextHop: NextHopRows?
  var egressInterface: EgressInterfaceRows?
  var aclIngress: ACLRows?
  var aclEgress: ACLRows?
  var aclCounter: CounterRows?
}
