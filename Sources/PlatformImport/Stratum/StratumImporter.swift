public import PlatformFormats
public import SwitchPlatform

/// A platform of Stratum as a board of ours: chips with the wiring of their lanes, cages, the ports of the chassis as a profile, and
/// how many fans, supplies, lights and sensors there are. Where these can be read is in a driver of the vendor's, not in the files.
public enum StratumImporter: BoardImporter {
  public static let name = "Stratum"

  public static func boards(of tree: FileTree) -> [String] { StratumPlatform.folders(of: tree) }

  public static func board(
    _ name: String, of tree: FileTree, chip: String?, chips: KnownChips
  ) throws(ImportFault) -> ImportedBoard {
    let platform = StratumPlatform(tree, folder: name)
    let place = tree.path(name)
    guard let chassis = platform.documents[.chassis] else {
      throw ImportFault(message: "\(place): no \(StratumPlatform.Kind.chassis.rawValue) that can be read: it has the ports")
    }
    let folder = FileTree.lastName(of: tree.absolute(name))
    var draft = BoardDraft(identity(folder, chassis), project: Self.name, tree: tree)
    draft.board.platform.source = draft.source(chassis.file, chassis.root["chassis"]?.position ?? chassis.root.position)
    draft.take(platform.diagnostics)
    try addChips(platform, chassis, chip, chips, &draft)
    var cages = StratumCages(platform, chassis)
    cages.add(to: &draft, folder)
    StratumBox.add(platform, &draft)
    draft.leaveOut([chassis.root], but: ["description", "chassis", "nodes", "singleton_ports"], of: "the chassis", in: chassis.file)
    draft.leaveOut(
      platform.singletonPorts, but: ["id", "name", "slot", "port", "channel", "speed_bps", "node"], of: "singleton_ports", in: chassis.file)
    return try draft.finished(chips)
  }

  /// `x86-64-accton-as7712-32x-r0`: architecture, vendor, product.
  private static func identity(_ folder: String, _ chassis: TreeDocument) -> BoardIdentity {
    var words = folder.split(separator: "-").map(String.init)
    var arch: String?
    if words.count > 3, words[0] == "x86", words[1] == "64" {
      arch = "x86_64"
      words.removeFirst(2)
    }
    let product = chassis.root["chassis"]?["name"]?.text ?? folder
    var identity = BoardIdentity(id: folder, vendor: words.count > 1 ? words[0] : "unknown", product: product)
    identity.arch = arch
    if words.last == "model" { identity.form = .virtual }
    return identity
  }

  /// An ASIC for each unit: of the chassis map, else one of the kind of platform that the chassis names.
  private static func addChips(
    _ platform: StratumPlatform, _ chassis: TreeDocument, _ named: String?, _ chips: KnownChips, _ draft: inout BoardDraft
  ) throws(ImportFault) {
    let file = platform.documents[.chips]?.file ?? chassis.file
    for node in platform.chipMaps.flatMap({ $0.all("bcm_chips") }) {
      let type = node["type"]?.text ?? ""
      guard let chip = named ?? ChipName.find(type, chips.inventory) else {
        throw ImportFault(
          message: "\(file):\(node.position.line): chip '\(type)' is none of the chip inventory; name it with --chip")
      }
      var asic = BoardASIC(name: "npu\(node["unit"]?.integer ?? 0)", chip: chip)
      asic.source = draft.source(file, node.position)
      if let bus = node["pci_bus"]?.integer, (0...255).contains(bus) {
        let slot = node["pci_slot"]?.integer ?? 0
        let digits = String(bus, radix: 16)
        asic.pci = PCIAddress(bdf: (0...9).contains(slot) ? "\(digits.count < 2 ? "0" : "")\(digits):0\(slot).0" : nil)
        asic.pci?.source = asic.source
      }
      draft.leaveOut([node], but: ["type", "unit", "slot", "pci_bus", "pci_slot"], of: "bcm_chips", in: file)
      draft.board.asics.append(asic)
    }
    guard draft.board.asics.isEmpty else { return }
    let node = chassis.root["chassis"]?["platform"]
    let type = (node?.text ?? "").replacing("PLT_GENERIC_", with: "").replacing("BAREFOOT_", with: "").replacing("PLT_", with: "")
    guard let chip = named ?? ChipName.find(type, chips.inventory) else {
      throw ImportFault(
        message:
          "\(chassis.file):\(node?.position.line ?? 1): platform '\(node?.text ?? "")' tells no chip of the inventory; name it with --chip")
    }
    let nodes: [Node?] = chassis.root.all("nodes")
    for (index, entry) in (nodes.isEmpty ? [nil] : nodes).enumerated() {
      var asic = BoardASIC(name: "npu\(index)", chip: chip)
      asic.source = draft.source(chassis.file, entry?.position ?? node?.position ?? chassis.root.position)
      draft.board.asics.append(asic)
    }
  }
}
