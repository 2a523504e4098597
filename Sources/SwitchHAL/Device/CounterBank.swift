public import SwitchModel

/// What ports, queues, router interfaces and VLANs have counted since power-on.
///
/// `nil` is a counter that the device does not have, or a thing that it does not know. Counts wrap at the width of the device's
/// counters. Bytes are those of the Ethernet frame, FCS not included.
public protocol CounterBank {
  func counts(of port: PortID) -> PortCounts?
  /// - Parameter queue: from 0; of the CPU port too.
  func counts(ofQueue queue: Int, on port: PortID) -> QueueCounts?
  func counts(of interface: RouterInterfaceID) -> InterfaceCounts?
  func counts(of vlan: VLANID) -> VLANCounts?
}

/// A port's counts.
///
/// - Source: RFC 2863 §6 (ifTable, ifXTable).
@frozen
public struct PortCounts: Hashable, Sendable, BitwiseCopyable {
  public var receivedBytes: UInt64 = 0
  /// Packets, by destination address.
  public var receivedUnicast: UInt64 = 0
  public var receivedMulticast: UInt64 = 0
  public var receivedBroadcast: UInt64 = 0
  /// Packets dropped that had no error.
  public var receivedDiscards: UInt64 = 0
  /// Packets dropped because they were malformed.
  public var receivedErrors: UInt64 = 0
  public var transmittedBytes: UInt64 = 0
  public var transmittedUnicast: UInt64 = 0
  public var transmittedMulticast: UInt64 = 0
  public var transmittedBroadcast: UInt64 = 0
  /// Packets that were to leave and did not: the queue was full, or a check on the way out refused them.
  public var transmittedDiscards: UInt64 = 0

  public init() {}
}

/// A queue's counts.
@frozen
public struct QueueCounts: Hashable, Sendable, BitwiseCopyable {
  /// Packets that left.
  public var packets: UInt64 = 0
  public var bytes: UInt64 = 0
  public var droppedPackets: UInt64 = 0

  public init() {}
}

/// A router interface's counts.
@frozen
public struct InterfaceCounts: Hashable, Sendable, BitwiseCopyable {
  public var receivedPackets: UInt64 = 0
  public var receivedBytes: UInt64 = 0
  public var transmittedPackets: UInt64 = 0
  public var transmittedBytes: UInt64 = 0

  public init() {}
}

/// A VLAN's counts.
@frozen
public struct VLANCounts: Hashable, Sendable, BitwiseCopyable {
  public var receivedPackets: UInt64 = 0
  public var receivedBytes: UInt64 = 0
  public var transmittedPackets: UInt64 = 0
  public var transmittedBytes: UInt64 = 0

  public init() {}
}
