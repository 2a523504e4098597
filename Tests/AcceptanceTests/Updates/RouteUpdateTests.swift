import MemoryExperiments
import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Packets that run while buckets of prefixes are split and merged.
  @Suite struct RoutesThatMove {
    /// Prefix `index` that stays: a /24, or a /48.
    private static func kept(_ index: Int, _ family: IPFamily) -> IPPrefix? {
      let number = UInt64(index)
      return family == .v4
        ? IPPrefix(IPAddress(v4: Lab.ip(20, UInt32(index / 64), UInt32(index % 64) * 4, 0)), length: 24)
        : IPPrefix(IPAddress(v6: 0x2001_0dc0_0000_0000 | number << 18, 0), length: 48)
    }

    private static func frame(to index: Int, _ family: IPFamily, _ draw: inout Draw) -> [UInt8] {
      let host = UInt32(draw.below(250)) + 1
      if family == .v4 {
        return Frame.toRoute(interface: 6, to: Lab.ip(20, UInt32(index / 64), UInt32(index % 64) * 4, host))
      }
      let destination: (UInt64, UInt64) = (0x2001_0dc0_0000_0000 | UInt64(index) << 18, UInt64(host))
      return Frame.ethernet(
        to: Lab.routerMAC(6), from: Lab.host(99), type: 0x86dd,
        Frame.ipv6(from: (0x2001_0db8_0006_0000, 2), to: destination, Frame.udp(1000, 2000, [UInt8](repeating: 0, count: 16))))
    }

    /// A prefix that comes and goes: beside those that stay, between them or above them, never below.
    private static func other(_ draw: inout Draw, _ family: IPFamily) -> IPPrefix? {
      if family == .v4 {
        let second = UInt32(draw.below(4))
        if draw.chance(10) {
          let length = UInt8(12 + draw.below(11))
          return IPPrefix(IPAddress(v4: Lab.ip(20, second, UInt32(draw.below(256)), 0)).masked(to: length), length: length)
        }
        let third = UInt32(draw.below(64)) * 4 + 1 + UInt32(draw.below(3))
        let length = UInt8(24 + draw.below(9))
        return IPPrefix(IPAddress(v4: Lab.ip(20, second, third, UInt32(draw.below(256)))).masked(to: length), length: length)
      }
      let near = 0x2001_0dc0_0000_0000 | UInt64(draw.below(256)) << 18
      if draw.chance(10) {
        let length = UInt8(30 + draw.below(16))
        return IPPrefix(IPAddress(v6: near, 0).masked(to: length), length: length)
      }
      let length = UInt8(48 + draw.below(81))
      let address = IPAddress(v6: near | UInt64(1 + draw.below(3)) << 16 | UInt64(draw.below(1 << 16)), draw.next())
      return IPPrefix(address.masked(to: length), length: length)
    }

    @Test(arguments: IPFamily.allCases) func noPacketLosesItsRoute(_ family: IPFamily) throws {
      var draw = Draw(seed: family == .v4 ? 30 : 31)
      let keptRoutes = 256
      var chip = try ASICDescription.smallDataCentre()
      let role: TableRole = family == .v4 ? .routeIPv4 : .routeIPv6
      // Small buckets are split often.
      chip.change(role) { table in
        guard case .algorithmicLPM(var match) = table.match else { return }
        match.bucketEntries = 8
        table.match = .algorithmicLPM(match)
      }
      chip.resize(role, 512)
      let timed = try TimedLab(chip) { lab in
        try lab.commit(Lab.bridged())
        try lab.commit(Lab.routed())
        let hop: UInt32 = family == .v4 ? 7 : 17
        try lab.commit { transaction in
          for index in 0..<keptRoutes {
            guard let prefix = Self.kept(index, family) else { continue }
            transaction.insert(Route(virtualRouter: .init(0), prefix: prefix, destination: .nextHop(.init(hop))))
          }
        }
      }
      let lab = timed.lab
      let pool = "route\(family == .v4 ? 4 : 6).pivots"
      func pivots() -> Int { lab.device.routes.usage.levels.first { $0.pool == pool }?.occupied ?? 0 }
      var held: [IPPrefix] = []
      var packets = 0
      var (splits, merges) = (0, 0)
      for step in 0..<Acceptance.size(6000, debug: 1350) {
        let before = pivots()
        // It fills up, and then it empties again.
        let isFilling = step / 450 % 2 == 0
        if held.count > 20, draw.chance(isFilling ? 10 : 90) {
          let prefix = held.remove(at: draw.below(held.count))
          try lab.commit { $0.remove(Route.self, .init(virtualRouter: .init(0), prefix: prefix)) }
        } else if let prefix = Self.other(&draw, family), !held.contains(prefix) {
          held.append(prefix)
          // Where it leads, nothing is sent to.
          try lab.commit { $0.insert(Route(virtualRouter: .init(0), prefix: prefix, destination: .drop)) }
        }
        let after = pivots()
        splits += max(0, after - before)
        merges += max(0, before - after)
        while lab.asic.pendingWrites > 0 {
          let index = draw.below(keptRoutes)
          let seen = lab.send(Self.frame(to: index, family, &draw), on: 6)
          packets += 1
          #expect(seen.out.keys.map { $0 } == [PortID(7)], "route \(index): \(seen.verdict) \(seen.drop)")
        }
      }
      #expect(splits > 40 && merges > 15)
      Acceptance.figure("IPv\(family == .v4 ? 4 : 6) routes: \(packets) packets during \(splits) splits and \(merges) merges, none lost")
    }

    /// An entry whose range of ports takes several rows is there in part for the packets between.
    @Test func packetsBetweenTheRowsOfAnUpdateAreCounted() throws {
      // Without range checkers, each of which makes a range one row.
      var chip = try ASICDescription.smallDataCentre()
      chip.change(.aclIngress) { $0.key.removeAll { $0.field == .ranges } }
      let timed = try TimedLab(chip) { lab in
        try lab.commit(Lab.bridged())
        try lab.commit(Lab.routed())
      }
      let lab = timed.lab
      var match = ACLMatch()
      match.ipProtocol = 17
      match.l4DestinationPort = L4PortRange(1...1022)
      let fields = match.fields
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: fields, ports: [PortID(6)]))
      }
      lab.asic.advance(to: lab.asic.busTime)
      timed.bus.forget()
      try lab.commit { $0.insert(ACLEntry(table: .init(1), number: 1, priority: 5, match: match, action: .drop)) }
      let rows = timed.bus.writes.count
      #expect(rows > 4)
      let packet = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), ports: (9, 500))
      var (partial, dropped, all) = (0, 0, 0)
      while lab.asic.pendingWrites > 0 || all == 0 {
        let seen = lab.send(packet, on: 6)
        #expect(lab.asic.outcome.sawPartialUpdate == timed.oracleSawPart())
        partial += lab.asic.outcome.sawPartialUpdate ? 1 : 0
        dropped += seen.drop == .aclIngress ? 1 : 0
        all += 1
      }
      #expect(partial > 0 && dropped > 0 && partial < all)
      #expect(lab.asic.accounts.partialUpdates == UInt64(partial))
      #expect(lab.send(packet, on: 6).drop == .aclIngress)
      #expect(!lab.asic.outcome.sawPartialUpdate)
    }
  }
}
