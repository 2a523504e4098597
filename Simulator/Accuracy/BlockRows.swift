import ASICTiming
import SwitchPlatform

/// R4, T1: blocks of which points or a formula are known.
struct BlockRows {
  let catalog: Catalog
  let reference: Node?

  func rows() throws(CatalogError) -> [AccuracyRow] { [try points(), try stages()] }

  private func number(_ node: Node, _ key: String) -> Double? { node[key]?.text.flatMap { Double($0) } }

  /// Table writes are checked with the pipeline's constants (M1).
  private func points() throws(CatalogError) -> AccuracyRow {
    let limit = "exact; MAC 0.01 cycle"
    guard let reference else { return AccuracyRow("R4", "points of CAMs, MAC and switch", limit: limit, notRun: "no shared folder") }
    var wrong = 0
    var count = 0
    func check(_ holds: Bool) {
      count += 1
      wrong += holds ? 0 : 1
    }
    for name in ["verilog-cam-bram", "verilog-cam-srl"] {
      guard case .cam(let cam) = try catalog.timing(named: name).timing else { continue }
      for point in reference["verilog_cam"]?["points"]?.elements ?? [] where point["style"]?.text == cam.style {
        guard let slice = number(point, "slice_width").map({ Int($0) }) else { continue }
        let times: [(String, CAMTiming.Cycles)] = [
          ("init_busy_cycles", cam.initialize), ("lookup_latency_cycles", cam.lookUp), ("write_busy_cycles", cam.write),
          ("write_to_match_visible_cycles", cam.writeVisible), ("overwrite_old_vanishes_cycles", cam.overwriteVanishes),
          ("delete_busy_cycles", cam.delete), ("delete_to_miss_cycles", cam.deleteMisses)
        ]
        for (key, cycles) in times { check(number(point, key) == Double(cycles.of(sliceWidth: slice))) }
        check(number(point, "eight_back_to_back_writes_cycles") == Double(cam.backToBack(8, sliceWidth: slice)))
      }
    }
    if case .link(let points) = try catalog.timing(named: "mac-10g").timing {
      for point in reference["verilog_ethernet_10g_mac_tx"]?["points"]?.elements ?? [] {
        guard let frame = number(point, "frame_bytes_with_fcs"), let frames = number(point, "frames") else { continue }
        var link = Link(points.link)
        var last: Int64 = 0
        for _ in 0..<Int(frames) { last = link.send(bytes: Int(frame) - points.link.fcs, at: 0)?.start ?? -1 }
        check(abs((number(point, "avg_cycles_per_frame") ?? -1) - Double(last) / (frames - 1)) <= 0.01)
      }
    }
    if case .crossbar(let crossbar) = try catalog.timing(named: "axis-switch-4x4").timing {
      for point in reference["axis_switch_4x4"]?["points"]?.elements ?? [] {
        guard let beats = number(point, "beats"), let inputs = number(point, "active_inputs"),
          let packets = number(point, "packets_per_input"),
          let pattern = point["pattern"]?.text.flatMap({ CrossbarTiming.Pattern(rawValue: $0) })
        else { continue }
        let run = crossbar.run(.init(beats: Int(beats), inputs: Int(inputs), pattern: pattern), packets: Int(packets))
        check(number(point, "first_out_to_last_out_cycles") == Double(run.span))
      }
    }
    return AccuracyRow(
      "R4", "figures of CAMs, MAC and switch", figure: "\(count - wrong) of \(count)", limit: limit, passes: wrong == 0 && count > 0,
      against: "recordings in the shared folder")
  }

  /// All features of two stages, all dependencies, against the published formula.
  private func stages() throws(CatalogError) -> AccuracyRow {
    guard case .dependentStages(let timing) = try catalog.timing(named: "tofino1").timing else {
      return AccuracyRow("T1", "stage sums", limit: "exact", notRun: "tofino1 has no dependent stages")
    }
    let all: [DependentStagesTiming.Feature] = [.ternary, .wideSelector, .selector, .statefulDivide, .stateful, .meter]
    func features(_ bits: Int) -> Set<DependentStagesTiming.Feature> { Set(all.indices.filter { bits >> $0 & 1 == 1 }.map { all[$0] }) }
    func length(_ bits: Int) -> Int {
      let lookUp = bits & 3 == 0 ? 0 : 2
      return 20 + lookUp + (bits & 4 != 0 ? 8 : bits & 8 != 0 ? 6 : bits & 48 != 0 ? 4 : 0)
    }
    var wrong = 0
    for first in 0..<64 {
      for second in 0..<64 {
        let together = length(first | second)
        let expected: [(DependentStagesTiming.Dependency, Int)] = [
          (.match, 4 + length(first) + length(second)), (.action, 4 + together + 2), (.concurrent, 4 + together + 1)
        ]
        for (dependency, cycles) in expected
        where timing.latency([.init(.match, features(first)), .init(dependency, features(second))]) != cycles { wrong += 1 }
      }
    }
    return AccuracyRow(
      "T1", "stage sums that differ from the published formula", figure: "\(wrong) of \(64 * 64 * 3)", limit: "0", passes: wrong == 0,
      against: "p4lang/p4c, bf-asm stage.cpp")
  }
}
