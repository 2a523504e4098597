import ASICTiming
import SwitchPlatform
import TimingOracle

/// R1, R2, R5, M1: packets through Menshen's pipeline.
struct PipelineRows {
  let timing: PacketPipelineTiming
  /// Recordings of the hardware's RTL; `nil`: the folder of shared data is absent.
  let reference: Node?
  /// Ours of the RTL.
  let recordings: [RTLRecording]

  func rows() -> [AccuracyRow] { [recorded(), others(), saturated(), mutations()] }

  private var streams: [(kind: String, rows: [RegisterModel.Row])] {
    ["streams", "saturation"].flatMap { kind in
      (reference?["menshen_rmt_512b_5stage"]?[kind]?.elements ?? []).map { stream in
        let rows = (stream["per_packet"]?.elements ?? []).compactMap { row -> RegisterModel.Row? in
          let numbers = (row.elements ?? []).compactMap { $0.text.flatMap { Int($0) } }
          guard numbers.count == 5 else { return nil }
          return RegisterModel.Row(firstIn: numbers[1], lastIn: numbers[2], firstOut: numbers[3], lastOut: numbers[4])
        }
        return (kind, rows)
      }
    }
  }

  private typealias Load = ([RegisterModel.Row], Int, Int)

  private func own(_ isWanted: (RTLRecording) -> Bool) -> [Load] {
    recordings.filter(isWanted).map { ($0.rows, $0.stages, $0.lowOneIn) }
  }

  private func recorded() -> AccuracyRow {
    let shared: [Load] = streams.map { ($0.rows, timing.stages, 0) }
    let loads = shared.isEmpty ? own { $0.stages == timing.stages && $0.lowOneIn == 0 } : shared
    return exact("R1", "recorded packets, exact", loads, least: 1, against: [shared.isEmpty ? Self.rtl : "recordings in the shared folder"])
  }

  private func others() -> AccuracyRow {
    let recorded = own { $0.lowOneIn == 0 }
    let computed: [Load] = (0..<60).map { seed in (oracle(stages: 3, seed: 100 + seed, low: 0), 3, 0) }
    return exact(
      "R2", "other packets, and those of the 3-stage variant, exact", recorded + computed, least: 0.99,
      against: ["\(count(recorded)) of them \(Self.rtl)", Self.registers])
  }

  private func saturated() -> AccuracyRow {
    let low = [2, 3, 4, 5, 8, 10, 16]
    let computed: [Load] = (0..<70).map { seed in
      let low = low[seed % 7]
      return (oracle(stages: 5, seed: 500 + seed, low: low), 5, low)
    }
    let recorded = own { $0.lowOneIn > 0 || $0.name.contains("without a gap") }
    let shared: [Load] = streams.filter { $0.kind == "saturation" }.map { ($0.rows, timing.stages, 0) }
    var against = ["\(count(recorded)) of them \(Self.rtl)", Self.registers]
    if !shared.isEmpty { against.append("\(count(shared)) of them recordings in the shared folder") }
    return exact("R5", "packets under back-pressure and saturation, exact", recorded + shared + computed, least: 1, against: against)
  }

  private static let rtl = "our recordings of the RTL, \(RTLRecording.path)"
  private static let registers = "the others by an oracle with the RTL's registers"

  private func count(_ loads: [Load]) -> Int { loads.reduce(0) { $0 + $1.0.count } }

  private func mutations() -> AccuracyRow {
    let kills = Mutation.kills(timing)
    for kill in kills {
      print("M1\t\(kill.constant) \(kill.change > 0 ? "+" : "")\(kill.change)\t\(kill.check.map { "killed by \($0)" } ?? "survives")")
    }
    let survivors = kills.filter { $0.check == nil }.map(\.constant)
    return AccuracyRow(
      "M1", "of \(kills.count) changes of a constant by one, those that nothing notices",
      figure: survivors.isEmpty ? "0" : survivors.joined(separator: ", "),
      limit: "0", passes: survivors.isEmpty, against: "recordings by an oracle with the RTL's registers")
  }

  private func oracle(stages: Int, seed: Int, low: Int) -> [RegisterModel.Row] {
    var random = SplitMix(state: UInt64(seed))
    var model = RegisterModel(stages: stages, lowOneIn: low)
    return model.run(Recording.load(&random)).filter { $0.lastIn >= 0 }
  }

  private func exact(_ id: String, _ claim: String, _ loads: [Load], least: Double, against: [String]) -> AccuracyRow {
    var wrong = 0
    for (rows, stages, low) in loads {
      var timing = timing
      timing.stages = stages
      wrong += Recording.differences(rows, Recording.run(timing, rows, lowOneIn: low))
    }
    let packets = count(loads)
    let share = packets == 0 ? 0 : Double(packets - wrong) / Double(packets)
    return AccuracyRow(
      id, claim, figure: "\(packets - wrong) of \(packets)", limit: "\(least * 100) %", passes: share >= least,
      against: against.joined(separator: "; "))
  }
}
