public import SwitchModel
import DeviceAccess

extension ASICDriver {
  /// Reads the chip's counters into 64-bit sums when a period of the chip file's `counters: sweep:` is over, and does nothing else.
  ///
  /// From a chip that is swept, `device.counters` tells what the last sweep found: up to a period old. Whoever has the time calls this at
  /// least once a period; where it comes late, counters may have wrapped more than once, and whole wraps are lost.
  ///
  /// - Parameter now: Nanoseconds of the caller's clock, virtual or monotonic, that begins at 0 or anywhere. The first sweep is due at the
  ///   period's end, counted from 0.
  /// - Returns: when the next sweep is due, on the same clock; `nil` on a chip that is not swept.
  /// - Throws: `.device(5)` when the bus fails; the rows that have not been read are read by the next sweep.
  /// - Complexity: O(rows of all counter tables) where a sweep is due.
  @discardableResult
  public func sweepCounters(now: Int64) throws(SwitchError) -> Int64? {
    guard let sweep else { return nil }
    do throws(BusError) { try sweep.advance(to: now) } catch { throw SwitchError(.port, .device(5)) }
    return sweep.next
  }

  /// Sweeps of counters that were done, and that the bus let fail.
  public var counterSweeps: (done: UInt64, failed: UInt64) { (sweep?.sweeps ?? 0, sweep?.failures ?? 0) }
}
