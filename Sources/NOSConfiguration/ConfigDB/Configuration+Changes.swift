public import SwitchControl
import SwitchModel

extension Configuration {
  /// What makes a switch that has the rows of `old` have those of this configuration: rows that it lacks go, the others are put.
  ///
  /// Rows are compared by key. Next hops, interfaces, ACL tables and entries have numbers in file order, so that one that is added at the
  /// end of its section leaves the others as they are. The routes of route lists are no part of it.
  ///
  /// - Complexity: O(rows of both).
  public func changes(from old: Configuration) -> Transaction {
    var transaction = Transaction()
    func compare<R: EditableRow>(_ before: [Configured<R>], _ after: [Configured<R>]) {
      let held = Dictionary(before.map { ($0.row.key, $0.row) }, uniquingKeysWith: { first, _ in first })
      let wanted = Set(after.map(\.row.key))
      for configured in before where !wanted.contains(configured.row.key) {
        transaction.remove(R.self, configured.row.key, from: configured.provenance)
      }
      for configured in after where held[configured.row.key] != configured.row {
        transaction.put(configured.row, from: configured.provenance)
      }
    }
    compare(old.rows.ports, rows.ports)
    compare(old.rows.vlans, rows.vlans)
    compare(old.rows.fdb, rows.fdb)
    compare(old.rows.virtualRouters, rows.virtualRouters)
    compare(old.rows.routerInterfaces, rows.routerInterfaces)
    compare(old.rows.neighbors, rows.neighbors)
    compare(old.rows.nextHops, rows.nextHops)
    compare(old.rows.nextHopGroups, rows.nextHopGroups)
    compare(old.rows.routes, rows.routes)
    compare(old.rows.aclTables, rows.aclTables)
    compare(old.rows.aclEntries, rows.aclEntries)
    return transaction
  }
}
