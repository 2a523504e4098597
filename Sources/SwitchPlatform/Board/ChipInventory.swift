/// Chips that boards are made of: name, lanes, rates. Enough to describe a board; to simulate one takes a chip file.
public struct ChipInventory: Sendable {
  /// The `schema:` of inventory files.
  public static let schema = "switch-chips/1"

  public struct Chip: Hashable, Sendable {
    /// As boards name it: `bcm56870`.
    public var name: String
    public var vendor: String
    public var family: String
    /// Serdes lanes; `nil`: not public, or numbered by the board.
    public var lanes: Int?
    /// The first lane's number.
    public var firstLane = 1
    /// - Unit: Mb/s.
    public var laneRate: UInt32?
    /// - Unit: Mb/s.
    public var maximumSpeed: UInt32?
    public var maximumPorts: Int?
    /// Other names: product numbers, code names.
    public var aliases: [String] = []
    /// PCI ids, `14e4:b870`.
    public var pci: [String] = []
    /// Chip files that behave most like it.
    public var nearest: [String] = []
    public var source: String?

    public init(name: String, vendor: String, family: String) {
      self.name = name
      self.vendor = vendor
      self.family = family
    }
  }

  public var chips: [Chip]

  public init(chips: [Chip] = []) { self.chips = chips }

  /// The name of the chip that is known by a PCI id, `14e4:b870`; of several the first.
  public func chip(pci id: String) -> String? { chips.first { $0.pci.contains(id) }?.name }

  public func chip(named name: String) -> Chip? { chips.first { $0.name == name } }

  static let chip = Section(
    "chip '{}'",
    [
      .init("vendor", .text, required: true, "Who makes it"), .init("family", .text, required: true, "What it is one of"),
      .init("lanes", .integer(1...4096), "Serdes lanes"), .init("first", .integer(0...1), "The first lane's number; default 1"),
      .init("laneRate", .rate, "What a lane carries"), .init("maximumSpeed", .rate, "The fastest port"),
      .init("maximumPorts", .integer(1...4096), "Ports at a time"), .init("aliases", .list(.text), "Other names"),
      .init("pci", .list(.text), "PCI ids"), .init("nearest", .list(.text), "Chip files that behave most like it")
    ])

  static let root = Section(
    "the chip inventory",
    [
      .init("schema", .choice([schema]), required: true, "The format"),
      .init("chips", .named(chip, isRanged: false), required: true, "Chips by name")
    ])

  /// Reads an inventory file.
  public static func load(node: Node, file: String) -> (inventory: ChipInventory?, diagnostics: [Diagnostic]) {
    let findings = Findings(file: file)
    let record = SchemaReader(findings: findings).record(node, root)
    let chips = (record?.records("chips") ?? []).map { entry in
      let record = entry.record
      var chip = Chip(name: entry.name, vendor: record.text("vendor") ?? "", family: record.text("family") ?? "")
      chip.lanes = record.integer("lanes")
      chip.firstLane = record.integer("first") ?? 1
      chip.laneRate = record.rate("laneRate")
      chip.maximumSpeed = record.rate("maximumSpeed")
      chip.maximumPorts = record.integer("maximumPorts")
      chip.aliases = record.texts("aliases")
      chip.pci = record.texts("pci")
      chip.nearest = record.texts("nearest")
      chip.source = record.source
      return chip
    }
    return (findings.hasErrors ? nil : ChipInventory(chips: chips), findings.sorted)
  }
}
