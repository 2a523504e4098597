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
  /// Many random rules and packets: what the TCAM decides is what a linear scan by priority decides.
  @Suite struct RandomRules {
    private let vlans: [UInt16] = [10, 20, 30]
    private let ipv4Bases: [UInt32] = [0x0a00_0000, 0x0a01_0000, 0xc0a8_0000, 0xc633_6400]
    private let ipv6Bases: [UInt64] = [0x2001_0db8_0000_0000, 0x2001_0db8_0001_0000, 0x2400_1234_0000_0000]
    private let interestingPorts: [UInt16] = [0, 22, 53, 80, 123, 443, 1023, 1024, 5000, 8080, 32_768, 65_535]

    private func ipv4(_ draw: inout Draw) -> UInt32 { ipv4Bases[draw.below(4)] | UInt32(draw.below(1 << 10)) }
    private func ipv6(_ draw: inout Draw) -> IPAddress {
      IPAddress(v6: ipv6Bases[draw.below(3)] | UInt64(draw.below(16)), draw.chance(50) ? UInt64(draw.below(16)) : draw.next())
    }
    private func port(_ draw: inout Draw) -> UInt16 {
      draw.chance(60) ? interestingPorts[draw.below(interestingPorts.count)] : UInt16(draw.below(65_536))
    }

    private func prefix(_ isIPv4: Bool, isWide: Bool, _ draw: inout Draw) -> IPPrefix? {
      let length = UInt8(
        isWide
          ? (isIPv4 ? [0, 8, 15, 16, 22][draw.below(5)] : [0, 16, 32, 48, 60][draw.below(5)])
          : (isIPv4 ? [24, 27, 29, 30, 31, 32, 32, 32][draw.below(8)] : [64, 65, 120, 124, 127, 128, 128, 128][draw.below(8)]))
      let address = isIPv4 ? IPAddress(v4: ipv4(&draw)) : ipv6(&draw)
      return IPPrefix(address.masked(to: length), length: length)
    }

    private func range(_ draw: inout Draw, wide: Bool) -> L4PortRange {
      if draw.chance(50) { return L4PortRange(port(&draw)) }
      let first = port(&draw)
      let second = wide ? port(&draw) : UInt16(clamping: Int(first) + draw.below(6))
      return L4PortRange(min(first, second)...max(first, second))
    }

    private func rule(_ draw: inout Draw) -> ACLMatch {
      var match = ACLMatch()
      let isIPv4 = draw.chance(60)
      if draw.chance(1) {
        match.etherType = [0x0806, 0x88b5][draw.below(2)]
        match.vlan = VLANID(vlans[draw.below(3)])
        return match
      }
      // One end is a host or a small subnet: broad rules alone would leave the others nothing to decide.
      let isDestination = draw.chance(60)
      let narrow = prefix(isIPv4, isWide: false, &draw)
      let other = draw.chance(50) ? prefix(isIPv4, isWide: draw.chance(50), &draw) : nil
      match.destinationIP = isDestination ? narrow : other
      match.sourceIP = isDestination ? other : narrow
      if draw.chance(20) { match.vlan = VLANID(vlans[draw.below(3)]) }
      if draw.chance(15) { match.dscp = UInt8(draw.below(4) * 10) }
      if draw.chance(10) { match.ipType = isIPv4 ? .ipv4 : .ipv6 }
      switch draw.below(7) {
      case 0: match.ipProtocol = [1, 6, 17, 47, 58][draw.below(5)]
      case 1:
        match.l4DestinationPort = range(&draw, wide: true)
        if draw.chance(70) { match.ipProtocol = draw.chance(50) ? 6 : 17 }
      case 2:
        match.l4SourcePort = range(&draw, wide: true)
        match.ipProtocol = draw.chance(50) ? 6 : 17
      case 3:
        match.l4SourcePort = range(&draw, wide: false)
        match.l4DestinationPort = range(&draw, wide: false)
        if draw.chance(50) { match.ipProtocol = 6 }
      case 4: match.tcpFlags = Ternary(UInt8(draw.below(64)), mask: UInt8(draw.below(64)))
      case 5:
        match.icmpType = [0, 3, 8, 128, 135][draw.below(5)]
        if draw.chance(40) { match.icmpCode = UInt8(draw.below(3)) }
      default: break
      }
      return match
    }

    /// A packet near a rule: most fields as it wants them, some at its edges.
    private func packet(near rule: ACLMatch, _ draw: inout Draw) -> (frame: [UInt8], port: UInt16) {
      let isIPv4 =
        rule.sourceIP.map { $0.family == .v4 } ?? rule.destinationIP.map { $0.family == .v4 } ?? rule.ipType.map { $0 == .ipv4 }
        ?? draw.chance(60)
      func address(_ prefix: IPPrefix?, _ random: IPAddress) -> IPAddress {
        guard let prefix, draw.chance(85) else { return random }
        if isIPv4 {
          let free: UInt32 = prefix.length >= 32 ? 0 : .max >> UInt32(prefix.length)
          return IPAddress(v4: prefix.address.v4 | UInt32(truncatingIfNeeded: draw.next()) & free)
        }
        let high: UInt64 = prefix.length >= 64 ? 0 : ~0 >> UInt64(prefix.length)
        let low: UInt64 = prefix.length >= 128 ? 0 : ~0 >> UInt64(max(0, Int(prefix.length) - 64))
        return IPAddress(v6: prefix.address.high | draw.next() & high, prefix.address.low | draw.next() & low)
      }
      func near(_ range: L4PortRange?) -> UInt16 {
        guard let range, draw.chance(85) else { return port(&draw) }
        switch draw.below(5) {
        case 0: return range.lower
        case 1: return range.upper
        case 2: return range.lower &- 1
        case 3: return range.upper &+ 1
        default: return UInt16(Int(range.lower) + draw.below(Int(range.upper - range.lower) + 1))
        }
      }
      var number = rule.ipProtocol ?? 0
      if number == 0 {
        if rule.tcpFlags != nil {
          number = 6
        } else if rule.icmpType != nil {
          number = isIPv4 ? 1 : 58
        } else {
          number = draw.chance(50) ? 6 : 17
        }
      }
      if draw.chance(8) { number = [1, 6, 17, 58, 47][draw.below(5)] }
      var upper: [UInt8]
      switch number {
      case 6:
        var flags = UInt8(draw.below(256))
        if let wanted = rule.tcpFlags, draw.chance(80) { flags = flags & ~wanted.mask | wanted.value }
        upper = Frame.tcp(near(rule.l4SourcePort), near(rule.l4DestinationPort), flags: flags)
      case 17: upper = Frame.udp(near(rule.l4SourcePort), near(rule.l4DestinationPort))
      case 1, 58:
        let type = draw.chance(85) ? rule.icmpType ?? 8 : [0, 3, 8, 128, 135][draw.below(5)]
        upper = Frame.icmp(type, draw.chance(70) ? rule.icmpCode ?? 0 : UInt8(draw.below(4)))
      default: upper = [UInt8](repeating: 0x11, count: 20)
      }
      upper += [UInt8](repeating: 0x22, count: draw.below(30))
      let dscp = draw.chance(85) ? rule.dscp ?? UInt8(draw.below(64)) : UInt8(draw.below(64))
      var type: UInt16 = isIPv4 ? 0x0800 : 0x86dd
      var payload: [UInt8]
      let random = isIPv4 ? IPAddress(v4: ipv4(&draw)) : ipv6(&draw)
      let source = address(rule.sourceIP, random)
      let destination = address(rule.destinationIP, isIPv4 ? IPAddress(v4: ipv4(&draw)) : ipv6(&draw))
      if isIPv4 {
        let fragment: UInt16 = draw.chance(5) ? [0x2000, 0x2005, 0x0005, 0x4000][draw.below(4)] : 0
        payload = Frame.ipv4(
          from: source.v4, to: destination.v4, proto: number, dscp: dscp, fragment: fragment, options: draw.chance(5) ? [1, 1, 1, 0] : [],
          upper)
      } else {
        var next = number
        if draw.chance(8) {
          // Hop-by-hop or destination options, or a fragment header, in front.
          switch draw.below(3) {
          case 0: (upper, next) = ([number, 0, 1, 4, 0, 0, 0, 0] + upper, 60)
          case 1: (upper, next) = ([number, 0, 0, 1, 0, 0, 0, 7] + upper, 44)
          default: (upper, next) = ([number, 0, 0, 8, 0, 0, 0, 7] + upper, 44)
          }
        }
        payload = Frame.ipv6(from: (source.high, source.low), to: (destination.high, destination.low), next: next, dscp: dscp, upper)
      }
      if draw.chance(2) || rule.etherType != nil && draw.chance(80) {
        type = rule.etherType ?? 0x88b5
        if type == 0x0806 { payload = Frame.arp(sender: Lab.host(1), 1, target: 2) } else if type == 0x88b5 { payload = [1, 2, 3, 4] }
        if type == 0x0800 && !isIPv4 { type = 0x88b5 }
      }
      let vlan = draw.chance(80) ? rule.vlan?.rawValue ?? vlans[draw.below(3)] : vlans[draw.below(3)]
      // Untagged on an access port, or tagged on the trunk.
      let isTagged = draw.chance(60) || vlan == 30
      let frame = Frame.ethernet(to: Lab.host(50), from: Lab.host(1), tags: isTagged ? [.vlan(vlan, priority: 2)] : [], type: type, payload)
      return (frame, isTagged ? 3 : vlan == 10 ? 1 : 4)
    }

    @Test func verdictsAndCountersAreThoseOfALinearScan() throws {
      let rules = Acceptance.size(10_000, debug: 250)
      let packets = Acceptance.size(100_000, debug: 1_500)
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.aclIngress, Acceptance.size(262_144, debug: 8192))
      chip.resize(.aclCounter, 16_384)
      let lab = try Lab.bridging(chip)
      var draw = Draw(seed: 4)
      let fields: ACLMatch.Fields = [
        .ipType, .etherType, .sourceIPv4, .destinationIPv4, .sourceIPv6, .destinationIPv6, .ipProtocol, .l4SourcePort, .l4DestinationPort,
        .tcpFlags, .dscp, .icmpType, .icmpCode, .vlan
      ]
      var transaction = Transaction()
      transaction.insert(ACLTable(id: .init(1), stage: .ingress, fields: fields, ports: [PortID(1), PortID(3), PortID(4)]))
      // The destination is known in each VLAN, behind a port that no packet comes in on.
      transaction.update(
        VLAN(
          id: Lab.vlan(10),
          members: [.init(port: PortID(1), isTagged: false), .init(port: PortID(3), isTagged: true), .init(port: PortID(2), isTagged: true)]
        ))
      transaction.update(
        VLAN(
          id: Lab.vlan(20),
          members: [.init(port: PortID(4), isTagged: false), .init(port: PortID(3), isTagged: true), .init(port: PortID(2), isTagged: true)]
        ))
      transaction.update(VLAN(id: Lab.vlan(30), members: [.init(port: PortID(3), isTagged: true), .init(port: PortID(2), isTagged: true)]))
      for vlan in vlans { transaction.insert(FDBEntry(vlan: Lab.vlan(Int(vlan)), mac: MACAddress(bits: Lab.host(50)), port: PortID(2))) }
      // Priorities without ties, in an order that has nothing to do with the numbers.
      var priorities = Array(1...UInt32(rules * 2))
      priorities.shuffle(using: &draw)
      var entries: [ACLEntry] = []
      while entries.count < rules {
        let match = rule(&draw)
        let number = UInt32(entries.count)
        let action: ACLEntry.Action
        switch draw.below(10) {
        case 0...3: action = .permit
        case 4...7: action = .drop
        case 8: action = .trap
        default: action = .redirectToPort(PortID(5))
        }
        entries.append(
          ACLEntry(table: .init(1), number: number, priority: priorities[entries.count], match: match, action: action, isCounted: true))
      }
      // Half in one batch, half one by one in random order, so that entries have to move.
      let late = entries.suffix(min(entries.count / 4, 500))
      for entry in entries.prefix(entries.count - late.count) { transaction.insert(entry) }
      let clock = ContinuousClock()
      let start = clock.now
      try lab.commit(transaction)
      let took = (clock.now - start).seconds
      for entry in late { try lab.commit { $0.insert(entry) } }
      let level = try #require(lab.device.aclEntries.usage.levels.first)
      Acceptance.figure(
        "ACL: \(rules) rules are \(level.occupied) TCAM rows; a batch of \(rules - late.count) took \(took) s; \(lab.sim.driver.aclMoves) moves for \(late.count) more"
      )

      let sorted = entries.sorted { $0.priority > $1.priority }
      var counts: [UInt32: PacketCount] = [:]
      var hits = 0
      var wrong: [String] = []
      for number in 0..<packets {
        let (frame, port) = packet(near: entries[draw.below(entries.count)].match, &draw)
        let packet = FrameFields(frame, portVLAN: port == 1 ? 10 : 20)
        let rule = sorted.first { packet.match($0.match) }
        lab.sim.receive(frame, on: PortID(port), notBefore: Int64(number) * 10_000)
        let outcome = lab.asic.outcome
        let ports = lab.sim.sentFrames().map(\.port)
        let isRight: Bool
        switch rule?.action {
        case nil, .permit: isRight = outcome.verdict == .forwarded && ports == [PortID(2)]
        case .drop: isRight = outcome.verdict == .dropped && outcome.drop == .aclIngress
        case .copy, .undecided: isRight = false  // none is made
        case .trap: isRight = outcome.verdict == .trapped && outcome.trap == .acl
        case .redirectToPort: isRight = outcome.verdict == .forwarded && ports == [PortID(5)]
        case .redirectToNextHop: isRight = false
        }
        if let rule {
          hits += 1
          counts[rule.key.number, default: PacketCount()].packets += 1
          counts[rule.key.number, default: PacketCount()].bytes += UInt64(frame.count)
        }
        if !isRight && wrong.count < 5 {
          wrong.append("\(frame.hex) on \(port): \(outcome) \(ports), expected \(rule.map { "\($0.match) → \($0.action)" } ?? "no match")")
        }
        if outcome.verdict == .trapped { _ = try lab.sim.takePunted() }
      }
      #expect(wrong == [])
      var miscounted: [String] = []
      for entry in entries {
        let seen = lab.device.aclCounters?.count(of: entry.key)
        if seen != counts[entry.key.number, default: PacketCount()] {
          miscounted.append("\(entry.match): \(String(describing: seen)), expected \(String(describing: counts[entry.key.number]))")
        }
      }
      #expect(miscounted.prefix(5) == [])
      #expect(hits > packets / 2 && hits < packets)
      #expect(counts.count > entries.count / 4)
      Acceptance.figure("ACL: \(packets) packets against \(rules) rules as a linear scan says; \(hits) hit \(counts.count) rules")
    }
  }
}
