import ASICTiming
import SwitchPlatform

/// What `trysail timing` prints: JSON in the form of recordings, a packet or point a line.
enum TimingText {
  static func packets(_ packets: [PacketTimes]) -> String {
    list(
      "packets",
      packets.map { packet in
        "[\(packet.id), \(packet.firstIn), \(packet.lastIn), \(cycle(packet.firstOut)), \(cycle(packet.lastOut))]"
      })
  }

  private static func cycle(_ cycle: Int64) -> String { cycle < 0 ? "null" : String(cycle) }

  private static func list(_ name: String, _ lines: [String]) -> String {
    "{\"\(name)\": [" + lines.map { "\n  " + $0 }.joined(separator: ",") + (lines.isEmpty ? "]}" : "\n]}")
  }

  private static func object(_ pairs: [(String, String)]) -> String {
    "{" + pairs.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : scalar.value < 32 ? "?" : String(scalar)
    }
    return "\"" + escaped.joined() + "\""
  }

  /// Cycles from a packet's first word to where it passes on its way.
  static func milestones(_ packets: [PacketTimes], _ timing: PacketPipelineTiming) -> String {
    list(
      "packets",
      packets.map { packet in
        var pairs: [(String, Int64)] = [
          ("in_first", packet.firstIn), ("in_last", packet.lastIn), ("filter_first", packet.filtered), ("segs_valid", packet.assembled),
          ("phv_parsed", packet.parsed)
        ]
        var now = packet.parsed
        for stage in 0..<timing.stages {
          for (number, step) in timing.steps.enumerated() {
            now += Int64(step.latency)
            let isExit = number + 1 == timing.steps.count
            if isExit, stage + 1 == timing.stages { now += Int64(timing.lastStage) }
            if stage == 0 || isExit { pairs.append(("s\(stage)_\(step.name)", packet.parsed < 0 ? -1 : now)) }
          }
        }
        pairs += [("depar_first", packet.deparsed), ("out_first", packet.firstOut), ("out_last", packet.lastOut)]
        let reached = pairs.filter { $0.1 >= 0 }.map { ($0.0, String($0.1 - packet.firstIn)) }
        return object([("id", String(packet.id)), ("milestones_rel_first_in", object(reached))])
      })
  }

  /// Cycles from a packet's first word to where each resource of its path starts with it, and hands its first word on.
  static func visits(_ packets: [(PacketTimes, [Visit])], _ timing: PathTiming) -> String {
    list(
      "packets",
      packets.map { packet, visits in
        let pairs = zip(timing.resources, visits).flatMap { resource, visit in
          [("\(resource.name)_start", visit.start), ("\(resource.name)_end", visit.end)]
        }
        let all = pairs + [("out_first", packet.firstOut), ("out_last", packet.lastOut)]
        let reached = all.filter { $0.1 >= 0 }.map { ($0.0, String($0.1 - packet.firstIn)) }
        return object([("id", String(packet.id)), ("milestones_rel_first_in", object(reached))])
      })
  }

  static func writes(_ timing: PacketPipelineTiming) -> String {
    let tables = timing.writeTimes.map { write in
      let times = write.times.map { ("stage\($0.stage)", String($0.cycles)) }
      return (write.name, write.isInStages ? object(times) : String(write.times.first?.cycles ?? 0))
    }
    return object([("first_word_to_write_enable", object(tables))])
  }

  static func points(_ timing: TimingDescription) -> String { points([timing]) }

  static func points(_ timings: [TimingDescription]) -> String { list("points", timings.flatMap { lines($0) }.map { object($0) }) }

  private static func lines(_ timing: TimingDescription) -> [[(String, String)]] {
    switch timing {
    case .link(let points): points.frames.map { link(points, $0) }
    case .cam(let cam): cam.sizes.map { self.cam(cam, $0) }
    case .crossbar(let crossbar): crossbar.loads.map { self.crossbar(crossbar, $0) }
    case .pipeline, .dependentStages, .path: []
    }
  }

  private static func link(_ points: LinkPoints, _ frame: Int) -> [(String, String)] {
    var link = Link(points.link)
    var first: Int64?
    var last: Int64 = 0
    for _ in 0..<points.count {
      guard let slot = link.send(bytes: max(0, frame - points.link.fcs), at: 0) else { break }
      first = first ?? slot.start
      last = slot.start
    }
    let cycles = last - (first ?? 0)
    return [
      ("frame_bytes_with_fcs", String(frame)), ("frames", String(points.count)), ("cycles_first_start_to_last_start", String(cycles)),
      ("avg_cycles_per_frame", String(Double(cycles) / Double(max(1, points.count - 1)))),
      ("latency_first_word_to_start_symbol", String(points.link.latency))
    ]
  }

  private static func cam(_ cam: CAMTiming, _ size: CAMTiming.Size) -> [(String, String)] {
    func cycles(_ cycles: CAMTiming.Cycles) -> String { String(cycles.of(sliceWidth: size.sliceWidth)) }
    return [
      ("style", quoted(cam.style)), ("data_width", String(size.dataWidth)), ("addr_width", String(size.addressWidth)),
      ("depth", String(1 << size.addressWidth)), ("slice_width", String(size.sliceWidth)), ("init_busy_cycles", cycles(cam.initialize)),
      ("lookup_latency_cycles", cycles(cam.lookUp)), ("write_busy_cycles", cycles(cam.write)),
      ("write_to_match_visible_cycles", cycles(cam.writeVisible)), ("overwrite_busy_cycles", cycles(cam.write)),
      ("overwrite_old_vanishes_cycles", cycles(cam.overwriteVanishes)), ("delete_busy_cycles", cycles(cam.delete)),
      ("delete_to_miss_cycles", cycles(cam.deleteMisses)),
      ("eight_back_to_back_writes_cycles", String(cam.backToBack(8, sliceWidth: size.sliceWidth)))
    ]
  }

  private static func crossbar(_ crossbar: CrossbarTiming, _ load: CrossbarTiming.Load) -> [(String, String)] {
    let run = crossbar.run(load, packets: crossbar.packets)
    return [
      ("beats", String(load.beats)), ("active_inputs", String(load.inputs)), ("pattern", quoted(load.pattern.rawValue)),
      ("packets_per_input", String(crossbar.packets)), ("first_valid_accept_to_first_out", String(run.firstOut)),
      ("first_out_to_last_out_cycles", String(run.span)), ("cycles_per_packet", String(run.cyclesPerPacket))
    ]
  }

  /// A stage's cycles by what its tables use, and the sum of stages that use nothing, by dependency.
  static func stages(_ timing: DependentStagesTiming, count: Int) -> String {
    let single = DependentStagesTiming.Feature.allCases.map { ($0.rawValue, String(timing.length([$0]))) }
    let sums = DependentStagesTiming.Dependency.allCases.map { dependency in
      (dependency.rawValue, String(timing.latency(Array(repeating: .init(dependency), count: count))))
    }
    return object([
      ("stages", String(count)), ("stage_cycles", object([("plain", String(timing.length([])))] + single)), ("all_stages", object(sums))
    ])
  }
}
