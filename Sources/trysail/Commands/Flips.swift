import ASICDriver
import ArgumentParser
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

/// `trysail flips`: what soft errors of a chip's memories do to packets, and what becomes of them.
struct Flips: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Flip bits in a chip's memories, and compare its packets with those of a twin.",
    discussion: """
      Two switches get the same rows. In one of them bits flip, one at a time, two in a row, and in bursts. Packets go through both, \
      among them those that look up what has flipped; then the scrub passes, the driver repairs, and the packets go through both again: \
      they must come out alike, and all rows must be alike. Without --config the switch gets routes, hosts, stations, groups, LAGs and \
      ACL entries of its own making, for which the board needs 30 ports. The same seed gives the same flips and packets.

      Exit status: 1 where the switches differ after the repair.
      """)

  @OptionGroup var platform: BoardOption
  @OptionGroup var setup: OptionalConfigurationOptions

  @Option(help: "Bits to flip.")
  var count = 1000

  @Option(help: "Another seed, other flips.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Rows of the largest burst; 0: no bursts.", valueName: "rows"))
  var burst = 32

  @Flag(help: "Leave the driver's repair out: the switches then differ.")
  var withoutRepair = false

  func validate() throws {
    guard (1...10_000_000).contains(count) else { throw ValidationError("--count: expected 1 to 10,000,000, found \(count).") }
    guard (0...1000).contains(burst) else { throw ValidationError("--burst: expected 0 to 1,000 rows, found \(burst).") }
  }

  func run() throws {
    let switches = try (0..<2).map { _ in try LoadedSwitch(platform, config: setup.config, routes: setup.routes).target }
    let workload = FlipWorkload(seed: seed)
    var extra: [TrafficMix.Packet] = []
    if setup.config == nil {
      let board = switches[0].platform.board
      guard board.ports.count >= FlipWorkload.ports else {
        throw Terminal.failure("\(board.id) has \(board.ports.count) ports; without --config, \(FlipWorkload.ports) are needed")
      }
      let transaction = workload.transaction(board)
      do throws(CommitFailure) {
        for target in switches { try target.control.commit(transaction) }
      } catch { throw Terminal.failure("the switch refused its rows: \(error.text { _ in nil }.split(separator: "\n").first ?? "")") }
      extra = workload.frames(400)
    }
    var options = FlipCampaign.Options(count: count, seed: seed)
    options.burst = burst
    options.repairs = !withoutRepair
    let progress = Progress()
    let report: FlipReport
    do throws(FlipCampaignError) {
      var campaign = try FlipCampaign(switches[0], twin: switches[1], options, extra: extra)
      report = try campaign.run { progress.update("\($0.grouped) bits flipped") }
    } catch { throw Terminal.failure("\(error)") }
    progress.finish()
    Terminal.print((lines(report, switches[0])).joined(separator: "\n"))
    if report.packetsThatDiffer > 0 || report.rowsThatDiffer > 0 { throw ExitCode.failure }
  }

  private func lines(_ report: FlipReport, _ target: SimulatedSwitch) -> [String] {
    func time(_ cycles: Double) -> String { "\((cycles * 1e3 / Double(target.platform.asic.clock)).decimals(3))" }
    var groups = TextTable(
      [.left] + Array(repeating: .right, count: 12),
      header: [
        "memory", "flips", "rows", "corrected", "repaired", "silent", "left", "packets", "dropped", "misforwarded", "found after ms: min",
        "mean",
        "max"
      ], indent: 0)
    func add(_ name: String, _ group: FlipReport.Group) {
      let latency = group.latency
      let times = latency.count == 0 ? ["-", "-", "-"] : [Double(latency.minimum), latency.mean, Double(latency.maximum)].map(time)
      let counts = [
        group.flips, group.rows, group.corrected, group.repaired, group.silent, group.unrepaired, group.packets, group.dropped,
        group.misforwarded
      ]
      groups.add([name] + counts.map(\.grouped) + times)
    }
    for (name, group) in report.groups.sorted(by: { $0.key < $1.key }) { add(name, group) }
    add("all", report.total)
    var tables = TextTable(
      [.left, .right, .right, .right, .right], header: ["table", "corrected", "rewritten", "emptied", "zeroed"], indent: 0)
    for (name, counts) in target.driver.memoryRepairs.sorted(by: { $0.key < $1.key }) {
      let cells: [MemoryRepair.Action] = [.correctedByChip, .rewritten, .invalidated, .zeroed]
      tables.add([name] + cells.map { Int(counts[$0]).grouped })
    }
    let paint = Paint.output
    var lines = groups.lines(paint) + [""] + tables.lines(paint) + [""]
    let verdict = "\(counted(report.packetsThatDiffer, "packet")) and \(counted(report.rowsThatDiffer, "row")) that differ"
    lines.append("after the repair: \(report.packetsAfterRepair.grouped) packets compared, \(verdict)")
    if report.addressesNotLearnedAgain > 0 {
      lines.append("addresses of the FDB that were not learned again: \(report.addressesNotLearnedAgain.grouped)")
    }
    if report.addressesLearnedWrongly > 0 {
      lines.append("addresses that were learned wrongly meanwhile, and are there still: \(report.addressesLearnedWrongly.grouped)")
    }
    return lines + report.differences
  }
}
