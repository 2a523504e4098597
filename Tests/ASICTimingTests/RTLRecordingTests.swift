import Foundation
import SwitchPlatform
import Testing
import TimingOracle

/// Menshen's pipelines against our recordings of their RTL: loads, stage counts and back-pressure of many kinds.
struct RTLRecordingTests {
  static let recordings: [RTLRecording] =
    (try? String(contentsOf: Blocks.root.appending(path: RTLRecording.path), encoding: .utf8)).flatMap { RTLRecording.all($0) } ?? []

  private static func timing(_ bits: Int) throws -> PacketPipelineTiming {
    guard case .pipeline(let timing) = try Blocks.catalog.timing(named: "menshen-\(bits)").timing else { throw Blocks.Missing() }
    return timing
  }

  @Test(arguments: recordings.indices) func everyPacket(number: Int) throws {
    let recording = Self.recordings[number]
    #expect(recording.differences(try Self.timing(recording.busBits)) == 0, "\(recording.name), \(recording.busBits) bits")
  }

  @Test func thereAreEnough() {
    let rows = Dictionary(grouping: Self.recordings, by: \.busBits).mapValues { $0.reduce(0) { $0 + $1.rows.count } }
    #expect(rows[512] ?? 0 > 200)
    #expect(rows[256] ?? 0 > 300)
    #expect(Self.recordings.contains { $0.stages == 3 } && Self.recordings.contains { $0.lowOneIn > 0 })
  }

  /// The 512-bit loads are for the oracle, too.
  @Test func theOracleAgrees() {
    for recording in Self.recordings where recording.busBits == 512 {
      var oracle = RegisterModel(stages: recording.stages, lowOneIn: recording.lowOneIn)
      let rows = oracle.run(recording.rows.map { RegisterModel.Offer(from: $0.firstIn, beats: $0.lastIn - $0.firstIn + 1) })
      if recording.rows.allSatisfy({ $0.lastOut >= 0 }), recording.lostWords == 0 { #expect(rows == recording.rows, "\(recording.name)") }
    }
  }

  /// What each of the 256-bit design's constants and switches does is in the recordings.
  @Test func noConstantOfTheNarrowPipelineSurvives() throws {
    let timing = try Self.timing(256)
    let narrow = Self.recordings.filter { $0.busBits == 256 }
    func survives(_ mutant: PacketPipelineTiming) -> Bool { narrow.allSatisfy { $0.differences(mutant) == 0 } }
    for (name, path) in [
      ("parser.latency", \PacketPipelineTiming.parserLatency), ("parser.beats", \.headerBeats), ("stages.last", \.lastStage),
      ("deparser.setup", \.setup), ("queueLatency", \.queueLatency), ("arbiter.phase", \.phase)
    ] {
      for change in [-1, 1] {
        var mutant = timing
        mutant[keyPath: path] += change * (name == "parser.beats" ? 2 : 1)
        #expect(!survives(mutant), "\(name) \(change)")
      }
    }
    for (name, path) in [("looksAhead", \PacketPipelineTiming.looksAhead), ("stalls", \.parserStalls)] {
      var mutant = timing
      mutant[keyPath: path].toggle()
      #expect(!survives(mutant), "\(name)")
    }
  }
}
