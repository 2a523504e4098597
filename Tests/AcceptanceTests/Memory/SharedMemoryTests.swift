import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Tables that stand in one memory: what one takes is gone for the others, and nothing else is.
  @Suite struct SharedMemory {
    private static let operations = Acceptance.size(1_000_000, debug: 20_000)
    private static let rows = 512
    private static let linear = 320
    private static let targets: UInt32 = 24

    /// A hash memory of several tables: one matching for all of them.
    struct SharedRows {
      var tables: [TableRole: (table: TableDescription, geometry: HashGeometry)] = [:]
      var matching: BucketMatching

      init(_ lab: Lab, _ roles: [TableRole]) throws {
        var first: HashGeometry?
        for role in roles {
          let table = try #require(lab.asic.description.table(role))
          let geometry = try #require(HashGeometry(table))
          #expect(table.tag != 0)
          tables[role] = (table, geometry)
          first = geometry
        }
        matching = BucketMatching(try #require(first))
        for role in roles {
          guard let (table, geometry) = tables[role] else { continue }
          let image = try lab.image(table)
          for row in image.rows where image.isHeld(row) {
            let isPlaced = matching.insert(image.key(row), geometry.buckets(image.key(row)))
            #expect(isPlaced)
          }
        }
      }

      func key(_ role: TableRole, _ fields: [(Field, UInt64, UInt64)]) -> [UInt64] {
        guard let (table, _) = tables[role] else { return [] }
        var key = PackedKey(table.layout, tag: table.tag)
        for (field, low, high) in fields { key.set(field, low, high) }
        return key.words
      }

      mutating func admit(_ role: TableRole, _ key: [UInt64]) -> Bool {
        guard let (_, geometry) = tables[role] else { return false }
        return matching.insert(key, geometry.buckets(key))
      }

      func check(_ lab: Lab, _ wrong: inout Mismatches) throws {
        var count = 0
        for (role, (table, geometry)) in tables {
          let image = try lab.image(table)
          for (row, words) in image.rows.enumerated() where image.isHeld(words) {
            count += 1
            let key = image.key(words)
            if !matching.holds(key) { wrong.note("row \(row) holds a key of \(role.rawValue) that is not held") }
            if !geometry.buckets(key).contains(where: { geometry.rows($0).contains(row) }) {
              wrong.note("row \(row) of \(role.rawValue) is in no bucket of its key")
            }
          }
        }
        if count != matching.count { wrong.note("\(count) rows for \(matching.count) keys") }
      }
    }

    /// What can come and go, and what of it is held.
    enum Item {
      case host(address: UInt32, router: Int)
      case station(mac: UInt64, vlan: Int)
      case route(Route.Key)
      case group(UInt32)
    }

    private func chip() throws -> ASICDescription {
      var chip = try Acceptance.catalog.chip(named: "spectrum")
      chip.resizeMemory(of: .hostIPv4, Self.rows, perBlock: 4)
      chip.resizeMemory(of: .hostIPv6, 128, perBlock: 4)
      chip.resizeMemory(of: .nextHop, Self.linear)
      chip.resize(.nextHopGroup, 64)
      return chip
    }

    private func lab() throws -> Lab {
      let lab = try Lab.routing(try chip())
      try lab.commit { transaction in
        for vlan in [10, 20] {
          guard var row = lab.control.device.vlans.row(at: Lab.vlan(vlan)) else { return }
          row.isLearning = false
          transaction.update(row)
        }
        // Next hops for routes and groups; hosts come and go beside them.
        for number in 0..<Self.targets {
          let address = IPAddress(v4: Lab.ip(10, 7, 1, 0) + number)
          transaction.insert(
            Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: 0x0400_0000_0000 + UInt64(number))))
          transaction.insert(NextHop(id: .init(1000 + number), neighbor: .init(interface: .init(7), address: address)))
        }
      }
      return lab
    }

    /// The rows of the linear memory that next hops and groups have: next hops by the hosts that lead to them, members by their groups.
    private func linearRows(_ lab: Lab, _ wrong: inout Mismatches) throws -> Set<Int> {
      var taken: Set<Int> = []
      func take(_ row: Int) { if !taken.insert(row).inserted { wrong.note("row \(row) of the linear memory is taken twice") } }
      for role in [TableRole.hostIPv4, .hostIPv6] {
        let image = try lab.image(role)
        for row in image.rows where image.isHeld(row) { take(Int(image.data(row, .destination) ?? 0)) }
      }
      let groups = try lab.image(.nextHopGroup)
      for row in groups.rows {
        let (base, count) = (Int(groups.data(row, .base) ?? 0), Int(groups.data(row, .count) ?? 0))
        for member in base..<base + count { take(member) }
      }
      return taken
    }

    private func longestRun(_ taken: Set<Int>) -> Int {
      var longest = 0
      var run = 0
      for row in 0..<Self.linear {
        run = taken.contains(row) ? 0 : run + 1
        longest = max(longest, run)
      }
      return longest
    }

    @Test func whatOneTableTakesIsGoneForTheOthers() throws {
      let lab = try lab()
      var draw = Draw(seed: 71)
      var rows = try SharedRows(lab, [.hostIPv4, .fdb, .routeIPv4, .routeIPv6])
      var neighbors = lab.device.neighbors
      var fdb = lab.device.fdb
      var routes = lab.device.routes
      var groups = lab.device.nextHopGroups

      // How the driver numbers virtual routers and VLANs shows in rows of them.
      let hosts = try lab.image(.hostIPv4)
      func router(_ address: UInt32) throws -> UInt64 {
        let place = try #require(hosts.layout.keyPlace(.ipv4))
        let router = try #require(hosts.layout.keyPlace(.virtualRouter))
        let row = try #require(
          hosts.rows.first { hosts.isHeld($0) && MemoryImage.bits($0, at: place.offset, width: 32) == UInt64(address) })
        return MemoryImage.bits(row, at: router.offset, width: router.width)
      }
      let routers = [try router(Lab.ip(10, 7, 0, 2)), try router(Lab.ip(10, 9, 0, 2))]
      let stations = try lab.image(.fdb)
      func fid(_ mac: UInt64) throws -> UInt64 {
        let place = try #require(stations.layout.keyPlace(.mac))
        let fid = try #require(stations.layout.keyPlace(.fid))
        let row = try #require(stations.rows.first { stations.isHeld($0) && MemoryImage.bits($0, at: place.offset, width: 48) == mac })
        return MemoryImage.bits(row, at: fid.offset, width: fid.width)
      }
      let vlans: [(vlan: VLANID, port: UInt16, ports: [UInt16], fid: UInt64)] = [
        (Lab.vlan(10), 1, [1, 2, 3], try fid(Lab.host(2))), (Lab.vlan(20), 4, [4, 5, 3], try fid(Lab.host(4)))
      ]

      var items: [Item] = []
      for number in 0..<Self.rows / 2 {
        items.append(.host(address: 0xac10_0000 | UInt32(number) << 8 | UInt32(draw.below(256)), router: draw.below(2)))
      }
      for number in 0..<Self.rows / 2 {
        items.append(.station(mac: 0x0600_0000_0000 | UInt64(number) << 24 | draw.next() & 0xff_ffff, vlan: draw.below(2)))
      }
      let prefixes = [DrawnPrefixes(.v4, Self.rows / 2, &draw), DrawnPrefixes(.v6, Self.rows / 2, &draw)]
      for drawn in prefixes { items += drawn.keys.map { .route($0) } }
      for number in 1...40 as ClosedRange<UInt32> { items.append(.group(number)) }

      func key(_ item: Item) -> (TableRole, [UInt64])? {
        switch item {
        case .host(let address, let router):
          return (.hostIPv4, rows.key(.hostIPv4, [(.virtualRouter, routers[router], 0), (.ipv4, UInt64(address), 0)]))
        case .station(let mac, let vlan): return (.fdb, rows.key(.fdb, [(.mac, mac, 0), (.fid, vlans[vlan].fid, 0)]))
        case .route(let key):
          let role: TableRole = key.prefix.family == .v4 ? .routeIPv4 : .routeIPv6
          let address = key.prefix.address
          return (
            role,
            rows.key(
              role,
              [
                (.virtualRouter, routers[Int(key.virtualRouter.rawValue)], 0), (.ipv4, UInt64(address.v4), 0),
                (.ipv6, address.low, address.high), (.length, UInt64(key.prefix.length), 0)
              ])
          )
        case .group: return nil
        }
      }

      var heldHosts: [Int: UInt64] = [:]
      var heldStations: [Int: UInt16] = [:]
      var heldGroups: [UInt32: [UInt32]] = [:]
      var tables = [PrefixOracle(.v4), PrefixOracle(.v6)]
      routes.forEachRow { tables[$0.key.prefix.family == .v4 ? 0 : 1].set($0) }
      var linear = lab.device.neighbors.usage.rows
      var wrong = Mismatches()
      var tally = Tally()
      var tide = Tide()
      var refusedBy: [String: Int] = [:]
      var nextMAC: UInt64 = 0x0500_0000_0000

      func fate(_ destination: Route.Destination?, _ family: IPFamily) -> Fate {
        switch destination {
        case nil: .dropped(family == .v4 ? .lpm4Miss : .lpm6Miss)
        case .drop: .dropped(.blackholeRoute)
        case .cpu: .trapped(.ip2me)
        case .nextHop(let id): .sent(port: 7, mac: 0x0400_0000_0000 + UInt64(id.rawValue - 1000))
        case .nextHopGroup, .routerInterface: .flooded(0)  // none is made
        }
      }
      func lookUp(_ index: Int) {
        tally.lookUps += 1
        let seen: Fate
        let expected: Fate
        switch items[index] {
        case .host(let address, let router):
          seen = lab.routed(IPAddress(v4: address), on: router == 0 ? 6 : 8)
          expected =
            heldHosts[index].map { .sent(port: router == 0 ? 7 : 9, mac: $0) }
            ?? fate(tables[0].look(IPAddress(v4: address), UInt16(router)), .v4)
        case .station(let mac, let vlan):
          let vlan = vlans[vlan]
          seen = lab.fate(Frame.ethernet(to: mac, from: Lab.host(98), type: 0x88b5, [1]), on: vlan.port)
          expected = heldStations[index].map { $0 == vlan.port ? .dropped(.l2LoopbackFilter) : .sent(port: $0, mac: mac) } ?? .flooded(2)
        case .route(let key):
          let family = key.prefix.family == .v4 ? 0 : 1
          let (address, router) = prefixes[family].near(&draw)
          seen = lab.routed(address, on: router == 0 ? 6 : 8)
          expected = fate(tables[family].look(address, router), key.prefix.family)
        case .group: return
        }
        if seen != expected { wrong.note("\(items[index]) \(seen), expected \(expected)") }
      }
      func isHeld(_ index: Int) -> Bool {
        switch items[index] {
        case .host: heldHosts[index] != nil
        case .station: heldStations[index] != nil
        case .route(let key): tables[key.prefix.family == .v4 ? 0 : 1].destination(key) != nil
        case .group(let id): heldGroups[id] != nil
        }
      }
      func members(_ draw: inout Draw) -> [UInt32] { (0..<Self.targets).filter { _ in draw.chance(50) } }
      func group(_ id: UInt32, _ members: [UInt32]) -> NextHopGroup {
        NextHopGroup(id: .init(id), members: members.map { .init(nextHop: .init(1000 + $0)) })
      }

      while tally.operations < Self.operations, wrong.count < 20 {
        tally.operations += 1
        let index = draw.chance(8) ? items.count - 40 + draw.below(40) : draw.below(items.count - 40)
        if draw.chance(40) {
          lookUp(index)
          continue
        }
        let isInsertion = tide.isInsertion(held: rows.matching.count, of: Self.rows, &draw)
        let wasHeld = isHeld(index)
        if isInsertion != wasHeld || isInsertion && draw.chance(30) {
          nextMAC += 1
          let place = wasHeld ? nil : key(items[index])
          // A row is removed, changed, or comes: the oracle says whether it can.
          var hasRoom = true
          var pool = "kvdSingle"
          if isInsertion, let (role, key) = place { hasRoom = rows.admit(role, key) }
          let error: SwitchError?
          switch items[index] {
          case .host(let address, let router):
            let row = Neighbor(interface: .init(router == 0 ? 7 : 9), address: IPAddress(v4: address), mac: MACAddress(bits: nextMAC))
            if isInsertion, !wasHeld, linear == Self.linear {
              if hasRoom, let place { rows.matching.remove(place.1) }
              hasRoom = false
              pool = "kvdLinear"
            }
            error = refusal { () throws(SwitchError) in
              if !isInsertion {
                try neighbors.remove(row.key)
              } else if wasHeld {
                try neighbors.update(row)
              } else {
                try neighbors.insert(row)
              }
            }
            if error == nil {
              heldHosts[index] = isInsertion ? nextMAC : nil
              linear += isInsertion ? wasHeld ? 0 : 1 : -1
            }
          case .station(let mac, let vlan):
            let port = vlans[vlan].ports[draw.below(3)]
            let row = FDBEntry(vlan: vlans[vlan].vlan, mac: MACAddress(bits: mac), port: PortID(port))
            error = refusal { () throws(SwitchError) in
              if !isInsertion { try fdb.remove(row.key) } else if wasHeld { try fdb.update(row) } else { try fdb.insert(row) }
            }
            if error == nil { heldStations[index] = isInsertion ? port : nil }
          case .route(let key):
            let to: Route.Destination = draw.chance(10) ? .drop : .nextHop(.init(1000 + UInt32(draw.below(Int(Self.targets)))))
            let row = Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: to)
            error = refusal { () throws(SwitchError) in
              if !isInsertion { try routes.remove(key) } else if wasHeld { try routes.update(row) } else { try routes.insert(row) }
            }
            let family = key.prefix.family == .v4 ? 0 : 1
            if error == nil { if isInsertion { tables[family].set(row) } else { tables[family].remove(key) } }
          case .group(let id):
            let drawn = members(&draw)
            let held = heldGroups[id]
            pool = "kvdLinear"
            if isInsertion { hasRoom = longestRun(try linearRows(lab, &wrong)) >= drawn.count }
            error = refusal { () throws(SwitchError) in
              if !isInsertion {
                try groups.remove(.init(id))
              } else if wasHeld {
                try groups.update(group(id, drawn))
              } else {
                try groups.insert(group(id, drawn))
              }
            }
            if error == nil {
              // A group that changes may do without a second run.
              if wasHeld { hasRoom = true }
              heldGroups[id] = isInsertion ? drawn : nil
              linear += (isInsertion ? drawn.count : 0) - (held?.count ?? 0)
            }
          }
          if let error {
            tally.refusals += 1
            tide.refused()
            let name = error.exhaustion.flatMap { lab.device.capabilities.name(of: $0.pool) }
            refusedBy[name ?? "\(error)", default: 0] += 1
            if hasRoom {
              if let place { rows.matching.remove(place.1) }
              wrong.note("\(items[index]): \(error), but there is room")
            } else if name != pool {
              wrong.note("\(items[index]): \(error) names \(name ?? "no pool"), expected \(pool)")
            }
            if isHeld(index) != wasHeld { wrong.note("\(items[index]) has changed though it was refused") }
          } else {
            if !hasRoom { wrong.note("\(items[index]) was taken: there is no room") }
            if !isInsertion, wasHeld, let (_, key) = key(items[index]) { rows.matching.remove(key) }
          }
        }
        tally.fullest = max(tally.fullest, rows.matching.count)
        if tally.operations % 1000 == 0 {
          try rows.check(lab, &wrong)
          let taken = try linearRows(lab, &wrong)
          if taken.count != linear { wrong.note("\(taken.count) rows of the linear memory for \(linear)") }
          // Every table that has the memory says the same of it.
          let device = lab.device
          for usage in [device.fdb.usage, device.neighbors.usage, device.routes.usage, device.nextHopGroups.usage] {
            for level in usage.levels {
              if level.pool == "kvdSingle", level.occupied != rows.matching.count {
                wrong.note("usage says \(level.occupied) of kvdSingle, expected \(rows.matching.count)")
              }
              if level.pool == "kvdLinear", level.occupied != linear {
                wrong.note("usage says \(level.occupied) of kvdLinear, expected \(linear)")
              }
            }
          }
          if device.neighbors.usage.rows != 8 + Int(Self.targets) + heldHosts.count { wrong.note("hosts: \(device.neighbors.usage.rows)") }
          if device.routes.usage.rows != tables[0].count + tables[1].count { wrong.note("routes: \(device.routes.usage.rows)") }
          if device.fdb.usage.rows != 2 + heldStations.count { wrong.note("addresses: \(device.fdb.usage.rows)") }
          try checkMembers(lab, heldGroups, &wrong)
        }
      }
      #expect(wrong.count == 0, "\(wrong)")
      #expect(refusedBy["kvdSingle", default: 0] > 0)
      #expect(refusedBy["kvdLinear", default: 0] > 0)
      tally.figure(
        "kvdSingle and kvdLinear (refused by \(refusedBy.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")))",
        of: Self.rows)
    }

    /// What the chip has learned on a LAG goes with it, beside entries of the other tables.
    @Test func addressesOfALAGGoWithIt() throws {
      let lab = try Lab.routing(try chip())
      let lag = PortID(lag: LAGID(1))
      func vlan(with port: PortID?) -> VLAN {
        let members = [PortID(1), PortID(2)] + (port.map { [$0] } ?? [])
        return VLAN(id: Lab.vlan(10), members: members.map { .init(port: $0, isTagged: false) })
      }
      try lab.commit { transaction in
        for port in 11...12 as ClosedRange<UInt16> { transaction.insert(Lab.port(port)) }
        transaction.insert(
          LAG(id: LAGID(1), members: [.init(port: PortID(11)), .init(port: PortID(12))], portVLAN: Lab.vlan(10)))
        transaction.update(vlan(with: lag))
      }
      func learned(_ host: UInt64) -> PortID? {
        lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(host))))?.port
      }
      for (host, port) in [(60, 11), (61, 12), (62, 1)] as [(UInt64, UInt16)] {
        lab.send(Frame.ethernet(to: Lab.host(50), from: Lab.host(host), type: 0x88b5, [1, 2, 3]), on: port)
      }
      #expect([learned(60), learned(61), learned(62)] == [lag, lag, PortID(1)])
      let before = Snapshot(lab.device)
      try lab.commit { transaction in
        transaction.update(vlan(with: nil))
        transaction.remove(LAG.self, LAGID(1))
      }
      #expect([learned(60), learned(61), learned(62)] == [nil, nil, PortID(1)])
      let after = Snapshot(lab.device)
      #expect(after.routes == before.routes && after.neighbors == before.neighbors)
      #expect(after.fdb.count == before.fdb.count - 2)
    }

    /// The groups' rows name the next hops' rows: compared as sets, since how groups are numbered is the driver's affair.
    private func checkMembers(_ lab: Lab, _ held: [UInt32: [UInt32]], _ wrong: inout Mismatches) throws {
      let hosts = try lab.image(.hostIPv4)
      let place = try #require(hosts.layout.keyPlace(.ipv4))
      var numbers: [UInt64: UInt32] = [:]
      for row in hosts.rows where hosts.isHeld(row) {
        let address = UInt32(MemoryImage.bits(row, at: place.offset, width: 32))
        if let number = hosts.data(row, .destination), address >> 8 == Lab.ip(10, 7, 1, 0) >> 8 { numbers[number] = address & 0xff }
      }
      let groups = try lab.image(.nextHopGroup)
      let members = try lab.image(.nextHopGroupMember)
      var seen: [[UInt32]] = []
      for row in groups.rows {
        let (base, count) = (Int(groups.data(row, .base) ?? 0), Int(groups.data(row, .count) ?? 0))
        guard count > 0 else { continue }
        seen.append((base..<base + count).map { numbers[members.data(members.rows[$0], .nextHop) ?? 0] ?? .max }.sorted())
      }
      let expected = held.values.filter { !$0.isEmpty }
      if seen.sorted(by: { $0.lexicographicallyPrecedes($1) }) != expected.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        wrong.note("groups have other members")
      }
    }
  }
}
