import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Control packets: which trap takes them, and what it makes of them.
  @Suite struct Traps {
    // MARK: Frames, from the protocols' own documents

    private static let host = Lab.host(1)

    private static func ether(_ destination: UInt64, _ type: UInt16, _ payload: [UInt8] = []) -> [UInt8] {
      Frame.ethernet(to: destination, from: host, type: type, payload)
    }

    private static func ip4(_ mac: UInt64, _ destination: UInt32, _ proto: UInt8, _ payload: [UInt8], ttl: UInt8 = 64) -> [UInt8] {
      ether(mac, 0x0800, Frame.ipv4(from: Lab.ip(10, 10, 0, 9), to: destination, ttl: ttl, proto: proto, payload))
    }

    private static func ip6(
      _ mac: UInt64, _ destination: (UInt64, UInt64), _ proto: UInt8, _ payload: [UInt8], prefix: UInt64 = 0xfe80_0000_0000_0000
    ) -> [UInt8] {
      ether(mac, 0x86dd, Frame.ipv6(from: (prefix, 9), to: destination, next: proto, payload))
    }

    private static let own = Lab.ip(10, 10, 0, 1)
    private static let own6: (UInt64, UInt64) = (0x2001_0db8_0010_0000, 1)
    private static let router = Lab.routerMAC(10)
    private static let all6: (UInt64, UInt64) = (0xff02_0000_0000_0000, 1)

    private static func arp(_ operation: UInt8, to mac: UInt64) -> [UInt8] {
      var packet = Frame.arp(sender: host, Lab.ip(10, 10, 0, 9), target: own)
      packet[7] = operation
      return ether(mac, 0x0806, packet)
    }

    private static func igmp(_ type: UInt8) -> [UInt8] {
      ip4(0x0100_5e00_0001, Lab.ip(224, 0, 0, 1), 2, [type, 0, 0, 0, 224, 1, 2, 3])
    }

    private static func icmp6(_ type: UInt8, to mac: UInt64 = 0x3333_0000_0001) -> [UInt8] {
      ip6(mac, all6, 58, Frame.icmp(type, 0))
    }

    private static func udp4(_ mac: UInt64, _ destination: UInt32, _ port: UInt16) -> [UInt8] {
      ip4(mac, destination, 17, Frame.udp(1000, port))
    }

    /// A frame of each kind, as it comes in on a port of VLAN 10, which has a router interface.
    static func sample(_ kind: Trap.Kind) -> [UInt8] {
      switch kind {
      case .stp: ether(0x0180_c200_0000, 38, [0x42, 0x42, 3])
      case .lacp: ether(0x0180_c200_0002, 0x8809, [1, 1])
      case .eapol: ether(0x0180_c200_0003, 0x888e, [2, 1])
      case .lldp: ether(0x0180_c200_000e, 0x88cc, [2, 7])
      case .pvrst: ether(0x0100_0ccc_cccd, 50, [0xaa, 0xaa, 3, 0, 0, 0xc, 0x01, 0x0b])
      case .udld: ether(0x0100_0ccc_cccc, 50, [0xaa, 0xaa, 3, 0, 0, 0xc, 0x01, 0x11])
      case .ptp: ether(0x011b_1900_0000, 0x88f7, [0, 2])
      case .isis: ether(0x0180_c200_0014, 50, [0xfe, 0xfe, 3, 0x83])
      case .igmpQuery: igmp(0x11)
      case .igmpLeave: igmp(0x17)
      case .igmpV1Report: igmp(0x12)
      case .igmpV2Report: igmp(0x16)
      case .igmpV3Report: igmp(0x22)
      case .arpRequest: arp(1, to: 0xffff_ffff_ffff)
      case .arpResponse: arp(2, to: router)
      case .dhcp: udp4(0xffff_ffff_ffff, .max, 67)
      case .dhcpL2: udp4(Lab.host(50), Lab.ip(10, 10, 0, 50), 68)
      case .ospf: ip4(0x0100_5e00_0005, Lab.ip(224, 0, 0, 5), 89, [2, 1, 0, 44], ttl: 1)
      case .pim: ip4(0x0100_5e00_000d, Lab.ip(224, 0, 0, 13), 103, [0x20, 0, 0, 0], ttl: 1)
      case .vrrp: ip4(0x0100_5e00_0012, Lab.ip(224, 0, 0, 18), 112, [0x31, 1, 100, 1])
      case .dhcpv6: ip6(0x3333_0001_0002, (0xff02_0000_0000_0000, 0x1_0002), 17, Frame.udp(546, 547))
      case .dhcpv6L2: ip6(Lab.host(50), (0xfe80_0000_0000_0000, 50), 17, Frame.udp(547, 546))
      case .ospfv6: ip6(0x3333_0000_0005, (0xff02_0000_0000_0000, 5), 89, [3, 1, 0, 36])
      case .vrrpv6: ip6(0x3333_0000_0012, (0xff02_0000_0000_0000, 0x12), 112, [0x31, 1, 100, 1])
      case .neighborDiscovery: icmp6(135, to: 0x3333_ff00_0001)
      case .mldV1V2: icmp6(130)
      case .mldV1Report: icmp6(131)
      case .mldV1Done: icmp6(132)
      case .mldV2Report: icmp6(143)
      case .bgp: ip4(router, own, 6, Frame.tcp(40_000, 179))
      case .bgpv6: ip6(router, own6, 6, Frame.tcp(179, 40_000), prefix: own6.0)
      case .ssh: ip4(router, own, 6, Frame.tcp(40_000, 22))
      case .snmp: udp4(router, own, 161)
      case .ip2me: udp4(router, own, 9)
      case .ttlError: ip4(router, Lab.ip(10, 20, 0, 4), 17, Frame.udp(1, 2), ttl: 1)
      case .l3MTUError: ip4(router, Lab.ip(10, 20, 0, 4), 17, Frame.udp(1, 2, [UInt8](repeating: 0, count: 1600)))
      }
    }

    /// A lab whose trap groups 1 and 2 use the queues 11 and 12.
    private static func lab(_ traps: [Trap]) throws -> Lab {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(TrapGroup(id: TrapGroupID(1), queue: 11))
        $0.insert(TrapGroup(id: TrapGroupID(2), queue: 12))
        for trap in traps { $0.insert(trap) }
      }
      return lab
    }

    private static func trap(_ kind: Trap.Kind, _ action: PacketAction, _ priority: UInt32 = 0, group: UInt16 = 1) -> Trap {
      Trap(kind: kind, action: action, priority: priority, group: TrapGroupID(group))
    }

    /// What can go nowhere but to the CPU.
    private static let exceptions: Set<Trap.Kind> = [.ip2me, .ttlError, .l3MTUError, .bgp, .bgpv6, .ssh, .snmp, .arpResponse]

    // MARK: Tests

    @Test(arguments: Trap.Kind.allCases)
    func aTrapTakesItsKindIntoItsQueue(_ kind: Trap.Kind) throws {
      let lab = try Self.lab([Self.trap(kind, .trap)])
      let frame = Self.sample(kind)
      #expect(lab.send(frame, on: 1).verdict == .trapped)
      let packet = try #require(try lab.sim.takePunted().first)
      #expect(packet.frame == frame)
      #expect(packet.port == PortID(1))
      #expect(packet.trap == kind)
      #expect(packet.queue == 11)
      #expect(lab.device.counters?.counts(of: QueueID(port: .cpu, index: 11))?.packets == 1)
      #expect(lab.device.counters?.counts(of: QueueID(port: .cpu, index: 0))?.packets == 0)
      #expect(lab.asic.accounts.isConserved)
      // Every other kind fares as it did.
      let other = try Lab.routing()
      for sample in Trap.Kind.allCases where sample != kind {
        let seen = lab.send(Self.sample(sample), on: 1)
        let before = other.send(Self.sample(sample), on: 1)
        let packet = try lab.sim.takePunted().first
        if packet?.trap == kind {
          // A kind that another one is part of.
          let wider: [Trap.Kind: Set<Trap.Kind>] = [
            .ip2me: [.bgp, .bgpv6, .ssh, .snmp], .dhcpL2: [.dhcp], .dhcpv6L2: [.dhcpv6]
          ]
          #expect(wider[kind]?.contains(sample) == true, "\(sample) was taken for \(kind)")
        } else {
          #expect(seen.verdict == before.verdict, "\(sample) beside a trap of \(kind)")
          #expect(seen.drop == before.drop)
          #expect(seen.trap == before.trap)
          #expect(packet?.queue ?? 0 == 0)
        }
      }
    }

    @Test(arguments: Trap.Kind.allCases)
    func aCopyGoesOnWhereItCan(_ kind: Trap.Kind) throws {
      let lab = try Self.lab([Self.trap(kind, .copy, group: 2)])
      let seen = lab.send(Self.sample(kind), on: 1)
      #expect(seen.verdict == (Self.exceptions.contains(kind) ? .trapped : .copied))
      if !Self.exceptions.contains(kind) { #expect(!seen.out.isEmpty) }
      let packets = try lab.sim.takePunted()
      #expect(packets.map(\.trap) == [kind])
      #expect(packets.map(\.queue) == [12])
      #expect(lab.asic.accounts.isConserved)
    }

    @Test(arguments: Trap.Kind.allCases)
    func aDropDrops(_ kind: Trap.Kind) throws {
      let lab = try Self.lab([Self.trap(kind, .drop)])
      #expect(lab.send(Self.sample(kind), on: 1) == .dropped(.controlPacket))
      #expect(try lab.sim.takePunted().isEmpty)
      #expect(lab.asic.accounts.isConserved)
    }

    @Test(arguments: Trap.Kind.allCases)
    func forwardedMeansNoSpecialTreatment(_ kind: Trap.Kind) throws {
      let lab = try Self.lab([Self.trap(kind, .forward)])
      let seen = lab.send(Self.sample(kind), on: 1)
      switch kind {
      case .ip2me, .ttlError, .l3MTUError, .arpResponse: #expect(seen == .dropped(.controlPacket), "it has nowhere else to go")
      case .bgp, .bgpv6, .ssh, .snmp: #expect(seen == .trapped(.ip2me), "it is to the switch still")
      default:
        #expect(seen.verdict == .forwarded)
        #expect(seen.out.keys.sorted() == [PortID(2), PortID(3)])
      }
    }

    @Test func withoutATrapTheTablesAsk() throws {
      let lab = try Lab.routing()
      let expected: [Trap.Kind: TrapReason] = [
        .stp: .bridgeProtocol, .lacp: .bridgeProtocol, .eapol: .bridgeProtocol, .lldp: .bridgeProtocol, .arpRequest: .arp,
        .arpResponse: .arp, .neighborDiscovery: .linkLocal, .ip2me: .ip2me, .bgp: .ip2me, .ssh: .ip2me, .ttlError: .ttlError,
        .l3MTUError: .l3MTUError
      ]
      for (kind, reason) in expected {
        #expect(lab.send(Self.sample(kind), on: 1).trap == reason, "\(kind)")
        let packet = try lab.sim.takePunted().first
        #expect(packet?.trap == kind)
        #expect(packet?.queue == 0)
      }
      for kind in [Trap.Kind.pvrst, .udld, .ptp, .igmpQuery, .dhcp, .ospf, .isis] {
        #expect(lab.send(Self.sample(kind), on: 1).verdict == .forwarded, "\(kind)")
      }
    }

    @Test func ofTwoTrapsTheHigherPriorityDecidesAndThenTheNarrower() throws {
      func queue(_ traps: [Trap], _ kind: Trap.Kind) throws -> (Trap.Kind?, UInt8?) {
        let lab = try Self.lab(traps)
        lab.send(Self.sample(kind), on: 1)
        let packet = try lab.sim.takePunted().first
        return (packet?.trap, packet?.queue)
      }
      for (narrow, wide, decides) in [(5, 4, Trap.Kind.bgp), (5, 5, .bgp), (4, 5, .ip2me)] as [(UInt32, UInt32, Trap.Kind)] {
        let found = try queue([Self.trap(.bgp, .trap, narrow), Self.trap(.ip2me, .trap, wide, group: 2)], .bgp)
        #expect(found.0 == decides)
        #expect(found.1 == (decides == .bgp ? 11 : 12))
      }
      let snooped = try queue([Self.trap(.dhcp, .trap, 1), Self.trap(.dhcpL2, .copy, 2, group: 2)], .dhcp)
      #expect(snooped == (.dhcpL2, 12))
      // One that does nothing leaves it to the other.
      let left = try queue([Self.trap(.bgp, .forward, 9), Self.trap(.ip2me, .trap, 1, group: 2)], .bgp)
      #expect(left == (.ip2me, 12))
    }

    @Test func onlyAnAddressOfTheSwitchMakesItBGP() throws {
      let lab = try Self.lab([Self.trap(.bgp, .trap), Self.trap(.ssh, .drop), Self.trap(.snmp, .drop)])
      let transit = Self.ip4(Self.router, Lab.ip(10, 20, 0, 4), 6, Frame.tcp(40_000, 179))
      #expect(lab.send(transit, on: 1).verdict == .forwarded)
      #expect(lab.send(Self.ip4(Self.router, Lab.ip(10, 20, 0, 4), 6, Frame.tcp(40_000, 22)), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.udp4(Self.router, Lab.ip(10, 20, 0, 4), 161), on: 1).verdict == .forwarded)
    }

    @Test func aGroupChangesAllItsTraps() throws {
      let lab = try Self.lab([Self.trap(.lldp, .trap), Self.trap(.dhcp, .trap), Self.trap(.ospf, .trap, group: 2)])
      try lab.commit { $0.update(TrapGroup(id: TrapGroupID(1), queue: 30)) }
      for kind in [Trap.Kind.lldp, .dhcp, .ospf] { lab.send(Self.sample(kind), on: 1) }
      #expect(try lab.sim.takePunted().map(\.queue) == [30, 30, 12])
      try lab.commit { $0.update(TrapGroup(id: TrapGroupID(1), isEnabled: false, queue: 30)) }
      #expect(lab.send(Self.sample(.dhcp), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.sample(.lldp), on: 1).verdict == .forwarded)
      #expect(lab.send(Self.sample(.ospf), on: 1) == .trapped(.controlPacket))
      try lab.commit { $0.update(TrapGroup(id: TrapGroupID(1), queue: 30)) }
      #expect(lab.send(Self.sample(.dhcp), on: 1) == .trapped(.controlPacket))
      try lab.commit { $0.remove(Trap.self, .dhcp) }
      #expect(lab.send(Self.sample(.dhcp), on: 1).verdict == .forwarded)
    }

    @Test func aQueueThatTheChipLacksIsRefused() throws {
      let lab = try Lab.routing()
      #expect(throws: (any Error).self) { try lab.commit { $0.insert(TrapGroup(id: TrapGroupID(1), queue: 48)) } }
      try lab.commit { $0.insert(TrapGroup(id: TrapGroupID(1), queue: 47)) }
      #expect(lab.device.trapGroups.row(at: TrapGroupID(1))?.queue == 47)
    }

    @Test func aRoutedPortTrapsGroupsToo() throws {
      let lab = try Self.lab([Self.trap(.ospf, .copy), Self.trap(.arpRequest, .trap, group: 2)])
      #expect(lab.send(Self.sample(.ospf), on: 6) == .trapped(.controlPacket), "nothing is bridged there")
      #expect(lab.send(Self.sample(.arpRequest), on: 6) == .trapped(.arp))
      #expect(try lab.sim.takePunted().map(\.queue) == [11, 12])
    }

    /// A LAG comes up by LACP, which must be heard before its member takes anything else.
    @Test func aMemberThatDoesNotCollectHearsLACP() throws {
      let lab = try Self.lab([Self.trap(.lacp, .trap)])
      try lab.commit {
        $0.insert(Lab.port(11, pvid: 20))
        $0.insert(LAG(id: .init(1), members: [LAG.Member(port: PortID(11), collects: false)], portVLAN: Lab.vlan(20)))
      }
      #expect(lab.send(Self.sample(.lacp), on: 11) == .trapped(.bridgeProtocol))
      #expect(try lab.sim.takePunted().map(\.port) == [PortID(11)])
      #expect(lab.send(Self.sample(.dhcp), on: 11) == .dropped(.lagNotCollecting))
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func anACLGoesBeforeATrap() throws {
      let lab = try Self.lab([Self.trap(.dhcp, .trap)])
      var match = ACLMatch()
      match.ipProtocol = 17
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: [.ipProtocol], ports: [PortID(1)]))
        $0.insert(ACLEntry(table: .init(1), number: 1, priority: 1, match: match, action: .trap))
      }
      #expect(lab.send(Self.sample(.dhcp), on: 1) == .trapped(.acl))
      let packet = try lab.sim.takePunted().first
      #expect(packet?.trap == nil)
      #expect(packet?.queue == 0)
    }

    @Test func theSimulatorsKindsAreTheModels() {
      #expect(ControlPacket.allCases.map(\.rawValue) == Trap.Kind.allCases.map(\.rawValue))
      func plain(_ text: String) -> String { text.lowercased().filter { $0 != "_" } }
      let names = [
        "igmptypequery": "igmpquery", "igmptypeleave": "igmpleave", "igmptypev1report": "igmpv1report", "igmptypev2report": "igmpv2report",
        "igmptypev3report": "igmpv3report", "ipv6neighbordiscovery": "neighbordiscovery", "ipv6mldv1v2": "mldv1v2",
        "ipv6mldv1report": "mldv1report", "ipv6mldv1done": "mldv1done"
      ]
      for (chip, model) in zip(ControlPacket.allCases, Trap.Kind.allCases) {
        let name = plain(model.description)
        #expect(plain("\(chip)") == names[name] ?? name)
      }
    }
  }
}
