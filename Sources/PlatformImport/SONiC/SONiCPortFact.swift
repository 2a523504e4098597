import PlatformFormats
import SwitchPlatform

/// What SONiC's files say of a logical port, wherever they say it.
struct SONiCPortFact {
  var name: String
  var lanes: [Int]
  var alias: String?
  var index: Int?
  /// - Unit: Mb/s.
  var speed: Int?
  /// Its cage in `platform.json`.
  var parent: String?
  /// Its mode in `hwsku.json`.
  var mode: SONiCBreakoutMode?
  var fec: String?
  var autoneg: String?
  /// Other columns.
  var others: [(name: String, text: String)] = []
  var isInternal = false
  var asic: Int
  var file: String
  var line: UInt32

  var place: String { "\(file):\(line)" }

  /// The ports that SONiC makes of a SKU's files: of `hwsku.json` where the platform has cages, else of the port table.
  static func facts(_ files: SONiCPortFiles, asic: Int, of platform: SONiCPlatform, remarks: inout [String]) -> [SONiCPortFact] {
    if let cages = platform.cages, let hwsku = files.hwsku { return facts(hwsku, cages, asic, &remarks) }
    guard let table = files.portConfig ?? (files.hwsku == nil ? platform.sharedPorts?.portConfig : nil) else { return [] }
    let own: Set<String> = ["name", "lanes", "alias", "index", "speed", "fec", "autoneg"]
    let (known, unknown) = (SONiCPortConfig.knownColumns, table.table.columns.filter { !SONiCPortConfig.knownColumns.contains($0.text) })
    remarks += unknown.map { "\(table.file):\($0.position.line): column '\($0.text)' is left out: SONiC knows none of this name" }
    var result: [SONiCPortFact] = []
    for row in table.rows {
      let place = "\(table.file):\(row.position.line)"
      guard let lanes = row.lanes, !lanes.isEmpty else {
        remarks.append("\(place): port '\(row.name)' is left out: its lanes are no numbers")
        continue
      }
      let others = table.table.columns.map(\.text).filter { !own.contains($0) && known.contains($0) }
        .compactMap { name in row[name].map { (name, $0.text) } }
      result.append(
        SONiCPortFact(
          name: row.name, lanes: lanes, alias: row.alias, index: row.index, speed: row.speed, fec: row["fec"]?.text,
          autoneg: row["autoneg"]?.text, others: others, isInternal: row.isInternal, asic: asic, file: table.file, line: row.position.line))
    }
    return result
  }

  private static func facts(_ hwsku: SONiCHWSKU, _ file: SONiCPlatformFile, _ asic: Int, _ remarks: inout [String]) -> [SONiCPortFact] {
    let cages = Dictionary(file.interfaces.map { ($0.name, $0) }) { first, _ in first }
    var result: [SONiCPortFact] = []
    for port in hwsku.ports {
      let place = "\(hwsku.file):\(port.position.line)"
      guard let cage = cages[port.name], let mode = port.mode else {
        remarks.append("\(place): port '\(port.name)' is left out: no such cage in platform.json, or no mode")
        continue
      }
      let made = SONiCPort.ports(of: cage, as: mode)
      if made.isEmpty { remarks.append("\(place): port '\(port.name)' is left out: its cage does not offer \(mode.text)") }
      for one in made {
        let lanes = one.lanes.compactMap { Int($0) }
        guard lanes.count == one.lanes.count else {
          remarks.append("\(place): port '\(one.name)' is left out: its lanes are no numbers")
          continue
        }
        result.append(
          SONiCPortFact(
            name: one.name, lanes: lanes, alias: one.alias, index: one.index.flatMap { Int($0) }, speed: one.speed, parent: cage.name,
            mode: mode, fec: port.node["fec"]?.text ?? one.fec, autoneg: port.node["autoneg"]?.text,
            isInternal: SONiCLanes.isInternal(cage.name), asic: asic, file: hwsku.file, line: port.position.line))
      }
    }
    return result
  }
}
