import ArgumentParser
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// `trysail show`: the device's rows, as it holds them.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the tables of a switch as the device holds them.",
    discussion: """
      TABLE is a kind of row (\(RowKind.allCases.map(\.description).joined(separator: ", "))) or 'usage': only how full the tables \
      are, and what refuses the next row first. Without TABLE all tables are shown. Rows stand in the order of their keys.
      """)

  @Argument(help: ArgumentHelp("What to show.", valueName: "table"))
  var table: String?

  @OptionGroup var platform: BoardOption
  @OptionGroup var setup: OptionalConfigurationOptions

  @Option(
    help: ArgumentHelp("Rows of each table, at most; the others are counted. Default: 1,000 in text, all in JSON.", valueName: "rows"))
  var limit: Int?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit: expected 0 or more, found \(limit).") }
    _ = try kinds()
  }

  /// The kinds to show; `nil` for usage only.
  private func kinds() throws -> [RowKind]? {
    guard let table else { return RowKind.allCases }
    if table.lowercased() == "usage" { return nil }
    let wanted = table.lowercased().filter { $0 != "-" && $0 != "_" }
    let found = RowKind.allCases.first { kind in
      let name = kind.description.lowercased()
      return [name, name + "s", name.hasSuffix("y") ? name.dropLast() + "ies" : name, kind == .fdbEntry ? "fdb" : name].contains(wanted)
    }
    if let found { return [found] }
    let names = RowKind.allCases.map(\.description) + ["usage"]
    throw ValidationError("no table is named '\(table)'\(NearestName.choices(for: table, among: names, else: names, "tables"))")
  }

  func run() throws {
    let loaded = try LoadedSwitch(platform, config: setup.config, routes: setup.routes)
    let device = loaded.target.control.device
    let usage = TableReport.all(of: device)
    guard let kinds = try kinds() else {
      let lines = RunReport.tableLines(usage, Paint.output)
      return Terminal.print(json ? JSON.text(usage) : lines.joined(separator: "\n"))
    }
    if table != nil, let kind = kinds.first, !device.capabilities.supports(kind) {
      throw Terminal.failure("the switch has no table '\(kind)': its chip \(loaded.target.platform.asic.name) has none")
    }
    var dump = TableDump(device: device, limit: limit ?? (json ? .max : 1000), names: loaded.configuration?.names ?? [:])
    for kind in kinds where device.capabilities.supports(kind) { kind.accept(&dump) }
    if json { return Terminal.print(JSON.text(dump.tables.map { $0.report(usage) })) }
    let paint = Paint.output
    Terminal.print(dump.tables.map { $0.text(usage, paint) }.joined(separator: "\n\n"))
  }
}
