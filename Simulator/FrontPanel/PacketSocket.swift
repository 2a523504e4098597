import CPacketIO

#if canImport(Glibc)
  import Glibc
#endif

/// A raw socket on one network interface.
final class PacketSocket {
  let descriptor: Int32
  /// The kernel's number of the interface: another one of the same name has another number.
  let index: Int32

  init(interface: String) throws(InterfaceError) {
    var index: Int32 = 0
    descriptor = try InterfaceError.check(trysail_packet_open(interface, &index), interface, .attach)
    self.index = index
  }

  deinit { close(descriptor) }

  /// - Returns: 0, or a negative errno: the frame is lost.
  func send(_ frame: UnsafeRawBufferPointer) -> Int32 {
    let bytes = frame.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let status = trysail_packet_send(descriptor, bytes, frame.count)
    // A socket tells once that its interface was down, even when it is up again.
    return status == -ENETDOWN ? trysail_packet_send(descriptor, bytes, frame.count) : status
  }

  /// Frames that came in while the socket was full, since the last call.
  func takeLosses() -> UInt64 {
    var losses: UInt32 = 0
    return trysail_packet_losses(descriptor, &losses) == 0 ? UInt64(losses) : 0
  }
}
