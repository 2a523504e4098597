import CPacketIO

#if canImport(Glibc)
  import Glibc
#endif

/// A client, as the server sees it: its socket, what has come of its next message, and its memory.
final class ASICClient {
  /// Memory that the client shares with the chip.
  final class Region {
    let descriptor: Int32
    private let memory: SharedMemory
    var busAddress: UInt64 = 0
    var bytes: UnsafeMutableRawBufferPointer { memory.bytes }

    /// Takes the descriptor over.
    init?(descriptor: Int32, count: Int) {
      guard let memory = SharedMemory(descriptor: descriptor, count: count) else {
        close(descriptor)
        return nil
      }
      self.descriptor = descriptor
      self.memory = memory
    }

    deinit { close(descriptor) }
  }

  let descriptor: Int32
  /// It has said hello.
  var isKnown = false
  var regions: [Region] = []
  /// - Unit: bytes in all regions.
  static let memoryLimit = 1 << 28
  var memory: Int { regions.reduce(0) { $0 + $1.bytes.count } }
  private var inbox: [UInt8] = []
  private var filled = 0
  private var outbox = MessageWriter()

  /// The pipe that wakes the client: its ends, -1 without.
  private(set) var pipe: (reading: Int32, writing: Int32) = (-1, -1)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var ends: [Int32] = [-1, -1]
    if trysail_pipe_open(&ends) == 0 { pipe = (ends[0], ends[1]) }
    inbox = [UInt8](repeating: 0, count: 1 << 18)
  }

  deinit {
    for descriptor in [descriptor, pipe.reading, pipe.writing] where descriptor >= 0 { close(descriptor) }
  }

  /// Takes what has come, and serves the messages that are whole.
  ///
  /// - Returns: `false`: the client is gone, or talks nonsense.
  func receive(serve: (MessageHeader, UnsafeRawBufferPointer) -> Bool) -> Bool {
    var passed: Int32 = -1
    let taken = inbox.withUnsafeMutableBufferPointer { buffer in
      trysail_local_receive(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, &passed)
    }
    // Nobody asked for one.
    if passed >= 0 { close(passed) }
    guard taken > 0 else { return false }
    filled += taken
    var start = 0
    while filled - start >= RemoteProtocol.headerBytes {
      let isServed = inbox.withUnsafeBytes { bytes -> Bool? in
        let waiting = UnsafeRawBufferPointer(rebasing: bytes[start..<filled])
        guard let header = MessageHeader(waiting), header.length <= RemoteProtocol.bodyLimit else { return false }
        let end = RemoteProtocol.headerBytes + header.length
        guard waiting.count >= end else { return nil }
        start += end
        return serve(header, UnsafeRawBufferPointer(rebasing: waiting[RemoteProtocol.headerBytes..<end]))
      }
      guard let isServed else { break }
      guard isServed else { return false }
    }
    if start > 0 {
      inbox.replaceSubrange(0..<filled - start, with: inbox[start..<filled])
      filled -= start
    }
    if filled == inbox.count { inbox.append(contentsOf: repeatElement(0, count: inbox.count)) }
    return true
  }

  /// - Returns: `false`: the client does not take it.
  func reply(
    _ header: MessageHeader, _ status: RemoteProtocol.Status, operation: UInt32 = 0, detail: UInt64 = 0, passing: Int32 = -1,
    _ body: (inout MessageWriter) -> Void
  ) -> Bool {
    reply(kind: header.kind, sequence: header.sequence, status, operation: operation, detail: detail, passing: passing, body)
  }

  func reply(
    kind: UInt16, sequence: UInt32, _ status: RemoteProtocol.Status, operation: UInt32 = 0, detail: UInt64 = 0, passing: Int32 = -1,
    _ body: (inout MessageWriter) -> Void
  ) -> Bool {
    outbox.begin()
    outbox.append(status.rawValue)
    outbox.append(operation)
    outbox.append(detail)
    body(&outbox)
    outbox.finish(kind: kind | RemoteProtocol.replyBit, sequence: sequence)
    return outbox.bytes.withUnsafeBufferPointer { trysail_local_send(descriptor, $0.baseAddress, $0.count, passing) } == 0
  }
}
