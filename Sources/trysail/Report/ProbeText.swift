import BoardProbe
import DeviceAccess
import SwitchPlatform

/// What a probe found, as text.
enum ProbeText {
  static func found(_ facts: MachineFacts, _ paint: Paint) -> [String] {
    var lines: [String] = []
    func section(_ name: String, _ rows: [String]?) {
      lines.append(paint.bold(name) + (rows.map { $0.isEmpty ? "  none" : "" } ?? paint.dim("  not looked at")))
      lines += (rows ?? []).map { "  " + Self.printable($0) }
    }
    var names = facts.dmi.map { dmi in MachineFacts.dmiNames.compactMap { name in dmi[name].map { "\(name): \($0)" } } }
    if let compatible = facts.compatible { names = (names ?? []) + ["compatible: \(compatible.joined(separator: ", "))"] }
    if let model = facts.model { names = (names ?? []) + ["model: \(model)"] }
    if let onie = facts.onie { names = (names ?? []) + ["onie: \(onie)"] }
    section("firmware", names)
    section("PCI", facts.pci.map(pci))
    section("USB", facts.usb.map { $0.map { "\($0.name)  \($0.identity)" + ($0.product.map { "  \($0)" } ?? "") } })
    section("I2C adapters", facts.i2c.map { $0.map { "i2c-\($0.number)  \($0.name)" } })
    return lines
  }

  /// A bridge before what is behind it, which is indented.
  private static func pci(_ functions: [PCIDevice]) -> [String] {
    let tree = PCITree(functions)
    let depths = tree.depths
    return tree.printingOrder.map { index in
      let function = tree.devices[index]
      let indent = String(repeating: "  ", count: depths[index])
      let driver = function.driver.map { "  (\($0))" } ?? ""
      return "\(indent)\(function.address)  \(function.identity.text)  \(className(function.classCode))\(driver)"
    }
  }

  /// What the class says in a word, where it is one that switches have.
  private static func className(_ code: UInt32) -> String {
    let names: [UInt32: String] = [
      0x0106: "SATA", 0x0108: "NVMe", 0x0200: "Ethernet", 0x0280: "network", 0x0300: "VGA", 0x0580: "memory", 0x0600: "host bridge",
      0x0601: "ISA bridge", 0x0604: "bridge", 0x0700: "serial", 0x0c03: "USB", 0x0c05: "SMBus", 0x1200: "accelerator"
    ]
    return names[code >> 8] ?? "class \(Hexadecimal.text(code >> 8, digits: 4))"
  }

  static func lines(_ match: BoardMatch, _ paint: Paint) -> [String] {
    let board = match.board
    let verdict = match.isCertain ? paint.green("certain") : "\(match.score) %"
    let product = board.product.isEmpty ? "" : "  \(printable(board.product))"
    var lines = ["  \(board.vendor)/\(board.name)\(product)  chip \(printable(board.chip))  \(verdict)"]
    for (word, facts) in [("agrees", match.agreeing), ("disagrees", match.disagreeing), ("not looked at", match.unknown)] {
      for fact in facts {
        let found = fact.found.isEmpty ? "" : "; \(fact.found)"
        lines.append(
          "    " + (word == "disagrees" ? paint.red(word) : word) + "  \(fact.kind.rawValue) " + printable(fact.expected + found))
      }
    }
    return lines
  }

  /// Names come from devices and firmware: what would move the cursor or change colours is not passed on.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || (0x2028...0x202e).contains($0.value) ? "?" : $0 }))
  }
}
