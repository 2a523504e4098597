import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// RFC 1812, RFC 8200: what a router does to one packet.
  @Suite struct Routing {
    private func ipv6(
      to destination: (UInt64, UInt64), from source: (UInt64, UInt64) = (0x2001_0db8_0099_0000, 1), hopLimit: UInt8 = 64,
      interface: UInt64 = 6,
      length: Int = 20
    ) -> [UInt8] {
      Frame.ethernet(
        to: Lab.routerMAC(interface), from: Lab.host(99), type: 0x86dd,
        Frame.ipv6(from: source, to: destination, hopLimit: hopLimit, Frame.udp(1, 2, [UInt8](repeating: 7, count: length))))
    }
    private let subnet7: UInt64 = 0x2001_0db8_0007_0000

    @Test func ipv4IsRouted() throws {
      let lab = try Lab.routing()
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
    }

    @Test func ipv4OptionsAndEveryTTLKeepTheChecksumRight() throws {
      let lab = try Lab.routing()
      for ttl in 2...255 as ClosedRange<UInt8> {
        let frame = Frame.toRoute(
          interface: 6, from: Lab.ip(198, 18, 0, 0) + UInt32(ttl) * 7919, to: Lab.ip(10, 7, 0, 2), ttl: ttl,
          options: [7, 7, 4, 0, 0, 0, 0, 0])
        let seen = lab.send(frame, on: 6)
        #expect(seen == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]), "TTL \(ttl)")
      }
    }

    @Test func ipv6IsRouted() throws {
      let lab = try Lab.routing()
      let frame = ipv6(to: (subnet7, 2))
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(17), from: Lab.routerMAC(7))]))
    }

    @Test func intoAVLANGoesWhereTheHostIs() throws {
      let lab = try Lab.routing()
      let access = Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 2))
      #expect(lab.send(access, on: 6) == .forwarded([PortID(2): access.routed(to: Lab.host(2), from: Lab.routerMAC(10))]))
      let trunk = Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 4))
      #expect(
        lab.send(trunk, on: 6) == .forwarded([PortID(3): trunk.routed(to: Lab.host(4), from: Lab.routerMAC(20), tags: [.vlan(20)])]))
      // A neighbor whose port is not known yet: everywhere in its VLAN.
      let unknown = Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 77))
      let sent = unknown.routed(to: Lab.host(77), from: Lab.routerMAC(10))
      let tagged = unknown.routed(to: Lab.host(77), from: Lab.routerMAC(10), tags: [.vlan(10)])
      let seen = lab.send(unknown, on: 6)
      #expect(seen.out == [PortID(1): sent, PortID(2): sent, PortID(3): tagged])
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func fromOneVLANToAnotherOverOneTrunk() throws {
      let lab = try Lab.routing()
      let frame = Frame.toRoute(interface: 10, to: Lab.ip(10, 20, 0, 4), tags: [.vlan(10)])
      let sent = frame.routed(to: Lab.host(4), from: Lab.routerMAC(20), tags: [.vlan(20)])
      #expect(lab.send(frame, on: 3) == .forwarded([PortID(3): sent]))
    }

    @Test func theRoutersAddressCountsOnItsInterfaceOnly() throws {
      let lab = try Lab.routing()
      // On a routed port nothing else is taken in.
      let foreign = Frame.toRoute(interface: 7, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(foreign, on: 6).verdict == .dropped)
      // In a VLAN another interface's address is a station as any other.
      let bridged = Frame.toRoute(interface: 20, to: Lab.ip(10, 7, 0, 2))
      let seen = lab.send(bridged, on: 1)
      #expect(seen.out.keys.sorted() == [PortID(2), PortID(3)])
      #expect(seen.out[PortID(2)] == bridged)
    }

    @Test func theLastHopIsTheCPUs() throws {
      let lab = try Lab.routing()
      for ttl in [0, 1] as [UInt8] {
        #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), ttl: ttl), on: 6) == .trapped(.ttlError))
        #expect(lab.send(ipv6(to: (subnet7, 2), hopLimit: ttl), on: 6) == .trapped(.ttlError))
      }
      // RFC 1812 §4.2.2.9: a packet to the router itself is taken whatever its TTL.
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1), ttl: 1), on: 6) == .trapped(.ip2me))
    }

    @Test func packetsAboveTheInterfacesMTUAreTheCPUs() throws {
      let lab = try Lab.routing()
      // 20 bytes of IP, 8 of UDP.
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), length: 1472), on: 6).verdict == .forwarded)
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), length: 1473), on: 6) == .trapped(.l3MTUError))
      #expect(lab.send(ipv6(to: (subnet7, 2), length: 1452), on: 6).verdict == .forwarded)
      #expect(lab.send(ipv6(to: (subnet7, 2), length: 1453), on: 6) == .trapped(.l3MTUError))
    }

    @Test func whatIsForTheSwitchGoesToTheCPU() throws {
      let lab = try Lab.routing()
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1)), on: 6) == .trapped(.ip2me))
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 1)), on: 6) == .trapped(.ip2me), "another interface's address")
      #expect(lab.send(ipv6(to: (subnet7, 1)), on: 6) == .trapped(.ip2me))
    }

    @Test func anUnknownHostOfAConnectedSubnetIsTheCPUs() throws {
      let lab = try Lab.routing()
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 200)), on: 6) == .trapped(.neighborMiss))
      #expect(lab.send(ipv6(to: (subnet7, 0x200)), on: 6) == .trapped(.neighborMiss))
    }

    @Test func arpReachesTheCPU() throws {
      let lab = try Lab.routing()
      let request = Frame.ethernet(
        to: 0xffff_ffff_ffff, from: Lab.host(2), type: 0x0806,
        Frame.arp(sender: Lab.host(2), Lab.ip(10, 10, 0, 2), target: Lab.ip(10, 10, 0, 1)))
      #expect(lab.send(request, on: 6) == .trapped(.arp))
      let seen = lab.send(request, on: 1)
      #expect(seen.verdict == .copied)
      #expect(seen.trap == .arp)
      #expect(seen.out.keys.sorted() == [PortID(2), PortID(3)], "the hosts of the VLAN must see it too")
      let reply = Frame.ethernet(
        to: Lab.routerMAC(10), from: Lab.host(2), type: 0x0806, Frame.arp(sender: Lab.host(2), Lab.ip(10, 10, 0, 2), target: 0))
      #expect(lab.send(reply, on: 2) == .trapped(.arp))
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func routesAreChosenByTheLongestPrefix() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Route(prefix: Lab.prefix("0.0.0.0/0"), destination: .nextHop(.init(7))))
        $0.insert(Route(prefix: Lab.prefix("203.0.113.0/24"), destination: .drop))
        $0.insert(Route(prefix: Lab.prefix("203.0.113.128/25"), destination: .nextHop(.init(4))))
        $0.insert(Route(prefix: Lab.prefix("203.0.113.200/32"), destination: .nextHop(.init(2))))
      }
      func destination(_ address: UInt32) -> [PortID] { lab.send(Frame.toRoute(interface: 6, to: address), on: 6).out.keys.sorted() }
      #expect(destination(Lab.ip(8, 8, 8, 8)) == [PortID(7)])
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(203, 0, 113, 5)), on: 6) == .dropped(.blackholeRoute))
      #expect(destination(Lab.ip(203, 0, 113, 129)) == [PortID(3)])
      #expect(destination(Lab.ip(203, 0, 113, 200)) == [PortID(2)])
      try lab.commit { $0.remove(Route.self, .init(virtualRouter: .init(0), prefix: Lab.prefix("203.0.113.128/25"))) }
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(203, 0, 113, 129)), on: 6) == .dropped(.blackholeRoute))
      #expect(destination(Lab.ip(203, 0, 113, 200)) == [PortID(2)])
    }

    @Test func withoutARouteThePacketIsDropped() throws {
      let lab = try Lab.routing()
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(8, 8, 8, 8)), on: 6) == .dropped(.lpm4Miss))
      #expect(lab.send(ipv6(to: (0x2001_4860_4860_0000, 0x8888)), on: 6) == .dropped(.lpm6Miss))
    }

    @Test func virtualRoutersAreApart() throws {
      let lab = try Lab.routing()
      let address = Lab.ip(10, 9, 0, 2)
      #expect(lab.send(Frame.toRoute(interface: 6, to: address), on: 6) == .dropped(.lpm4Miss))
      let frame = Frame.toRoute(interface: 8, to: address)
      #expect(lab.send(frame, on: 8) == .forwarded([PortID(9): frame.routed(to: Lab.host(9), from: Lab.routerMAC(9))]))
      // One address, two hosts.
      let zero = Frame.toRoute(interface: 7, to: Lab.ip(10, 6, 0, 2))
      #expect(lab.send(zero, on: 7) == .forwarded([PortID(6): zero.routed(to: Lab.host(6), from: Lab.routerMAC(6))]))
      let one = Frame.toRoute(interface: 9, to: Lab.ip(10, 6, 0, 2))
      #expect(lab.send(one, on: 9) == .forwarded([PortID(8): one.routed(to: Lab.host(8), from: Lab.routerMAC(8))]))
    }

    @Test func flowsSpreadOverAGroupAndStayOnTheirMember() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(
          NextHopGroup(
            id: .init(1),
            members: [.init(nextHop: .init(6)), .init(nextHop: .init(7)), .init(nextHop: .init(2)), .init(nextHop: .init(4), weight: 2)]))
        $0.insert(Route(prefix: Lab.prefix("100.64.0.0/10"), destination: .nextHopGroup(.init(1))))
      }
      var counts: [PortID: Int] = [:]
      var draw = Draw(seed: 5)
      let flows = 2000
      for _ in 0..<flows {
        let source = Lab.ip(192, 0, 2, 0) + UInt32(draw.below(256))
        let ports = (UInt16(draw.below(60000)), UInt16(draw.below(60000)))
        func frame(_ length: Int) -> [UInt8] {
          Frame.toRoute(interface: 6, from: source, to: Lab.ip(100, 64, 1, 1), ports: ports, length: length)
        }
        let first = lab.send(frame(20), on: 6).out.keys.sorted()
        #expect(first.count == 1)
        #expect(lab.send(frame(90), on: 6).out.keys.sorted() == first, "a flow keeps its way, whatever its packets' length")
        if let port = first.first { counts[port, default: 0] += 1 }
      }
      // Shares 1 : 1 : 1 : 2; five standard deviations of a binomial are below 5 % of the flows.
      for (port, share) in [(6, 1.0), (7, 1.0), (2, 1.0), (3, 2.0)] as [(UInt16, Double)] {
        let seen = Double(counts[PortID(port)] ?? 0) / Double(flows)
        #expect(abs(seen - share / 5) < 0.05, "port \(port): \(seen) of the flows")
      }
    }

    @Test func aGroupFollowsItsMembers() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(6)), .init(nextHop: .init(7))]))
        $0.insert(Route(prefix: Lab.prefix("100.64.0.0/10"), destination: .nextHopGroup(.init(1))))
      }
      try lab.commit { $0.update(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(2))])) }
      for port in 0..<50 as Range<UInt16> {
        let seen = lab.send(Frame.toRoute(interface: 6, to: Lab.ip(100, 64, 0, 1), ports: (port, 9)), on: 6)
        #expect(seen.out.keys.sorted() == [PortID(2)])
      }
      try lab.commit { $0.update(NextHopGroup(id: .init(1), members: [])) }
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(100, 64, 0, 1)), on: 6) == .dropped(.emptyNextHopGroup))
    }

    /// RFC 1812 §4.2.2.11, §5.3.7, §5.2.2; RFC 4291 §2.5.3, §2.7.
    @Test func addressesThatARouterNeverForwards() throws {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(Route(prefix: Lab.prefix("0.0.0.0/0"), destination: .nextHop(.init(7))))
        $0.insert(Route(prefix: Lab.prefix("::/0"), destination: .nextHop(.init(17))))
      }
      let good = Lab.ip(192, 0, 2, 1)
      let destinations = [Lab.ip(127, 0, 0, 1), Lab.ip(224, 0, 0, 5), Lab.ip(239, 1, 1, 1), Lab.ip(255, 255, 255, 255), Lab.ip(0, 0, 0, 0)]
      for destination in destinations {
        #expect(lab.send(Frame.toRoute(interface: 6, from: good, to: destination), on: 6).verdict == .dropped)
      }
      for source in [Lab.ip(127, 0, 0, 1), Lab.ip(224, 0, 0, 5), Lab.ip(255, 255, 255, 255)] {
        #expect(lab.send(Frame.toRoute(interface: 6, from: source, to: Lab.ip(8, 8, 8, 8)), on: 6).verdict == .dropped)
      }
      #expect(lab.send(Frame.toRoute(interface: 6, from: good, to: Lab.ip(8, 8, 8, 8)), on: 6).verdict == .forwarded)
      for destination in [(0, 1), (0xff02 << 48, 1), (0, 0)] as [(UInt64, UInt64)] {
        #expect(lab.send(ipv6(to: destination), on: 6).verdict == .dropped)
      }
      for source in [(0, 1), (0xff02 << 48, 1)] as [(UInt64, UInt64)] {
        #expect(lab.send(ipv6(to: (subnet7, 2), from: source), on: 6).verdict == .dropped)
      }
      #expect(lab.send(ipv6(to: (0xfe80 << 48, 5)), on: 6) == .trapped(.linkLocal))
      // RFC 4291 §2.5.6: nothing with a link-local source may leave its link.
      #expect(lab.send(ipv6(to: (subnet7, 2), from: (0xfe80 << 48, 5)), on: 6).verdict != .forwarded)
    }

    @Test func brokenHeadersAreDropped() throws {
      let lab = try Lab.routing()
      let good = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(good, on: 6).verdict == .forwarded)
      var frame = good
      frame[24] ^= 1
      #expect(lab.send(frame, on: 6) == .dropped(.ipHeaderError), "checksum")
      func broken(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var frame = good
        change(&frame)
        frame.replaceSubrange(24..<26, with: [0, 0])
        frame.replaceSubrange(24..<26, with: Frame.big16(Frame.checksum(frame[14..<34])))
        return frame
      }
      #expect(lab.send(broken { $0[14] = 0x55 }, on: 6) == .dropped(.ipHeaderError), "version")
      #expect(lab.send(broken { $0[14] = 0x44 }, on: 6) == .dropped(.ipHeaderError), "header length")
      #expect(lab.send(broken { $0[16] = 0x7f }, on: 6) == .dropped(.ipHeaderError), "longer than the frame")
      #expect(lab.send(broken { ($0[16], $0[17]) = (0, 19) }, on: 6) == .dropped(.ipHeaderError), "shorter than its header")
      for length in 14..<good.count {
        #expect(lab.send([UInt8](good.prefix(length)), on: 6).verdict == .dropped, "cut at \(length)")
      }
    }

    @Test func aRoutedPortBridgesNothing() throws {
      let lab = try Lab.routing()
      let frame = Frame.ethernet(to: Lab.host(50), from: Lab.host(51), type: 0x88b5, [1, 2, 3])
      #expect(lab.send(frame, on: 6).verdict == .dropped)
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), tags: [.vlan(10)]), on: 6).verdict == .dropped, "tagged")
      // A priority tag is no VLAN.
      let priority = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2), tags: [.vlan(0, priority: 5)])
      #expect(lab.send(priority, on: 6) == .forwarded([PortID(7): priority.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      #expect(lab.asic.learning.learned == 0)
    }

    @Test func familiesCanBeSwitchedOff() throws {
      let lab = try Lab.routing()
      try lab.commit { $0.update(VirtualRouter(id: .init(0), isIPv4Enabled: false)) }
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2)), on: 6) == .dropped(.ingressInterfaceDisabled))
      #expect(lab.send(ipv6(to: (subnet7, 2)), on: 6).verdict == .forwarded)
      try lab.commit { $0.update(VirtualRouter(id: .init(0), isIPv6Enabled: false)) }
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2)), on: 6).verdict == .forwarded)
      #expect(lab.send(ipv6(to: (subnet7, 2)), on: 6) == .dropped(.ingressInterfaceDisabled))
    }

    @Test func aNeighborsNewAddressIsUsedAtOnce() throws {
      let lab = try Lab.routing()
      guard let address = IPAddress("10.7.0.2") else { return }
      try lab.commit { $0.update(Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: Lab.host(777)))) }
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(777), from: Lab.routerMAC(7))]))
    }

    @Test func theRoutersNewAddressIsUsedAtOnce() throws {
      let lab = try Lab.routing()
      let new: UInt64 = 0x0200_0000_aaaa
      try lab.commit {
        $0.update(
          RouterInterface(id: .init(6), virtualRouter: .init(0), attachment: .port(PortID(6)), mac: MACAddress(bits: new), mtu: 1500))
      }
      let old = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(old, on: 6).verdict == .dropped)
      let frame = Frame.mac(new) + old[6...]
      #expect(lab.send(frame, on: 6).verdict == .forwarded)
      let back = Frame.toRoute(interface: 7, to: Lab.ip(10, 6, 0, 2))
      #expect(lab.send(back, on: 7) == .forwarded([PortID(6): back.routed(to: Lab.host(6), from: new)]))
    }
  }
}
