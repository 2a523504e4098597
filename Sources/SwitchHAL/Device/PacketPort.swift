public import SwitchModel

/// Packets between the switch and its CPU. Not rows: a packet is nobody's desired state.
public protocol PacketPort: AnyObject {
  /// Takes the oldest packet that the switch sent to its CPU.
  ///
  /// - Returns: `nil` when there is none.
  func receive() throws(SwitchError) -> PuntedPacket?

  /// Sends a frame out of a port, past all look-ups.
  ///
  /// - Throws: `.unresolved` for an unknown port, `.busy` when the ring is full, `.invalid` for a frame that does not fit.
  func send(_ frame: [UInt8], to port: PortID) throws(SwitchError)

  /// Sends a frame into the switch as if it came from the CPU port in a VLAN: it is bridged, flooded or routed, and nothing is learned.
  ///
  /// - Throws: `.unresolved` for an unknown VLAN, `.unsupported` where the device has no such way, `.busy` when the ring is full,
  ///   `.invalid` for a frame that does not fit.
  func send(_ frame: [UInt8], in vlan: VLANID) throws(SwitchError)
}

/// A packet that the switch sent to its CPU.
public struct PuntedPacket: Hashable, Sendable {
  /// Ethernet frame without FCS, as it came in.
  public let frame: [UInt8]
  /// Where it came in.
  public let port: PortID
  /// The device's reason code; its names are in the chip's description.
  public let reason: UInt16
  /// The queue of the CPU port that it was in.
  public let queue: UInt8
  /// The kind of trap that the packet met, a row for it or not; `nil` where it met none (an ACL, an unknown neighbor).
  public let trap: Trap.Kind?

  public init(frame: [UInt8], port: PortID, reason: UInt16, queue: UInt8 = 0, trap: Trap.Kind? = nil) {
    self.frame = frame
    self.port = port
    self.reason = reason
    self.queue = queue
    self.trap = trap
  }
}

/// What ACL entries have counted.
public protocol ACLCounterSource {
  /// - Returns: `nil` for an entry that is not held or not counted.
  func count(of entry: ACLEntry.Key) -> PacketCount?
}

/// Packets and their bytes.
@frozen
public struct PacketCount: Hashable, Sendable, BitwiseCopyable {
  /// Packets that an entry decided and counted; wraps at the width of the chip's counter.
  public var packets: UInt64
  /// Ethernet header included, FCS not.
  public var bytes: UInt64

  @inlinable
  public init(packets: UInt64 = 0, bytes: UInt64 = 0) {
    self.packets = packets
    self.bytes = bytes
  }
}
