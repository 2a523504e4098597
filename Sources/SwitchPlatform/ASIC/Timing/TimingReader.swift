/// Reads a `timing:` section by its `kind:`.
struct TimingReader {
  enum Kind: String, CaseIterable {
    case packetPipeline, cam, link, crossbar, dependentStages, path
  }

  let section: MappingReader
  var findings: Findings { section.findings }

  func read() -> TimingDescription? {
    defer { section.finish() }
    guard let kind: Kind = section.choice("kind") else { return nil }
    switch kind {
    case .packetPipeline: return pipeline().map { .pipeline($0) }
    case .cam: return cam().map { .cam($0) }
    case .link: return link().map { .link($0) }
    case .crossbar: return crossbar().map { .crossbar($0) }
    case .dependentStages: return stages().map { .dependentStages($0) }
    case .path: return path().map { .path($0) }
    }
  }

  static let cycles = 0...100_000

  /// A wire's own keys.
  func linkTiming(_ section: MappingReader) -> LinkTiming? {
    let bytes = section.integer("bytes", in: 1...65536)
    let cycles = section.integer("cycles", in: 1...65536, default: 1)
    let preamble = section.integer("preamble", in: 0...64, default: 8)
    let gap = section.integer("interPacketGap", in: 0...1024, default: 12)
    let fcs = section.integer("fcs", in: 0...4, default: 4)
    let minimum = section.integer("minimumFrame", in: 0...1518, default: 64)
    let maximum = section.integer("maximumFrame", in: 64...65535, default: 16384)
    let alignment = section.integer("alignment", in: 1...64, default: 1)
    let latency = section.integer("latency", in: TimingReader.cycles)
    let forwarding = section.choice("forwarding", default: LinkTiming.Forwarding.storeAndForward)
    guard let bytes, let latency else { return nil }
    return LinkTiming(
      bytes: bytes, cycles: cycles, preamble: preamble, interPacketGap: gap, fcs: fcs, minimumFrame: minimum, maximumFrame: maximum,
      alignment: alignment, latency: latency, forwarding: forwarding)
  }

  private func link() -> LinkPoints? {
    let link = linkTiming(section)
    let count = section.integer("count", in: 2...1_000_000)
    let frames = numbers("frames", in: 1...65535)
    guard let link, let count, let frames else { return nil }
    return LinkPoints(link: link, frames: frames, count: count)
  }

  private func numbers(_ key: String, in range: ClosedRange<Int>) -> [Int]? {
    guard let nodes = section.requiredList(key) else { return nil }
    let values = nodes.compactMap { section.integer($0, key, in: range) }
    return values.count == nodes.count ? values : nil
  }

  private func cam() -> CAMTiming? {
    func cycles(_ key: String) -> CAMTiming.Cycles? {
      section.requiredMapping(key).map { part in
        defer { part.finish() }
        return CAMTiming.Cycles(
          constant: part.integer("constant", in: TimingReader.cycles, default: 0),
          perSliceValue: part.integer("perSliceValue", in: 0...16, default: 0))
      }
    }
    let style = section.text("style")
    let initialize = cycles("initialize")
    let lookUp = cycles("lookUp")
    let write = cycles("write")
    let visible = cycles("writeVisible")
    let vanishes = cycles("overwriteVanishes")
    let delete = cycles("delete")
    let misses = cycles("deleteMisses")
    let sizes = elements("sizes").map { list in
      list.compactMap { part -> CAMTiming.Size? in
        defer { part.finish() }
        let data = part.integer("dataWidth", in: 1...4096)
        let address = part.integer("addressWidth", in: 1...24)
        let slice = part.integer("sliceWidth", in: 1...16)
        guard let data, let address, let slice else { return nil }
        return CAMTiming.Size(dataWidth: data, addressWidth: address, sliceWidth: slice)
      }
    }
    guard let style, let initialize, let lookUp, let write, let visible, let vanishes, let delete, let misses, let sizes else { return nil }
    return CAMTiming(
      style: style, initialize: initialize, lookUp: lookUp, write: write, writeVisible: visible, overwriteVanishes: vanishes,
      delete: delete, deleteMisses: misses, sizes: sizes)
  }

  private func crossbar() -> CrossbarTiming? {
    let ports = section.integer("ports", in: 1...64)
    let latency = section.integer("latency", in: TimingReader.cycles)
    let regrant = section.integer("regrant", in: TimingReader.cycles)
    let packets = section.integer("packets", in: 1...100_000)
    let loads = elements("loads").map { list in
      list.compactMap { part -> CrossbarTiming.Load? in
        defer { part.finish() }
        let beats = part.integer("beats", in: 1...4096)
        let inputs = part.integer("inputs", in: 1...max(1, ports ?? 64))
        let pattern: CrossbarTiming.Pattern? = part.choice("pattern")
        guard let beats, let inputs, let pattern else { return nil }
        return CrossbarTiming.Load(beats: beats, inputs: inputs, pattern: pattern)
      }
    }
    guard let ports, let latency, let regrant, let packets, let loads else { return nil }
    return CrossbarTiming(ports: ports, latency: latency, regrant: regrant, loads: loads, packets: packets)
  }

  private func stages() -> DependentStagesTiming? {
    let count = section.integer("count", in: 1...64)
    let base = section.integer("base", in: TimingReader.cycles)
    let action = section.integer("action", in: TimingReader.cycles)
    let concurrent = section.integer("concurrent", in: TimingReader.cycles)
    let crossing = section.integer("crossing", in: TimingReader.cycles)
    let minimum = section.integer("minimumEgress", in: TimingReader.cycles)
    let groups = elements("features").map { list in
      list.map { part -> [DependentStagesTiming.Feature: Int] in
        defer { part.finish() }
        var group: [DependentStagesTiming.Feature: Int] = [:]
        for feature in DependentStagesTiming.Feature.allCases where part.has(feature.rawValue) {
          group[feature] = part.integer(feature.rawValue, in: TimingReader.cycles)
        }
        return group
      }
    }
    guard let count, let base, let action, let concurrent, let crossing, let minimum, let groups else { return nil }
    return DependentStagesTiming(
      count: count, base: base, action: action, concurrent: concurrent, crossing: crossing, minimumEgress: minimum, groups: groups)
  }

  /// A list of mappings.
  func elements(_ key: String) -> [MappingReader]? {
    section.requiredList(key).map { nodes in
      nodes.compactMap { MappingReader($0, "an element of '\(key)'", findings, source: section.source) }
    }
  }
}
