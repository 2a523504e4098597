import Foundation
import SwitchPlatform
import Testing
import TimingOracle

@testable import ASICTiming

/// CAMs, crossbar and stages by formulas written anew.
struct BlockTests {
  @Test(arguments: 1...10) func cams(slice: Int) throws {
    guard case .cam(let ram) = try Blocks.catalog.timing(named: "verilog-cam-bram").timing,
      case .cam(let shift) = try Blocks.catalog.timing(named: "verilog-cam-srl").timing
    else { throw Blocks.Missing() }
    let values = 1 << slice
    let rams: [Int] = [ram.initialize, ram.write, ram.writeVisible, ram.delete].map { $0.of(sliceWidth: slice) }
    #expect(rams == [values, 4, 5, 2])
    #expect(ram.backToBack(8, sliceWidth: slice) == 40)
    let shifts: [Int] = [shift.initialize, shift.write, shift.writeVisible].map { $0.of(sliceWidth: slice) }
    #expect(shifts == [values, values, values + 1])
    #expect(shift.backToBack(8, sliceWidth: slice) == 8 * (values + 1))
  }

  /// One input waits for its grant; several hide it behind each other.
  @Test(arguments: [(1, 1, 298), (8, 1, 998), (1, 2, 299), (8, 2, 1600), (8, 4, 3200), (24, 4, 9600), (1, 4, 400), (1, 3, 300)])
  func crossbar(beats: Int, inputs: Int, span: Int) throws {
    guard case .crossbar(let crossbar) = try Blocks.catalog.timing(named: "axis-switch-4x4").timing else { throw Blocks.Missing() }
    #expect(crossbar.run(CrossbarTiming.Load(beats: beats, inputs: inputs, pattern: .allToOne), packets: 100).span == span)
    let own = crossbar.run(CrossbarTiming.Load(beats: beats, inputs: inputs, pattern: .permutation), packets: 100)
    #expect(own.span == 100 * (beats + 2) - 2)
  }

  /// Every figure of our recordings: how many there are, and none differs.
  @Test func recordedFigures() throws {
    let text = try String(contentsOf: Blocks.root.appending(path: BlockRecording.path), encoding: .utf8)
    let node = try #require(JSONDocument.parse(text, file: BlockRecording.path).node)
    let recording = try BlockRecording(node, Blocks.catalog)
    #expect(recording.differences == [])
    // Of table writes: 2 + 4 x 5 + 2 figures with 5 stages, 2 + 4 x 3 + 2 with 3, for both widths.
    #expect(recording.figures == 21 * 9 + 23 + 51 + 2 * (24 + 16))
  }

