import ArgumentParser
import Foundation
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

/// A simulated switch with its configuration committed, and what there is to say of how that went.
struct LoadedSwitch {
  let target: SimulatedSwitch
  /// `nil`: a switch as it is after power-on.
  let configuration: Configuration?
  let configurationFile: String?
  let routes: (file: String, summary: RouteListReader.Summary)?
  let commit: CommitReport
  let commitTime: Duration

  /// The router MAC of a configuration that has none: locally administered.
  static let defaultMAC = MACAddress(bits: 0x02_00_00_00_00_01)

  /// Rows that are told one by one when a commit fails.
  private static let faultLimit = 20

  /// Loads, reads and commits what the options say. Whatever is wrong is told on the standard error.
  ///
  /// - Parameter tellsNotes: Whether what has no effect on the chip is told too; errors and warnings always are.
  /// - Throws: status 1; the switch has then not run.
  init(_ option: BoardOption, config: String?, routes options: RouteOptions, tellsNotes: Bool = false) throws(ExitCode) {
    let platform = try LoadedSwitch.platform(option.board, profile: option.profile, option.boot.choice)
    var configuration: Configuration?
    var routes: (String, RouteListReader.Summary)?
    if let file = config {
      let (read, summary) = try LoadedSwitch.read(
        try Files.bytes(of: file), file: file, for: platform.board, options, tellsNotes: tellsNotes)
      configuration = read
      routes = summary.map { ($0.file, $0.summary) }
    }
    self.configuration = configuration
    self.routes = routes
    configurationFile = config
    do throws(SimulatedSwitchError) { target = try SimulatedSwitch(platform) } catch { throw Terminal.failure("\(error)") }
    if let configuration { target.control.sources = configuration.sources }
    let clock = ContinuousClock()
    let start = clock.now
    do throws(CommitFailure) {
      commit = try target.control.commit(configuration?.transaction ?? Transaction())
    } catch {
      let lines = error.text { configuration?.names[$0] }.split(separator: "\n")
      Terminal.note(lines.prefix(LoadedSwitch.faultLimit).joined(separator: "\n"))
      if lines.count > LoadedSwitch.faultLimit { Terminal.note("… and \((lines.count - LoadedSwitch.faultLimit).grouped) more") }
      throw Terminal.failure("the switch refused the configuration (\(counted(error.faults.count, "row"))); nothing was run")
    }
    commitTime = clock.now - start
  }

  /// Reads a configuration and the routes beside it for a board.
  ///
  /// - Parameter adapted: The configuration as it suits another board than it was written for. Its warnings are not told then.
  static func read(
    _ bytes: [UInt8], adapted: Node? = nil, file: String, for board: Board, _ options: RouteOptions, tellsNotes: Bool = false
  ) throws(ExitCode) -> (Configuration, (file: String, summary: RouteListReader.Summary)?) {
    let reader = ConfigurationReader(board: board, defaultMAC: LoadedSwitch.defaultMAC)
    let read = adapted.map { reader.read($0, file: file) } ?? reader.read(bytes: bytes, file: file)
    let told = read.diagnostics.filter { $0.severity == .error || adapted == nil && (tellsNotes || $0.severity != .note) }
    if !told.isEmpty { Diagnostics.tell(told) }
    if read.hasErrors { throw Terminal.failure("\(file): \(Diagnostics.counts(read.diagnostics)); nothing was run") }
    guard let list = options.routes else { return (read, nil) }
    let spread = options.groupSize.map { RouteSpread.groups(of: $0) } ?? .nextHops
    let (all, summary) = try LoadedSwitch.routes(list, into: read, spread)
    return (all, (list == "-" ? "standard input" : list, summary))
  }

  static func catalog() throws(ExitCode) -> Catalog {
    guard let catalog = Catalog.find() else {
      if let folder = ProcessInfo.processInfo.environment["TRYSAIL_PLATFORMS"], !folder.isEmpty {
        throw Terminal.failure("TRYSAIL_PLATFORMS: '\(folder)' has no folder 'asics'")
      }
      throw Terminal.failure("no folder 'Platforms' beside or above the program or the current folder; TRYSAIL_PLATFORMS names one")
    }
    return catalog
  }

  static func platform(_ name: String, profile: String? = nil, _ boot: BootChoice) throws(ExitCode) -> Platform {
    let catalog = try catalog()
    do throws(CatalogError) {
      return try catalog.platform(named: name, profile: profile, boot: boot)
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure("--board: \(error.message)")
    }
  }

  /// Adds the routes of a file or of the standard input, piece by piece.
  private static func routes(
    _ file: String, into configuration: Configuration, _ spread: RouteSpread
  ) throws(ExitCode) -> (Configuration, RouteListReader.Summary) {
    let isStream = file == "-"
    let name = isStream ? "stdin" : file
    guard let handle = isStream ? FileHandle.standardInput : FileHandle(forReadingAtPath: file) else {
      _ = try Files.bytes(of: file)
      throw Terminal.failure("\(file): cannot be read")
    }
    let known = configuration.diagnostics.count
    var reader = RouteListReader(configuration: configuration, file: name, spread: spread)
    let progress = Progress()
    var bytes = 0
    while true {
      let chunk: Data?
      do { chunk = try handle.read(upToCount: 1 << 18) } catch { throw Terminal.failure("\(name): cannot be read") }
      guard let chunk, !chunk.isEmpty else { break }
      bytes += chunk.count
      chunk.withUnsafeBytes { raw in raw.withMemoryRebound(to: UInt8.self) { reader.read($0) } }
      progress.update("reading routes: \((Double(bytes) / 1e6).decimals(1)) MB")
    }
    progress.finish()
    let (all, summary) = reader.finish()
    let found = Array(all.diagnostics.dropFirst(known))
    if !found.isEmpty { Diagnostics.tell(found, excerpts: !isStream) }
    return (all, summary)
  }

  /// What the configuration, else the board, calls a port.
  func name(of port: PortID) -> String {
    if port == .cpu { return "cpu" }
    return configuration?.names[.port(port)] ?? target.platform.board.ports.first { $0.number == port.rawValue }?.name ?? "port\(port)"
  }

  /// A port by its name or alias.
  ///
  /// - Parameter option: What asks for it.
  func port(named name: String, for option: String) throws(ExitCode) -> PortID {
    if let port = configuration?.port(named: name) { return port }
    if let port = target.platform.board.port(named: name) { return PortID(port.number) }
    let ports = target.platform.board.ports
    let choices = NearestName.choices(for: name, among: ports.flatMap { [$0.name, $0.alias] }, else: ports.map(\.name), "ports")
    throw Terminal.failure("\(option): no port is named '\(name)'\(choices)")
  }
}
