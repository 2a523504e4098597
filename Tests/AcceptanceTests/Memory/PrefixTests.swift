import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// How a chip finds prefixes.
struct PrefixVariant: CustomTestStringConvertible, Sendable {
  enum Kind: Sendable {
    case algorithmic(pivots: Int, bucket: Int)
    case tcam(rows: Int)
    case hash(HashVariant)
  }
  var family: IPFamily
  var kind: Kind

  var role: TableRole { family == .v4 ? .routeIPv4 : .routeIPv6 }
  var testDescription: String {
    switch kind {
    case .algorithmic(let pivots, let bucket): "\(role.rawValue), \(pivots) pivots of \(bucket)"
    case .tcam(let rows): "\(role.rawValue), TCAM of \(rows)"
    case .hash(let hash): "\(role.rawValue), \(hash.testDescription)"
    }
  }

  func apply(to chip: inout ASICDescription) {
    switch kind {
    case .algorithmic(let pivots, let bucket):
      chip.change(role) { table in
        guard case .algorithmicLPM(var match) = table.match else { return }
        match.bucketEntries = bucket
        table.match = .algorithmicLPM(match)
      }
      chip.resize(role, pivots)
    case .tcam(let rows):
      chip.change(role) { $0.match = .prefixTCAM }
      chip.resize(role, rows)
    case .hash(let hash):
      chip.change(role) { table in table.match = .prefixHash(HashMatch(ways: 1, function: .mix, seed: 0)) }
      hash.apply(role, to: &chip)
    }
  }

  static let all: [PrefixVariant] = [IPFamily.v4, .v6].flatMap { family in
    [
      .algorithmic(pivots: 24, bucket: 8), .algorithmic(pivots: 40, bucket: 3), .tcam(rows: 200),
      .hash(HashVariant(ways: 4, hashes: 2, function: .crc32c)), .hash(HashVariant(ways: 4, hashes: 2, function: .mix, moves: .cuckoo)),
      .hash(HashVariant(ways: 1, hashes: 3, function: .crc32c, moves: .cuckoo, stash: 4))
    ].map { PrefixVariant(family: family, kind: $0) }
  }
}

extension Acceptance {
  /// Longest prefix match, in each way that a chip can do it, against a dictionary for each length.
  @Suite struct PrefixMemory {
    private static let operations = Acceptance.size(1_000_000, debug: 48_000) / PrefixVariant.all.count
    private static let nextHops: UInt32 = 40

