import ASICTiming
public import SwitchPlatform

/// Figures of blocks whose RTL is open, held against their chip files: two CAMs, a MAC, a switch, Menshen's table writes.
///
/// `Tests/Recordings/blocks.json` has ours, and how they were made.
public struct BlockRecording {
  public static let path = "Tests/Recordings/blocks.json"

  /// Figures that were compared.
  public private(set) var figures = 0
  /// Those that the chip files give otherwise.
  public private(set) var differences: [String] = []
  private let catalog: Catalog

  /// Compares every point of a file of recordings; a section that is not there has none.
  public init(_ node: Node, _ catalog: Catalog) throws(CatalogError) {
    self.catalog = catalog
    func points(_ section: String) -> [Node] { node[section]?["points"]?.elements ?? [] }
    for name in ["verilog-cam-bram", "verilog-cam-srl"] {
      guard case .cam(let cam) = try catalog.timing(named: name).timing else { continue }
      for point in points("verilog_cam") where point["style"]?.text == cam.style { compare(cam, point) }
    }
    if case .link(let frames) = try catalog.timing(named: "mac-10g").timing {
      for point in points("verilog_ethernet_10g_mac_tx") { compare(frames.link, point) }
    }
    if case .crossbar(let crossbar) = try catalog.timing(named: "axis-switch-4x4").timing {
      for point in points("axis_switch_4x4") { compare(crossbar, point) }
    }
    let figures = "first_word_to_write_enable"
    for recording in node["menshen_table_writes"]?["recordings"]?.elements ?? [] {
      guard let bits = number(recording, "bus_bits"), let stages = number(recording, "stages") else { continue }
      if let writes = recording[figures] { try compareWrites(writes, bits: Int(bits), stages: Int(stages)) }
    }
    if let writes = node["menshen_rmt_512b_5stage"]?["table_writes"]?[figures] { try compareWrites(writes, bits: 512, stages: 5) }
  }

  private mutating func compareWrites(_ writes: Node, bits: Int, stages: Int) throws(CatalogError) {
    guard case .pipeline(var timing) = try catalog.timing(named: "menshen-\(bits)").timing else { return }
    timing.stages = stages
    for table in timing.writeTimes {
      for (stage, cycles) in table.times {
        if table.isInStages {
          expect(Double(cycles), "stage\(stage)", writes[table.name] ?? writes)
        } else {
          expect(Double(cycles), table.name, writes)
        }
      }
    }
  }

  private func number(_ point: Node, _ key: String) -> Double? { point[key]?.text.flatMap { Double($0) } }

  private mutating func expect(_ figure: Double, _ key: String, _ point: Node, within tolerance: Double = 0) {
    figures += 1
    guard let recorded = number(point, key), abs(recorded - figure) <= tolerance else {
      differences.append("\(point.position.line): \(key) \(point[key]?.text ?? "is missing"), here \(figure)")
      return
    }
  }

  private mutating func compare(_ cam: CAMTiming, _ point: Node) {
    let slice = number(point, "slice_width").map { Int($0) } ?? 0
    let times: [(String, CAMTiming.Cycles)] = [
      ("init_busy_cycles", cam.initialize), ("lookup_latency_cycles", cam.lookUp), ("write_busy_cycles", cam.write),
      ("write_to_match_visible_cycles", cam.writeVisible), ("overwrite_busy_cycles", cam.write),
      ("overwrite_old_vanishes_cycles", cam.overwriteVanishes), ("delete_busy_cycles", cam.delete),
      ("delete_to_miss_cycles", cam.deleteMisses)
    ]
    for (key, cycles) in times { expect(Double(cycles.of(sliceWidth: slice)), key, point) }
    expect(Double(cam.backToBack(8, sliceWidth: slice)), "eight_back_to_back_writes_cycles", point)
  }

  private mutating func compare(_ timing: LinkTiming, _ point: Node) {
    let frame = number(point, "frame_bytes_with_fcs").map { Int($0) } ?? 0
    let frames = number(point, "frames").map { Int($0) } ?? 0
    var link = Link(timing)
    let starts = (0..<frames).map { _ in link.send(bytes: frame - timing.fcs, at: 0)?.start ?? -1 }
    guard frames > 1, let first = starts.first, let last = starts.last else { return expect(-1, "avg_cycles_per_frame", point) }
    expect(Double(last - first) / Double(frames - 1), "avg_cycles_per_frame", point, within: 0.01)
  }

  private mutating func compare(_ crossbar: CrossbarTiming, _ point: Node) {
    let key = "first_out_to_last_out_cycles"
    guard let beats = number(point, "beats"), let inputs = number(point, "active_inputs"), let packets = number(point, "packets_per_input"),
      let pattern = point["pattern"]?.text.flatMap({ CrossbarTiming.Pattern(rawValue: $0) })
    else { return expect(-1, key, point) }
    let run = crossbar.run(.init(beats: Int(beats), inputs: Int(inputs), pattern: pattern), packets: Int(packets))
    expect(Double(run.span), key, point)
  }
}
