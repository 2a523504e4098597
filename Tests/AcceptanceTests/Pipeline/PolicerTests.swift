import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What policers make of packets.
  @Suite struct Policers {
    private static let id = PolicerID(1)

    private static func frame(length: Int = 1000, type: UInt16 = 0x88b5) -> [UInt8] {
      Frame.ethernet(to: Lab.host(2), from: Lab.host(1), type: type, [UInt8](repeating: 0x5a, count: length - 14))
    }

    private static func match(_ type: UInt16 = 0x88b5) -> ACLMatch {
      var match = ACLMatch()
      match.etherType = type
      return match
    }

    /// Frames from port 1 to port 2, which an entry of an ACL meters.
    private static func lab(_ policer: Policer, _ action: ACLEntry.Action = .permit) throws -> Lab {
      let lab = try Lab.routing()
      // One transaction, what refers first: the order is the commit's.
      try lab.commit {
        $0.insert(ACLEntry(table: .init(1), number: 1, priority: 1, match: match(), action: action, isCounted: true, policer: policer.id))
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: [.etherType], ports: [PortID(1)]))
        $0.insert(policer)
      }
      return lab
    }

    private static func counts(_ lab: Lab, _ id: PolicerID = id) throws -> PolicerCounts {
      try #require(lab.device.counters?.counts(of: id))
    }

    // MARK: Rates

    /// A flow at line rate comes out at the committed rate: a burst more at most.
    @Test(arguments: [1_250_000_000, 125_000_000, 6_000_000_000] as [UInt64]) func aFlowAtLineRateComesOutAtCIR(_ cir: UInt64) throws {
      let cbs: UInt64 = 20_000
      let lab = try Self.lab(Policer(id: Self.id, meterType: .bytes, mode: .srTCM, cir: cir, cbs: cbs, redAction: .drop))
      let frame = Self.frame()
      var passed: UInt64 = 0
      var dropped: UInt64 = 0
      var first: Int64?
      let count = Acceptance.size(200_000, debug: 5000)
      for _ in 0..<count {
        switch lab.send(frame, on: 1) {
        case .forwarded([PortID(2): frame]): passed += 1
        case .dropped(.policer): dropped += 1
        case let other:
          Issue.record("\(other)")
          return
        }
        first = first ?? lab.asic.outcome.pipelineIn
      }
      let cycles = lab.asic.outcome.pipelineIn - (first ?? 0)
      #expect(passed + dropped == UInt64(count))
      // The chip's rate is the next that its mantissa holds: 2^-15 more at most.
      let come = Int128(cycles) * Int128(cir) / Int128(lab.sim.platform.asic.clock)
      #expect(Int128(passed * 1000) <= come + come >> 15 + Int128(cbs))
      #expect(Int128(passed * 1000) >= come - 1000)
      let counts = try Self.counts(lab)
      #expect(counts.greenPackets == passed && counts.greenBytes == passed * 1000)
      #expect(counts.redPackets == dropped && counts.redBytes == dropped * 1000)
      #expect(counts.yellowPackets == 0 && counts.packets == UInt64(count) && counts.bytes == UInt64(count) * 1000)
      #expect(lab.asic.accounts.drops(.policer) == dropped && lab.asic.accounts.isConserved)
      #expect(lab.device.counters?.counts(of: PortID(1))?.inDiscards == dropped)
      #expect(lab.device.aclCounters?.count(of: .init(table: .init(1), number: 1))?.packets == UInt64(count), "counted, passed or not")
      let seconds = Double(cycles) / Double(lab.sim.platform.asic.clock)
      Acceptance.figure("policer of \(cir * 8 / 1_000_000) Mb/s: \(Double(passed * 8000) / seconds / 1e6) Mb/s of \(count) frames passed")
    }

    @Test func packetsASecondWhateverTheirLength() throws {
      let lab = try Self.lab(Policer(id: Self.id, meterType: .packets, mode: .srTCM, cir: 1000, cbs: 3, redAction: .drop))
      let clock = Int64(lab.sim.platform.asic.clock)
      // Three at once, then one a millisecond.
      for length in [60, 1500, 9000, 60] { lab.send(Self.frame(length: length), on: 1, notBefore: 0) }
      #expect(try Self.counts(lab).greenPackets == 3)
      #expect(try Self.counts(lab).redPackets == 1)
      for millisecond in 1...20 as ClosedRange<Int64> {
        for _ in 0..<2 { lab.send(Self.frame(length: 200), on: 1, notBefore: clock / 1000 * millisecond + 10_000) }
      }
      #expect(try Self.counts(lab).greenPackets == 23)
      #expect(try Self.counts(lab).redPackets == 21)
    }

    // MARK: Colours

    @Test func everyColorHasItsAction() throws {
      var policer = Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 2, pbs: 3, redAction: .drop)
      func verdicts(_ policer: Policer) throws -> [Verdict] {
        let lab = try Self.lab(policer)
        return (0..<6).map { _ in lab.send(Self.frame(), on: 1).verdict }
      }
      #expect(try verdicts(policer) == [.forwarded, .forwarded, .forwarded, .forwarded, .forwarded, .dropped])
      policer.yellowAction = .drop
      #expect(try verdicts(policer) == [.forwarded, .forwarded, .dropped, .dropped, .dropped, .dropped])
      policer.greenAction = .drop
      policer.redAction = .forward
      #expect(try verdicts(policer) == [.dropped, .dropped, .dropped, .dropped, .dropped, .forwarded])
    }

    /// Two tables side by side: the second policer sees the colour that the first gave.
    @Test(arguments: [Policer.ColorSource.aware, .blind]) func aLaterPolicerSeesTheColor(_ source: Policer.ColorSource) throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Policer(id: .init(1), meterType: .packets, mode: .trTCM, cbs: 1, pbs: 3))
        $0.insert(Policer(id: .init(2), meterType: .packets, mode: .trTCM, colorSource: source, cbs: 100, pbs: 100))
        for number in 1...2 as ClosedRange<UInt16> {
          $0.insert(
            ACLTable(
              id: .init(number), stage: .ingress, priority: UInt32(9 - number), fields: [.etherType], ports: [PortID(1)], isParallel: true))
          $0.insert(
            ACLEntry(table: .init(number), number: 1, priority: 1, match: Self.match(), action: .permit, policer: .init(number)))
        }
      }
      for _ in 0..<5 { lab.send(Self.frame(), on: 1) }
      let first = try Self.counts(lab, .init(1))
      #expect([first.greenPackets, first.yellowPackets, first.redPackets] == [1, 2, 2])
      let second = try Self.counts(lab, .init(2))
      #expect([second.greenPackets, second.yellowPackets, second.redPackets] == (source == .aware ? [1, 2, 2] : [5, 0, 0]))
    }

    @Test(arguments: [
      ACLEntry.Action.permit, .trap, .copy, .redirectToPort(PortID(7)), .redirectToNextHop(.init(7)), .undecided
    ]) func whatAPolicerDropsGoesNowhere(_ action: ACLEntry.Action) throws {
      let lab = try Self.lab(Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 1, redAction: .drop), action)
      #expect(lab.send(Self.frame(), on: 1).verdict != .dropped)
      #expect(lab.send(Self.frame(), on: 1) == .dropped(.policer))
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func anEntryThatDropsIsMeteredToo() throws {
      let lab = try Self.lab(Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 1, redAction: .drop), .drop)
      #expect(lab.send(Self.frame(), on: 1) == .dropped(.aclIngress))
      #expect(lab.send(Self.frame(), on: 1) == .dropped(.policer))
    }

    // MARK: Traps

    private static func arp() -> [UInt8] {
      Frame.ethernet(
        to: 0xffff_ffff_ffff, from: Lab.host(1), type: 0x0806,
        Frame.arp(sender: Lab.host(1), Lab.ip(10, 10, 0, 9), target: Lab.ip(10, 10, 0, 1)))
    }

    private static func lldp() -> [UInt8] { Frame.ethernet(to: 0x0180_c200_000e, from: Lab.host(1), type: 0x88cc, [2, 7]) }

    private static func trapLab(_ action: PacketAction) throws -> Lab {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Policer(id: id, meterType: .packets, mode: .srTCM, cir: 1000, cbs: 2, redAction: .drop))
        $0.insert(TrapGroup(id: .init(1), queue: 3, policer: id))
        for kind in [Trap.Kind.arpRequest, .lldp] { $0.insert(Trap(kind: kind, action: action, group: .init(1))) }
      }
      return lab
    }

    /// Kinds of one group share its policer.
    @Test func aTrapGroupHoldsTheCPUsPacketsBack() throws {
      let lab = try Self.trapLab(.trap)
      #expect(lab.send(Self.arp(), on: 1) == .trapped(.arp))
      #expect(lab.send(Self.lldp(), on: 1) == .trapped(.bridgeProtocol))
      #expect(lab.send(Self.arp(), on: 1) == .dropped(.policer))
      #expect(lab.send(Self.lldp(), on: 1) == .dropped(.policer))
      let counts = try Self.counts(lab)
      #expect([counts.greenPackets, counts.yellowPackets, counts.redPackets] == [2, 0, 2])
      #expect(lab.device.counters?.counts(of: QueueID(port: .cpu, index: 3))?.packets == 2)
      #expect(lab.asic.accounts.isConserved)
      let later = Int64(lab.sim.platform.asic.clock) / 1000
      #expect(lab.send(Self.arp(), on: 1, notBefore: later + 10_000) == .trapped(.arp), "a token a millisecond")
      try lab.commit { $0.update(TrapGroup(id: .init(1), queue: 3)) }
      #expect(lab.send(Self.arp(), on: 1, notBefore: later + 10_000) == .trapped(.arp))
      #expect(lab.send(Self.arp(), on: 1, notBefore: later + 10_000) == .trapped(.arp), "without a policer")
    }

    @Test func ofAPacketThatGoesOnTheCopyIsDropped() throws {
      let lab = try Self.trapLab(.copy)
      let out: [PortID: [UInt8]] = [PortID(2): Self.arp(), PortID(3): lab.send(Self.arp(), on: 1).out[PortID(3)] ?? []]
      #expect(lab.send(Self.arp(), on: 1) == .copied(.arp, out))
      #expect(lab.send(Self.arp(), on: 1) == .forwarded(out))
      #expect(lab.asic.accounts.drops(.policer) == 1 && lab.asic.accounts.isConserved)
      #expect(try Self.counts(lab).redPackets == 1)
    }

    // MARK: Rows

    @Test func aPolicerInUseStays() throws {
      let lab = try Self.lab(Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 1))
      #expect(throws: CommitFailure.self) { try lab.commit { $0.remove(Policer.self, Self.id) } }
      #expect(throws: CommitFailure.self) { try lab.commit { $0.insert(TrapGroup(id: .init(1), policer: .init(7))) } }
      let entry = ACLEntry(table: .init(1), number: 1, priority: 1, match: Self.match(), action: .permit, isCounted: true)
      try lab.commit {
        $0.remove(Policer.self, Self.id)
        $0.update(entry)
      }
      #expect(lab.device.policers.usage.rows == 0)
      for _ in 0..<3 { #expect(lab.send(Self.frame(), on: 1).verdict == .forwarded) }
    }

    @Test func anUpdateKeepsTheTokensAndANewPolicerBeginsAnew() throws {
      let policer = Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 3, redAction: .drop)
      let lab = try Self.lab(policer)
      for _ in 0..<2 { #expect(lab.send(Self.frame(), on: 1).verdict == .forwarded) }
      var larger = policer
      larger.cbs = 10
      try lab.commit { $0.update(larger) }
      #expect(lab.send(Self.frame(), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.frame(), on: 1) == .dropped(.policer), "no rate fills the larger bucket")
      #expect(try Self.counts(lab).packets == 4)
      let entry = ACLEntry(
        table: .init(1), number: 1, priority: 1, match: Self.match(), action: .permit, isCounted: true, policer: PolicerID(2))
      try lab.commit {
        $0.remove(Policer.self, Self.id)
        $0.update(
          ACLEntry(table: .init(1), number: 1, priority: 1, match: Self.match(), action: .permit, isCounted: true))
      }
      try lab.commit {
        $0.insert(Policer(id: .init(2), meterType: .packets, mode: .srTCM, cbs: 1, redAction: .drop))
        $0.update(entry)
      }
      #expect(try Self.counts(lab, .init(2)).packets == 0)
      #expect(lab.send(Self.frame(), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.frame(), on: 1) == .dropped(.policer))
      #expect(lab.device.counters?.counts(of: Self.id) == nil)
    }

    @Test func contradictionsAreRefusedBeforeTheDeviceSeesThem() throws {
      let lab = try Lab.routing()
      let column = try #require(Policer.schema.column(named: "pir"))
      for policer in [
        Policer(id: Self.id, meterType: .bytes, mode: .trTCM, cir: 2, pir: 1), Policer(id: Self.id, meterType: .bytes, mode: .srTCM, pir: 1)
      ] {
        do {
          try lab.commit { $0.insert(policer) }
          Issue.record("taken: \(policer)")
        } catch let failure as CommitFailure {
          #expect(failure.faults.map(\.error) == [SwitchError(.policer, .invalid(column))])
        }
      }
    }

    // MARK: Explanations

    @Test func anExplanationTellsTheColor() throws {
      let lab = try Self.lab(Policer(id: Self.id, meterType: .packets, mode: .srTCM, cbs: 1, pbs: 1, redAction: .drop))
      func meter(_ told: Explanation) -> [Explanation.LookUp] { told.stages.flatMap(\.lookUps).filter { $0.table == "meter" } }
      let green = try lab.sim.explain(Self.frame(), on: PortID(1))
      #expect(green.verdict == .forwarded)
      #expect(meter(green).map(\.action) == ["green, within the committed rate: goes on"])
      #expect(meter(green).first?.origin?.row == "policer 1")
      let yellow = try lab.sim.explain(Self.frame(), on: PortID(1))
      #expect(meter(yellow).map(\.action) == ["yellow, above the committed rate, within the excess size: goes on"])
      let red = try lab.sim.explain(Self.frame(), on: PortID(1), names: [.policer(Self.id): "POLICER|slow"])
      #expect(meter(red).map(\.action) == ["red, above the committed rate and the excess size: dropped"])
      #expect(red.reason == "policer")
      #expect(red.why == "it is red to POLICER|slow, which drops that")
      #expect(red.stages.first { !$0.lookUps.filter { $0.table == "meter" }.isEmpty }?.name == "ingressACL")
    }
  }
}
