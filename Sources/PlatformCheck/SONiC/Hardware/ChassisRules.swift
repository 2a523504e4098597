import PlatformFormats
import SwitchPlatform

/// CHS01–03: whether the inventory in `platform.json` agrees with itself.
enum ChassisRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    guard let platform = input.platform.platform, let chassis = platform.root["chassis"], chassis.pairs != nil,
      input.isFirst("chassis", "platform.json", report)
    else { return }
    cages(platform, chassis, report)
    fans(platform.file, chassis, report)
    for pair in chassis.pairs ?? [] { duplicates(pair, platform.file, report) }
  }

  private static func names(_ list: Node?) -> [Node] { (list?.elements ?? []).compactMap { $0["name"] } }

  private static func cages(_ platform: SONiCPlatformFile, _ chassis: Node, _ report: Report) {
    guard let pair = chassis.pairs?.last(where: { $0.key.text == "sfps" }), let sfps = pair.value.elements, !sfps.isEmpty else { return }
    let indexes = Set(platform.interfaces.flatMap(\.indexes))
    guard !indexes.isEmpty, indexes.count != sfps.count else { return }
    report.warning(
      "CHS01", platform.file, at: pair.key.position,
      "the chassis lists \(sfps.count) transceivers, and the interfaces have \(indexes.count) indexes",
      related: platform.interfacesNode.map { [.init(platform.file, at: $0.position, "the interfaces are here")] } ?? [])
  }

  private static func fans(_ file: String, _ chassis: Node, _ report: Report) {
    let fans = names(chassis["fans"])
    let drawers = (chassis["fan_drawers"]?.elements ?? []).flatMap { names($0["fans"]) }
    guard !fans.isEmpty, !drawers.isEmpty else { return }
    let known = Set(fans.compactMap(\.text))
    let inDrawers = Set(drawers.compactMap(\.text))
    let only = fans.filter { !inDrawers.contains($0.text ?? "") }
    let onlyInDrawers = drawers.filter { !known.contains($0.text ?? "") }
    guard let first = only.first ?? onlyInDrawers.first else { return }
    var parts: [String] = []
    if !only.isEmpty { parts.append("in no drawer: \(SONiCHardwareCheck.list(only.compactMap(\.text)))") }
    if !onlyInDrawers.isEmpty { parts.append("only in drawers: \(SONiCHardwareCheck.list(onlyInDrawers.compactMap(\.text)))") }
    report.warning(
      "CHS02", file, at: first.position,
      "the fans of the chassis and those of its drawers have different names; \(parts.joined(separator: "; "))",
      related: (only.isEmpty ? [] : onlyInDrawers.prefix(1)).map { .init(file, at: $0.position, "only in a drawer") })
  }

  private static func duplicates(_ pair: Node.Pair, _ file: String, _ report: Report) {
    var first: [String: Node] = [:]
    var again: [(name: String, node: Node)] = []
    for node in names(pair.value) {
      guard let name = node.text, !name.isEmpty, name.lowercased() != "n/a" else { continue }
      if first[name] == nil { first[name] = node } else { again.append((name, node)) }
    }
    guard let one = again.first else { return }
    var names: [String] = []
    for entry in again where !names.contains(entry.name) && names.count < 64 { names.append(entry.name) }
    report.warning(
      "CHS03", file, at: one.node.position,
      "\((pair.key.text ?? "").excerpt): \(SONiCHardwareCheck.list(names)) \(names.count == 1 ? "is the name" : "are the names") of more than one",
      related: first[one.name].map { [.init(file, at: $0.position, "first here")] } ?? [])
  }
}

/// CHS04–05: whether `platform_components.json` and `platform.json` name the same chassis and parts.
enum InventoryRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    guard let platform = input.platform.platform, let chassis = platform.root["chassis"], let nameNode = chassis["name"],
      let name = nameNode.text
    else { return }
    for json in input.files.json where json.name.hasPrefix("platform_components") {
      guard let listed = json.root?["chassis"]?.pairs, let first = listed.first else { continue }
      let named = listed.first { $0.key.text == name }
      if named == nil {
        let others = SONiCHardwareCheck.list(listed.compactMap(\.key.text))
        report.warning(
          "CHS04", json.file, at: first.key.position, "the chassis is \(others) here, and \(name.excerpt) in platform.json",
          related: [.init(platform.file, at: nameNode.position, "the name in platform.json")])
      }
      // With several chassis of which none is ours it is open which one is meant.
      guard let entry = named ?? (listed.count == 1 ? first : nil) else { continue }
      components(entry, json.file, chassis, platform.file, report)
    }
  }

  private static func components(_ entry: Node.Pair, _ file: String, _ chassis: Node, _ platformFile: String, _ report: Report) {
    let updated = entry.value["component"]?.pairs?.map(\.key) ?? []
    let listed = (chassis["components"]?.elements ?? []).compactMap { $0["name"] }
    guard !updated.isEmpty, !listed.isEmpty else { return }
    let known = Set(listed.compactMap(\.text))
    let here = Set(updated.compactMap(\.text))
    let onlyHere = updated.filter { !known.contains($0.text ?? "") }
    let onlyThere = listed.filter { !here.contains($0.text ?? "") }
    guard !onlyHere.isEmpty || !onlyThere.isEmpty else { return }
    var parts: [String] = []
    if !onlyHere.isEmpty { parts.append("only here: \(SONiCHardwareCheck.list(onlyHere.compactMap(\.text)))") }
    if !onlyThere.isEmpty { parts.append("only in platform.json: \(SONiCHardwareCheck.list(onlyThere.compactMap(\.text)))") }
    report.warning(
      "CHS05", file, at: onlyHere.first?.position ?? entry.key.position,
      "\((entry.key.text ?? "").excerpt) has other components than in platform.json; \(parts.joined(separator: "; "))",
      related: onlyThere.prefix(8).map { .init(platformFile, at: $0.position, "\(($0.text ?? "").excerpt) is only here") })
  }
}
