import CSAI
public import SwitchHAL
public import SwitchModel

/// A table over a library's objects: what exists, order, undo and errors, for every kind of row.
///
/// Every change is several calls (an object, its members); when one fails those before it are taken back, and where that fails too
/// the change fails with `.diverged`.
final class SAITable<Objects: RowObjects>: Table {
  typealias Entry = Objects.Entry

  private let objects: Objects
  private let context: SAIContext
  private let causes: SAICauses<Entry>
  /// Pools by name, for how full they are; `nil` where the library does not say.
  private let level: () -> Usage.Level?
  private var ids: [Entry.Key: sai_object_id_t] = [:]

  init(_ objects: Objects, _ context: SAIContext, pool: PoolID, level: @escaping () -> Usage.Level?) {
    self.objects = objects
    self.context = context
    self.level = level
    causes = SAICauses(context: context, pool: pool, column: objects.column)
  }

  func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    var failures: [Failure] = []
    for index in changes.indices {
      if let cause = attempt(changes[index]) { failures.append(Failure(index: index, error: SwitchError(Entry.kind, cause))) }
    }
    return failures
  }

  private func attempt(_ change: Change<Entry>) -> SwitchError.Cause? {
    let key = change.key
    if let after = change.after, let column = Entry.schema.firstInvalidColumn(of: after) { return .invalid(column) }
    let steps = Steps(context.library)
    do throws(SAIFault) {
      if change.before == nil {
        guard ids[key] == nil else { return .exists }
        guard let after = change.after else { return .missing }
        let id = try objects.insert(after, steps)
        ids[key] = id
        if id != 0 { context.name(Entry.rowKey(key), id) }
        return nil
      }
      let id = ids[key] ?? 0
      guard let held = try objects.read(key, id), held == change.before else { return .missing }
      if let after = change.after {
        try objects.update(held, to: after, id, steps)
      } else {
        try objects.remove(held, id, steps)
        ids[key] = nil
        context.forget(Entry.rowKey(key))
      }
      return nil
    } catch {
      let cause = causes.cause(error, Entry.rowKey(key))
      return steps.rollBack() ? cause : .diverged
    }
  }

  func row(at key: Entry.Key) -> Entry? {
    guard let row = try? objects.read(key, ids[key] ?? 0) else { return nil }
    return row
  }

  func forEachRow(_ body: (Entry) -> Void) {
    for key in ids.keys { if let row = row(at: key) { body(row) } }
    for key in objects.otherKeys(besides: Set(ids.keys)) { if let row = row(at: key) { body(row) } }
  }

  var usage: Usage {
    let others = objects.otherKeys(besides: Set(ids.keys))
    return Usage(rows: ids.count + others.count, levels: level().map { [$0] } ?? [])
  }

  /// A row that refers to another.
  func user(of key: RowKey) -> RowKey? {
    var user: RowKey?
    forEachRow { row in
      guard user == nil else { return }
      Entry.schema.forEachReference(of: row) { if $0 == key { user = Entry.rowKey(row.key) } }
    }
    return user
  }
}

extension SAITable: PortTable where Entry == Port {}
extension SAITable: VLANTable where Entry == VLAN {}
extension SAITable: FDBTable where Entry == FDBEntry {}
extension SAITable: VirtualRouterTable where Entry == VirtualRouter {}
extension SAITable: RouterInterfaceTable where Entry == RouterInterface {}
extension SAITable: NeighborTable where Entry == Neighbor {}
extension SAITable: NextHopTable where Entry == NextHop {}
extension SAITable: NextHopGroupTable where Entry == NextHopGroup {}
extension SAITable: ACLTableTable where Entry == ACLTable {}
extension SAITable: ACLEntryTable where Entry == ACLEntry {}
extension SAITable: LAGTable where Entry == LAG {}
extension SAITable: SpanningTreeTable where Entry == SpanningTree {}
extension SAITable: TrapGroupTable where Entry == TrapGroup {}
extension SAITable: TrapTable where Entry == Trap {}
extension SAITable: PolicerTable where Entry == Policer {}
