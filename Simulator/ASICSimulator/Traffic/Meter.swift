import SwitchPlatform

/// What a meter is to do, as its row says it.
struct MeterSettings: BitwiseCopyable {
  var mode = MeterModeCode.singleRate
  var isColorAware = false
  /// - Unit: tokens a second; below 2^63.
  var committedRate: UInt64 = 0
  /// Of two rates only.
  var peakRate: UInt64 = 0
  /// - Unit: tokens.
  var committedBurst: UInt64 = 0
  /// With a single rate the excess burst size.
  var peakBurst: UInt64 = 0
}

/// The two token buckets of a meter, in core cycles.
///
/// A rate of r tokens a second is r / clock tokens a cycle. Whole tokens are put in as they come; the part of the next one that has
/// come is kept in units of 1 / clock, so that nothing is rounded however often packets come. Products have 128 bits: no rate below
/// 2^63, size or idle time is too large.
///
/// - Source: RFC 2697 §3, RFC 2698 §3.
struct TokenBuckets: BitwiseCopyable {
  /// - Unit: tokens.
  var committed: UInt64 = 0
  /// With a single rate the excess bucket.
  var peak: UInt64 = 0
  /// Parts of the next token, below the clock's frequency.
  var committedFraction: UInt64 = 0
  var peakFraction: UInt64 = 0
  /// The cycle up to which tokens have been put in.
  var updated: Int64 = 0

  /// Full buckets: what a meter begins with.
  init(full settings: MeterSettings, at cycle: Int64) {
    committed = settings.committedBurst
    peak = settings.peakBurst
    updated = cycle
  }

  init(committed: UInt64, peak: UInt64, committedFraction: UInt64, peakFraction: UInt64, updated: Int64) {
    self.committed = committed
    self.peak = peak
    self.committedFraction = committedFraction
    self.peakFraction = peakFraction
    self.updated = updated
  }

  /// Colours a packet, and takes its tokens.
  ///
  /// - Parameters:
  ///   - cost: Tokens.
  ///   - color: What the packet has been coloured before.
  ///   - cycle: When it comes. One that is earlier than that of the packet before is taken as that: buckets do not go back in time.
  ///   - clock: Hz, 1 or more.
  mutating func color(
    _ cost: UInt64, colored color: PacketColor, at cycle: Int64, clock: UInt64, _ settings: MeterSettings
  ) -> PacketColor {
    fill(until: cycle, clock, settings)
    let before = settings.isColorAware ? color : .green
    switch settings.mode {
    case .singleRate:
      if before == .green, cost <= committed {
        committed &-= cost
        return .green
      }
      if before != .red, cost <= peak {
        peak &-= cost
        return .yellow
      }
      return .red
    case .twoRates:
      guard before != .red, cost <= peak else { return .red }
      peak &-= cost
      guard before == .green, cost <= committed else { return .yellow }
      committed &-= cost
      return .green
    }
  }

  /// Puts in the tokens that have come since the last packet.
  private mutating func fill(until cycle: Int64, _ clock: UInt64, _ settings: MeterSettings) {
    // A size that was made smaller leaves no more than it allows.
    committed = min(committed, settings.committedBurst)
    peak = min(peak, settings.peakBurst)
    // Both are cycles of one run, of either sign: the distance fits as an unsigned number.
    let cycles = cycle > updated ? UInt64(bitPattern: cycle &- updated) : 0
    guard cycles > 0 else { return }
    updated = cycle
    let come = TokenBuckets.tokens(cycles, settings.committedRate, clock, &committedFraction)
    let kept = min(come, settings.committedBurst &- committed)
    committed &+= kept
    switch settings.mode {
    case .singleRate: peak &+= min(come &- kept, settings.peakBurst &- peak)
    case .twoRates:
      peak &+= min(TokenBuckets.tokens(cycles, settings.peakRate, clock, &peakFraction), settings.peakBurst &- peak)
    }
  }

  /// Whole tokens that come in a time; `UInt64.max` for more than that. The part of the next one is carried in `fraction`.
  @inline(__always)
  private static func tokens(_ cycles: UInt64, _ rate: UInt64, _ clock: UInt64, _ fraction: inout UInt64) -> UInt64 {
    guard clock > 0 else { return 0 }
    var (high, low) = cycles.multipliedFullWidth(by: rate)
    let (sum, carries) = low.addingReportingOverflow(fraction)
    low = sum
    // The product is below 2^127.
    if carries { high &+= 1 }
    let isVast = high >= clock
    let (tokens, rest) = clock.dividingFullWidth((isVast ? high % clock : high, low))
    fraction = rest
    return isVast ? .max : tokens
  }
}
