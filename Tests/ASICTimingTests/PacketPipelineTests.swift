import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// Menshen's pipeline: the recordings, and an oracle that has the RTL's registers.
struct PacketPipelineTests {
  /// Every packet of the recorded streams, by the pipeline and by the oracle.
  @Test(.enabled(if: Blocks.recordings != nil, Blocks.absent)) func recordedPackets() throws {
    let timing = try Blocks.pipeline()
    var packets = 0
    for kind in ["streams", "saturation"] {
      let streams = try #require(Blocks.node("menshen_rmt_512b_5stage", kind)?.elements)
      for stream in streams {
        let rows = (stream["per_packet"]?.elements ?? []).map { row in (row.elements ?? []).compactMap { $0.text.flatMap(Int.init) } }
        let recorded = rows.map { RegisterModel.Row(firstIn: $0[1], lastIn: $0[2], firstOut: $0[3], lastOut: $0[4]) }
        #expect(Recording.differences(recorded, Recording.run(timing, recorded)) == 0)
        var oracle = RegisterModel(stages: timing.stages)
        #expect(oracle.run(recorded.map { RegisterModel.Offer(from: $0.firstIn, beats: $0.lastIn - $0.firstIn + 1) }) == recorded)
        packets += recorded.count
      }
    }
    #expect(packets >= 300)
  }

  /// Where isolated packets pass, for all phases of the arbiter.
  @Test(arguments: 0..<4) func isolated(phase: Int) throws {
    let timing = try Blocks.pipeline()
    let row = RegisterModel.Row(firstIn: 100 + phase, lastIn: 123 + phase)
    let packet = try #require(Recording.run(timing, [row]).first)
    let start = packet.firstIn
    #expect([packet.filtered, packet.assembled, packet.parsed, packet.deparsed].map { $0 - start } == [4, 7, 16, 101])
    #expect((105...108).contains(packet.firstOut - start))
    #expect(packet.firstOut % 4 == 1)
    #expect(packet.lastOut == packet.firstOut + 23)
  }

  /// Random loads on 1…8 stages, with a receiver that is always ready or not in one cycle of N: every packet as the oracle has it, also
  /// where queues overflow and headers are lost.
  @Test(arguments: 1...8) func agreesWithTheRegisters(stages: Int) throws {
    let timing = try Blocks.pipeline(stages: stages)
    var random = SplitMix(state: UInt64(stages))
    var packets = 0
    var overflows = 0
    for trial in 0..<24 {
      let low = [0, 2, 3, 4, 5, 8, 10, 16][trial % 8]
      var oracle = RegisterModel(stages: stages, lowOneIn: low)
      let rows = oracle.run(Recording.load(&random)).filter { $0.lastIn >= 0 }
      #expect(Recording.differences(rows, Recording.run(timing, rows, lowOneIn: low)) == 0, "trial \(trial), low one in \(low)")
      packets += rows.count
      overflows += oracle.overflowed || oracle.lostBeats > 0 ? 1 : 0
    }
    #expect(packets > 1000)
    #expect(overflows > 0, "the loads reach the queues' ends")
  }

  /// A packet that is stuck for want of its header does not hold up time. The next one's header, far in the future, lets it out.
  @Test func stuckPacketsEnd() throws {
    let timing = try Blocks.pipeline()
    let rows = [(10, 10), (11, 11), (1 << 60, 1 << 60)].map { RegisterModel.Row(firstIn: $0.0, lastIn: $0.1) }
    let packets = Recording.run(timing, rows)
    #expect(packets[0].lastOut > 0)
    #expect(packets[1].lastOut > 1 << 60)
    #expect(packets[2].lastOut < 0)
  }

  @Test(arguments: [(1, 1), (64, 1), (65, 2), (128, 2), (129, 3), (1500, 24), (1518, 24)]) func beats(bytes: Int, beats: Int) throws {
    #expect(try Blocks.pipeline().beats(ofBytes: bytes) == beats)
  }
}
