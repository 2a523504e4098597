import ASICDriver
import ASICSimulator
import DeviceAccess
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

/// A bus that fails when told to.
private final class FailingBus: DeviceBus {
  private let bus: SimulatedBus
  var failsWrites = false

  init(_ bus: SimulatedBus) { self.bus = bus }

  func read(_ address: UInt64) throws(BusError) -> UInt32 { try bus.read(address) }
  func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    // Registers answer, windows do not.
    if failsWrites, address >= 0x1000_0000 { throw .failed(5) }
    try bus.write(value, at: address)
  }
  func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    if failsWrites, address >= 0x1000_0000 { throw .failed(5) }
    try bus.write(values, at: address)
  }
  func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try bus.read(into: values, at: address)
  }
  func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try bus.allocateDMA(byteCount: byteCount) }
  func pollInterrupt() throws(BusError) -> Bool { try bus.pollInterrupt() }
}

extension Acceptance {
  /// How the chip tells of errors, and when bits flip.
  @Suite struct ErrorQueues {
    private typealias Row = MemoryErrors.Row

    private static func nextHop(_ row: Int) -> Row { Row(role: .nextHop, isPivot: false, row: row) }

    @Test func theChipAsksForAttention() throws {
      let lab = try Lab.routing(try MemoryErrors.chip())
      while try lab.sim.bus.pollInterrupt() {}
      try MemoryErrors.flip(lab, Self.nextHop(3), [1, 2])
      #expect(try !lab.sim.bus.pollInterrupt(), "nobody has found it")
      lab.asic.advance(to: lab.asic.now + 1_000_000)
      #expect(try lab.sim.bus.pollInterrupt())
      #expect(try lab.sim.driver.repairMemories().count == 1)
      #expect(try lab.sim.driver.repairMemories() == [])
      #expect(try !lab.sim.bus.pollInterrupt())
      #expect(lab.sim.driver.memoryRepairs["nextHop"]?[.rewritten] == 1)
    }

    @Test func whatHasNoRoomIsCountedAndToldAgain() throws {
      var chip = try MemoryErrors.chip()
      chip.errors?.depth = 4
      let lab = try Lab.routing(chip)
      // Past the turn of row 0, which would be found between its flips.
      lab.asic.advance(to: 1)
      for row in 0..<10 { try MemoryErrors.flip(lab, Self.nextHop(row), [1, 2]) }
      lab.asic.advance(to: lab.asic.now + 1_000_000)
      #expect(try lab.sim.driver.repairMemories().map(\.row) == [1, 2, 3])
      #expect(lab.sim.driver.memoryErrorsLost == 7)
      #expect(lab.asic.faultyRows == (7, 0))
      var rows: [Int] = []
      for _ in 0..<4 {
        lab.asic.advance(to: lab.asic.now + 1_000_000)
        rows += try lab.sim.driver.repairMemories().map(\.row)
      }
      #expect(rows.sorted() == [0] + Array(4..<10))
      #expect(lab.asic.faultyRows == (0, 0))
    }

    /// Of a row that stays in error one event waits, and after it was taken another.
    @Test func anErrorThatStaysIsToldAgain() throws {
      let lab = try Lab.routing(try MemoryErrors.chip())
      let asic = lab.asic.description
      let errors = try #require(asic.errors)
      let status = asic.registers[errors.status].address
      let data = asic.registers[errors.data].address
      func waiting() throws -> UInt32 { errors.count.get(try lab.sim.bus.read(status)) }
      lab.asic.advance(to: 1)
      let memory = try #require(lab.asic.memory(of: .nextHop))
      try lab.asic.injectFlips([1, 2].map { (MemoryBit(memory: memory, row: 256, bit: $0), 1) })
      #expect(try waiting() == 0)
      for turn in 1...3 as ClosedRange<Int64> {
        lab.asic.advance(to: turn * 3_000_000)
        #expect(try waiting() == 1)
        let words = try (0..<4).map { try lab.sim.bus.read(data + UInt64($0 * 4)) }
        let record = ErrorRecord(words: (words[0], words[1], words[2], words[3]))
        #expect(record == ErrorRecord(.detected, memory: memory, row: 256, cycle: (turn - 1) * 3_000_000 + 500_000))
        try lab.sim.bus.write(errors.pop.set(1, in: 0), at: status)
        #expect(try waiting() == 0)
      }
      #expect(lab.asic.errorFigures(ofMemory: memory).detected == 3)
    }

    @Test func anErrorWhoseRepairFailsIsKept() throws {
      var bus: FailingBus?
      let lab = try Lab(try MemoryErrors.chip()) {
        let made = FailingBus($0)
        bus = made
        return made
      }
      try lab.commit(Lab.bridged())
      try lab.commit(Lab.routed())
      let row = try #require(MemoryErrors.rows(lab).first { $0.role == .nextHop })
      try MemoryErrors.flip(lab, row, [1, 2])
      #expect(lab.send(MemoryErrors.frame, on: 6) == .dropped(.memoryError))
      bus?.failsWrites = true
      #expect(throws: ASICDriverError.bus(.failed(5))) { try lab.sim.driver.repairMemories() }
      #expect(lab.send(MemoryErrors.frame, on: 6) == .dropped(.memoryError))
      bus?.failsWrites = false
      #expect(try lab.sim.driver.repairMemories().map(\.action) == [.rewritten])
      #expect(lab.send(MemoryErrors.frame, on: 6) == MemoryErrors.right)
    }

