import ASICTiming
import SwitchPlatform
import TimingOracle

/// R1, R2, R5, M1: packets through Menshen's pipeline.
struct PipelineRows {
  let timing: PacketPipelineTiming
  /// Recordings of the hardware's RTL; `nil`: the folder of shared data is absent.
  let reference: Node?

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

  private func recorded() -> AccuracyRow {
    var recordings = streams.map(\.rows)
    let isShared = !recordings.isEmpty
    if !isShared { recordings = (0..<20).map { oracle(stages: timing.stages, seed: $0, low: 0) } }
    return exact("R1", "recorded packets, exact", recordings.map { ($0, timing.stages, 0) }, least: 1, isShared: isShared)
  }

  private func others() -> AccuracyRow {
    let recordings = (0..<60).map { seed in (oracle(stages: 3, seed: 100 + seed, low: 0), 3, 0) }
    return exact("R2", "packets of the 3-stage variant, exact", recordings, least: 0.99, isShared: false)
  }

  private func saturated() -> AccuracyRow {
    let low = [2, 3, 4, 5, 8, 10, 16]
    var recordings = (0..<70).map { seed in (oracle(stages: 5, seed: 500 + seed, low: low[seed % 7]), 5, low[seed % 7]) }
    let shared = streams.filter { $0.kind == "saturation" }.map { ($0.rows, timing.stages, 0) }
    recordings += shared
    let count = shared.reduce(0) { $0 + $1.0.count }
    var row = exact("R5", "packets under back-pressure and saturation, exact", recordings, least: 1, isShared: false)
    if count > 0 { row.against += "; \(count) of them recordings in the shared folder" }
    return row
  }

  private func mutations() -> AccuracyRow {
    let kills = Mutation.kills(timing)
    for kill in kills {
      print("M1\t\(kill.constant) \(kill.change > 0 ? "+" : "")\(kill.change)\t\(kill.check.map { "killed by \($0)" } ?? "survives")")
    }
    let survivors = kills.filter { $0.check == nil }.map(\.constant)
    return AccuracyRow(
      "M1", "of \(kills.count) changes of a constant by one, those that nothing notices",
      figure: survivors.isEmpty ? "0" : survivors.joined(separator: ", "),
      limit: "0", passes: survivors.isEmpty, against: "our own recordings, by the registers of the RTL")
  }

  private func oracle(stages: Int, seed: Int, low: Int) -> [RegisterModel.Row] {
    var random = SplitMix(state: UInt64(seed))
    var model = RegisterModel(stages: stages, lowOneIn: low)
    return model.run(Recording.load(&random)).filter { $0.lastIn >= 0 }
  }

  private func exact(
    _ id: String, _ claim: String, _ recordings: [([RegisterModel.Row], Int, Int)], least: Double, isShared: Bool
  ) -> AccuracyRow {
    var packets = 0
    var wrong = 0
    for (rows, stages, low) in recordings {
      var timing = timing
      timing.stages = stages
      wrong += Recording.differences(rows, Recording.run(timing, rows, lowOneIn: low))
      packets += rows.count
    }
    let share = packets == 0 ? 0 : Double(packets - wrong) / Double(packets)
    return AccuracyRow(
      id, claim, figure: "\(packets - wrong) of \(packets)", limit: "\(least * 100) %", passes: share >= least,
      against: isShared ? "recordings in the shared folder" : "our own recordings, by the registers of the RTL")
  }
}
