import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

/// SplitMix64.
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
  mutating func number(_ bound: UInt16) -> UInt16 { UInt16.random(in: 0..<bound, using: &self) }
}

extension NaiveModel {
  /// A random edit in a small world, in which keys often meet. Mostly sensible, given what is there.
  mutating func randomEdit(_ random: inout Random) {
    func one<R: SnapshotRow>(_ row: R, _ random: inout Random) -> Edit<R> {
      let isThere = next[keyPath: R.path][row.key] != nil
      return switch random.below(100) {
      case 0..<25: .put(row)
      case 25..<28: isThere ? .insert(row) : .update(row)
      case 28..<75: isThere ? .update(row) : .insert(row)
      case 75..<97: isThere ? .remove(row.key) : .insert(row)
      default: .remove(row.key)
      }
    }
    let port = PortID(random.number(4))
    let vlan = VLANID(1 + random.number(3)) ?? .default
    let router = VirtualRouterID(random.number(2))
    let interface = RouterInterfaceID(random.number(3))
    let neighbor = Neighbor.Key(interface: interface, address: IPAddress(v4: UInt32(random.number(2))))
    let nextHop = NextHopID(UInt32(random.number(3)))
    let group = NextHopGroupID(UInt32(random.number(2)))
    let flag = random.below(2) == 0
    switch random.below(11) {
    case 0: edit(one(Port(id: port, lanes: [1], speed: random.below(40) == 0 ? 1 : 1000, isEnabled: flag), &random))
    case 1:
      let members = (0..<random.below(3)).map { _ in VLAN.Member(port: PortID(random.number(4)), isTagged: flag) }
      edit(one(VLAN(id: vlan, members: members), &random))
    case 2: edit(one(FDBEntry(vlan: vlan, mac: MACAddress(bits: UInt64(random.number(3))), port: port, isStatic: flag), &random))
    case 3: edit(one(VirtualRouter(id: router, isIPv4Enabled: flag), &random))
    case 4:
      let attachment: RouterInterface.Attachment = random.below(8) == 0 ? .port(port) : .vlan(vlan)
      edit(one(RouterInterface(id: interface, virtualRouter: router, attachment: attachment, mac: .zero, isIPv6Enabled: flag), &random))
    case 5: edit(one(Neighbor(interface: interface, address: neighbor.address, mac: MACAddress(bits: UInt64(random.number(2)))), &random))
    case 6: edit(one(NextHop(id: nextHop, neighbor: neighbor), &random))
    case 7:
      let members = (0..<random.below(3)).map { _ in NextHopGroup.Member(nextHop: NextHopID(UInt32(random.number(3)))) }
      edit(one(NextHopGroup(id: group, members: members), &random))
    case 8:
      let destinations: [Route.Destination] = [.nextHop(nextHop), .nextHopGroup(group), .routerInterface(interface), .cpu, .drop]
      let prefix = IPPrefix(host: IPAddress(v4: UInt32(random.number(4))))
      edit(one(Route(virtualRouter: router, prefix: prefix, destination: destinations[random.below(5)]), &random))
    case 9: edit(one(ACLTable(id: ACLTableID(random.number(2)), stage: .ingress, fields: [], ports: flag ? [port] : []), &random))
    default:
      let action: ACLEntry.Action = flag ? .redirectToPort(port) : .redirectToNextHop(nextHop)
      edit(
        one(
          ACLEntry(
            table: ACLTableID(random.number(2)), number: UInt32(random.number(2)), priority: 1, match: ACLMatch(), action: action),
          &random))
    }
  }
}

@Suite struct PropertyTests {
  /// Faults without what a commit may choose: which of the users it names.
  private func comparable(_ faults: [CommitFailure.Fault], users: [RowKey: [RowKey]]) -> Set<CommitFailure.Fault> {
    Set(
      faults.map { fault in
        guard case .inUse(let user) = fault.error.cause, user == fault.key || users[fault.key]?.contains(user) == true else { return fault }
        return .init(key: fault.key, error: SwitchError(fault.error.kind, .inUse(by: fault.key)))
      })
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func commitsAreWhatTheNaiveModelSays(seed: UInt64) throws {
    var random = Random(state: seed)
    let managed = ManagedSwitch(device: ReferenceDevice.make())
    var model = NaiveModel()
    var accepted = 0
    var refused = 0
    for step in 0..<600 {
      model.begin()
      for _ in 0..<(1 + random.below(8)) { model.randomEdit(&random) }
      model.check()
      let users = model.users()
      let failure = failure(managed, model.transaction)
      let found = comparable(failure?.faults ?? [], users: users)
      try #require(found == comparable(model.faults, users: users), "step \(step)")
      if failure == nil {
        model.state = model.next
        accepted += 1
      } else {
        refused += 1
      }
      try #require(Snapshot(intent: managed) == model.state, "step \(step)")
      try #require(Snapshot(managed.device) == model.state, "step \(step)")
    }
    #expect(accepted > 60 && refused > 60, "\(accepted) accepted, \(refused) refused")
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func faultsAndLackOfRoomChangeNothing(seed: UInt64) throws {
    var random = Random(state: seed &* 77)
    let plan = FaultPlan()
    let device = ReferenceDevice.make(capacities: [.route: 3, .fdbEntry: 2, .aclEntry: 1, .neighbor: 3])
    let managed = ManagedSwitch(device: device.faulty(plan))
    var model = NaiveModel()
    var tally = (accepted: 0, failed: 0, diverged: 0)
    for step in 0..<600 {
      model.begin()
      for _ in 0..<(1 + random.below(6)) { model.randomEdit(&random) }
      model.check()
      guard model.faults.isEmpty else { continue }
      plan.arm(.odds(perMillion: 40_000, seed: random.next()))
      if let failure = failure(managed, model.transaction) {
        if failure.isDiverged {
          plan.arm(.none)
          try managed.reconcile()
          tally.diverged += 1
        }
        tally.failed += 1
      } else {
        model.state = model.next
        tally.accepted += 1
      }
      try #require(Snapshot(intent: managed) == model.state, "step \(step)")
      try #require(Snapshot(managed.device) == model.state, "step \(step)")
    }
    #expect(tally.accepted > 20 && tally.failed > 5, "\(tally)")
  }
}
