public import ASICSimulator
import CPacketIO
import DeviceAccess
import SwitchPlatform

#if canImport(Glibc)
  import Glibc
#endif

/// A simulated ASIC's bus, for a driver in another process; see `RemoteProtocol`.
///
/// A thread of its own serves one client after the other, under the caller's lock while it touches the chip. What a client leaves
/// behind when it goes are the tables: the chip forwards by them until another comes.
public final class ASICServer: @unchecked Sendable {
  // Unchecked, because the caller's lock stands in for the checks: what is marked "locked" is touched under it only. The rest is the
  // thread's own, and `start`'s and `stop`'s while there is none.
  public typealias Exclusion = @Sendable (_ body: () -> Void) -> Void

  /// What the server asks of those who share the chip with it. All are called by the server's thread, under the lock.
  public struct Surroundings {
    /// Before a client's operations: time to set the chip's clock.
    public var beforeAccess: () -> Void = {}
    /// After them: time to send what the CPU has sent.
    public var afterAccess: () -> Void = {}
    /// Whether a chip port's link is up; `nil`: it is not attached.
    public var isUp: (_ chipPort: Int) -> Bool? = { _ in nil }
    /// Another chip has taken the place of the one there was: the client has asked for a reset.
    public var onReset: (SimulatedASIC) -> Void = { _ in }

    public init() {}
  }

  let description: ASICDescription
  private let surroundings: Surroundings
  private let exclusively: Exclusion
  private let path: String
  private let fingerprint: UInt64
  /// Locked.
  var asic: SimulatedASIC
  var bus: SimulatedBus
  private var isStopping = false
  /// Where the client is woken; -1: nobody is there.
  private var bell: Int32 = -1
  /// The bell was rung, and the interrupt not polled since.
  private var hasRung = false
  /// Whether anybody has written since power-on.
  var isProgrammed = false
  private let listener: Int32
  private let wakeUp: Int32
  private var thread: pthread_t?
  private var client: ASICClient?
  /// Clients that came while another was there: told so, and kept until they have read it.
  private var turnedAway: [ASICClient] = []

  /// Makes the socket.
  ///
  /// - Parameters:
  ///   - path: Where. A socket that nobody listens on any more is replaced, anything else refused.
  ///   - exclusively: The caller's lock, not recursive: the server holds it while it touches the chip.
  public init(
    _ asic: SimulatedASIC, path: String, surroundings: Surroundings = Surroundings(), exclusively: @escaping Exclusion
  ) throws(ASICServerError) {
    self.asic = asic
    bus = SimulatedBus(asic)
    description = asic.description
    self.surroundings = surroundings
    self.exclusively = exclusively
    self.path = path
    fingerprint = RemoteProtocol.fingerprint(asic.description)
    let listening = trysail_local_listen(path)
    listener = listening
    wakeUp = trysail_wake_open()
    // All is initialized: `deinit` closes what is open.
    guard listening >= 0 else { throw .cannotListen(path, -listening) }
    guard wakeUp >= 0 else { throw .cannotListen(path, -wakeUp) }
  }

  /// The socket's file goes too.
  deinit {
    stop()
    if listener >= 0 {
      close(listener)
      unlink(path)
    }
    if wakeUp >= 0 { close(wakeUp) }
  }

  /// Starts the thread. Call it without the lock.
  public func start() throws(ASICServerError) {
    guard thread == nil else { return }
    isStopping = false
    let context = Unmanaged.passUnretained(self).toOpaque()
    var started = pthread_t()
    let status = pthread_create(
      &started, nil,
      { context in
        if let context { Unmanaged<ASICServer>.fromOpaque(context).takeUnretainedValue().run() }
        return nil
      }, context)
    guard status == 0 else { throw .thread(status) }
    thread = started
  }

  /// Lets the client go, ends the thread and waits for it. Call it without the lock.
  public func stop() {
    guard let thread else { return }
    exclusively { isStopping = true }
    trysail_wake(wakeUp)
    pthread_join(thread, nil)
    self.thread = nil
  }

  /// Wakes the client when the chip asks for attention. Under the lock, after each batch of frames.
  public func tellAttention() {
    guard bell >= 0, !hasRung, asic.asksForAttention else { return }
    hasRung = true
    trysail_pipe_tell(bell)
  }

