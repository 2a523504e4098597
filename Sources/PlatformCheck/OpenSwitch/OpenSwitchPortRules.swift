import PlatformFormats
import SwitchPlatform

/// `ports.yaml`: count, names, sub-ports, speeds, module signals.
enum OpenSwitchPortRules {
  static let signals: [String] = ["sfpp", "qsfpp", "qsfp28p"].flatMap { kind in
    ["tx_disable", "tx_fault", "rx_loss", "mod_present", "interrupt", "interrupt_mask", "reset", "int", "lp_mode"].map { "\(kind)_\($0)" }
  }

  static func check(_ set: OpenSwitchSet, into report: Report) {
    guard let document = set.documents[.ports] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["port_info", "ports"], optional: ["manufacturer", "product_name", "version"])
    if let section = document.root["port_info"] {
      keys.check(
        section, "'port_info'", required: ["number_ports"],
        optional: ["max_port_speed", "max_transmission_unit", "max_lag_count", "max_lag_member_count", "L3_port_requires_internal_VLAN"])
    }
    let nodes = set.list(.ports, "ports")
    for node in nodes {
      let what = node["name"]?.text.map { "port '\($0)'" } ?? "a port"
      keys.check(
        node, what, required: ["name", "switch_device", "switch_device_port"],
        optional: [
          "pluggable", "connector", "max_speed", "speeds", "capabilities", "subports", "supported_modules", "module_eeprom",
          "module_signals", "parent_port", "subport_number"
        ])
      if let section = node["module_signals"], section.pairs != nil {
        keys.check(section, "'module_signals' of \(what)", required: [], optional: signals)
      }
    }
    keys.count("number_ports", in: document.root["port_info"], is: nodes.count, "ports")
    names(set, document, report)
    lanes(set, document, report)
    eeproms(set, document, report)
    sharedBits(set, document, report)
  }

  /// PRT04, REF13: names once; parents and sub-ports that name each other.
  private static func names(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    var ports: [String: OpenSwitchPort] = [:]
    for port in set.ports {
      let name = port.name.text ?? ""
      if let first = ports[name] {
        report.error(
          "PRT04", document.file, at: port.name.position, "port '\(name)' is in the file already",
          related: [Diagnostic.Related(file: document.file, at: first.name.position, "first here")])
      }
      ports[name] = ports[name] ?? port
    }
    let all = ports.keys.sorted()
    for port in set.ports {
      for reference in port.subports + [port.parent].compactMap({ $0 }) {
        guard let name = reference.text, ports[name] == nil else { continue }
        report.error(
          "REF13", document.file, at: reference.position,
          "port '\(port.name.text ?? "")' names port '\(name)', which is not in the file\(NearestName.suggestion(for: name, among: all))")
      }
      if let speed = port.node["max_speed"], let value = speed.integer, let speeds = port.node["speeds"]?.elements, !speeds.isEmpty,
        !speeds.contains(where: { $0.integer == value })
      {
        report.warning("PRT13", document.file, at: speed.position, "'max_speed' is \(value), which is none of 'speeds'")
      }
    }
  }

  /// LAN02: one port of the switch device behind two ports that are not parent and sub-port.
  private static func lanes(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    var first: [String: OpenSwitchPort] = [:]
    for port in set.ports {
      guard let device = port.node["switch_device"]?.text, let lane = port.node["switch_device_port"], let text = lane.text else {
        continue
      }
      // A port and its first sub-port are the same lanes.
      let level = port.parent == nil ? "port" : "subport"
      let key = "\(level) \(device) \(lane.integer.map(String.init) ?? text)"
      if let other = first[key], let place = other.node["switch_device_port"]?.position {
        report.error(
          "LAN02", document.file, at: lane.position,
          "port '\(port.name.text ?? "")' has switch port \(text), which port '\(other.name.text ?? "")' has",
          related: [Diagnostic.Related(file: document.file, at: place, "first here")])
      } else {
        first[key] = port
      }
    }
  }

  private static func eeproms(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    guard set.documents[.devices] != nil else { return }
    let names = set.devices.compactMap(\.name.text)
    let known = Set(names)
    for port in set.ports {
      guard let eeprom = port.node["module_eeprom"], let name = eeprom.text, !known.contains(name) else { continue }
      report.error(
        "REF10", document.file, at: eeprom.position,
        "'module_eeprom' names the device '\(name)', which devices.yaml does not have\(NearestName.suggestion(for: name, among: names))")
    }
  }

  /// PNT02: two signals on one bit of one register.
  private static func sharedBits(_ set: OpenSwitchSet, _ document: TreeDocument, _ report: Report) {
    struct Bit: Hashable {
      var device: String
      var register: Int
      var bit: Int
    }
    var first: [Bit: (port: String, signal: String, at: SourcePosition)] = [:]
    for port in set.ports {
      for (name, point) in port.signals {
        guard let register = point.register, let mask = point.mask, mask > 0 else { continue }
        let signal = name.text ?? ""
        let at = point.node["bitmask"]?.position ?? point.node.position
        var isReported = false
        for bit in 0..<32 where mask >> bit & 1 == 1 {
          let key = Bit(device: point.device.text ?? "", register: register, bit: bit)
          guard let other = first[key] else {
            first[key] = (port.name.text ?? "", signal, at)
            continue
          }
          guard !isReported else { continue }
          isReported = true
          let place = "bit \(bit) of register 0x\(String(register, radix: 16)) of '\(key.device)'"
          report.error(
            "PNT02", document.file, at: at,
            "'\(signal)' of port '\(port.name.text ?? "")' is \(place), which '\(other.signal)' of port '\(other.port)' is",
            related: [Diagnostic.Related(file: document.file, at: other.at, "first used here")])
        }
      }
    }
  }
}
