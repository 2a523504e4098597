import ASICDriver
import ASICSimulator
import SwitchModel
import SwitchPlatform

// Whose counters are swept, and when: virtual time.
extension SimulatedSwitch {
  /// Lets time pass without a packet, for the chip and its driver: until `cycle`, or not at all when it is past already.
  ///
  /// A sweep of counters that is due by then is made once, however often it was due.
  public func advance(to cycle: Int64) {
    asic.advance(to: cycle)
    sweepCountersIfDue()
  }

  /// Makes the sweep that is due, if one is: for those who let `asic` pass time by themselves.
  public func sweepCountersIfDue() { if asic.now >= sweepDue.pointee { sweepCounters() } }

  /// Makes the sweep that is due. One that the bus lets fail is counted by the driver, and made up for by the next.
  func sweepCounters() {
    _ = try? driver.sweepCounters(now: wholeNanoseconds(asic.now))
    planSweep()
  }

  /// Finds the cycle of the next sweep.
  func planSweep() {
    guard let period = platform.asic.counters?.sweepPeriod, period > 0 else { return }
    let periods = wholeNanoseconds(asic.now) / period + 1
    let (due, isFar) = periods.multipliedReportingOverflow(by: period)
    // Rounded up: a sweep comes not before its time.
    sweepDue.pointee = isFar ? .max : min(cycles(nanoseconds: due), .max - 1) + 1
  }
}
