import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// A reader that looks ahead, and a parser of four beats behind packets of two.
@Suite struct StallTests {
  private static func run(stalls: Bool = true, looksAhead: Bool = true, beats: Int = 2, gap: Int) throws -> [PacketTimes] {
    guard case .pipeline(var timing) = try Blocks.catalog.timing(named: "menshen-256").timing else { throw Missing() }
    timing.parserStalls = stalls
    timing.looksAhead = looksAhead
    let rows = (0..<10).map { RegisterModel.Row(firstIn: 100 + $0 * (beats + gap), lastIn: 99 + beats + $0 * (beats + gap)) }
    return Recording.run(timing, rows)
  }

  struct Missing: Error {}

  /// However close packets come: two cycles for looking ahead, two or one in which the parser waits for what a packet lacks.
  @Test(arguments: [(2, 6), (3, 6), (4, 6), (5, 7), (9, 11)]) func aPacketTakesItsTime(beats: Int, cycles: Int) throws {
    let times = try Self.run(beats: beats, gap: 0)
    #expect(times.allSatisfy { $0.lastOut >= 0 })
    let spacing = zip(times, times.dropFirst()).map { $1.parsed - $0.parsed }
    #expect(spacing.allSatisfy { $0 == cycles }, "\(spacing)")
  }

  /// A parser that does not stall is in time where looking ahead keeps packets apart.
  @Test func farApartItMakesNoDifference() throws {
    let (with, without) = (try Self.run(stalls: true, gap: 9), try Self.run(stalls: false, gap: 9))
    #expect(with.map(\.lastOut) == without.map(\.lastOut))
    #expect(with.allSatisfy { $0.parsed - $0.firstIn == 17 })
  }

  /// The second beat is waited for: a packet that has none is held until the next one comes.
  @Test func aPacketOfOneBeatWaits() throws {
    let times = try Self.run(beats: 1, gap: 50)
    #expect(times[0].filtered >= times[1].firstIn)
  }

  @Test func withoutLookingAheadItIsTwoCyclesEarlier() throws {
    let times = try Self.run(looksAhead: false, gap: 9)
    #expect(times.allSatisfy { $0.parsed - $0.firstIn == 15 })
  }
}
