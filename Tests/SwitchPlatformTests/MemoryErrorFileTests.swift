import SwitchPlatform
import Testing

/// What a chip file says of soft errors.
@Suite struct MemoryErrorFileTests {
  private static func load(_ replacements: [(String, String)]) throws -> (ASICDescription?, [String]) {
    var text = try Fixtures.text("Platforms/asics/ts-32x100g.yaml")
    for (old, new) in replacements { text.replaceSubrange(try #require(text.firstRange(of: old)), with: new) }
    let (chip, diagnostics) = ASICLoader.load(text: text, file: "t.yaml")
    return (chip, diagnostics.map(\.description))
  }

  @Test func dataCentreChip() throws {
    let chip = try #require(try Self.load([]).0)
    #expect(chip.scrub == ScrubDescription(interval: .nanoseconds(20_000_000), writeBack: .read))
    #expect(chip.scrub?.interval.cycles(clock: chip.clock) == 27_000_000)
    let errors = try #require(chip.errors)
    #expect(chip.registers[errors.status].name == "MEM_ERROR")
    #expect(chip.registers[errors.data].count == 4)
    #expect(chip.interrupts?.error == BitField(name: "error", low: 3, high: 3))
    for memory in chip.memories { #expect(memory.check == (memory.kind == .sram ? .ecc : .parity), "\(memory.name)") }
    #expect(chip.memories.allSatisfy { $0.checkWidth == nil && $0.scrubInterval == nil })
  }

  @Test func chipWithoutChecks() throws {
    let chip = try #require(ASICLoader.load(text: try Fixtures.text("Platforms/asics/rtl8380.yaml"), file: "r").description)
    #expect(chip.scrub == nil)
    #expect(chip.errors == nil)
    #expect(chip.interrupts?.error == nil)
  }

  @Test func aMemoryMayHaveItsOwn() throws {
    let (chip, diagnostics) = try Self.load([
      ("width: 8 x 72, check: ecc", "width: 8 x 72, check: parity, checkWidth: 36, scrub: { interval: 5000 }"),
      ("scrub: { interval: 20 ms, writeBack: read }", "scrub: { interval: 1.5 us, writeBack: scrub }")
    ])
    #expect(diagnostics == [])
    let memory = try #require(chip?.memories.first { $0.name == "fdbWays" })
    #expect(memory.check == .parity)
    #expect(memory.checkWidth == 36)
    #expect(memory.scrubInterval == .cycles(5000))
    #expect(chip?.scrub == ScrubDescription(interval: .nanoseconds(1500), writeBack: .scrub))
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var rule: String
    var message: String
    var testDescription: String { "\(rule) \(message)" }

    init(_ old: String, _ new: String, _ rule: String, _ message: String) {
      (self.old, self.new, self.rule, self.message) = (old, new, rule, message)
    }
  }

  static let faults: [Fault] = [
    Fault("check: ecc", "check: eec", "NAM01", "did you mean 'ecc'?"),
    Fault("check: ecc", "checkWidth: 8", "CHP13", "has no 'check'"),
    Fault("check: ecc", "check: ecc, checkWidth: 0", "TYP02", "expected 1…4096"),
    Fault("check: ecc", "check: ecc, checkWidth: wide", "TYP01", "expected an integer"),
    Fault("check: ecc", "scrub: { interval: 10 }", "CHP13", "has no 'check' that it could read by"),
    Fault("check: ecc", "check: ecc, scrub: { }", "KEY02", "has no 'interval'"),
    Fault("check: ecc", "check: ecc, scrub: 10", "TYP01", "expected a mapping"),
    Fault("interval: 20 ms", "interval: 20 m", "TYP01", "expected cycles, or a time such as 20 ms"),
    Fault("interval: 20 ms", "interval: 0", "TYP02", "expected 1…2^50 cycles"),
    Fault("interval: 20 ms", "interval: 0 ms", "TYP02", "1 ns…1 h"),
    Fault("interval: 20 ms", "interval: 3601 s", "TYP02", "1 ns…1 h"),
    Fault("interval: 20 ms", "interval: 18446744073709551615 s", "TYP01", "expected cycles"),
    Fault("interval: 20 ms", "interval: 99999999999999999", "TYP02", "1…2^50"),
    Fault("interval: 20 ms, ", "", "KEY02", "has no 'interval'"),
    Fault("writeBack: read", "writeBack: reed", "NAM01", "did you mean 'read'?"),
    Fault("writeBack: read", "writeback: read", "KEY01", "did you mean 'writeBack'?"),
    Fault("status: MEM_ERROR,", "status: MEM_EROR,", "NAM02", "did you mean 'MEM_ERROR'?"),
    Fault("depth: 256", "depth: 1", "TYP02", "expected 2…65535"),
    Fault("MEM_ERROR:      { at: 0x60, fields: { count: 15..0", "MEM_ERROR:      { at: 0x60, fields: { count: 6..0", "CHP08", "256 events"),
    Fault(
      "MEM_ERROR:      { at: 0x60, fields: { count: 15..0, pop: 31", "MEM_ERROR:      { at: 0x60, fields: { count: 15..0, pop: 31..30",
      "CHP10", "expected one bit"),
    Fault(
      "MEM_ERROR:      { at: 0x60, fields: { count: 15..0, pop: 31", "MEM_ERROR:      { at: 0x60, fields: { count: 15..0, pull: 31",
      "NAM02", "has no field 'pop'"),
    Fault("MEM_ERROR_DATA: { at: 0x64, count: 4", "MEM_ERROR_DATA: { at: 0x64, count: 3", "CHP10", "an error event has 4"),
    Fault("error: error }", "error: eror }", "NAM02", "has no field 'eror'")
  ]

  @Test(arguments: faults)
  func isReported(_ fault: Fault) throws {
    let (chip, diagnostics) = try Self.load([(fault.old, fault.new)])
    #expect(chip == nil)
    let isTold = diagnostics.contains { $0.contains(" \(fault.rule) ") && $0.contains(fault.message) }
    #expect(isTold, "\(diagnostics)")
    for line in diagnostics { #expect(line.hasPrefix("t.yaml:"), "\(line)") }
  }

  @Test func timesAndCycles() {
    #expect(ScrubInterval.cycles(7).cycles(clock: 1) == 7)
    #expect(ScrubInterval.nanoseconds(1).cycles(clock: 1) == 1, "a pass takes a cycle at least")
    #expect(ScrubInterval.nanoseconds(1_000_000_000).cycles(clock: 1_350_000_001) == 1_350_000_001)
    #expect(ScrubInterval.nanoseconds(.max).cycles(clock: .max) == Int64(ScrubInterval.longest))
    #expect(ScrubInterval.cycles(.max).cycles(clock: 1) == Int64(ScrubInterval.longest))
  }

  @Test func errorRecordsKeepWhatTheyAreGiven() {
    var random = SeededGenerator(state: 5)
    for _ in 0..<200 {
      let (memory, row) = (Int.random(in: 0..<1 << 28, using: &random), Int.random(in: 0..<1 << 24, using: &random))
      let cycle = Int64.random(in: 0...Int64.max, using: &random)
      let record = ErrorRecord(.detected, memory: memory, row: row, cycle: cycle)
      #expect(record.kind == .detected)
      #expect((record.memory, record.row, record.cycle) == (memory, row, cycle))
    }
    #expect(ErrorRecord(lost: 9).lost == 9)
    #expect(ErrorRecord(words: (15, 0, 0, 0)).kind == nil)
  }
}
