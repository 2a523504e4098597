/// What watches the box.
extension BoardRules {
  func checkMonitoring() {
    unique(board.sensors.map { ($0.name, $0.origin) }, "sensor")
    unique(board.fans.map { ($0.name, $0.origin) }, "fan")
    unique(board.psus.map { ($0.name, $0.origin) }, "PSU")
    unique(board.leds.map { ($0.name, $0.origin) }, "LED")
    unique(board.eeproms.map { ($0.name, $0.origin) }, "EEPROM")
    unique(board.components.map { ($0.name, $0.origin) }, "component")
    for sensor in board.sensors {
      guard let thresholds = sensor.thresholds else { continue }
      let values = [
        ("lowCritical", thresholds.lowCritical), ("low", thresholds.low), ("high", thresholds.high), ("critical", thresholds.critical)
      ]
      var last: (name: String, value: Double)?
      for (key, value) in values {
        guard let value else { continue }
        if let last, value < last.value {
          var origin = thresholds.origin
          origin.isRepeated = sensor.origin.isRepeated
          error("SNS02", origin, key, "'\(key)' of '\(sensor.name)' of 'sensors' is below '\(last.name)'")
        }
        last = (key, value)
      }
    }
    for psu in board.psus {
      for fan in psu.fans where !board.fans.contains(where: { $0.name == fan }) {
        let suggestion = NearestName.suggestion(for: fan, among: board.fans.map(\.name))
        error("REF11", psu.origin, "fans", "no fan is named '\(fan.prefix(60))'\(suggestion)")
      }
    }
  }

  private func unique(_ entries: [(name: String, origin: Origin)], _ what: String) {
    var names: Set<String> = []
    for (name, origin) in entries where !names.insert(name).inserted {
      error("DEV05", origin, "\(what) '\(name)' is in the file already")
    }
  }

  /// Zones name what exists, their tables rise, and nothing is in no zone.
  func checkThermal() {
    guard let thermal = board.thermal else { return }
    let sensors = board.sensors.map(\.name)
    let fans = board.fans.map(\.name)
    func check(_ name: String, _ what: String, _ names: [String], _ origin: Origin) {
      guard !names.contains(name) else { return }
      error("REF11", origin, name, "no \(what) is named '\(name.prefix(60))'\(NearestName.suggestion(for: name, among: names))")
    }
    for zone in thermal.zones {
      for name in zone.sensors { check(name, "sensor", sensors, zone.sensorPlaces) }
      for name in zone.fans { check(name, "fan", fans, zone.fanPlaces) }
      for (step, next) in zip(zone.table, zone.table.dropFirst())
      where next.temperature <= step.temperature || next.speed < step.speed {
        error("THR02", next.origin, "the table of a zone falls at \(next.temperature.plain); expected rising temperatures and speeds")
      }
      if let step = zone.table.first(where: { !(0...100).contains($0.speed) }) {
        error("THR03", step.origin, "a fan cannot turn at \(step.speed.plain) %; expected 0…100")
      }
    }
    for condition in thermal.shutdownAny + thermal.shutdownAll where !sensors.contains(condition.sensor) {
      let suggestion = NearestName.suggestion(for: condition.sensor, among: sensors)
      error("REF11", condition.origin, "sensor", "no sensor is named '\(condition.sensor.prefix(60))'\(suggestion)")
    }
    guard !thermal.zones.isEmpty else { return }
    let watched = Set(thermal.zones.flatMap(\.sensors) + (thermal.shutdownAny + thermal.shutdownAll).map(\.sensor))
    for sensor in board.sensors where sensor.type == .temperature && !watched.contains(sensor.name) {
      warning("ZON01", sensor.origin, "sensor '\(sensor.name)' is in no thermal zone")
    }
    let driven = Set(thermal.zones.flatMap(\.fans) + board.psus.flatMap(\.fans))
    for fan in board.fans where !driven.contains(fan.name) { warning("ZON01", fan.origin, "fan '\(fan.name)' is in no thermal zone") }
  }
}

extension Double {
  /// Without a fraction where there is none: `80`, `0.001`.
  var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
