import CPacketIO
public import DeviceAccess
public import SwitchPlatform

#if canImport(Glibc)
  import Glibc
#endif

/// The bus to a simulated ASIC in another process (`trysail asic --listen SOCKET`).
///
/// Writes are gathered and sent by the hundred; they are done, and their errors told, when the next read, poll, allocation or
/// `complete()` returns. A bus whose server is gone, does not answer in time or talks nonsense is done for: this and every later
/// call throws, and none waits.
///
/// One thread at a time.
public final class RemoteBus: DeviceBus {
  private let descriptor: Int32
  private var isOver = false
  /// A transfer that is not sent yet; empty: none.
  private var request = MessageWriter()
  private var sequence: UInt32 = 0
  /// Transfers sent whose replies are not in.
  private var outstanding = 0
  /// The first error of a write that nobody has been told of.
  private var failure: BusError?
  private var memories: [SharedMemory] = []
  private var inbox = [UInt8](repeating: 0, count: 1 << 16)
  /// For `poll`: readable when the chip asks for attention or a port's link changes, and hung up when the server is gone.
  /// `pollInterrupt` makes it quiet again. Belongs to the bus.
  public private(set) var attentionDescriptor: Int32 = -1
  /// Whether anybody has written to the chip between power-on, or the last reset, and now: there is something to adopt.
  public private(set) var isProgrammed = false

  /// Bytes of a transfer that is sent without being asked for.
  private static let gathered = 1 << 16
  /// Transfers whose replies may wait in the socket.
  private static let outstandingLimit = 32

  /// - Parameters:
  ///   - path: The socket.
  ///   - asic: What the driver takes the chip to be: another one is refused.
  ///   - milliseconds: How long the server may take to answer. Default: 5,000.
  public init(path: String, expecting asic: ASICDescription, milliseconds: Int32 = 5_000) throws(RemoteASICError) {
    let connected = trysail_local_connect(path, milliseconds)
    descriptor = connected
    // All is initialized: `deinit` closes what is open.
    guard connected >= 0 else { throw .notReached(path, -connected) }
    let reply: Reply
    do throws(BusError) {
      try send(.hello) {
        $0.append(RemoteProtocol.magic)
        $0.append(RemoteProtocol.version)
      }
      reply = try receive(.hello)
    } catch {
      if case .failed(let code) = error, code != ECONNRESET { throw .notReached(path, code) }
      throw .notUnderstood(path)
    }
    attentionDescriptor = reply.passed
    if reply.status == .failed, reply.detail == UInt64(EBUSY) { throw .busy(path) }
    let isTold = reply.body.withUnsafeBytes { bytes -> Result<Bool, RemoteASICError>? in
      var reader = MessageReader(bytes)
      guard let version = reader.next(UInt32.self) else { return nil }
      guard version == RemoteProtocol.version else { return .failure(.otherVersion(version)) }
      guard let flags = reader.next(UInt32.self), let fingerprint = reader.next(UInt64.self), let length = reader.next(UInt32.self),
        let name = reader.bytes(Int(length))
      else { return nil }
      guard fingerprint == RemoteProtocol.fingerprint(asic) else {
        return .failure(.otherChip(String(decoding: name, as: UTF8.self), expected: asic.name))
      }
      return .success(flags & 1 == 1)
    }
    guard let isTold, reply.status == .done || reply.status == .failed, attentionDescriptor >= 0 else { throw .notUnderstood(path) }
    isProgrammed = try isTold.get()
  }

  deinit { for descriptor in [descriptor, attentionDescriptor] where descriptor >= 0 { close(descriptor) } }

