import PlatformFormats
import SwitchPlatform

/// `env-tmpctl/config.json`: fan speeds by sensors. A zone of theirs is a zone for each sensor of ours, of the normal airflow.
enum OPXHeat {
  static func add(_ document: TreeDocument, to draft: inout BoardDraft) {
    let cooling = document.root["cooling"]
    var thermal = ThermalPolicy()
    thermal.source = draft.source(document.file, cooling?.position ?? document.root.position)
    let titles = Dictionary(draft.board.sensors.compactMap { sensor in sensor.title.map { ($0, sensor.name) } }) { first, _ in first }
    let owned = Set(draft.board.psus.flatMap(\.fans))
    let fans = draft.board.fans.filter { !owned.contains($0.name) }
    let most = fans.compactMap(\.rpmRange?.upperBound).max()
    var order: [String] = []
    var zones: [String: ThermalPolicy.Zone] = [:]
    for entry in cooling?["thresholds"]?.elements ?? [] {
      let title = entry["sensor"]?.text ?? ""
      guard let sensor = titles[title] else {
        draft.remark(document.file, entry.position, "a threshold of '\(title)' is left out: there is no such sensor")
        continue
      }
      for level in entry["level"]?.elements ?? [] {
        let zone = level["zone"]?.text ?? ""
        guard let speeds = speeds(cooling?["levels"]?[zone], most), let high = level["hi"]?.integer, speeds.indices.contains(high),
          let temperature = entry["temperature"]?["hi"]?.number, temperature.isFinite, let first = speeds.first
        else {
          draft.remark(
            document.file, level.position,
            "a level of zone '\(zone)' is left out: it is of reverse airflow, or not of fan trays, or the fans' full speed is not known")
          continue
        }
        let key = "\(zone) \(sensor)"
        if zones[key] == nil {
          order.append(key)
          zones[key] = ThermalPolicy.Zone(sensors: [sensor], fans: fans.map(\.name))
          zones[key]?.title = "\(zone): \(title)"
          zones[key]?.source = draft.source(document.file, entry.position)
          zones[key]?.table = [.init(0, first)]
        }
        zones[key]?.table.append(.init(temperature, speeds[high]))
      }
    }
    thermal.zones = order.compactMap { zones[$0] }
    draft.board.thermal = thermal
    draft.leaveOut([document.root], but: ["cooling"], of: "the file", in: document.file)
    if let cooling { draft.leaveOut([cooling], but: ["levels", "thresholds"], of: "'cooling'", in: document.file) }
  }

  /// The fan trays' speeds at each level, as shares of the full speed.
  private static func speeds(_ levels: Node?, _ most: Double?) -> [Double]? {
    guard let most, most > 0, let levels = levels?.elements, !levels.isEmpty else { return nil }
    let speeds = levels.compactMap { level in
      (level.elements ?? []).first { $0["entity-type"]?.text == "fan-tray" && $0["airflow"]?.text != "reverse" }?["speed"]?.number
    }
    guard speeds.count == levels.count, speeds.allSatisfy(\.isFinite) else { return nil }
    return speeds.map { min(100, ($0 / most * 10000).rounded() / 100) }
  }
}
