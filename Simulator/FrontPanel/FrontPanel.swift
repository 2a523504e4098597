public import ASICSimulator
import CPacketIO
import SwitchPlatform

#if canImport(Glibc)
  import Glibc
#endif

/// The wires of a simulated chip: its ports on interfaces of the kernel, and its clock on the clock on the wall.
///
///     veth, netdev, TAP ── PortAttachment ┐            ┌── SimulatedASIC.receive
///                                       FrontPanel ──┤       output, takeInjected
///     CLOCK_MONOTONIC ──────────────────┘            └── advance
///
/// A thread of its own waits for frames, takes them in batches, and gives them to the chip under the caller's lock. Whoever else
/// touches the chip (a driver, say) holds that lock too.
///
///     let lock = …
///     let panel = try FrontPanel(asic, [PortAttachment(chipPort: 0, to: .interface("veth0"))]) { body in lock.withLock(body) }
///     panel.afterBatch = { … take punted packets … }
///     try panel.start()
///     …
///     panel.stop()
///
/// Interfaces come and go: one that is absent is a port without a link, and is attached when it is there.
public final class FrontPanel: @unchecked Sendable {
  // Unchecked, because the caller's lock stands in for the checks: the chip and what is marked "locked" are touched under it only.
  /// Locked.
  private var asic: SimulatedASIC
  private let exclusively: Exclusion
  /// Locked, except for the descriptors, which only the panel's thread changes.
  let ports: [AttachedPort]
  /// Index in `ports` by chip port.
  private let portOfChip: [Int32: Int]
  let control: Int32
  let monitor: Int32
  let wakeUp: Int32
  let batch = FrameBatch()
  private let packet: UnsafeMutableRawBufferPointer
  /// Locked.
  private var clock: PanelClock
  private var thread: pthread_t?
  private var isStopping = false

  /// Runs its argument while nobody else touches the chip.
  public typealias Exclusion = @Sendable (_ body: () -> Void) -> Void

  /// Called by the panel's thread, under the lock, after each batch of frames and at least ten times a second: time to collect
  /// punted packets and events. Set before `start`.
  public var afterBatch: (() -> Void)?

  /// Called by the panel's thread, under the lock, when a port's link or its error changes. Set before `start`.
  public var onLinkChange: ((AttachmentStatus) -> Void)?

  /// Attaches what is there; what is absent is attached later, and says so in `statuses`.
  ///
  /// - Parameters:
  ///   - attachments: Each chip port and each interface once.
  ///   - exclusively: The caller's lock. Not recursive, so `start` and `stop` are not called under it.
  public init(_ asic: SimulatedASIC, _ attachments: [PortAttachment], exclusively: @escaping Exclusion) throws(FrontPanelError) {
    self.asic = asic
    self.exclusively = exclusively
    var portOfChip: [Int32: Int] = [:]
    var interfaces: Set<String> = []
    for (index, attachment) in attachments.enumerated() {
      guard (0..<asic.description.ports.count).contains(attachment.chipPort) else { throw .noSuchPort(attachment.chipPort) }
      guard portOfChip.updateValue(index, forKey: Int32(attachment.chipPort)) == nil else { throw .portTwice(attachment.chipPort) }
      let interface = attachment.target.interface
      guard interfaces.insert(interface).inserted else { throw .interfaceTwice(interface) }
    }
    self.portOfChip = portOfChip
    ports = attachments.map { AttachedPort($0) }
    clock = PanelClock(hertz: asic.description.clock)
    packet = .allocate(byteCount: 65_536 + 256, alignment: 64)
    control = trysail_control_open()
    monitor = trysail_monitor_open()
    wakeUp = trysail_wake_open()
    // All is initialized: `deinit` closes what is open.
    for descriptor in [control, monitor, wakeUp] where descriptor < 0 { throw .interface(InterfaceError("", .watch, -descriptor)) }
    for port in ports { _ = port.refresh(control: control) }
  }

  deinit {
    stop()
    for descriptor in [control, monitor, wakeUp] where descriptor >= 0 { close(descriptor) }
    packet.deallocate()
  }

  // MARK: Running

  /// Starts the thread. Virtual time goes on from where the chip is.
  ///
  /// Call it without the lock.
  public func start() throws(FrontPanelError) {
    guard thread == nil else { return }
    exclusively { clock.start(at: asic.now) }
    isStopping = false
    // Unretained: `deinit` joins the thread before anything goes.
    let context = Unmanaged.passUnretained(self).toOpaque()
    var started = pthread_t()
    let status = pthread_create(
      &started, nil,
      { context in
        if let context { Unmanaged<FrontPanel>.fromOpaque(context).takeUnretainedValue().run() }
        return nil
      }, context)
    guard status == 0 else { throw .thread(status) }
    thread = started
  }

