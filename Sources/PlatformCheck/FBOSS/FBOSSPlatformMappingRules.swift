import PlatformFormats
import SwitchPlatform

/// `platform_mapping.json`, which the tables are made into: ports, chips, profiles.
enum FBOSSPlatformMappingRules {
  static func isMapping(_ name: String) -> Bool { name.hasSuffix("platform_mapping.json") }

  static func check(_ document: TreeDocument, into report: Report) {
    let root = document.root
    let mapping = Mapping(
      file: document.file, report: report, chips: texts(root["chips"], "name"),
      profiles: Set((root["platformSupportedProfiles"]?.elements ?? []).compactMap { $0["factor"]?["profileID"]?.integer }),
      ports: Set((root["ports"]?.pairs ?? []).compactMap { $0.key.integer }))
    mapping.once((root["chips"]?.elements ?? []).compactMap { $0["name"] }, "chip")
    mapping.once((root["ports"]?.pairs ?? []).compactMap { $0.value["mapping"]?["name"] }, "port")
    for port in root["ports"]?.pairs ?? [] { mapping.port(port) }
  }

  private static func texts(_ list: Node?, _ key: String) -> Set<String> { Set((list?.elements ?? []).compactMap { $0[key]?.text }) }

  private struct Mapping {
    var file: String
    var report: Report
    var chips: Set<String>
    var profiles: Set<Int>
    var ports: Set<Int>

    func once(_ names: [Node], _ what: String) {
      var first: [String: Node] = [:]
      for node in names {
        guard let name = node.text else { continue }
        guard let known = first[name] else {
          first[name] = node
          continue
        }
        report.error(
          what == "port" ? "PRT04" : "NAM03", file, at: node.position, "\(what) '\(name.excerpt)' is in the file already",
          related: [.init(file: file, at: known.position, "first here")])
      }
    }

    func port(_ port: Node.Pair) {
      let what = "port \((port.key.text ?? "").excerpt)"
      guard let mapping = port.value["mapping"], mapping.pairs != nil else {
        report.error("KEY02", file, at: port.key.position, "\(what) has no 'mapping'")
        return
      }
      if let id = mapping["id"], id.integer != port.key.integer {
        report.error("REF13", file, at: id.position, "'id' of \(what) is \((id.text ?? id.kindName).excerpt)")
      }
      reference(mapping["controllingPort"], "'controllingPort' of \(what)")
      for pin in mapping["pins"]?.elements ?? [] {
        for end in [pin["a"], pin["z"]?["end"]] { chip(end?["chip"], what) }
      }
      for profile in port.value["supportedProfiles"]?.pairs ?? [] {
        if !profiles.isEmpty, profile.key.integer.map({ !profiles.contains($0) }) ?? true {
          report.error(
            "REF11", file, at: profile.key.position,
            "profile \((profile.key.text ?? "").excerpt) of \(what) is none of 'platformSupportedProfiles'")
        }
        for subsumed in profile.value["subsumedPorts"]?.elements ?? [] { reference(subsumed, "'subsumedPorts' of \(what)") }
        for side in profile.value["pins"]?.pairs ?? [] {
          for pin in side.value.elements ?? [] { chip(pin["id"]?["chip"], what) }
        }
      }
    }

    /// REF13: a port that there is not.
    private func reference(_ node: Node?, _ what: String) {
      guard let node, node.integer.map({ !ports.contains($0) }) ?? true else { return }
      report.error("REF13", file, at: node.position, "\(what) is \((node.text ?? node.kindName).excerpt), and no port has this number")
    }

    /// REF11: a chip that there is not.
    private func chip(_ node: Node?, _ what: String) {
      guard let node, let name = node.text, !chips.contains(name) else { return }
      report.error(
        "REF11", file, at: node.position,
        "a pin of \(what) is on chip '\(name.excerpt)', which there is not"
          + NearestName.suggestion(for: name, among: chips.sorted()))
    }
  }
}
