public import ASICTiming
public import SwitchPlatform

/// Loads that the oracle makes recordings of, and what a pipeline makes of recordings.
public enum Recording {
  /// Rows of four cycles: first and last word in, first and last word out; -1: never.
  public static func run(_ timing: PacketPipelineTiming, _ rows: [RegisterModel.Row], lowOneIn: Int = 0) -> [PacketTimes] {
    var pipeline = PacketPipeline(timing)
    var packets = rows.enumerated().map { PacketTimes(id: Int64($0), firstIn: Int64($1.firstIn), lastIn: Int64($1.lastIn)) }
    pipeline.run(&packets, output: OutputReady(lowOneCycleIn: Int64(lowOneIn)))
    return packets
  }

  public static func differences(_ rows: [RegisterModel.Row], _ packets: [PacketTimes]) -> Int {
    zip(rows, packets).count { $0.firstOut != Int($1.firstOut) || $0.lastOut != Int($1.lastOut) }
  }

  /// A seeded load: one length, a mix as on the Internet, random lengths, or a few; with gaps and pauses.
  public static func load(_ random: inout SplitMix) -> [RegisterModel.Offer] {
    let kind = random.below(4)
    let gap = [0, 1, 2, 4, 10, 40][random.below(6)]
    let mix: [Int] = [1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 24]
    let one = 1 + random.below(24)
    var from = 20 + random.below(8)
    var offers: [RegisterModel.Offer] = []
    for _ in 0..<(20 + random.below(200)) {
      let beats = [one, mix[random.below(12)], 1 + random.below(24), [2, 3, 24][random.below(3)]][kind]
      offers.append(RegisterModel.Offer(from: from, beats: beats))
      from += beats + random.below(gap + 1) + (gap == 40 && random.below(10) == 0 ? random.below(400) : 0)
    }
    return offers
  }
}

/// Numbers from a seed.
public struct SplitMix {
  var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func below(_ bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ (word >> 31)) >> 33) % bound
  }
}
