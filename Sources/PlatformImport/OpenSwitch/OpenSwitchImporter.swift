public import PlatformFormats
public import SwitchPlatform

/// A switch of OpenSwitch 1.x as a board of ours: what the files of its manifest say of devices, ports, fans, power, heat and lights.
///
/// The files name no chip, unless the text of the manifest does.
public enum OpenSwitchImporter: BoardImporter {
  public static let name = "OpenSwitch"

  public static func boards(of tree: FileTree) -> [String] { OpenSwitchSet.manifests(of: tree) }

  public static func board(
    _ name: String, of tree: FileTree, chip: String?, chips: KnownChips
  ) throws(ImportFault) -> ImportedBoard {
    guard let set = OpenSwitchSet(tree, manifest: name) else {
      throw ImportFault(message: "\(tree.path(name)): is no manifest: a mapping with a list 'files'")
    }
    let manifest = set.manifest
    guard let ports = set.documents[.ports] else {
      throw ImportFault(message: "\(manifest.file): lists no file of ports that can be read")
    }
    guard let found = chip ?? words(manifest.root["subsystem_info"]?.text ?? "", chips.inventory) else {
      throw ImportFault(message: "\(manifest.file): no file tells which chip it has; name it with --chip")
    }
    var draft = BoardDraft(identity(set, name, tree), project: Self.name, tree: tree)
    draft.board.platform.source = draft.source(manifest.file, manifest.root.position)
    draft.take(set.diagnostics)
    var asic = BoardASIC(name: "npu0", chip: found)
    asic.source =
      chip == nil ? draft.source(manifest.file, manifest.root["subsystem_info"]?.position ?? manifest.root.position) : "the command line"
    draft.board.asics = [asic]
    OpenSwitchBuses.add(set, &draft)
    OpenSwitchCages.add(set, ports, chips.limits(found), &draft)
    OpenSwitchBox.add(set, &draft)
    OpenSwitchHeat.add(set, &draft)
    for entry in set.entries {
      let kind = OpenSwitchSet.Kind(rawValue: entry.name)
      if !entry.isPresent {
        draft.remark(manifest.file, entry.fileName.position, "'\(entry.fileName.text ?? "")' is not there: it is left out")
      } else if kind == .qos || kind == .acl {
        draft.remark(manifest.file, entry.fileName.position, "'\(entry.name)' is left out: it is no fact of the board")
      }
    }
    return try draft.finished(chips)
  }

  /// The only chip that a text names.
  private static func words(_ text: String, _ inventory: ChipInventory) -> String? {
    let found = Set(
      text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.filter { $0.count > 3 }.compactMap { ChipName.find(String($0), inventory) })
    return found.count == 1 ? found.first : nil
  }

  private static func identity(_ set: OpenSwitchSet, _ name: String, _ tree: FileTree) -> BoardIdentity {
    let vendor = set.manifest.root["manufacturer"]?.text ?? "unknown"
    let word = vendor.split(separator: " ").first.map { $0.lowercased() } ?? "unknown"
    let product = set.manifest.root["product_name"]?.text ?? name
    let file = FileTree.lastName(of: name)
    // A folder may have several manifests: good.manifest.yaml.
    let prefix = file == "manifest.yaml" ? "" : "-" + file.replacing(".manifest.yaml", with: "").replacing(".yaml", with: "")
    let folder = FileTree.lastName(of: tree.absolute(FileTree.folder(of: name))).lowercased()
    let id = "\(word)_\(folder)\(prefix)".replacing(" ", with: "_")
    var identity = BoardIdentity(id: id, vendor: word, product: product)
    if let platform = set.documents[.fru]?.root["fru_info"]?["platform_name"]?.text {
      // Of the FRU's records the one that ONIE names the box by.
      identity.match = .mapping([.init("onie", .text(platform))])
    }
    return identity
  }

  /// A point of theirs as one of ours: a mask of one bit is that bit.
  static func point(_ node: Node?) -> Point? {
    guard let node, let own = OpenSwitchPoint(node), let reg = own.register else { return nil }
    var point = Point(DeviceReference(BoardDraft.name(own.device.text ?? "")), reg: reg, invert: own.isNegative)
    if let mask = own.mask, mask > 0 {
      if mask & (mask - 1) == 0 { point.bit = mask.trailingZeroBitCount } else { point.mask = mask }
    }
    return point
  }
}
