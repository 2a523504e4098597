#if DEBUG
  import SwitchPlatform
  import Testing
  @testable import ASICSimulator

  /// The RFCs' buckets as their text has them, with exact numbers: how many tokens have come by a cycle is worked out from the start.
  private struct RFCMeter {
    let settings: MeterSettings
    let clock: Int128
    let start: Int64
    var committed: Int128
    /// Te of RFC 2697, Tp of RFC 2698.
    var other: Int128
    var committedCome: Int128 = 0
    var peakCome: Int128 = 0

    init(_ settings: MeterSettings, clock: UInt64, start: Int64) {
      self.settings = settings
      self.clock = Int128(clock)
      self.start = start
      committed = Int128(settings.committedBurst)
      other = Int128(settings.peakBurst)
    }

    /// Tokens that have come since the start at a rate: one each 1/rate seconds.
    private func come(_ rate: UInt64, _ cycle: Int64) -> Int128 { (Int128(cycle) - Int128(start)) * Int128(rate) / clock }

    private mutating func putIn(_ cycle: Int64) {
      var fresh = come(settings.committedRate, cycle) - committedCome
      committedCome += fresh
      let room = Int128(settings.committedBurst) - committed
      let kept = fresh < room ? fresh : room
      committed += kept
      fresh -= kept
      if settings.mode == .twoRates {
        fresh = come(settings.peakRate, cycle) - peakCome
        peakCome += fresh
      }
      other = min(other + fresh, Int128(settings.peakBurst))
    }

    mutating func color(_ size: UInt64, _ color: PacketColor, _ cycle: Int64) -> PacketColor {
      putIn(cycle)
      let size = Int128(size)
      switch (settings.mode, settings.isColorAware) {
      case (.singleRate, false):
        // "If Tc(t)-B >= 0, the packet is green and Tc is decremented by B down to the minimum value of 0, else if Te(t)-B >= 0 …"
        if committed - size >= 0 { return take(&committed, size, .green) }
        return other - size >= 0 ? take(&other, size, .yellow) : .red
      case (.singleRate, true):
        if color == .green && committed - size >= 0 { return take(&committed, size, .green) }
        return (color == .green || color == .yellow) && other - size >= 0 ? take(&other, size, .yellow) : .red
      case (.twoRates, false):
        // "If Tp(t)-B < 0, the packet is red, else if Tc(t)-B < 0, the packet is yellow and Tp is decremented by B, else … both"
        if other - size < 0 { return .red }
        if committed - size < 0 { return take(&other, size, .yellow) }
        other -= size
        return take(&committed, size, .green)
      case (.twoRates, true):
        if color == .red || other - size < 0 { return .red }
        if color == .yellow || committed - size < 0 { return take(&other, size, .yellow) }
        other -= size
        return take(&committed, size, .green)
      }
    }

    private func take(_ bucket: inout Int128, _ size: Int128, _ color: PacketColor) -> PacketColor {
      bucket -= size
      return color
    }
  }

  /// Meters against the RFCs' text.
  @Suite struct MeterTests {
    private static let kinds: [(MeterModeCode, Bool)] = [(.singleRate, false), (.singleRate, true), (.twoRates, false), (.twoRates, true)]

    /// Bytes and packets, from a kbit/s to 1.6 Tb/s, gaps around the time that a packet's tokens take.
    @Test(arguments: kinds) func colorsAreTheRFCs(_ mode: MeterModeCode, _ isColorAware: Bool) {
      var draw = Draw(seed: UInt64(mode.rawValue * 2 + (isColorAware ? 1 : 0)))
      var seen: [PacketColor: Int] = [:]
      let clocks: [UInt64] = [1_350_000_000, 200_000_000, 1_000_000_007, 1]
      for _ in 0..<100 {
        let countsBytes = draw.chance(70)
        let clock = clocks[draw.below(clocks.count)]
        let rate = UInt64.random(in: 0...1 << UInt64(draw.below(38)), using: &draw)
        let largest: UInt64 = countsBytes ? 9000 : 1
        let settings = MeterSettings(
          mode: mode, isColorAware: isColorAware, committedRate: rate,
          peakRate: rate + UInt64.random(in: 0...rate, using: &draw), committedBurst: UInt64(draw.below(5)) * largest * 3 / 2,
          peakBurst: UInt64(draw.below(5)) * largest * 3 / 2)
        let gap = max(2, Int64(clamping: (Int128(largest) * Int128(clock)) / Int128(max(1, rate))))
        var cycle = Int64(draw.below(1_000_000))
        var meter = TokenBuckets(full: settings, at: cycle)
        var oracle = RFCMeter(settings, clock: clock, start: cycle)
        for packet in 0..<1000 {
          let size = countsBytes ? UInt64(60 + draw.below(8941)) : 1
          let before = PacketColor.allCases[draw.below(3)]
          let color = meter.color(size, colored: before, at: cycle, clock: clock, settings)
          let expected = oracle.color(size, before, cycle)
          guard color == expected else {
            Issue.record("packet \(packet): \(color), expected \(expected) of \(settings)")
            return
          }
          seen[color, default: 0] += 1
          let wait = draw.chance(2) ? gap.multipliedReportingOverflow(by: 50).partialValue : Int64.random(in: 0...gap, using: &draw)
          cycle = min(cycle.addingReportingOverflow(wait).overflow ? .max : cycle + wait, .max)
        }
      }
      for color in PacketColor.allCases { #expect(seen[color, default: 0] > 5000, "\(color)") }
    }

    /// One token at a time, as the text says it: "Tc is incremented by one CIR times per second", and what has no room goes to Te.
    @Test(arguments: [MeterModeCode.singleRate, .twoRates]) func tokensComeOneByOne(_ mode: MeterModeCode) {
      let clock: UInt64 = 997
      let settings = MeterSettings(
        mode: mode, committedRate: 100, peakRate: 173, committedBurst: 40, peakBurst: 25)
      var draw = Draw(seed: 5)
      var meter = TokenBuckets(full: settings, at: 0)
      var (committed, other) = (settings.committedBurst, settings.peakBurst)
      var cycle: UInt64 = 0
      for _ in 0..<20_000 {
        let gap = UInt64(draw.below(draw.chance(3) ? 3000 : 150))
        for now in cycle + 1..<cycle + gap + 1 {
          // Of the rates' ticks at n / rate seconds, those in the cycle that ends now.
          let isTick = now * settings.committedRate / clock != (now - 1) * settings.committedRate / clock
          let isPeakTick = now * settings.peakRate / clock != (now - 1) * settings.peakRate / clock
          if isTick {
            if committed < settings.committedBurst { committed += 1 } else if mode == .singleRate, other < settings.peakBurst { other += 1 }
          }
          if mode == .twoRates, isPeakTick, other < settings.peakBurst { other += 1 }
        }
        cycle += gap
        let size = UInt64(1 + draw.below(30))
        let color = meter.color(size, colored: .green, at: Int64(cycle), clock: clock, settings)
        switch mode {
        case .singleRate:
          if size <= committed {
            committed -= size
            #expect(color == .green)
          } else if size <= other {
            other -= size
            #expect(color == .yellow)
          } else {
            #expect(color == .red)
          }
        case .twoRates:
          #expect(color == (size > other ? .red : size > committed ? .yellow : .green))
          if size <= other {
            if size <= committed { committed -= size }
            other -= size
          }
        }
        #expect(meter.committed == committed && meter.peak == other)
      }
    }

    /// In the long run no more than rate × time and a burst, and no less than that without one packet.
    @Test(arguments: [1, 12_500_000_000, 200_000_000_000, 333_333_333] as [UInt64]) func theLongRunIsTheRate(_ rate: UInt64) {
      let settings = MeterSettings(committedRate: rate, committedBurst: 20_000)
      let clock: UInt64 = 1_350_000_000
      var meter = TokenBuckets(full: settings, at: 0)
      var draw = Draw(seed: rate)
      var passed: UInt64 = 0
      var cycle: Int64 = 0
      // On average twice the rate.
      let gap = Int64(Int128(5000) * Int128(clock) / Int128(rate))
      for _ in 0..<100_000 {
        if meter.color(5000, colored: .green, at: cycle, clock: clock, settings) == .green { passed += 5000 }
        cycle += Int64.random(in: 0...gap, using: &draw)
      }
      let come = Int128(cycle) * Int128(rate) / Int128(clock)
      #expect(Int128(passed) <= come + 20_000)
      #expect(Int128(passed) >= come - 20_000)
    }

    @Test func nothingOverflows() {
      for clock in [1, 1_350_000_000, 100_000_000_000] as [UInt64] {
        for mode in [MeterModeCode.singleRate, .twoRates] {
          let settings = MeterSettings(
            mode: mode, committedRate: 1 << 62, peakRate: .max >> 1, committedBurst: .max, peakBurst: .max)
          var meter = TokenBuckets(committed: 0, peak: 0, committedFraction: 0, peakFraction: 0, updated: .min)
          _ = meter.color(.max, colored: .green, at: .max, clock: clock, settings)
          // What a driver writes into the chip's own row is taken too.
          meter = TokenBuckets(committed: .max, peak: .max, committedFraction: .max, peakFraction: .max, updated: -1)
          let small = MeterSettings(mode: mode, committedRate: 1 << 37, peakRate: 1 << 37, committedBurst: 1, peakBurst: 1)
          #expect(meter.color(1, colored: .green, at: .max, clock: clock, small) == .green)
          #expect(meter.committed == 0 && meter.committedFraction < clock)
        }
      }
    }

    @Test func timeDoesNotGoBack() {
      let settings = MeterSettings(committedRate: 1000, committedBurst: 10)
      var meter = TokenBuckets(full: settings, at: 1000)
      #expect(meter.color(10, colored: .green, at: 1000, clock: 1000, settings) == .green)
      #expect(meter.color(1, colored: .green, at: 500, clock: 1000, settings) == .red)
      #expect(meter.color(1, colored: .green, at: 1000, clock: 1000, settings) == .red, "no token came twice")
      #expect(meter.color(1, colored: .green, at: 1001, clock: 1000, settings) == .green)
    }

    @Test func aSmallerSizeTakesTokensAway() {
      var settings = MeterSettings(committedRate: 0, committedBurst: 100, peakBurst: 100)
      var meter = TokenBuckets(full: settings, at: 0)
      settings.committedBurst = 10
      settings.peakBurst = 5
      #expect(meter.color(11, colored: .green, at: 0, clock: 1000, settings) == .red)
      #expect(meter.color(10, colored: .green, at: 0, clock: 1000, settings) == .green)
      #expect(meter.color(5, colored: .green, at: 0, clock: 1000, settings) == .yellow)
    }
  }
#endif
