import SwitchPlatform

// Table writes in time.
extension SimulatedASIC {
  /// When packets see what the bus writes to tables. Default: `.immediate`.
  ///
  /// In timed mode accesses to tables take the time that the chip file's `bus:` says, one after the other from `now` on, and a row is visible from
  /// the cycle in which its last word is over. A packet meets each table as it is in the cycle in which the packet enters the table's
  /// stage, so that one that is between two writes sees half an update: `PacketOutcome.sawPartialUpdate`. The bus itself sees all that it
  /// has written. Registers that are no table's, rings among them, work at once and cost nothing.
  ///
  /// Frames are taken through the chip one by one, in the order in which they are given: one that is given later meets no table as it was
  /// before the look-up of one given earlier, even if its own look-up has an earlier cycle.
  ///
  /// Going back to `.immediate` makes all that waits visible.
  public var writeTiming: WriteTiming {
    get { writes.isTimed ? .timed : .immediate }
    set {
      writes.set(newValue)
      registers.isTimed = writes.isTimed
    }
  }

  /// When the bus is done with what it was asked for; `now` or before where it is idle.
  ///
  /// - Unit: core cycles.
  public var busTime: Int64 { writes.busTime }

  /// The bus does nothing before a cycle: what it is asked for next begins then, or later.
  public func holdBus(until cycle: Int64) { writes.hold(until: cycle) }

  /// Row writes that no packet sees yet.
  public var pendingWrites: Int { writes.pending.pointee }

  /// What writes did to each memory's table, since they are timed.
  public var tableOperations: [TableOperationLog] { writes.logs }

  /// Lets reads of counters clear them, where the chip file says so.
  func watchCounterReads() {
    registers.waiting = writes.pending
    guard let counters = description.counters, counters.clearsOnRead else { return }
    let cleared = CounterDescription.roles.compactMap { role in description.table(role).map { memories[$0.memory] } }
    registers.onRead = { [unowned self] memory, row in
      guard cleared.contains(where: { $0 === memory }) else { return }
      if counters.clearDelay == 0 {
        for word in 0..<memory.stride { memory.row(row)[word] = 0 }
      } else {
        memory.journal?.clear(row, at: max(writes.busTime, now) &+ Int64(counters.clearDelay))
      }
    }
  }
}
