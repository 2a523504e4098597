import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Many flips in a switch that is full, against a twin without any.
  @Suite struct FlipCampaigns {
    private static func campaign(
      _ count: Int, seed: UInt64, _ body: (inout FlipCampaign.Options) -> Void = { _ in }
    ) throws -> (FlipReport, ASICDescription) {
      let platform = try Acceptance.catalog.platform(named: "as7726-32x")
      let workload = FlipWorkload(seed: seed, scale: Acceptance.isRelease ? 1 : 0.3)
      let transaction = workload.transaction(platform.board)
      let switches = try (0..<2).map { _ in
        let made = try SimulatedSwitch(platform)
        try made.control.commit(transaction)
        return made
      }
      var options = FlipCampaign.Options(count: count, seed: seed)
      options.packets = Acceptance.size(4000, debug: 1500)
      body(&options)
      var campaign = try FlipCampaign(switches[0], twin: switches[1], options, extra: workload.frames(300))
      return (try campaign.run(), platform.asic)
    }

    @Test func everyFlipEndsWell() throws {
      let count = Acceptance.size(10_000, debug: 600)
      let (report, chip) = try Self.campaign(count, seed: 3)
      #expect(report.differences == [])
      #expect(report.packetsThatDiffer == 0)
      #expect(report.rowsThatDiffer == 0)
      #expect(report.addressesNotLearnedAgain == 0)
      #expect(report.addressesLearnedWrongly == 0)
      #expect(report.packetsAfterRepair >= report.rounds * 6)
      let total = report.total
      #expect(total.flips == count)
      #expect(total.corrected + total.repaired + total.silent == total.rows)
      #expect(total.unrepaired == 0)
      let sram = try #require(report.groups["sram ecc"])
      let tcam = try #require(report.groups["tcam parity"])
      #expect(sram.corrected > 0 && sram.repaired > 0 && sram.dropped > 0)
      #expect(sram.silent == 0, "one and two flips are always found")
      #expect(sram.misforwarded == 0, "a row that is read is right, or nothing goes by it")
      #expect(tcam.repaired > 0 && tcam.misforwarded > 0)
      #expect(tcam.corrected == 0 && tcam.dropped == 0)
      #expect(tcam.silent < tcam.rows / 2, "an even number of flips, and no other")
      let pass = try #require(chip.scrub).interval.cycles(clock: chip.clock)
      for group in [sram, tcam] {
        #expect(group.latency.count > 0)
        #expect(group.latency.minimum >= 0)
        #expect(group.latency.maximum <= pass)
      }
      #expect(tcam.latency.mean > Double(pass) / 4, "nothing but the scrub finds them")
      Acceptance.figure(
        "\(count) flips: \(total.corrected) rows corrected, \(total.repaired) repaired, \(total.silent) silent; of \(total.packets) packets "
          + "\(total.dropped) dropped, \(total.misforwarded) misforwarded")
    }

    /// The comparison notices a driver that repairs nothing.
    @Test func withoutRepairTheSwitchesDiffer() throws {
      let (report, _) = try Self.campaign(200, seed: 4) { $0.repairs = false }
      #expect(report.packetsThatDiffer > 0)
      #expect(report.rowsThatDiffer > 0)
      #expect(report.total.unrepaired > 0)
      #expect(report.total.repaired == 0)
    }

    @Test func theSameSeedHasTheSameCampaign() throws {
      let reports = try (0..<2).map { _ in try Self.campaign(80, seed: 5).0 }
      #expect(reports[0].total.packets == reports[1].total.packets)
      #expect(reports[0].total.misforwarded == reports[1].total.misforwarded)
      #expect(reports[0].groups["sram ecc"]?.latency.mean == reports[1].groups["sram ecc"]?.latency.mean)
    }

    /// A chip whose memories nobody checks: every flip stays until the row is written.
    @Test func aChipWithoutChecksFindsNothing() throws {
      let labs = try (0..<2).map { _ in
        let lab = try Lab(try .hobby())
        try lab.commit(Lab.bridged(lanes: 1, speed: 1000, mtu: 1518))
        return lab
      }
      var options = FlipCampaign.Options(count: 400, seed: 6)
      options.packets = 300
      var campaign = try FlipCampaign(labs[0].sim, twin: labs[1].sim, options)
      let report = try campaign.run()
      #expect(report.total.silent == report.total.rows)
      #expect(report.total.misforwarded > 0)
      #expect(report.total.dropped == 0)
    }

    @Test func switchesThatDifferAreRefused() throws {
      let labs = [try Lab.routing(), try Lab.routing()]
      try labs[0].commit { $0.remove(Route.self, .init(virtualRouter: .init(0), prefix: Lab.prefix("10.7.0.0/24"))) }
      #expect(throws: FlipCampaignError.self) {
        _ = try FlipCampaign(labs[0].sim, twin: labs[1].sim, .init(count: 1, seed: 1))
      }
      let empty = [try Lab(try .smallDataCentre()), try Lab(try .smallDataCentre())]
      #expect(throws: FlipCampaignError.self) {
        _ = try FlipCampaign(empty[0].sim, twin: empty[1].sim, .init(count: 1, seed: 1))
      }
    }
  }
}
