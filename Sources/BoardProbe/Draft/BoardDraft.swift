public import DeviceAccess
import SwitchPlatform

/// A board file begun on what was found on a host. What nobody can find that way (cages, lanes, profiles) is left to do, and says so.
public enum BoardDraft {
  /// Vendors of forwarding ASICs; of Ethernet and network functions with these ids one is probably the ASIC.
  ///
  /// - Source: the PCI ID repository's names of vendors.
  private static let vendors: [UInt16: String] = [
    0x14e4: "Broadcom", 0x15b3: "Mellanox", 0x1d1c: "Barefoot", 0x11ab: "Marvell", 0x1b36: "QEMU's rocker", 0x10ee: "Xilinx"
  ]

  /// - Parameters:
  ///   - closest: The board that is most alike.
  ///   - chip: The chip that is known by a PCI id, such as `14e4:b870`.
  public static func text(_ facts: MachineFacts, closest: BoardMatch?, chip: (String) -> String? = { _ in nil }) -> String {
    let (vendor, product) = (facts.dmi?["sys_vendor"] ?? "", facts.dmi?["product_name"] ?? facts.model ?? "")
    let tree = PCITree(facts.pci ?? [])
    let asic = asic(tree, closest, chip)
    var lines = ["# Begun on what a host's buses and firmware say. Each TODO is yours; 'trysail board check' tells what is missing."]
    if let closest {
      lines.append("# Closest known board: \(comment("\(closest.board.vendor)/\(closest.board.name)")), \(closest.score) %.")
    }
    lines += ["schema: switch-platform/1", "", "platform:"]
    lines.append("  id: \(facts.onie.map(quoted) ?? "\"TODO id, unique over all vendors\"")")
    lines.append("  vendor: \(vendor.isEmpty ? "\"TODO vendor\"" : quoted(vendor.lowercased()))")
    lines.append("  product: \(product.isEmpty ? "\"TODO product\"" : quoted(product))")
    lines.append("  form: fixed")
    if let match = match(facts) { lines.append("  match: { \(match) }") }
    lines += ["  source: \"found on the box by 'trysail board probe'\"", "", "asics:"]
    let name = asic.flatMap { chip($0.identity.text) } ?? closest?.board.chip
    let chip = name.map { quoted($0) } ?? "\"TODO chip, a name of Platforms/asics\""
    if let asic {
      lines.append("  npu0: { chip: \(chip), pci: { bdf: \"\(place(asic.address))\", id: \"\(asic.identity.text)\" } }")
    } else {
      lines.append("  npu0: { chip: \(chip) }")
    }
    lines += ["", "# TODO the front panel, and which lanes of the chip lead there. For example:"]
    lines += [
      "#   \"1..32\": { kind: qsfp28, label: \"{n}\", lanes: \"npu0[{4*(n-1)+1}..{4*n}]\", breakouts: [ \"1x100G\" ] }", "cages: {}", ""
    ]
    let adapters = facts.i2c ?? []
    if !adapters.isEmpty {
      lines.append("devices:")
      for adapter in adapters {
        lines.append("  i2c\(adapter.number): { kind: i2c-adapter, on: pci, match: { name: \(quoted(adapter.name)) } }")
      }
      lines.append("")
    }
    if !tree.devices.isEmpty {
      lines.append("pci:")
      for index in tree.printingOrder {
        let function = tree.devices[index]
        let driver = function.driver.map { "  # \(comment($0))" } ?? ""
        lines.append("  - { bdf: \"\(place(function.address))\", id: \"\(function.identity.text)\" }\(driver)")
      }
      lines.append("")
    }
    let devices = (facts.usb ?? []).filter { !$0.ports.isEmpty }
    if !devices.isEmpty {
      lines.append("usb:")
      for device in devices {
        let name = device.product.map { ", name: \(quoted($0))" } ?? ""
        lines.append("  - { port: \"\(device.name)\", id: \"\(device.identity)\"\(name) }")
      }
      lines.append("")
    }
    lines += ["# TODO which breakout each cage has, and what ports are called. For example:"]
    lines += [
      "#   default: { default: true, names: { port: \"Ethernet{first}\", alias: \"E{cage}\" }, ports: { \"1..32\": { breakout: 1x100G } } }"
    ]
    lines += ["profiles: {}"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The function that the closest board has as its ASIC, or that a chip is known by, or a network function of somebody who makes ASICs.
  private static func asic(_ tree: PCITree, _ closest: BoardMatch?, _ chip: (String) -> String?) -> PCIDevice? {
    let ids = Set((closest?.board.pci ?? []).filter(\.isASIC).flatMap(\.ids))
    if let known = tree.devices.first(where: { ids.contains($0.identity.text) }) { return known }
    if let known = tree.devices.first(where: { chip($0.identity.text) != nil }) { return known }
    let networks = tree.devices.filter { $0.classCode >> 16 == 2 && vendors[$0.identity.vendor] != nil }
    // "Other network controller" is what most ASICs say they are; Ethernet controllers of the same makers are NICs as often.
    return networks.first { $0.classCode >> 8 == 0x0280 } ?? networks.first
  }

  private static func match(_ facts: MachineFacts) -> String? {
    var parts: [String] = []
    if let onie = facts.onie { parts.append("onie: \(quoted(onie))") }
    if let compatible = facts.compatible?.first { parts.append("compatible: \(quoted(compatible))") }
    if let product = facts.dmi?["product_name"], !product.isEmpty {
      let vendor = facts.dmi?["sys_vendor"].map { "sys_vendor: \(quoted($0)), " } ?? ""
      parts.append("dmi: { \(vendor)product_name: \(quoted(product)) }")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// As board files have it: the first domain is not said.
  private static func place(_ address: DeviceAccess.PCIAddress) -> String {
    address.domain == 0 ? String(address.description.dropFirst(5)) : address.description
  }

  /// A text in double quotes, which holds whatever the firmware says.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        let isPlain = scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value) && !(0x2028...0x2029).contains(scalar.value)
        if isPlain && scalar.value != 0xfeff && !(0xfffe...0xffff).contains(scalar.value) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u" + Hexadecimal.text(scalar.value, digits: 4)
        }
      }
    }
    return result + "\""
  }

  /// One line, whatever it holds.
  private static func comment(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f || $0.value > 0x7e ? "?" : $0 }))
  }
}
