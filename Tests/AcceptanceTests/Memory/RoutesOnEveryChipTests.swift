import MemoryExperiments
import ASICDriver
import ASICSimulator
import Foundation
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// The real table of November 2015 on every chip that routes, in every mode: how much of it fits, what binds, and what it costs.
  @Suite(.enabled(if: !RealTable.isAbsent, Acceptance.sharedIsAbsent), .enabled(if: Acceptance.isRelease, Acceptance.releaseOnly))
  struct RoutesOnEveryChip {
    private struct Case {
      var name: String
      var chip: ASICDescription
    }

    private func cases() throws -> [Case] {
      var cases: [Case] = []
      for entry in Acceptance.catalog.chips {
        let chip = try Acceptance.catalog.chip(named: entry.name)
        guard chip.table(.routeIPv4) != nil || chip.table(.routeIPv6) != nil else { continue }
        if chip.modes.isEmpty { cases.append(Case(name: chip.name, chip: chip)) }
        for mode in chip.modes {
          cases.append(
            Case(name: "\(chip.name), \(mode)", chip: try Acceptance.catalog.chip(named: entry.name, boot: BootChoice(mode: mode))))
        }
      }
      // The same rows under pivots, and in a TCAM that has room for all of them.
      var plain = try ASICDescription.dataCentre()
      for role in [TableRole.routeIPv4, .routeIPv6] {
        plain.change(role) { $0.match = .prefixTCAM }
        plain.resize(role, role == .routeIPv4 ? 640 * 1024 : 32 * 1024)
        if let index = plain.tables.firstIndex(where: { $0.role == role }) { plain.memories[plain.tables[index].memory].kind = .tcam }
      }
      cases.append(Case(name: "ts-32x100g with TCAM only", chip: plain))
      return cases
    }

    private func prefixes() throws -> [IPPrefix] {
      RealTable.prefixes(try RealTable.bytes()).compactMap { item in
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let address =
          item.address.count == 4
          ? IPAddress(v4: UInt32(word(item.address[...]))) : IPAddress(v6: word(item.address[..<8]), word(item.address[8...]))
        return IPPrefix(address, length: UInt8(item.length))
      }
    }

    @Test func asMuchAsFits() throws {
      let all = try prefixes()
      #expect(all.count == 606_138 + 27_693)
      let cases = try cases()
      #expect(cases.count >= 10)
      for item in cases { try run(item, all) }
    }

    private func run(_ item: Case, _ all: [IPPrefix]) throws {
      let lab = try Lab(item.chip)
      let mac = Lab.mac
      try lab.commit {
        let lanes = item.chip.ports.lanes >= 4 * item.chip.ports.count ? 4 : 1
        var port = Lab.port(1)
        port.lanes = (1...UInt16(lanes)).map { $0 }
        port.speed = item.chip.ports.maximumSpeed
        port.mtu = 1514
        $0.insert(port)
        $0.insert(VirtualRouter(id: .init(0)))
        $0.insert(
          RouterInterface(id: .init(1), virtualRouter: .init(0), attachment: .port(PortID(1)), mac: MACAddress(bits: mac), mtu: 1500))
      }
      // Dropped or to the CPU, by turns: what a packet met can be told.
      let changes = all.enumerated().map { number, prefix in
        Change<Route>.insert(Route(virtualRouter: .init(0), prefix: prefix, destination: number % 2 == 0 ? .drop : .cpu))
      }
      var device = lab.device
      let written = lab.sim.driver.rowsWritten
      let clock = ContinuousClock()
      let start = clock.now
      var failures: [Failure] = []
      var refused: Set<Int> = []
      // A family is offered in pieces until one is refused nearly whole: what comes after it would be too.
      for family in IPFamily.allCases {
        let numbers = changes.indices.filter { all[$0].family == family }
        var next = 0
        var isTaken = true
        while next < numbers.count {
          let piece = numbers[next..<min(numbers.count, next + 4096)]
          next += piece.count
          guard isTaken else {
            refused.formUnion(piece)
            continue
          }
          let batch = piece.map { changes[$0] }
          let found = device.routes.apply(batch.span)
          failures += found.map { Failure(index: piece[piece.startIndex + $0.index], error: $0.error) }
          isTaken = found.count * 20 < piece.count * 19
        }
      }
      let time = clock.now - start
      var oracle = LongestPrefix()
      var bound: [String: Int] = [:]
      for failure in failures {
        refused.insert(failure.index)
        switch failure.error.cause {
        case .exhausted(let exhaustion):
          let pool = device.capabilities.name(of: exhaustion.pool) ?? "?"
          let what: String
          switch exhaustion.constraint {
          case .bucket: what = "a bucket is full"
          default: what = "\(exhaustion.constraint)"
          }
          bound["\(pool): \(what)", default: 0] += 1
          #expect(exhaustion.capacity > 0 && exhaustion.occupied <= exhaustion.capacity, "\(item.name): \(failure.error)")
        case .unsupported: bound["no table", default: 0] += 1
        default: Issue.record("\(item.name): \(failure.error)")
        }
      }
      var held = (v4: 0, v6: 0)
      for (number, prefix) in all.enumerated() where !refused.contains(number) {
        if prefix.family == .v4 { held.v4 += 1 } else { held.v6 += 1 }
        oracle.add(prefix.address, Int(prefix.length), number % 2 == 0 ? .drop : .cpu)
      }
      #expect(device.routes.usage.rows == held.v4 + held.v6, "\(item.name)")
      let why = bound.sorted { $0.value > $1.value }.map { "\($0.key) (\($0.value))" }.joined(separator: "; ")
      Acceptance.figure(
        "\(item.name): \(held.v4) of 606138 IPv4 and \(held.v6) of 27693 IPv6 prefixes fit; \(lab.sim.driver.rowsWritten - written) chip rows "
          + "written, \(lab.sim.driver.moves) moved; \(time); " + (why.isEmpty ? "nothing binds" : why))
      #expect(held.v4 + held.v6 > 0)

      // What is held is what packets meet.
      var draw = Draw(seed: 9)
      var wrong = 0
      for _ in 0..<4000 {
        let prefix = all[draw.below(all.count)]
        let address = prefix.address
        let frame =
          address.family == .v4
          ? Frame.ethernet(to: mac, from: Lab.host(1), type: 0x0800, Frame.ipv4(from: 0xc633_6401, to: address.v4, Frame.udp(1, 9)))
          : Frame.ethernet(
            to: mac, from: Lab.host(1), type: 0x86dd,
            Frame.ipv6(from: (0x2001_0db8_0001_0000, 1), to: (address.high, address.low), Frame.udp(1, 9)))
        let seen = lab.send(frame, on: 1)
        let first = address.family == .v4 ? address.v4 >> 24 : 1
        // Addresses that no router forwards never reach the routes.
        if first == 0 || first == 127 || first >= 224 && address.family == .v4 { continue }
        let expected: Seen =
          switch oracle.look(address) {
          case .cpu?: .trapped(.ip2me)
          case .drop?: .dropped(.blackholeRoute)
          default: .dropped(address.family == .v4 ? .lpm4Miss : .lpm6Miss)
          }
        let isRight = seen == expected || item.chip.table(address.family == .v4 ? .routeIPv4 : .routeIPv6) == nil
        if !isRight { wrong += 1 }
        if seen.verdict == .trapped { _ = try lab.sim.takePunted() }
      }
      #expect(wrong == 0, "\(item.name): \(wrong) of 4000 packets went elsewhere")
    }
  }
}
