/// Chip files → `ASICDescription`. The file's keys are explained in Platforms/asics/README.md.
public enum ASICLoader {
  /// The `schema:` of chip files.
  public static let schema = "switch-chip/1"

  /// Reads a chip file, YAML or JSON.
  ///
  /// - Returns: The chip, or `nil` where any diagnostic is an error. All faults are reported in one run, in the order of the file.
  ///
  /// - Parameter boot: How the memories are shared out. Default: as the file says; the file's other modes are then checked too.
  public static func load(
    text: String, file: String, boot: BootChoice = .standard
  ) -> (description: ASICDescription?, diagnostics: [Diagnostic]) {
    let (node, diagnostics) = YAMLDocument.parse(text, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    return load(node: node, file: file, boot: boot)
  }

  /// Reads a chip file that is parsed already.
  public static func load(
    node: Node, file: String, boot: BootChoice = .standard
  ) -> (description: ASICDescription?, diagnostics: [Diagnostic]) {
    let findings = Findings(file: file)
    var reader = ASICFileReader(findings: findings)
    let description = reader.read(node, boot)
    if boot == .standard {
      findings.isRepeating = true
      for mode in reader.boot.modes where mode != reader.boot.mode {
        var other = ASICFileReader(findings: findings)
        _ = other.read(node, BootChoice(mode: mode))
      }
    }
    return (findings.hasErrors ? nil : description, findings.sorted)
  }
}

/// A chip file while it is read: what is known so far, and where it stood.
///
/// Sections that others refer to are read first. A thing that cannot be read is left out of the arrays, but its name stays
/// declared, so that what refers to it is not reported as well.
struct ASICFileReader {
  let findings: Findings
  var memories: [MemoryDescription] = []
  var memoryPlaces: [SourcePosition] = []
  var registers: [RegisterDescription] = []
  var registerPlaces: [SourcePosition] = []
  var access: [AccessDescription] = []
  var accessPlaces: [SourcePosition] = []
  var tables: [TableDescription] = []
  var tablePlaces: [TablePlaces] = []
  var stages: [StageDescription] = []
  var stagePlaces: [[SourcePosition]] = []
  /// Names by section, those that could not be read included.
  var declared = Declared()
  var ports: PortGeometry?
  var boot = BootSizes()
  /// The memories that modes name, and where.
  var modeSizes: [(memory: String, position: SourcePosition)] = []
  var pools: [(name: String, total: Int, costs: [(memory: String, cost: Int, position: SourcePosition)], position: SourcePosition)] = []

  struct Declared {
    var memories: [String] = []
    var registers: [String] = []
    var access: [String] = []
    var tables: [String] = []
    var roles: [TableRole: SourcePosition] = [:]
    /// What only tables of other modes name.
    var otherModes: Set<String> = []
    var rolesOfOtherModes: Set<TableRole> = []
  }

  init(findings: Findings) { self.findings = findings }

  mutating func read(_ node: Node, _ choice: BootChoice = .standard) -> ASICDescription? {
    guard let root = MappingReader(node, "the chip file", findings) else { return nil }
    if let schema = root.text("schema"), schema != ASICLoader.schema {
      findings.error(
        "NAM01", at: root.position("schema"), "'schema' is '\(schema)'; expected \(ASICLoader.schema)")
    }
    if let kind = root.optionalText("kind"), kind != "switch" {
      findings.error(
        "NAM01", at: root.position("kind"),
        kind == TimingLoader.block
          ? "'kind' is 'block': the file describes timing only; expected a whole switch" : "'kind' is '\(kind)'; expected switch or block")
      return nil
    }
    let name = root.text("chip")
    let vendor = root.text("vendor")
    let clock = root.frequency("clock", in: 1...100_000_000_000)
    ports = root.requiredMapping("ports").flatMap { geometry($0) }
    let parser = root.requiredMapping("parser").flatMap { section -> ParserDescription? in
      defer { section.finish() }
      let latency = cycles(section, "latency")
      let window = section.integer("window", in: 14...16384)
      guard let latency, let window else { return nil }
      return ParserDescription(latency: latency, window: window)
    }
    let deparser = root.requiredMapping("deparser").flatMap { section -> DeparserDescription? in
      defer { section.finish() }
      return cycles(section, "latency").map { DeparserDescription(latency: $0) }
    }
    readModes(root.mapping("modes"), choice)
    readPools(root.mapping("pools"), choice)
    if let section = root.mapping("registers") { readRegisters(section) }
    if let section = root.requiredMapping("access") { readAccess(section) }
    if let section = root.requiredMapping("memories") { readMemories(section) }
    if let section = root.requiredMapping("tables") { readTables(section) }
    if let list = root.requiredList("stages") { readStages(list, source: root.source) }
    let rings = root.mapping("rings").flatMap { readRings($0) }
    let interrupts = root.mapping("interrupts").flatMap { readInterrupts($0) }
    let events = root.mapping("events").flatMap { readEvents($0) }
    let ageing = root.mapping("ageing").flatMap { readAgeing($0) }
    let scrub = root.mapping("scrub").flatMap { readScrub($0) }
    let errors = root.mapping("errors").flatMap { readErrors($0) }
    let bus = root.mapping("bus").flatMap { readBus($0) }
    let counters = root.mapping("counters").map { readCounters($0) }
    let links = root.requiredMapping("links").flatMap { readLinks($0) }
    let traffic = root.requiredMapping("traffic").flatMap { section -> TrafficDescription? in
      defer { section.finish() }
      let bytes = section.integer("queueBytes", in: 1...(1 << 32))
      let latency = cycles(section, "latency")
      let queues = section.integer("queues", in: 1...64, default: 1)
      let cpuQueues = section.integer("cpuQueues", in: 1...256, default: 1)
      let classify = section.choice("classify", default: TrafficDescription.Classification.none)
      let buffer = section.mapping("buffer", "the buffer").flatMap { section -> BufferDescription? in
        var reader = BufferReader(findings)
        return reader.read(section)
      }
      guard let bytes, let latency else { return nil }
      var traffic = TrafficDescription(queueBytes: bytes, queues: queues, cpuQueues: cpuQueues, latency: latency)
      traffic.buffer = buffer
      traffic.classify = classify
      return traffic
    }
    let flowHash = root.requiredMapping("flowHash").flatMap { section -> FlowHashDescription? in
      defer { section.finish() }
      let seed = section.integer("seed", in: 0...Int(UInt32.max), default: 0)
      return section.choice("function").map { FlowHashDescription(function: $0, seed: UInt32(clamping: seed)) }
    }
    let timing = root.mapping("timing").flatMap { TimingReader(section: $0).read() }
    root.finish()
    check()
    if let traffic { checkQueues(traffic) }
    if let clock { checkMeters(clock: clock) }
    guard let name, let vendor, let clock, let ports, let parser, let deparser, let links, let traffic, let flowHash else { return nil }
    var description = ASICDescription(
      name: name, vendor: vendor, clock: clock, ports: ports, memories: memories, tables: tables, parser: parser, stages: stages,
      deparser: deparser, registers: registers, access: access, rings: rings, interrupts: interrupts, events: events, ageing: ageing,
      links: links, traffic: traffic, flowHash: flowHash, provenance: findings.provenance)
    description.modes = boot.modes
    description.mode = boot.mode
    description.scrub = scrub
    description.errors = errors
    description.bus = bus
    description.counters = counters
    description.timing = timing
    return description
  }

