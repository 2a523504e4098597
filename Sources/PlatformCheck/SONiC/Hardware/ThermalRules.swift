import PlatformFormats
import SwitchPlatform

/// THR01: the conditions of `thermal_policy.json` need what its `info_types` collect.
enum ThermalRules {
  /// What conditions whose names begin so look at; any of the types will do.
  private static let needs: [(prefixes: [String], types: [String])] = [
    (["fandrawer.", "fan_drawer.", "fantray."], ["fan_drawer_info", "fan_info"]), (["fan."], ["fan_info", "fan_drawer_info"]),
    (["psu."], ["psu_info"]), (["thermal."], ["thermal_info"])
  ]

  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    guard let json = input.files.json("thermal_policy.json"), let root = json.root, input.isFirst("thermal", json.name, report) else {
      return
    }
    let types = Set((root["info_types"]?.elements ?? []).compactMap { $0["type"]?.text })
    var told: Set<String> = []
    for policy in root["policies"]?.elements ?? [] {
      for condition in policy["conditions"]?.elements ?? [] {
        guard let node = condition["type"], let name = node.text, let need = need(of: name), types.isDisjoint(with: need),
          told.insert(name).inserted
        else { continue }
        report.note(
          "THR01", json.file, at: node.position,
          "condition \(name.excerpt) looks at \(need.joined(separator: " or ")), which info_types does not collect",
          related: root["info_types"].map { [.init(json.file, at: $0.position, "what is collected")] } ?? [])
      }
    }
  }

  private static func need(of condition: String) -> [String]? {
    needs.first { $0.prefixes.contains { condition.hasPrefix($0) } }?.types
  }
}
