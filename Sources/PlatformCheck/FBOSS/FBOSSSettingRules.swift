import PlatformFormats
import SwitchPlatform

/// `…_si_settings.csv`: values for lanes that the wiring has, each once; the other tables, whose rows must fit their header.
enum FBOSSSettingRules {
  private static let ending = "_si_settings.csv"
  private static let others = ["_profile_settings.csv", "_platform_descriptor.csv", "_integrated_transceiver_mapping.csv"]
  private static let place = ["SLOT_ID", "CHIP_ID", "CHIP_TYPE", "CORE_ID", "CORE_TYPE", "CORE_LANE"]

  static func check(_ tree: FileTree, _ names: [String], into report: Report) {
    for name in names {
      if others.contains(where: { name.hasSuffix($0) }) { _ = FBOSSMappingRules.table(tree, name, report) }
      guard name.hasSuffix(ending), let table = FBOSSMappingRules.table(tree, name, report) else { continue }
      once(table, report)
      let wiring = name.dropLast(ending.count) + "_static_mapping.csv"
      if tree.kind(String(wiring)) == .file, let lanes = FBOSSMappingRules.table(tree, String(wiring), report) {
        wired(table, lanes, report)
      }
    }
  }

  /// REF13: a lane that is wired to nothing.
  private static func wired(_ table: CSVTable, _ wiring: CSVTable, _ report: Report) {
    var known: Set<[String]> = []
    for row in wiring.rows {
      for side in ["A_", "Z_"] { known.insert(place.map { wiring.cell(row, side + $0) ?? "" }) }
    }
    guard !known.isEmpty else { return }
    for row in table.rows {
      let lane = place.map { table.cell(row, $0) ?? "" }
      guard !known.contains(lane) else { continue }
      report.error(
        "REF13", table.file, at: table.position(row, "CORE_LANE"),
        "\(FileTree.lastName(of: wiring.file)) has no lane \(lane[5].excerpt) of \(lane[2].excerpt) \(lane[1].excerpt), core \(lane[3].excerpt) (\(lane[4].excerpt)) in slot \(lane[0].excerpt)"
      )
    }
  }

  /// NAM03: two rows for one lane, speed, medium and cable.
  private static func once(_ table: CSVTable, _ report: Report) {
    let keys = table.header.filter { !$0.hasPrefix("TX_") && !$0.hasPrefix("RX_") }
    guard keys.contains("CORE_LANE") else { return }
    var first: [[String]: CSVTable.Row] = [:]
    for row in table.rows {
      let key = keys.map { table.cell(row, $0) ?? "" }
      guard let known = first[key] else {
        first[key] = row
        continue
      }
      report.error(
        "NAM03", table.file, at: table.position(row, "CORE_LANE"), "the settings for this lane, speed and medium are in the file already",
        related: [.init(file: table.file, at: table.position(known, "CORE_LANE"), "first here")])
    }
  }
}
