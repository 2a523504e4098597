import PlatformFormats
import SwitchPlatform

/// `base_port_physical_mapping_table.xml`: front-panel ports, their lanes and breakouts.
enum OPXPortRules {
  static func check(_ file: XMLFile, into report: Report) {
    var seen: [String: SourcePosition] = [:]
    func once(_ key: String, _ what: String, _ place: SourcePosition, _ rule: String) {
      if let first = seen[key] {
        report.error(
          rule, file.file, at: place, "\(what) is in the file already",
          related: [Diagnostic.Related(file: file.file, at: first, "first here")])
      } else {
        seen[key] = place
      }
    }
    file.root.forEachElement { element in
      if element.name == "front-panel-port" {
        let npu = element["npu"] ?? "0"
        if let id = element.attribute("id") {
          once("id \(element["slot"] ?? "") \(id.value)", "port \(id.value)", id.valuePosition, "PRT04")
        }
        if let offset = element.attribute("mac_offset") {
          once("mac \(offset.value)", "MAC offset \(offset.value)", offset.valuePosition, "MAC01")
        }
        for entry in element.children(named: "entry") {
          guard let lane = entry.attribute("hwport") else { continue }
          once("lane \(npu) \(lane.value)", "hwport \(lane.value) of NPU \(npu)", lane.valuePosition, "LAN02")
        }
      } else if element.name == "profile" {
        contained(element, "default_breakout", "breakout_cap", "PRF01", file, report)
        contained(element, "default_hwport_speed", "hwport_speed_cap", "PRF01", file, report)
      }
    }
    let profiles = file.root.children(named: "profile").compactMap { $0["name"] } + nested(file.root, "profile")
    guard !profiles.isEmpty else { return }
    file.root.forEachElement { element in
      guard element.name == "front-panel-port", let profile = element.attribute("profile_type"), !profiles.contains(profile.value) else {
        return
      }
      report.error(
        "REF11", file.file, at: profile.valuePosition,
        "no profile is named '\(profile.value)'\(NearestName.suggestion(for: profile.value, among: profiles))")
    }
  }

  private static func nested(_ root: XMLElement, _ name: String) -> [String] {
    var result: [String] = []
    root.forEachElement { if $0.name == name, let value = $0["name"] { result.append(value) } }
    return result
  }

  /// A default that is none of the capabilities listed with it.
  private static func contained(_ element: XMLElement, _ key: String, _ list: String, _ rule: String, _ file: XMLFile, _ report: Report) {
    let values = element.children(named: list).compactMap { $0["value"] }
    guard !values.isEmpty, let attribute = element.attribute(key), !values.contains(attribute.value) else { return }
    report.error(
      rule, file.file, at: attribute.valuePosition,
      "'\(key)' of profile '\(element["name"] ?? "")' is '\(attribute.value)', which is none of its \(list): \(values.joined(separator: ", "))"
    )
  }
}
