/// Why a packet was dropped.
///
/// - Source: names follow SAI_IN_DROP_REASON_* and SAI_OUT_DROP_REASON_* where SAI has one.
public enum DropReason: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case none = 0
  /// The capture's link type is not Ethernet: nothing that a port can receive.
  case notEthernet
  /// Shorter than an Ethernet header, or cut within its tags.
  case malformed
  case portDisabled
  /// Longer than the ingress or egress port's MTU.
  case exceedsL2MTU
  case sourceMACMulticast
  case sourceMACEqualsDestinationMAC
  /// MAC control (pause) frames end in the MAC.
  case destinationMACReserved
  /// Untagged on a port that takes only tagged frames.
  case vlanTagNotAllowed
  /// The VLAN does not exist, or the port is not in it.
  case ingressVLANFilter
  case egressVLANFilter
  /// The destination is where the frame came from.
  case l2LoopbackFilter
  /// The port is in a LAG that does not take what comes in by it.
  case lagNotCollecting
  /// No member of the LAG sends.
  case lagEmpty
  /// The spanning tree has the port blocked, or only learning: on the way in, and on the way out.
  case spanningTreeIn
  case spanningTreeOut
  /// A flood that reaches no other port.
  case noFloodPorts
  case noL3Header
  case ipHeaderError
  case sourceIPMulticast
  case sourceIPLoopback
  case sourceIPClassE
  case destinationIPLoopback
  /// An IP multicast packet to the router's unicast MAC address.
  case multicastIPUnicastMAC
  /// 255.255.255.255, and what else routers never forward.
  case nonRoutable
  case ingressInterfaceDisabled
  case lpm4Miss
  case lpm6Miss
  case blackholeRoute
  case unresolvedNextHop
  case emptyNextHopGroup
  case egressInterfaceDisabled
  /// The egress port is disabled.
  case egressLinkDown
  case aclIngress
  case aclEgress
  /// The chip has no way to do what a table told it.
  case unsupportedAction
  /// The egress port's queue was full.
  case tailDrop
  /// The traffic manager had no room for it: of its priority group's pool, of its headroom, of any kind; or early detection's dice fell on it.
  case ingressBuffer
  case headroom
  case bufferFull
  case earlyDrop
  /// The receive ring to the CPU had no buffer.
  case cpuQueueFull
  /// A control packet that a row of the trap table drops, or keeps from the CPU and that can go nowhere else.
  case controlPacket
  /// A meter's colour says so: of an ACL entry, or of a trap's group.
  case policer
  /// A look-up read a row whose check words say that it cannot be read right.
  ///
  /// - Source: SAI_SWITCH_STAT_ECC_DROP.
  case memoryError
}

/// Why a packet was sent to the CPU: the reason code of a punted packet.
public enum TrapReason: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case none = 0
  /// To an address of the switch.
  case ip2me
  /// To a connected host whose MAC address is not known.
  case neighborMiss
  case ttlError
  case l3MTUError
  case arp
  /// 01:80:C2:00:00:0x: LACP, LLDP, STP, 802.1X …
  case bridgeProtocol
  /// To an IPv6 link-local address.
  case linkLocal
  case acl
  /// A control packet, by a row of the trap table; one of a reason above has that.
  case controlPacket
}

/// What became of a packet.
public enum Verdict: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case dropped = 0
  /// Left through one port or more.
  case forwarded
  /// Went to the CPU and nowhere else.
  case trapped
  /// Left through ports and went to the CPU too.
  case copied
}

/// One look-up that a packet made.
public struct TableAccess: Hashable, Sendable, BitwiseCopyable {
  /// Index into `ASICDescription.tables`.
  public var table: UInt16
  /// Index into `ASICDescription.stages`; a replica's look-ups carry the stage they belong to.
  public var stage: UInt8
  /// 0: the table; 1: the pivots of an algorithmic LPM.
  public var level: UInt8
  /// The row that was hit, -1 without one.
  public var row: Int32
}

/// The look-ups of one packet, in order; beyond `capacity` (floods with egress look-ups) only counted.
struct AccessLog {
  static let capacity = 256
  let entries: UnsafeMutablePointer<TableAccess>
  private(set) var count = 0
  /// Look-ups made, those not kept included.
  private(set) var total = 0

  init() { entries = .allocate(capacity: AccessLog.capacity) }

  @inline(__always)
  mutating func reset() {
    count = 0
    total = 0
  }

  @inline(__always)
  mutating func add(_ table: UInt16, _ stage: UInt8, _ row: Int, level: UInt8 = 0) {
    total &+= 1
    guard count < AccessLog.capacity else { return }
    entries[count] = TableAccess(table: table, stage: stage, level: level, row: Int32(truncatingIfNeeded: row))
    count &+= 1
  }
}
