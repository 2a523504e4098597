import SwitchPlatform

/// What watches the box.
extension BoardPruning {
  mutating func pruneMonitoring() {
    var sensors: Set<String> = []
    board.sensors = board.sensors.filter { sensors.insert($0.name).inserted || dropTwin($0.source, "sensor '\($0.name)'") }
    var fans: Set<String> = []
    board.fans = board.fans.filter { fans.insert($0.name).inserted || dropTwin($0.source, "fan '\($0.name)'") }
    var psus: Set<String> = []
    board.psus = board.psus.filter { psus.insert($0.name).inserted || dropTwin($0.source, "PSU '\($0.name)'") }
    var leds: Set<String> = []
    board.leds = board.leds.filter { leds.insert($0.name).inserted || dropTwin($0.source, "LED '\($0.name)'") }
    var eeproms: Set<String> = []
    board.eeproms = board.eeproms.filter { eeproms.insert($0.name).inserted || dropTwin($0.source, "EEPROM '\($0.name)'") }
    var components: Set<String> = []
    board.components = board.components.filter { components.insert($0.name).inserted || dropTwin($0.source, "component '\($0.name)'") }
    for index in board.psus.indices { board.psus[index].fans.removeAll { !fans.contains($0) } }
    for index in board.sensors.indices { orderThresholds(index) }
  }

  private mutating func dropTwin(_ source: String?, _ what: String) -> Bool {
    drop(source, what, "there is one of that name already")
    return false
  }

  private mutating func orderThresholds(_ index: Int) {
    let sensor = board.sensors[index]
    guard let limits = sensor.thresholds else { return }
    let values = [limits.lowCritical, limits.low, limits.high, limits.critical].compactMap { $0 }
    guard values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }), !values.isEmpty else {
      if !values.isEmpty { drop(sensor.source, "the limits of sensor '\(sensor.name)'", "they do not rise") }
      board.sensors[index].thresholds = nil
      return
    }
  }

  mutating func pruneThermal() {
    guard var thermal = board.thermal else { return }
    let sensors = Set(board.sensors.map(\.name))
    let fans = Set(board.fans.map(\.name))
    var zones: [ThermalPolicy.Zone] = []
    for var zone in thermal.zones {
      let what = "zone '\(zone.title ?? "")'"
      for name in zone.sensors where !sensors.contains(name) { drop(zone.source, "sensor '\(name)' of \(what)", "there is no such sensor") }
      for name in zone.fans where !fans.contains(name) { drop(zone.source, "fan '\(name)' of \(what)", "there is no such fan") }
      zone.sensors.removeAll { !sensors.contains($0) }
      zone.fans.removeAll { !fans.contains($0) }
      let rises = zip(zone.table, zone.table.dropFirst()).allSatisfy { $0.temperature < $1.temperature && $0.speed <= $1.speed }
      if !rises || zone.table.contains(where: { !(0...100).contains($0.speed) }) {
        drop(zone.source, "the table of \(what)", "it does not rise, or leaves 0…100 %")
        zone.table = []
      }
      if zone.sensors.isEmpty || zone.fans.isEmpty {
        drop(zone.source, what, "no sensor or no fan of it is described")
      } else {
        zones.append(zone)
      }
    }
    thermal.zones = zones
    for condition in thermal.shutdownAny where !sensors.contains(condition.sensor) {
      drop(condition.source ?? thermal.source, "the shutdown by '\(condition.sensor)'", "there is no such sensor")
    }
    thermal.shutdownAny.removeAll { !sensors.contains($0.sensor) }
    thermal.shutdownAll.removeAll { !sensors.contains($0.sensor) }
    if let interval = thermal.interval, !(1...3600).contains(interval) {
      drop(thermal.source, "the interval", "\(interval) s is none of 1…3600")
      thermal.interval = nil
    }
    let isEmpty = thermal.zones.isEmpty && thermal.shutdownAny.isEmpty && thermal.shutdownAll.isEmpty && thermal.interval == nil
    board.thermal = isEmpty ? nil : thermal
  }
}
