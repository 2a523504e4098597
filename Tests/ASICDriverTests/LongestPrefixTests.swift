import ASICDriver
import ASICSimulator
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// Prefixes as the driver lays them out and the chip looks them up, against a scan of a list.
@Suite struct LongestPrefixTests {
  private struct Entry {
    var router: Int
    var prefix: IPPrefix
  }

  /// Port r + 1 is routed in virtual router r; next hop n is a host on port 8 with the address n.
  private func chip(_ description: ASICDescription, routers: Int, nextHops: Int) throws -> Chip {
    let chip = try Chip(description)
    for number in 1...8 as ClosedRange<UInt16> {
      chip.insert([Port(id: PortID(number), lanes: [number * 4 - 3], speed: 100_000, isEnabled: true, mtu: 9000)])
    }
    let mac = MACAddress(bits: 0x0200_0000_0001)
    func interface(_ id: UInt16, _ router: UInt16) -> RouterInterface {
      RouterInterface(id: .init(id), virtualRouter: .init(router), attachment: .port(PortID(id)), mac: mac)
    }
    for router in 0..<UInt16(routers) {
      chip.insert([VirtualRouter(id: .init(router))])
      chip.insert([interface(router + 1, router)])
    }
    chip.insert([interface(8, 0)])
    let neighbors = (0..<nextHops).map {
      Neighbor(interface: .init(8), address: IPAddress(v6: 0xfe80 << 48, UInt64($0)), mac: MACAddress(bits: 0x0200_0000_1000 + UInt64($0)))
    }
    chip.insert(neighbors)
    chip.insert(neighbors.enumerated().map { NextHop(id: .init(UInt32($0)), neighbor: $1.key) })
    return chip
  }

  private func big(_ value: UInt64, _ bytes: Int) -> [UInt8] { (0..<bytes).reversed().map { UInt8(value >> UInt64($0 * 8) & 0xff) } }

  /// The number of the next hop that a packet takes, `nil` where it is dropped for want of a route.
  private func lookUp(_ chip: Chip, router: Int, _ address: IPAddress) -> Int? {
    var frame = big(0x0200_0000_0001, 6) + big(0x0200_0000_0099, 6)
    if address.family == .v4 {
      var header: [UInt8] = [0x45, 0, 0, 28, 0, 0, 0, 0, 9, 17, 0, 0] + big(0x0102_0304, 4) + big(UInt64(address.v4), 4)
      var sum = 0
      for place in stride(from: 0, to: 20, by: 2) { sum += Int(header[place]) << 8 + Int(header[place + 1]) }
      while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
      header.replaceSubrange(10..<12, with: big(UInt64(~sum & 0xffff), 2))
      frame += big(0x0800, 2) + header + [0, 1, 0, 2, 0, 8, 0, 0]
    } else {
      frame += big(0x86dd, 2) + big(0x6000_0000, 4) + [0, 8, 17, 9] + big(0x2001_0db8 << 32, 8) + big(1, 8) + big(address.high, 8)
      frame += big(address.low, 8) + [0, 1, 0, 2, 0, 8, 0, 0]
    }
    while frame.count < 60 { frame.append(0) }
    frame.withUnsafeBytes { chip.asic.receive($0, on: router * 4) }
    guard chip.asic.output.count == 1 else {
      #expect([.lpm4Miss, .lpm6Miss].contains(chip.asic.outcome.drop), "\(address): \(chip.asic.outcome)")
      return nil
    }
    let bytes = chip.asic.output.frame(0).bytes
    return (0..<6).reduce(0) { $0 << 8 | Int(bytes[$1]) } - 0x0200_0000_1000
  }

  private func contains(_ prefix: IPPrefix, _ address: IPAddress) -> Bool {
    prefix.family == address.family
      && (0..<Int(prefix.length)).allSatisfy { index in
        func bit(_ address: IPAddress) -> UInt64 {
          index < 64 ? address.high >> UInt64(63 - index) & 1 : address.low >> UInt64(127 - index) & 1
        }
        return bit(prefix.address) == bit(address)
      }
  }

  private func algorithmic(_ pivots: Int, _ bucketEntries: Int) throws -> ASICDescription {
    try Chip.small(pivots: pivots, bucketEntries: bucketEntries)
  }

  /// The same table as plain prefixes in a TCAM.
  private func plain(_ rows: Int) throws -> ASICDescription {
    var chip = try Chip.small(pivots: 16, bucketEntries: 4)
    for role in [TableRole.routeIPv4, .routeIPv6] {
      guard let index = chip.tables.firstIndex(where: { $0.role == role }) else { continue }
      chip.tables[index].match = .prefixTCAM
      chip.tables[index].depth = rows
      chip.memories[chip.tables[index].memory].rows = rows
      chip.memories[chip.tables[index].memory].rowsPerBlock = rows
      chip.memories[chip.tables[index].memory].kind = .tcam
    }
    // Rows have become wider: their windows need more room.
    for (number, table) in chip.tables.enumerated() where table.role == .routeIPv4 || table.role == .routeIPv6 {
      chip.access[table.access].method = .memoryMapped(address: UInt64(number + 1) << 36, stride: 64)
    }
    return chip
  }

  @Test(arguments: [1, 2, 4, 32]) func algorithmic(_ bucketEntries: Int) throws {
    try run(try algorithmic(2048 / bucketEntries + 64, bucketEntries), seed: UInt64(bucketEntries), steps: 8)
  }

  @Test func tooFewPivots() throws { try run(try algorithmic(24, 4), seed: 99, steps: 8) }