  // MARK: DeviceBus

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    append(.read, count: 1, address)
    return try exchange(words: 1).first ?? 0
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    append(.write, count: 1, address)
    request.append(value)
    try sendIfLong()
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var start = 0
    while start < values.count {
      let piece = UnsafeBufferPointer(rebasing: values[start..<min(values.count, start + RemoteBus.gathered / 4)])
      append(.write, count: piece.count, address &+ UInt64(start) &* 4)
      request.append(words: piece)
      try sendIfLong()
      start += piece.count
    }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var start = 0
    while start < values.count {
      let count = min(values.count - start, RemoteProtocol.bodyLimit / 8)
      append(.read, count: count, address &+ UInt64(start) &* 4)
      let words = try exchange(words: count)
      for (index, word) in words.enumerated() { values[start + index] = word }
      start += count
    }
  }

  public func read(
    rows: Int, of words: Int, every stride: Int, into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64
  ) throws(BusError) {
    guard words > 0 else { return }
    // The server does not take frames while it reads: not too much in one go.
    let most = max(1, RemoteBus.gathered / words)
    var row = 0
    let end = min(rows, values.count / words)
    while row < end {
      let count = min(most, end - row)
      append(.readRows, count: count, address &+ UInt64(truncatingIfNeeded: row &* stride))
      request.append(UInt32(truncatingIfNeeded: words))
      request.append(UInt32(truncatingIfNeeded: stride))
      for (index, word) in try exchange(words: count * words).enumerated() { values[row * words + index] = word }
      row += count
    }
  }

  public func pollInterrupt() throws(BusError) -> Bool {
    // Before it asks: what comes after is told anew.
    trysail_pipe_drain(attentionDescriptor)
    append(.interrupt, count: 0, 0)
    return try exchange(words: 1).first == 1
  }

  /// Returns when every write is done, or throws the first error of one.
  public func complete() throws(BusError) {
    try check()
    try sendTransfer()
    while outstanding > 0 { _ = try receiveTransfer() }
    try throwFailure()
  }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion {
    guard byteCount > 0 else { throw .outOfMemory(byteCount) }
    try complete()
    try send(.allocate) { $0.append(UInt64(byteCount)) }
    let reply = try receive(.allocate)
    defer { if reply.passed >= 0 { close(reply.passed) } }
    if let error = reply.status.error(reply.detail) { throw error }
    let address = reply.body.withUnsafeBytes { bytes in
      var reader = MessageReader(bytes)
      return reader.next(UInt64.self)
    }
    guard let address, reply.passed >= 0 else { throw fail(ECONNRESET) }
    guard let memory = SharedMemory(descriptor: reply.passed, count: byteCount) else { throw .outOfMemory(byteCount) }
    memories.append(memory)
    return DMARegion(busAddress: address, bytes: memory.bytes)
  }

  // MARK: Besides the bus

  /// Makes the chip as it is after power-on: no rows, no registers, no rings. Memory stays allocated.
  public func reset() throws(BusError) {
    try complete()
    try send(.reset)
    let reply = try receive(.reset)
    if let error = reply.status.error(reply.detail) { throw error }
    isProgrammed = false
  }

  /// Links and counters of the chip's front ports, by chip port.
  public func ports() throws(BusError) -> [RemotePort] {
    try complete()
    try send(.ports)
    let reply = try receive(.ports)
    if let error = reply.status.error(reply.detail) { throw error }
    return reply.body.withUnsafeBytes { bytes in
      var reader = MessageReader(bytes)
      var ports: [RemotePort] = []
      while reader.remaining >= RemotePort.bytes, let link = reader.next(UInt32.self), reader.next(UInt32.self) != nil {
        var counts: [UInt64] = []
        while counts.count < 5, let count = reader.next(UInt64.self) { counts.append(count) }
        guard counts.count == 5 else { break }
        ports.append(
          RemotePort(
            link: RemotePort.Link(rawValue: link) ?? .notAttached, receivedPackets: counts[0], receivedBytes: counts[1],
            transmittedPackets: counts[2], transmittedBytes: counts[3], transmitDrops: counts[4]))
      }
      return ports
    }
  }

  // MARK: Messages

  private struct Reply {
    var status: RemoteProtocol.Status
    var detail: UInt64
    /// Behind status, operation and detail.
    var body: ArraySlice<UInt8>
    /// -1: no descriptor came.
    var passed: Int32
  }

  private func append(_ operation: RemoteProtocol.Operation, count: Int, _ address: UInt64) {
    if request.isEmpty { request.begin() }
    request.append(operation.rawValue)
    request.append(UInt32(truncatingIfNeeded: count))
    request.append(address)
  }

  private func sendIfLong() throws(BusError) {
    try check()
    if request.count >= RemoteBus.gathered { try sendTransfer() }
  }

  private func sendTransfer() throws(BusError) {
    guard !request.isEmpty else { return }
    if outstanding >= RemoteBus.outstandingLimit { _ = try receiveTransfer() }
    sequence &+= 1
    request.finish(kind: RemoteProtocol.Kind.transfer.rawValue, sequence: sequence)
    try send(request)
    request.clear()
    outstanding += 1
  }

  /// Sends what is gathered, waits for all replies, and gives the words of the last.
  private func exchange(words: Int) throws(BusError) -> [UInt32] {
    try check()
    try sendTransfer()
    var result: [UInt32] = []
    while outstanding > 0 { result = try receiveTransfer() }
    try throwFailure()
    guard result.count == words else { throw fail(ECONNRESET) }
    return result
  }

  private func receiveTransfer() throws(BusError) -> [UInt32] {
    let reply = try receive(.transfer)
    outstanding -= 1
    if failure == nil { failure = reply.status.error(reply.detail) }
    return reply.body.withUnsafeBytes { bytes in
      var reader = MessageReader(bytes)
      var words: [UInt32] = []
      words.reserveCapacity(bytes.count / 4)
      while let word = reader.next(UInt32.self) { words.append(word) }
      return words
    }
  }

  private func throwFailure() throws(BusError) {
    if let failure {
      self.failure = nil
      throw failure
    }
  }

  private func check() throws(BusError) {
    guard !isOver else {
      request.clear()
      throw .failed(ECONNRESET)
    }
  }

  /// Ends the connection.
  private func fail(_ code: Int32) -> BusError {
    isOver = true
    request.clear()
    shutdown(descriptor, Int32(SHUT_RDWR))
    // A peer that is gone shows in several ways.
    return .failed(code == EPIPE || code == ENOTCONN ? ECONNRESET : code == EAGAIN ? ETIMEDOUT : code)
  }

  private func send(_ kind: RemoteProtocol.Kind, _ body: (inout MessageWriter) -> Void = { _ in }) throws(BusError) {
    try check()
    var message = MessageWriter()
    message.begin()
    body(&message)
    sequence &+= 1
    message.finish(kind: kind.rawValue, sequence: sequence)
    try send(message)
  }

  private func send(_ message: MessageWriter) throws(BusError) {
    let status = message.bytes.withUnsafeBufferPointer { trysail_local_send(descriptor, $0.baseAddress, $0.count, -1) }
    guard status == 0 else { throw fail(-status) }
  }

  private var expected: UInt32 { sequence &- UInt32(max(0, outstanding - 1)) }

  private func receive(_ kind: RemoteProtocol.Kind) throws(BusError) -> Reply {
    try check()
    var passed: Int32 = -1
    let wanted = kind == .transfer ? expected : sequence
    try fill(RemoteProtocol.headerBytes, at: 0, &passed)
    let header = inbox.withUnsafeBytes { MessageHeader(UnsafeRawBufferPointer(rebasing: $0[..<RemoteProtocol.headerBytes])) }
    guard let header, header.length >= RemoteProtocol.replyBytes, header.length <= RemoteProtocol.bodyLimit,
      header.kind == kind.rawValue | RemoteProtocol.replyBit, header.sequence == wanted
    else {
      if passed >= 0 { close(passed) }
      throw fail(ECONNRESET)
    }
    if inbox.count < header.length { inbox = [UInt8](repeating: 0, count: header.length) }
    try fill(header.length, at: 0, &passed)
    let (status, detail) = inbox.withUnsafeBytes { bytes in
      var reader = MessageReader(bytes)
      let status = reader.next(UInt32.self).flatMap { RemoteProtocol.Status(rawValue: $0) }
      _ = reader.next(UInt32.self)
      return (status, reader.next(UInt64.self) ?? 0)
    }
    guard let status else {
      if passed >= 0 { close(passed) }
      throw fail(ECONNRESET)
    }
    return Reply(status: status, detail: detail, body: inbox[RemoteProtocol.replyBytes..<header.length], passed: passed)
  }

  /// Receives `count` bytes into the inbox.
  private func fill(_ count: Int, at start: Int, _ passed: inout Int32) throws(BusError) {
    var filled = start
    while filled < start + count {
      var came: Int32 = -1
      let taken = inbox.withUnsafeMutableBufferPointer { buffer in
        trysail_local_receive(descriptor, buffer.baseAddress.map { $0 + filled }, start + count - filled, &came)
      }
      if came >= 0 {
        if passed >= 0 { close(passed) }
        passed = came
      }
      guard taken > 0 else {
        if passed >= 0 { close(passed) }
        passed = -1
        throw fail(taken == 0 ? ECONNRESET : Int32(truncatingIfNeeded: -taken))
      }
      filled += taken
    }
  }
}

/// Why an ASIC in another process cannot be had.
public enum RemoteASICError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The socket's path, and the system's reason (errno).
  case notReached(String, Int32)
  /// Another client has it.
  case busy(String)
  /// What answers there is no ASIC of ours.
  case notUnderstood(String)
  case otherVersion(UInt32)
  /// The chip's name. It may be the same: the chip files differ.
  case otherChip(String, expected: String)

  public var description: String {
    switch self {
    case .notReached(let path, let code): "\(path): no ASIC answers there: \(String(cString: strerror(code)))"
    case .busy(let path): "\(path): another client has the ASIC"
    case .notUnderstood(let path): "\(path): what answers there is no ASIC"
    case .otherVersion(let version): "the ASIC speaks version \(version) of the protocol, not \(RemoteProtocol.version)"
    case .otherChip(let name, let expected) where name == expected: "the ASIC is a \(name), of a chip file that differs from ours"
    case .otherChip(let name, let expected): "the ASIC is a \(name), not a \(expected)"
    }
  }
}
