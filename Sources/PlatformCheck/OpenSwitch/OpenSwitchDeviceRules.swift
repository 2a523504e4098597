import PlatformFormats
import SwitchPlatform

/// `devices.yaml`: names, buses, addresses.
enum OpenSwitchDeviceRules {
  static func check(_ set: OpenSwitchSet, into report: Report) {
    guard let document = set.documents[.devices] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["devices", "buses"], optional: ["manufacturer", "product_name", "version", "init"])
    for node in set.list(.devices, "devices") {
      let what = node["name"]?.text.map { "device '\($0)'" } ?? "a device"
      keys.check(
        node, what, required: ["name", "bus", "dev_type", "address"], optional: ["pre", "post", "address-size", "addr_size"])
    }
    buses(set, document, report)
    addresses(set, document, report)
  }

  private static func buses(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    var buses: [String: SourcePosition] = [:]
    for bus in set.list(.devices, "buses") {
      guard let name = bus["name"], let text = name.text else { continue }
      buses[text] = name.position
    }
    var devices: [String: SourcePosition] = [:]
    for device in set.devices {
      let name = device.name.text ?? ""
      if let first = devices[name] {
        report.error(
          "DEV05", document.file, at: device.name.position, "device '\(name)' is in the file already",
          related: [Diagnostic.Related(file: document.file, at: first, "first here")])
      }
      devices[name] = devices[name] ?? device.name.position
      if let bus = device.bus, let text = bus.text, buses[text] == nil {
        report.error(
          "REF10", document.file, at: bus.position,
          "device '\(name)' is on bus '\(text)', which is not declared\(NearestName.suggestion(for: text, among: buses.keys.sorted()))")
      }
    }
  }

  /// TYP02, I2C04: two devices at one address of a bus are one chip, unless a write before the access chooses between them.
  private static func addresses(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    struct Place: Hashable {
      var bus: String
      var address: Int
      var pre: [OpenSwitchDevice.Write]
    }
    var first: [Place: OpenSwitchDevice] = [:]
    for device in set.devices {
      guard let address = device.address else { continue }
      guard let value = address.integer, (0...0x7f).contains(value) else {
        report.error(
          "TYP02", document.file, at: address.position,
          "'address' of device '\(device.name.text ?? "")' is '\(address.text ?? address.kindName)'; expected 0x00…0x7f")
        continue
      }
      let place = Place(bus: device.bus?.text ?? "", address: value, pre: device.pre)
      if let other = first[place] {
        let related = other.address.map { [Diagnostic.Related(file: document.file, at: $0.position, "'\(other.name.text ?? "")' is here")] }
        report.warning(
          "I2C04", document.file, at: address.position,
          "device '\(device.name.text ?? "")' has bus, address 0x\(String(value, radix: 16)) and select of '\(other.name.text ?? "")'",
          related: related ?? [])
      } else {
        first[place] = device
      }
    }
  }
}
