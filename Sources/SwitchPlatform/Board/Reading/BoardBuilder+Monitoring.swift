/// What watches the box, and the profiles.
extension BoardBuilder {
  static func sensor(_ entry: Record.Entry) -> BoardSensor {
    let record = entry.record
    var value = BoardSensor(name: entry.name, type: record.choice("type") ?? .temperature, at: record.record("at").flatMap(point))
    value.thresholds = record.record("thresholds").map { record in
      var value = BoardSensor.Thresholds(
        lowCritical: record.number("lowCritical"), low: record.number("low"), high: record.number("high"),
        critical: record.number("critical"))
      value.source = record.source
      value.origin = record.origin
      return value
    }
    value.title = record.text("name")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func fan(_ entry: Record.Entry) -> BoardFan {
    let record = entry.record
    var value = BoardFan(name: entry.name)
    value.tray = record.integer("tray")
    value.rpm = record.record("rpm").flatMap(point)
    value.pwm = record.record("pwm").flatMap(point)
    value.present = record.record("present").flatMap(point)
    value.fault = record.record("fault").flatMap(point)
    value.direction = record.record("direction").flatMap(point)
    value.airflow = record.choice("airflow")
    value.rpmRange = record.range("rpmRange")
    value.title = record.text("name")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func psu(_ entry: Record.Entry) -> BoardPSU {
    let record = entry.record
    var value = BoardPSU(name: entry.name)
    value.present = record.record("present").flatMap(point)
    value.good = record.record("good").flatMap(point)
    value.power = record.record("power").flatMap(point)
    value.voltage = record.record("voltage").flatMap(point)
    value.current = record.record("current").flatMap(point)
    value.temperature = record.record("temperature").flatMap(point)
    value.monitor = record.reference("monitor")
    value.fans = record.texts("fans")
    value.title = record.text("name")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func led(_ entry: Record.Entry) -> BoardLED {
    let record = entry.record
    var value = BoardLED(name: entry.name)
    value.role = record.text("role")
    value.at = record.record("at").flatMap(point)
    value.colors = record.numbers("colors").map { BoardLED.Color($0.name, $0.value) }
    value.title = record.text("name")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func eeprom(_ entry: Record.Entry) -> BoardEEPROM? {
    let record = entry.record
    guard let dev = record.reference("dev") else { return nil }
    var value = BoardEEPROM(name: entry.name, dev: dev)
    value.format = record.text("format")
    value.title = record.text("name")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func component(_ entry: Record.Entry) -> BoardComponent {
    var value = BoardComponent(name: entry.name)
    value.version = entry.record.record("version").flatMap(point)
    value.title = entry.record.text("name")
    value.source = entry.record.source
    value.origin = entry.record.origin
    return value
  }

  static func busEntry(_ record: Record, place: String) -> BoardBusEntry {
    var value = BoardBusEntry(place: record.text(place), id: record.text("id"), name: record.text("name"))
    value.isOptional = record.flag("optional") ?? false
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func poe(_ record: Record) -> PowerOverEthernet {
    var value = PowerOverEthernet(budget: record.number("budget") ?? .infinity)
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func thermal(_ record: Record) -> ThermalPolicy {
    var value = ThermalPolicy()
    value.interval = record.integer("interval")
    value.zones = record.recordList("zones").map { record in
      var zone = ThermalPolicy.Zone(sensors: record.texts("sensors"), fans: record.texts("fans"))
      zone.title = record.text("name")
      zone.table = record.steps("table")
      zone.source = record.source
      zone.origin = record.origin
      zone.sensorPlaces.places = places(record, "sensors")
      zone.fanPlaces.places = places(record, "fans")
      return zone
    }
    let shutdown = record.record("shutdown")
    value.shutdownAny = (shutdown?.recordList("any") ?? []).compactMap(condition)
    value.shutdownAll = (shutdown?.recordList("all") ?? []).compactMap(condition)
    value.source = record.source
    value.origin = record.origin
    return value
  }

  /// Where each text of a list stands, by text.
  private static func places(_ record: Record, _ key: String) -> [String: SourcePosition] {
    var places: [String: SourcePosition] = [:]
    for (value, place) in record.list(key) {
      if case .text(let text) = value { places[text] = place }
    }
    return places
  }

  private static func condition(_ record: Record) -> ThermalPolicy.Condition? {
    guard let sensor = record.text("sensor") else { return nil }
    var value = ThermalPolicy.Condition(sensor: sensor, above: record.number("above"))
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func profile(_ entry: Record.Entry) -> BoardProfile {
    let record = entry.record
    var value = BoardProfile(name: entry.name)
    value.isDefault = record.flag("default") ?? false
    value.portName = record.record("names")?.text("port")
    value.alias = record.record("names")?.text("alias")
    value.choices = record.records("ports").compactMap(choice).sorted { $0.cage < $1.cage }
    value.asics = record.records("asic").map { FreeValue.Entry($0.name, $0.free) }
    value.source = record.source
    value.origin = record.origin
    for (key, place) in record.record("names")?.origin.places ?? [:] { value.origin.places["names.\(key)"] = place }
    for entry in record.records("asic") { value.origin.places["asic.\(entry.name)"] = entry.record.origin.place }
    return value
  }

  private static func choice(_ entry: Record.Entry) -> BoardProfile.Choice? {
    let record = entry.record
    guard let number = entry.number else { return nil }
    var value = BoardProfile.Choice(cage: number, breakout: record.mode("breakout") ?? BreakoutMode(parts: []))
    value.speed = record.rate("speed")
    value.fec = record.choice("fec")
    value.autoneg = record.flag("autoneg")
    value.role = record.choice("role")
    value.names = record.texts("names")
    value.aliases = record.texts("aliases")
    value.lanes = record.lanes("lanes")
    value.attributes = record.free("attributes")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  static func waiver(_ record: Record) -> Waiver {
    var value = Waiver(rule: record.text("rule") ?? "", place: record.text("where") ?? "", why: record.text("why") ?? "")
    value.origin = record.origin
    return value
  }
}
