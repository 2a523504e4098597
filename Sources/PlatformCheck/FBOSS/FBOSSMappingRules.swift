import PlatformFormats
import SwitchPlatform

/// The tables of lanes and ports: `…_static_mapping.csv`, `…_port_profile_mapping.csv`.
///
/// Ports of a profile table share lanes by design (`Controlling_Port`), so lanes of ports are not compared.
enum FBOSSMappingRules {
  static func check(_ tree: FileTree, _ names: [String], into report: Report) {
    for name in names {
      if name.hasSuffix("_static_mapping.csv") {
        if let table = table(tree, name, report) { lanes(table, report) }
      } else if name.hasSuffix("_port_profile_mapping.csv") {
        if let table = table(tree, name, report) { ports(table, report) }
      }
    }
  }

  /// A table with what is wrong in its shape told; `nil`: it cannot be read.
  static func table(_ tree: FileTree, _ name: String, _ report: Report) -> CSVTable? {
    do throws(CatalogError) {
      let source = try tree.file(name)
      if let fault = TextLimits.fault(source) {
        report.add(fault)
        return nil
      }
      let table = CSVTable(source)
      report.add(table.diagnostics)
      return table
    } catch {
      report.add(tree.unreadable(name, error))
      return nil
    }
  }

  /// SRD01: a lane, or a pair of pins of the chip, wired twice.
  private static func lanes(_ table: CSVTable, _ report: Report) {
    func once(_ side: String, _ column: String, _ what: String) {
      let place = ["SLOT_ID", "CHIP_ID", "CHIP_TYPE", "CORE_ID", "CORE_TYPE"].map { "\(side)_\($0)" }
      let column = "\(side)_\(column)"
      var first: [[String]: CSVTable.Row] = [:]
      for row in table.rows {
        guard let lane = table.cell(row, column), !lane.isEmpty else { continue }
        if Int(lane) == nil, column.hasSuffix("LANE") {
          report.error("TYP02", table.file, at: table.position(row, column), "'\(column)' is '\(lane)'; expected a whole number")
          continue
        }
        let key = place.map { table.cell(row, $0) ?? "" } + [lane]
        if let other = first[key] {
          report.error(
            "SRD01", table.file, at: table.position(row, column),
            "\(what) \(lane) of \(key[2]) \(key[1]), core \(key[3]), is wired twice",
            related: [Diagnostic.Related(file: table.file, at: table.position(other, column), "first here")])
        } else {
          first[key] = row
        }
      }
    }
    once("A", "CORE_LANE", "lane")
    once("A", "PHYSICAL_TX_LANE", "transmitting lane")
    once("A", "PHYSICAL_RX_LANE", "receiving lane")
    once("Z", "CORE_LANE", "lane")
  }

  /// PRT04, REF13: a port twice; a controlling port that there is not.
  private static func ports(_ table: CSVTable, _ report: Report) {
    for column in ["Global_PortID", "Port_Name"] {
      var first: [String: CSVTable.Row] = [:]
      for row in table.rows {
        guard let value = table.cell(row, column), !value.isEmpty else { continue }
        if let other = first[value] {
          report.error(
            "PRT04", table.file, at: table.position(row, column), "'\(column)' \(value) is in the file already",
            related: [Diagnostic.Related(file: table.file, at: table.position(other, column), "first here")])
        } else {
          first[value] = row
        }
      }
    }
    let ids = Set(table.rows.compactMap { table.cell($0, "Global_PortID") })
    for row in table.rows {
      guard let port = table.cell(row, "Controlling_Port"), !port.isEmpty, !ids.contains(port) else { continue }
      report.error("REF13", table.file, at: table.position(row, "Controlling_Port"), "no port has the id \(port)")
    }
  }
}
