import NOSConfiguration
import SwitchControl
import SwitchModel

/// A configuration's rows as text, a row a line: the place it comes from, its name, its columns.
enum RowDump {
  static func text(_ configuration: Configuration) -> String {
    var lines: [String] = []
    func add<R: Row>(_ rows: [Configured<R>]) {
      for configured in rows {
        let key = R.rowKey(configured.row.key)
        let line = configured.provenance.line
        let columns = R.schema.columns.map { "\($0.name)=\($0.read(configured.row))" }.joined(separator: " ")
        lines.append("\(line) \(configuration.names[key] ?? "-"): \(R.schema.name) \(columns)")
      }
    }
    add(configuration.rows.ports)
    add(configuration.rows.vlans)
    add(configuration.rows.fdb)
    add(configuration.rows.virtualRouters)
    add(configuration.rows.routerInterfaces)
    add(configuration.rows.neighbors)
    add(configuration.rows.nextHops)
    add(configuration.rows.nextHopGroups)
    add(configuration.rows.routes)
    add(configuration.rows.aclTables)
    add(configuration.rows.aclEntries)
    return lines.joined(separator: "\n")
  }
}
