import ASICSimulator
import ArgumentParser
import Foundation
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import TrafficManager

/// `trysail simulate`: packets in, packets out, and what became of each.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send captures through a configured switch.",
    discussion: """
      The configuration and the routes are committed to the simulated chip in one transaction. Then the frames of all captures come \
      in, merged by the time at which their last bit arrives. The folder gets one capture for each port that sent something, named \
      after the port, 'cpu.pcap' with what went to the switch's CPU, and 'report.json'; captures that an earlier run left for other \
      ports of the board are removed. Time stamps are virtual and begin at 0. The same inputs give the same bytes, but for the \
      object 'wall' of the report.

      A capture that ends in a fault plays up to it; the exit status is then 1.
      """)

  @OptionGroup var platform: BoardOption
  @OptionGroup var setup: ConfigurationOptions

  @Option(
    name: .customLong("pcap"),
    help: ArgumentHelp(
      "A port, by name or alias, and a capture (pcap or pcapng) that comes in on it. May be repeated, also for one port.",
      valueName: "port=file"))
  var captures: [String] = []

  @Option(name: .customLong("out"), help: ArgumentHelp("The folder for captures and report; made where it is missing.", valueName: "dir"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      "'line': frames back to back at line rate. 'capture': at the captures' time stamps, counted from the earliest.", valueName: "pace"))
  var pace = Simulation.Pace.line

  @Option(
    name: .customLong("update"),
    help: ArgumentHelp(
      "A cycle, and a configuration that takes the place of the one before then, row by row while packets run: writes take the bus's time "
        + "from the start of the run on. May be repeated; not with --routes.", valueName: "cycle=file"))
  var updates: [String] = []

  /// Where packets wait for their ports.
  enum Queueing: String, ExpressibleByArgument, CaseIterable {
    case buffer, fifo
  }

  @Option(
    help: ArgumentHelp(
      "'buffer': the traffic manager of the chip file, with cells, pools, classes, pause frames. 'fifo': one queue a port, tail drop.",
      discussion: "Default: 'buffer' where the chip file describes one.", valueName: "kind"))
  var queueing: Queueing?

  @Option(help: ArgumentHelp("Seed of the traffic manager's dice (early detection).", valueName: "number"))
  var seed: UInt64 = 1

  @Option(name: .customLong("trace"), help: ArgumentHelp("Write a Chrome trace: a track a resource, a slice a packet.", valueName: "file"))
  var traceFile: String?

  @Option(
    name: .customLong("cycles"),
    help: ArgumentHelp("Write the cycles of each packet, wait and service by resource, as JSON lines.", valueName: "file"))
  var cyclesFile: String?

  @Option(
    name: .customLong("plot"),
    help: ArgumentHelp("Write pictures (SVG): latency, utilisation, buffer, queues.", valueName: "dir"))
  var plotFolder: String?

  @Flag(help: "Print the report as JSON.")
  var json = false

  @Flag(name: .customLong("no-wall"), help: "Leave out what differs from run to run: figures of wall-clock time.")
  var leavesOutWall = false

  func validate() throws {
    for capture in captures where PortFile(argument: capture) == nil {
      throw ValidationError("--pcap: expected PORT=FILE, found '\(capture)'.")
    }
    for update in updates where ConfigurationUpdate(argument: update) == nil {
      throw ValidationError("--update: expected CYCLE=FILE with a cycle from 0 on, found '\(update)'.")
    }
    if !updates.isEmpty, setup.routes.routes != nil { throw ValidationError("--update: not with --routes.") }
  }

  func run() throws {
    // Captures first: a file that is not there is found before a long commit.
    let inputs = try captures.compactMap(PortFile.init).map { ($0, try Files.bytes(of: $0.file)) }
    let loaded = try LoadedSwitch(platform, config: setup.config, routes: setup.routes, tellsNotes: true)
    let feeds = try inputs.map { input, bytes in
      CaptureFeed(port: try loaded.port(named: input.port, for: "--pcap"), name: input.file, bytes: bytes)
    }
    var changes = try ConfigurationUpdates(updates.compactMap(ConfigurationUpdate.init), of: loaded)
    try prepareFolder(loaded, inputs: feeds.map(\.name))
    if queueing != .fifo, !loaded.target.asic.useTrafficManager(seed: seed), queueing == .buffer {
      throw Terminal.failure("--queueing buffer: the file of chip '\(loaded.target.platform.asic.name)' describes no buffer")
    }
    if plotFolder != nil { loaded.target.asic.traffic?.recordQueues() }
    let observer = try RunObserver(loaded, trace: traceFile, cycles: cyclesFile)
    var simulation = Simulation(of: loaded.target, playing: feeds, pace: pace)
    let (outputs, time) = try play(&simulation, &changes, loaded, observer)
    var report = RunReport(loaded, simulation, outputs, packetTime: leavesOutWall ? nil : time)
    if !updates.isEmpty {
      report.updates = changes.reports
      report.operations = TableOperationReport.all(of: loaded.target.asic)
    }
    try observer.close()
    if let plotFolder { _ = try RunPlots(loaded: loaded, report: report).write(to: plotFolder) }
    let text = JSON.text(report)
    try Files.write(text + "\n", to: "\(folder)/report.json")
    Terminal.print(json ? text : report.text(Paint.output))
    if tellOddities(of: simulation, loaded) { throw ExitCode.failure }
    if !report.packets.isBalanced { throw Terminal.failure("packets are unaccounted for; this is a fault of the simulator") }
  }

  /// Makes the folder, and takes captures of an earlier run away, so that every capture in it is of this one.
  private func prepareFolder(_ loaded: LoadedSwitch, inputs: [String]) throws {
    try Files.makeFolder(folder)
    let ports = loaded.target.platform.board.ports.map { loaded.fileName(of: PortID($0.number)) }
    let files = (ports + ["cpu"]).map { "\(folder)/\($0).pcap" }
    let written = Set(files.map(Files.canonical))
    for input in inputs where written.contains(Files.canonical(input)) {
      throw Terminal.failure("--out: \(input) is an input and would be written over")
    }
    for file in files where FileManager.default.fileExists(atPath: file) { try? FileManager.default.removeItem(atPath: file) }
  }

  private func play(
    _ simulation: inout Simulation, _ changes: inout ConfigurationUpdates, _ loaded: LoadedSwitch, _ observer: RunObserver
  ) throws -> ([SentCaptures.File], Duration) {
    let progress = Progress()
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let sent = try SentCaptures(folder: folder) { loaded.fileName(of: $0) }
      var packets = 0
      while true {
        if !changes.isEmpty, let arrival = simulation.nextArrival {
          try changes.commit(dueBy: arrival)
          try sent.writeDepartures(of: loaded.target)
          try observer.departures(of: loaded.target.asic)
        }
        guard simulation.step() else { break }
        try observer.packet(of: loaded.target.asic)
        try sent.write(from: loaded.target)
        try observer.departures(of: loaded.target.asic)
        packets += 1
        if packets % 4096 == 0 { progress.update("\(packets.grouped) packets") }
      }
      loaded.target.asic.drainTraffic()
      try sent.writeDepartures(of: loaded.target)
      try observer.departures(of: loaded.target.asic)
      progress.finish()
      for file in changes.filesLeft { Terminal.complain("--update: \(file) did not come: no frame arrived at its cycle or later") }
      let files = try sent.close()
      return (files, clock.now - start)
    } catch let error as ExitCode {
      progress.finish()
      throw error
    } catch {
      progress.finish()
      throw Terminal.failure("\(error)")
    }
  }

  /// - Returns: whether a capture had a fault.
  private func tellOddities(of simulation: Simulation, _ loaded: LoadedSwitch) -> Bool {
    for feed in simulation.feeds {
      if feed.foreignFrames > 0, let linkType = feed.foreignLinkType {
        Terminal.complain(
          "\(feed.name): warning: \(counted(feed.foreignFrames, "frame")) of link type \(linkType), which is not Ethernet; dropped")
      }
      if feed.cutFrames > 0 {
        Terminal.complain("\(feed.name): warning: \(counted(feed.cutFrames, "frame")) cut by the capture; played as far as they are there")
      }
      if let fault = feed.fault { Terminal.complain("\(feed.name): \(fault)") }
    }
    return simulation.feeds.contains { $0.fault != nil }
  }
}

