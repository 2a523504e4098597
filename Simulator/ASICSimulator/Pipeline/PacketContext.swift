import PacketKit

/// What the pipeline knows of the packet it has: plain values, one instance for all packets.
struct PacketContext {
  var headers = PacketHeaders()
  var port = 0
  /// Frame length, FCS not counted.
  var length = 0
  /// The VLAN the packet is in; 0 on a routed port.
  var vlan: UInt64 = 0
  /// Whether that VLAN has taken it in.
  var isInVLAN = false
  var fid: UInt64 = 0
  /// Ingress router interface; 0: none.
  var interface: UInt64 = 0
  var isRoutedPort = false
  /// The LAG that the packet came in by: its number + 1; 0: none.
  var lag: UInt64 = 0
  /// The ingress port as tables know it: its LAG, where it is in one.
  var logicalPort = 0
  /// Whether the port has VLANs that are interfaces of their own.
  var hasSubPorts = false
  /// What chooses the member of a LAG, worked out once; `nil` until then.
  var lagHash: UInt64?
  var learns = false
  /// The kind of control packet by which the CPU gets it, + 1; 0: none. And the CPU's queue.
  var trapKind: UInt8 = 0
  var cpuQueue = 0
  /// The meter of what goes to the CPU, + 1; 0: none.
  var cpuMeter = 0
  /// Sent by the CPU into a VLAN: the port's rows have no say.
  var isFromCPU = false
  var ingressACLTables: UInt64 = 0
  var ingressACLParallel: UInt64 = 0

  /// To be routed: the destination is the router's MAC address.
  var isRouted = false
  var virtualRouter: UInt64 = 0
  /// What routing found so far: `DestinationKind` and its number.
  var destinationKind: UInt64 = 0
  var destination: UInt64 = 0
  var nextHop = -1
  var egressInterface = -1
  var newDestinationMAC: UInt64 = 0
  var newSourceMAC: UInt64 = 0
  /// The VLAN on the way out; 0 from a routed port.
  var egressVLAN: UInt64 = 0
  /// The tag of a sub-port on the way out; 0: none.
  var subPortTag: UInt16 = 0

  /// Where the packet goes: one port (-1: none), or all in the flood set.
  var egressPort = -1
  var floods = false
  /// A copy for the CPU besides.
  var copiesToCPU = TrapReason.none

  /// Why the packet goes nowhere; the first reason stands.
  var drop = DropReason.none
  /// Why the packet goes to the CPU only.
  var trap = TrapReason.none
  /// An ACL's word, which outranks what the look-ups found: set by the ingress ACL.
  var aclDrops = false
  var aclTraps = false
  var aclCopies = false
  /// The row that said so, -1 without one: the highest of those that were hit.
  var aclRow = -1
  /// What meters have made of it so far.
  var color = PacketColor.green
  /// A meter drops it: outranks all else.
  var isPoliced = false
  /// A meter has kept a copy from the CPU.
  var isCopyPoliced = false
  var isRedirectedToPort = false
  var redirectPort = -1

  @inline(__always)
  mutating func dropping(_ reason: DropReason) { if drop == .none { drop = reason } }

  @inline(__always)
  mutating func trapping(_ reason: TrapReason) { if trap == .none { trap = reason } }
}

/// One packet that leaves the pipeline: a replica of what came in.
struct Replica {
  /// Chip port.
  var port: Int32
  /// The VLAN of the tag it gets; 0: none; `asReceived`: what it came with.
  var vlan: UInt16
  /// Why it does not leave after all.
  var drop: DropReason
  /// Look-ups that the way out made for it.
  var lookUps: UInt8

  static let asReceived: UInt16 = .max
}

extension PacketHeaders {
  /// Whether a router would look at the packet: an IP header that is whole and sound. Extension headers are not its business.
  @inline(__always)
  var isRoutable: Bool {
    guard hasIP else { return false }
    switch fault {
    case .none, .ipv6Extension, .ipv6ExtensionCount, .arpFormat: return true
    case .tooShort, .ipv4Version, .ipv4HeaderLength, .ipv4TotalLength, .ipv4Checksum, .ipv6Version, .ipv6Length: return false
    }
  }
}