  @Test func ternary() throws { try run(try plain(200), seed: 7, steps: 8) }

  private func run(_ description: ASICDescription, seed: UInt64, steps: Int) throws {
    var draw = Draw(seed: seed)
    let routers = 3
    let chip = try chip(description, routers: routers, nextHops: 40)
    var list: [Route.Key: Int] = [:]
    var refused = 0

    // Prefixes from a small alphabet, so that they nest deeply.
    func address(_ family: IPFamily) -> IPAddress {
      var high: UInt64 = 0x2400 << 48
      var low: UInt64 = 0
      for position in 0..<20 where draw.chance(40) {
        let place = family == .v4 ? 8 + position : 16 + position * 5
        if place < 64 { high |= 1 << UInt64(63 - place) } else { low |= 1 << UInt64(127 - place) }
      }
      return family == .v4 ? IPAddress(v4: UInt32(high >> 32)) : IPAddress(v6: high, low)
    }
    func key() -> Route.Key? {
      let family: IPFamily = draw.chance(60) ? .v4 : .v6
      let length = draw.chance(5) ? 0 : draw.below(Int(family.bitWidth) + 1)
      guard let prefix = IPPrefix(address(family).masked(to: UInt8(length)), length: UInt8(length)) else { return nil }
      return Route.Key(virtualRouter: .init(UInt16(draw.below(routers))), prefix: prefix)
    }
    func route(_ key: Route.Key, _ number: Int) -> Route {
      Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: .nextHop(.init(UInt32(number))))
    }

    for step in 0..<steps {
      var changes: [Change<Route>] = []
      var after = list
      var numbers: [Int] = []
      for _ in 0..<60 {
        let number = draw.below(40)
        if draw.chance(step < steps / 2 ? 25 : 65),
          let key = after.keys.min(by: { $0.prefix.address.high ^ draw.next() < $1.prefix.address.high }),
          let held = after[key]
        {
          if draw.chance(30), let change = Change.update(from: route(key, held), to: route(key, number)) {
            changes.append(change)
            after[key] = number
          } else {
            changes.append(.remove(route(key, held)))
            after[key] = nil
          }
        } else if let key = key(), after[key] == nil {
          changes.append(.insert(route(key, number)))
          after[key] = number
        } else {
          continue
        }
        numbers.append(number)
      }
      let failures = chip.apply(changes)
      // Only an insertion can be refused, for want of room, and then nothing that follows from it is there.
      let failed = Set(failures.map(\.index))
      for failure in failures {
        guard changes.indices.contains(failure.index) else { continue }
        let wasInsertion = changes[failure.index].before == nil
        if case .exhausted = failure.error.cause {
          #expect(wasInsertion)
        } else {
          #expect(failure.error.cause == .missing && !wasInsertion)
        }
        refused += 1
      }
      for (index, change) in changes.enumerated() where !failed.contains(index) {
        if let row = change.after, case .nextHop(let id) = row.destination {
          list[change.key] = Int(id.rawValue)
        } else {
          list[change.key] = nil
        }
      }

      // What the device says that it holds.
      var rows: [Route.Key: Int] = [:]
      chip.device.routes.forEachRow { row in
        if case .nextHop(let id) = row.destination { rows[row.key] = Int(id.rawValue) }
      }
      #expect(rows == list, "step \(step)")
      #expect(chip.device.routes.usage.rows == list.count)

      // What packets find: random addresses, first and last of prefixes, and one beside.
      var probes: [(Int, IPAddress)] = (0..<60).map { _ in (draw.below(routers), address(draw.chance(60) ? .v4 : .v6)) }
      for key in list.keys.sorted(by: { ($0.prefix, $0.virtualRouter) < ($1.prefix, $1.virtualRouter) }).prefix(300) where draw.chance(40) {
        let address = key.prefix.address
        let router = Int(key.virtualRouter.rawValue)
        probes.append((router, address))
        if address.family == .v4 {
          let size: UInt32 = key.prefix.length == 0 ? .max : ~0 >> UInt32(key.prefix.length)
          probes.append((router, IPAddress(v4: address.v4 | (key.prefix.length == 32 ? 0 : size))))
          probes.append((router, IPAddress(v4: address.v4 &- 1)))
        } else {
          probes.append((router, IPAddress(v6: address.high, address.low | 1)))
          probes.append((router, IPAddress(v6: address.high &- 1, address.low)))
        }
      }
      for (router, probe) in probes where isUnicast(probe) {
        let best = list.filter { $0.key.virtualRouter.rawValue == UInt16(router) && contains($0.key.prefix, probe) }
          .max { $0.key.prefix.length < $1.key.prefix.length }
        #expect(lookUp(chip, router: router, probe) == best?.value, "step \(step): \(probe) in \(router)")
      }
    }
    // All gone: as at the start, and there is room again.
    #expect(chip.apply(list.map { Change.remove(route($0.key, $0.value)) }).isEmpty)
    #expect(chip.device.routes.usage.levels.allSatisfy { $0.occupied == 0 })
    #expect(lookUp(chip, router: 0, IPAddress(v4: 0x2400_0000)) == nil)
    if refused > 0 { print("refused for want of room: \(refused)") }
  }

  private func isUnicast(_ address: IPAddress) -> Bool {
    address.family == .v4
      ? address.v4 >> 28 < 0xe && address.v4 >> 24 != 127 && address.v4 >> 24 != 0
      : address.high >> 56 != 0xff && address.high >> 54 != 0x3fa && !(address.high == 0 && address.low <= 1)
  }
}
