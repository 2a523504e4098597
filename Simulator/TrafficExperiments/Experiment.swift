// TrafficExperiments: what the traffic manager is held against: thresholds of real chips, queueing theory, fairness, losslessness.
// Functions of a buffer and a seed; tests and `make accuracy` call them.

/// A figure that an experiment has measured, and what it should be.
public struct ExperimentFigure: Hashable, Sendable {
  public var name: String
  public var measured: Double
  public var expected: Double
  /// How far apart they may be, in the figure's unit.
  public var tolerance: Double

  public init(_ name: String, measured: Double, expected: Double, tolerance: Double) {
    self.name = name
    self.measured = measured
    self.expected = expected
    self.tolerance = tolerance
  }

  public var error: Double { (measured - expected).magnitude }
  public var passes: Bool { error <= tolerance }
}

/// SplitMix64: the same numbers on every run.
struct Dice {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// In (0, 1].
  mutating func fraction() -> Double { (Double(next() >> 11) + 1) / 9_007_199_254_740_992 }
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}
