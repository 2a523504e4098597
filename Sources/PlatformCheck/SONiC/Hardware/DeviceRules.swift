import PlatformFormats
import SwitchPlatform

/// DEV01–06: whether what a PDDF tree says of its devices agrees with itself and with the platform's cages.
enum DeviceRules {
  /// The platform's PDDF trees. One that stands for a file that is made on the device has no devices.
  static func files(_ input: SONiCHardwareCheck.Input) -> [(name: String, pddf: PDDFFile)] {
    input.files.json.compactMap { json in
      let name = json.name.split(separator: "/").last ?? ""
      guard name.hasPrefix("pddf-device"), let root = json.root else { return nil }
      let pddf = PDDFFile(file: json.file, root: root)
      return pddf.devices.isEmpty ? nil : (json.name, pddf)
    }
  }

  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for (name, pddf) in files(input) where input.isFirst("devices", name, report) {
      for device in pddf.devices {
        names(device, pddf, report)
        attributes(device, pddf, report)
        references(device, pddf, report)
      }
      counts(pddf, report)
      cages(pddf, input, report)
    }
  }

  private static func names(_ device: PDDFDevice, _ pddf: PDDFFile, _ report: Report) {
    // The root is called so by all.
    guard let own = device.ownName, let text = own.text, text != device.name, text != "ROOT_COMPLEX" else { return }
    if let other = pddf[text] {
      report.error(
        "DEV02", pddf.file, at: own.position, "\(device.name.excerpt) gives its name as \(text.excerpt), which is another device",
        related: [.init(pddf.file, at: other.key.position, "\(text.excerpt) is here")])
    } else {
      report.note("DEV02", pddf.file, at: own.position, "\(device.name.excerpt) gives its name as '\(text.excerpt)'")
    }
  }

  private static func attributes(_ device: PDDFDevice, _ pddf: PDDFFile, _ report: Report) {
    var first: [String: PDDFDevice.Attribute] = [:]
    for attribute in device.attributes {
      if let known = first[attribute.name] {
        report.warning(
          "DEV03", pddf.file, at: attribute.nameNode.position, "\(device.name.excerpt) has attribute \(attribute.name.excerpt) twice",
          related: [.init(pddf.file, at: known.nameNode.position, "first here")])
      } else {
        first[attribute.name] = attribute
      }
      // Only a device on an I2C bus has an address that must be repeated; of others it is an offset.
      guard let address = attribute.address, let target = attribute.device?.text.flatMap({ pddf[$0] }), target.bus != nil,
        let wanted = target.address, wanted.value != address.value
      else { continue }
      report.error(
        "DEV01", pddf.file, at: address.position,
        "\(attribute.name.excerpt) of \(device.name.excerpt) is read at \(SONiCHardwareCheck.hex(address.value)), but \(target.name.excerpt) is at \(SONiCHardwareCheck.hex(wanted.value))",
        related: [.init(pddf.file, at: wanted.position, "the address of \(target.name.excerpt)")])
    }
  }

  private static func references(_ device: PDDFDevice, _ pddf: PDDFFile, _ report: Report) {
    var names: [(what: String, node: Node)] = []
    if let parent = device.parent { names.append(("device_parent", parent)) }
    if let parent = device.virtualParent { names.append(("virt_parent", parent)) }
    names += device.channels.map { ("channel \($0.number.value)", $0.device) }
    names += device.interfaces.map { ("interface", $0) }
    for (what, node) in names { reference(what, node, of: device, .error, pddf, report) }
    // These are lists for the reader, or are looked at with some types of attribute only.
    for node in device.children { reference("DEVICES", node, of: device, .warning, pddf, report) }
    for attribute in device.attributes {
      if let node = attribute.device { reference("attribute \(attribute.name.excerpt)", node, of: device, .warning, pddf, report) }
    }
  }

  private static func reference(
    _ what: String, _ node: Node, of device: PDDFDevice, _ severity: Diagnostic.Severity, _ pddf: PDDFFile, _ report: Report
  ) {
    guard let name = node.text, pddf[name] == nil, !report.isFull("DEV08", pddf.file) else { return }
    report.add(
      Diagnostic(
        severity, rule: "DEV08", file: pddf.file, at: node.position,
        "\(what) of \(device.name.excerpt) names \(name.excerpt), and there is no such device"
          + (report.guesses("DEV08", pddf.file) ? NearestName.suggestion(for: name, among: pddf.devices.lazy.map(\.name)) : "")))
  }

  private static func isPort(_ device: PDDFDevice) -> Bool { number(of: device) != nil }

  /// `7` of `PORT7`.
  private static func number(of device: PDDFDevice) -> Int? {
    guard device.name.hasPrefix("PORT"), case let digits = device.name.dropFirst(4), digits.allSatisfy(\.isNumber) else { return nil }
    return Int(digits)
  }

  private static func counts(_ pddf: PDDFFile, _ report: Report) {
    let counts: [(key: String, count: Int)] = [
      ("num_ports", pddf.devices.filter(isPort).count), ("num_psus", pddf.devices.filter { $0.kind == "PSU" }.count),
      ("num_temps", pddf.devices.filter { $0.kind == "TEMP_SENSOR" }.count)
    ]
    for (key, count) in counts {
      guard let node = pddf.platform?[key], let wanted = node.text.flatMap(SONiCNumber.parse), wanted != count else { continue }
      report.warning("DEV04", pddf.file, at: node.position, "\(key) is \(wanted), and the file has \(count) of them")
    }
    for device in pddf.devices where device.kind == "FAN" {
      guard let node = device.node["i2c"]?["dev_attr"]?["num_fantrays"], let own = node.text.flatMap(SONiCNumber.parse),
        let all = pddf.platform?["num_fantrays"], let wanted = all.text.flatMap(SONiCNumber.parse), wanted != own
      else { continue }
      report.warning(
        "DEV04", pddf.file, at: node.position, "\(device.name.excerpt) has \(own) fan trays, and the platform \(wanted)",
        related: [.init(pddf.file, at: all.position, "num_fantrays of the platform")])
    }
  }

  private static func cages(_ pddf: PDDFFile, _ input: SONiCHardwareCheck.Input, _ report: Report) {
    let ports = pddf.devices.filter(isPort)
    let indexes = MediaRules.indexes(of: input.platform)
    guard let first = ports.first, !indexes.isEmpty else { return }
    let numbers = Set(ports.compactMap(number))
    // Some number cages from 0 and devices from 1.
    let shift = indexes.min() == 0 && !numbers.contains(0) ? 1 : 0
    let wanted = Set(indexes.map { $0 + shift })
    let without = wanted.subtracting(numbers).sorted()
    let unknown = numbers.subtracting(wanted).sorted()
    guard !without.isEmpty || !unknown.isEmpty else { return }
    var parts: [String] = []
    if !without.isEmpty { parts.append("no device for the cages \(MediaRules.ranges(without))") }
    if !unknown.isEmpty { parts.append("no cage for the ports \(MediaRules.ranges(unknown))") }
    report.note("DEV06", pddf.file, at: first.key.position, parts.joined(separator: ", and "))
  }
}
