import SwitchPlatform
import Testing
import TrafficExperiments
import TrafficManager

/// Q1, Q2 and losslessness, in sizes that a debug build runs; `make accuracy` and the acceptance tests run them whole.
@Suite struct QueueingTests {
  @Test(arguments: [0.5, 0.8]) func meanWaits(_ load: Double) {
    let figure = QueueingTheory.meanWait(load: load, packets: 120_000, seed: 3)
    #expect(figure.passes, "\(figure.measured) against \(figure.expected)")
  }

  @Test(arguments: BufferDescription.Sharing.allCases, [1, 2, 3, 4, 5, 6] as [UInt64])
  func queuesShareFairly(_ sharing: BufferDescription.Sharing, _ seed: UInt64) {
    for figure in Fairness.shares(sharing, seed: seed) {
      #expect(figure.passes, "\(figure.name): \(figure.measured) against \(figure.expected) ± \(figure.tolerance)")
    }
  }

  @Test func theHighestPriorityWaitsForOnePacketAtMost() {
    let figure = Fairness.inversion(packets: 20_000, seed: 5)
    #expect(figure.passes, "\(figure.measured) of \(figure.tolerance)")
    #expect(figure.measured > 0)
  }

  @Test func losslessClassesLoseNothingWhileSendersObey() throws {
    let buffer = try Files.buffer("tomahawk")
    let obeyed = Incast.run(buffer, senders: 12, packets: 60_000, obeys: true, megabits: 100_000)
    #expect(obeyed.losslessDrops == 0)
    #expect(obeyed.violations == 0)
    #expect(obeyed.pauseFrames > 0 && obeyed.peakHeadroom > 0)
    let ignored = Incast.run(buffer, senders: 12, packets: 60_000, obeys: false, megabits: 100_000)
    #expect(ignored.losslessDrops > 0)
    #expect(ignored.violations == 0)
    #expect(ignored.accounts.refused == UInt64(ignored.losslessDrops + ignored.lossyDrops))
    #expect(Incast.run(buffer, senders: 12, packets: 60_000, obeys: true, megabits: 100_000) == obeyed)
  }
}
