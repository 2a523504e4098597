import PlatformFormats
import SwitchPlatform

/// PRF01–09: a SKU's `hwsku.json` against the cages of `platform.json`.
enum ProfileRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for sku in platform.skus {
      for files in sku.all {
        guard let hwsku = files.hwsku else { continue }
        guard report.isFirst("profile \(platform.tree.absolute("\(files.folder)/hwsku.json")) \(platform.tree.absolute(platform.folder))")
        else { continue }
        values(hwsku, report)
        guard let cages = platform.cages else {
          absent(hwsku, files, platform, report)
          continue
        }
        check(hwsku, cages, report)
      }
    }
  }

  private static func absent(_ hwsku: SONiCHWSKU, _ files: SONiCPortFiles, _ platform: SONiCPlatform, _ report: Report) {
    let start = hwsku.interfacesNode?.position ?? hwsku.root.position
    if platform.platform == nil {
      // A file that cannot be read has been told of; one that the build makes is not missing.
      guard !platform.hasPlatformFile, !platform.names.contains("platform.json.j2") else { return }
      report.warning(
        "PRF03", hwsku.file, at: start, "hwsku.json chooses modes of a platform.json, which \(platform.name.excerpt) does not have",
        related: files.platform.map { [.init($0.file, at: $0.root.position, "nobody reads this one")] } ?? [])
    } else {
      let file = platform.platform
      report.note(
        "PRF04", hwsku.file, at: start, "platform.json lists no interfaces, so nothing reads these modes",
        related: file.map { [.init($0.file, at: ($0.interfacesNode ?? $0.root).position, "no interfaces here")] } ?? [])
    }
  }

  /// Keys of a port that SONiC's loader reads.
  private static let keys: Set<String> = ["default_brkout_mode", "autoneg", "fec", "role"]

  private static func values(_ hwsku: SONiCHWSKU, _ report: Report) {
    var ignored: [String: [Node.Pair]] = [:]
    for port in hwsku.ports {
      for pair in port.node.pairs ?? [] {
        guard let key = pair.key.text else { continue }
        if let choices = PortRules.choices[key], let text = pair.value.text, !choices.contains(text), text.lowercased() != "n/a" {
          report.error(
            "PRT06", hwsku.file, at: pair.value.position,
            "\(key) of \(port.name.excerpt) is '\(text.excerpt)'; expected \(choices.joined(separator: ", "))")
        } else if !keys.contains(key) {
          ignored[key, default: []].append(pair)
        }
      }
    }
    for (key, pairs) in ignored.sorted(by: { $0.key < $1.key }) {
      let near = key == "port_type" || key == "subport" ? "" : NearestName.suggestion(for: key, among: keys.sorted())
      report.note(
        "PRF07", hwsku.file, at: pairs[0].key.position,
        "'\(key.excerpt)' is not read by the port configuration\(pairs.count > 1 ? "; \(pairs.count) ports have it" : "")\(near)")
    }
  }

  private static func check(_ hwsku: SONiCHWSKU, _ cages: SONiCPlatformFile, _ report: Report) {
    let byName = Dictionary(cages.interfaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let chosen = hwsku.ports.filter { byName[$0.name] != nil }
    let expanded = expansion(chosen, byName)
    let children = Set(expanded.map(\.port.name))
    let names = cages.interfaces.map(\.name)
    let possible = possibleChildren(of: cages).union(children)
    let listed = hwsku.ports.filter { byName[$0.name] == nil && possible.contains($0.name) }
    if let first = listed.first {
      report.note(
        "PRF08", hwsku.file, at: first.position,
        "\(first.name.excerpt) is made by the mode of its cage, so its own mode is not read\(listed.count > 1 ? "; so are \(listed.count - 1) more" : "")"
      )
    }
    let unknown = hwsku.ports.filter { byName[$0.name] == nil && !possible.contains($0.name) }
    if let first = unknown.first {
      let more = unknown.count == 1 ? "" : "; nor \(unknown.count - 1) more of this file's"
      report.error(
        "PRF02", hwsku.file, at: first.position,
        "\(first.name.excerpt) is no interface of platform.json, and is silently left out\(more)"
          + NearestName.suggestion(for: first.name, among: names),
        related: unknown.dropFirst().prefix(8).map { .init(hwsku.file, at: $0.position, "and \($0.name.excerpt)") }
          + [.init(cages.file, at: (cages.interfacesNode ?? cages.root).position, "the interfaces")])
    }
    for port in chosen { if let cage = byName[port.name] { mode(of: port, in: cage, cages.file, hwsku.file, report) } }
    duplicates(expanded, hwsku, cages, report)
    let used = Set(hwsku.ports.map(\.name))
    let unused = cages.interfaces.filter { !used.contains($0.name) }
    if let first = unused.first {
      report.note(
        "PRF09", hwsku.file, at: (hwsku.interfacesNode ?? hwsku.root).position,
        "\(counted(unused.count, "cage")) of platform.json \(unused.count == 1 ? "has" : "have") no port in this SKU, \(first.name.excerpt) the first",
        related: [.init(cages.file, at: first.position, "not used")])
    }
  }

  /// Modes of a cage beyond which none is expanded.
  private static let maximumModes = 64

  /// All names that the modes of cages can make.
  private static func possibleChildren(of cages: SONiCPlatformFile) -> Set<String> {
    Set(
      cages.interfaces.flatMap { cage in
        cage.modes.prefix(maximumModes).flatMap { mode in mode.mode.map { SONiCPort.ports(of: cage, as: $0).map(\.name) } ?? [] }
      })
  }

  private static func mode(
    of port: SONiCHWSKU.Port, in cage: SONiCInterface, _ cages: String, _ file: String, _ report: Report
  ) {
    guard let node = port.modeNode, let text = node.text else {
      report.error("PRF01", file, at: port.position, "\(port.name.excerpt) has no default_brkout_mode")
      return
    }
    let offered = cage.modes.compactMap(\.key.text)
    guard let wanted = port.mode, let mode = cage.mode(for: wanted) else {
      report.error(
        "PRF01", file, at: node.position,
        "\(port.name.excerpt) offers no mode '\(text.excerpt)'" + NearestName.choices(for: text, among: offered, else: offered, "modes"),
        related: [.init(cages, at: (cage.modesNode ?? cage.node).position, "the modes of \(port.name.excerpt)")])
      return
    }
    guard let same = mode.mode, same.text != text else { return }
    report.note(
      "PRF06", file, at: node.position, "mode '\(text.excerpt)' of \(port.name.excerpt) stands as '\(same.text.excerpt)' in platform.json",
      related: [.init(cages, at: mode.key.position, "the same mode")])
  }

  typealias Expanded = (port: SONiCPort, from: SONiCHWSKU.Port)

  static func expansion(_ ports: [SONiCHWSKU.Port], _ cages: [String: SONiCInterface]) -> [Expanded] {
    ports.flatMap { port -> [Expanded] in
      guard let cage = cages[port.name], let mode = port.mode else { return [] }
      return SONiCPort.ports(of: cage, as: mode).map { ($0, port) }
    }
  }

  private static func duplicates(_ ports: [Expanded], _ hwsku: SONiCHWSKU, _ cages: SONiCPlatformFile, _ report: Report) {
    var names: [String: Expanded] = [:]
    var aliases: [String: Expanded] = [:]
    var lanes: [String: Expanded] = [:]
    for made in ports {
      let (port, place) = (made.port, made.from.modeNode?.position ?? made.from.position)
      func tell(_ what: String, _ first: Expanded, _ related: Diagnostic.Related) {
        report.error(
          "PRF05", hwsku.file, at: place, "\(what) is that of \(first.port.name.excerpt) and of \(port.name.excerpt) with these modes",
          related: [.init(hwsku.file, at: first.from.modeNode?.position ?? first.from.position, "the mode of the other"), related])
      }
      if let first = names[port.name] {
        report.error(
          "PRF05", hwsku.file, at: place,
          "port \(port.name.excerpt) is made by \(first.from.name.excerpt) and by \(made.from.name.excerpt)",
          related: [.init(hwsku.file, at: first.from.position, "first made here")])
      }
      names[port.name] = names[port.name] ?? made
      if let alias = port.alias {
        if let first = aliases[alias] {
          tell("alias '\(alias.excerpt)'", first, .init(cages.file, at: port.aliasPosition, "the alias"))
        } else {
          aliases[alias] = made
        }
      }
      if let lane = port.lanes.first(where: { !$0.isEmpty && lanes[$0].map { $0.port.name != port.name } ?? false }),
        let first = lanes[lane],
        !(Int(lane) == LaneRules.managementLane && isSlow(port) != isSlow(first.port))
      {
        tell("lane \(lane.excerpt)", first, .init(cages.file, at: port.aliasPosition, "the mode's aliases"))
      }
      for lane in port.lanes where lanes[lane] == nil { lanes[lane] = made }
    }
  }

  /// A port as the management MAC has them, whose lanes are numbers of their own.
  private static func isSlow(_ port: SONiCPort) -> Bool { port.lanes.count == 1 && port.speed <= 10_000 }
}