  private func geometry(_ section: MappingReader) -> PortGeometry? {
    defer { section.finish() }
    let count = section.integer("count", in: 1...1023)
    let cpu = section.integer("cpu", in: 1...1023)
    let lanes = section.integer("lanes", in: 1...65535)
    let speed = section.rate("maximumSpeed", in: 10...1_600_000)
    let pipes = section.integer("pipes", in: 1...64, default: 1)
    guard let count, let cpu, let lanes, let speed else { return nil }
    if cpu < count {
      findings.error("CHP13", at: section.position("cpu"), "'cpu' is \(cpu), a front port; expected \(count) or above")
    }
    if lanes < count {
      findings.error("CHP13", at: section.position("lanes"), "\(lanes) lanes are too few for \(count) ports")
    }
    if pipes > count {
      findings.error("CHP13", at: section.position("pipes"), "\(pipes) pipes are more than the \(count) ports")
    }
    return PortGeometry(count: count, cpu: cpu, lanes: lanes, maximumSpeed: UInt32(clamping: speed), pipes: pipes)
  }

  private func readLinks(_ section: MappingReader) -> LinkDescription? {
    defer { section.finish() }
    let mode: LinkDescription.Mode? = section.choice("mode")
    let preamble = section.integer("preamble", in: 0...64, default: 8)
    let gap = section.integer("interPacketGap", in: 0...1024, default: 12)
    let fcs = section.integer("fcs", in: 0...4, default: 4)
    let minimum = section.integer("minimumFrame", in: 0...1518, default: 64)
    let receive = cycles(section, "receiveLatency")
    let transmit = cycles(section, "transmitLatency")
    guard let mode, let receive, let transmit else { return nil }
    return LinkDescription(
      mode: mode, preamble: preamble, interPacketGap: gap, fcs: fcs, minimumFrame: minimum, receiveLatency: receive,
      transmitLatency: transmit)
  }

  /// Cycles from one point to another.
  func cycles(_ section: MappingReader, _ key: String) -> Int? { section.integer(key, in: 0...1_000_000) }

  /// The index of a named thing. Names that are declared but unreadable give `nil` without a diagnostic.
  func resolve(_ node: Node?, _ what: String, among names: [String], declared: [String]) -> Int? {
    guard let node else { return nil }
    guard let name = node.text else {
      findings.error("TYP01", at: node.position, "\(what) is \(node.kindName); expected a name")
      return nil
    }
    if let index = names.firstIndex(of: name) { return index }
    if !declared.contains(name) {
      findings.error("NAM02", at: node.position, "no \(what) is named '\(name)'\(NearestName.suggestion(for: name, among: declared))")
    }
    return nil
  }

  func memoryIndex(_ node: Node?) -> Int? { resolve(node, "memory", among: memories.map(\.name), declared: declared.memories) }
  func registerIndex(_ node: Node?) -> Int? { resolve(node, "register", among: registers.map(\.name), declared: declared.registers) }
  func accessIndex(_ node: Node?) -> Int? { resolve(node, "access", among: access.map(\.name), declared: declared.access) }
}

/// Where the parts of a table stand in the file.
struct TablePlaces {
  var name: SourcePosition
  var match: SourcePosition
  var memory: SourcePosition
  var depth: SourcePosition
  var access: SourcePosition
  var key: [Field: SourcePosition] = [:]
  var data: [Field: SourcePosition] = [:]
}
