/// Board files → `BoardDescription` and `Board`. The file's keys are explained in Platforms/boards/README.md.
public enum BoardLoader {
  /// The `schema:` of board files.
  public static let schema = "switch-platform/1"

  /// Reads a board file, YAML or JSON, and applies a profile. All profiles are checked.
  ///
  /// - Parameter profile: Its name; `nil`: the default one.
  /// - Parameter chips: The chips it can name; `nil` leaves the chip's name and limits unchecked.
  /// - Parameter families: Where the families that it extends are.
  /// - Returns: The board, or `nil` where any diagnostic is an error. All faults are reported in one run, in the order of the file.
  public static func load(
    text: String, file: String, profile: String? = nil, chips: KnownChips? = nil, families: FamilySource? = nil
  ) -> (board: Board?, diagnostics: [Diagnostic]) {
    let (description, diagnostics) = describe(text: text, file: file, chips: chips, families: families)
    guard let description else { return (nil, diagnostics) }
    do throws(BoardFault) {
      return (try Board(description, profile: profile, chips: chips), diagnostics)
    } catch {
      let fault = Diagnostic(.error, rule: error.rule, file: file, at: error.place, error.message)
      return (nil, (diagnostics + [fault]).sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) })
    }
  }

  /// Reads all of a board file, YAML or JSON.
  ///
  /// - Returns: The description, or `nil` where any diagnostic is an error.
  public static func describe(text: String, file: String, chips: KnownChips? = nil, families: FamilySource? = nil)
    -> (description: BoardDescription?, diagnostics: [Diagnostic])
  {
    let (node, diagnostics) = YAMLDocument.parse(text, file: file)
    guard let node, diagnostics.isEmpty else { return (nil, diagnostics) }
    return describe(node: node, file: file, chips: chips, families: families)
  }

  /// Reads a board file that is parsed already.
  public static func describe(node: Node, file: String, chips: KnownChips? = nil, families: FamilySource? = nil)
    -> (description: BoardDescription?, diagnostics: [Diagnostic])
  {
    let findings = Findings(file: file)
    let isFamily = node["family"] != nil
    let whole = FamilyReader(findings: findings, families: families).extended(node, of: file)
    // Where the family is not there, what it says is not missed.
    let isPartial = isFamily || findings.hasErrors
    guard let root = SchemaReader(findings: findings, isPartial: isPartial).record(whole, BoardSchema.root) else {
      return (nil, findings.sorted)
    }
    let description = BoardBuilder.description(root, whole)
    BoardRules(findings: findings, board: description, root: whole, chips: chips, isPartial: isPartial).check()
    if !isPartial { ScaffoldRules.check(whole, findings) }
    WaiverRules.apply(description.waivers, to: findings, of: whole)
    return (findings.hasErrors || isFamily ? nil : description, findings.sorted)
  }
}

/// The chips that a board file can name.
public struct KnownChips: Sendable {
  public var names: [String]
  /// The ports of a chip; `nil` for one that cannot be read, which is reported where it is read.
  public var ports: @Sendable (String) -> PortGeometry?
  /// Chips of which only the lanes and rates are known.
  public var inventory: ChipInventory

  public init(names: [String], inventory: ChipInventory = ChipInventory(), ports: @escaping @Sendable (String) -> PortGeometry?) {
    self.names = names
    self.ports = ports
    self.inventory = inventory
  }

  /// What a chip's lanes can do; `nil` for a chip that is not known, or cannot be read.
  public func limits(_ chip: String) -> ChipLimits? {
    if names.contains(chip) {
      guard let ports = ports(chip) else { return nil }
      let lanes = inventory.chip(named: chip)
      return ChipLimits(
        firstLane: 1, lanes: ports.lanes, laneRate: lanes?.laneRate, maximumSpeed: ports.maximumSpeed, maximumPorts: ports.count)
    }
    return inventory.chip(named: chip).map(ChipLimits.init)
  }
}

/// What is known of a chip's lanes and ports; what is `nil` is not checked.
public struct ChipLimits: Hashable, Sendable {
  public var firstLane: Int
  public var lanes: Int?
  /// - Unit: Mb/s.
  public var laneRate: UInt32?
  /// Of a port.
  ///
  /// - Unit: Mb/s.
  public var maximumSpeed: UInt32?
  /// Ports at a time, those of the CPU not counted.
  public var maximumPorts: Int?
}

extension ChipLimits {
  init(_ chip: ChipInventory.Chip) {
    self.init(
      firstLane: chip.firstLane, lanes: chip.lanes, laneRate: chip.laneRate, maximumSpeed: chip.maximumSpeed,
      maximumPorts: chip.maximumPorts)
  }
}
