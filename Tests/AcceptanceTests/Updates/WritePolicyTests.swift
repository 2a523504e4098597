import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What writes to a memory and its look-ups do to each other, held against a count of single cycles.
  @Suite struct WritePolicies {
    private static let hosts = 40

    /// One packet at the FDB's stage.
    private struct Visit {
      /// When it came to the stage, and when it looked up.
      var came: Int64
      var looked: Int64
      var row: Int
      var port: PortID?
    }

    /// The stage cycle by cycle: at each one a look-up or a write.
    private struct Oracle {
      var looked: [Int64] = []
      /// By row: the cycle of its write.
      var written: [Int: Int64] = [:]
      var stolen: UInt64 = 0

      init(_ visits: [Visit], _ writes: [(row: Int, due: Int64)], _ policy: MemoryDescription.WritePolicy, wait: Int64) {
        var packets = visits.map(\.came)[...]
        var queue = writes[...]
        var cycle = min(packets.first ?? 0, queue.first?.due ?? 0)
        while !packets.isEmpty || !queue.isEmpty {
          let hasPacket = packets.first.map { $0 <= cycle } ?? false
          let due = queue.first.flatMap { $0.due <= cycle ? $0.due : nil }
          var writes = due != nil
          switch policy {
          case .dualPort, .steal: break
          case .bubble: writes = due.map { !hasPacket || cycle - $0 >= wait } ?? false
          }
          if writes, let write = queue.popFirst() { written[write.row] = cycle }
          if hasPacket {
            if writes, policy != .dualPort {
              stolen += 1
            } else {
              looked.append(cycle)
              packets.removeFirst()
            }
          }
          cycle += 1
        }
      }
    }

    @Test(arguments: [
      (MemoryDescription.WritePolicy.dualPort, 0, 1), (.steal, 0, 1), (.steal, 0, 3), (.bubble, 1, 1), (.bubble, 7, 1), (.bubble, 256, 1),
      (.bubble, 256, 3)
    ])
    func lookUpsAndWritesShareAMemory(_ policy: MemoryDescription.WritePolicy, wait: Int, cyclesPerWord: Int) throws {
      var chip = try ASICDescription.smallDataCentre()
      let table = try #require(chip.table(.fdb))
      chip.memories[table.memory].writePolicy = policy
      if wait > 0 { chip.memories[table.memory].bubbleWait = wait }
      // All ports in one pipe, and a wire so fast that packets come in every cycle or two.
      chip.ports.pipes = 1
      func entry(_ host: Int, _ port: UInt16) -> FDBEntry {
        var entry = FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(UInt64(100 + host))), port: PortID(port))
        entry.isStatic = true
        return entry
      }
      let timed = try TimedLab(chip, bus: .init(setup: 0, cyclesPerWord: cyclesPerWord, readTurnaround: 0)) { lab in
        try lab.commit(Lab.bridged())
        try lab.commit { for host in 0..<Self.hosts { $0.insert(entry(host, 2)) } }
      }
      let lab = timed.lab
      let stage = try #require(chip.stages.firstIndex { $0.tables.contains { chip.tables[$0].role == .fdb } })
      let fdb = try #require(chip.tables.firstIndex { $0.role == .fdb })
      lab.send(Frame.ethernet(to: Lab.host(100), from: Lab.host(1), type: 0x88b5, []), on: 1)
      let way = timed.cycle(ofStage: stage) - lab.asic.outcome.firstBitIn
      try lab.commit { for host in 0..<Self.hosts { $0.update(entry(host, 3)) } }
      let writes = timed.bus.writes.filter { $0.table == "fdb" }
      #expect(writes.count == Self.hosts)
      let first = try #require(writes.first).cycle
      var visits: [Visit] = []
      for number in 0..<120 {
        let host = UInt64(100 + (number * 7) % Self.hosts)
        let frame = Frame.ethernet(to: Lab.host(host), from: Lab.host(1), type: 0x88b5, [])
        lab.send(frame, on: [1, 4, 5][number % 3], notBefore: first - way - 20 + Int64(number) * 2)
        guard number % 3 == 0 else {
          // From another VLAN: only its time counts.
          let looked = timed.cycle(ofStage: stage)
          visits.append(Visit(came: looked - lab.asic.stageCharges[stage + 1].wait, looked: looked, row: -1, port: nil))
          continue
        }
        let looked = timed.cycle(ofStage: stage)
        let row = lab.asic.accesses.last { Int($0.table) == fdb }.map { Int($0.row) } ?? -1
        visits.append(
          Visit(
            came: looked - lab.asic.stageCharges[stage + 1].wait, looked: looked, row: row, port: lab.sim.sentFrames().first?.port))
      }
      let oracle = Oracle(visits, writes.map { ($0.row, $0.cycle) }, policy, wait: Int64(max(1, wait)))
      #expect(visits.map(\.looked) == oracle.looked)
      var news = 0
      for visit in visits where visit.row >= 0 {
        let written = try #require(oracle.written[visit.row])
        let isNew = policy == .dualPort ? written <= visit.looked : written < visit.looked
        #expect(visit.port == PortID(isNew ? 3 : 2), "row \(visit.row) written in \(written), looked up in \(visit.looked)")
        if isNew { news += 1 }
      }
      #expect(news > 0)
      let log = try #require(lab.asic.tableOperations.first { $0.table == "fdb" })
      #expect(log.stolenCycles == oracle.stolen)
      if policy == .steal { #expect(oracle.stolen > 0) }
      if policy == .bubble { #expect(log.delayedWrites > 0 || wait == 1) }
    }
  }
}