    private func lab(_ chip: ASICDescription) throws -> Lab {
      let lab = try Lab.routing(chip)
      try lab.commit { transaction in
        for number in 0..<Self.nextHops {
          for address in [IPAddress(v4: Lab.ip(10, 7, 1, 0) + number), IPAddress(v6: 0x2001_0db8_0007_0000, 256 + UInt64(number))] {
            let mac = 0x0400_0000_0000 + UInt64(number)
            transaction.insert(Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: mac), isHostRoute: false))
            let id = NextHopID(1000 + number + (address.family == .v6 ? 1000 : 0))
            transaction.insert(NextHop(id: id, neighbor: .init(interface: .init(7), address: address)))
          }
        }
      }
      return lab
    }

    private func destination(_ family: IPFamily, _ draw: inout Draw) -> Route.Destination {
      switch draw.below(12) {
      case 0: .drop
      case 1: .cpu
      default: .nextHop(.init(1000 + UInt32(draw.below(Int(Self.nextHops))) + (family == .v6 ? 1000 : 0)))
      }
    }

    private func fate(_ destination: Route.Destination?, _ family: IPFamily) -> Fate {
      switch destination {
      case nil: .dropped(family == .v4 ? .lpm4Miss : .lpm6Miss)
      case .drop: .dropped(.blackholeRoute)
      case .cpu: .trapped(.ip2me)
      case .nextHop(let id): .sent(port: 7, mac: 0x0400_0000_0000 + UInt64(id.rawValue % 1000))
      case .nextHopGroup, .routerInterface: .flooded(0)  // none is made
      }
    }

    @Test(arguments: PrefixVariant.all) func routesAreThoseOfALinearSearch(_ variant: PrefixVariant) throws {
      var chip = try ASICDescription.smallDataCentre()
      variant.apply(to: &chip)
      // IPv6 is looked up behind IPv4's interfaces too.
      let lab = try lab(chip)
      var draw = Draw(seed: 61)
      let table = try #require(lab.asic.description.table(variant.role))
      var routes = lab.device.routes
      var oracle = PrefixOracle(variant.family)
      routes.forEachRow { if $0.key.prefix.family == variant.family { oracle.set($0) } }
      let base = oracle.count
      let others = routes.usage.rows - base

      // The oracle of a hash: the key as the file lays it out. How virtual routers are numbered shows in the lab's own routes.
      var rows: HashedRows?
      var routers: [UInt64] = []
      let capacity: Int
      switch variant.kind {
      case .algorithmic(let pivots, let bucket): capacity = pivots * bucket
      case .tcam(let count): capacity = count
      case .hash:
        var hashed = try HashedRows(table)
        let image = try lab.image(table)
        hashed.adopt(image)
        let place = try #require(table.layout.keyPlace(.virtualRouter))
        let numbers = Set(image.rows.filter(image.isHeld).map { MemoryImage.bits($0, at: place.offset, width: place.width) })
        // Virtual router 0 has most of the lab's routes; of IPv6 it has all.
        let counts = numbers.map { number in
          (number, image.rows.filter { image.isHeld($0) && MemoryImage.bits($0, at: place.offset, width: place.width) == number }.count)
        }.sorted { $0.1 > $1.1 }
        routers = counts.map(\.0)
        if routers.count == 1 {
          let probe = Route(virtualRouter: .init(1), prefix: Lab.prefix("2400::/16"), destination: .drop)
          try routes.insert(probe)
          let image = try lab.image(table)
          let number = image.rows.filter(image.isHeld).map { MemoryImage.bits($0, at: place.offset, width: place.width) }
            .first { $0 != routers[0] }
          routers.append(try #require(number))
          try routes.remove(probe.key)
        }
        capacity = hashed.geometry.usable
        rows = hashed
      }
      func packed(_ key: Route.Key) -> [UInt64] {
        var packed = PackedKey(table.layout, tag: table.tag)
        packed.set(.virtualRouter, routers[Int(key.virtualRouter.rawValue)])
        packed.set(.ipv4, UInt64(key.prefix.address.v4))
        packed.set(.ipv6, key.prefix.address.low, key.prefix.address.high)
        packed.set(.length, UInt64(key.prefix.length))
        return packed.words
      }
      func hasRoom(_ key: Route.Key) throws -> Bool? {
        switch variant.kind {
        case .algorithmic: nil
        case .tcam: oracle.count < capacity
        case .hash: try rows?.admit(packed(key), in: lab)
        }
      }

      let prefixes = DrawnPrefixes(variant.family, capacity * 3, &draw)
      var wrong = Mismatches()
      var tally = Tally()
      var tide = Tide()
      var repeated = 0
      while tally.operations < Self.operations, wrong.count < 20 {
        tally.operations += 1
        let key = prefixes.keys[draw.below(prefixes.keys.count)]
        let held = oracle.destination(key)
        if draw.chance(45) {
          tally.lookUps += 1
          let (address, router) = prefixes.near(&draw)
          let expected = fate(oracle.look(address, router), variant.family)
          let seen = lab.routed(address, on: router == 0 ? 6 : 8)
          if seen != expected { wrong.note("\(address) in \(router) with \(oracle.count) routes: \(seen), expected \(expected)") }
        } else if let held {
          let isInsertion = tide.isInsertion(held: oracle.count, of: capacity, &draw)
          let row = Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination(variant.family, &draw))
          if routes.row(at: key)?.destination != held { wrong.note("\(key) is not as held") }
          if isInsertion {
            if let error = refusal({ () throws(SwitchError) in try routes.update(row) }) { wrong.note("an update of \(key): \(error)") }
            oracle.set(row)
          } else {
            if let error = refusal({ () throws(SwitchError) in try routes.remove(key) }) { wrong.note("a removal of \(key): \(error)") }
            oracle.remove(key)
            rows?.remove(packed(key))
          }
        } else if tide.isInsertion(held: oracle.count, of: capacity, &draw) {
          let room = try hasRoom(key)
          let row = Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: destination(variant.family, &draw))
          if let error = refusal({ () throws(SwitchError) in try routes.insert(row) }) {
            tally.refusals += 1
            tide.refused()
            if room == true {
              rows?.remove(packed(key))
              wrong.note("\(key) with \(oracle.count) routes: \(error), but there is room")
            }
            if routes.row(at: key) != nil { wrong.note("a refused route is held") }
            try checkRefusal(error, variant, table, lab, &wrong)
            if repeated < 40 {
              // The same again leaves every row as it is.
              repeated += 1
              let before = try lab.images([variant.role])
              if refusal({ () throws(SwitchError) in try routes.insert(row) }) == nil { wrong.note("\(key) was refused, and then not") }
              if try lab.images([variant.role]) != before { wrong.note("a refusal changed rows") }
            }
          } else {
            if room == false { wrong.note("\(key) was taken with \(oracle.count) routes: there is no room") }
            oracle.set(row)
          }
        }
        tally.fullest = max(tally.fullest, oracle.count)
        if tally.operations % 1000 == 0 {
          if routes.usage.rows != oracle.count + others { wrong.note("usage says \(routes.usage.rows), expected \(oracle.count + others)") }
          if let rows { rows.check(try lab.image(table), &wrong) }
          if case .tcam = variant.kind, try lab.image(table).held != oracle.count { wrong.note("\(oracle.count) routes are other rows") }
        }
      }
      #expect(wrong.count == 0, "\(wrong)")
      #expect(tally.refusals > 0)
      tally.figure(variant.testDescription, of: capacity)
    }

    /// A refusal names the table's pool and what in it is full, and that is full.
    private func checkRefusal(
      _ error: SwitchError, _ variant: PrefixVariant, _ table: TableDescription, _ lab: Lab, _ wrong: inout Mismatches
    ) throws {
      guard let exhaustion = error.exhaustion else { return wrong.note("refused by \(error)") }
      let pool = lab.device.capabilities.name(of: exhaustion.pool) ?? ""
      if !pool.hasPrefix(table.name) { wrong.note("refused by pool '\(pool)'") }
      switch (variant.kind, exhaustion.constraint) {
      case (.algorithmic, .pivots):
        if let pivots = try lab.pivots(table), pivots.held < pivots.rows.count {
          wrong.note("refused for want of pivots with \(pivots.held) of \(pivots.rows.count) taken")
        }
      case (.tcam, .rows), (.hash, .bucket): break
      default: wrong.note("\(variant.testDescription) is full by \(exhaustion.constraint)")
      }
    }
  }
}