    @Test func withoutAQueueNobodyIsTold() throws {
      var chip = try MemoryErrors.chip()
      chip.errors = nil
      let lab = try Lab.routing(chip)
      let row = try #require(MemoryErrors.rows(lab).first { $0.role == .nextHop })
      try MemoryErrors.flip(lab, row, [1, 2])
      #expect(lab.send(MemoryErrors.frame, on: 6) == .dropped(.memoryError))
      #expect(try lab.sim.driver.repairMemories() == [])
      #expect(lab.asic.errorFigures(ofMemory: try MemoryErrors.memory(lab, row)).detected == 1)
      try MemoryErrors.flip(lab, row, [1])
      #expect(lab.send(MemoryErrors.frame, on: 6) == MemoryErrors.right, "one is put right still")
    }

    // MARK: When

    @Test func bitsFlipAtTheirCycle() throws {
      let lab = try Lab.routing(try MemoryErrors.chip())
      let row = try #require(MemoryErrors.rows(lab).first { $0.role == .nextHop })
      let start = lab.asic.now
      for bit in [1, 2] { try lab.asic.injectFlip(table: .nextHop, row: row.row, bit: bit, at: start + 50_000) }
      #expect(lab.send(MemoryErrors.frame, on: 6, notBefore: start + 10_000) == MemoryErrors.right)
      #expect(lab.asic.faultyRows == (0, 0))
      #expect(lab.send(MemoryErrors.frame, on: 6, notBefore: start + 50_000) == .dropped(.memoryError))
      #expect(lab.asic.faultyRows == (1, 0))
    }

    @Test func whatIsNotThereIsRefused() throws {
      let lab = try Lab.routing(try MemoryErrors.chip())
      let memory = try #require(lab.asic.memory(of: .nextHop))
      let width = lab.asic.flippableBits(ofMemory: memory)
      #expect(throws: FlipError.noMemory("rows")) { try lab.asic.injectFlip(memory: "rows", row: 0, bit: 0) }
      #expect(throws: FlipError.noMemory("nextHop")) { try lab.asic.injectFlip(table: .nextHop, isPivot: true, row: 0, bit: 0) }
      for row in [-1, 512, .max] {
        #expect(throws: FlipError.noRow(row, memory: "nextHopRows")) { try lab.asic.injectFlip(table: .nextHop, row: row, bit: 0) }
      }
      for bit in [-1, width, .max] {
        #expect(throws: FlipError.noBit(bit, memory: "nextHopRows")) {
          try lab.asic.injectFlips([(MemoryBit(memory: memory, row: 0, bit: 0), 0), (MemoryBit(memory: memory, row: 0, bit: bit), 0)])
        }
      }
      #expect(lab.asic.faultyRows == (0, 0), "all or none")
      #expect(throws: FlipError.noMemory("-1")) { try lab.asic.injectFlip(MemoryBit(memory: -1, row: 0, bit: 0)) }
    }

    @Test func manyBitsFlipAtOnce() throws {
      let lab = try Lab.routing(try MemoryErrors.chip())
      lab.asic.injectFlips(seed: 2, count: 5000)
      #expect(lab.asic.faultyRows.findable > 3000)
      for _ in 0..<40 where lab.asic.faultyRows.findable > 0 {
        lab.send(MemoryErrors.frame, on: 6)
        lab.asic.advance(to: lab.asic.now + 1_000_000)
        try lab.sim.driver.repairMemories()
      }
      #expect(lab.asic.faultyRows.findable == 0)
      #expect(lab.send(MemoryErrors.frame, on: 6) == MemoryErrors.right)
      let found = lab.asic.description.memories.indices.map { lab.asic.errorFigures(ofMemory: $0) }
      #expect(found.reduce(0) { $0 + $1.corrected + $1.detected } > 3000)
    }

    @Test func aSeedFlipsTheSameBits() throws {
      let labs = try (0..<2).map { _ in try Lab.routing(try MemoryErrors.chip()) }
      let flips = labs.map { $0.asic.injectFlips(seed: 9, count: 300, over: 1_000_000..<2_000_000) }
      #expect(flips[0].map(\.bit) == flips[1].map(\.bit))
      #expect(flips[0].allSatisfy { (1_000_000..<2_000_000).contains($0.cycle) })
      #expect(Set(flips[0].map(\.bit.memory)).count > 3)
      #expect(labs[0].asic.faultyRows == (0, 0))
      labs[0].asic.advance(to: 1_500_000)
      let some = labs[0].asic.faultyRows.findable
      #expect(some > 0)
      // Everything has been passed over once all bits have flipped and a pass is through.
      for _ in 0..<8 {
        labs[0].asic.advance(to: labs[0].asic.now + 1_000_000)
        try labs[0].sim.driver.repairMemories()
      }
      #expect(labs[0].asic.faultyRows.findable == 0)
      #expect(labs[0].send(MemoryErrors.frame, on: 6) == MemoryErrors.right)
    }
  }
}
