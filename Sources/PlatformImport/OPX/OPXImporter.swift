public import PlatformFormats
public import SwitchPlatform

/// A platform of OPX as a board of ours: `device.xml` as devices, pins and lights, `entity.xml` as fans, supplies and sensors, and
/// each table of ports as a profile.
public enum OPXImporter: BoardImporter {
  public static let name = "OPX"

  public static func boards(of tree: FileTree) -> [String] { OPXPlatform.folders(of: tree) }

  public static func board(
    _ name: String, of tree: FileTree, chip: String?, chips: KnownChips
  ) throws(ImportFault) -> ImportedBoard {
    let platform = OPXPlatform(tree, folder: name)
    let place = tree.path(name)
    guard let table = platform.tables.first else {
      throw ImportFault(message: "\(place): has devices, but no table of ports (base_port_physical_mapping_table.xml)")
    }
    let type = OPXImporter.type(platform)
    guard let found = chip ?? type.flatMap({ ChipName.find($0.text, chips.inventory) }) else {
      let reason =
        type.map { "\($0.file):\($0.position.line): '\($0.text)' is none of the chip inventory" } ?? "\(place): no file tells its chip"
      throw ImportFault(message: "\(reason); name it with --chip")
    }
    var draft = BoardDraft(identity(tree.absolute(name)), project: Self.name, tree: tree)
    draft.board.platform.source = draft.source(table.file, table.root.position)
    draft.take(platform.diagnostics)
    let npus = Set(platform.tables.flatMap { $0.root.children(named: "front-panel-port") }.map { $0.integer("npu") ?? 0 })
    for number in npus.sorted() {
      var asic = BoardASIC(name: "npu\(number)", chip: found)
      asic.source = chip == nil ? type.map { draft.source($0.file, $0.position) } : "the command line"
      draft.board.asics.append(asic)
    }
    var devices = OPXDevices()
    if let file = platform.devices { devices.add(file, to: &draft) }
    var ports = OPXPorts(devices, platform.entities, platform.devices)
    for table in platform.tables { ports.add(table, folder: draft.board.platform.product, to: &draft) }
    if let file = platform.entities { OPXEntities.add(file, devices, to: &draft) }
    if let heat = platform.heat { OPXHeat.add(heat, to: &draft) }
    return try draft.finished(chips)
  }

  /// What the SAI's files call the chip: the type of the first switch that has one.
  private static func type(_ platform: OPXPlatform) -> (text: String, file: String, position: SourcePosition)? {
    for file in platform.chips {
      var found: XMLElement.Attribute?
      file.root.forEachElement { element in
        if found == nil, element.name == "SWITCH", let type = element.attribute("type") { found = type }
      }
      if let found { return (found.value, file.file, found.valuePosition) }
    }
    return nil
  }

  /// `…/dell/s4112f/etc/opx`: vendor and product.
  private static func identity(_ path: String) -> BoardIdentity {
    var parts = path.split(separator: "/").map(String.init)
    if parts.suffix(2) == ["etc", "opx"] { parts.removeLast(2) }
    let product = parts.popLast() ?? "box"
    let vendor = parts.last ?? "unknown"
    return BoardIdentity(id: "\(vendor)_\(product)", vendor: vendor, product: product)
  }
}
