import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// A parser of four beats behind packets of two.
@Suite struct StallTests {
  private static func run(stalls: Bool, gap: Int) throws -> [PacketTimes] {
    guard case .pipeline(var timing) = try Blocks.catalog.timing(named: "menshen-256").timing else { throw Missing() }
    timing.parserStalls = stalls
    let rows = (0..<40).map { RegisterModel.Row(firstIn: 100 + $0 * (2 + gap), lastIn: 101 + $0 * (2 + gap)) }
    return Recording.run(timing, rows)
  }

  struct Missing: Error {}

  /// One that stalls takes a packet each five cycles, however close they come, and loses none with a cycle between them.
  @Test func aParserThatStallsTakesItsTime() throws {
    let times = try Self.run(stalls: true, gap: 1)
    #expect(times.allSatisfy { $0.lastOut >= 0 })
    let spacing = zip(times.dropFirst(20), times.dropFirst(21)).map { $1.parsed - $0.parsed }
    #expect(spacing.allSatisfy { $0 == 5 }, "\(spacing)")
  }

  @Test func farApartItMakesNoDifference() throws {
    let (with, without) = (try Self.run(stalls: true, gap: 9), try Self.run(stalls: false, gap: 9))
    #expect(with.map(\.lastOut) == without.map(\.lastOut))
    #expect(with.allSatisfy { $0.parsed - $0.firstIn == 15 })
  }
}
