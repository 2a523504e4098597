extension TimingReader {
  private enum ResourceKind: String, CaseIterable {
    case pipe, server, queue, poll, memory, link
  }

  /// Resources that a path can have.
  private static let resourceRange = 1...64

  func path() -> PathTiming? {
    let bytes = section.integer("bytesPerBeat", in: 1...4096, default: 1)
    guard let parts = elements("resources") else { return nil }
    if !TimingReader.resourceRange.contains(parts.count) {
      let range = TimingReader.resourceRange
      findings.error(
        "TYP02", at: section.position("resources"),
        "'resources' has \(parts.count) elements; expected \(range.lowerBound)…\(range.upperBound)")
    }
    var names: [String: SourcePosition] = [:]
    let resources = parts.compactMap { part -> PathTiming.Resource? in
      defer { part.finish() }
      let name = part.text("name")
      if let name {
        let position = part.position("name")
        if let first = names[name] {
          findings.error("CHP13", at: position, "a second resource is named '\(name)'; the first is in line \(first.line)")
        }
        names[name] = names[name] ?? position
      }
      guard let kind = kind(of: part), let name else { return nil }
      return PathTiming.Resource(name: name, kind: kind)
    }
    guard resources.count == parts.count else { return nil }
    return PathTiming(bytesPerBeat: bytes, resources: resources)
  }

  private func kind(of part: MappingReader) -> PathTiming.Kind? {
    guard let kind: ResourceKind = part.choice("kind") else { return nil }
    switch kind {
    case .pipe:
      let latency = part.integer("latency", in: TimingReader.cycles)
      let interval = part.integer("interval", in: 1...100_000, default: 1)
      return latency.map { .pipe(latency: $0, interval: interval) }
    case .server:
      let count = part.integer("count", in: 1...16, default: 1)
      let busy = part.integer("busy", in: TimingReader.cycles)
      let perBeat = part.integer("perBeat", in: 0...1000, default: 0)
      let latency = part.integer("latency", in: TimingReader.cycles)
      guard let busy, let latency else { return nil }
      return .server(count: count, busy: busy, perBeat: perBeat, latency: latency)
    case .queue:
      let count = part.integer("count", in: 1...16, default: 1)
      let depth = part.integer("depth", in: 1...65536)
      let latency = part.integer("latency", in: TimingReader.cycles, default: 0)
      return depth.map { .queue(count: count, depth: $0, latency: latency) }
    case .poll:
      let count = part.integer("count", in: 1...64)
      let hold = part.integer("hold", in: TimingReader.cycles, default: 1)
      let phase = part.integer("phase", in: TimingReader.cycles, default: 0)
      return count.map { .poll(count: $0, hold: hold, phase: phase) }
    case .memory:
      let ports = part.integer("ports", in: 1...64, default: 1)
      let latency = part.integer("latency", in: TimingReader.cycles)
      return latency.map { .memory(ports: ports, latency: $0) }
    case .link: return linkTiming(part).map { .link($0) }
    }
  }
}
