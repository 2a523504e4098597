import SwitchPlatform

/// When the chip looks at its FDB for addresses that are not seen any more.
struct AgeingClock: BitwiseCopyable {
  /// - Unit: cycles; 0: never.
  private(set) var interval: Int64 = 0
  /// The cycle of the next look.
  private(set) var nextSweep = Int64.max

  /// The time begins anew.
  mutating func start(seconds: UInt32, clock: UInt64, now: Int64) {
    let (cycles, overflow) = Int64(seconds).multipliedReportingOverflow(by: Int64(clamping: clock))
    let (next, isFar) = now.addingReportingOverflow(cycles)
    let isOn = seconds > 0 && !overflow && !isFar
    interval = isOn ? cycles : 0
    nextSweep = isOn ? next : .max
  }

  /// One look is done.
  mutating func swept() {
    let (next, isFar) = nextSweep.addingReportingOverflow(interval)
    nextSweep = isFar ? .max : next
  }

  /// Leaves out looks that would find nothing, up to `cycle`.
  mutating func skip(to cycle: Int64) {
    guard interval > 0, nextSweep <= cycle else { return }
    let (steps, overflow) = ((cycle - nextSweep) / interval + 1).multipliedReportingOverflow(by: interval)
    let (next, isFar) = nextSweep.addingReportingOverflow(steps)
    nextSweep = overflow || isFar ? .max : next
  }
}

// The FDB in time: ageing, and what the chip tells of it.
extension SimulatedASIC {
  /// Makes every look at the FDB that is due by `cycle`. No packet comes between them: after two, nothing is left to age.
  func sweep(until cycle: Int64) {
    for _ in 0..<2 where ageing.nextSweep <= cycle {
      pipeline.age()
      ageing.swept()
    }
    ageing.skip(to: cycle)
  }

  func tellEvents(_ events: EventQueue) {
    events.hasNews = false
    guard let queue = description.events else { return }
    showEvents(queue, events)
    if let bit = description.interrupts?.event { interrupt(bit) }
  }

  /// Puts the queue's oldest event and length into their registers.
  func showEvents(_ queue: EventQueueDescription, _ events: EventQueue) {
    registers[queue.status] = queue.count.set(UInt32(truncatingIfNeeded: events.count), in: 0)
    let words = events.oldest?.words ?? (0, 0, 0)
    registers.set(queue.data, at: 0, words.0)
    registers.set(queue.data, at: 1, words.1)
    registers.set(queue.data, at: 2, words.2)
  }
}

extension Pipeline {
  /// Looks at every address: one that was not seen since the last look is removed, unless it is static.
  func age() {
    guard let rows = tables.fdb, let memory = fdbMemory, let table = asic.table(.fdb), rows.hit.width > 0 else { return }
    for number in 0..<table.depth {
      let entry = memory.row(number)
      guard rows.find.isEntry(entry), rows.isStatic.read(entry) == 0 else { continue }
      if rows.hit.read(entry) != 0 {
        rows.hit.write(0, entry)
        continue
      }
      events?.push(
        EventRecord(.aged, mac: rows.mac.read(entry), fid: rows.fid.read(entry), port: Int(truncatingIfNeeded: rows.port.read(entry))))
      for word in 0..<memory.stride { row[word] = 0 }
      memory.store(row, at: number)
    }
  }
}