/// `PORT=FILE`.
struct PortFile {
  let port: String
  let file: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "=") else { return nil }
    port = String(argument[..<sign])
    file = String(argument[argument.index(after: sign)...])
    if port.isEmpty || file.isEmpty { return nil }
  }
}

extension LoadedSwitch {
  /// A port's name as the base name of a file.
  func fileName(of port: PortID) -> String { name(of: port).replacing("/", with: "_") }
}

extension RunReport {
  init(_ loaded: LoadedSwitch, _ simulation: Simulation, _ outputs: [SentCaptures.File], packetTime: Duration?) {
    let asic = loaded.target.asic
    self.init(
      board: BoardReport(loaded.target.platform), configuration: LoadReport(loaded),
      tables: TableReport.all(of: loaded.target.control.device), packets: PacketReport(asic), ports: PortReport.all(of: loaded),
      latency: LatencyReport(loaded.target), stages: StageReport.all(of: asic),
      utilisation: UtilisationReport.all(of: loaded), traffic: TrafficReport(loaded), time: TimeReport(simulation),
      inputs: simulation.feeds.map {
        InputReport(
          port: loaded.name(of: $0.port), file: $0.name, frames: $0.frames, cutFrames: $0.cutFrames, foreignFrames: $0.foreignFrames,
          fault: $0.fault.map { "\($0)" })
      },
      outputs: outputs.map { OutputReport(file: $0.name, frames: $0.frames) },
      wall: packetTime.map { time in
        let seconds = time / .seconds(1)
        return WallReport(
          commitSeconds: loaded.commitTime / .seconds(1), packetSeconds: seconds,
          packetsPerSecond: seconds > 0 ? Double(asic.accounts.received) / seconds : 0)
      })
  }
}
