import ASICSimulator
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// An FDB takes as many addresses as it has rows, but only where each finds a bucket with room: a full bucket refuses, and is named.
@Suite struct FDBCapacityTests {
  private static let vlan = VLANID.default

  /// Hashes of a key as the chip file has them, and how many keys went where: to the emptier bucket of a key's choices.
  private struct Oracle {
    let match: HashMatch
    let buckets: Int
    var taken: [Int]

    init?(_ table: TableDescription) {
      guard case .hash(let match) = table.match else { return nil }
      self.match = match
      buckets = table.depth / (match.ways * match.hashes)
      taken = Array(repeating: 0, count: buckets * match.hashes)
    }

    func choices(_ mac: MACAddress) -> [Int] {
      let key = mac.bits | UInt64(FDBCapacityTests.vlan.rawValue) << 48
      return withUnsafePointer(to: key) { key in
        (0..<match.hashes).map { match.bucket(of: key, bits: 60, buckets: buckets, choice: $0) }
      }
    }

    /// The bucket that has room for an address, if any.
    func place(_ mac: MACAddress) -> Int? {
      let best = choices(mac).min { taken[$0] < taken[$1] }
      return best.flatMap { taken[$0] < match.ways ? $0 : nil }
    }
  }

  private func chip(_ name: String) throws -> Chip {
    let chip = try Chip(try Chip.catalog.chip(named: name))
    chip.insert([Port(id: PortID(1), lanes: [1], speed: 1000, isEnabled: true)])
    chip.insert([VLAN(id: Self.vlan, members: [VLAN.Member(port: PortID(1), isTagged: false)])])
    return chip
  }

  private func entry(_ mac: MACAddress) -> FDBEntry { FDBEntry(vlan: Self.vlan, mac: mac, port: PortID(1)) }

  @Test(arguments: [("88e6393x", 16384), ("mt7530", 2048), ("rtl8380", 8192), ("rtl8390", 16384), ("rtl9300", 16384)])
  func everyRowCanBeUsed(_ name: String, _ capacity: Int) throws {
    let chip = try chip(name)
    let table = try #require(chip.asic.description.table(.fdb))
    var oracle = try #require(Oracle(table))
    #expect(oracle.taken.count * oracle.match.ways == capacity)
    var draw = Draw(seed: 6393)
    var entries: [FDBEntry] = []
    var seen: Set<MACAddress> = []
    while entries.count < capacity {
      let mac = MACAddress(bits: 0x0200_0000_0000 | draw.next() & 0xff_ffff_ffff)
      guard let bucket = oracle.place(mac), seen.insert(mac).inserted else { continue }
      oracle.taken[bucket] += 1
      entries.append(entry(mac))
    }
    chip.insert(entries)
    #expect(chip.device.fdb.usage.rows == capacity)
    #expect(chip.device.fdb.row(at: entries[capacity / 2].key) == entries[capacity / 2])
    // Not one more, wherever it would have to stand.
    for _ in 0..<32 {
      let mac = MACAddress(bits: 0x0200_0000_0000 | draw.next() & 0xff_ffff_ffff)
      guard seen.insert(mac).inserted else { continue }
      let refused = chip.apply([Change.insert(entry(mac))]).map(\.error.cause)
      guard case .exhausted(let exhaustion)? = refused.first, case .bucket(let bucket) = exhaustion.constraint else {
        Issue.record("expected a full bucket, found \(refused)")
        return
      }
      #expect(oracle.choices(mac).contains(Int(bucket)))
    }
  }

  /// Addresses as they come: one hash has its first full bucket soon, two hashes late.
  @Test(arguments: [("88e6393x", 0.05...0.40), ("rtl8390", 0.05...0.40), ("rtl9300", 0.45...0.85)] as [(String, ClosedRange<Double>)])
  func theFirstRefusal(_ name: String, _ load: ClosedRange<Double>) throws {
    let chip = try chip(name)
    let capacity = try #require(chip.asic.description.table(.fdb)?.depth)
    var draw = Draw(seed: 9300)
    var held = 0
    while held < capacity {
      let mac = MACAddress(bits: 0x0200_0000_0000 | draw.next() & 0xff_ffff_ffff)
      if let failure = chip.apply([Change.insert(entry(mac))]).first {
        guard case .exhausted(let exhaustion) = failure.error.cause, case .bucket = exhaustion.constraint else {
          Issue.record("expected a full bucket, found \(failure.error)")
          return
        }
        break
      }
      held += 1
    }
    #expect(load.contains(Double(held) / Double(capacity)), "\(held) of \(capacity)")
  }
}
