import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

/// Commits on devices with little room.
@Suite struct RoomTests {
  private func route(_ number: UInt32, _ destination: Route.Destination) throws -> Route {
    Route(prefix: try #require(IPPrefix(IPAddress(v4: number << 8), length: 24)), destination: destination)
  }

  private func fullSwitch(_ plan: FaultPlan = FaultPlan()) throws -> ManagedSwitch {
    let device = ReferenceDevice.make(capacities: [.route: 4, .nextHop: 2]).faulty(plan)
    let managed = ManagedSwitch(device: device)
    var transaction = Network(routeCount: 0).transaction
    transaction.remove(ACLEntry.self, Network().aclEntries[1].key)
    for row in Network().groups { transaction.remove(NextHopGroup.self, row.key) }
    for row in Network().nextHops.suffix(2) { transaction.remove(NextHop.self, row.key) }
    for number: UInt32 in 0..<4 { transaction.insert(try route(number, .nextHop(NextHopID(number % 2 + 1)))) }
    try managed.commit(transaction)
    return managed
  }

  @Test func aFullTableNamesItsPool() throws {
    let managed = try fullSwitch()
    var sources = SourceNames()
    let file = sources.number(of: "fpm")
    managed.sources = sources
    let failure = failure(managed) {
      $0.insert(Route(prefix: IPPrefix(host: IPAddress(v4: 9)), destination: .cpu), from: Provenance(source: file, line: 7))
    }
    #expect(failure?.text == "fpm:7: route 0.0.0.9/32: Route: pool Route is exhausted: all rows are taken (4 of 4 rows occupied)")
    #expect(failure?.isDiverged == false)
  }

  @Test func removalsMakeRoomWhenNothingElseDoes() throws {
    let managed = try fullSwitch()
    var transaction = Transaction()
    for number: UInt32 in 0..<4 {
      transaction.remove(Route.self, try route(number, .cpu).key)
      transaction.insert(try route(number + 100, .nextHop(NextHopID(3))))
    }
    transaction.insert(Network().nextHops[2])
    transaction.remove(NextHop.self, NextHopID(1))
    let report = try managed.commit(transaction)
    #expect(report.order == .breakBeforeMake)
    #expect(report.inserted == 5 && report.removed == 5)
    #expect(Snapshot(managed.device) == Snapshot(intent: managed))
    #expect(managed.references(to: NextHop.self, NextHopID(3)) == 4)
    #expect(managed.references(to: NextHop.self, NextHopID(2)) == 0)
  }

  @Test func aRowThatAnUpdateReleasesCannotGoFirst() throws {
    let managed = try fullSwitch()
    let before = Snapshot(managed.device)
    // Next hop 1 is free only after the routes have moved to 3, for which there is room only after 1 has gone.
    var transaction = Transaction()
    transaction.insert(Network().nextHops[2])
    for number: UInt32 in [0, 2] { transaction.update(try route(number, .nextHop(NextHopID(3)))) }
    transaction.remove(NextHop.self, NextHopID(1))
    let failure = #expect(throws: CommitFailure.self) { try managed.commit(transaction) }
    #expect(failure?.isDiverged == false)
    #expect(Snapshot(managed.device) == before)
  }

  @Test func everyPositionOfBothOrders() throws {
    let plan = FaultPlan()
    let managed = try fullSwitch(plan)
    let before = Snapshot(managed.device)
    var transaction = Transaction()
    for number: UInt32 in 0..<4 {
      transaction.remove(Route.self, try route(number, .cpu).key)
      transaction.insert(try route(number + 100, .nextHop(NextHopID(2))))
    }
    // Four insertions fail for room; then four removals and four insertions.
    for position: UInt64 in 0..<12 {
      plan.arm(failing: position)
      do throws(CommitFailure) {
        try managed.commit(transaction)
        #expect(position < 4, "an injected fault among faults for room only changes which of them is reported")
        #expect(Snapshot(managed.device) == Snapshot(intent: managed))
        var back = Transaction()
        for number: UInt32 in 0..<4 {
          back.remove(Route.self, Route.Key(virtualRouter: VirtualRouterID(0), prefix: try prefix(number + 100)))
          back.insert(Route(prefix: try prefix(number), destination: .nextHop(NextHopID(number % 2 + 1))))
        }
        plan.arm(.none)
        try managed.commit(back)
      } catch {
        #expect(position >= 4 && !error.isDiverged)
      }
      #expect(Snapshot(managed.device) == before)
      #expect(Snapshot(intent: managed) == before)
    }
  }

  private func prefix(_ number: UInt32) throws(CommitFailure) -> IPPrefix {
    IPPrefix(IPAddress(v4: number << 8), length: 24) ?? IPPrefix(host: IPAddress(v4: 0))
  }
}
