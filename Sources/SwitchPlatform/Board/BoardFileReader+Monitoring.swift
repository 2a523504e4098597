/// Sections about the box round the switch: their structure and their references are checked, nothing is kept.
extension BoardFileReader {
  mutating func readMonitoring(_ root: MappingReader) {
    sensors = each(root, "sensors") { $0.readSensor($1) }
    fans = each(root, "fans") { $0.readFan($1) }
    _ = each(root, "psus") { reader, psu in
      reader.points(psu, ["present", "good", "power", "voltage", "current", "temperature"])
      if let monitor = psu.optional("monitor") { reader.readReference(monitor, "'monitor' of \(psu.what)") }
      _ = psu.optional("fans")
    }
    _ = each(root, "leds") { reader, led in
      _ = led.optionalText("role")
      reader.points(led, ["at"])
      guard let colors = led.mapping("colors", "'colors' of \(led.what)") else { return }
      for (name, _, value) in colors.pairs { _ = colors.integer(value, name, in: 0...Int(UInt32.max)) }
    }
    _ = each(root, "eeproms") { reader, eeprom in
      if let device = eeprom.required("dev") { reader.readReference(device, "'dev' of \(eeprom.what)") }
      _ = eeprom.optionalText("format")
    }
    _ = each(root, "components") { $0.points($1, ["version"]) }
    for node in root.list("pci") ?? [] {
      guard let entry = MappingReader(node, "an entry of 'pci'", findings) else { continue }
      _ = entry.optionalText("name")
      _ = entry.bool("optional", default: false)
      readPCI(entry)
    }
    if let section = root.mapping("thermal") { readThermal(section) }
    for node in root.list("waivers") ?? [] {
      guard let waiver = MappingReader(node, "a waiver", findings) else { continue }
      for key in ["rule", "where", "why"] { _ = waiver.text(key) }
      waiver.finish()
    }
  }

  /// Reads the named mappings of a section, and returns the names.
  private func each(_ root: MappingReader, _ key: String, _ read: (BoardFileReader, MappingReader) -> Void) -> [String] {
    guard let section = root.mapping(key) else { return [] }
    var names: [String] = []
    for (name, keyNode, value) in section.pairs where name != "src" && name != "source" {
      guard let expanded = RangeKey.names(name) else {
        findings.error("RNG01", at: keyNode.position, "'\(name)' has no range in its braces; expected such as fan{1..6}")
        continue
      }
      for (index, (name, number)) in expanded.enumerated() {
        findings.isRepeating = index > 0
        names.append(name)
        let node = number.map { expand(value, ["n": $0]) } ?? value
        guard let reader = MappingReader(node, "'\(name)' of '\(key)'", findings) else { continue }
        read(self, reader)
        _ = reader.optionalText("name")
        reader.finish()
      }
      findings.isRepeating = false
    }
    return names
  }

  private func points(_ reader: MappingReader, _ keys: [String]) {
    for key in keys {
      if let node = reader.optional(key) { readPoint(node, "'\(key)' of \(reader.what)") }
    }
  }

  private enum SensorType: String, CaseIterable {
    case temperature, voltage, current, power, humidity, rpm
  }

  private func readSensor(_ reader: MappingReader) {
    _ = reader.choice("type") as SensorType?
    points(reader, ["at"])
    guard let thresholds = reader.mapping("thresholds", "'thresholds' of \(reader.what)") else { return }
    var last: (name: String, value: Double)?
    for key in ["lowCritical", "low", "high", "critical"] {
      guard let node = thresholds.optional(key), let value = decimal(node, key, thresholds) else { continue }
      if let last, value < last.value {
        findings.error("SNS02", at: node.position, "'\(key)' of \(reader.what) is below '\(last.name)'")
      }
      last = (key, value)
    }
    thresholds.finish()
  }

  private enum Airflow: String, CaseIterable {
    case frontToBack = "f2b"
    case backToFront = "b2f"
  }

  private func readFan(_ reader: MappingReader) {
    _ = reader.integer("tray", in: 0...255, default: 0)
    points(reader, ["rpm", "pwm", "present", "fault", "direction"])
    _ = reader.choice("airflow", default: Airflow.frontToBack)
    if let range = reader.list("rpmRange") { checkRange(range, reader, "rpmRange", at: reader.position("rpmRange")) }
  }

  private func readThermal(_ section: MappingReader) {
    defer { section.finish() }
    _ = section.integer("interval", in: 1...3600, default: 5)
    for node in section.list("zones") ?? [] {
      guard let zone = MappingReader(node, "a thermal zone", findings) else { continue }
      defer { zone.finish() }
      _ = zone.optionalText("name")
      for sensor in zone.requiredList("sensors") ?? [] { check(sensor, "sensor", sensors) }
      for fan in zone.requiredList("fans") ?? [] { check(fan, "fan", fans) }
      if let table = zone.mapping("table", "'table' of a thermal zone") { checkTable(table) }
    }
    guard let shutdown = section.mapping("shutdown", "'shutdown'") else { return }
    defer { shutdown.finish() }
    for key in ["any", "all"] {
      for node in shutdown.list(key) ?? [] {
        guard let condition = MappingReader(node, "a shutdown condition", findings) else { continue }
        if let sensor = condition.required("sensor") { check(sensor, "sensor", sensors) }
        if let above = condition.optional("above") { _ = decimal(above, "above", condition) }
        condition.finish()
      }
    }
  }

  private func check(_ node: Node, _ what: String, _ names: [String]) {
    guard let name = node.text else {
      findings.error("TYP01", at: node.position, "a \(what) is \(node.kindName); expected a name")
      return
    }
    if !names.contains(name) {
      findings.error("REF11", at: node.position, "no \(what) is named '\(name)'\(NearestName.suggestion(for: name, among: names))")
    }
  }

  /// Temperature to fan speed: both rise.
  private func checkTable(_ table: MappingReader) {
    var last: (Double, Double)?
    for (key, keyNode, value) in table.pairs where key != "src" && key != "source" {
      guard let temperature = Double(key), temperature.isFinite else {
        findings.error("TYP01", at: keyNode.position, "'\(key)' in \(table.what) is no temperature")
        continue
      }
      guard let speed = decimal(value, key, table) else { continue }
      if let last, temperature <= last.0 || speed < last.1 {
        findings.error("THR02", at: keyNode.position, "\(table.what) falls at \(key); expected rising temperatures and speeds")
      }
      last = (temperature, speed)
    }
  }
}
