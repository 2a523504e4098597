import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Hash tables against a dictionary: what is held is found, and what is refused has no place.
  @Suite struct ExactMatch {
    private static let operations = Acceptance.size(1_000_000, debug: 42_000) / (HashVariant.all.count * 2)

    // MARK: Hosts

    @Test(arguments: HashVariant.all) func hostsAreThoseOfADictionary(_ variant: HashVariant) throws {
      var chip = try ASICDescription.smallDataCentre()
      variant.apply(.hostIPv4, to: &chip)
      chip.resize(.nextHop, 2048)
      let lab = try Lab.routing(chip)
      var draw = Draw(seed: 41)
      let table = try #require(lab.asic.description.table(.hostIPv4))
      var rows = try HashedRows(table)
      let image = try lab.image(table)
      rows.adopt(image)
      let usable = rows.geometry.usable
      // How the driver numbers the virtual routers is its own affair; the lab's hosts show it.
      func router(_ address: UInt32) throws -> UInt64 {
        let place = try #require(table.layout.keyPlace(.ipv4))
        let virtualRouter = try #require(table.layout.keyPlace(.virtualRouter))
        let row = try #require(
          image.rows.first { image.isHeld($0) && MemoryImage.bits($0, at: place.offset, width: 32) == UInt64(address) })
        return MemoryImage.bits(row, at: virtualRouter.offset, width: virtualRouter.width)
      }
      let routers = [try router(Lab.ip(10, 7, 0, 2)), try router(Lab.ip(10, 9, 0, 2))]
      #expect(routers[0] != routers[1])

      struct Host {
        var address: UInt32
        var router: Int
        var key: [UInt64]
        var held: UInt64?
      }
      var hosts: [Host] = (0..<usable * 3).map { number in
        let address = 0xac10_0000 | UInt32(number) << 8 | UInt32(draw.below(256))
        let router = draw.below(2)
        var key = PackedKey(table.layout, tag: table.tag)
        key.set(.ipv4, UInt64(address))
        key.set(.virtualRouter, routers[router])
        return Host(address: address, router: router, key: key.words)
      }
      func neighbor(_ host: Host, _ mac: UInt64) -> Neighbor {
        Neighbor(interface: .init(host.router == 0 ? 7 : 9), address: IPAddress(v4: host.address), mac: MACAddress(bits: mac))
      }

      var neighbors = lab.device.neighbors
      var wrong = Mismatches()
      var tally = Tally()
      var tide = Tide()
      var nextMAC: UInt64 = 0x0400_0000_0000
      var held = neighbors.usage.rows
      let others = held - rows.matching.count
      while tally.operations < ExactMatch.operations, wrong.count < 20 {
        tally.operations += 1
        let index = draw.below(hosts.count)
        let host = hosts[index]
        nextMAC += 1
        if draw.chance(35) {
          tally.lookUps += 1
          let seen = lab.routed(IPAddress(v4: host.address), on: host.router == 0 ? 6 : 8)
          let expected: Fate = host.held.map { .sent(port: host.router == 0 ? 7 : 9, mac: $0) } ?? .dropped(.lpm4Miss)
          if seen != expected { wrong.note("\(IPAddress(v4: host.address)) \(seen), expected \(expected)") }
        } else if let mac = host.held {
          if tide.isInsertion(held: rows.matching.count, of: usable, &draw) {
            try neighbors.update(neighbor(host, nextMAC))
            hosts[index].held = nextMAC
          } else {
            if neighbors.row(at: neighbor(host, 0).key) != neighbor(host, mac) { wrong.note("row \(host.address) is not as held") }
            try neighbors.remove(neighbor(host, mac).key)
            rows.remove(host.key)
            hosts[index].held = nil
            held -= 1
            if try rows.copies(host.key, in: lab) != 0 { wrong.note("a removed key still stands in its bucket") }
          }
        } else if tide.isInsertion(held: rows.matching.count, of: usable, &draw) {
          let isAdmitted = try rows.admit(host.key, in: lab)
          let error = refusal { () throws(SwitchError) in try neighbors.insert(neighbor(host, nextMAC)) }
          if let error {
            if isAdmitted {
              rows.remove(host.key)
              wrong.note("\(IPAddress(v4: host.address)) with \(rows.matching.count) keys: \(error), but it has a place")
            }
            if error.exhaustion == nil { wrong.note("refused by \(error)") }
            tally.refusals += 1
            tide.refused()
            if neighbors.row(at: neighbor(host, 0).key) != nil { wrong.note("a refused row is held") }
          } else {
            hosts[index].held = nextMAC
            held += 1
            if !isAdmitted { wrong.note("a key was taken that has no place") }
            if try rows.copies(host.key, in: lab) != 1 { wrong.note("an inserted key stands in other than one row of its buckets") }
          }
        }
        tally.fullest = max(tally.fullest, rows.matching.count)
        if tally.operations % 1000 == 0 {
          rows.check(try lab.image(table), &wrong)
          if neighbors.usage.rows != rows.matching.count + others { wrong.note("usage says \(neighbors.usage.rows)") }
        }
      }
      rows.check(try lab.image(table), &wrong)
      #expect(neighbors.usage.rows == held)
      #expect(wrong.count == 0, "\(wrong)")
      #expect(tally.refusals > 0)
      tally.figure("host.ipv4, \(variant.testDescription)", of: table.depth)
    }

    // MARK: FDB

    @Test(arguments: HashVariant.all) func addressesAreThoseOfADictionary(_ variant: HashVariant) throws {
      var chip = try ASICDescription.smallDataCentre()
      variant.apply(.fdb, to: &chip)
      let lab = try Lab.bridging(chip)
      var draw = Draw(seed: 42)
      // The chip itself would add rows: what is asked of it alone counts here.
      let vlans: [(vlan: VLANID, port: UInt16, ports: [UInt16])] = [(Lab.vlan(10), 1, [1, 2, 3]), (Lab.vlan(20), 4, [4, 5, 3])]
      try lab.commit { transaction in
        for vlan in [10, 20] {
          guard var row = lab.control.device.vlans.row(at: Lab.vlan(vlan)) else { return }
          row.isLearning = false
          transaction.update(row)
        }
      }
      let table = try #require(lab.asic.description.table(.fdb))
      var rows = try HashedRows(table)
      let usable = rows.geometry.usable
      var fdb = lab.device.fdb
      // Which FID a VLAN has shows in a row of it.
      var fids: [UInt64] = []
      for vlan in vlans {
        let entry = FDBEntry(vlan: vlan.vlan, mac: MACAddress(bits: Lab.host(7)), port: PortID(3))
        try fdb.insert(entry)
        let image = try lab.image(table)
        let place = try #require(table.layout.keyPlace(.fid))
        fids.append(MemoryImage.bits(try #require(image.rows.first(where: image.isHeld)), at: place.offset, width: place.width))
        try fdb.remove(entry.key)
      }

      struct Station {
        var mac: UInt64
        var vlan: Int
        var key: [UInt64]
        var held: UInt16?
      }
      var stations: [Station] = (0..<usable * 3).map { number in
        let mac = 0x0600_0000_0000 | UInt64(number) << 24 | draw.next() & 0xff_ffff
        let vlan = draw.below(2)
        var key = PackedKey(table.layout, tag: table.tag)
        key.set(.mac, mac)
        key.set(.fid, fids[vlan])
        return Station(mac: mac, vlan: vlan, key: key.words)
      }
      func entry(_ station: Station, _ port: UInt16) -> FDBEntry {
        FDBEntry(vlan: vlans[station.vlan].vlan, mac: MACAddress(bits: station.mac), port: PortID(port))
      }
      var wrong = Mismatches()
      var tally = Tally()
      var tide = Tide()
      while tally.operations < ExactMatch.operations, wrong.count < 20 {
        tally.operations += 1
        let index = draw.below(stations.count)
        let station = stations[index]
        let vlan = vlans[station.vlan]
        let port = vlan.ports[draw.below(3)]
        if draw.chance(35) {
          tally.lookUps += 1
          let frame = Frame.ethernet(to: station.mac, from: Lab.host(98), type: 0x88b5, [1, 2, 3])
          let seen = lab.fate(frame, on: vlan.port)
          let expected: Fate =
            station.held.map { $0 == vlan.port ? .dropped(.l2LoopbackFilter) : .sent(port: $0, mac: station.mac) } ?? .flooded(2)
          if seen != expected { wrong.note("\(MACAddress(bits: station.mac)) in \(vlan.vlan) \(seen), expected \(expected)") }
        } else if let held = station.held {
          if tide.isInsertion(held: rows.matching.count, of: usable, &draw) {
            try fdb.update(entry(station, port))
            stations[index].held = port
          } else {
            if fdb.row(at: entry(station, 1).key) != entry(station, held) { wrong.note("row is not as held") }
            try fdb.remove(entry(station, held).key)
            rows.remove(station.key)
            stations[index].held = nil
          }
        } else if tide.isInsertion(held: rows.matching.count, of: usable, &draw) {
          let isAdmitted = try rows.admit(station.key, in: lab)
          let error = refusal { () throws(SwitchError) in try fdb.insert(entry(station, port)) }
          if let error {
            if isAdmitted {
              rows.remove(station.key)
              wrong.note("\(entry(station, port)) with \(rows.matching.count) keys: \(error), but it has a place")
            }
            if error.exhaustion == nil { wrong.note("refused by \(error)") }
            tally.refusals += 1
            tide.refused()
            if fdb.row(at: entry(station, 1).key) != nil { wrong.note("a refused row is held") }
          } else {
            stations[index].held = port
            if !isAdmitted { wrong.note("a key was taken that has no place") }
            if try rows.copies(station.key, in: lab) != 1 { wrong.note("an inserted key stands in other than one row of its buckets") }
          }
        }
        tally.fullest = max(tally.fullest, rows.matching.count)
        if tally.operations % 1000 == 0 { rows.check(try lab.image(table), &wrong) }
      }
      rows.check(try lab.image(table), &wrong)
      #expect(fdb.usage.rows == rows.matching.count)
      #expect(wrong.count == 0, "\(wrong)")
      #expect(tally.refusals > 0)
      tally.figure("fdb, \(variant.testDescription)", of: table.depth)
    }
  }
}
