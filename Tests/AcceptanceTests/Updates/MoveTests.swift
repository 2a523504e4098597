import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Packets that run while the entries of a TCAM make way for others.
  @Suite struct EntriesThatMove {
    static let kept = 40

    private static func rule(_ number: UInt32, _ priority: UInt32, to address: UInt32, _ action: ACLEntry.Action) -> ACLEntry {
      var match = ACLMatch()
      match.destinationIP = IPPrefix(host: IPAddress(v4: address))
      return ACLEntry(table: .init(1), number: number, priority: priority, match: match, action: action)
    }

    private static func frame(to address: UInt32) -> [UInt8] {
      Frame.ethernet(
        to: Lab.host(2), from: Lab.host(1), type: 0x0800, Frame.ipv4(from: Lab.ip(10, 10, 0, 9), to: address, Frame.udp(1000, 2000)))
    }

    private static func address(ofKept index: Int) -> UInt32 { Lab.ip(10, 1, 0, UInt32(index)) }

    /// A switch with entries that stay, each of which drops the packets to one address; their rows' contents are told.
    private static func make(_ moves: MemoryDescription.Moves, _ draw: inout Draw) throws -> (TimedLab, contents: [[UInt32]]) {
      var chip = try ASICDescription.smallDataCentre()
      let table = try #require(chip.tables.firstIndex { $0.role == .aclIngress })
      chip.memories[chip.tables[table].memory].moves = moves
      let priorities = (0..<kept).map { _ in UInt32(draw.below(10_000)) }
      var contents: [[UInt32]] = []
      var recorder: RecordingBus?
      let timed = try TimedLab(chip) { lab in
        try lab.commit(Lab.bridged())
        var fields = ACLMatch.Fields()
        fields.insert(.destinationIPv4)
        try lab.commit { $0.insert(ACLTable(id: .init(1), stage: .ingress, fields: fields, ports: [PortID(1)])) }
      }
      recorder = timed.bus
      for index in 0..<kept {
        recorder?.forget()
        try timed.lab.commit { $0.insert(rule(UInt32(index), priorities[index], to: address(ofKept: index), .drop)) }
        // The last write of an insertion is the entry's own.
        contents.append(try #require(recorder?.writes.last).words)
      }
      timed.lab.asic.advance(to: timed.lab.asic.busTime)
      return (timed, contents)
    }

    /// Inserts and removes entries of random priority while packets run, and tells of each packet.
    private static func churn(
      _ timed: TimedLab, steps: Int, _ draw: inout Draw, packet: (_ kept: Int, _ seen: Seen) throws -> Void
    ) throws {
      let lab = timed.lab
      var others: [ACLEntry] = []
      var next: UInt32 = 1000
      for _ in 0..<steps {
        timed.bus.forget()
        if others.count < 120 || (others.count < 200 && draw.chance(55)) {
          next += 1
          let other = rule(next, UInt32(draw.below(10_000)), to: Lab.ip(10, 2, next >> 8 & 255, next & 255), .permit)
          others.append(other)
          try lab.commit { $0.insert(other) }
        } else {
          let other = others.remove(at: draw.below(others.count))
          try lab.commit { $0.remove(ACLEntry.self, other.key) }
        }
        while lab.asic.pendingWrites > 0 {
          let kept = draw.below(Self.kept)
          try packet(kept, lab.send(frame(to: address(ofKept: kept)), on: 1))
        }
      }
    }

    @Test func noPacketMissesAnEntryThatStays() throws {
      var draw = Draw(seed: 20)
      let (timed, _) = try Self.make(.hitless, &draw)
      var packets = 0
      var partial: UInt64 = 0
      let before = timed.lab.sim.driver.aclMoves
      let partialBefore = timed.lab.asic.accounts.partialUpdates
      try Self.churn(timed, steps: Acceptance.size(4000, debug: 400), &draw) { kept, seen in
        packets += 1
        #expect(seen == .dropped(.aclIngress), "entry \(kept)")
        let expected = timed.oracleSawPart()
        #expect(timed.lab.asic.outcome.sawPartialUpdate == expected)
        partial += expected ? 1 : 0
      }
      let moves = timed.lab.sim.driver.aclMoves - before
      #expect(moves > Acceptance.size(3000, debug: 300))
      #expect(partial > 1000)
      #expect(timed.lab.asic.accounts.partialUpdates - partialBefore == partial)
      Acceptance.figure("hitless: \(packets) packets during \(moves) moves, none missed, \(partial) saw a part of an update")
    }

    @Test func withDeleteFirstExactlyThoseMissThatTheLogSays() throws {
      var draw = Draw(seed: 21)
      let (timed, contents) = try Self.make(.deleteFirst, &draw)
      let lab = timed.lab
      let acl = try #require(
        lab.asic.description.stages.firstIndex { stage in
          stage.tables.contains { lab.asic.description.tables[$0].role == .aclIngress }
        })
      // What stood in the rows before the writes that are still written down.
      var rows: [Int: [UInt32]] = [:]
      let table = try #require(lab.asic.description.table(.aclIngress))
      guard case .memoryMapped(let start, let stride) = lab.asic.description.access[table.access].method else { return }
      func readAll() throws {
        for row in 0..<table.depth {
          var words: [UInt32] = []
          for word in 0..<table.layout.busWords { words.append(try lab.sim.bus.read(start + UInt64(row * stride + word * 4))) }
          rows[row] = words
        }
      }
      try readAll()
      lab.asic.advance(to: lab.asic.busTime)
      var packets = 0
      var missed = 0
      var applied: Set<Int> = []
      try Self.churn(timed, steps: Acceptance.size(3000, debug: 300), &draw) { kept, seen in
        packets += 1
        let cycle = timed.cycle(ofStage: acl)
        // Writes of an update before this one are all visible by now: packets have run until none waited.
        var now = rows
        for write in timed.bus.writes where write.table == table.name && write.cycle <= cycle { now[write.row] = write.words }
        let isThere = now.values.contains(contents[kept])
        #expect(seen.drop == (isThere ? .aclIngress : .none), "entry \(kept)")
        if !isThere { missed += 1 }
        if lab.asic.pendingWrites == 0 {
          for write in timed.bus.writes where write.table == table.name { rows[write.row] = write.words }
        }
        applied.insert(kept)
      }
      #expect(missed > 10)
      #expect(applied.count == Self.kept)
      Acceptance.figure("deleteFirst: \(missed) of \(packets) packets missed an entry that was installed throughout")
    }

    @Test func theLogOfATableTellsMovesWritesAndWords() throws {
      var draw = Draw(seed: 22)
      for moves in MemoryDescription.Moves.allCases {
        let (timed, _) = try Self.make(moves, &draw)
        let lab = timed.lab
        let table = try #require(lab.asic.description.table(.aclIngress))
        func log() throws -> TableOperationLog { try #require(lab.asic.tableOperations.first { $0.table == table.name }) }
        var writes: UInt64 = 0
        let (before, movesBefore) = (try log(), lab.sim.driver.aclMoves)
        let steps = 150
        var last: (first: Int64, last: Int64) = (0, 0)
        var others: [ACLEntry] = []
        for step in 0..<steps {
          timed.bus.forget()
          let start = max(lab.asic.busTime, lab.asic.now)
          if others.count > 100, draw.chance(40) {
            let other = others.remove(at: draw.below(others.count))
            try lab.commit { $0.remove(ACLEntry.self, other.key) }
          } else {
            let other = Self.rule(UInt32(5000 + step), UInt32(draw.below(10_000)), to: Lab.ip(10, 3, 0, UInt32(step)), .permit)
            others.append(other)
            try lab.commit { $0.insert(other) }
          }
          writes += UInt64(timed.bus.writes.count)
          last = (start, timed.bus.writes.last?.cycle ?? 0)
        }
        let after = try log()
        #expect(after.writes - before.writes == writes)
        #expect(after.words - before.words == writes * UInt64(table.layout.busWords))
        #expect(after.operations - before.operations == UInt64(steps))
        #expect(after.moves - before.moves == lab.sim.driver.aclMoves - movesBefore)
        #expect(after.moves > before.moves + 100)
        #expect(after.recent.count == TableOperationLog.length)
        #expect(after.recent.last?.visible == last.last)
        #expect(after.recent.last.map { $0.start >= last.first && $0.start < $0.visible } == true)
      }
    }
  }
}
