import CSAI
public import SwitchHAL
public import SwitchModel

/// Routes, many at a call where the library has such calls.
///
/// Consecutive insertions, and consecutive removals, of different keys are one call; updates, which may need two attributes, are
/// made singly. Which destination a route has is read from the library; a change finds out from the table's own note whether
/// its route is there.
final class SAIRouteTable: RouteTable {
  private let context: SAIContext
  private let causes: SAICauses<Route>
  private let level: () -> [Usage.Level]
  private var held: [Route.Key: Route.Destination] = [:]
  private var library: SAILibrary { context.library }
  private var functions: EntryFunctions<sai_route_entry_t> { library.functions.route }

  /// Routes in one call.
  private static let batch = 1024

  init(_ context: SAIContext, pool: PoolID, level: @escaping () -> [Usage.Level]) {
    self.context = context
    self.level = level
    causes = SAICauses(context: context, pool: pool) { _ in nil }
  }

  // MARK: Changes

  private enum Verb { case insert, remove, update }
  private struct Planned {
    let index: Int
    let change: Change<Route>
    let entry: sai_route_entry_t
    let attributes: [SAIAttribute]
  }

  func apply(_ changes: Span<Change<Route>>) -> [Failure] {
    var failures: [Failure] = []
    var run: [Planned] = []
    var keys: Set<Route.Key> = []
    var verb = Verb.insert
    func fail(_ index: Int, _ cause: SwitchError.Cause) { failures.append(Failure(index: index, error: SwitchError(.route, cause))) }
    for index in changes.indices {
      let change = changes[index]
      let its: Verb = change.before == nil ? .insert : change.after == nil ? .remove : .update
      if its != verb || its == .update || keys.contains(change.key) || run.count >= SAIRouteTable.batch {
        perform(run, verb, fail)
        run = []
        keys = []
        verb = its
      }
      do throws(SAIFault) {
        if let planned = try plan(change, index, its) {
          run.append(planned)
          keys.insert(change.key)
        }
      } catch { fail(index, causes.cause(error, .route(change.key))) }
    }
    perform(run, verb, fail)
    return failures.sorted { $0.index < $1.index }
  }

  /// Checks a change; an update is made at once.
  private func plan(_ change: Change<Route>, _ index: Int, _ verb: Verb) throws(SAIFault) -> Planned? {
    let there = held[change.key]
    if verb == .insert {
      guard there == nil else { throw .cause(.exists) }
    } else {
      guard let there, there == change.before?.destination else { throw .cause(.missing) }
    }
    let entry = try entry(change.key)
    guard let after = change.after else { return Planned(index: index, change: change, entry: entry, attributes: []) }
    let attributes = try attributes(after.destination)
    guard verb == .update, let before = there else { return Planned(index: index, change: change, entry: entry, attributes: attributes) }
    try update(entry, before, to: after, attributes)
    return nil
  }

  private func update(
    _ entry: sai_route_entry_t, _ before: Route.Destination, to after: Route, _ attributes: [SAIAttribute]
  ) throws(SAIFault) {
    let steps = Steps(library)
    let old = try self.attributes(before)
    do throws(SAIFault) {
      // The way first: a route that is to forward has one when it begins to. One that is to drop stops first.
      let order = after.destination == .drop ? Array(zip(attributes, old)).reversed() : Array(zip(attributes, old))
      for (new, old) in order {
        if new.id == SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID.rawValue {
          try steps.set(entry, functions, SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, new.value, was: old.value)
        } else {
          try steps.set(entry, functions, SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, new.value, was: old.value)
        }
      }
    } catch {
      throw steps.rollBack() ? error : .cause(.diverged)
    }
    held[after.key] = after.destination
  }

  private func perform(_ run: [Planned], _ verb: Verb, _ fail: (Int, SwitchError.Cause) -> Void) {
    guard !run.isEmpty else { return }
    let statuses =
      run.count == 1
      ? nil : verb == .insert ? library.createRoutes(run.map(\.entry), run.map(\.attributes)) : library.removeRoutes(run.map(\.entry))
    for (position, planned) in run.enumerated() {
      do throws(SAIFault) {
        if let statuses {
          let status = statuses[position]
          if status != SAI_STATUS_SUCCESS {
            throw SAIFault.status(status, type: SAI_OBJECT_TYPE_ROUTE_ENTRY.rawValue, attributes: planned.attributes.map(\.id))
          }
        } else if verb == .insert {
          try library.create(planned.entry, functions, planned.attributes)
        } else {
          try library.remove(planned.entry, functions)
        }
        held[planned.change.key] = planned.change.after?.destination
      } catch { fail(planned.index, causes.cause(error, .route(planned.change.key))) }
    }
  }

  private func entry(_ key: Route.Key) throws(SAIFault) -> sai_route_entry_t {
    var entry = sai_route_entry_t()
    entry.switch_id = library.switchID
    entry.vr_id = try context.object(.virtualRouter(key.virtualRouter))
    entry.destination = cPrefix(key.prefix)
    return entry
  }

  /// Always the next hop, then the action.
  private func attributes(_ destination: Route.Destination) throws(SAIFault) -> [SAIAttribute] {
    var target: sai_object_id_t = 0
    if let key = destination.reference { target = try context.object(key) }
    if destination == .cpu { target = context.cpuPort }
    return [
      SAIAttribute(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, .object(target)),
      SAIAttribute(SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, .choice(destination == .drop ? SAI_PACKET_ACTION_DROP : SAI_PACKET_ACTION_FORWARD))
    ]
  }

  // MARK: What is held

  func row(at key: Route.Key) -> Route? {
    guard let entry = try? entry(key),
      let action = try? library.value(entry, functions, SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, { $0.s32 }),
      let target = try? library.value(entry, functions, SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, { $0.oid })
    else { return nil }
    let destination: Route.Destination
    if action == Int32(SAI_PACKET_ACTION_DROP.rawValue) {
      destination = .drop
    } else if target == context.cpuPort || action == Int32(SAI_PACKET_ACTION_TRAP.rawValue) {
      destination = .cpu
    } else {
      switch context.key(target) {
      case .nextHop(let id): destination = .nextHop(id)
      case .nextHopGroup(let id): destination = .nextHopGroup(id)
      case .routerInterface(let id): destination = .routerInterface(id)
      default: destination = .drop
      }
    }
    return Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination)
  }

  func forEachRow(_ body: (Route) -> Void) {
    for key in held.keys { if let row = row(at: key) { body(row) } }
  }

  var usage: Usage { Usage(rows: held.count, levels: level()) }

  /// A route that refers to a row.
  func user(of key: RowKey) -> RowKey? {
    if case .virtualRouter(let id) = key { return held.keys.first { $0.virtualRouter == id }.map { .route($0) } }
    return held.first { $0.value.reference == key }.map { .route($0.key) }
  }
}
