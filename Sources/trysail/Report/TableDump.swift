import SwitchControl
import SwitchHAL
import SwitchModel

/// The rows of tables as texts, in key order.
struct TableDump: RowVisitor {
  struct Table {
    let name: String
    let columns: [String]
    /// By column.
    let rows: [[ColumnValue]]
    /// What the configuration calls each row; empty where it names none of them.
    let names: [String?]
    let total: Int
  }

  let device: SwitchDevice
  let limit: Int
  let names: [RowKey: String]
  private(set) var tables: [Table] = []

  init(device: SwitchDevice, limit: Int, names: [RowKey: String]) {
    self.device = device
    self.limit = limit
    self.names = names
  }

  mutating func visit<R: EditableRow>(_ type: R.Type) {
    let table = R.table(of: device)
    var rows: [R] = []
    table.forEachRow { rows.append($0) }
    let schema = R.schema
    let keys = schema.columns.filter { $0.access == .key }
    let sorted = rows.map { row in (order: keys.map { SortKey($0.read(row)) }, row: row) }
      .sorted { $0.order.lexicographicallyPrecedes($1.order) }
    let shown = sorted.prefix(limit).map(\.row)
    let found = shown.map { names[R.rowKey($0.key)] }
    tables.append(
      Table(
        name: schema.name, columns: schema.columns.map(\.name), rows: shown.map { row in schema.columns.map { $0.read(row) } },
        names: found.contains { $0 != nil } ? found : [], total: rows.count))
  }
}

/// A column's value in the order in which people look for it: numbers as numbers, addresses by their bits.
private enum SortKey: Comparable {
  case number(UInt64)
  case address(IPAddress)
  case prefix(IPPrefix)
  case text(String)

  init(_ value: ColumnValue) {
    switch value {
    case .none: self = .number(0)
    case .bool(let value): self = .number(value ? 1 : 0)
    case .unsigned(let value): self = .number(value)
    case .mac(let value): self = .number(value.bits)
    case .address(let value): self = .address(value)
    case .prefix(let value): self = .prefix(value)
    case .text(let value): self = .text(value)
    case .reference(let key): self = SortKey(key)
    case .list(let values): self = .text(values.description)
    }
  }

  private init(_ key: RowKey) {
    switch key {
    case .port(let id): self = .number(UInt64(id.rawValue))
    case .vlan(let id): self = .number(UInt64(id.rawValue))
    case .virtualRouter(let id): self = .number(UInt64(id.rawValue))
    case .routerInterface(let id): self = .number(UInt64(id.rawValue))
    case .nextHop(let id): self = .number(UInt64(id.rawValue))
    case .nextHopGroup(let id): self = .number(UInt64(id.rawValue))
    case .aclTable(let id): self = .number(UInt64(id.rawValue))
    case .lag(let id): self = .number(UInt64(id.rawValue))
    case .spanningTree(let id): self = .number(UInt64(id.rawValue))
    case .trapGroup(let id): self = .number(UInt64(id.rawValue))
    case .trap(let kind): self = .number(UInt64(kind.rawValue))
    case .policer(let id): self = .number(UInt64(id.rawValue))
    case .fdbEntry, .neighbor, .route, .aclEntry: self = .text(key.description)
    }
  }
}

extension TableDump.Table {
  struct Report: Encodable {
    var table: String
    var total: Int
    var rows: [[String: JSONValue]]
    var pools: [TableReport.Pool]
  }

  func report(_ usage: [TableReport]) -> Report {
    Report(
      table: name, total: total,
      rows: rows.enumerated().map { index, row in
        var columns = Dictionary(zip(columns, row.map { JSONValue(value: $0) })) { first, _ in first }
        if let name = names.indices.contains(index) ? names[index] : nil { columns["name"] = JSONValue(value: .text(name)) }
        return columns
      },
      pools: usage.first { $0.table == name }?.pools ?? [])
  }

  func text(_ usage: [TableReport], _ paint: Paint) -> String {
    let pools = (usage.first { $0.table == name }?.pools ?? []).map { pool in
      "\(pool.pool) \(pool.used.grouped) of \(pool.capacity.grouped)" + (pool.constraint.map { " (\($0))" } ?? "")
    }
    var lines = [paint.bold("\(name): \(counted(total, "row"))") + (pools.isEmpty ? "" : "; " + pools.joined(separator: ", "))]
    let hasNames = !names.isEmpty
    var table = TextTable(
      columns.indices.map { isNumeric($0) ? .right : .left } + (hasNames ? [.left] : []), header: columns + (hasNames ? ["name"] : []))
    for (index, row) in rows.enumerated() {
      table.add(row.map { TableDump.cell($0) } + (hasNames ? [(names.indices.contains(index) ? names[index] : nil) ?? "-"] : []))
    }
    if !rows.isEmpty { lines += table.lines(paint) }
    if rows.count < total { lines.append("  … and \((total - rows.count).grouped) more") }
    return lines.joined(separator: "\n")
  }

  private func isNumeric(_ column: Int) -> Bool {
    rows.allSatisfy { row in
      if case .unsigned = row[column] { true } else { false }
    }
  }
}

extension TableDump {
  fileprivate static func cell(_ value: ColumnValue) -> String {
    switch value {
    case .none: "-"
    case .bool(let value): value ? "yes" : "no"
    case .list(let values): values.isEmpty ? "-" : values.map { cell($0) }.joined(separator: ",")
    case .reference(let key): key.shortName
    default: value.description
    }
  }
}

extension RowKey {
  /// The key without the kind's name, where a column's title says it.
  fileprivate var shortName: String {
    switch self {
    case .port(let key): key.description
    case .vlan(let key): key.description
    case .virtualRouter(let key): key.description
    case .routerInterface(let key): key.description
    case .nextHop(let key): key.description
    case .nextHopGroup(let key): key.description
    case .aclTable(let key): key.description
    case .fdbEntry(let key): key.description
    case .neighbor(let key): "\(key.address) on \(key.interface)"
    case .route(let key): key.description
    case .aclEntry(let key): key.description
    case .lag(let key): key.description
    case .spanningTree(let key): key.description
    case .trapGroup(let key): key.description
    case .trap(let key): key.description
    case .policer(let key): key.description
    }
  }
}

/// A column's value as JSON.
struct JSONValue: Encodable {
  let value: ColumnValue

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .none: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .list(let values): try container.encode(values.map { JSONValue(value: $0) })
    default: try container.encode(value.description)
    }
  }
}
