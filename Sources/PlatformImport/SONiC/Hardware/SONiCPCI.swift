import PlatformFormats
import SwitchPlatform

/// A `pcie.yaml` as what must be seen on PCI. SONiC keeps no vendor: it follows from the name where that begins with one.
enum SONiCPCI {
  /// - Source: the PCI ID repository; the names are lspci's.
  private static let vendors: [(word: String, id: String)] = [
    ("intel", "8086"), ("broadcom", "14e4"), ("mellanox", "15b3"), ("nvidia", "10de"), ("advanced micro devices", "1022"),
    ("xilinx", "10ee"),
    ("aspeed", "1a03"), ("pericom", "12d8"), ("plx", "10b5"), ("renesas", "1912"), ("lattice", "1204"), ("altera", "1172"),
    ("asmedia", "1b21"), ("realtek", "10ec"), ("phison", "1987"), ("silicon motion", "126f"), ("samsung", "144d"), ("barefoot", "1d1c")
  ]

  static func entries(_ file: TreeDocument, source: String, chip: ChipInventory.Chip?, _ remarks: inout [String]) -> [BoardBusEntry] {
    var result: [BoardBusEntry] = []
    for node in file.root.elements ?? [] {
      func drop(_ what: String, _ why: String) { remarks.append("\(file.file):\(node.position.line): \(what) is left out: \(why)") }
      let name = node["name"]?.text
      let parts = [("bus", 2), ("dev", 2), ("fn", 1)].map { key, digits -> String? in
        guard let text = node[key]?.text?.lowercased(), !text.isEmpty, text.count <= digits,
          text.allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        return String(repeating: "0", count: digits - text.count) + text
      }
      guard let bus = parts[0], let device = parts[1], let function = parts[2] else {
        drop("'\(name ?? "an entry")'", "its place on the bus is not said")
        continue
      }
      var entry = BoardBusEntry(place: "\(bus):\(device).\(function)", name: name)
      entry.source = "\(source):\(node.position.line)"
      if let id = node["id"]?.text?.lowercased() {
        let known = chip?.pci.first { $0.hasSuffix(":\(id)") }
        let vendor = (name ?? "").lowercased()
        let found = vendors.first { vendor.contains($0.word) }
        if id.count != 4 || !id.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
          drop("id '\(id)'", "it is not four hexadecimal digits")
        } else if let known {
          entry.id = known
        } else if let found {
          entry.id = "\(found.id):\(id)"
        } else {
          drop("id '\(id)'", "its vendor is not said")
        }
      }
      result.append(entry)
    }
    return result
  }
}
