import ASICTiming
public import SwitchPlatform

/// A pipeline's constants, each one more and one less: is it noticed?
public enum Mutation {
  public typealias Timing = PacketPipelineTiming
  public static let constants: [(name: String, path: any WritableKeyPath<Timing, Int> & Sendable)] = [
    ("bytesPerBeat", \.bytesPerBeat), ("input.depth", \.input.depth), ("input.register", \.inputRegister),
    ("parser.beats", \.headerBeats), ("parser.latency", \.parserLatency), ("parser.assembly", \.assembly),
    ("stages.count", \.stages), ("stages.unit", \.unitCycles),
    ("stages.last", \.lastStage), ("stages.control", \.controlStage), ("packets.queues", \.queues),
    ("packets.depth", \.packets.depth), ("split.register", \.splitRegister),
    ("split.tagRegister", \.tagRegister), ("heads.depth", \.heads.depth), ("rest.depth", \.rest.depth), ("queueLatency", \.queueLatency),
    ("deparser.setup", \.setup), ("deparser.turnaround", \.turnaround), ("deparser.register", \.outputRegister),
    ("output.depth", \.output.depth), ("arbiter.phase", \.phase)
  ]

  /// The oracle's recordings: its loads reach the ends of all queues.
  public static let recorded: [(rows: [RegisterModel.Row], low: Int)] =
    (0..<48).map { trial in
      var random = SplitMix(state: UInt64(1000 + trial))
      let low = [0, 2, 3, 4, 5, 8, 10, 16][trial % 8]
      var oracle = RegisterModel(stages: 5, lowOneIn: low)
      return (oracle.run(Recording.load(&random)).filter { $0.lastIn >= 0 }, low)
    } + [saturated]

  /// Short packets without a gap, until all queues are full.
  public static let saturated: (rows: [RegisterModel.Row], low: Int) = {
    var oracle = RegisterModel(stages: 5)
    return (oracle.run((0..<800).map { RegisterModel.Offer(from: 65 + 2 * $0, beats: 2) }), 0)
  }()

  /// The first check that a timing does not pass; `nil`: it passes all.
  public static func killer(_ timing: Timing) -> String? {
    if [1, 64, 65, 1500].map({ timing.beats(ofBytes: $0) }) != [1, 1, 2, 24] { return "beats" }
    for write in timing.writeTimes {
      let expected: [String: [Int]] = [
        "parser_table": [7], "key_offset": [9, 16, 23, 30, 37], "key_mask": [9, 16, 23, 30, 37], "cam": [11, 18, 25, 32, 39],
        "action_ram": [13, 20, 27, 34, 41], "page_table": [14, 42], "deparser_table": [44]
      ]
      if write.times.map(\.cycles) != expected[write.name] { return "table writes" }
    }
    let isolated = Recording.run(timing, [RegisterModel.Row(firstIn: 100, lastIn: 123)])[0]
    if [isolated.filtered, isolated.assembled, isolated.parsed, isolated.deparsed] != [104, 107, 116, 201] { return "milestones" }
    if timing.steps.map(\.latency) != [4, 3, 3, 2, 3] { return "milestones of a stage" }
    for (number, recording) in recorded.enumerated()
    where Recording.differences(recording.rows, Recording.run(timing, recording.rows, lowOneIn: recording.low)) > 0 {
      return "recording \(number)"
    }
    return nil
  }

  /// A constant that is one more or less, and the check that notices.
  public struct Kill: Hashable, Sendable {
    public var constant: String
    public var change: Int
    /// `nil`: none does.
    public var check: String?
  }

  /// Each constant one less and one more, where that is a pipeline still.
  public static func kills(_ timing: Timing) -> [Kill] {
    var kills: [Kill] = []
    func add(_ name: String, _ change: Int, _ mutant: Timing) {
      kills.append(Kill(constant: name, change: change, check: Mutation.killer(mutant)))
    }
    for (name, path) in Mutation.constants {
      for change in [-1, 1] {
        var mutant = timing
        mutant[keyPath: path] += change
        // A register more than two, or headers of less than two beats: the pipeline has no such form.
        if mutant.outputRegister > 2 || mutant.inputRegister > 2 || mutant.headerBeats < 2 { continue }
        add(name, change, mutant)
      }
    }
    for change in [-1, 1] {
      for index in timing.steps.indices {
        var mutant = timing
        mutant.steps[index].latency += change
        add("steps.\(mutant.steps[index].name)", change, mutant)
      }
      for index in timing.writes.indices {
        var mutant = timing
        mutant.writes[index].latency += change
        add("writes.\(mutant.writes[index].name)", change, mutant)
      }
    }
    return kills
  }

  /// Changed constants that no check notices.
  public static func survivors(_ timing: Timing) -> [String] {
    kills(timing).filter { $0.check == nil }.map { "\($0.constant) \($0.change > 0 ? "+" : "")\($0.change)" }
  }
}
