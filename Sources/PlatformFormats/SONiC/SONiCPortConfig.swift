public import SwitchPlatform

/// A `port_config.ini`: a row for each logical port.
public struct SONiCPortConfig: Sendable {
  public struct Row: Sendable {
    /// In the order of the file; more than there are columns stop SONiC's reader.
    public var cells: [ColumnTable.Cell]
    fileprivate var columns: [String: Int]

    public subscript(_ column: String) -> ColumnTable.Cell? {
      guard let index = columns[column], cells.indices.contains(index) else { return nil }
      return cells[index]
    }

    public var name: String { self["name"]?.text ?? "" }
    public var alias: String? { self["alias"]?.text }
    /// `nil` where a lane is no number; see `SONiCLanes`.
    public var lanes: [Int]? { self["lanes"].flatMap { SONiCLanes.list($0.text) } }
    public var speed: Int? { self["speed"].flatMap { Int($0.text) } }
    public var index: Int? { self["index"].flatMap { Int($0.text) } }
    public var position: SourcePosition { self["name"]?.position ?? cells.first?.position ?? SourcePosition(line: 1, column: 1) }

    /// Recycle, inband and backplane ports, which lead to no cage.
    public var isInternal: Bool {
      if let role = self["role"]?.text.lowercased(), role == "int" || role == "inb" || role == "rec" || role == "dpc" { return true }
      return SONiCLanes.isInternal(name)
    }
  }

  public var table: ColumnTable
  public var file: String { table.file }
  public var rows: [Row]

  public init(_ source: SourceFile) {
    table = ColumnTable(source)
    let columns = Dictionary(table.columns.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { $1 })
    rows = table.rows.map { Row(cells: $0, columns: columns) }
  }

  /// The columns that SONiC's tables of ports have.
  public static let knownColumns: Set<String> = [
    "name", "lanes", "alias", "index", "speed", "fec", "autoneg", "mtu", "admin_status", "subport", "role", "asic_port_name", "core_id",
    "core_port_id", "num_voq", "valid_speeds", "type", "description", "interface_type", "adv_speeds", "adv_interface_types", "port_type",
    "pfc_asym", "tpid", "media_type", "link_training", "tx_power", "laser_freq", "dom_polling", "macsec", "mode", "fallback", "coreId",
    "corePortId", "numVoq", "dhcp_rate_limit", "hw_lanes", "system_port_id", "switch_id", "asic_id", "mdio_addr", "parent_port"
  ]

  /// `Ethernet48`, `Ethernet-BP0`, `Ethernet-Rec0`, `Ethernet-IB0`: what SONiC takes for a port of the front panel or for one inside.
  public static func isName(_ name: String) -> Bool {
    guard name.hasPrefix("Ethernet") else { return false }
    var rest = name.utf8.dropFirst("Ethernet".utf8.count)
    if rest.first == UInt8(ascii: "-") {
      let word = rest.dropFirst().prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
      guard !word.isEmpty else { return false }
      rest = rest.dropFirst(word.count + 1)
    }
    return !rest.isEmpty && rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  public func hasColumn(_ name: String) -> Bool { table.index(of: name) != nil }
}

/// Lists of lanes as SONiC writes them: `1,2,3,4`.
public enum SONiCLanes {
  /// - Returns: `nil` where an element is no number, empty elements included.
  public static func list(_ text: String) -> [Int]? {
    var result: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let lane = Int(part.trimmed), lane >= 0 else { return nil }
      result.append(lane)
    }
    return result
  }

  /// Whether a port's name says that it leads to no cage: `Ethernet-BP0`, `Ethernet-Rec0`, `Ethernet-IB0`.
  public static func isInternal(_ name: String) -> Bool { name.hasPrefix("Ethernet-") }
}
