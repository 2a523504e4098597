/// Board files → `Board`. The file's keys are explained in Platforms/boards/README.md.
public enum BoardLoader {
  /// The `schema:` of board files.
  public static let schema = "switch-platform/1"

  /// Reads a board file, YAML or JSON, and applies its default profile. All profiles are checked.
  ///
  /// - Parameter chips: The chips it can name; `nil` leaves the chip's name and limits unchecked.
  /// - Returns: The board, or `nil` where any diagnostic is an error. All faults are reported in one run, in the order of the file.
  public static func load(text: String, file: String, chips: KnownChips? = nil) -> (board: Board?, diagnostics: [Diagnostic]) {
    let (node, diagnostics) = YAMLDocument.parse(text, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    return load(node: node, file: file, chips: chips)
  }

  /// Reads a board file that is parsed already.
  public static func load(node: Node, file: String, chips: KnownChips? = nil) -> (board: Board?, diagnostics: [Diagnostic]) {
    let findings = Findings(file: file)
    var reader = BoardFileReader(findings: findings, chips: chips)
    let board = reader.read(node)
    return (findings.hasErrors ? nil : board, findings.sorted)
  }
}

/// The chips that a board file can name.
public struct KnownChips: Sendable {
  public var names: [String]
  /// The ports of a chip; `nil` for one that cannot be read, which is reported where it is read.
  public var ports: @Sendable (String) -> PortGeometry?

  public init(names: [String], ports: @escaping @Sendable (String) -> PortGeometry?) {
    self.names = names
    self.ports = ports
  }
}

/// A board file while it is read.
struct BoardFileReader {
  let findings: Findings
  let chips: KnownChips?
  /// ASICs in file order; the geometry where the chip is known.
  var asics: [(name: String, chip: String, geometry: PortGeometry?)] = []
  /// By number.
  var cages: [Int: Cage] = [:]
  /// Cages that are in the file, those that could not be read included.
  var declaredCages: Set<Int> = []
  /// The cage of each lane of each number space.
  var laneUsers: [LaneKey: LaneUser] = [:]
  var devices: [String: Device] = [:]
  var sensors: [String] = []
  var fans: [String] = []

  struct Cage {
    var number: Int
    var kind: CageKind
    var label: String
    var lanes: LaneList
    var breakouts: [BreakoutMode]
  }

  struct LaneKey: Hashable {
    var asic: String
    var space: String?
    var lane: Int
  }

  struct LaneUser {
    var cage: Int
    var line: UInt32
  }

  struct Device {
    var kind: String
    var parent: String?
    var channel: Int?
    var address: Int?
    var select: String
    var channels: Int?
    var place: SourcePosition
    var parentPlace: SourcePosition
  }

  init(findings: Findings, chips: KnownChips?) {
    self.findings = findings
    self.chips = chips
  }

  mutating func read(_ node: Node) -> Board? {
    guard let root = MappingReader(node, "the board file", findings) else { return nil }
    if let schema = root.text("schema"), schema != BoardLoader.schema {
      findings.error("NAM01", at: root.position("schema"), "'schema' is '\(schema)'; expected \(BoardLoader.schema)")
    }
    let identity = root.requiredMapping("platform").flatMap { readIdentity($0) }
    if let section = root.requiredMapping("asics") { readASICs(section) }
    // Cages and all that watches the board name devices.
    if let section = root.mapping("devices") { readDevices(section) }
    if let section = root.requiredMapping("cages") { readCages(section) }
    readMonitoring(root)
    let ports = root.requiredMapping("profiles").flatMap { readProfiles($0) }
    root.finish()
    guard let identity, let chip = asics.first?.chip, let ports else { return nil }
    return Board(id: identity.id, vendor: identity.vendor, product: identity.product, chip: chip, ports: ports)
  }

  private enum Form: String, CaseIterable {
    case fixed, supervisor, linecard, fabric, bmc, dpu, virtual
  }

  private func readIdentity(_ section: MappingReader) -> (id: String, vendor: String, product: String)? {
    defer { section.finish() }
    let id = section.text("id")
    let vendor = section.text("vendor")
    let product = section.text("product")
    _ = section.choice("form", default: Form.fixed)
    _ = section.optionalText("arch")
    // How a running box is recognised: names and values are the NOS's.
    _ = section.mapping("match", "'match' of the platform")
    if let console = section.mapping("console") {
      _ = console.optionalText("tty")
      _ = console.integer("baud", in: 300...4_000_000, default: 115_200)
      _ = console.integer("io", in: 0...0xffff, default: 0x3f8)
      console.finish()
    }
    guard let id, let vendor, let product else { return nil }
    return (id, vendor, product)
  }

  private mutating func readASICs(_ section: MappingReader) {
    for (name, key, value) in section.pairs where name != "src" && name != "source" {
      guard let reader = MappingReader(value, "ASIC '\(name)'", findings) else { continue }
      defer { reader.finish() }
      _ = reader.optionalText("replaces")
      if let pci = reader.mapping("pci", "'pci' of ASIC '\(name)'") { readPCI(pci) }
      let chip = reader.text("chip")
      var geometry: PortGeometry?
      if let chip, let chips {
        if chips.names.contains(chip) {
          geometry = chips.ports(chip)
        } else {
          findings.error(
            "ASC07", at: reader.position("chip"),
            "no chip file is named '\(chip)'\(NearestName.suggestion(for: chip, among: chips.names))")
        }
      }
      for wire in reader.list("serdes") ?? [] {
        guard let wire = MappingReader(wire, "a lane of ASIC '\(name)'", findings) else { continue }
        for key in ["lane", "core", "tx", "rx"] { _ = wire.integer(key, in: 0...65535) }
        _ = wire.list("invert")
        wire.finish()
      }
      if !asics.isEmpty {
        findings.error("ASC08", at: key.position, "a second ASIC; boards have one forwarding ASIC")
      }
      asics.append((name, chip ?? "", geometry))
    }
    if asics.isEmpty, section.pairs.isEmpty {
      findings.error("KEY02", at: section.node.position, "'asics' is empty; expected one ASIC")
    }
  }

  /// `{ bdf: "01:00.0", id: "14e4:b870" }`
  func readPCI(_ section: MappingReader) {
    defer { section.finish() }
    func check(_ key: String, _ separators: String, _ digits: [Int], _ expected: String) {
      guard let text = section.optionalText(key) else { return }
      let parts = text.split(omittingEmptySubsequences: false) { separators.contains($0) }
      let isRight = parts.map(\.count) == digits && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
      if !isRight {
        findings.error("PCI01", at: section.position(key), "'\(key)' is '\(text.prefix(40))'; expected \(expected)")
      }
    }
    check("bdf", ":.", [2, 2, 1], "bus:device.function, such as 01:00.0")
    check("id", ":", [4, 4], "vendor:device, such as 14e4:b870")
  }
}
