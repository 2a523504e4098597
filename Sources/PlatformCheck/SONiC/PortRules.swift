import PlatformFormats
import SwitchPlatform

/// PRT01–08, 11: the cells of `port_config.ini`.
enum PortRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for files in platform.portFiles {
      guard let config = files.portConfig, report.isFirst("ports \(platform.tree.absolute("\(files.folder)/port_config.ini"))") else {
        continue
      }
      header(config, report)
      shape(config, report)
      names(config, report)
      for row in config.rows { values(row, in: config, report) }
      subports(config, report)
      end(config, report)
    }
  }

  private static func header(_ config: SONiCPortConfig, _ report: Report) {
    let unknown = config.table.columns.filter { !SONiCPortConfig.knownColumns.contains($0.text) }
    if let first = unknown.first {
      let more = unknown.dropFirst().prefix(8).map { "'\($0.text.excerpt)'" }.joined(separator: ", ")
      report.error(
        "PRT01", config.file, at: first.position,
        "no column is called '\(first.text.excerpt)'\(more.isEmpty ? "" : ", nor \(more)")"
          + NearestName.suggestion(for: first.text, among: SONiCPortConfig.knownColumns.sorted()))
    }
    for needed in ["name", "lanes"] where config.table.hasHeader && !config.hasColumn(needed) {
      let place = config.table.columns.first?.position ?? SourcePosition(line: 1, column: 1)
      report.error("PRT01", config.file, at: place, "the header names no column '\(needed)'")
    }
  }

  private static func shape(_ config: SONiCPortConfig, _ report: Report) {
    let width = config.table.columns.count
    let short = config.rows.filter { $0.cells.count < width }
    if let first = short.first {
      let missing = config.table.columns.dropFirst(first.cells.count).map { "'\($0.text.excerpt)'" }.joined(separator: ", ")
      let others = short.dropFirst().prefix(8).map { Diagnostic.Related(config.file, at: $0.position, "and this row") }
      let count = short.count == 1 ? "" : "; so have \(short.count - 1) more rows"
      report.warning(
        "PRT02", config.file, at: first.position,
        "\(first.name.excerpt) has \(first.cells.count) values for \(width) columns; \(missing) \(first.cells.count + 1 == width ? "is" : "are") silently absent\(count)",
        related: others)
    }
    for row in config.rows where row.cells.count > width {
      report.error(
        "PRT03", config.file, at: row.cells[width].position,
        "\(row.name.excerpt) has \(row.cells.count) values for \(width) columns: '\(row.cells[width].text.excerpt)' belongs to none, and SONiC stops here"
      )
    }
  }

  /// PRT15: a file that was cut in its last row still looks like one.
  private static func end(_ config: SONiCPortConfig, _ report: Report) {
    guard !config.table.endsWithNewline, let last = config.rows.last else { return }
    report.note(
      "PRT15", config.file, at: last.position, "the last row, \(last.name.excerpt), has no line end; the file may be cut off here")
  }

  private static func names(_ config: SONiCPortConfig, _ report: Report) {
    var ports: [String: SONiCPortConfig.Row] = [:]
    var aliases: [String: SONiCPortConfig.Row] = [:]
    for row in config.rows {
      if !SONiCPortConfig.isName(row.name) {
        report.error(
          "PRT14", config.file, at: row.position, "'\(row.name.excerpt)' is no name of a port; expected Ethernet and a number")
      }
      if let first = ports[row.name] {
        report.error(
          "PRT04", config.file, at: row.position, "port \(row.name.excerpt) is already in the file",
          related: [.init(config.file, at: first.position, "first here")])
      } else {
        ports[row.name] = row
      }
      guard let alias = row["alias"], !["n/a", "na", "-", "none"].contains(alias.text.lowercased()) else { continue }
      if let first = aliases[alias.text] {
        report.error(
          "PRT05", config.file, at: alias.position,
          "alias \(alias.text.excerpt) of \(row.name.excerpt) is already that of \(first.name.excerpt)",
          related: [.init(config.file, at: first["alias"]?.position ?? first.position, "first used here")])
      } else {
        aliases[alias.text] = row
      }
    }
  }

  /// What a column's value can be.
  static let choices: [String: [String]] = [
    "autoneg": ["on", "off"], "fec": ["rs", "fc", "none", "auto"], "admin_status": ["up", "down"],
    "role": ["Ext", "Int", "Inb", "Rec", "Dpc"]
  ]

  private static func values(_ row: SONiCPortConfig.Row, in config: SONiCPortConfig, _ report: Report) {
    for (column, choices) in choices.sorted(by: { $0.key < $1.key }) {
      guard let cell = row[column], !choices.contains(cell.text), !["n/a", "-"].contains(cell.text.lowercased()) else { continue }
      report.error(
        "PRT06", config.file, at: cell.position,
        "\(column) of \(row.name.excerpt) is '\(cell.text.excerpt)'; expected \(choices.joined(separator: ", "))"
          + (choices.first { $0.lowercased() == cell.text.lowercased() }.map { "; did you mean '\($0)'?" } ?? ""))
    }
    if let cell = row["speed"], !["n/a", "-"].contains(cell.text.lowercased()) {
      if Int(cell.text) == nil {
        report.error(
          "PRT06", config.file, at: cell.position, "speed of \(row.name.excerpt) is '\(cell.text.excerpt)'; expected Mb/s as a number")
      } else if let speed = row.speed, !speeds.contains(speed) {
        report.warning("PRT07", config.file, at: cell.position, "\(row.name.excerpt) runs at \(speed) Mb/s, which is no speed of Ethernet")
      }
    }
    for column in ["index", "subport", "core_id", "core_port_id", "num_voq"] {
      guard let cell = row[column], Int(cell.text) == nil, !["n/a", "-"].contains(cell.text.lowercased()) else { continue }
      report.error("PRT06", config.file, at: cell.position, "\(column) of \(row.name.excerpt) is '\(cell.text.excerpt)'; expected a number")
    }
    if let cell = row["mtu"] {
      if let mtu = Int(cell.text), (68...65535).contains(mtu) {
        if mtu == 9126 {
          report.note("PRT08", config.file, at: cell.position, "MTU 9126 of \(row.name.excerpt): probably 9216, two digits swapped")
        }
      } else {
        report.error("PRT06", config.file, at: cell.position, "mtu of \(row.name.excerpt) is '\(cell.text.excerpt)'; expected 68…65535")
      }
    }
  }

  /// - Unit: Mb/s.
  static let speeds: Set<Int> = [
    10, 100, 1000, 2500, 5000, 10_000, 20_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000
  ]

  private static func subports(_ config: SONiCPortConfig, _ report: Report) {
    guard config.hasColumn("subport"), config.hasColumn("index") else { return }
    let ports = Dictionary(config.rows.compactMap { row in row.index.map { ($0, 1) } }, uniquingKeysWith: +)
    for row in config.rows {
      guard let cell = row["subport"], let subport = Int(cell.text), subport != 0, let index = row.index, ports[index] == 1 else {
        continue
      }
      report.warning(
        "PRT11", config.file, at: cell.position,
        "\(row.name.excerpt) is the only port of cage \(index), so it is not broken out: its subport is 0, not \(subport)")
    }
  }
}

extension String {
  /// Text of a file as a message repeats it: shortened, and without control characters.
  var excerpt: String {
    let shown = unicodeScalars.prefix(48).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : String($0) }.joined()
    return unicodeScalars.count > 48 ? shown + "…" : shown
  }
}

extension Diagnostic.Related {
  init(_ file: String, at position: SourcePosition, _ message: String) { self.init(file: file, at: position, message) }
}
