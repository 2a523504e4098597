import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What the data-centre chip says it holds, it holds: all at once.
  @Suite struct Capacity {
    @Test(.enabled(if: Acceptance.isRelease, Acceptance.releaseOnly)) func theDataCentreChipHoldsWhatItSays() throws {
      let platform = try Acceptance.catalog.platform(named: "as7726-32x")
      let whole = try SimulatedSwitch(platform)
      let port = platform.board.ports[0]
      let id = PortID(port.number)
      let vlan = try #require(VLANID(100))
      let router = RouterInterfaceID(1)
      var draw = Draw(seed: 128)

      var base = Transaction()
      base.insert(Port(id: id, lanes: port.lanes, speed: port.speed, isEnabled: true))
      base.insert(VLAN(id: vlan, members: [VLAN.Member(port: id, isTagged: false)]))
      base.insert(VirtualRouter(id: VirtualRouterID(0)))
      base.insert(RouterInterface(id: router, virtualRouter: VirtualRouterID(0), attachment: .vlan(vlan), mac: MACAddress(bits: 2 << 40)))
      try whole.control.commit(base)

      // 128 Ki addresses in the FDB, 128 Ki hosts with a next hop each.
      var hosts = Transaction()
      for number in 0..<131_072 {
        hosts.insert(
          FDBEntry(vlan: vlan, mac: MACAddress(bits: 0x0200_0000_0000 | draw.next() & 0xff_ffff_0000 | UInt64(number & 0xffff)), port: id))
        let address = IPAddress(v4: 0x0a00_0000 + UInt32(number) * 97)
        hosts.insert(Neighbor(interface: router, address: address, mac: MACAddress(bits: 0x0400_0000_0000 + UInt64(number))))
        hosts.insert(NextHop(id: NextHopID(UInt32(number)), neighbor: Neighbor.Key(interface: router, address: address)))
      }
      try whole.control.commit(hosts)

      // 4 Ki groups of 8: 32 Ki members.
      var groups = Transaction()
      for number in 0..<4096 as Range<UInt32> {
        groups.insert(
          NextHopGroup(id: NextHopGroupID(number), members: (0..<8).map { NextHopGroup.Member(nextHop: NextHopID(number * 8 + $0)) }))
      }
      try whole.control.commit(groups)

      // 1 Mi IPv4 and 256 Ki IPv6 prefixes, of random lengths.
      var routes = Transaction()
      var seen: Set<IPPrefix> = []
      while seen.count < 1_048_576 {
        let length = UInt8(16 + draw.below(13))
        if let prefix = IPPrefix(IPAddress(v4: UInt32(truncatingIfNeeded: draw.next())), length: length), seen.insert(prefix).inserted {
          routes.insert(Route(prefix: prefix, destination: .nextHop(NextHopID(UInt32(seen.count % 131_072)))))
        }
      }
      while seen.count < 1_048_576 + 262_144 {
        let address = IPAddress(v6: 0x2000_0000_0000_0000 | draw.next() >> 3, draw.next())
        if let prefix = IPPrefix(address, length: UInt8(32 + draw.below(33))), seen.insert(prefix).inserted {
          routes.insert(Route(prefix: prefix, destination: .nextHopGroup(NextHopGroupID(UInt32(seen.count % 4096)))))
        }
      }
      try whole.control.commit(routes)

      // 8 Ki ingress and 2 Ki egress rules that take a row each.
      var rules = Transaction()
      for (table, stage, count) in [(1, ACLTable.Stage.ingress, 8192), (2, .egress, 2048)] as [(UInt16, ACLTable.Stage, UInt32)] {
        rules.insert(
          ACLTable(id: ACLTableID(table), stage: stage, fields: [.destinationIPv6, .ipProtocol, .l4DestinationPort], ports: [id]))
        for number in 0..<count {
          var match = ACLMatch()
          match.destinationIP = IPPrefix(IPAddress(v6: draw.next(), draw.next()), length: 128)
          match.ipProtocol = 6
          match.l4DestinationPort = L4PortRange(443)
          rules.insert(
            ACLEntry(table: ACLTableID(table), number: number, priority: UInt32(draw.below(100_000)), match: match, action: .drop))
        }
      }
      try whole.control.commit(rules)

      let device = whole.control.device
      #expect(device.fdb.usage.rows == 131_072)
      #expect(device.neighbors.usage.rows == 131_072)
      #expect(device.nextHopGroups.usage.levels.map(\.occupied) == [4096, 32_768])
      #expect(device.routes.usage.rows == 1_310_720)
      #expect(device.aclEntries.usage.rows == 10_240)
      let pivots = device.routes.usage.levels.filter { $0.pool.hasSuffix(".pivots") }.map { "\($0.occupied) of \($0.capacity)" }
      Acceptance.figure("capacity: all tables of ts-32x100g full as said; pivots used \(pivots.joined(separator: ", "))")
    }
  }
}
