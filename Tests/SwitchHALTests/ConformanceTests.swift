import SwitchConformance
import SwitchHAL
import SwitchModel
import Testing

private let ports = (1...4).map { Port(id: PortID($0), lanes: [$0], speed: 10_000) }

/// A table of a driver with a bug.
private final class BrokenRoutes: RouteTable {
  typealias Entry = Route

  enum Bug: CaseIterable {
    case liesAboutInsertions, forgetsRemovals, forgetsUpdates, stopsAtAFailure, namesAFailureTwice, countsFromOne, ordersBackwards
    case overwritesOnInsertion, acceptsRemovalOfNothing, insertsOnUpdate, saysMissingForExists, removesOnFailedInsertion
    case hidesTheNewestRow, visitsARowTwice, tellsWhatWasAsked, countsOneTooMany, leaks
  }

  let inner: any Table<Entry>
  let bug: Bug
  var leaked = 0
  var asked: [Entry.Key: Entry] = [:]
  var newest: Entry.Key?

  init(_ inner: any Table<Entry>, _ bug: Bug) {
    self.inner = inner
    self.bug = bug
  }

  func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    var table = inner
    var failures: [Failure] = []
    for index in changes.indices {
      var change = changes[index]
      let held = table.row(at: change.key)
      asked[change.key] = change.after
      switch bug {
      case .liesAboutInsertions where change.before == nil && held == nil && table.usage.rows > 1: continue
      case .forgetsRemovals where change.after == nil && held != nil: continue
      case .forgetsUpdates where change.before != nil && change.after != nil && held != nil: continue
      case .overwritesOnInsertion:
        if change.before == nil, let held, let after = change.after { change = Change.update(from: held, to: after) ?? change }
      case .acceptsRemovalOfNothing where change.after == nil && held == nil: continue
      case .insertsOnUpdate:
        if held == nil, change.before != nil, let after = change.after { change = .insert(after) }
      case .removesOnFailedInsertion:
        if change.before == nil, let held { try? table.applyOne(.remove(held)) }
      case .leaks where change.after == nil && held != nil: leaked += 1
      default: break
      }
      do throws(SwitchError) {
        if bug == .leaks, change.before == nil, leaked > 50 {
          throw SwitchError(Entry.kind, .exhausted(.init(pool: PoolID(0), constraint: .rows)))
        }
        if bug == .removesOnFailedInsertion, change.before == nil, held != nil { throw SwitchError(Entry.kind, .exists) }
        try table.applyOne(change)
        if change.before == nil { newest = change.key }
      } catch {
        let isExists = error.cause == .exists
        let reported = bug == .saysMissingForExists && isExists ? SwitchError(Entry.kind, .missing) : error
        failures.append(Failure(index: bug == .countsFromOne ? index + 1 : index, error: reported))
        if bug == .namesAFailureTwice { failures.append(Failure(index: index, error: reported)) }
        if bug == .stopsAtAFailure { return failures }
      }
    }
    return bug == .ordersBackwards ? failures.reversed() : failures
  }

  func row(at key: Entry.Key) -> Entry? {
    switch bug {
    case .tellsWhatWasAsked: asked[key]
    default: inner.row(at: key)
    }
  }

  func forEachRow(_ body: (Entry) -> Void) {
    var isFirst = true
    inner.forEachRow { row in
      if bug == .hidesTheNewestRow, row.key == newest { return }
      body(row)
      if bug == .visitsARowTwice, isFirst { body(row) }
      isFirst = false
    }
  }

  var usage: Usage {
    var usage = inner.usage
    if bug == .countsOneTooMany { usage.rows += 1 }
    return usage
  }
}

extension BrokenRoutes.Bug {
  /// The clauses of which at least one must catch the bug.
  fileprivate var clauses: Set<ConformanceClause> {
    switch self {
    case .liesAboutInsertions, .forgetsRemovals, .namesAFailureTwice, .countsFromOne, .ordersBackwards: [.reported]
    case .forgetsUpdates: [.held]
    case .stopsAtAFailure: [.attempted]
    case .overwritesOnInsertion, .saysMissingForExists: [.exists]
    case .acceptsRemovalOfNothing, .insertsOnUpdate: [.missing]
    case .removesOnFailedInsertion, .tellsWhatWasAsked: [.atomic]
    case .hidesTheNewestRow, .visitsARowTwice: [.held]
    case .countsOneTooMany: [.counted]
    case .leaks: [.released]
    }
  }
}

@Suite struct ConformanceTests {
  @Test func theReferenceDeviceKeepsEveryClause() {
    let results = Conformance(ports: ports) { ReferenceDevice.make() }.run()
    #expect(results.count == RowKind.allCases.count * ConformanceClause.allCases.count)
    #expect(results.filter { $0.verdict != .kept }.map(\.description) == [])
  }

  @Test func aSmallDeviceIsTriedAsFarAsItGoes() {
    let capacities = Dictionary(uniqueKeysWithValues: RowKind.allCases.map { ($0, 1) })
    let small = Conformance(ports: ports) { ReferenceDevice.make(capacities: capacities) }.run()
    #expect(small.filter { $0.verdict != .kept }.map(\.description) == [])

    let layer2 = Conformance(ports: ports) { ReferenceDevice.make(kinds: [.port, .vlan, .fdbEntry]) }.run()
    #expect(Set(layer2.map(\.kind)) == [.port, .vlan, .fdbEntry])
    #expect(layer2.allSatisfy { $0.verdict == .kept })

    let portless = Conformance(ports: []) { ReferenceDevice.make() }.run()
    #expect(Set(portless.filter { $0.verdict == .skipped }.map(\.kind)) == [.port, .fdbEntry])
    #expect(!portless.contains { $0.verdict == .broken })
  }

  @Test func samplesKeepToTheCapabilities() {
    let results = Conformance(ports: ports) {
      var device = ReferenceDevice.make()
      let keys: Set = [ColumnID(0)]
      device.capabilities.columns[.virtualRouter] = keys
      device.capabilities.columns[.port]?.subtract([ColumnID(3), ColumnID(4), ColumnID(5), ColumnID(6), ColumnID(7)])
      return device
    }.run()
    #expect(!results.contains { $0.verdict == .broken })
  }

  @Test(arguments: BrokenRoutes.Bug.allCases) private func bugsAreCaught(bug: BrokenRoutes.Bug) {
    let results = Conformance(ports: ports) {
      var device = ReferenceDevice.make()
      device.routes = BrokenRoutes(Route.table(of: device), bug)
      return device
    }.run(kinds: [.virtualRouter, .route])
    let broken = results.filter { $0.verdict == .broken }
    #expect(Set(broken.map(\.kind)) == [.route])
    #expect(bug.clauses.isSubset(of: Set(broken.map(\.clause))), "\(broken.map(\.description))")
  }

  @Test func aTableThatRefusesAllIsBroken() {
    let results = Conformance(ports: ports) {
      var device = ReferenceDevice.make()
      device.vlans = Unsupported<VLAN>()
      return device
    }.run()
    let vlans = results.filter { $0.kind == .vlan }
    #expect(vlans.allSatisfy { $0.verdict == .broken })
    #expect(vlans.first?.detail == "refuses VLAN 100: VLAN is not supported by the device")
  }

  @Test func faultsAreNoConformance() {
    let results = Conformance(ports: ports) {
      ReferenceDevice.make().faulty(FaultPlan(.odds(perMillion: 300_000, seed: 5)))
    }.run()
    #expect(results.contains { $0.verdict == .broken })
  }
}
