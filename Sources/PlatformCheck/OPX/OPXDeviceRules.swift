import PlatformFormats
import SwitchPlatform

/// `device.xml`: buses and pins that devices name, pins within their registers, addresses.
enum OPXDeviceRules {
  /// Names that the system has without a file.
  static let builtIn: Set<String> = ["module_always_enabled"]

  static func check(_ file: XMLFile, into report: Report) {
    var buses: Set<String> = builtIn
    var isWhole = true
    file.root.forEachElement { element in
      if let name = element["bus_name"] { buses.insert(name) }
      // What another file adds is not looked for.
      if element.name.hasSuffix(":include") { isWhole = false }
    }
    let names = buses.sorted()
    busNames(in: file, report)
    file.root.forEachElement { element in
      if isWhole { references(element, buses, names, file, report) }
      pins(element, file, report)
      spelling(element, file, report)
      thresholds(element, file, report)
      addresses(element, file, report)
    }
  }

  /// NAM03: one bus name for two buses or pins.
  private static func busNames(in file: XMLFile, _ report: Report) {
    var first: [String: SourcePosition] = [:]
    file.root.forEachElement { element in
      guard let name = element.attribute("bus_name") else { return }
      if let place = first[name.value] {
        report.note(
          "NAM03", file.file, at: name.valuePosition, "bus '\(name.value)' is in the file already",
          related: [Diagnostic.Related(file: file.file, at: place, "first here")])
      } else {
        first[name.value] = name.valuePosition
      }
    }
  }

  private static func references(_ element: XMLElement, _ buses: Set<String>, _ names: [String], _ file: XMLFile, _ report: Report) {
    for attribute in element.attributes
    where (attribute.name.hasSuffix("_bus") || attribute.name.hasSuffix("_bus_name")) && !buses.contains(attribute.value) {
      // A warning: published files of switches in use have such names, and files that are not beside these may describe them.
      report.warning(
        "REF10", file.file, at: attribute.valuePosition,
        "'\(attribute.name)' of <\(element.name)> names the bus '\(attribute.value)', which there is not"
          + NearestName.suggestion(for: attribute.value, among: names))
    }
  }

  /// PNT01: pins beyond their register, or registers beyond their CPLD.
  private static func pins(_ element: XMLElement, _ file: XMLFile, _ report: Report) {
    guard element.name == "sdi_cpld" else { return }
    let width = (element["width"].flatMap(OPXDeviceRules.number) ?? 1).clamped(to: 1...8) * 8
    let (low, high) = (element["start_addr"].flatMap(number), element["end_addr"].flatMap(number))
    for pin in element.children {
      for key in ["offset", "start_offset", "end_offset"] {
        guard let attribute = pin.attribute(key), let value = number(attribute.value), !(0..<width).contains(value) else { continue }
        report.error(
          "PNT01", file.file, at: attribute.valuePosition,
          "'\(key)' of pin '\(pin["bus_name"] ?? "")' is \(value); the register has \(width) bits")
      }
      if let first = pin["start_offset"].flatMap(number), let end = pin.attribute("end_offset"), let last = number(end.value), last < first
      {
        report.error(
          "PNT01", file.file, at: end.valuePosition,
          "'end_offset' of pin '\(pin["bus_name"] ?? "")' is \(last), below 'start_offset' (\(first))")
      }
      if let low, let high, low <= high, let address = pin.attribute("addr") ?? pin.attribute("start_addr"),
        let value = number(address.value), !(low...high).contains(value)
      {
        report.warning(
          "PNT01", file.file, at: address.valuePosition,
          "pin '\(pin["bus_name"] ?? "")' is in register \(address.value), which is none of \(element["start_addr"] ?? "")…\(element["end_addr"] ?? "")"
        )
      }
    }
  }

  /// KEY01: an attribute that is a near spelling of one that the element lacks.
  private static func spelling(_ element: XMLElement, _ file: XMLFile, _ report: Report) {
    guard element.name.hasPrefix("sdi_") else { return }
    let known: [String] = [
      "direction", "polarity", "instance", "bus_name", "start_offset", "end_offset", "start_addr", "end_addr", "offset", "level", "alias",
      "width"
    ]
    for attribute in element.attributes where !known.contains(attribute.name) {
      let meant = known.first { key in
        let isPart = attribute.name.count >= 5 && attribute.name.count + 2 >= key.count && key.hasSuffix(attribute.name)
        return element[key] == nil && (KeyCheck.isNear(attribute.name, key) || isPart)
      }
      guard let meant else { continue }
      report.warning(
        "KEY01", file.file, at: attribute.position, "<\(element.name)> has no attribute '\(attribute.name)'; did you mean '\(meant)'?")
    }
  }

  private static func thresholds(_ element: XMLElement, _ file: XMLFile, _ report: Report) {
    guard let low = element["low_threshold"].flatMap(number), let attribute = element.attribute("high_threshold"),
      let high = number(attribute.value), high < low
    else { return }
    report.error(
      "THR02", file.file, at: attribute.valuePosition, "'high_threshold' of <\(element.name)> is \(high), below 'low_threshold' (\(low))")
  }

  /// I2C04: the chips directly on one bus, told apart by address and select.
  private static func addresses(_ bus: XMLElement, _ file: XMLFile, _ report: Report) {
    guard bus.name == "sys_i2c" || bus.name == "i2c" else { return }
    var first: [[String]: XMLElement] = [:]
    for device in bus.children {
      guard let address = device.attribute("addr") else { continue }
      let select = ["mux_sel_bus", "mux_sel_value", "mod_sel_bus", "mod_sel_value"].map { device[$0] ?? "" }
      let key = [number(address.value).map(String.init) ?? address.value] + select
      if let other = first[key] {
        report.warning(
          "I2C04", file.file, at: address.valuePosition,
          "<\(device.name)> \(device["instance"] ?? "") has the address and select of <\(other.name)> \(other["instance"] ?? "") on this bus",
          related: [Diagnostic.Related(file: file.file, at: other.position, "first here")])
      } else {
        first[key] = device
      }
    }
  }

  static func number(_ text: String) -> Int? { Node(.scalar(text, isQuoted: false), at: SourcePosition(line: 0, column: 0)).integer }
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}