  @Test(.enabled(if: Blocks.recordings != nil, Blocks.absent)) func figuresOfTheSharedFolder() throws {
    let recording = try BlockRecording(try #require(Blocks.node()), Blocks.catalog)
    #expect(recording.differences == [])
    #expect(recording.figures == 9 * 9 + 6 + 9 + 24)
  }

  /// A figure that is another, or none, is told with its line.
  @Test func aWrongFigureIsTold() throws {
    let text = """
      {"verilog_cam": {"points": [{"style": "BRAM", "slice_width": 9, "init_busy_cycles": 511}]},
       "verilog_ethernet_10g_mac_tx": {"points": [
         {"frame_bytes_with_fcs": 64, "frames": 401, "avg_cycles_per_frame": 10.52}, {"frames": 0, "avg_cycles_per_frame": 1}]},
       "axis_switch_4x4": {"points": [{"beats": 1, "active_inputs": 1, "pattern": "none", "packets_per_input": 1}]},
       "menshen_table_writes": {"recordings": [{"bus_bits": 256, "stages": 1, "first_word_to_write_enable": {"parser_table": 10}}]}}
      """
    let recording = try BlockRecording(try #require(JSONDocument.parse(text, file: "x.json").node), Blocks.catalog)
    #expect(recording.figures == 12 + 7)
    #expect(recording.differences.count == 12 + 7)
    #expect(recording.differences.first == "1: init_busy_cycles 511, here 512.0")
    #expect(recording.differences.contains("3: avg_cycles_per_frame 10.52, here 10.5"))
    #expect(recording.differences.contains("5: parser_table 10, here 11.0"))
  }

  /// The published formula: 20 cycles, 2 for ternary look-ups or wide selectors, 8, 6, 4 or 4 for the slowest of selector, divide,
  /// stateful and meter; 2 and 1 for stages that depend by action or not at all; 4 on the way. All pairs of stages, all features.
  @Test func dependentStages() throws {
    guard case .dependentStages(let timing) = try Blocks.catalog.timing(named: "tofino1").timing else { throw Blocks.Missing() }
    typealias Stages = DependentStagesTiming
    func length(_ bits: Int) -> Int {
      let ternary = bits & 0b11 != 0 ? 2 : 0
      let address = bits & 0b100 != 0 ? 8 : bits & 0b1000 != 0 ? 6 : bits & 0b11_0000 != 0 ? 4 : 0
      return 20 + ternary + address
    }
    func features(_ bits: Int) -> Set<Stages.Feature> {
      let all: [Stages.Feature] = [.ternary, .wideSelector, .selector, .statefulDivide, .stateful, .meter]
      return Set(all.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element))
    }
    var wrong = 0
    for first in 0..<64 {
      if timing.length(features(first)) != length(first) { wrong += 1 }
      for second in 0..<64 {
        for dependency in Stages.Dependency.allCases {
          let expected =
            switch dependency {
            case .match: 4 + length(first) + length(second)
            case .action: 4 + length(first | second) + 2
            case .concurrent: 4 + length(first | second) + 1
            }
          let stages: [Stages.Stage] = [.init(.match, features(first)), .init(dependency, features(second))]
          if timing.latency(stages) != expected { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  /// An egress pipeline that is too quick gets match-dependent stages, from the second on.
  @Test func egressIsPadded() throws {
    guard case .dependentStages(let timing) = try Blocks.catalog.timing(named: "tofino1").timing else { throw Blocks.Missing() }
    let quick: [DependentStagesTiming.Stage] = Array(repeating: .init(.concurrent), count: 12)
    let padded = timing.padded(quick)
    let dependencies: [DependentStagesTiming.Dependency] = padded.map(\.dependency)
    #expect(dependencies.prefix(9).dropFirst().allSatisfy { $0 == .match })
    #expect(dependencies.dropFirst(9).allSatisfy { $0 == .concurrent })
    let behindFirst: Int = timing.contributions(padded).dropFirst().reduce(4, +)
    #expect(behindFirst == 167)
  }

  /// Faults of a timing file are told where they are, all in one run.
  @Test func faultsHavePlaces() {
    let text = """
      schema: switch-chip/1
      kind: block
      chip: x
      vendor: y
      clock: 1 GHz
      timing:
        kind: link
        bytes: 0
        latncy: 2
        frames: [64, a]
        count: 401
      """
    let (timing, diagnostics) = TimingLoader.load(text: text, file: "x.yaml")
    #expect(timing == nil)
    #expect(diagnostics.map(\.position.line) == [8, 9, 10])
    #expect(diagnostics.contains { $0.message.contains("did you mean 'latency'") })
    let (chip, faults) = ASICLoader.load(text: text, file: "x.yaml")
    #expect(chip == nil)
    #expect(faults.first?.message.contains("timing only") == true)
  }

  /// Blocks stand apart from the chips that boards can name.
  @Test func blocksAreNoSwitches() {
    let blocks = Blocks.catalog.blocks.map(\.name).sorted()
    #expect(
      blocks == [
        "axis-switch-4x4", "mac-10g", "menshen-256", "menshen-512", "menshen-512-calendars", "tomahawk", "tomahawk2", "verilog-cam-bram",
        "verilog-cam-srl"
      ])
    #expect(!Blocks.catalog.chips.contains { blocks.contains($0.name) })
  }
}
