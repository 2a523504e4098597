import ASICDriver
import ASICSimulator
import DeviceAccess
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Flipped bits, by kind of check: who notices, what packets see of it, and how it ends.
  @Suite struct MemoryErrors {
    static let target = Lab.ip(10, 7, 0, 2)
    static let frame = Frame.toRoute(interface: 6, to: target)
    static let right = Seen.forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))])

    /// The small chip with a scrub of so many cycles a pass.
    static func chip(_ check: MemoryDescription.Check? = nil, pass: UInt64 = 1_000_000) throws -> ASICDescription {
      var chip = try ASICDescription.smallDataCentre()
      chip.scrub = ScrubDescription(interval: .cycles(pass))
      if let check { for index in chip.memories.indices { chip.memories[index].check = check } }
      return chip
    }

    struct Row: Hashable, CustomStringConvertible {
      var role: TableRole
      var isPivot: Bool
      var row: Int
      var description: String { "\(role)\(isPivot ? ".pivots" : "")[\(row)]" }
    }

    /// The rows that the frame's look-ups hit.
    static func rows(_ lab: Lab, _ frame: [UInt8] = frame, on port: UInt16 = 6) -> [Row] {
      lab.send(frame, on: port)
      return lab.asic.accesses.filter { $0.row >= 0 }.map {
        Row(role: lab.asic.description.tables[Int($0.table)].role, isPivot: $0.level == 1, row: Int($0.row))
      }
    }

    static func flip(_ lab: Lab, _ row: Row, _ bits: [Int], at cycle: Int64? = nil) throws {
      for bit in bits { try lab.asic.injectFlip(table: row.role, isPivot: row.isPivot, row: row.row, bit: bit, at: cycle) }
    }

    static func memory(_ lab: Lab, _ row: Row) throws -> Int { try #require(lab.asic.memory(of: row.role, isPivot: row.isPivot)) }

    // MARK: ECC

    @Test func oneFlipIsPutRightByWhoeverReadsIt() throws {
      let lab = try Lab.routing(try Self.chip())
      let rows = Self.rows(lab)
      #expect(Set(rows.map(\.role)) == [.port, .routerMAC, .routerInterface, .hostIPv4, .nextHop, .egressInterface])
      for row in rows {
        let memory = try Self.memory(lab, row)
        let words = lab.asic.row(row.row, ofMemory: memory)
        for bit in 0..<lab.asic.flippableBits(ofMemory: memory) {
          try Self.flip(lab, row, [bit])
          #expect(lab.asic.cells(row.row, ofMemory: memory) != words)
          #expect(lab.send(Self.frame, on: 6) == Self.right, "\(row) bit \(bit)")
          #expect(lab.asic.cells(row.row, ofMemory: memory) == words, "written back")
          let repairs = try lab.sim.driver.repairMemories()
          #expect(repairs.map(\.action) == [.correctedByChip])
          #expect(repairs.first?.memory == memory && repairs.first?.row == row.row)
        }
        let figures = lab.asic.errorFigures(ofMemory: memory)
        #expect(figures.corrected == UInt64(lab.asic.flippableBits(ofMemory: memory)))
        #expect(figures.detected == 0)
      }
      #expect(lab.asic.faultyRows == (0, 0))
    }

    @Test func twoFlipsDropThePacketUntilTheRowIsRewritten() throws {
      let lab = try Lab.routing(try Self.chip())
      for row in Self.rows(lab) {
        let width = lab.asic.flippableBits(ofMemory: try Self.memory(lab, row))
        try Self.flip(lab, row, [width / 3, width - 1])
        #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError), "\(row)")
        #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError), "\(row)")
        #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten], "told once: \(row)")
        #expect(lab.send(Self.frame, on: 6) == Self.right, "\(row)")
      }
      #expect(lab.asic.accounts.isConserved)
      #expect(lab.asic.accounts.drops(.memoryError) == 12)
    }

    @Test func aBucketIsReadWhole() throws {
      let lab = try Lab.routing(try Self.chip())
      let host = try #require(Self.rows(lab).first { $0.role == .hostIPv4 })
      // Another way of the same bucket, which holds nothing.
      let other = Row(role: .hostIPv4, isPivot: false, row: host.row ^ 1)
      try Self.flip(lab, other, [0, 1])
      #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories().map(\.row) == [other.row])
      #expect(lab.send(Self.frame, on: 6) == Self.right)
    }

    @Test func theWayOutReadsItsRowsToo() throws {
      let lab = try Lab.bridging(try Self.chip())
      let flood = Frame.ethernet(to: Lab.host(50), from: Lab.host(1), type: 0x88b5, [UInt8](repeating: 1, count: 50))
      let whole = lab.send(flood, on: 1)
      #expect(whole.out.keys.sorted() == [PortID(2), PortID(3)])
      let out = try #require(lab.sim.chipPort(of: PortID(2)))
      try Self.flip(lab, Row(role: .port, isPivot: false, row: out), [0, 1])
      #expect(lab.send(flood, on: 1).out.keys.sorted() == [PortID(3)], "the other copy leaves")
      try lab.sim.driver.repairMemories()
      #expect(lab.send(flood, on: 1) == whole)
    }

    @Test func writingBackCanBeLeftToTheScrub() throws {
      var chip = try Self.chip()
      chip.scrub?.writeBack = .scrub
      let lab = try Lab.routing(chip)
      let row = try #require(Self.rows(lab).first { $0.role == .nextHop })
      let memory = try Self.memory(lab, row)
      let words = lab.asic.row(row.row, ofMemory: memory)
      try Self.flip(lab, row, [5])
      #expect(lab.send(Self.frame, on: 6) == Self.right)
      #expect(lab.asic.cells(row.row, ofMemory: memory) != words)
      lab.asic.advance(to: lab.asic.now + 1_000_001)
      #expect(lab.asic.cells(row.row, ofMemory: memory) == words)
    }

    @Test func narrowWordsAreCheckedEachByItself() throws {
      var chip = try Self.chip()
      let memory = try #require(chip.memories.firstIndex { $0.name == "nextHopRows" })
      chip.memories[memory].checkWidth = 16
      let lab = try Lab.routing(chip)
      let row = try #require(Self.rows(lab).first { $0.role == .nextHop })
      // One in each of two words is put right; two in one word are not.
      try Self.flip(lab, row, [3, 18])
      #expect(lab.send(Self.frame, on: 6) == Self.right)
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.correctedByChip])
      try Self.flip(lab, row, [3, 4, 18])
      #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten])
      #expect(lab.send(Self.frame, on: 6) == Self.right)
    }

    // MARK: Parity and nothing

    @Test func parityDropsWhatReadsAnOddNumber() throws {
      let lab = try Lab.routing(try Self.chip(.parity))
      let row = try #require(Self.rows(lab).first { $0.role == .nextHop })
      // The lowest bit of the MAC address, which stands behind the valid bit.
      try Self.flip(lab, row, [1])
      #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten])
      #expect(lab.send(Self.frame, on: 6) == Self.right)
      // Two are not noticed, by the scrub neither.
      try Self.flip(lab, row, [1, 2])
      let wrong = Seen.forwarded([PortID(7): Self.frame.routed(to: Lab.host(7) ^ 3, from: Lab.routerMAC(7))])
      #expect(lab.send(Self.frame, on: 6) == wrong)
      lab.asic.advance(to: lab.asic.now + 3_000_000)
      #expect(try lab.sim.driver.repairMemories() == [])
      #expect(lab.send(Self.frame, on: 6) == wrong)
      #expect(lab.asic.faultyRows == (0, 1))
      // A third makes them odd.
      try Self.flip(lab, row, [40])
      #expect(lab.send(Self.frame, on: 6) == .dropped(.memoryError))
      try lab.sim.driver.repairMemories()
      #expect(lab.send(Self.frame, on: 6) == Self.right)
    }

    @Test func withoutACheckNobodyNoticesUntilTheRowIsWritten() throws {
      let lab = try Lab.routing(try Self.chip(MemoryDescription.Check.none))
      let row = try #require(Self.rows(lab).first { $0.role == .nextHop })
      try Self.flip(lab, row, [1])
      let wrong = Seen.forwarded([PortID(7): Self.frame.routed(to: Lab.host(7) ^ 1, from: Lab.routerMAC(7))])
      #expect(lab.send(Self.frame, on: 6) == wrong)
      lab.asic.advance(to: lab.asic.now + 3_000_000)
      #expect(try lab.sim.driver.repairMemories() == [])
      #expect(lab.send(Self.frame, on: 6) == wrong)
      let address = try #require(IPAddress("10.7.0.2"))
      try lab.commit {
        $0.update(Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: Lab.host(70))))
        $0.update(Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: Lab.host(70))))
      }
      #expect(lab.send(Self.frame, on: 6) == .forwarded([PortID(7): Self.frame.routed(to: Lab.host(70), from: Lab.routerMAC(7))]))
      #expect(lab.asic.faultyRows == (0, 0))
    }

    /// What packets before found of the router's own address no longer holds.
    @Test func aRoutersAddressThatFlipsIsNotTheRouters() throws {
      let lab = try Lab.routing(try Self.chip(MemoryDescription.Check.none))
      let row = try #require(Self.rows(lab).first { $0.role == .routerMAC })
      let table = try #require(lab.asic.description.table(.routerMAC))
      for bit in 0..<table.layout.keyWidth {
        #expect(lab.send(Self.frame, on: 6) == Self.right)
        try Self.flip(lab, row, [bit])
        #expect(lab.send(Self.frame, on: 6) == .dropped(.noFloodPorts), "bit \(bit)")
        #expect(lab.send(Self.frame, on: 6) == .dropped(.noFloodPorts), "bit \(bit)")
        try Self.flip(lab, row, [bit])
      }
    }

    // MARK: TCAM

    private static func aclLab(_ chip: ASICDescription) throws -> (lab: Lab, row: Row, layout: RowLayout) {
      let lab = try Lab.routing(chip)
      var match = ACLMatch()
      match.l4DestinationPort = L4PortRange(2000)
      try lab.commit {
        $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: [.l4DestinationPort], ports: [PortID(6)]))
        $0.insert(ACLEntry(table: .init(1), number: 1, priority: 1, match: match, action: .drop))
      }
      #expect(lab.send(frame, on: 6) == .dropped(.aclIngress))
      let row = try #require(rows(lab).first { $0.role == .aclIngress })
      return (lab, row, try #require(lab.asic.description.table(.aclIngress)).layout)
    }

    enum Part: CaseIterable {
      case key, mask, valid
    }

    @Test(arguments: Part.allCases)
    func aTCAMMatchesWronglyUntilTheScrubComes(_ part: Part) throws {
      let (lab, row, layout) = try Self.aclLab(try Self.chip())
      let port = try #require(layout.keyPlace(.l4DestinationPort)).offset
      let tables = try #require(layout.keyPlace(.aclTables)).offset
      let bit =
        switch part {
        case .key: port
        // A bit that nothing compared: the key's bit there is 0, and the packets' is 1.
        case .mask: (layout.maskOffset ?? 0) + (try #require(layout.keyPlace(.sourceIP)).offset + 31)
        case .valid: layout.validOffset ?? 0
        }
      #expect(tables != port)
      // In no order with the scrub: where it is now is known.
      let memory = lab.asic.description.memories[try Self.memory(lab, row)]
      let turn = Int64(row.row) * 1_000_000 / Int64(memory.rows)
      lab.asic.advance(to: 3_000_000 + turn + 1)
      try Self.flip(lab, row, [bit])
      let injected = lab.asic.now
      #expect(lab.send(Self.frame, on: 6) == Self.right, "the entry matches no more")
      #expect(try lab.sim.driver.repairMemories() == [], "no read, no event")
      lab.asic.advance(to: 4_000_000 + turn - 1)
      #expect(lab.send(Self.frame, on: 6) == Self.right || lab.asic.now >= 4_000_000 + turn)
      lab.asic.advance(to: 4_000_000 + turn)
      let repairs = try lab.sim.driver.repairMemories()
      #expect(repairs.map(\.action) == [.rewritten])
      #expect(repairs.first?.cycle == 4_000_000 + turn)
      #expect((repairs.first?.cycle ?? .max) - injected <= 1_000_000)
      #expect(lab.send(Self.frame, on: 6) == .dropped(.aclIngress))
      #expect(lab.asic.faultyRows == (0, 0))
    }

    @Test func anEvenNumberWaitsForAnOddOne() throws {
      let (lab, row, _) = try Self.aclLab(try Self.chip())
      let memory = lab.asic.description.memories[try Self.memory(lab, row)]
      let turn = Int64(row.row) * 1_000_000 / Int64(memory.rows)
      lab.asic.advance(to: 3_000_000 + turn + 1)
      try lab.asic.injectFlips([1, 2].map { (MemoryBit(memory: try Self.memory(lab, row), row: row.row, bit: $0), lab.asic.now) })
      lab.asic.advance(to: 9_000_000 + turn + 500)
      #expect(try lab.sim.driver.repairMemories() == [])
      #expect(lab.asic.faultyRows == (0, 1))
      try Self.flip(lab, row, [3])
      lab.asic.advance(to: 12_000_000)
      let repairs = try lab.sim.driver.repairMemories()
      #expect(repairs.map(\.action) == [.rewritten])
      #expect(repairs.map(\.cycle) == [10_000_000 + turn])
      #expect(lab.asic.faultyRows == (0, 0))
    }

    @Test func theBusFindsAFlippedTCAMRow() throws {
      let (lab, row, layout) = try Self.aclLab(try Self.chip())
      try Self.flip(lab, row, [layout.validOffset ?? 0])
      // Asking for the entry reads its row.
      #expect(lab.device.aclEntries.row(at: .init(table: .init(1), number: 1)) == nil)
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten])
      #expect(lab.device.aclEntries.row(at: .init(table: .init(1), number: 1)) != nil)
    }

    @Test func aFlippedPivotLosesItsPrefixes() throws {
      let lab = try Lab.routing(try Self.chip())
      let miss = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 200))
      #expect(lab.send(miss, on: 6) == .trapped(.neighborMiss))
      let pivot = try #require(Self.rows(lab, miss).first { $0.isPivot })
      let table = try #require(lab.asic.description.table(.routeIPv4))
      guard case .algorithmicLPM(let match) = table.match else { return }
      let layout = RowLayout.pivots(of: table, match)
      try Self.flip(lab, pivot, [layout.validOffset ?? 0])
      #expect(lab.send(miss, on: 6) == .dropped(.lpm4Miss))
      lab.asic.advance(to: lab.asic.now + 1_000_000)
      #expect(try lab.sim.driver.repairMemories().map(\.table) == ["route4.pivots"])
      #expect(lab.send(miss, on: 6) == .trapped(.neighborMiss))
      // An entry of its bucket is SRAM.
      let entry = try #require(Self.rows(lab, miss).first { $0.role == .routeIPv4 && !$0.isPivot })
      try Self.flip(lab, entry, [0, 1])
      #expect(lab.send(miss, on: 6) == .dropped(.memoryError))
      try lab.sim.driver.repairMemories()
      #expect(lab.send(miss, on: 6) == .trapped(.neighborMiss))
    }

    // MARK: Told

    @Test func anExplanationSaysIt() throws {
      let lab = try Lab.routing(try Self.chip())
      let row = try #require(Self.rows(lab).first { $0.role == .nextHop })
      try Self.flip(lab, row, [1, 2])
      let explanation = try lab.sim.explain(Self.frame, on: PortID(6))
      #expect(explanation.verdict == .dropped)
      #expect(explanation.reason == "memoryError")
      #expect(explanation.why.contains("flipped bits"), "\(explanation.why)")
    }

    // MARK: What the chip writes

    @Test func aLearnedAddressIsLearnedAgain() throws {
      let lab = try Lab.bridging(try Self.chip())
      func frame(to: UInt64, from: UInt64) -> [UInt8] {
        Frame.ethernet(to: to, from: from, type: 0x88b5, [UInt8](repeating: 1, count: 50))
      }
      lab.send(frame(to: Lab.host(50), from: Lab.host(2)), on: 2)
      let known = frame(to: Lab.host(2), from: Lab.host(1))
      #expect(lab.send(known, on: 1).out.keys.sorted() == [PortID(2)])
      let row = try #require(Self.rows(lab, known, on: 1).last { $0.role == .fdb })
      try Self.flip(lab, row, [0, 49])
      #expect(lab.send(known, on: 1) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.invalidated])
      #expect(lab.send(known, on: 1).out.keys.sorted() == [PortID(2), PortID(3)], "flooded")
      lab.send(frame(to: Lab.host(50), from: Lab.host(2)), on: 2)
      #expect(lab.send(known, on: 1).out.keys.sorted() == [PortID(2)])
    }

    @Test func aStaticAddressIsWrittenAgain() throws {
      let lab = try Lab.routing(try Self.chip())
      let known = Frame.ethernet(to: Lab.host(2), from: Lab.host(1), type: 0x88b5, [UInt8](repeating: 1, count: 50))
      lab.send(known, on: 1)
      let row = try #require(Self.rows(lab, known, on: 1).last { $0.role == .fdb })
      try Self.flip(lab, row, [1, 61])
      // The driver looks at the row while it is in error: what it reads is not what it writes again.
      _ = lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2))))
      #expect(lab.send(known, on: 1) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten])
      #expect(lab.send(known, on: 1) == .forwarded([PortID(2): known]))
      // One that is taken away is not.
      try lab.commit { $0.remove(FDBEntry.self, .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)))) }
      try Self.flip(lab, row, [1, 61])
      lab.asic.advance(to: lab.asic.now + 1_000_000)
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.invalidated])
    }

    @Test func aCounterBeginsAnew() throws {
      let lab = try Lab.routing(try Self.chip())
      for _ in 0..<5 { lab.send(Self.frame, on: 6) }
      let chipPort = try #require(lab.sim.chipPort(of: PortID(6)))
      #expect(lab.device.counters?.counts(of: PortID(6))?.inUnicastPackets == 5)
      let row = Row(role: .portCounter, isPivot: false, row: chipPort)
      try Self.flip(lab, row, [7])
      #expect(lab.device.counters?.counts(of: PortID(6))?.inUnicastPackets == 5, "put right")
      try Self.flip(lab, row, [7, 60])
      lab.asic.advance(to: lab.asic.now + 1_000_000)
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.correctedByChip, .zeroed])
      lab.send(Self.frame, on: 6)
      #expect(lab.device.counters?.counts(of: PortID(6))?.inUnicastPackets == 1)
    }
  }
}
