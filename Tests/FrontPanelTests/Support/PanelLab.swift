import ASICSimulator
import CPacketIO
import Foundation
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

@testable import FrontPanel

/// A small switch whose ports are veth pairs in a namespace of its own, the far end of each in another.
///
///     namespace "a": h0 ═══ s0: port 1 ─┐
///                                       switch
///     namespace "b": h1 ═══ s1: port 2 ─┘
final class PanelLab {
  let space: NetworkNamespace
  let hosts: [NetworkNamespace]
  let target: SimulatedSwitch
  let panel: FrontPanel
  private let lock: NSLock
  /// What the panel has told of.
  private final class Record {
    var changes: [AttachmentStatus] = []
    var punted: [PuntedPacket] = []
  }
  private let record = Record()
  var changes: [AttachmentStatus] { record.changes }
  var punted: [PuntedPacket] { record.punted }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func platform() throws -> Platform {
    try Catalog(folder: root.appending(path: "Platforms").path).platform(named: "gs1900-8")
  }

  /// - Parameter links: Pairs to make; the ports are attached to s0, s1 … whether made or not.
  init(links: Int = 2, ports: Int = 2) throws {
    let space = try NetworkNamespace()
    self.space = space
    hosts = try (0..<links).map { _ in try NetworkNamespace() }
    for index in 0..<links { try PanelLab.connect(space, hosts[index], index) }
    let target = try SimulatedSwitch(try PanelLab.platform())
    self.target = target
    var transaction = Transaction()
    let board = target.platform.board.ports
    for port in board.prefix(ports) {
      transaction.insert(Port(id: PortID(port.number), lanes: port.lanes, speed: port.speed, isEnabled: true, mtu: 9100))
    }
    transaction.insert(VLAN(id: .default, members: board.prefix(ports).map { .init(port: PortID($0.number), isTagged: false) }))
    try target.control.commit(transaction)
    let lock = NSLock()
    self.lock = lock
    let attachments = board.prefix(ports).enumerated().map { index, port in
      PortAttachment(chipPort: Int(port.lanes[0]) - 1, to: .interface("s\(index)"))
    }
    panel = try space.run { try FrontPanel(target.asic, attachments) { body in lock.withLock(body) } }
    panel.onLinkChange = { [record] in record.changes.append($0) }
    panel.afterBatch = { [record] in record.punted += (try? target.takePunted()) ?? [] }
    try space.run { [panel] in try panel.start() }
  }

  deinit { panel.stop() }

  static func connect(_ space: NetworkNamespace, _ host: NetworkNamespace, _ index: Int) throws {
    try space.ip("link add s\(index) mtu 9000 type veth peer name h\(index) mtu 9000 netns \(host.threadID)")
    try host.ip("link set h\(index) up")
  }

  func withLock<R>(_ body: () throws -> R) rethrows -> R { try lock.withLock(body) }

  func commit(_ body: (inout Transaction) -> Void) throws {
    var transaction = Transaction()
    body(&transaction)
    try withLock { _ = try target.control.commit(transaction) }
  }

  /// Waits until something under the lock is so.
  func wait(_ seconds: Double = 5, until isSo: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if withLock(isSo) { return true }
      usleep(2_000)
    }
    return withLock(isSo)
  }

  func waitForLinks() -> Bool { wait { panel.statuses.allSatisfy(\.isUp) } }

  func status(_ index: Int) -> AttachmentStatus { withLock { panel.statuses[index] } }
}

/// The far end of a link, frame by frame.
final class Wire {
  private let socket: PacketSocket
  private let batch = FrameBatch()
  private var waiting: [[UInt8]] = []

  /// Waits for the link: what is sent before is lost.
  init(_ space: NetworkNamespace, _ interface: String) throws {
    socket = try space.run {
      let socket = try PacketSocket(interface: interface)
      for _ in 0..<2_000 where trysail_interface_has_carrier(socket.descriptor, interface) != 1 { usleep(1_000) }
      return socket
    }
  }

  @discardableResult
  func send(_ frame: [UInt8]) -> Int32 { frame.withUnsafeBytes { socket.send($0) } }

  /// Takes what has come, without waiting.
  func collect() {
    while batch.receive(socket) > 0 {
      for index in 0..<batch.count { waiting.append(Array(batch.frame(index).bytes)) }
    }
  }

  /// The next frame; `nil` after a while without one.
  func next(_ seconds: Double = 3) -> [UInt8]? {
    let end = Date().addingTimeInterval(seconds)
    while waiting.isEmpty, Date() < end {
      collect()
      if waiting.isEmpty { usleep(1_000) }
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }
}
