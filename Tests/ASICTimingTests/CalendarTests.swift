import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// Calendars against what their words say, and against the recorded pipeline where that is simple enough for them.
struct CalendarTests {
  @Test func pipesKeepTheirInterval() {
    var pipe = PipeCalendar(latency: 10, interval: 2)
    let visits = [pipe.take(5), pipe.take(5), pipe.take(20)]
    #expect(visits.map(\.end) == [15, 17, 30])
    #expect(visits.map(\.wait) == [0, 2, 0])
  }

  /// Short packets that fill no queue: front, four deparsers, queue and arbiter as calendars give the cycles that the registers have.
  @Test(arguments: [1, 2, 3, 4, 8, 12]) func calendarsOfThePipeline(beats: Int) throws {
    let timing = try Blocks.pipeline()
    var oracle = RegisterModel(stages: timing.stages)
    let rows = oracle.run((0..<60).map { RegisterModel.Offer(from: 65 + $0 * (beats + 3), beats: beats) })
    let front = 6 + timing.headerLatency
    var pipe = PipeCalendar(latency: front, interval: 2)
    let first = timing.queueLatency + timing.setup + timing.outputRegister + timing.queueLatency
    var servers = ServerCalendar(count: timing.queues, base: timing.setup + timing.turnaround, perBeat: 1, latency: first)
    var arbiter = PollCalendar(count: timing.queues, hold: 2, phase: timing.phase)
    for (number, row) in rows.enumerated() {
      let served = servers.take(pipe.take(Int64(row.firstIn)).end, beats: beats)
      let sent = arbiter.take(served.end, queue: number % timing.queues, beats: beats)
      #expect(sent.start == Int64(row.firstOut))
      #expect(sent.end - 1 == Int64(row.lastOut))
    }
  }

  @Test func busOverlapsSetup() {
    var one = BusCalendar(setup: 10, cyclesPerWord: 2, readTurnaround: 3, outstanding: 1)
    var two = BusCalendar(setup: 10, cyclesPerWord: 2, readTurnaround: 3, outstanding: 2)
    let single = (0..<3).map { _ in one.access(0, words: 4, isRead: false).end }
    let double = (0..<3).map { _ in two.access(0, words: 4, isRead: false).end }
    #expect(single == [18, 36, 54])
    #expect(double == [18, 26, 36])
    let sweep = one.sweep(100, rows: 3, wordsPerRow: 4)
    #expect(sweep.first == 121)
    #expect(sweep.last == 163)
  }

  @Test func writesCostWhatTheirPolicySays() {
    var steal = MemoryCalendar(ports: 1, readLatency: 3, policy: .steal)
    var bubble = MemoryCalendar(ports: 1, readLatency: 3, policy: .bubble, interval: 256)
    var dual = MemoryCalendar(ports: 1, readLatency: 3, policy: .dualPort)
    let stolen = [steal.write(7).start, steal.lookUp(7).start]
    let bubbles = [bubble.write(7).start, bubble.write(8).start]
    let both = [dual.write(7).start, dual.lookUp(7).start]
    #expect(stolen == [7, 8])
    #expect(bubbles == [7, 263])
    #expect(both == [7, 7])
  }
}