  /// Ends the thread and waits for it. Interfaces stay attached, frames wait in them.
  ///
  /// Call it without the lock, and not from the thread.
  public func stop() {
    guard let thread else { return }
    exclusively { isStopping = true }
    trysail_wake(wakeUp)
    pthread_join(thread, nil)
    self.thread = nil
  }

  // MARK: The caller's side, under the lock

  /// Sends what the CPU has sent: after `PacketPort.send`, which no packet's arrival follows. Under the lock.
  public func drain() {
    for frame in asic.takeInjected() {
      frame.bytes.withUnsafeBytes { transmit($0, Int32(frame.port)) }
    }
  }

  /// Sets the chip's time to the wall's. Under the lock; the thread does so before each batch.
  @discardableResult
  public func keepTime() -> Int64 {
    let cycle = clock.cycle
    asic.advance(to: cycle)
    return cycle
  }

  /// Puts another chip of the same description in place of the one there is. Under the lock.
  public func replace(_ asic: SimulatedASIC) {
    drain()
    self.asic = asic
    asic.advance(to: clock.cycle)
  }

  /// All attachments as they are, in the order given. Under the lock.
  public var statuses: [AttachmentStatus] { ports.map(\.status) }

  /// Whether a chip port's link is up; `nil` for a port that is not attached. Under the lock.
  public func isUp(_ chipPort: Int) -> Bool? {
    guard let index = Int32(exactly: chipPort).flatMap({ portOfChip[$0] }) else { return nil }
    return ports[index].isUp
  }

  // MARK: The thread's side

  func withLock(_ body: () -> Void) { exclusively(body) }

  /// Under the lock.
  var mustStop: Bool { isStopping }

  /// Gives the batch to the chip, and sends what comes out. Under the lock.
  func deliver(_ index: Int) {
    let cycle = keepTime()
    for number in 0..<batch.count {
      let (offload, bytes) = batch.frame(number)
      if !give(bytes, offload, index, cycle) { ports[index].counters.malformed &+= 1 }
    }
    drain()
    afterBatch?()
  }

  private func give(_ frame: UnsafeMutableRawBufferPointer, _ offload: trysail_frame, _ index: Int, _ cycle: Int64) -> Bool {
    guard offload.is_truncated == 0 else { return false }
    switch Int(offload.segmentation) {
    case Int(TRYSAIL_WHOLE.rawValue):
      if offload.needs_checksum != 0 {
        guard Offload.complete(frame, from: Int(offload.checksum_start), field: Int(offload.checksum_field)) else { return false }
      }
      return forward(UnsafeRawBufferPointer(frame), index, cycle)
    case Int(TRYSAIL_TCP.rawValue), Int(TRYSAIL_UDP.rawValue):
      guard offload.needs_checksum != 0 else { return false }
      return Offload.cut(
        UnsafeRawBufferPointer(frame), isTCP: Int(offload.segmentation) == Int(TRYSAIL_TCP.rawValue),
        headerAt: Int(offload.checksum_start), size: Int(offload.segment_size), packet: packet
      ) { _ = forward($0, index, cycle) }
    default: return false
    }
  }

  private func forward(_ frame: UnsafeRawBufferPointer, _ index: Int, _ cycle: Int64) -> Bool {
    guard frame.count >= 14, frame.count <= SimulatedASIC.longestFrame else { return false }
    ports[index].counters.received &+= 1
    asic.receive(frame, on: ports[index].attachment.chipPort, notBefore: cycle)
    for number in 0..<asic.output.count {
      let (header, bytes) = asic.output.frame(number)
      transmit(bytes, header.port)
    }
    return true
  }

  private func transmit(_ frame: UnsafeRawBufferPointer, _ chipPort: Int32) {
    if let index = portOfChip[chipPort] { ports[index].send(frame) }
  }
}

/// Why a front panel cannot be.
public enum FrontPanelError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSuchPort(Int)
  case portTwice(Int)
  case interfaceTwice(String)
  case interface(InterfaceError)
  /// The system gives no thread (errno).
  case thread(Int32)

  public var description: String {
    switch self {
    case .noSuchPort(let port): "the chip has no port \(port)"
    case .portTwice(let port): "chip port \(port) is attached twice"
    case .interfaceTwice(let name): "two ports are attached to interface \(name)"
    case .interface(let error): error.description
    case .thread(let code): "no thread to be had (errno \(code))"
    }
  }
}
