import SwitchPlatform

/// When the scrub comes to a row. Passes follow each other from cycle 0 on; in each of them the memory's rows have their turns at even
/// distances: row r of R, in pass k of P cycles, at cycle k × P + ⌊r × P / R⌋.
struct ScrubClock {
  /// - Unit: cycles of a pass; `nil`: the memory is not scrubbed.
  let period: Int64?
  let rows: Int

  init(_ asic: ASICDescription, _ memory: MemoryDescription) {
    rows = max(1, memory.rows)
    let interval = memory.scrubInterval ?? asic.scrub?.interval
    period = memory.check == .none ? nil : interval?.cycles(clock: asic.clock)
  }

  /// The first cycle, not before `cycle`, at which the scrub reads a row; `Int64.max`: never.
  func visit(ofRow row: Int, notBefore cycle: Int64) -> Int64 {
    guard let period, row >= 0, row < rows else { return .max }
    // Below the period, since the row is below the number of rows.
    let offset = Int64(rows).dividingFullWidth(Int64(row).multipliedFullWidth(by: period)).quotient
    let first = max(0, cycle)
    guard first > offset else { return offset }
    let passes = (first - offset - 1) / period + 1
    let (span, overflow) = passes.multipliedReportingOverflow(by: period)
    let (time, isFar) = span.addingReportingOverflow(offset)
    return overflow || isFar ? .max : time
  }
}
