import PlatformFormats
import SwitchPlatform

/// Which chip a device tree's switch is.
enum DeviceTreeChip {
  /// What `compatible` begins with; the first that fits counts.
  ///
  /// - Source: Linux bindings net/dsa (mediatek,mt7530.yaml, marvell,mv88e6xxx.yaml, qca8k.yaml); OpenWrt target/linux/realtek/dts.
  private static let names: [(prefix: String, chips: [String])] = [
    ("realtek,rtl8382-soc", ["rtl8382"]), ("realtek,rtl8393-soc", ["rtl8393"]), ("realtek,rtl9302-soc", ["rtl9302"]),
    ("realtek,rtl9303-soc", ["rtl9303"]), ("realtek,rtl9301-soc", ["rtl9301"]), ("realtek,rtl8380", ["rtl8380"]),
    ("realtek,rtl838x-soc", ["rtl8380"]), ("realtek,rtl8390", ["rtl8390"]), ("realtek,rtl839x", ["rtl8390"]),
    ("realtek,rtl8392", ["rtl8390"]),
    ("realtek,rtl8391", ["rtl8390"]), ("realtek,rtl930", ["rtl9300"]), ("realtek,rtl931", ["rtl9310"]), ("mediatek,mt7530", ["mt7530"]),
    ("mediatek,mt7621", ["mt7530"]), ("mediatek,mt7531", ["mt7531"]), ("mediatek,mt7988-switch", ["mt7988"]),
    ("mediatek,mtk7621-soc", ["mt7530"]),
    // One word for a family: the driver asks the chip what it is.
    ("marvell,mv88e6085", ["88e6176", "88e6352", "88e6141", "88e6341"]), ("marvell,mv88e6190", ["88e6190", "88e6191x", "88e6393x"]),
    ("qca,qca8337", ["qca8337"]), ("qca,qca8334", ["qca8337"]), ("qca,qca8327", ["qca8337"])
  ]

  /// The only chip that the tree allows, and what says so.
  ///
  /// OpenWrt's files begin with their chip's name, which is nearer than the family that `compatible` names.
  static func find(_ tree: DeviceTree, _ node: DSASwitch, _ chips: KnownChips) throws(ImportFault) -> (chip: String, source: String) {
    let file = FileTree.lastName(of: tree.files.first ?? "")
    let known = Set(chips.names + chips.inventory.chips.map(\.name))
    for word in file.split(whereSeparator: { "_-.".contains($0) }).map({ $0.lowercased() })
    where word.hasPrefix("rtl") && known.contains(word) {
      return (word, file)
    }
    let words = node.compatible(in: tree)
    for word in words {
      guard let entry = names.first(where: { word.hasPrefix($0.prefix) }) else { continue }
      guard entry.chips.count == 1, let only = entry.chips.first else {
        throw ImportFault(
          message: "\(tree.place(node.node.position)): '\(word)' stands for several chips: \(entry.chips.joined(separator: ", ")); "
            + "name it with --chip")
      }
      return (only, "\(file):\(node.node.position.line)")
    }
    let what = words.first ?? tree.path(of: node.node)
    let suggestion = NearestName.nearest(what, among: names.map(\.prefix)).map { "; the nearest that is known is '\($0)'" } ?? ""
    throw ImportFault(
      message: "\(tree.place(node.node.position)): no chip is known by '\(what.prefix(80))'\(suggestion); name it with --chip")
  }
}
