import ASICTiming
import ArgumentParser
import SwitchPlatform

/// `trysail timing --chip CHIP`: when packets leave a block, and when its tables are written.
struct TimingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timing", abstract: "Tell how long a chip's blocks take, cycle by cycle.",
    discussion: """
      The events of a packet pipeline, or of a path of resources, are {"packets": [[id, first_in_cycle, last_in_cycle], …]}, in the order of their cycles, and \
      "output_ready": {"low_one_cycle_in": N} where the receiver takes nothing in cycles that are a multiple of N. Cycles are those in \
      which the pipeline took the words: each from a packet's first to its last is one, but for those in which the pipeline's input \
      was full. The answer adds first_out and last_out, null where they do not come out.

      Links, CAMs and crossbars answer with points, of the file's sizes or of those of {"points": [{…}, …]}.
      """)

  @Option(help: ArgumentHelp("A chip, or the path of a chip file (.yaml).", valueName: "chip"))
  var chip: String

  @Option(help: ArgumentHelp("What comes in: a JSON file.", valueName: "file"))
  var events: String?

  @Option(help: ArgumentHelp("Match-action stages, in place of the file's.", valueName: "count"))
  var stages: Int?

  @Flag(help: "Print when tables are written.")
  var writes = false

  @Flag(help: "Print what packets pass on the way, from their first word on.")
  var milestones = false

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    let file: TimingFile
    do throws(CatalogError) { file = try catalog.timing(named: chip) } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure("--chip: \(error.message)")
    }
    if events != nil, writes { throw Terminal.failure("--events and --writes exclude each other") }
    switch file.timing {
    case .pipeline(var timing):
      if let stages {
        let range = PacketPipelineTiming.stageRange
        guard range.contains(stages) else {
          throw Terminal.failure("--stages is \(stages); expected \(range.lowerBound)…\(range.upperBound)")
        }
        timing.stages = stages
      }
      try pipeline(timing)
    case .link, .cam, .crossbar:
      if stages != nil { throw Terminal.failure("--stages: '\(file.name)' has no match-action stages") }
      if milestones { throw Terminal.failure("--milestones: '\(file.name)' is no packet pipeline") }
      try points(file.timing)
    case .path(let timing):
      if stages != nil { throw Terminal.failure("--stages: '\(file.name)' has no match-action stages") }
      if writes { throw Terminal.failure("--writes: '\(file.name)' has no tables") }
      try path(timing)
    case .dependentStages(let timing):
      if events != nil || writes || milestones { throw Terminal.failure("'\(file.name)' has stage latencies only; expected no option") }
      if let stages, !(1...timing.count).contains(stages) {
        throw Terminal.failure("--stages is \(stages); expected 1…\(timing.count)")
      }
      Terminal.print(TimingText.stages(timing, count: stages ?? timing.count))
    }
  }

  private func pipeline(_ timing: PacketPipelineTiming) throws {
    if writes { return Terminal.print(TimingText.writes(timing)) }
    guard let events else { throw Terminal.failure("expected --events or --writes") }
    var (packets, ready) = try read(events)
    var pipeline = PacketPipeline(timing)
    pipeline.run(&packets, output: ready)
    Terminal.print(milestones ? TimingText.milestones(packets, timing) : TimingText.packets(packets))
    let held = packets.count { $0.lastOut < 0 }
    if held > 0 { Terminal.complain("\(held) packets do not come out: \(pipeline.lostHeaders) of them came too close behind another") }
  }

  private func path(_ timing: PathTiming) throws {
    guard let events else { throw Terminal.failure("expected --events") }
    var (packets, ready) = try read(events)
    var path = ResourcePath(timing)
    var visits: [(PacketTimes, [Visit])] = []
    for index in packets.indices {
      path.take(&packets[index], output: ready)
      if milestones { visits.append((packets[index], path.visits)) }
    }
    Terminal.print(milestones ? TimingText.visits(visits, timing) : TimingText.packets(packets))
    let held = packets.count { $0.lastOut < 0 }
    if held > 0 { Terminal.complain("\(held) packets do not come out: they are longer than a link of the path carries") }
  }

  private func read(_ events: String) throws -> (packets: [PacketTimes], ready: OutputReady) {
    let read = TimingEvents.read(bytes: try Files.bytes(of: events), file: events)
    guard let packets = read.packets else {
      Diagnostics.tell(read.diagnostics)
      throw Terminal.failure("\(events): \(Diagnostics.counts(read.diagnostics))")
    }
    return (packets, read.ready)
  }

  private func points(_ timing: TimingDescription) throws {
    guard let events else { return Terminal.print(TimingText.points(timing)) }
    let read = TimingEvents.points(bytes: try Files.bytes(of: events), file: events, for: timing)
    guard let timings = read.timings else {
      Diagnostics.tell(read.diagnostics)
      throw Terminal.failure("\(events): \(Diagnostics.counts(read.diagnostics))")
    }
    Terminal.print(TimingText.points(timings))
  }
}
