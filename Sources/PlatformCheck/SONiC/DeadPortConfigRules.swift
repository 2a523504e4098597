import PlatformFormats
import SwitchPlatform

/// XRF01–05: where `platform.json` and `hwsku.json` make the ports, a `port_config.ini` beside them is not read, and should not say
/// something else.
enum DeadPortConfigRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for sku in platform.skus {
      for files in sku.all {
        guard let hwsku = files.hwsku, let config = files.portConfig, let cages = platform.cages else { continue }
        guard report.isFirst("dead \(platform.tree.absolute("\(files.folder)/hwsku.json")) \(platform.tree.absolute(platform.folder))")
        else { continue }
        let byName = Dictionary(cages.interfaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        compare(ProfileRules.expansion(hwsku.ports, byName), hwsku, config, report)
      }
    }
  }

  private static func compare(_ made: [ProfileRules.Expanded], _ hwsku: SONiCHWSKU, _ config: SONiCPortConfig, _ report: Report) {
    guard !made.isEmpty, !config.rows.isEmpty else { return }
    let rows = Dictionary(config.rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(made.map(\.port.name))
    sets(made, names, rows, hwsku, config, report)
    var told: Set<String> = []
    for (port, from) in made where told.insert(port.name).inserted {
      guard let row = rows[port.name] else { continue }
      let place = from.modeNode?.position ?? from.position
      func differ(_ rule: String, _ what: String, _ mine: String, _ cell: ColumnTable.Cell) {
        let message =
          "\(what) of \(port.name.excerpt) is \(mine.excerpt) by hwsku.json and platform.json, and \(cell.text.excerpt) in the port_config.ini that is not read"
        let related = [Diagnostic.Related(config.file, at: cell.position, "port_config.ini says \(cell.text.excerpt) here")]
        if rule == "XRF05" {
          report.warning(rule, hwsku.file, at: place, message, related: related)
        } else {
          report.error(rule, hwsku.file, at: place, message, related: related)
        }
      }
      if let cell = row["lanes"], let lanes = row.lanes, lanes != port.lanes.compactMap({ Int($0) }),
        port.lanes.allSatisfy({ Int($0) != nil })
      {
        differ("XRF02", "lane list", port.lanes.joined(separator: ","), cell)
      }
      if let cell = row["speed"], let speed = row.speed, speed != port.speed { differ("XRF03", "speed", String(port.speed), cell) }
      if let cell = row["index"], let index = row.index, let mine = port.index.flatMap({ Int($0) }), index != mine {
        differ("XRF04", "index", String(mine), cell)
      }
      if let cell = row["alias"], let alias = port.alias, cell.text != alias { differ("XRF05", "alias", alias, cell) }
    }
  }

  private static func sets(
    _ made: [ProfileRules.Expanded], _ names: Set<String>, _ rows: [String: SONiCPortConfig.Row], _ hwsku: SONiCHWSKU,
    _ config: SONiCPortConfig, _ report: Report
  ) {
    // Recycle and inband ports are no cages; SONiC has no other place for them than the table.
    let onlyRows = config.rows.filter { !names.contains($0.name) && !$0.isInternal }
    let onlyMade = made.filter { rows[$0.port.name] == nil }
    guard !onlyRows.isEmpty || !onlyMade.isEmpty else { return }
    var parts: [String] = []
    if !onlyRows.isEmpty { parts.append("\(list(onlyRows.map(\.name))) only in the port_config.ini that is not read") }
    if !onlyMade.isEmpty { parts.append("\(list(onlyMade.map(\.port.name))) only by hwsku.json and platform.json") }
    report.error(
      "XRF01", hwsku.file, at: onlyMade.first?.from.position ?? (hwsku.interfacesNode ?? hwsku.root).position,
      "\(names.count) ports here and \(rows.count) in port_config.ini: " + parts.joined(separator: "; "),
      related: onlyRows.prefix(1).map { .init(config.file, at: $0.position, "\($0.name.excerpt) is here") })
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(4).map(\.excerpt).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }
}
