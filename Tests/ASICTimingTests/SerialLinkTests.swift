#if DEBUG
  import Testing
  @testable import ASICTiming

  /// A wire against exact fractions.
  @Suite struct SerialLinkTests {
    @Test(arguments: [(1_350_000_000, 100_000), (1_350_000_000, 25_000), (200_000_000, 1000), (200_000_000, 10), (1_350_000_000, 400_000)])
    func nothingIsLostOrWon(_ clock: UInt64, _ megabits: UInt64) {
      var draw = Draw(seed: megabits)
      var link = SerialLink(clock: clock, megabits: megabits)
      let speed = Int64(megabits) * 1_000_000
      var bits: Int64 = 0
      for _ in 0..<20_000 {
        let frame = 8 * (20 + draw.below(9000))
        let (first, last) = link.occupy(bits: frame, from: 0)
        // Exactly: bits × clock / speed, rounded down for the first bit and up for the last.
        #expect(first == bits * Int64(clock) / speed)
        bits += Int64(frame)
        let end = bits * Int64(clock)
        #expect(last == (end + speed - 1) / speed)
      }
      #expect(link.freeCycle * speed + link.freeFraction == bits * Int64(clock))
    }

    /// A frame and its gap at once: as the frame alone, and then the gap.
    @Test(arguments: [(1_350_000_000, 100_000), (200_000_000, 10), (1_000_000_007, 40_000)])
    func aGapIsAFrameThatNobodySees(_ clock: UInt64, _ megabits: UInt64) {
      var draw = Draw(seed: clock ^ megabits)
      var (both, single) = (SerialLink(clock: clock, megabits: megabits), SerialLink(clock: clock, megabits: megabits))
      var start: Int64 = 0
      for number in 0..<20_000 {
        if number % 500 == 0 {
          let speed = [megabits, megabits / 2, 10 * megabits][draw.below(3)]
          both.set(megabits: speed)
          single.set(megabits: speed)
        }
        start += draw.chance(20) ? Int64(draw.below(5_000)) : 0
        let bits = draw.chance(70) ? 672 : 8 * (20 + draw.below(9000))
        let times = both.occupy(bits: bits, gap: 96, from: start)
        let alone = single.occupy(bits: bits, from: start)
        _ = single.occupy(bits: 96, from: alone.first)
        #expect(times == alone)
        #expect(both.freeCycle == single.freeCycle)
        #expect(both.freeFraction == single.freeFraction)
      }
    }

    @Test func framesNeverOverlapWhateverTheyWaitFor() {
      var draw = Draw(seed: 3)
      var link = SerialLink(clock: 1_350_000_000, megabits: 100_000)
      var previous: Int64 = 0
      var start: Int64 = 0
      for _ in 0..<20_000 {
        start = draw.chance(30) ? start + Int64(draw.below(2000)) : Int64(draw.below(1000))
        let (first, last) = link.occupy(bits: 672, from: start)
        #expect(first >= start)
        #expect(first >= previous - 1, "at most the last frame's last cycle is shared")
        #expect(last - first >= 9)
        #expect(last - first <= 11)
        previous = last
      }
    }

    @Test func backlogIsWhatIsStillToGo() {
      var link = SerialLink(clock: 1_000_000_000, megabits: 8_000)
      #expect(link.backlog(at: 0) == 0)
      // 8 Gb/s at 1 GHz: a byte a cycle.
      _ = link.occupy(bits: 8000, from: 100)
      for now in [100, 101, 600, 1099, 1100, 1101] as [Int64] { #expect(link.backlog(at: now) == Int(max(0, 1100 - now))) }
    }

    @Test func aChangedSpeedHoldsFromTheNextFrameOn() {
      var link = SerialLink(clock: 1_000_000_000, megabits: 1000)
      #expect(link.occupy(bits: 100, from: 0) == (0, 100))
      link.set(megabits: 10_000)
      #expect(link.occupy(bits: 100, from: 0) == (100, 110))
    }
  }
#endif
