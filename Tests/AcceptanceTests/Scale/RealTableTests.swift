import MemoryExperiments
import ASICSimulator
import Foundation
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// The real table of November 2015: 606,138 IPv4 and 27,693 IPv6 prefixes.
  @Suite(.enabled(if: !RealTable.isAbsent, Acceptance.sharedIsAbsent), .enabled(if: Acceptance.isRelease, Acceptance.releaseOnly))
  struct RealRoutes {
    private static let ipv4Count = 606_138
    private static let ipv6Count = 27_693

    /// A port that is routed in virtual router 0 and to which no ACL is bound.
    private func ingress(_ configuration: Configuration) throws -> (port: PortID, mac: UInt64) {
      let name = "Ethernet48"
      let port = try #require(configuration.port(named: name))
      let interface = try #require(configuration.rows.routerInterfaces.first { $0.row.attachment == .port(port) })
      #expect(interface.row.virtualRouter == VirtualRouterID(0))
      #expect(!configuration.rows.aclTables.contains { $0.row.ports.contains(port) })
      return (port, interface.row.mac.bits)
    }

    private func frame(_ address: IPAddress, to mac: UInt64, flow: UInt16 = 7) -> [UInt8] {
      if address.family == .v4 {
        return Frame.ethernet(to: mac, from: Lab.host(1), type: 0x0800, Frame.ipv4(from: 0xc633_6401, to: address.v4, Frame.udp(flow, 9)))
      }
      return Frame.ethernet(
        to: mac, from: Lab.host(1), type: 0x86dd,
        Frame.ipv6(from: (0x2001_0db8_0001_0000, 1), to: (address.high, address.low), Frame.udp(flow, 9)))
    }

    /// What may become of a packet by what is wanted of the switch: MAC addresses it may leave with, or none and a verdict.
    private struct Expected: Equatable {
      var macs: Set<UInt64>
      var verdict: Verdict
    }

    private func expected(_ destination: Route.Destination?, _ control: ManagedSwitch) -> Expected {
      func mac(_ id: NextHopID) -> UInt64? {
        control.row(NextHop.self, id).flatMap { control.row(Neighbor.self, $0.neighbor)?.mac.bits }
      }
      switch destination {
      case nil, .drop: return Expected(macs: [], verdict: .dropped)
      case .cpu, .routerInterface: return Expected(macs: [], verdict: .trapped)
      case .nextHop(let id): return Expected(macs: Set([mac(id)].compactMap { $0 }), verdict: .forwarded)
      case .nextHopGroup(let id):
        let members = control.row(NextHopGroup.self, id)?.members ?? []
        return Expected(macs: Set(members.compactMap { mac($0.nextHop) }), verdict: .forwarded)
      }
    }

    /// Packets to addresses through the chip; the number of those that did not go where the oracle says, with the first few.
    private func wrong(
      _ addresses: [IPAddress], _ sim: SimulatedSwitch, _ oracle: LongestPrefix, _ ingress: (port: PortID, mac: UInt64)
    ) -> (count: Int, first: [String]) {
      var count = 0
      var first: [String] = []
      for address in addresses {
        sim.receive(frame(address, to: ingress.mac), on: ingress.port)
        let destination = oracle.look(address)
        let expected = expected(destination, sim.control)
        var isRight = sim.asic.outcome.verdict == expected.verdict
        if isRight && expected.verdict == .forwarded {
          for sent in sim.sentFrames() where !expected.macs.contains(sent.bytes.mac(0)) { isRight = false }
        }
        if !isRight {
          count += 1
          if first.count < 5 { first.append("\(address): \(sim.asic.outcome), expected \(String(describing: destination))") }
        }
        if sim.asic.outcome.verdict == .trapped { _ = try? sim.takePunted() }
      }
      return (count, first)
    }

    /// Unicast that a router forwards, uniformly; IPv6 mostly from the part of the space that is given out.
    private func randomAddresses(_ count: Int, _ draw: inout Draw) -> [IPAddress] {
      var addresses: [IPAddress] = []
      while addresses.count < count {
        if draw.chance(70) {
          let address = UInt32(truncatingIfNeeded: draw.next())
          if address >> 24 != 0 && address >> 24 != 127 && address >> 28 < 0xe { addresses.append(IPAddress(v4: address)) }
        } else {
          let high = draw.chance(90) ? draw.next() >> 3 | 1 << 61 : draw.next()
          if high >> 56 != 0xff && high >> 54 != 0x3fa && high != 0 { addresses.append(IPAddress(v6: high, draw.next())) }
        }
      }
      return addresses
    }

    /// Addresses within prefixes of the list: the first, the last, any, and the one behind it.
    private func addressesOfTable(_ count: Int, _ prefixes: [(family: Int32, address: [UInt8], length: Int)], _ draw: inout Draw)
      -> [IPAddress]
    {
      var addresses: [IPAddress] = []
      while addresses.count < count {
        let prefix = prefixes[draw.below(prefixes.count)]
        if prefix.family == AF_INET {
          let base = prefix.address.big32(0)
          let free: UInt32 = prefix.length == 32 ? 0 : UInt32.max >> UInt32(prefix.length)
          switch draw.below(4) {
          case 0: addresses.append(IPAddress(v4: base))
          case 1: addresses.append(IPAddress(v4: base | free))
          case 2: addresses.append(IPAddress(v4: base | UInt32(truncatingIfNeeded: draw.next()) & free))
          default:
            let behind = base &+ free &+ 1
            if behind >> 24 != 0 && behind >> 24 != 127 && behind >> 28 < 0xe { addresses.append(IPAddress(v4: behind)) }
          }
        } else {
          let high = prefix.address.big64(0)
          let low = prefix.address.big64(8)
          let freeHigh: UInt64 = prefix.length >= 64 ? 0 : ~0 >> UInt64(prefix.length)
          let freeLow: UInt64 = prefix.length >= 128 ? 0 : ~0 >> UInt64(max(0, prefix.length - 64))
          switch draw.below(3) {
          case 0: addresses.append(IPAddress(v6: high, low))
          case 1: addresses.append(IPAddress(v6: high | freeHigh, low | freeLow))
          default: addresses.append(IPAddress(v6: high | draw.next() & freeHigh, low | draw.next() & freeLow))
          }
        }
      }
      return addresses
    }

    private func oracle(_ control: ManagedSwitch) -> LongestPrefix {
      var oracle = LongestPrefix()
      control.forEach(Route.self) {
        if $0.key.virtualRouter == VirtualRouterID(0) { oracle.add($0.key.prefix.address, Int($0.key.prefix.length), $0.destination) }
      }
      // A neighbor is more specific than any route.
      control.forEach(NextHop.self) {
        guard let interface = control.row(RouterInterface.self, $0.neighbor.interface), interface.virtualRouter == VirtualRouterID(0) else {
          return
        }
        oracle.add($0.neighbor.address, Int($0.neighbor.address.family.bitWidth), .nextHop($0.id))
      }
      return oracle
    }

    @Test func allPrefixesCommitAndResolve() throws {
      let start = Acceptance.memory("VmRSS")
      let bytes = try RealTable.bytes()
      let platform = try Acceptance.catalog.platform(named: "as7726-32x")
      let sim = try SimulatedSwitch(platform)
      let built = Acceptance.memory("VmRSS")
      let clock = ContinuousClock()
      let reading = clock.now
      let (configuration, summary) = try RealTable.configuration(bytes, board: platform.board)
      let read = clock.now
      // The example routes one of the prefixes itself, and that route stands.
      #expect(summary.ipv4Routes + summary.configured == RealRoutes.ipv4Count)
      #expect(summary.configured == 1)
      #expect(summary.ipv6Routes == RealRoutes.ipv6Count)
      #expect(summary.duplicates == 0)
      #expect(summary.refused == 0)
      try sim.control.commit(configuration.transaction)
      let committed = clock.now
      let resident = Acceptance.memory("VmRSS")
      Acceptance.figure(
        "real table: \(summary.routes) prefixes read in \((read - reading).seconds) s, committed in \((committed - read).seconds) s")
      Acceptance.figure(
        "real table: resident \(Int(resident)) MiB after the commit, at most \(Int(Acceptance.memory("VmHWM"))) (\(Int(start)) before, \(Int(built)) with an empty switch)"
      )
      #expect(resident < 1536)
      let level = sim.control.device.routes.usage.levels
      Acceptance.figure("real table: " + level.map { "\($0.pool) \($0.occupied) of \($0.capacity)" }.joined(separator: ", "))

      // Every prefix of the list, read by other code, is wanted and held.
      let prefixes = RealTable.prefixes(bytes)
      #expect(prefixes.count == RealRoutes.ipv4Count + RealRoutes.ipv6Count)
      var missing = 0
      for prefix in prefixes {
        let address =
          prefix.family == AF_INET
          ? IPAddress(v4: prefix.address.big32(0)) : IPAddress(v6: prefix.address.big64(0), prefix.address.big64(8))
        guard let key = IPPrefix(address, length: UInt8(prefix.length)).map({ Route.Key(virtualRouter: .init(0), prefix: $0) }),
          let wanted = sim.control.row(Route.self, key), sim.control.device.routes.row(at: key) == wanted
        else {
          missing += 1
          continue
        }
      }
      #expect(missing == 0)
      #expect(sim.control.device.routes.usage.rows == sim.control.count(of: Route.self))

      let oracle = oracle(sim.control)
      let ingress = try ingress(configuration)
      var draw = Draw(seed: 2015)
      let random = randomAddresses(100_000, &draw)
      let inTable = addressesOfTable(100_000, prefixes, &draw)
      let wrongRandom = wrong(random, sim, oracle, ingress)
      #expect(wrongRandom.count == 0, "\(wrongRandom.first)")
      let wrongInTable = wrong(inTable, sim, oracle, ingress)
      #expect(wrongInTable.count == 0, "\(wrongInTable.first)")
      #expect(sim.asic.accounts.isConserved)
      #expect(sim.asic.accounts.received == 200_000)
      let verdicts = Verdict.allCases.map { "\($0) \(sim.asic.accounts.verdicts[Int($0.rawValue)])" }.joined(separator: ", ")
      Acceptance.figure("real table: 200,000 packets resolved as the oracle says: \(verdicts)")
    }

    /// The same on a chip with fewer pivots than the table needs.
    @Test func aSmallTableRefusesAndKeepsWhatItHad() throws {
      var platform = try Acceptance.catalog.platform(named: "as7726-32x")
      platform.asic.resize(.routeIPv4, 4096)
      platform.asic.resize(.routeIPv6, 2048)
      let sim = try SimulatedSwitch(platform)
      // What it holds before: the example's rows, and every 40th line of the table.
      let bytes = try RealTable.bytes()
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      var few: [UInt8] = []
      for (number, line) in lines.enumerated() where number % 40 == 0 { few += Array(line) + [10] }
      let (before, _) = try RealTable.configuration(few, board: platform.board)
      try sim.control.commit(before.transaction)

      let ingress = try ingress(before)
      var draw = Draw(seed: 11)
      let addresses = randomAddresses(5000, &draw) + addressesOfTable(5000, RealTable.prefixes(bytes), &draw)
      func forward() -> [[[PortID: [UInt8]]]] {
        addresses.map { address -> [[PortID: [UInt8]]] in
          sim.receive(frame(address, to: ingress.mac), on: ingress.port, notBefore: sim.asic.now + 100_000)
          if sim.asic.outcome.verdict == .trapped { _ = try? sim.takePunted() }
          return sim.sentFrames().map { [$0.port: $0.bytes] }
        }
      }
      let forwarded = forward()
      let device = Snapshot(sim.control.device)
      let intent = Snapshot(intentOf: sim.control)
      #expect(device.differences(from: intent) == [])

      // The whole table on top.
      let (whole, _) = try RealTable.configuration(bytes, board: platform.board)
      var rest = Transaction()
      var added = 0
      let prefixes = RealTable.prefixes(bytes)
      let destination = try #require(whole.rows.nextHops.first { $0.row.neighbor.address.family == .v4 })
      let destination6 = try #require(whole.rows.nextHops.first { $0.row.neighbor.address.family == .v6 })
      for prefix in prefixes {
        let isIPv4 = prefix.family == AF_INET
        let address = isIPv4 ? IPAddress(v4: prefix.address.big32(0)) : IPAddress(v6: prefix.address.big64(0), prefix.address.big64(8))
        guard let key = IPPrefix(address, length: UInt8(prefix.length)) else { continue }
        if sim.control.row(Route.self, .init(virtualRouter: .init(0), prefix: key)) != nil { continue }
        rest.insert(Route(prefix: key, destination: .nextHop(isIPv4 ? destination.row.id : destination6.row.id)))
        added += 1
      }
      let clock = ContinuousClock()
      let start = clock.now
      var failure: CommitFailure?
      do { try sim.control.commit(rest) } catch { failure = error }
      let took = (clock.now - start).seconds
      let fault = try #require(failure?.faults.first)
      #expect(failure?.isDiverged == false)
      guard case .exhausted(let exhaustion) = fault.error.cause else {
        Issue.record("\(fault)")
        return
      }
      #expect(exhaustion.constraint == .pivots)
      let pool = sim.control.device.capabilities.name(of: exhaustion.pool) ?? ""
      #expect(pool.hasPrefix("route"))
      guard case .route(let key) = fault.key else {
        Issue.record("\(fault.key)")
        return
      }
      let text = failure?.text ?? ""
      #expect(text.contains(pool) && text.contains("\(key.prefix)") && text.contains("pivot"), "\(text)")
      Acceptance.figure("small LPM: \(added) routes on top refused and taken back in \(took) s: \(text.split(separator: "\n").first ?? "")")
      #expect(Snapshot(sim.control.device).differences(from: device) == [])
      #expect(Snapshot(sim.control.device) == device)
      #expect(Snapshot(intentOf: sim.control) == intent)
      #expect(forward() == forwarded)
      Acceptance.figure("small LPM: \(device.count) rows and \(addresses.count) packets as before")
    }
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return ((Double(seconds) + Double(attoseconds) * 1e-18) * 1000).rounded() / 1000
  }
}
