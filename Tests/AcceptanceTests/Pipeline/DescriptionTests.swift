import MemoryExperiments
import ASICSimulator
import DeviceAccess
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// A chip that differs from the file's in one way.
struct ChipVariant: CustomTestStringConvertible, Sendable {
  var name: String
  var change: @Sendable (inout ASICDescription) -> Void
  var testDescription: String { name }
}

extension Acceptance {
  /// Driver and chip both follow the file, and only the file: whatever of it changes, the same rows forward the same packets.
  @Suite struct Descriptions {
    /// Rows and packets of every kind; what the packets met.
    private func run(_ chip: ASICDescription) throws -> [Seen] {
      let lab = try Lab.routing(chip)
      let fields: ACLMatch.Fields = [.ipType, .destinationIPv4, .destinationIPv6, .l4DestinationPort, .vlan, .dscp, .tcpFlags]
      func match(_ body: (inout ACLMatch) -> Void) -> ACLMatch {
        var match = ACLMatch()
        body(&match)
        return match
      }
      try lab.commit { transaction in
        transaction.insert(ACLTable(id: .init(1), stage: .ingress, fields: fields, ports: [PortID(1), PortID(3), PortID(6)]))
        transaction.insert(ACLTable(id: .init(2), stage: .egress, fields: fields, ports: [PortID(2), PortID(7)]))
        func add(_ table: UInt16, _ number: UInt32, _ action: ACLEntry.Action, _ body: (inout ACLMatch) -> Void) {
          transaction.insert(
            ACLEntry(table: .init(table), number: number, priority: 100 - number, match: match(body), action: action, isCounted: true))
        }
        add(1, 1, .drop) { $0.l4DestinationPort = L4PortRange(5...77) }
        add(1, 2, .trap) { $0.destinationIP = Lab.prefix("2001:db8:7::5/128") }
        add(1, 3, .redirectToPort(PortID(5))) { $0.destinationIP = Lab.prefix("10.7.0.64/26") }
        add(1, 4, .redirectToNextHop(.init(9))) { $0.dscp = 46 }
        add(1, 5, .drop) { $0.vlan = Lab.vlan(30) }
        add(2, 1, .drop) { $0.l4DestinationPort = L4PortRange(100...200) }
        add(2, 2, .drop) { $0.destinationIP = Lab.prefix("2001:db8:7::8/125") }
        for number in 0..<120 as Range<UInt32> {
          let length = UInt8(17 + number % 15)
          guard let prefix = IPPrefix(IPAddress(v4: 0x6440_0000 + number << 15).masked(to: length), length: length) else { continue }
          transaction.put(
            Route(virtualRouter: .init(UInt16(number % 2)), prefix: prefix, destination: .nextHop(.init([6, 7, 8, 9][Int(number % 4)]))))
          let length6 = UInt8(40 + number % 70)
          guard let prefix6 = IPPrefix(IPAddress(v6: 0x2001_0db9_0000_0000 + UInt64(number) << 24, 0).masked(to: length6), length: length6)
          else { continue }
          transaction.put(Route(prefix: prefix6, destination: number % 3 == 0 ? .drop : .nextHop(.init(17))))
        }
        transaction.insert(NextHopGroup(id: .init(1), members: [.init(nextHop: .init(7))]))
        transaction.insert(Route(prefix: Lab.prefix("198.18.0.0/15"), destination: .nextHopGroup(.init(1))))
        for number in 0..<40 as Range<UInt64> {
          transaction.insert(
            FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: 0x0200_0077_0000 + number), port: PortID(UInt16(number % 3 + 1))))
        }
      }
      var seen: [Seen] = []
      func send(_ frame: [UInt8], _ port: UInt16) { seen.append(lab.send(frame, on: port, notBefore: lab.asic.now + 10_000)) }
      for number in 0..<120 as Range<UInt32> {
        for offset in [0, 1, 0x7fff] as [UInt32] {
          let destination = 0x6440_0000 + number << 15 + offset
          send(Frame.toRoute(interface: 6, to: destination), 6)
          send(Frame.toRoute(interface: 8, to: destination), 8)
        }
        let ipv6 = Frame.ipv6(
          from: (0x2001_0db8_0099_0000, 1), to: (0x2001_0db9_0000_0000 + UInt64(number) << 24, UInt64(number % 4)), Frame.udp(1, 2))
        send(Frame.ethernet(to: Lab.routerMAC(6), from: Lab.host(99), type: 0x86dd, ipv6), 6)
      }
      for number in 0..<32 as Range<UInt64> {
        let low = Frame.ipv6(from: (0x2001_0db8_0099_0000, 1), to: (0x2001_0db8_0007_0000, number), Frame.udp(1, 2))
        send(Frame.ethernet(to: Lab.routerMAC(6), from: Lab.host(99), type: 0x86dd, low), 6)
        send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, UInt32(number) * 8)), 6)
        send(Frame.toRoute(interface: 6, to: Lab.ip(10, 20, 0, 4), ports: (1, UInt16(number) * 7)), 6)
        send(Frame.toRoute(interface: 7, to: Lab.ip(198, 18, 0, UInt32(number)), ports: (1, UInt16(number) * 7)), 7)
        let dscp = Frame.ipv4(from: 1 << 24, to: Lab.ip(10, 7, 0, 2), dscp: UInt8(number * 2), Frame.udp(1, 2))
        send(Frame.ethernet(to: Lab.routerMAC(6), from: Lab.host(99), type: 0x0800, dscp), 6)
      }
      // Bridging: known, unknown, learned, moved.
      for number in 0..<60 as Range<UInt64> {
        for (port, tags) in [(1, []), (2, []), (3, [.vlan(10)]), (3, [.vlan(20)]), (3, [.vlan(30)]), (4, [])] as [(UInt16, [Frame.Tag])] {
          let payload = Frame.ipv4(from: 1 << 24, to: 2 << 24, Frame.udp(1, UInt16(number) * 4))
          send(Frame.ethernet(to: 0x0200_0077_0000 + number, from: 0x0200_0088_0000 + number % 7, tags: tags, type: 0x0800, payload), port)
        }
      }
      for table in [1, 2] as [UInt16] {
        for number in 1...5 as ClosedRange<UInt32> {
          let count = lab.device.aclCounters?.count(of: .init(table: .init(table), number: number))
          seen.append(
            Seen(
              verdict: .dropped, drop: .none, trap: .none,
              out: [PortID(table): Frame.big64(count?.packets ?? 0) + Frame.big64(count?.bytes ?? 0)]))
        }
      }
      #expect(Snapshot(lab.device).differences(from: Snapshot(intentOf: lab.control)).filter { !$0.contains("FDB") } == [])
      #expect(lab.asic.accounts.isConserved)
      return seen
    }

    static let variants: [ChipVariant] = [
      ChipVariant(name: "fields in reverse order") { chip in
        for index in chip.tables.indices {
          chip.tables[index].key.reverse()
          chip.tables[index].data.reverse()
        }
        chip.moveWindows()
      },
      ChipVariant(name: "wider results") { chip in
        for role in [TableRole.hostIPv4, .hostIPv6, .routeIPv4, .routeIPv6, .aclIngress] { chip.widen(role, .destination, by: 11) }
        chip.widen(.fdb, .port, by: 9)
        chip.widen(.egressInterface, .port, by: 3)
        chip.widen(.nextHop, .interface, by: 5)
        chip.widen(.nextHopGroup, .count, by: 13)
        chip.widen(.aclCounter, .packets, by: 21)
        chip.widen(.port, .speed, by: 9)
      },
      ChipVariant(name: "wider keys") { chip in
        for role in [TableRole.hostIPv4, .hostIPv6, .routeIPv4, .routeIPv6] { chip.widen(role, .virtualRouter, by: 5) }
        chip.widen(.routerInterface, .virtualRouter, by: 5)
        chip.widen(.fdb, .fid, by: 3)
        chip.widen(.aclIngress, .l4DestinationPort, by: 7)
        chip.widen(.aclEgress, .dscp, by: 1)
      },
      ChipVariant(name: "narrower results") { chip in
        for role in [TableRole.hostIPv4, .hostIPv6, .routeIPv4, .routeIPv6, .aclIngress] { chip.widen(role, .destination, by: -5) }
        chip.widen(.aclCounter, .bytes, by: -20)
        chip.widen(.port, .ingressACLTables, by: -6)
        chip.widen(.aclIngress, .aclTables, by: -6)
      },
      ChipVariant(name: "other depths") { chip in
        chip.resize(.fdb, 4096)
        chip.resize(.hostIPv4, 128)
        chip.resize(.hostIPv6, 2048)
        chip.resize(.routeIPv4, 300)
        chip.resize(.routeIPv6, 77)
        chip.resize(.aclIngress, 600)
        chip.resize(.nextHop, 64)
      },
      ChipVariant(name: "other buckets") { chip in
        for role in [TableRole.fdb, .routerMAC, .hostIPv4, .hostIPv6] {
          chip.change(role) {
            guard case .hash(var match) = $0.match else { return }
            (match.ways, match.hashes) = (16, 1)
            $0.match = .hash(match)
          }
        }
        for role in [TableRole.routeIPv4, .routeIPv6] {
          chip.change(role) {
            guard case .algorithmicLPM(var match) = $0.match else { return }
            match.bucketEntries = 5
            $0.match = .algorithmicLPM(match)
          }
          chip.resize(role, 200)
        }
      },
      ChipVariant(name: "other hashes and seeds") { chip in
        for (role, function) in [(TableRole.fdb, HashFunction.crc32c), (.routerMAC, .fold), (.hostIPv4, .fold), (.hostIPv6, .crc32c)] {
          chip.change(role) {
            guard case .hash(var match) = $0.match else { return }
            (match.function, match.seed) = (function, 0xdead_beef)
            $0.match = .hash(match)
          }
        }
      },
      ChipVariant(name: "other memories for prefixes: plain TCAM") { chip in
        for role in [TableRole.routeIPv4, .routeIPv6] {
          chip.change(role) { $0.match = .prefixTCAM }
          chip.resize(role, 256)
        }
      },
      ChipVariant(name: "indirect access") { chip in
        // Every window becomes a command and data registers, each its own.
        let words = 40
        for index in chip.access.indices {
          guard case .memoryMapped = chip.access[index].method else { continue }
          let address = 0x7000_0000 + UInt64(index) * 0x1000
          chip.registers.append(RegisterDescription(name: "COMMAND\(index)", address: address, count: 1, fields: []))
          chip.registers.append(RegisterDescription(name: "DATA\(index)", address: address + 0x100, count: words, fields: []))
          chip.access[index].method = .indirect(
            IndirectAccess(
              command: chip.registers.count - 2, data: chip.registers.count - 1, execute: BitField(name: "execute", low: 31, high: 31),
              write: BitField(name: "write", low: 3, high: 3), index: BitField(name: "index", low: 4, high: 28), select: nil, selection: 0))
        }
      },
      ChipVariant(name: "windows elsewhere") { chip in
        for index in chip.access.indices {
          guard case .memoryMapped(_, let stride) = chip.access[index].method else { continue }
          chip.access[index].method = .memoryMapped(address: UInt64(100 - index) << 36, stride: stride * 4)
        }
      }
    ]

    @Test(arguments: variants) func theSamePacketsGoTheSameWay(_ variant: ChipVariant) throws {
      let plain = try ASICDescription.smallDataCentre()
      var changed = plain
      variant.change(&changed)
      let expected = try run(plain)
      let seen = try run(changed)
      #expect(seen.count == expected.count)
      let first = zip(expected, seen).enumerated().first { $0.element.0 != $0.element.1 }
      #expect(seen == expected, "packet \(first?.offset ?? -1): \(String(describing: first?.element))")
      // The packets are worth comparing: all that can happen does.
      #expect(Set(expected.map(\.verdict)) == Set(Verdict.allCases.filter { $0 != .copied }))
      #expect(Set(expected.map(\.drop)).isSuperset(of: [.aclIngress, .blackholeRoute, .lpm4Miss]))
    }

    /// A field that gets too narrow for a value is refused, not cut.
    @Test func whatDoesNotFitIsRefused() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.widen(.port, .mtu, by: -4)
      chip.widen(.port, .speed, by: -5)
      chip.widen(.egressInterface, .mtu, by: -4)
      let lab = try Lab(chip)
      func refused(_ body: (inout Transaction) -> Void) -> SwitchError.Cause? {
        do { try lab.commit(body) } catch { return (error as? CommitFailure)?.faults.first?.error.cause }
        return nil
      }
      #expect(refused { $0.insert(Lab.port(1, speed: 10_000, mtu: 1024)) } == .unsupported(Port.schema.column(named: "mtu")))
      #expect(refused { $0.insert(Lab.port(1, speed: 100_000, mtu: 1000)) } == .unsupported(Port.schema.column(named: "speed")))
      #expect(refused { $0.insert(Lab.port(1, speed: 10_000, mtu: 1000)) } == nil)
      let interface = RouterInterface(
        id: .init(1), virtualRouter: .init(0), attachment: .port(PortID(1)), mac: MACAddress(bits: Lab.mac), mtu: 1500)
      #expect(
        refused {
          $0.insert(VirtualRouter(id: .init(0)))
          $0.insert(interface)
        } == .unsupported(RouterInterface.schema.column(named: "mtu")))
      #expect(Snapshot(lab.device).count == 1)
    }
  }
}
