/// The buffer of a chip file: of a whole chip, or of one that describes a block only (`kind: block`).
public enum TrafficLoader {
  /// A buffer and the clock that its times are counted in.
  public struct TrafficFile: Sendable {
    public var name: String
    /// - Unit: Hz.
    public var clock: UInt64
    public var buffer: BufferDescription
    public var provenance: NumberProvenance
  }

  public static func load(text: String, file: String) -> (traffic: TrafficFile?, diagnostics: [Diagnostic]) {
    let (node, diagnostics) = YAMLDocument.parse(text, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    return load(node: node, file: file)
  }

  /// Reads a file that is parsed already. A whole chip is checked as a whole.
  public static func load(node: Node, file: String) -> (traffic: TrafficFile?, diagnostics: [Diagnostic]) {
    if node["kind"]?.text != TimingLoader.block {
      let (chip, diagnostics) = ASICLoader.load(node: node, file: file)
      guard let chip else { return (nil, diagnostics) }
      guard let buffer = chip.traffic.buffer else {
        let place = node["traffic"]?.position ?? node.position
        return (nil, diagnostics + [Diagnostic(.error, rule: "KEY02", file: file, at: place, "'traffic' has no 'buffer'")])
      }
      return (TrafficFile(name: chip.name, clock: chip.clock, buffer: buffer, provenance: chip.provenance), diagnostics)
    }
    let findings = Findings(file: file)
    let traffic = read(node, findings)
    return (findings.hasErrors ? nil : traffic, findings.sorted)
  }

  private static func read(_ node: Node, _ findings: Findings) -> TrafficFile? {
    guard let root = MappingReader(node, "the chip file", findings) else { return nil }
    defer { root.finish() }
    if let schema = root.text("schema"), schema != ASICLoader.schema {
      findings.error("NAM01", at: root.position("schema"), "'schema' is '\(schema)'; expected \(ASICLoader.schema)")
    }
    _ = root.text("kind")
    let name = root.text("chip")
    _ = root.text("vendor")
    let clock = root.frequency("clock", in: 1...100_000_000_000)
    let buffer = root.requiredMapping("traffic").flatMap { traffic -> BufferDescription? in
      defer { traffic.finish() }
      return traffic.requiredMapping("buffer", "the buffer").flatMap { section in
        var reader = BufferReader(findings)
        return reader.read(section)
      }
    }
    guard let name, let clock, let buffer else { return nil }
    return TrafficFile(name: name, clock: clock, buffer: buffer, provenance: findings.provenance)
  }
}
