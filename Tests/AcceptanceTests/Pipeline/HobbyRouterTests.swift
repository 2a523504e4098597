import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// The RTL9300 routes: hosts by hash, prefixes in a TCAM.
  @Suite struct HobbyRouter {
    private static func lab() throws -> Lab {
      let lab = try Lab(try Acceptance.catalog.chip(named: "rtl9300"))
      try lab.commit(Lab.bridged(lanes: 1, speed: 10_000))
      try lab.commit(Lab.routed())
      return lab
    }

    private static func refusal(_ lab: Lab, _ body: (inout Transaction) -> Void) -> Exhaustion? {
      do { try lab.commit(body) } catch let failure as CommitFailure {
        if case .exhausted(let exhaustion)? = failure.faults.first?.error.cause { return exhaustion }
        Issue.record("\(failure.text)")
      } catch { Issue.record("\(error)") }
      return nil
    }

    @Test func bothFamiliesAreRouted() throws {
      let lab = try Self.lab()
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      let six = Frame.ethernet(
        to: Lab.routerMAC(6), from: Lab.host(99), type: 0x86dd,
        Frame.ipv6(
          from: (0x2001_0db8_0099_0000, 1), to: (0x2001_0db8_0007_0000, 2), Frame.udp(1, 2, [UInt8](repeating: 7, count: 20))))
      #expect(lab.send(six, on: 6) == .forwarded([PortID(7): six.routed(to: Lab.host(17), from: Lab.routerMAC(7))]))
      // Out of a port into a VLAN, with the trunk's tag.
      let tagged = Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 4))
      #expect(
        lab.send(tagged, on: 6) == .forwarded([PortID(3): tagged.routed(to: Lab.host(4), from: Lab.routerMAC(20), tags: [.vlan(20)])]))
      // The same address in the other virtual router.
      let other = Frame.toRoute(interface: 9, to: Lab.ip(10, 6, 0, 2))
      #expect(lab.send(other, on: 9) == .forwarded([PortID(8): other.routed(to: Lab.host(8), from: Lab.routerMAC(8))]))
    }

    @Test func theLongestPrefixWins() throws {
      let lab = try Self.lab()
      try lab.commit { transaction in
        transaction.insert(Route(prefix: Lab.prefix("172.16.0.0/12"), destination: .nextHop(.init(7))))
        transaction.insert(Route(prefix: Lab.prefix("172.16.5.0/24"), destination: .nextHop(.init(6))))
        transaction.insert(Route(prefix: Lab.prefix("172.16.5.128/25"), destination: .drop))
      }
      let wide = Frame.toRoute(interface: 10, to: Lab.ip(172, 16, 6, 1))
      #expect(lab.send(wide, on: 1) == .forwarded([PortID(7): wide.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      let narrow = Frame.toRoute(interface: 10, to: Lab.ip(172, 16, 5, 1))
      #expect(lab.send(narrow, on: 1) == .forwarded([PortID(6): narrow.routed(to: Lab.host(6), from: Lab.routerMAC(6))]))
      #expect(lab.send(Frame.toRoute(interface: 10, to: Lab.ip(172, 16, 5, 200)), on: 1).verdict == .dropped)
    }

    /// Prefixes up to the last row of the TCAM; the one after is refused, and the pool named.
    @Test func prefixesRunOut() throws {
      let lab = try Self.lab()
      func route(_ number: UInt32) -> Route {
        Route(prefix: Lab.prefix("100.\(number / 256).\(number % 256).0/24"), destination: .nextHop(.init(7)))
      }
      var number: UInt32 = 0
      var refused: Exhaustion?
      while refused == nil, number < 1000 {
        refused = Self.refusal(lab) { $0.insert(route(number)) }
        if refused == nil { number += 1 }
      }
      let usage = try #require(lab.device.routes.usage.levels.first { $0.pool == "route4" })
      #expect((usage.capacity, usage.occupied) == (384, 384))
      #expect(number > 370, "the lab's own routes take the rest")
      #expect(refused?.constraint == .rows)
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(100, 0, 0, 1))
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
    }

    @Test func groupsAreNotOfThisChip() throws {
      let lab = try Self.lab()
      #expect(!lab.device.capabilities.supports(.nextHopGroup))
      #expect(throws: CommitFailure.self) {
        try lab.commit { $0.insert(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(7))])) }
      }
    }
  }
}
