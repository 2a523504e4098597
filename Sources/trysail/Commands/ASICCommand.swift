import ASICSimulator
import ArgumentParser
import Foundation
import FrontPanel
import RemoteASIC
import SwitchPlatform

/// `trysail asic`: a simulated chip in a process of its own.
struct ASICCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "asic",
    abstract: "Run a simulated chip that a driver in another process uses.",
    discussion: """
      The chip starts as after power-on, and goes on forwarding when its driver ends or is killed; the next driver may take it over as \
      it is. One driver at a time. The program runs until SIGINT or SIGTERM.

      The port map puts ports on network interfaces, one a line: 'Ethernet0 veth0', 'Ethernet0:veth0', or '0@veth0' by number; \
      'tap:NAME' makes a TAP interface. In a lane map ('Ethernet0 65,66,67,68', 'eth1:65,66,67,68'), a line that begins with an \
      interface puts the port on it. '#' begins a comment. Interfaces need CAP_NET_RAW and CAP_NET_ADMIN.
      """)

  @Option(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String?

  @Option(help: "The chip, without a board: a name, or the path of a chip file (.yaml). Its ports are 'port0', 'port1' …")
  var chip: String?

  @Option(help: ArgumentHelp("Where to listen: the path of a Unix socket, which is made.", valueName: "socket"))
  var listen: String

  @Option(name: .customLong("port-map"), help: ArgumentHelp("Which port is on which interface.", valueName: "file"))
  var portMap: String?

  @Option(name: .customLong("lane-map"), help: ArgumentHelp("By which lanes ports are known, SONiC's lanemap.ini.", valueName: "file"))
  var laneMap: String?

  func validate() throws {
    if (board == nil) == (chip == nil) { throw ValidationError("One of --board and --chip is needed.") }
  }

  func run() throws {
    let platform = try loadPlatform()
    let ports = try attachments(platform.board)
    // Before any thread is there: all leave the signals to this one.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let process: ASICProcess
    do { process = try ASICProcess(platform.asic, ports, listeningAt: listen) } catch { throw Terminal.failure("\(error)") }
    do { try process.start() } catch { throw Terminal.failure("\(error)") }
    Terminal.print("\(platform.asic.name) listens on \(listen)")
    var signal: Int32 = 0
    while sigwait(&signals, &signal) != 0 {}
    process.stop()
  }

  private func loadPlatform() throws(ExitCode) -> Platform {
    let catalog = try LoadedSwitch.catalog()
    do throws(CatalogError) {
      if let board { return try catalog.platform(named: board) }
      let asic = try catalog.chip(named: chip ?? "")
      // Chip port p begins at lane p + 1.
      let ports = (0..<asic.ports.count).map { number in
        BoardPort(
          number: UInt16(clamping: number + 1), name: "port\(number)", alias: "", label: "", lanes: [UInt16(clamping: number + 1)],
          speed: asic.ports.maximumSpeed)
      }
      return Platform(board: Board(id: asic.name, vendor: asic.vendor, product: "", chip: asic.name, ports: ports), asic: asic)
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure("\(board == nil ? "--chip" : "--board"): \(error.message)")
    }
  }

  /// Reads both maps, and says all that is wrong with either.
  private func attachments(_ board: Board) throws(ExitCode) -> [(port: BoardPort, interface: String)] {
    var diagnostics: [Diagnostic] = []
    var ports = PortMap()
    var lanes = LaneMap()
    if let portMap {
      let read = PortMap.read(text: String(decoding: try Files.bytes(of: portMap), as: UTF8.self), file: portMap, board: board)
      ports = read.map ?? ports
      diagnostics += read.diagnostics
    }
    if let laneMap {
      let text = String(decoding: try Files.bytes(of: laneMap), as: UTF8.self)
      let read = LaneMap.read(text: text, file: laneMap, board: board, portMap: ports)
      lanes = read.map ?? lanes
      diagnostics += read.diagnostics
    }
    if !diagnostics.isEmpty { Diagnostics.tell(diagnostics) }
    if diagnostics.contains(where: { $0.severity == .error }) { throw Terminal.failure("\(Diagnostics.counts(diagnostics)); nothing runs") }
    var found = ports.entries.map { (port: $0.port, interface: $0.interface) }
    for entry in lanes.entries {
      guard let interface = entry.interface, ports.interface(of: entry.port) == nil else { continue }
      found.append((entry.port, interface))
    }
    return found
  }
}

/// A chip with its front panel and the server of its bus, under one lock.
private final class ASICProcess {
  private let panel: FrontPanel
  private let server: ASICServer

  init(
    _ description: ASICDescription, _ ports: [(port: BoardPort, interface: String)], listeningAt path: String
  ) throws {
    let asic = try SimulatedASIC(description)
    let lock = NSLock()
    let attachments = ports.map { PortAttachment(chipPort: Int($0.port.lanes.first ?? 0) - 1, to: AttachmentTarget($0.interface)) }
    let panel = try FrontPanel(asic, attachments) { body in lock.withLock(body) }
    var surroundings = ASICServer.Surroundings()
    surroundings.beforeAccess = { panel.keepTime() }
    surroundings.afterAccess = { panel.drain() }
    surroundings.isUp = { panel.isUp($0) }
    surroundings.onReset = { panel.replace($0) }
    let server = try ASICServer(asic, path: path, surroundings: surroundings) { body in lock.withLock(body) }
    let names = Dictionary(uniqueKeysWithValues: zip(attachments.map(\.chipPort), ports.map(\.port.name)))
    func tell(_ status: AttachmentStatus) {
      let name = names[status.attachment.chipPort] ?? ""
      let state = status.isUp ? "up" : status.error.map { "down: \($0)" } ?? "down"
      Terminal.note("\(name) on \(status.attachment.target): \(state)")
    }
    for status in panel.statuses { tell(status) }
    panel.afterBatch = { server.tellAttention() }
    panel.onLinkChange = { status in
      tell(status)
      server.tellLinkChange()
    }
    self.panel = panel
    self.server = server
  }

  func start() throws {
    try panel.start()
    try server.start()
  }

  func stop() {
    server.stop()
    panel.stop()
    // They hold the server, which holds the panel: without them both go, and the socket's file.
    panel.afterBatch = nil
    panel.onLinkChange = nil
  }
}
