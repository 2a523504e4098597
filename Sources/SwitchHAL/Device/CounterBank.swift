public import SwitchModel

/// What the device has counted since power-on. Not rows: nobody desires a count.
///
/// Nothing is ever cleared: a caller that wants counts from some moment on takes them then, and subtracts. Every count wraps at the width
/// of the chip's counter, 40 bits or more.
public protocol CounterBank: AnyObject {
  /// - Returns: `nil` for a port that is not held, or where the device does not count. A LAG's counts are the sums over its members.
  func counts(of port: PortID) -> PortCounts?
  /// - Returns: `nil` for a queue that is not there, or where the device does not count.
  func counts(of queue: QueueID) -> QueueCounts?
  /// - Returns: `nil` for an interface that is not held, a loopback, or where the device does not count.
  func counts(of interface: RouterInterfaceID) -> InterfaceCounts?
  /// - Returns: `nil` for a VLAN that is not held, or where the device does not count.
  func counts(of vlan: VLANID) -> VLANCounts?
  /// - Returns: `nil` for a policer that is not held, or where the device does not count.
  func counts(of policer: PolicerID) -> PolicerCounts?
  /// Queues of a front port, and of the CPU's port.
  func queueCount(of port: PortID) -> Int
}

extension CounterBank {
  /// What a bank says that knows of no policers.
  public func counts(of policer: PolicerID) -> PolicerCounts? { nil }
}

/// A queue: a port's, by its number there.
@frozen
public struct QueueID: Hashable, Sendable, BitwiseCopyable {
  public var port: PortID
  /// 0 … `CounterBank.queueCount(of:)` - 1.
  public var index: Int

  @inlinable
  public init(port: PortID, index: Int) {
    self.port = port
    self.index = index
  }
}

/// Packets of a port. Bytes: Ethernet header included, FCS not.
///
/// - Source: RFC 2863, ifTable and ifXTable.
@frozen
public struct PortCounts: Hashable, Sendable, BitwiseCopyable {
  /// Of all packets, those with errors included.
  public var inBytes: UInt64 = 0
  /// Packets without errors, by their destination address.
  public var inUnicastPackets: UInt64 = 0
  public var inMulticastPackets: UInt64 = 0
  public var inBroadcastPackets: UInt64 = 0
  /// Packets without errors that went nowhere: no egress port, no CPU.
  public var inDiscards: UInt64 = 0
  /// Packets that were malformed or too long.
  public var inErrors: UInt64 = 0
  public var outBytes: UInt64 = 0
  public var outUnicastPackets: UInt64 = 0
  public var outMulticastPackets: UInt64 = 0
  public var outBroadcastPackets: UInt64 = 0
  /// Packets that were to leave here and did not: filtered, too long, no room in the queue.
  public var outDiscards: UInt64 = 0

  @inlinable public init() {}

  @inlinable public var inPackets: UInt64 { inUnicastPackets &+ inMulticastPackets &+ inBroadcastPackets }
  @inlinable public var outPackets: UInt64 { outUnicastPackets &+ outMulticastPackets &+ outBroadcastPackets }

  /// The counts of two ports taken together, as a LAG has them.
  public static func + (left: PortCounts, right: PortCounts) -> PortCounts {
    var sum = left
    sum.inBytes &+= right.inBytes
    sum.inUnicastPackets &+= right.inUnicastPackets
    sum.inMulticastPackets &+= right.inMulticastPackets
    sum.inBroadcastPackets &+= right.inBroadcastPackets
    sum.inDiscards &+= right.inDiscards
    sum.inErrors &+= right.inErrors
    sum.outBytes &+= right.outBytes
    sum.outUnicastPackets &+= right.outUnicastPackets
    sum.outMulticastPackets &+= right.outMulticastPackets
    sum.outBroadcastPackets &+= right.outBroadcastPackets
    sum.outDiscards &+= right.outDiscards
    return sum
  }
}

/// Packets of a queue.
@frozen
public struct QueueCounts: Hashable, Sendable, BitwiseCopyable {
  /// Packets that left the queue.
  public var packets: UInt64 = 0
  public var bytes: UInt64 = 0
  /// Packets for which the queue had no room.
  public var droppedPackets: UInt64 = 0
  public var droppedBytes: UInt64 = 0

  @inlinable public init() {}
}

/// Packets that were routed.
@frozen
public struct InterfaceCounts: Hashable, Sendable, BitwiseCopyable {
  /// Packets that came in to be routed, errors included.
  public var inPackets: UInt64 = 0
  public var inBytes: UInt64 = 0
  /// Packets that left; one that is flooded in the interface's VLAN is one.
  public var outPackets: UInt64 = 0
  public var outBytes: UInt64 = 0
  /// Packets that routing dropped.
  public var inErrorPackets: UInt64 = 0
  public var inErrorBytes: UInt64 = 0
  /// Packets that were routed here and did not leave.
  public var outErrorPackets: UInt64 = 0
  public var outErrorBytes: UInt64 = 0

  @inlinable public init() {}
}

/// Packets of a VLAN.
@frozen
public struct VLANCounts: Hashable, Sendable, BitwiseCopyable {
  /// Packets that came in in the VLAN, discarded ones included.
  public var inPackets: UInt64 = 0
  public var inBytes: UInt64 = 0
  /// Packets that left in the VLAN: a flooded one counts once a port.
  public var outPackets: UInt64 = 0
  public var outBytes: UInt64 = 0
  public var inDiscards: UInt64 = 0
  public var outDiscards: UInt64 = 0

  @inlinable public init() {}
}

/// Packets that a policer has coloured, whatever became of them. Bytes: Ethernet header included, FCS not.
///
/// - Source: sai_policer_stat_t.
@frozen
public struct PolicerCounts: Hashable, Sendable, BitwiseCopyable {
  public var greenPackets: UInt64 = 0
  public var greenBytes: UInt64 = 0
  public var yellowPackets: UInt64 = 0
  public var yellowBytes: UInt64 = 0
  public var redPackets: UInt64 = 0
  public var redBytes: UInt64 = 0

  @inlinable public init() {}

  @inlinable public var packets: UInt64 { greenPackets &+ yellowPackets &+ redPackets }
  @inlinable public var bytes: UInt64 { greenBytes &+ yellowBytes &+ redBytes }
}
