import SwitchControl
import SwitchModel

/// A row that a snapshot holds.
protocol SnapshotRow: EditableRow {
  static var path: WritableKeyPath<Snapshot, [Key: Self]> { get }
}

extension Port: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: Port]> { \.ports } }
extension VLAN: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: VLAN]> { \.vlans } }
extension FDBEntry: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: FDBEntry]> { \.fdb } }
extension VirtualRouter: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: VirtualRouter]> { \.virtualRouters } }
extension RouterInterface: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: RouterInterface]> { \.interfaces } }
extension Neighbor: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: Neighbor]> { \.neighbors } }
extension NextHop: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: NextHop]> { \.nextHops } }
extension NextHopGroup: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: NextHopGroup]> { \.groups } }
extension Route: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: Route]> { \.routes } }
extension ACLTable: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: ACLTable]> { \.aclTables } }
extension ACLEntry: SnapshotRow { static var path: WritableKeyPath<Snapshot, [Key: ACLEntry]> { \.aclEntries } }

/// What a commit must do, said as plainly as possible: all edits in order on a copy, then a look at every row.
struct NaiveModel {
  enum Edit<R: SnapshotRow> {
    case insert(R), update(R), put(R), remove(R.Key)
  }

  var state = Snapshot()
  /// The state after the edits so far.
  var next = Snapshot()
  var transaction = Transaction()
  var faults: [CommitFailure.Fault] = []

  static let types: [any SnapshotRow.Type] = [
    Port.self, VLAN.self, FDBEntry.self, VirtualRouter.self, RouterInterface.self, Neighbor.self, NextHop.self, NextHopGroup.self,
    Route.self, ACLTable.self, ACLEntry.self
  ]

  mutating func begin() {
    next = state
    transaction = Transaction()
    faults = []
  }

  mutating func edit<R: SnapshotRow>(_ edit: Edit<R>) {
    switch edit {
    case .insert(let row):
      transaction.insert(row)
      if next[keyPath: R.path][row.key] != nil { fault(R.self, row.key, .exists) } else { next[keyPath: R.path][row.key] = row }
    case .update(let row):
      transaction.update(row)
      if next[keyPath: R.path][row.key] == nil { fault(R.self, row.key, .missing) } else { next[keyPath: R.path][row.key] = row }
    case .put(let row):
      transaction.put(row)
      next[keyPath: R.path][row.key] = row
    case .remove(let key):
      transaction.remove(R.self, key)
      if next[keyPath: R.path].removeValue(forKey: key) == nil { fault(R.self, key, .missing) }
    }
  }

  private mutating func fault<R: SnapshotRow>(_ type: R.Type, _ key: R.Key, _ cause: SwitchError.Cause) {
    faults.append(.init(key: R.rowKey(key), error: SwitchError(R.kind, cause)))
  }

  /// All users of each row in `next`.
  func users() -> [RowKey: [RowKey]] {
    var users: [RowKey: [RowKey]] = [:]
    func look<R: SnapshotRow>(_ type: R.Type) {
      for row in next[keyPath: R.path].values { R.schema.forEachReference(of: row) { users[$0, default: []].append(R.rowKey(row.key)) } }
    }
    for type in NaiveModel.types { look(type) }
    return users
  }

  /// Looks at every row that differs.
  mutating func check() {
    var there: Set<RowKey> = []
    func collect<R: SnapshotRow>(_ type: R.Type) { for key in next[keyPath: R.path].keys { there.insert(R.rowKey(key)) } }
    for type in NaiveModel.types { collect(type) }
    let users = users()
    func look<R: SnapshotRow>(_ type: R.Type) {
      let before = state[keyPath: R.path]
      let after = next[keyPath: R.path]
      for row in after.values where before[row.key] != row {
        if let column = R.schema.firstInvalidColumn(of: row) { fault(R.self, row.key, .invalid(column)) }
        if let held = before[row.key] {
          for id in R.schema.differences(held, row) where R.schema.columns[Int(id.rawValue)].access == .createOnly {
            fault(R.self, row.key, .invalid(id))
          }
        }
        R.schema.forEachReference(of: row) { if !there.contains($0) { fault(R.self, row.key, .unresolved($0)) } }
      }
      for key in before.keys where after[key] == nil {
        if users[R.rowKey(key)] != nil { fault(R.self, key, .inUse(by: R.rowKey(key))) }
      }
    }
    for type in NaiveModel.types { look(type) }
  }
}
