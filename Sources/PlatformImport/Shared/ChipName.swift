import SwitchPlatform

/// A chip by a name that another project gives it: `TOMAHAWK_PLUS`, `BCM56850_A2_TRIDENT2`, `ASIC_TYPE_TOMAHAWK5`.
enum ChipName {
  /// - Returns: The chip that the whole name, or its first word, is the name, an alias or the family of; `nil`: none, or several.
  static func find(_ text: String, _ inventory: ChipInventory) -> String? {
    let plain = normalized(text)
    let first = text.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.first.map(String.init) ?? ""
    if inventory.chip(named: first) != nil { return first }
    for wanted in [plain, first] where !wanted.isEmpty {
      let named = inventory.chips.filter { chip in ([chip.name] + chip.aliases).contains { normalized($0) == wanted } }
      let found = named.isEmpty ? inventory.chips.filter { normalized($0.family) == wanted } : named
      // Several chips can be of one family; then its name is that of none of them.
      if found.count == 1 { return found.first?.name }
    }
    return nil
  }

  private static func normalized(_ text: String) -> String {
    text.lowercased().replacing("plus", with: "+").filter { $0.isLetter || $0.isNumber || $0 == "+" }
  }
}
