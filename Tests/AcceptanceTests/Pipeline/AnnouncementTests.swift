import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Packets that are announced are treated as those that are not, whatever changes between announcement and turn.
  @Suite struct Announcements {
    /// Pivots of few prefixes change with most routes.
    static let chips: [PrefixVariant] = [
      PrefixVariant(family: .v4, kind: .algorithmic(pivots: 128, bucket: 16)),
      PrefixVariant(family: .v4, kind: .algorithmic(pivots: 400, bucket: 3)), PrefixVariant(family: .v4, kind: .tcam(rows: 400))
    ]

    @Test(arguments: chips) func announcedPacketsFareAlike(_ prefixes: PrefixVariant) throws {
      var chip = try ASICDescription.smallDataCentre()
      prefixes.apply(to: &chip)
      let plain = try Lab.routing(chip)
      let ahead = try Lab.routing(chip)
      var draw = Draw(seed: 9)
      var held: [IPPrefix] = []

      var hosts: Set<Int> = []
      // The lab has this one.
      var stations: Set<Int> = [2]
      func both(_ body: (inout Transaction) -> Void) throws { for lab in [plain, ahead] { try lab.commit(body) } }

      func changeRoute() throws {
        if held.count > 200, draw.chance(50) {
          let prefix = held.remove(at: draw.below(held.count))
          return try both { $0.remove(Route.self, Route.Key(virtualRouter: .init(0), prefix: prefix)) }
        }
        // Few networks, all lengths: prefixes that cover each other, at every level of the index.
        let address = IPAddress(v4: Lab.ip(20, UInt32(draw.below(4)), UInt32(draw.below(8)), UInt32(draw.below(256))))
        guard let prefix = IPPrefix(address, length: UInt8(4 + draw.below(29))), !held.contains(prefix) else { return }
        held.append(prefix)
        let route = Route(prefix: prefix, destination: .nextHop(NextHopID(draw.chance(50) ? 6 : 7)))
        try both { $0.insert(route) }
      }
      /// A row that is not there comes; one that is changes, or goes.
      func comeOrGo<R: EditableRow>(_ row: R, _ number: Int, _ there: inout Set<Int>) throws {
        if there.insert(number).inserted { return try both { $0.insert(row) } }
        if draw.chance(50) { return try both { $0.update(row) } }
        there.remove(number)
        try both { $0.remove(R.self, row.key) }
      }
      func changeHost() throws {
        let number = 3 + draw.below(20)
        let address = IPAddress(v4: Lab.ip(10, 6, 0, UInt32(number)))
        let mac = MACAddress(bits: Lab.host(UInt64(100 + draw.below(50))))
        try comeOrGo(Neighbor(interface: .init(6), address: address, mac: mac), number, &hosts)
      }
      func changeStation() throws {
        let number = draw.below(30)
        let mac = MACAddress(bits: Lab.host(UInt64(number)))
        try comeOrGo(FDBEntry(vlan: Lab.vlan(10), mac: mac, port: PortID(draw.chance(50) ? 1 : 3)), number, &stations)
      }
      /// The router's own address in VLAN 10 is one that packets are sent to, or another.
      func changeOwnAddress() throws {
        let mac = MACAddress(bits: Lab.routerMAC(draw.chance(70) ? 10 : 11))
        let interface = RouterInterface(
          id: .init(10), virtualRouter: .init(0), attachment: .vlan(Lab.vlan(10)), mac: mac, mtu: 1500)
        try both { $0.update(interface) }
      }
      func change() throws {
        switch draw.below(10) {
        case 0...5: try changeRoute()
        case 6, 7: try changeHost()
        case 8: try changeStation()
        default: try changeOwnAddress()
        }
      }
      for _ in 0..<500 { try change() }

      func packet() -> (port: UInt16, frame: [UInt8]) {
        let target = Lab.ip(20, UInt32(draw.below(5)), UInt32(draw.below(9)), UInt32(draw.below(256)))
        switch draw.below(7) {
        case 6:
          // From the station in one VLAN to the same address in another.
          let payload = Frame.ipv4(from: Lab.ip(10, 20, 0, 9), to: Lab.ip(10, 10, 0, 2), Frame.udp(1, 2, [1]))
          return (4, Frame.ethernet(to: Lab.routerMAC(20), from: Lab.host(2), type: 0x0800, payload))
        case 4: return (1, Frame.toRoute(interface: 10, to: Lab.ip(10, 6, 0, UInt32(draw.below(24)))))
        case 5: return (7, Frame.toRoute(interface: 7, to: Lab.ip(10, 6, 0, UInt32(draw.below(24)))))
        case 0: return (1, Frame.toRoute(interface: 10, to: target))
        case 1: return (3, Frame.toRoute(interface: 10, to: target, tags: [.vlan(10)]))
        case 2:
          return (UInt16(1 + draw.below(5)), Frame.ethernet(to: Lab.host(1), from: Lab.host(UInt64(draw.below(30))), type: 0x88b5, [1]))
        default: return (6, Frame.toRoute(interface: 6, to: target))
        }
      }
      let packets = (0..<Acceptance.size(20_000, debug: 2_000)).map { _ in packet() }
      var routed = 0
      for (index, packet) in packets.enumerated() {
        let later = index + SimulatedASIC.announcementDistance
        if later < packets.count, let port = ahead.sim.chipPort(of: PortID(packets[later].port)) {
          packets[later].frame.withUnsafeBytes { ahead.asic.announce($0, on: port) }
        }
        if draw.chance(10) { try change() }
        let expected = plain.send(packet.frame, on: packet.port)
        let seen = ahead.send(packet.frame, on: packet.port)
        #expect(seen == expected, "packet \(index)")
        #expect(ahead.asic.outcome == plain.asic.outcome, "packet \(index)")
        #expect(ahead.asic.accesses == plain.asic.accesses, "packet \(index)")
        if expected.out.keys.contains(where: { [PortID(6), PortID(7)].contains($0) }) { routed += 1 }
        guard seen == expected else { return }
      }
      #expect(routed > packets.count / 8, "\(routed) of \(packets.count) were routed")
    }
  }
}
