import SwitchPlatform

// A chip's tables as the pipeline reads them: memory, look-up and field places of each role, worked out once.

struct PortRows {
  let id: UInt16
  let rows: DecodedLookUp<PortRow>
}

struct VLANRows {
  let id: UInt16
  let rows: DecodedLookUp<VLANRow>
  /// Ports are a bit each, in the row itself.
  let bits: IndexLookUp
  let members, untagged: FieldPlace
}

struct FDBRows {
  let id: UInt16
  let find: HashLookUp
  let mac, fid: FieldPlace
  let port, isStatic, hit: FieldPlace
}

struct RouterMACRows {
  let id: UInt16
  let find: HashLookUp
  let mac, interface: FieldPlace
}

struct RouterInterfaceRows {
  let id: UInt16
  let rows: DecodedLookUp<RouterInterfaceRow>
}

/// Hosts of one family.
struct HostRows {
  let id: UInt16
  let find: HashLookUp
  let virtualRouter, address: FieldPlace
  /// The high half of an IPv6 address.
  let addressHigh: FieldPlace
  let kind, destination: FieldPlace
}

/// Prefixes of one family.
struct RouteRows {
  let id: UInt16
  /// Of the pivots, or of a TCAM's rows.
  let virtualRouter, address: FieldPlace
  /// The high half of an IPv6 address.
  let addressHigh: FieldPlace
  let keyWords: Int
  let kind, destination: FieldPlace
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  /// Pivots and buckets; `nil` where the prefixes themselves stand in the TCAM.
  let algorithmic: AlgorithmicLookUp?
  let pivotKind, pivotDestination: FieldPlace
  /// Kept by the memory; unmanaged, so that a look-up counts no references. `nil` where prefixes are found by hash.
  let tcam: Unmanaged<MaskHashIndex>?
  /// Where the TCAM's blocks are given out.
  let banks: Unmanaged<BankedIndex>?
  /// Where prefixes are found by hash: the table, the lengths there are, and where the length stands in the key.
  let hashed: HashLookUp?
  let lengths: Unmanaged<LengthIndex>?
  let length: FieldPlace
}

struct LAGRows {
  let id: UInt16
  let rows: IndexLookUp
  let base, count: FieldPlace
}

struct LAGMemberRows {
  let id: UInt16
  let rows: IndexLookUp
  let port: FieldPlace
}

struct SpanningTreeRows {
  let id: UInt16
  let rows: IndexLookUp
  let blocked, learning: FieldPlace
}

struct SubPortRows {
  let id: UInt16
  let find: HashLookUp
  let port, vlan: FieldPlace
  let interface: FieldPlace
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
  let rows: DecodedLookUp<NextHopRow>
}

struct EgressInterfaceRows {
  let id: UInt16
  let rows: DecodedLookUp<EgressInterfaceRow>
}

struct ACLRows {
  let id: UInt16
  /// Kept by the memory.
  let index: Unmanaged<BitSlicedIndex>
  /// Where the TCAM's blocks are given out.
  let banks: Unmanaged<BankedIndex>?
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  let key: KeyPlan
  /// Bits of the key where the addresses begin, -1 without.
  let sourceOffset, destinationOffset: Int
  let action, kind, destination, counter, counted, meter, metered: FieldPlace
}

struct TrapRows {
  let id: UInt16
  let rows: IndexLookUp
  let valid, action, queue, priority, meter, metered: FieldPlace
}

struct CounterRows {
  let rows: IndexLookUp
  let packets, bytes: FieldPlace
}

/// A table's rows behind a pointer: a step of the pipeline takes the pointer, not a copy of all field places.
@dynamicMemberLookup
struct Compiled<Rows> {
  private let rows: UnsafePointer<Rows>

  init(_ rows: Rows) {
    let pointer = UnsafeMutablePointer<Rows>.allocate(capacity: 1)
    pointer.initialize(to: rows)
    self.rows = UnsafePointer(pointer)
  }

  func deallocate() { rows.deallocate() }

  @inline(__always)
  subscript<Value>(dynamicMember member: KeyPath<Rows, Value>) -> Value { rows.pointee[keyPath: member] }
}

/// All of them; a role that the chip lacks is `nil`.
struct CompiledTables {
  var port: Compiled<PortRows>?
  var vlan: Compiled<VLANRows>?
  var fdb: Compiled<FDBRows>?
  var routerMAC: Compiled<RouterMACRows>?
  var lag: Compiled<LAGRows>?
  var lagMember: Compiled<LAGMemberRows>?
  var spanningTree: Compiled<SpanningTreeRows>?
  var subPort: Compiled<SubPortRows>?
  var routerInterface: Compiled<RouterInterfaceRows>?
  var hostIPv4: Compiled<HostRows>?
  var hostIPv6: Compiled<HostRows>?
  var routeIPv4: Compiled<RouteRows>?
  var routeIPv6: Compiled<RouteRows>?
  var group: Compiled<GroupRows>?
  var member: Compiled<MemberRows>?
  var nextHop: Compiled<NextHopRows>?
  var egressInterface: Compiled<EgressInterfaceRows>?
  var aclIngress: Compiled<ACLRows>?
  var aclEgress: Compiled<ACLRows>?
  /// Kept by the memory; `nil` where the chip has no range checkers.
  var ranges: Unmanaged<RangeIndex>?
  var trap: Compiled<TrapRows>?
  var meter: Compiled<MeterRows>?
  var meterState: Compiled<MeterStateRows>?
  var aclCounter: Compiled<CounterRows>?
  var portCounter: Compiled<PortCounterRows>?
  var queueCounter: Compiled<QueueCounterRows>?
  var interfaceCounter: Compiled<InterfaceCounterRows>?
  var vlanCounter: Compiled<VLANCounterRows>?

  func deallocate() {
    port?.deallocate()
    vlan?.deallocate()
    fdb?.deallocate()
    routerMAC?.deallocate()
    lag?.deallocate()
    lagMember?.deallocate()
    spanningTree?.deallocate()
    subPort?.deallocate()
    routerInterface?.deallocate()
    hostIPv4?.deallocate()
    hostIPv6?.deallocate()
    routeIPv4?.deallocate()
    routeIPv6?.deallocate()
    group?.deallocate()
    member?.deallocate()
    nextHop?.deallocate()
    egressInterface?.deallocate()
    aclIngress?.deallocate()
    aclEgress?.deallocate()
    trap?.deallocate()
    meter?.deallocate()
    meterState?.deallocate()
    aclCounter?.deallocate()
    portCounter?.deallocate()
    queueCounter?.deallocate()
    interfaceCounter?.deallocate()
    vlanCounter?.deallocate()
  }
}
