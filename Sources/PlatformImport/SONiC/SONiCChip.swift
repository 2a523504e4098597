import PlatformFormats
import SwitchPlatform

/// Which chip a SONiC platform has. SONiC does not say; its PCI list, the names of SDK files and Nvidia's series do.
enum SONiCChip {
  /// Nvidia names its boxes by the generation of their chip: SN2700, SN3700, SN4700, SN5600.
  private static let series: [(prefix: String, chip: String)] = [
    ("sn2", "spectrum-1"), ("sn3", "spectrum-2"), ("sn4", "spectrum-3"), ("sn5", "spectrum-4")
  ]

  /// - Returns: The only chip that the platform's files allow, and the file that says so; `nil` where none does, or several do.
  static func find(_ platform: SONiCPlatform, _ inventory: ChipInventory) -> (chip: String, source: String)? {
    if let found = fromPCI(platform, inventory) { return (found, "\(platform.name)/pcie.yaml") }
    if platform.asic?.text == "vs", inventory.chip(named: "virtual") != nil { return ("virtual", "\(platform.name)/platform_asic") }
    if platform.asic?.text == "mellanox" {
      let words = platform.name.lowercased().split { "-_".contains($0) }
      let found = series.first { entry in words.contains { $0.hasPrefix(entry.prefix) || $0.hasPrefix("m" + entry.prefix) } }
      return found.map { ($0.chip, "\(platform.name)/platform_asic") }
    }
    return fromNames(platform.skus.filter { $0.name == platform.defaultSKU?.text }, of: platform.name, inventory)
      ?? fromNames(platform.skus, of: platform.name, inventory)
  }

  private static func fromNames(_ skus: [SONiCSKU], of platform: String, _ inventory: ChipInventory) -> (chip: String, source: String)? {
    var found: [String: String] = [:]
    for sku in skus {
      for files in sku.all {
        for name in files.names where name.contains("config") || name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
          for chip in chips(in: name, inventory) where found[chip] == nil { found[chip] = "\(platform)/\(sku.name)/\(name)" }
        }
      }
    }
    guard found.count == 1, let only = found.first else { return nil }
    return (only.key, only.value)
  }

  private static func chips(in name: String, _ inventory: ChipInventory) -> [String] {
    let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    return inventory.chips.filter { chip in words.contains(chip.name) || chip.aliases.contains { words.contains($0) } }.map(\.name)
  }

  private static func fromPCI(_ platform: SONiCPlatform, _ inventory: ChipInventory) -> String? {
    guard let source = try? platform.tree.file(platform.inside("pcie.yaml")) else { return nil }
    let entries = YAMLDocument.parse(source.text, file: source.path).node?.elements ?? []
    let vendor = platform.asic?.text.hasPrefix("broadcom") == true ? "broadcom" : nil
    guard let vendor else { return nil }
    let ids = Set(entries.compactMap { $0["id"]?.text?.lowercased() })
    let found = inventory.chips.filter { chip in
      chip.vendor == vendor && chip.pci.contains { id in ids.contains(String(id.suffix(4))) }
    }
    return found.count == 1 ? found.first?.name : nil
  }
}
