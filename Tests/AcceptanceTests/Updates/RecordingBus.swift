import ASICSimulator
import DeviceAccess
import SwitchPlatform

/// Writes down what goes over a bus, and when the bus was done with it: what an oracle of half-seen updates is made of.
final class RecordingBus: DeviceBus {
  struct Write {
    /// The table's name; of an algorithmic LPM's first level with `.pivots`.
    var table: String
    var row: Int
    var words: [UInt32]
    /// From which cycle on packets see it.
    var cycle: Int64
    /// Writes between two calls of `complete()` have one number.
    var update: Int
  }

  private struct Window {
    var name: String
    var start: UInt64
    var stride: UInt64
    var rows: Int
  }

  private let inner: SimulatedBus
  private var windows: [Window] = []
  private(set) var writes: [Write] = []
  private var update = 0
  var busTime: () -> Int64 = { 0 }

  init(_ inner: SimulatedBus, _ asic: ASICDescription) {
    self.inner = inner
    func add(_ name: String, _ access: Int, _ rows: Int) {
      guard case .memoryMapped(let start, let stride) = asic.access[access].method else { return }
      windows.append(Window(name: name, start: start, stride: UInt64(stride), rows: rows))
    }
    for table in asic.tables {
      add(table.name, table.access, table.depth)
      if case .algorithmicLPM(let match) = table.match { add(table.name + ".pivots", match.pivotAccess, match.pivots) }
    }
  }

  func forget() { writes = [] }

  func read(_ address: UInt64) throws(BusError) -> UInt32 { try inner.read(address) }
  func write(_ value: UInt32, at address: UInt64) throws(BusError) { try inner.write(value, at: address) }

  func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try inner.write(values, at: address)
    for window in windows where address >= window.start && address < window.start + window.stride * UInt64(window.rows) {
      let row = Int((address - window.start) / window.stride)
      writes.append(Write(table: window.name, row: row, words: Array(values), cycle: busTime(), update: update))
    }
  }

  func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try inner.read(into: values, at: address)
  }

  func complete() throws(BusError) {
    try inner.complete()
    update += 1
  }

  func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try inner.allocateDMA(byteCount: byteCount) }
  func pollInterrupt() throws(BusError) -> Bool { try inner.pollInterrupt() }
}

/// A lab whose writes are timed and written down.
struct TimedLab {
  let lab: Lab
  let bus: RecordingBus

  /// - Parameter setUp: commits what is there at once, before writes are timed.
  init(
    _ chip: ASICDescription, bus timing: BusDescription = .init(setup: 20, cyclesPerWord: 1, readTurnaround: 5), setUp: (Lab) throws -> Void
  )
    throws
  {
    var chip = chip
    chip.bus = timing
    var recorder: RecordingBus?
    lab = try Lab(chip) { bus in
      let made = RecordingBus(bus, chip)
      recorder = made
      return made
    }
    guard let recorder else { throw Missing() }
    bus = recorder
    let asic = lab.asic
    bus.busTime = { [unowned asic] in asic.busTime }
    try setUp(lab)
    bus.forget()
    lab.asic.writeTiming = .timed
  }

  struct Missing: Error {}

  /// The cycle in which the last packet came to a stage, from what it paid before.
  func cycle(ofStage stage: Int) -> Int64 {
    let charges = lab.asic.stageCharges
    return charges[0...stage].reduce(lab.asic.outcome.pipelineIn) { $0 + $1.wait + $1.service } + charges[stage + 1].wait
  }

  /// The look-ups of the last packet: each table's name and its cycle.
  func lookUps() -> [(table: String, cycle: Int64)] {
    let asic = lab.asic.description
    return lab.asic.accesses.map { access in
      let name = asic.tables[Int(access.table)].name + (access.level == 1 ? ".pivots" : "")
      let stage = asic.stages.firstIndex { $0.tables.contains(Int(access.table)) } ?? 0
      return (name, cycle(ofStage: stage))
    }
  }

  /// Whether the last packet met a part of an update, by the writes that are written down.
  ///
  /// One that has looked into an update's tables before its last write, and from its first write on.
  func oracleSawPart() -> Bool {
    let met = lookUps()
    var result = false
    for (_, writes) in Dictionary(grouping: bus.writes, by: \.update) {
      guard let first = writes.map(\.cycle).min(), let last = writes.map(\.cycle).max() else { continue }
      let tables = Set(writes.map(\.table))
      let cycles = met.filter { tables.contains($0.table) }.map(\.cycle)
      if cycles.contains(where: { $0 < last }) && cycles.contains(where: { $0 >= first }) { result = true }
    }
    return result
  }
}
