public import PlatformFormats
public import SwitchPlatform

/// A SONiC platform as a board of ours: identity, ASICs with their wiring, cages, a profile for each hardware SKU, and what PDDF, the PCI
/// list and the chassis' inventory say of the box.
///
/// What SONiC's files contradict themselves in, or what a board cannot say, is left out and listed in `remarks`.
public struct SONiCImporter {
  public private(set) var board: BoardDescription
  /// What was not taken over, with its place.
  public private(set) var remarks: [String]
  private let chip: ChipInventory.Chip?
  /// The platform's folder where it was read, and in SONiC.
  private let folders: (here: String, there: String)

  public typealias Fault = ImportFault

  /// - Parameter chip: The ASICs' chip; `nil`: what the files say.
  /// - Throws: Where there is no switch in it, or its chip cannot be told.
  public init(_ platform: SONiCPlatform, chip named: String? = nil, inventory: ChipInventory) throws(Fault) {
    let found = named.map { (chip: $0, source: "the command line") } ?? SONiCChip.find(platform, inventory)
    guard let found else { throw Fault(message: "\(platform.path("")): no file tells which chip it has; name it with --chip") }
    chip = inventory.chip(named: found.chip)
    folders = (platform.tree.path(platform.folder), "device/\(platform.vendor)/\(platform.name)")
    let place = "SONiC device/\(platform.vendor)/\(platform.name)"
    var identity = BoardIdentity(id: platform.name, vendor: platform.vendor, product: platform.name)
    if let name = platform.platform?.root["chassis"]?["name"]?.text, !name.isEmpty { identity.product = name }
    identity.arch = platform.name.split(separator: "-").first.map(String.init)
    identity.match = .mapping([.init("onie", .text(platform.name))])
    identity.source = "\(place)"
    board = BoardDescription(platform: identity)
    remarks = platform.diagnostics.map { "\($0.file):\($0.position.line): \($0.message)" }
    var skus: [(sku: SONiCSKU, facts: [SONiCPortFact])] = []
    for sku in platform.skus {
      var facts: [SONiCPortFact] = []
      if sku.asics.isEmpty { facts = SONiCPortFact.facts(sku.files, asic: 0, of: platform, remarks: &remarks) }
      for asic in sku.asics { facts += SONiCPortFact.facts(asic.files, asic: asic.number, of: platform, remarks: &remarks) }
      if facts.isEmpty {
        remarks.append("\(sku.folder): SKU '\(sku.name)' is left out: it has no ports")
      } else {
        skus.append((sku, facts))
      }
    }
    guard !skus.isEmpty else { throw Fault(message: "\(platform.path("")): no SKU has ports") }
    for number in Set(skus.flatMap { $0.facts.map(\.asic) }).sorted() {
      var asic = BoardASIC(name: "npu\(number)", chip: found.chip)
      asic.source = "SONiC device/\(platform.vendor)/\(found.source)"
      board.asics.append(asic)
    }
    let wanted = platform.defaultSKU?.text
    skus.sort { ($0.sku.name == wanted ? 0 : 1, $0.sku.name) < ($1.sku.name == wanted ? 0 : 1, $1.sku.name) }
    var cages = SONiCCages(board.asics.isEmpty ? nil : chip)
    if let file = platform.cages { cages.add(file, &remarks) }
    for entry in skus { cages.add(entry.facts) }
    for entry in skus {
      var profile = cages.profile(entry.sku.name, entry.facts, &remarks)
      profile.isDefault = board.profiles.isEmpty
      profile.source = "SONiC device/\(platform.vendor)/\(platform.name)/\(entry.sku.name)"
      if profile.choices.isEmpty {
        remarks.append("\(entry.sku.folder): SKU '\(entry.sku.name)' is left out")
      } else {
        board.profiles.append(profile)
      }
    }
    board.cages = cages.made
    board.sources["cages"] = "\(place); kinds follow from lanes and speeds"
    if board.profiles.isEmpty { throw Fault(message: "\(platform.path("")): no SKU can be said as a profile") }
    let hardware = SONiCHardware(board, of: platform, chip: chip)
    board = hardware.board
    remarks += hardware.remarks
    if wanted != board.profiles.first?.name {
      remarks.append("\(place): default_sku names no SKU with ports; the first one is the default")
    }
  }

  /// The board's file.
  public var text: String {
    BoardWriter.text(
      board, heading: ["\(board.platform.product), imported from SONiC."],
      remarks: remarks.isEmpty ? [] : ["Not taken over:"] + remarks.map { $0.replacing(folders.here, with: folders.there) })
  }
}
