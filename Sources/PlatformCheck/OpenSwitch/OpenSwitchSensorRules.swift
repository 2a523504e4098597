import PlatformFormats
import SwitchPlatform

/// `thermal.yaml`, `fans.yaml`, `power.yaml`, `leds.yaml`, `fru.yaml`.
enum OpenSwitchSensorRules {
  static func check(_ set: OpenSwitchSet, into report: Report) {
    fans(set, report)
    power(set, report)
    thermal(set, report)
    leds(set, report)
    fru(set, report)
  }

  private static let heading: [String] = ["manufacturer", "product_name", "version"]
  private static let point: [String] = ["register", "bitmask"]

  private static func fans(_ set: OpenSwitchSet, _ report: Report) {
    guard let document = set.documents[.fans] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["fan_info", "fan_frus"], optional: heading)
    if let section = document.root["fan_info"] {
      keys.check(
        section, "'fan_info'", required: ["number_fan_frus"],
        optional: [
          "fan_speed_control_type", "fan_speed_control", "fan_speed_min", "fan_speed_settings", "fan_direction",
          "fan_direction_values", "fan_speed_multiplier", "fan_led_values"
        ])
      settings(section, document, report)
    }
    let units = set.list(.fans, "fan_frus")
    keys.count("number_fan_frus", in: document.root["fan_info"], is: units.count, "fan FRUs")
    for unit in units {
      let what = "fan FRU \(unit["number"]?.text ?? "")"
      keys.check(
        unit, what, required: ["number", "fans"], optional: ["fan_leds", "fan_direction_detect", "fan_present", "fan_speed_control"])
      for fan in unit["fans"]?.elements ?? [] {
        keys.check(fan, "a fan of \(what)", required: ["name"], optional: ["fault", "speed", "fan_speed_control", "fan_speed_msb"])
      }
    }
    unique(units, "number", "fan FRU", document, report)
    unique(units.flatMap { $0["fans"]?.elements ?? [] }, "name", "fan", document, report)
  }

  /// FAN02: settings that do not fit the bits they are written to, or that are not ordered.
  private static func settings(_ section: Node, _ document: TreeDocument, _ report: Report) {
    guard let values = section["fan_speed_settings"]?.pairs else { return }
    let mask = section["fan_speed_control"]?["bitmask"]?.integer
    for pair in values {
      guard let value = pair.value.integer, let mask, mask > 0, value > mask >> mask.trailingZeroBitCount else { continue }
      report.error(
        "FAN02", document.file, at: pair.value.position,
        "the setting \(pair.key.text ?? "") is 0x\(String(value, radix: 16)), more than the bits 0x\(String(mask, radix: 16)) hold")
    }
    var last: (name: String, value: Int)?
    for name in ["SLOW", "NORMAL", "MEDIUM", "FAST", "MAX"] {
      guard let pair = values.first(where: { $0.key.text == name }), let value = pair.value.integer else { continue }
      if let last, value < last.value {
        report.error(
          "FAN01", document.file, at: pair.value.position, "the setting \(name) is \(value), slower than \(last.name) (\(last.value))")
      }
      last = (name, value)
    }
    if let minimum = section["fan_speed_min"], let name = minimum.text, !values.contains(where: { $0.key.text == name }) {
      let names = values.compactMap(\.key.text)
      report.error(
        "REF11", document.file, at: minimum.position,
        "'fan_speed_min' is '\(name)', which is no setting\(NearestName.suggestion(for: name, among: names))")
    }
  }

  private static func power(_ set: OpenSwitchSet, _ report: Report) {
    guard let document = set.documents[.power] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["power_info", "psus"], optional: heading)
    if let section = document.root["power_info"] {
      keys.check(section, "'power_info'", required: ["number_psus"], optional: ["polling_period", "psu_led_values", "psu_led"])
    }
    let units = set.list(.power, "psus")
    keys.count("number_psus", in: document.root["power_info"], is: units.count, "PSUs")
    for unit in units {
      keys.check(
        unit, "PSU \(unit["number"]?.text ?? "")", required: ["number"], optional: ["psu_present", "psu_input_ok", "psu_output_ok"])
    }
    unique(units, "number", "PSU", document, report)
  }

  private static func thermal(_ set: OpenSwitchSet, _ report: Report) {
    guard let document = set.documents[.thermal] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["thermal_info", "sensors"], optional: heading)
    if let section = document.root["thermal_info"] {
      keys.check(section, "'thermal_info'", required: ["num_sensors"], optional: ["polling_period", "auto_shutdown"])
    }
    let sensors = set.list(.thermal, "sensors")
    keys.count("num_sensors", in: document.root["thermal_info"], is: sensors.count, "sensors")
    unique(sensors, "number", "sensor", document, report)
    let devices = set.devices.compactMap(\.name.text)
    for sensor in sensors {
      let what = "sensor \(sensor["number"]?.text ?? "")"
      keys.check(
        sensor, what, required: ["number", "device"],
        optional: ["location", "sensor_type", "alarm_thresholds", "fan_thresholds"])
      if set.documents[.devices] != nil, let device = sensor["device"], let name = device.text, !devices.contains(name) {
        report.error(
          "REF10", document.file, at: device.position,
          "\(what) names the device '\(name)', which devices.yaml does not have\(NearestName.suggestion(for: name, among: devices))")
      }
      for key in ["alarm_thresholds", "fan_thresholds"] {
        guard let section = sensor[key], section.pairs != nil else { continue }
        keys.check(
          section, "'\(key)' of \(what)", required: [],
          optional: ["emergency", "critical", "max", "fast", "medium"].flatMap { ["\($0)_on", "\($0)_off"] } + ["min", "low_crit"])
        thresholds(section, what, document, report)
      }
    }
  }

  /// THR02: a level that ends above where it begins, or that begins below the next lower one.
  private static func thresholds(_ section: Node, _ what: String, _ document: TreeDocument, _ report: Report) {
    func falls(_ upper: String, _ lower: String) {
      guard let high = section[upper]?.number, let node = section[lower], let low = node.number, low > high else { return }
      report.error(
        "THR02", document.file, at: node.position,
        "'\(lower)' of \(what) is \(node.text ?? ""), above '\(upper)' (\(section[upper]?.text ?? ""))")
    }
    let levels = ["emergency", "critical", "max", "fast", "medium"].filter { section["\($0)_on"] != nil }
    for level in levels { falls("\(level)_on", "\(level)_off") }
    for (upper, lower) in zip(levels, levels.dropFirst()) { falls("\(upper)_on", "\(lower)_on") }
    falls("max_off", "min")
    falls("min", "low_crit")
  }

  private static func leds(_ set: OpenSwitchSet, _ report: Report) {
    guard let document = set.documents[.leds] else { return }
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["led_info", "led_types", "leds"], optional: heading)
    if let section = document.root["led_info"] { keys.check(section, "'led_info'", required: ["number_leds", "number_types"]) }
    let (types, leds) = (set.list(.leds, "led_types"), set.list(.leds, "leds"))
    keys.count("number_types", in: document.root["led_info"], is: types.count, "LED types")
    keys.count("number_leds", in: document.root["led_info"], is: leds.count, "LEDs")
    for type in types {
      keys.check(type, "LED type '\(type["type"]?.text ?? "")'", required: ["type", "settings"])
      if let settings = type["settings"], settings.pairs != nil {
        keys.check(settings, "'settings' of LED type '\(type["type"]?.text ?? "")'", required: [], optional: ["OFF", "ON", "FLASHING"])
      }
    }
    let names = types.compactMap { $0["type"]?.text }
    for led in leds {
      keys.check(led, "LED '\(led["name"]?.text ?? "")'", required: ["name", "led_type"], optional: ["led_access"])
      guard let type = led["led_type"], let name = type.text, !names.contains(name) else { continue }
      report.error(
        "REF11", document.file, at: type.position, "no LED type is named '\(name)'\(NearestName.suggestion(for: name, among: names))")
    }
    unique(leds, "name", "LED", document, report)
  }

  private static func fru(_ set: OpenSwitchSet, _ report: Report) {
    guard let document = set.documents[.fru] else { return }
    FRUFile.check(document, into: report)
  }

  /// NAM03: a name or number that stands twice.
  private static func unique(_ nodes: [Node], _ key: String, _ what: String, _ document: TreeDocument, _ report: Report) {
    var first: [String: SourcePosition] = [:]
    for node in nodes {
      guard let name = node[key], let text = name.text else { continue }
      if let place = first[text] {
        report.error(
          "NAM03", document.file, at: name.position, "\(what) '\(text)' is in the file already",
          related: [Diagnostic.Related(file: document.file, at: place, "first here")])
      } else {
        first[text] = name.position
      }
    }
  }
}

/// `fru.yaml`: what the ONIE EEPROM of the switch says.
enum FRUFile {
  static func check(_ document: TreeDocument, into report: Report) {
    let keys = KeyCheck(file: document.file, report: report)
    keys.check(document.root, "the file", required: ["fru_info"], optional: ["manufacturer", "product_name", "version"])
    guard let section = document.root["fru_info"] else { return }
    keys.check(
      section, "'fru_info'", required: [],
      optional: [
        "country_code", "device_version", "diag_version", "label_revision", "manufacture_date", "manufacturer", "num_mac",
        "onie_version", "part_number", "platform_name", "product_name", "serial_number", "service_tag", "vendor", "mac_base"
      ])
    for key in ["device_version", "num_mac", "service_tag"] {
      guard let node = section[key], node.integer == nil else { continue }
      report.error("TYP02", document.file, at: node.position, "'\(key)' is '\(node.text ?? node.kindName)'; expected a whole number")
    }
  }
}
