/// Chip files of timing only (`kind: block`), and the `timing:` of whole chips.
public enum TimingLoader {
  /// The `kind:` of chip files that have no ports, tables and registers.
  public static let block = "block"

  public static func load(text: String, file: String) -> (timing: TimingFile?, diagnostics: [Diagnostic]) {
    let (node, diagnostics) = YAMLDocument.parse(text, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    return load(node: node, file: file)
  }

  /// Reads a file that is parsed already. A whole chip is checked as a whole.
  public static func load(node: Node, file: String) -> (timing: TimingFile?, diagnostics: [Diagnostic]) {
    if node["kind"]?.text != block {
      let (chip, diagnostics) = ASICLoader.load(node: node, file: file)
      let timing = chip.flatMap { chip in
        chip.timing.map { TimingFile(name: chip.name, clock: chip.clock, timing: $0, provenance: chip.provenance) }
      }
      if chip != nil, timing == nil {
        let fault = Diagnostic(.error, rule: "KEY02", file: file, at: node.position, "the chip file has no 'timing'")
        return (nil, diagnostics + [fault])
      }
      return (timing, diagnostics)
    }
    let findings = Findings(file: file)
    let timing = read(node, findings)
    return (findings.hasErrors ? nil : timing, findings.sorted)
  }

  private static func read(_ node: Node, _ findings: Findings) -> TimingFile? {
    guard let root = MappingReader(node, "the chip file", findings) else { return nil }
    defer { root.finish() }
    if let schema = root.text("schema"), schema != ASICLoader.schema {
      findings.error("NAM01", at: root.position("schema"), "'schema' is '\(schema)'; expected \(ASICLoader.schema)")
    }
    _ = root.text("kind")
    let name = root.text("chip")
    _ = root.text("vendor")
    let clock = root.frequency("clock", in: 1...100_000_000_000)
    let timing = root.requiredMapping("timing").flatMap { TimingReader(section: $0).read() }
    guard let name, let clock, let timing else { return nil }
    return TimingFile(name: name, clock: clock, timing: timing, provenance: findings.provenance)
  }
}

extension Catalog {
  /// The timing of a chip or block, by its name or the path of a file. Case does not matter.
  public func timing(named name: String) throws(CatalogError) -> TimingFile {
    let all = chips + blocks
    let isPath = name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    guard let path = isPath ? name : all.first(where: { $0.name.lowercased() == name.lowercased() })?.path else {
      throw CatalogError(message: "no chip is named '\(name)'\(NearestName.suggestion(for: name, among: all.map(\.name)))")
    }
    let (timing, diagnostics) = TimingLoader.load(text: try Catalog.text(of: path), file: path)
    guard let timing else { throw CatalogError(message: "\(path) has errors", diagnostics: diagnostics) }
    return timing
  }
}
