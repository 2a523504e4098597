import SwitchPlatform

// Virtual time is counted in core cycles; captures and reports count nanoseconds.

extension SimulatedSwitch {
  /// Whole nanoseconds of a number of core cycles, rounded down; 0 for times that never came.
  public func wholeNanoseconds(_ cycles: Int64) -> Int64 {
    guard cycles > 0, platform.asic.clock > 0 else { return 0 }
    return scale(UInt64(cycles), by: 1_000_000_000, over: platform.asic.clock, atMost: .max)
  }

  /// Whole core cycles of a number of nanoseconds, rounded down.
  public func cycles(nanoseconds: Int64, atMost limit: Int64 = .max) -> Int64 {
    guard nanoseconds > 0 else { return 0 }
    return scale(UInt64(nanoseconds), by: platform.asic.clock, over: 1_000_000_000, atMost: limit)
  }

  private func scale(_ value: UInt64, by factor: UInt64, over divisor: UInt64, atMost limit: Int64) -> Int64 {
    let product = value.multipliedFullWidth(by: factor)
    guard product.high < divisor else { return limit }
    return min(limit, Int64(clamping: divisor.dividingFullWidth(product).quotient))
  }
}
