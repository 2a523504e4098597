public import PlatformFormats
public import SwitchPlatform

/// A platform of FBOSS as a board of ours: the platform manager's units as devices, the services' sensors, fans, lights and firmware,
/// and the tables of lanes and ports as chip, wiring, cages and a profile.
public enum FBOSSImporter: BoardImporter {
  public static let name = "FBOSS"

  public static func boards(of tree: FileTree) -> [String] { FBOSSFiles(tree).boards }

  public static func board(
    _ name: String, of tree: FileTree, chip: String?, chips: KnownChips
  ) throws(ImportFault) -> ImportedBoard {
    let files = FBOSSFiles(tree)
    let isTable = name.hasSuffix(FBOSSLaneTable.suffix)
    let own = FileTree.lastName(of: isTable ? name : tree.absolute(name))
    let title = isTable ? String(own.dropLast(FBOSSLaneTable.suffix.count)) : own
    guard let prefix = isTable ? title : files.prefix(of: title), let table = files.table(prefix, FBOSSLaneTable.suffix) else {
      throw ImportFault(
        message: "\(tree.path(name)): has devices, but no table of lanes is in the folder (\(title)\(FBOSSLaneTable.suffix))")
    }
    let lanes: FBOSSLaneTable
    do throws(CatalogError) { lanes = FBOSSLaneTable(try tree.file(table)) } catch { throw ImportFault(message: error.message) }
    let identity = BoardIdentity(id: title, vendor: files.descriptor(prefix, "System_Vendor")?.text ?? "unknown", product: title)
    var draft = BoardDraft(identity, project: Self.name, tree: tree)
    if let products = files.descriptor(prefix, "Product_Name_Prefixes")?.text {
      draft.remark("\(title): product names that begin with \(products) are those of its FRU, which 'match' does not know")
    }
    draft.take(lanes.diagnostics)
    let type = files.descriptor(prefix, "Asic_Type")
    // Ports inside of the chip can have another name than its own.
    let core = lanes.lanes.first { !$0.farType.isEmpty } ?? lanes.lanes.first
    let word = type?.text.replacing("ASIC_TYPE_", with: "") ?? core?.coreType ?? ""
    guard let found = chip ?? ChipName.find(word, chips.inventory) else {
      let place = type.map { "\($0.file):\($0.position.line)" } ?? "\(lanes.file):\(core?.line ?? 1)"
      throw ImportFault(message: "\(place): '\(word)' is no chip of the chip inventory; name it with --chip")
    }
    for number in Set(lanes.lanes.map(\.chip)).sorted() {
      var asic = BoardASIC(name: "npu\(number - 1)", chip: found)
      let place = SourcePosition(line: core?.line ?? 1, column: 1)
      asic.source = chip != nil ? "the command line" : draft.source(type?.file ?? lanes.file, type?.position ?? place)
      draft.board.asics.append(asic)
    }
    var ports: FBOSSPortTable?
    if let file = files.table(prefix, FBOSSPortTable.suffix), let source = try? tree.file(file) { ports = FBOSSPortTable(source) }
    FBOSSCages.add(lanes, ports, chips.limits(found), to: &draft)
    if isTable {
      draft.board.platform.source = draft.source(lanes.file, SourcePosition(line: 1, column: 1))
      draft.remark("\(lanes.file): no platform_manager.json of '\(title)': its devices, sensors and fans are not known")
    } else {
      let platform = FBOSSPlatform(tree, folder: name)
      draft.take(platform.diagnostics)
      if let manager = platform.manager { draft.board.platform.source = draft.source(manager.file, manager.root.position) }
      var units = FBOSSUnits(platform)
      units.add(to: &draft)
      FBOSSServices.add(platform, units, to: &draft)
    }
    return try draft.finished(chips)
  }
}
