import PlatformFormats
import SwitchPlatform

/// `sensor_service.json`, and the kinds of `led_manager.json`.
enum FBOSSSensorRules {
  static func check(_ platform: FBOSSPlatform, into report: Report) {
    if let document = platform.documents[.leds] { leds(document, report) }
    guard let document = platform.documents[.sensors] else { return }
    let units = document.root["pmUnitSensorsList"]?.elements ?? []
    for unit in units {
      place(unit, platform, document, report)
      var first: [String: SourcePosition] = [:]
      for sensor in unit["sensors"]?.elements ?? [] {
        thresholds(sensor, document, report)
        guard let name = sensor["name"], let text = name.text else { continue }
        if let other = first[text] {
          report.error(
            "NAM03", document.file, at: name.position, "sensor '\(text)' is in the unit already",
            related: [Diagnostic.Related(file: document.file, at: other, "first here")])
        }
        first[text] = first[text] ?? name.position
      }
      for version in unit["versionedSensors"]?.elements ?? [] {
        for sensor in version["sensors"]?.elements ?? [] { thresholds(sensor, document, report) }
      }
    }
    names(platform, document, report)
  }

  /// All sensors that the service reads.
  static func sensorNames(_ platform: FBOSSPlatform) -> Set<String> {
    var result: Set<String> = []
    for unit in platform.documents[.sensors]?.root["pmUnitSensorsList"]?.elements ?? [] {
      let versions = (unit["versionedSensors"]?.elements ?? []).flatMap { $0["sensors"]?.elements ?? [] }
      for sensor in (unit["sensors"]?.elements ?? []) + versions {
        if let name = sensor["name"]?.text { result.insert(name) }
      }
    }
    for slot in platform.documents[.sensors]?.root["powerConfig"]?["perSlotPowerConfigs"]?.elements ?? [] {
      // The service computes the power of a slot as a sensor of its own.
      if let name = slot["name"]?.text { result.formUnion([name, "\(name)_POWER"]) }
    }
    return result
  }

  private static func place(_ unit: Node, _ platform: FBOSSPlatform, _ document: TreeDocument, _ report: Report) {
    guard platform.manager != nil else { return }
    if let path = unit["slotPath"], let text = path.text, let wrong = platform.resolve(text).wrong {
      report.error(
        "REF10", document.file, at: path.position,
        "'slotPath' goes through slot '\(wrong.step)', which there is not\(NearestName.suggestion(for: wrong.step, among: wrong.choices))")
    }
    if let name = unit["pmUnitName"], let text = name.text, platform.units[text] == nil {
      report.error(
        "REF10", document.file, at: name.position,
        "the platform manager has no unit '\(text)'\(NearestName.suggestion(for: text, among: platform.units.keys.sorted()))")
    }
  }

  /// THR02: limits in the wrong order.
  private static func thresholds(_ sensor: Node, _ document: TreeDocument, _ report: Report) {
    guard let limits = sensor["thresholds"], limits.pairs != nil else { return }
    let keys = ["upperCriticalVal", "maxAlarmVal", "minAlarmVal", "lowerCriticalVal"].filter { limits[$0]?.number != nil }
    for (upper, lower) in zip(keys, keys.dropFirst()) {
      guard let high = limits[upper]?.number, let node = limits[lower], let low = node.number, low > high else { continue }
      report.error(
        "THR02", document.file, at: node.position,
        "'\(lower)' of sensor '\(sensor["name"]?.text ?? "")' is \(node.text ?? ""), above '\(upper)' (\(limits[upper]?.text ?? ""))")
    }
  }

  private static func names(_ platform: FBOSSPlatform, _ document: TreeDocument, _ report: Report) {
    let known = sensorNames(platform)
    var uses: [Node] = document.root["powerConfig"]?["inputVoltageSensors"]?.elements ?? []
    for slot in document.root["powerConfig"]?["perSlotPowerConfigs"]?.elements ?? [] {
      uses += ["powerSensorName", "voltageSensorName", "currentSensorName"].compactMap { slot[$0] }
    }
    for group in document.root["temperatureConfigs"]?.elements ?? [] { uses += group["temperatureSensorNames"]?.elements ?? [] }
    uses += document.root["loggedSensorNames"]?.elements ?? []
    for use in uses {
      guard let name = use.text, !known.contains(name) else { continue }
      report.error(
        "REF11", document.file, at: use.position, "no sensor is named '\(name)'\(NearestName.suggestion(for: name, among: known.sorted()))")
    }
  }

  private static func leds(_ document: TreeDocument, _ report: Report) {
    guard let types = document.root["fruTypeLedConfigs"]?.pairs?.compactMap(\.key.text) else { return }
    for unit in document.root["fruConfigs"]?.elements ?? [] {
      guard let type = unit["fruType"], let name = type.text, !types.contains(name) else { continue }
      report.error(
        "REF11", document.file, at: type.position, "no LEDs of FRU type '\(name)'\(NearestName.suggestion(for: name, among: types))")
    }
  }
}
