import MemoryExperiments
import ASICDriver
import ASICSimulator
import DeviceAccess
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// All or nothing, whatever single write of the bus is lost.
  @Suite struct Faults {
    /// The bus of a lab, kept so that it can be broken.
    private final class Fixture {
      let lab: Lab
      let bus: FaultyBus

      init(_ chip: ASICDescription, isHobby: Bool = false) throws {
        var made: FaultyBus?
        lab = try Lab(chip) { inner in
          let bus = FaultyBus(inner)
          made = bus
          return bus
        }
        bus = try #require(made)
        try lab.commit(isHobby ? Lab.bridged(lanes: 1, speed: 1000) : Lab.bridged())
        if !isHobby { try lab.commit(Lab.routed()) }
        try lab.commit(Faults.before(isHobby: isHobby))
      }
    }

    /// What packets of many kinds meet, without learning anything new.
    private static func forwarding(_ lab: Lab) -> [Seen] {
      var seen: [Seen] = []
      func send(_ frame: [UInt8], _ port: UInt16) { seen.append(lab.send(frame, on: port, notBefore: lab.asic.now + 100_000)) }
      func udp(_ destination: UInt64, _ ports: (UInt16, UInt16), tags: [Frame.Tag] = []) -> [UInt8] {
        Frame.ethernet(
          to: destination, from: Lab.host(201), tags: tags, type: 0x0800,
          Frame.ipv4(from: 0xc000_0201, to: 0xc000_0202, dscp: 46, Frame.udp(ports.0, ports.1)))
      }
      for port in 1...5 as ClosedRange<UInt16> {
        for destination in [0xffff_ffff_ffff, Lab.host(2), Lab.host(202), Lab.host(204), Lab.host(301)] as [UInt64] {
          for number in [7, 100, 200, 300] as [UInt16] {
            send(udp(destination, (1002, number)), port)
            for vlan in [10, 20, 30, 40, 41] as [UInt16] { send(udp(destination, (1002, number), tags: [.vlan(vlan)]), port) }
          }
        }
      }
      // LAGs, spanning trees, sub-ports.
      for port in [5, 12, 13, 14, 15] as [UInt16] {
        for vlan in [20, 41, 42] as [UInt16] {
          for destination in [0xffff_ffff_ffff, Lab.host(205)] as [UInt64] { send(udp(destination, (5, 5), tags: [.vlan(vlan)]), port) }
        }
        for (interface, tags) in [(50, [.vlan(50)]), (51, [])] as [(UInt64, [Frame.Tag])] {
          send(Frame.toRoute(interface: interface, to: 0x6440_0805, tags: tags), port)
        }
      }
      send(Frame.toRoute(interface: 70, to: 0x6440_0805, tags: [.vlan(70)]), 7)
      for interface in [6, 7, 8, 9, 10] as [UInt64] {
        for destination in [
          0x6440_0005, 0x6440_0105, 0x6440_0205, 0x6440_0905, 0x6440_8003, 0x6440_8085, 0x6450_0001, 0x0808_0808, 0x0a07_0002, 0x0a0a_004d,
          0x0a14_0004
        ] as [UInt32] {
          send(Frame.toRoute(interface: interface, to: destination, length: 20), interface == 10 ? 1 : UInt16(interface))
          send(Frame.toRoute(interface: interface, to: destination, length: 1400), interface == 10 ? 1 : UInt16(interface))
        }
      }
      _ = try? lab.sim.takePunted()
      return seen
    }

    private static func withoutLearning(_ fixture: Fixture) throws {
      // Learned rows would come and go with the probes; they are proved elsewhere.
      try fixture.lab.commit { transaction in
        fixture.lab.control.forEach(Port.self) {
          var port = $0
          port.isLearning = false
          transaction.update(port)
        }
      }
    }

    private static func chip(isHobby: Bool) throws -> ASICDescription {
      if isHobby {
        var chip = try ASICDescription.hobby()
        chip.change(.fdb) { $0.depth = 256 }
        return chip
      }
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.fdb, 256)
      // Small buckets: the routes of the transaction split and merge some.
      for role in [TableRole.routeIPv4, .routeIPv6] {
        chip.change(role) {
          guard case .algorithmicLPM(var match) = $0.match else { return }
          match.bucketEntries = 4
          $0.match = .algorithmicLPM(match)
        }
        chip.resize(role, 64)
      }
      return chip
    }

    /// The transaction with its ports not learning, as the fixture's are.
    private static func transaction(_ isHobby: Bool) -> Transaction { mixed(isHobby: isHobby) }

    @Test(arguments: [false, true]) func everySingleWriteCanFail(_ isHobby: Bool) throws {
      let chip = try Faults.chip(isHobby: isHobby)
      var fixture = try Fixture(chip, isHobby: isHobby)
      try Faults.withoutLearning(fixture)
      var lab = fixture.lab
      let transaction = Faults.transaction(isHobby)
      if !isHobby { #expect(transaction.count == 70) }

      // How many writes it takes when nothing fails, on another switch.
      let clean = try Fixture(chip, isHobby: isHobby)
      try Faults.withoutLearning(clean)
      clean.bus.arm(failing: nil)
      try clean.lab.commit(transaction)
      let writes = clean.bus.writes
      let after = Snapshot(intentOf: clean.lab.control)
      #expect(Snapshot(clean.lab.device).differences(from: after) == [])
      #expect(writes > 100)

      let intent = Snapshot(intentOf: lab.control)
      let device = Snapshot(lab.device)
      #expect(device.differences(from: intent) == [])
      let forwarding = Faults.forwarding(lab)
      var kinds: Set<RowKind> = []
      var swept = 0
      var survived = 0
      let step = Acceptance.isRelease ? 1 : 29
      for number in stride(from: 0, to: writes, by: step) {
        fixture.bus.arm(failing: number..<number + 1)
        var failure: CommitFailure?
        do { try lab.commit(transaction) } catch let error as CommitFailure { failure = error }
        let struck = fixture.bus.writes
        fixture.bus.arm(failing: nil)
        if failure == nil && struck <= number {
          // What earlier faults left laid out otherwise took fewer writes: this one was never made. Anew, on a fresh switch.
          fixture = try Fixture(chip, isHobby: isHobby)
          try Faults.withoutLearning(fixture)
          lab = fixture.lab
          fixture.bus.arm(failing: number..<number + 1)
          do { try lab.commit(transaction) } catch let error as CommitFailure { failure = error }
          fixture.bus.arm(failing: nil)
        }
        guard let failure else {
          // Only where the write was the command of a read that was not needed: then all of it is there.
          let differences = Snapshot(lab.device).differences(from: after)
          #expect(isHobby, "write \(number) of \(writes) failed, and the commit did not")
          #expect(differences == [], "write \(number) of \(writes) failed, and the commit did not")
          if !differences.isEmpty { return }
          survived += 1
          fixture = try Fixture(chip, isHobby: isHobby)
          try Faults.withoutLearning(fixture)
          lab = fixture.lab
          continue
        }
        swept += 1
        for fault in failure.faults { kinds.insert(fault.key.kind) }
        if failure.isDiverged || lab.control.isDiverged {
          Issue.record("write \(number) of \(writes): diverged: \(failure)")
          return
        }
        let differences = Snapshot(lab.device).differences(from: device)
        #expect(differences == [], "device after write \(number): \(failure)")
        #expect(Snapshot(intentOf: lab.control) == intent, "intent after write \(number)")
        let now = Faults.forwarding(lab)
        if now != forwarding {
          let first = zip(forwarding, now).first { $0 != $1 }
          Issue.record("write \(number): \(failure): packets go elsewhere: \(String(describing: first))")
        }
        if !differences.isEmpty || now != forwarding { return }
      }
      try lab.commit(transaction)
      #expect(Snapshot(lab.device).differences(from: after) == [])
      #expect(Snapshot(intentOf: lab.control) == after)
      #expect(Faults.forwarding(lab) == Faults.forwarding(clean.lab), "as if nothing had ever failed")
      if !isHobby && Acceptance.isRelease {
        #expect(
          kinds.isSuperset(of: [
            .port, .vlan, .fdbEntry, .routerInterface, .neighbor, .nextHopGroup, .route, .aclTable, .aclEntry, .lag, .spanningTree,
            .trapGroup, .trap, .policer
          ]))
      }
      Acceptance.figure(
        "\(chip.name): \(swept) of \(writes) bus writes of a \(transaction.count)-row transaction failed one by one: nothing changed; \(survived) were not needed"
      )
    }

    @Test(arguments: [false, true]) func aCommitSucceedsRightAfterAnyFault(_ isHobby: Bool) throws {
      let chip = try Faults.chip(isHobby: isHobby)
      let count = Acceptance.size(60, debug: 6)
      for number in 0..<count {
        let fixture = try Fixture(chip, isHobby: isHobby)
        try Faults.withoutLearning(fixture)
        let write = UInt64(number * 400 / count)
        fixture.bus.arm(failing: write..<write + 1)
        var hasFailed = false
        do { try fixture.lab.commit(Faults.transaction(isHobby)) } catch let failure as CommitFailure {
          hasFailed = true
          #expect(!failure.isDiverged)
        }
        // On the hobby chip a write may be the command of a read that is not needed.
        #expect(hasFailed || isHobby)
        if hasFailed { try fixture.lab.commit(Faults.transaction(isHobby)) }
        #expect(Snapshot(fixture.lab.device).differences(from: Snapshot(intentOf: fixture.lab.control)) == [])
      }
    }

    /// A bus that dies takes undo with it: the switch says so, refuses commits, and is healed by reconciliation.
    @Test(arguments: [false, true]) func aDeadBusDivergesAndHeals(_ isHobby: Bool) throws {
      let chip = try Faults.chip(isHobby: isHobby)
      let clean = try Fixture(chip, isHobby: isHobby)
      try Faults.withoutLearning(clean)
      let forwarding = Faults.forwarding(clean.lab)
      clean.bus.arm(failing: nil)
      try clean.lab.commit(Faults.transaction(isHobby))
      let writes = clean.bus.writes
      var diverged = 0
      let count = UInt64(Acceptance.size(200, debug: 12))
      for number in stride(from: 0, to: writes, by: max(1, Int(writes / count))) {
        let fixture = try Fixture(chip, isHobby: isHobby)
        try Faults.withoutLearning(fixture)
        let lab = fixture.lab
        let intent = Snapshot(intentOf: lab.control)
        fixture.bus.arm(failing: number..<UInt64.max)
        #expect(throws: CommitFailure.self) { try lab.commit(Faults.transaction(isHobby)) }
        #expect(Snapshot(intentOf: lab.control) == intent)
        if lab.control.isDiverged {
          diverged += 1
          do {
            try lab.commit { $0.remove(FDBEntry.self, .init(vlan: Lab.vlan(10), mac: Faults.mac(201))) }
            Issue.record("a diverged switch took a commit")
          } catch let failure as CommitFailure { #expect(failure.isDiverged) }
          // Where the device has taken nothing there is nothing to write, and a dead bus is not noticed.
          if (try? lab.control.reconcile()) != nil { #expect(Snapshot(lab.device).differences(from: intent) == []) }
        }
        fixture.bus.arm(failing: nil)
        do { try lab.control.reconcile() } catch {
          Issue.record("dead from write \(number) of \(writes): reconcile: \(error)")
          return
        }
        #expect(!lab.control.isDiverged)
        let differences = Snapshot(lab.device).differences(from: intent)
        #expect(differences == [], "dead from write \(number)")
        let now = Faults.forwarding(lab)
        if now != forwarding {
          let first = zip(forwarding, now).first { $0 != $1 }
          Issue.record("dead from write \(number) of \(writes), healed: packets go elsewhere: \(String(describing: first))")
        }
        if !differences.isEmpty || now != forwarding { return }
        try lab.commit(Faults.transaction(isHobby))
        #expect(Faults.forwarding(lab) == Faults.forwarding(clean.lab), "dead from write \(number), healed, committed")
      }
      #expect(diverged > 0)
      Acceptance.figure(
        "\(chip.name): bus dead from each of \(writes) writes on, every \(max(1, Int(writes / count)))th tried: \(diverged) diverged, all healed"
      )
    }

    /// The same with rows that fail in place of writes.
    @Test func everySingleRowCanFail() throws {
      let lab = try Lab.routing(try Faults.chip(isHobby: false))
      try lab.commit(Faults.before(isHobby: false))
      let plan = FaultPlan()
      let control = ManagedSwitch(device: lab.sim.driver.device.faulty(plan))
      // What the device holds is what is wanted.
      var known = Transaction()
      func take<R: EditableRow>(_ type: R.Type) { lab.control.forEach(type) { known.insert($0) } }
      take(Port.self)
      take(VLAN.self)
      take(FDBEntry.self)
      take(VirtualRouter.self)
      take(RouterInterface.self)
      take(Neighbor.self)
      take(NextHop.self)
      take(NextHopGroup.self)
      take(Route.self)
      take(ACLTable.self)
      take(ACLEntry.self)
      take(LAG.self)
      take(SpanningTree.self)
      take(TrapGroup.self)
      take(Trap.self)
      take(Policer.self)
      try control.assume(known)
      try control.reconcile()
      let transaction = Faults.mixed(isHobby: false)
      let device = Snapshot(control.device)
      let intent = Snapshot(intentOf: control)
      #expect(device.differences(from: intent) == [])
      var number: UInt64 = 0
      while number < 1000 {
        plan.arm(failing: number)
        var failure: CommitFailure?
        do { try control.commit(transaction) } catch { failure = error }
        let reached = plan.faults
        plan.arm(.none)
        guard let failure else {
          #expect(reached == 0)
          break
        }
        #expect(!failure.isDiverged)
        #expect(Snapshot(control.device).differences(from: device) == [], "row \(number): \(failure)")
        #expect(Snapshot(intentOf: control) == intent)
        number += 1
      }
      #expect(number == 70)
      #expect(Snapshot(control.device).differences(from: Snapshot(intentOf: control)) == [])
      Acceptance.figure("\(number) rows of a mixed transaction failed one by one; nothing changed")
    }
  }
}
