import PlatformFormats
import SwitchPlatform

/// `fan_service.json`: sensors, zones, ranges, tables.
enum FBOSSFanRules {
  static func check(_ platform: FBOSSPlatform, into report: Report) {
    guard let document = platform.documents[.fans] else { return }
    let root = document.root
    let sensors = root["sensors"]?.elements ?? []
    let fans = root["fans"]?.elements ?? []
    if platform.documents[.sensors] != nil {
      let known = FBOSSSensorRules.sensorNames(platform)
      for sensor in sensors { reference(sensor["sensorName"], "sensor", known, document, report) }
    }
    for sensor in sensors {
      for pair in sensor.pairs ?? [] where pair.key.text?.hasSuffix("Table") == true { table(pair, sensor, document, report) }
    }
    ordered("pwmLowerThreshold", "pwmUpperThreshold", root, "the service", document, report)
    for fan in fans {
      let what = "fan '\(fan["fanName"]?.text ?? "")'"
      ordered("pwmMin", "pwmMax", fan, what, document, report)
      ordered("rpmMin", "rpmMax", fan, what, document, report)
    }
    let sensorNames = Set(
      (sensors.compactMap { $0["sensorName"]?.text }) + (root["optics"]?.elements ?? []).compactMap { $0["opticName"]?.text })
    let fanNames = Set(fans.compactMap { $0["fanName"]?.text })
    for zone in root["zones"]?.elements ?? [] {
      for name in zone["sensorNames"]?.elements ?? [] { reference(name, "sensor", sensorNames, document, report) }
      for name in zone["fanNames"]?.elements ?? [] { reference(name, "fan", fanNames, document, report) }
    }
  }

  private static func reference(_ node: Node?, _ what: String, _ known: Set<String>, _ document: TreeDocument, _ report: Report) {
    guard let node, let name = node.text, !known.contains(name) else { return }
    report.error(
      "REF11", document.file, at: node.position, "no \(what) is named '\(name)'\(NearestName.suggestion(for: name, among: known.sorted()))")
  }

  /// FAN01: a range whose end is below its begin.
  private static func ordered(
    _ low: String, _ high: String, _ node: Node, _ what: String, _ document: TreeDocument, _ report: Report
  ) {
    guard let first = node[low]?.number, let end = node[high], let last = end.number, last < first else { return }
    report.error(
      "FAN01", document.file, at: end.position, "'\(high)' of \(what) is \(end.text ?? ""), below '\(low)' (\(node[low]?.text ?? ""))")
  }

  /// THR03: a hotter step that asks for a slower fan. The order in the file does not matter: the service sorts it.
  private static func table(_ pair: Node.Pair, _ sensor: Node, _ document: TreeDocument, _ report: Report) {
    let steps = (pair.value.pairs ?? []).compactMap { step -> (temperature: Double, speed: Double, at: SourcePosition)? in
      guard let temperature = step.key.number, let speed = step.value.number else {
        report.error("TYP02", document.file, at: step.key.position, "a step of '\(pair.key.text ?? "")' is no number")
        return nil
      }
      return (temperature, speed, step.value.position)
    }.sorted { $0.temperature < $1.temperature }
    for (step, next) in zip(steps, steps.dropFirst()) where next.speed < step.speed {
      report.error(
        "THR03", document.file, at: next.at,
        "'\(pair.key.text ?? "")' of sensor '\(sensor["sensorName"]?.text ?? "")' falls from \(step.speed) to \(next.speed) at \(next.temperature) °C"
      )
    }
  }
}