  /// Wakes the client, to look at the ports. Under the lock.
  public func tellLinkChange() { if bell >= 0 { trysail_pipe_tell(bell) } }

  // MARK: The thread

  private func run() {
    // A client that does not read its replies is let go after this time.
    let patience: Int32 = 5_000
    while true {
      let descriptors = [wakeUp, listener, client?.descriptor ?? -1] + turnedAway.map(\.descriptor)
      var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&waits, nfds_t(waits.count), -1) >= 0 else { continue }
      if waits[0].revents != 0 {
        trysail_wake_drain(wakeUp)
        var isOver = false
        exclusively { isOver = isStopping }
        if isOver { break }
      }
      // The one that is there first: when it is gone, another may come.
      if waits[2].revents != 0, let client, !client.receive(serve: { serve($0, $1, client) }) { letGo() }
      for index in turnedAway.indices.reversed() where waits[index + 3].revents != 0 {
        if !turnedAway[index].receive(serve: { _, _ in true }) { turnedAway.remove(at: index) }
      }
      if waits[1].revents != 0 {
        let accepted = trysail_local_accept(listener, patience)
        if accepted >= 0 { admit(accepted) }
      }
    }
    letGo()
    turnedAway = []
  }

  private func admit(_ descriptor: Int32) {
    let newcomer = ASICClient(descriptor)
    if client == nil {
      client = newcomer
    } else {
      // The first message of anybody is a hello, and this is its reply.
      _ = newcomer.reply(kind: RemoteProtocol.Kind.hello.rawValue, sequence: 1, .failed, detail: UInt64(EBUSY)) { _ in }
      turnedAway.append(newcomer)
      // Those that stay and stay are let go.
      if turnedAway.count > 16 { turnedAway.removeFirst() }
    }
  }

  /// Frees what the client had, and stops the chip from using it.
  private func letGo() {
    guard let client else { return }
    exclusively {
      bell = -1
      asic.stopRings()
      for region in client.regions { asic.unmapDMA(at: region.busAddress) }
    }
    self.client = nil
  }

  // MARK: Requests

  /// - Returns: `false`: the client is let go.
  private func serve(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    guard let kind = RemoteProtocol.Kind(rawValue: header.kind), (kind == .hello) == !client.isKnown else { return false }
    switch kind {
    case .hello: return greet(header, body, client)
    case .transfer: return transfer(header, body, client)
    case .allocate: return allocate(header, body, client)
    case .reset: return reset(header, body, client)
    case .ports: return tellPorts(header, body, client)
    }
  }

  private func greet(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    var reader = MessageReader(body)
    guard reader.next(UInt64.self) == RemoteProtocol.magic, let version = reader.next(UInt32.self) else { return false }
    client.isKnown = version == RemoteProtocol.version
    // One of another version is told ours, and goes.
    guard client.pipe.reading >= 0 else { return false }
    if client.isKnown {
      exclusively {
        bell = client.pipe.writing
        hasRung = false
      }
    }
    let isSent = client.reply(
      header, client.isKnown ? .done : .failed, detail: UInt64(EPROTONOSUPPORT), passing: client.pipe.reading
    ) { message in
      message.append(RemoteProtocol.version)
      message.append(UInt32(isProgrammed ? 1 : 0))
      message.append(fingerprint)
      message.append(UInt32(description.name.utf8.count))
      message.append(description.name)
    }
    return isSent && client.isKnown
  }

  private func transfer(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    var words: [UInt32] = []
    var isUnderstood = true
    var failure: BusError?
    var number: UInt32 = 0
    exclusively {
      surroundings.beforeAccess()
      var reader = MessageReader(body)
      while reader.remaining > 0, failure == nil, isUnderstood {
        do throws(BusError) { isUnderstood = try operate(&reader, &words) } catch { failure = error }
        if failure == nil { number &+= 1 }
      }
      surroundings.afterAccess()
      tellAttention()
    }
    guard isUnderstood else { return false }
    let (status, detail) = failure.map { RemoteProtocol.Status.of($0) } ?? (.done, 0)
    return client.reply(header, status, operation: number, detail: detail) { message in
      words.withUnsafeBufferPointer { message.append(words: $0) }
    }
  }

  /// - Returns: `false` for what is no operation.
  private func operate(_ reader: inout MessageReader, _ words: inout [UInt32]) throws(BusError) -> Bool {
    guard let code = reader.next(UInt32.self), let operation = RemoteProtocol.Operation(rawValue: code),
      let count = reader.next(UInt32.self).map({ Int($0) }), var address = reader.next(UInt64.self)
    else { return false }
    switch operation {
    case .write:
      guard count <= reader.remaining / 4 else { return false }
      isProgrammed = true
      for _ in 0..<count {
        guard let word = reader.next(UInt32.self) else { return false }
        try bus.write(word, at: address)
        address &+= 4
      }
    case .read:
      guard count <= RemoteProtocol.bodyLimit / 4 - RemoteProtocol.replyBytes - words.count else { return false }
      for _ in 0..<count {
        words.append(try bus.read(address))
        address &+= 4
      }
    case .readRows:
      let room = RemoteProtocol.bodyLimit / 4 - RemoteProtocol.replyBytes - words.count
      guard let each = reader.next(UInt32.self).map({ Int($0) }), let stride = reader.next(UInt32.self), each <= room,
        each == 0 || count <= room / each
      else { return false }
      for _ in 0..<(each == 0 ? 0 : count) {
        for word in 0..<UInt64(each) { words.append(try bus.read(address &+ word &* 4)) }
        address &+= UInt64(stride)
      }
    case .interrupt:
      words.append(try bus.pollInterrupt() ? 1 : 0)
      hasRung = false
    }
    return true
  }

  private func allocate(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    var reader = MessageReader(body)
    guard let wanted = reader.next(UInt64.self) else { return false }
    let count = Int(clamping: wanted)
    var failure: BusError?
    var region: ASICClient.Region?
    if count > 0, count <= ASICClient.memoryLimit - client.memory {
      let made = trysail_memory_make("trysail-dma", count)
      if made >= 0 { region = ASICClient.Region(descriptor: made, count: count) }
    }
    if let region {
      exclusively {
        do throws(BusError) { region.busAddress = try asic.mapDMA(region.bytes) } catch { failure = error }
      }
    } else {
      failure = .outOfMemory(count)
    }
    if let failure {
      let (status, detail) = RemoteProtocol.Status.of(failure)
      return client.reply(header, status, detail: detail) { $0.append(UInt64(0)) }
    }
    guard let region else { return false }
    client.regions.append(region)
    return client.reply(header, .done, passing: region.descriptor) { $0.append(region.busAddress) }
  }

  private func reset(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    guard body.isEmpty else { return false }
    var isDone = false
    exclusively {
      guard let fresh = try? SimulatedASIC(description) else { return }
      fresh.advance(to: asic.now)
      // The client's memory stays where it is.
      for region in client.regions { fresh.mapDMA(region.bytes, at: region.busAddress) }
      asic = fresh
      bus = SimulatedBus(fresh)
      isProgrammed = false
      surroundings.onReset(fresh)
      isDone = true
    }
    return client.reply(header, isDone ? .done : .failed, detail: isDone ? 0 : UInt64(ENOMEM)) { _ in }
  }

  private func tellPorts(_ header: MessageHeader, _ body: UnsafeRawBufferPointer, _ client: ASICClient) -> Bool {
    guard body.isEmpty else { return false }
    var ports = MessageWriter()
    exclusively {
      for port in 0..<description.ports.count {
        let link: RemotePort.Link = surroundings.isUp(port).map { $0 ? .up : .down } ?? .notAttached
        let counters = asic.counters(of: port) ?? PortCounters()
        ports.append(link.rawValue)
        ports.append(UInt32(0))
        ports.append(counters.receivedPackets)
        ports.append(counters.receivedBytes)
        ports.append(counters.transmittedPackets)
        ports.append(counters.transmittedBytes)
        ports.append(counters.transmitDrops)
      }
    }
    return client.reply(header, .done) { $0.append(bytes: ports.bytes) }
  }
}

/// Why an ASIC cannot be served.
public enum ASICServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The socket's path, and the system's reason (errno).
  case cannotListen(String, Int32)
  /// The system gives no thread (errno).
  case thread(Int32)

  public var description: String {
    switch self {
    case .cannotListen(let path, EADDRINUSE): "\(path): somebody listens there already, or it is no socket"
    case .cannotListen(let path, let code): "\(path): no socket can be made there: \(String(cString: strerror(code)))"
    case .thread(let code): "no thread to be had (errno \(code))"
    }
  }
}
