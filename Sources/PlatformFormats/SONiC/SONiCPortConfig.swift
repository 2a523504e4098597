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
