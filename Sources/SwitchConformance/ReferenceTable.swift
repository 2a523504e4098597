public import SwitchHAL
public import SwitchModel

/// A table in a dictionary that keeps every clause of the contract, references included.
///
/// A class, as a device is one thing however many hold it: copies of a `SwitchDevice` share it.
public final class ReferenceTable<Entry: DeviceRow>: Table {
  private var rows: [Entry.Key: Entry] = [:]
  private let capacity: Int?
  private let pool: PoolID
  private let references: ReferenceBook

  init(capacity: Int?, pool: PoolID, references: ReferenceBook) {
    self.capacity = capacity
    self.pool = pool
    self.references = references
  }

  public func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    var failures: [Failure] = []
    for index in changes.indices {
      if let cause = applyOne(changes[index]) { failures.append(Failure(index: index, error: SwitchError(Entry.kind, cause))) }
    }
    return failures
  }

  public func row(at key: Entry.Key) -> Entry? { rows[key] }

  public func forEachRow(_ body: (Entry) -> Void) { for row in rows.values { body(row) } }

  public var usage: Usage {
    let level = capacity.map { Usage.Level(pool: Entry.schema.name, capacity: $0, occupied: rows.count) }
    return Usage(rows: rows.count, levels: level.map { [$0] } ?? [])
  }

  private func applyOne(_ change: Change<Entry>) -> SwitchError.Cause? {
    let key = change.key
    let held = rows[key]
    if change.before == nil {
      if held != nil { return .exists }
      if let capacity, rows.count >= capacity { return .exhausted(Exhaustion(pool: pool, constraint: .rows)) }
    } else if held == nil || held != change.before {
      return .missing
    }
    if let after = change.after {
      if let column = Entry.schema.firstInvalidColumn(of: after) { return .invalid(column) }
      if let missing = references.firstMissing(after) { return .unresolved(missing) }
    } else if let user = references.user(of: Entry.rowKey(key)) {
      return .inUse(by: user)
    }
    references.replace(held, with: change.after)
    rows[key] = change.after
    return nil
  }
}

/// Who is there and who refers to whom, over all tables of a device.
final class ReferenceBook {
  private var held: Set<RowKey> = []
  private var users: [RowKey: Set<RowKey>] = [:]

  func firstMissing<R: Row>(_ row: R) -> RowKey? {
    var missing: RowKey?
    R.schema.forEachReference(of: row) { if missing == nil, !held.contains($0) { missing = $0 } }
    return missing
  }

  func user(of key: RowKey) -> RowKey? { users[key]?.first }

  func replace<R: Row>(_ before: R?, with after: R?) {
    if let before {
      let key = R.rowKey(before.key)
      held.remove(key)
      R.schema.forEachReference(of: before) { users[$0]?.remove(key) }
    }
    if let after {
      let key = R.rowKey(after.key)
      held.insert(key)
      R.schema.forEachReference(of: after) { users[$0, default: []].insert(key) }
    }
  }
}

extension ReferenceTable: PortTable where Entry == Port {}
extension ReferenceTable: VLANTable where Entry == VLAN {}
extension ReferenceTable: FDBTable where Entry == FDBEntry {}
extension ReferenceTable: VirtualRouterTable where Entry == VirtualRouter {}
extension ReferenceTable: RouterInterfaceTable where Entry == RouterInterface {}
extension ReferenceTable: NeighborTable where Entry == Neighbor {}
extension ReferenceTable: NextHopTable where Entry == NextHop {}
extension ReferenceTable: NextHopGroupTable where Entry == NextHopGroup {}
extension ReferenceTable: RouteTable where Entry == Route {}
extension ReferenceTable: ACLTableTable where Entry == ACLTable {}
extension ReferenceTable: ACLEntryTable where Entry == ACLEntry {}
extension ReferenceTable: LAGTable where Entry == LAG {}
extension ReferenceTable: SpanningTreeTable where Entry == SpanningTree {}
extension ReferenceTable: TrapGroupTable where Entry == TrapGroup {}
extension ReferenceTable: TrapTable where Entry == Trap {}
extension ReferenceTable: PolicerTable where Entry == Policer {}
