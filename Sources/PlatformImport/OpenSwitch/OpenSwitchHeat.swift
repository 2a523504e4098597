import PlatformFormats
import SwitchPlatform

/// Sensors of temperature, their limits, and how fast the fans turn by them.
enum OpenSwitchHeat {
  static func add(_ set: OpenSwitchSet, _ draft: inout BoardDraft) {
    guard let document = set.documents[.thermal] else { return }
    let info = document.root["thermal_info"]
    var thermal = ThermalPolicy()
    thermal.source = draft.source(document.file, document.root.position)
    if let period = info?["polling_period"]?.integer, period >= 1000 { thermal.interval = period / 1000 }
    let isSwitchedOff = info?["auto_shutdown"]?.text?.lowercased() == "true"
    for (index, node) in set.list(.thermal, "sensors").enumerated() {
      let label = node["number"]?.text ?? String(index + 1)
      let name = BoardDraft.name("temp\(label)")
      var sensor = BoardSensor(name: name, type: .temperature)
      sensor.at = node["device"]?.text.map { Point(DeviceReference(BoardDraft.name($0))) }
      sensor.title = node["location"]?.text
      sensor.source = draft.source(document.file, node.position)
      if let limits = node["alarm_thresholds"] {
        sensor.thresholds = BoardSensor.Thresholds(
          lowCritical: number(limits["low_crit"]), low: number(limits["min"]), high: number(limits["max_on"]),
          critical: number(limits["critical_on"]))
        draft.leaveOut(
          [limits], but: ["low_crit", "min", "max_on", "critical_on", "emergency_on"], of: "alarm_thresholds", in: document.file)
        if isSwitchedOff, let limit = number(limits["emergency_on"]) {
          var condition = ThermalPolicy.Condition(sensor: name, above: limit)
          condition.source = draft.source(document.file, limits["emergency_on"]?.position ?? node.position)
          thermal.shutdownAny.append(condition)
        }
      }
      draft.board.sensors.append(sensor)
      if let zone = zone(node, name, set, document, &draft) { thermal.zones.append(zone) }
    }
    draft.leaveOut(
      set.list(.thermal, "sensors"), but: ["number", "location", "device", "alarm_thresholds", "fan_thresholds", "thresholds"],
      of: "sensors", in: document.file)
    if let info { draft.leaveOut([info], but: ["num_sensors", "polling_period", "auto_shutdown"], of: "thermal_info", in: document.file) }
    draft.board.thermal = thermal
  }

  /// The fans' speeds by one sensor: `fast_on` is where the setting FAST begins. Speeds are shares of MAX.
  private static func zone(
    _ node: Node, _ sensor: String, _ set: OpenSwitchSet, _ document: TreeDocument, _ draft: inout BoardDraft
  ) -> ThermalPolicy.Zone? {
    guard let limits = node["fan_thresholds"] else { return nil }
    let info = set.documents[.fans]?.root["fan_info"]
    let settings = info?["fan_speed_settings"]
    guard let most = number(settings?["MAX"]), most > 0 else {
      draft.remark(document.file, limits.position, "'fan_thresholds' is left out: no file of fans tells what MAX is")
      return nil
    }
    func share(_ name: String) -> Double? { number(settings?[name]).map { ($0 / most * 10000).rounded() / 100 } }
    var zone = ThermalPolicy.Zone(sensors: [sensor], fans: draft.board.fans.map(\.name))
    zone.title = sensor
    zone.source = draft.source(document.file, limits.position)
    if let slowest = info?["fan_speed_min"]?.text.flatMap(share) {
      zone.table.append(.init(number(node["alarm_thresholds"]?["min"]) ?? 0, slowest))
    }
    for pair in limits.pairs ?? [] {
      guard let key = pair.key.text, key.hasSuffix("_on") else { continue }
      guard let temperature = number(pair.value), let speed = share(key.dropLast(3).uppercased()) else {
        draft.remark(document.file, pair.key.position, "'\(key)' of fan_thresholds is left out: there is no such setting of the fans")
        continue
      }
      zone.table.append(.init(temperature, speed))
    }
    zone.table.sort { $0.temperature < $1.temperature }
    draft.leaveOut(
      [limits], but: Set((limits.pairs ?? []).compactMap(\.key.text).filter { $0.hasSuffix("_on") }), of: "fan_thresholds",
      in: document.file)
    return zone
  }

  private static func number(_ node: Node?) -> Double? { node?.number.flatMap { $0.isFinite ? $0 : nil } }
}
