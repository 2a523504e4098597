import SwitchPlatform

// The FDB in time: ageing, and what the chip tells of it.
extension SimulatedASIC {
  /// Makes every look at the FDB that is due by `cycle`. No packet comes between them: after two, nothing is left to age.
  func sweep(until cycle: Int64) {
    if ageing.rowCycles > 0 { return walk(until: cycle) }
    for _ in 0..<2 where ageing.nextSweep <= cycle {
      pipeline.age()
      ageing.swept()
    }
    ageing.skip(to: cycle)
  }

  /// The same where a look at a row takes time, and packets come between two rows.
  private func walk(until cycle: Int64) {
    // Twice without a packet between, and nothing is left to age.
    var looks = 2 * ageing.rows
    while ageing.nextSweep <= cycle, looks > 0 {
      pipeline.age(row: ageing.row)
      ageing.looked()
      looks -= 1
    }
    if ageing.nextSweep <= cycle { ageing.skipRows(to: cycle) }
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
    for number in 0..<table.depth { age(rows, memory, number) }
  }

  /// Looks at one row of the FDB.
  func age(row number: Int) {
    guard let rows = tables.fdb, let memory = fdbMemory, number < memory.rows, rows.hit.width > 0 else { return }
    age(rows, memory, number)
  }

  @inline(__always)
  private func age(_ rows: Compiled<FDBRows>, _ memory: Memory, _ number: Int) {
    let entry = memory.row(number)
    guard rows.find.isEntry(entry), rows.isStatic.read(entry) == 0 else { return }
    if rows.hit.read(entry) != 0 {
      rows.hit.write(0, entry)
      return
    }
    events?.push(
      EventRecord(.aged, mac: rows.mac.read(entry), fid: rows.fid.read(entry), port: Int(truncatingIfNeeded: rows.port.read(entry))))
    for word in 0..<memory.stride { row[word] = 0 }
    memory.store(row, at: number)
  }
}
