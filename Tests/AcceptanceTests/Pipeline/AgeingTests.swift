import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Addresses that are not seen go, in virtual time.
  @Suite struct Ageing {
    private static func seconds(_ lab: Lab, _ seconds: Double) -> Int64 { Int64(seconds * Double(lab.asic.description.clock)) }

    private static func holds(_ lab: Lab, _ host: UInt64) -> Bool {
      lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(host)))) != nil
    }

    @Test func anAddressGoesAfterOneToTwoTimes() throws {
      let lab = try Lab.bridging()
      let ageing = try #require(lab.device.fdbAgeing)
      #expect(ageing.ageingTime == 0)
      try ageing.setAgeingTime(300)
      #expect(ageing.ageingTime == 300)
      lab.send(Events.frame(from: 1), on: 1)
      lab.asic.advance(to: Self.seconds(lab, 299))
      lab.send(Events.frame(from: 2), on: 2)
      lab.asic.advance(to: Self.seconds(lab, 599))
      #expect(Self.holds(lab, 1))
      #expect(Self.holds(lab, 2))
      // The first look cleared both marks; this one is seen again before the second.
      lab.send(Events.frame(from: 2), on: 2)
      lab.asic.advance(to: Self.seconds(lab, 601))
      #expect(!Self.holds(lab, 1))
      #expect(Self.holds(lab, 2))
      #expect(
        try Events.drain(lab) == [
          .learned(Events.entry(10, 1, 1)), .learned(Events.entry(10, 2, 2)), .aged(Events.entry(10, 1, 1))
        ])
      lab.asic.advance(to: Self.seconds(lab, 901))
      #expect(!Self.holds(lab, 2))
      #expect(try Events.drain(lab) == [.aged(Events.entry(10, 2, 2))])
    }

    @Test func packetsMakeTimePassToo() throws {
      let lab = try Lab.bridging()
      try lab.device.fdbAgeing?.setAgeingTime(10)
      lab.send(Events.frame(from: 1), on: 1)
      lab.send(Events.frame(from: 2), on: 2, notBefore: Self.seconds(lab, 25))
      #expect(!Self.holds(lab, 1))
      #expect(Self.holds(lab, 2))
      // A long time at once is two looks.
      lab.asic.advance(to: Self.seconds(lab, 1_000_000))
      #expect(!Self.holds(lab, 2))
      lab.send(Events.frame(from: 3), on: 1)
      lab.asic.advance(to: Self.seconds(lab, 1_000_009))
      #expect(Self.holds(lab, 3))
    }

    @Test func staticEntriesStayAndZeroIsForEver() throws {
      let lab = try Lab.bridging()
      var entry = Events.entry(10, 9, 2)
      entry.isStatic = true
      try lab.commit { $0.insert(entry) }
      lab.send(Events.frame(from: 1), on: 1)
      lab.asic.advance(to: Self.seconds(lab, 1_000_000))
      #expect(Self.holds(lab, 1))
      try lab.device.fdbAgeing?.setAgeingTime(1)
      lab.asic.advance(to: Self.seconds(lab, 1_000_010))
      #expect(!Self.holds(lab, 1))
      #expect(Self.holds(lab, 9))
      lab.send(Events.frame(from: 1), on: 1)
      try lab.device.fdbAgeing?.setAgeingTime(0)
      lab.asic.advance(to: Self.seconds(lab, 2_000_000))
      #expect(Self.holds(lab, 1))
    }

    @Test func whatAgedStaysGoneWhenNeighborsInTheBucketChange() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.fdb, 16)
      let lab = try Lab.bridging(chip)
      try lab.device.fdbAgeing?.setAgeingTime(1)
      for host in 1...4 as ClosedRange<UInt64> { lab.send(Events.frame(from: host), on: 1) }
      for host in 1...4 as ClosedRange<UInt64> { #expect(Self.holds(lab, host)) }
      lab.asic.advance(to: Self.seconds(lab, 5))
      for host in 21...24 as ClosedRange<UInt64> {
        var entry = Events.entry(10, host, 2)
        entry.isStatic = true
        try lab.commit { $0.insert(entry) }
      }
      for host in 1...4 as ClosedRange<UInt64> { #expect(!Self.holds(lab, host)) }
      for host in 21...24 as ClosedRange<UInt64> { #expect(Self.holds(lab, host)) }
    }

    @Test func framesThatComeAfterATimeComeNotBeforeIt() throws {
      let lab = try Lab.bridging()
      lab.asic.advance(to: 1_000_000)
      lab.send(Events.frame(from: 1), on: 1)
      #expect(lab.asic.outcome.firstBitIn >= 1_000_000)
      lab.asic.advance(to: 5)
      #expect(lab.asic.now >= 1_000_000)
    }
  }
}
