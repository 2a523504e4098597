import SwitchPlatform

/// When the chip looks at its FDB for addresses that are not seen any more.
///
/// A sweep is a look at every row. It takes no time, or `rowCycles` a row; then rows come one by one, from row 0, and packets between
/// them find some rows looked at and others not. The next sweep begins an interval after the last began, or when that is done.
struct AgeingClock: BitwiseCopyable {
  /// - Unit: cycles; 0: never.
  private(set) var interval: Int64 = 0
  /// The cycle of the next look: of a sweep, or of its next row.
  private(set) var nextSweep = Int64.max
  /// - Unit: cycles a row; 0: all rows at once.
  private(set) var rowCycles: Int64 = 0
  /// Rows of the FDB.
  private(set) var rows = 0
  /// The row that is looked at next.
  private(set) var row = 0
  /// The cycle in which the sweep begins that is under way or next.
  private var start = Int64.max

  /// The time begins anew.
  mutating func start(seconds: UInt32, clock: UInt64, now: Int64, rows: Int = 0, rowCycles: Int = 0) {
    let (cycles, overflow) = Int64(seconds).multipliedReportingOverflow(by: Int64(clamping: clock))
    let (next, isFar) = now.addingReportingOverflow(cycles)
    let isOn = seconds > 0 && !overflow && !isFar
    interval = isOn ? cycles : 0
    nextSweep = isOn ? next : .max
    start = nextSweep
    self.rows = rows
    self.rowCycles = rows > 0 ? Int64(rowCycles) : 0
    row = 0
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

  // MARK: Row by row

  /// From the beginning of a sweep to that of the next.
  private var period: Int64 {
    let (time, overflow) = Int64(rows).multipliedReportingOverflow(by: rowCycles)
    return overflow ? .max : max(interval, time)
  }

  /// One row's look is done.
  mutating func looked() {
    row += 1
    if row >= rows {
      row = 0
      let (next, isFar) = start.addingReportingOverflow(period)
      start = isFar ? .max : next
      nextSweep = start
    } else {
      let (next, isFar) = nextSweep.addingReportingOverflow(rowCycles)
      nextSweep = isFar ? .max : next
    }
  }

  /// Leaves out rows' looks that would find nothing, up to `cycle`.
  mutating func skipRows(to cycle: Int64) {
    guard nextSweep <= cycle, period > 0 else { return }
    // Whole periods first, which keep the row; then what is left of the last.
    let whole = (cycle - nextSweep) / period * period
    nextSweep += whole
    start = start > .max - whole ? .max : start + whole
    while nextSweep <= cycle, nextSweep < .max { looked() }
  }
}
