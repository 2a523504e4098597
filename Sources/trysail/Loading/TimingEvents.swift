import ASICTiming
import SwitchPlatform

/// What comes in, as files of events tell it.
enum TimingEvents {
  /// The latest cycle that an event can have, so that no sum overflows.
  static let lastCycle = 1 << 60
  static let mostPackets = 10_000_000
  /// The longest packet.
  static let mostBeats = 1 << 20
  /// Of all packets.
  static let mostBeatsInAll = 1 << 28

  /// - Returns: `nil` for packets where the file has errors.
  static func read(
    bytes: [UInt8], file: String
  ) -> (packets: [PacketTimes]?, ready: OutputReady, diagnostics: [Diagnostic]) {
    var ready = OutputReady()
    let (node, diagnostics) = JSONDocument.parse(bytes: bytes, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, ready, diagnostics) }
    let findings = Findings(file: file)
    guard let root = MappingReader(node, "the file", findings) else { return (nil, ready, findings.sorted) }
    _ = root.optional("description")
    if let section = root.mapping("output_ready") {
      if let low = section.integer("low_one_cycle_in", in: 2...1_000_000) {
        let phase = section.integer("phase", in: 0...(low - 1), default: 0)
        ready = OutputReady(lowOneCycleIn: Int64(low), phase: Int64(phase))
      }
      section.finish()
    }
    let packets = root.requiredList("packets").map { read($0, root) } ?? []
    root.finish()
    return (findings.hasErrors ? nil : packets, ready, findings.sorted)
  }

  private static func read(_ nodes: [Node], _ root: MappingReader) -> [PacketTimes] {
    let findings = root.findings
    if nodes.count > mostPackets, let first = nodes.first {
      findings.error("TYP02", at: first.position, "'packets' has \(nodes.count) packets; expected up to \(mostPackets)")
      return []
    }
    var packets: [PacketTimes] = []
    packets.reserveCapacity(nodes.count)
    var earlier = -1
    var beats = 0
    for node in nodes {
      guard let numbers = node.elements, numbers.count == 3 else {
        let found = node.elements.map { "has \($0.count) elements" } ?? "is \(node.kindName)"
        findings.error("TYP01", at: node.position, "a packet \(found); expected [id, first_in_cycle, last_in_cycle]")
        continue
      }
      let id = root.integer(numbers[0], "id", in: 0...Int.max)
      let first = root.integer(numbers[1], "first_in_cycle", in: 0...lastCycle)
      let last = root.integer(numbers[2], "last_in_cycle", in: 0...lastCycle)
      guard let id, let first, let last else { continue }
      guard first > earlier else {
        findings.error(
          "TYP02", at: numbers[1].position,
          "packet \(id) comes in cycle \(first), not behind the one before, which ends in cycle \(earlier)")
        continue
      }
      guard last >= first, last - first < mostBeats else {
        let expected = "\(first)…\(first + mostBeats - 1)"
        findings.error("TYP02", at: numbers[2].position, "packet \(id) ends in cycle \(last) and begins in \(first); expected \(expected)")
        continue
      }
      beats += last - first + 1
      guard beats <= mostBeatsInAll else {
        findings.error("TYP02", at: node.position, "the packets up to \(id) are \(beats) words; expected up to \(mostBeatsInAll)")
        break
      }
      earlier = last
      packets.append(PacketTimes(id: Int64(id), firstIn: Int64(first), lastIn: Int64(last)))
    }
    return packets
  }

  /// The sizes of points, put in the place of the chip file's: one timing for each point.
  static func points(
    bytes: [UInt8], file: String, for timing: TimingDescription
  ) -> (timings: [TimingDescription]?, diagnostics: [Diagnostic]) {
    let (node, diagnostics) = JSONDocument.parse(bytes: bytes, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    let findings = Findings(file: file)
    guard let root = MappingReader(node, "the file", findings) else { return (nil, findings.sorted) }
    let timings = (root.requiredList("points") ?? []).compactMap { node in
      MappingReader(node, "a point", findings).flatMap { point($0, timing) }
    }
    return (findings.hasErrors ? nil : timings, findings.sorted)
  }

  /// Other keys of a point, such as what was measured, are not looked at.
  private static func point(_ point: MappingReader, _ timing: TimingDescription) -> TimingDescription? {
    switch timing {
    case .link(var link):
      guard let frame = point.integer("frame_bytes_with_fcs", in: 1...link.link.maximumFrame) else { return nil }
      link.frames = [frame]
      link.count = point.integer("frames", in: 2...1_000_000, default: link.count)
      return .link(link)
    case .cam(var cam):
      let data = point.integer("data_width", in: 1...4096)
      let address = point.integer("addr_width", in: 1...24)
      let slice = point.integer("slice_width", in: 1...16)
      guard let data, let address, let slice else { return nil }
      cam.sizes = [CAMTiming.Size(dataWidth: data, addressWidth: address, sliceWidth: slice)]
      return .cam(cam)
    case .crossbar(var crossbar):
      let beats = point.integer("beats", in: 1...4096)
      let inputs = point.integer("active_inputs", in: 1...crossbar.ports)
      let pattern: CrossbarTiming.Pattern? = point.choice("pattern")
      crossbar.packets = point.integer("packets_per_input", in: 1...100_000, default: crossbar.packets)
      guard let beats, let inputs, let pattern else { return nil }
      crossbar.loads = [CrossbarTiming.Load(beats: beats, inputs: inputs, pattern: pattern)]
      return .crossbar(crossbar)
    case .pipeline, .dependentStages, .path: return nil
    }
  }
}
