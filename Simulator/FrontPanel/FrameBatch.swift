import CPacketIO

/// Memory for the frames that are taken from an interface in one go.
final class FrameBatch {
  static let capacity = Int(TRYSAIL_BATCH)
  private let bytes: UnsafeMutableRawBufferPointer
  private let frames: UnsafeMutablePointer<trysail_frame>
  /// Frames that are in.
  private(set) var count = 0

  init() {
    bytes = .allocate(byteCount: FrameBatch.capacity * FrameBatch.slot, alignment: 64)
    // The kernel's memory is not asked for before a frame needs it.
    frames = .allocate(capacity: FrameBatch.capacity)
    frames.initialize(repeating: trysail_frame(), count: FrameBatch.capacity)
  }

  deinit {
    bytes.deallocate()
    frames.deallocate()
  }

  private static let slot = Int(TRYSAIL_HEADROOM) + 65_536 + 256

  /// - Returns: 0 or more: frames taken; a negative errno.
  func receive(_ socket: PacketSocket) -> Int32 {
    let taken = trysail_packet_receive(
      socket.descriptor, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(FrameBatch.capacity), frames)
    count = max(0, Int(taken))
    return taken
  }

  func receive(_ tap: TAPDevice) throws(InterfaceError) {
    count = 0
    while count < FrameBatch.capacity {
      let start = count * FrameBatch.slot + Int(TRYSAIL_HEADROOM)
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(count + 1) * FrameBatch.slot])
      guard let length = try tap.read(into: room) else { return }
      frames[count] = trysail_frame()
      frames[count].offset = UInt32(start)
      frames[count].length = UInt32(length)
      count += 1
    }
  }

  /// - Parameter index: 0 ..< count.
  func frame(_ index: Int) -> (offload: trysail_frame, bytes: UnsafeMutableRawBufferPointer) {
    let frame = frames[index]
    let start = Int(frame.offset)
    let end = min(start + Int(frame.length), bytes.count)
    return (frame, UnsafeMutableRawBufferPointer(rebasing: bytes[start..<max(start, end)]))
  }
}
