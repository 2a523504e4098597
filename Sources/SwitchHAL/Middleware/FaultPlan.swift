/// Which changes fail, counted over all tables that share the plan.
///
/// A class, so that a test can arm it while the tables are in use.
public final class FaultPlan {
  /// What decides over a change.
  public enum Mode: Hashable, Sendable {
    /// Every change is passed on.
    case none
    /// The changes whose number is in the range fail; the first since arming has number 0.
    case numbers(Range<UInt64>)
    /// Each change fails with these odds. The same seed and the same changes give the same faults.
    case odds(perMillion: UInt32, seed: UInt64)
  }

  /// What the plan was last armed with.
  public private(set) var mode: Mode
  /// Changes since arming, those that failed included.
  public private(set) var changes: UInt64 = 0
  /// Faults since arming.
  public private(set) var faults: UInt64 = 0

  /// A plan that is armed with `mode`. Default: no faults.
  public init(_ mode: Mode = .none) { self.mode = mode }

  /// Starts to count anew.
  public func arm(_ mode: Mode) {
    self.mode = mode
    changes = 0
    faults = 0
  }

  /// Only the change of this number fails, counted from 0 from now on.
  public func arm(failing number: UInt64) { arm(.numbers(number..<(number == .max ? number : number + 1))) }

  /// Takes the next change.
  ///
  /// - Returns: its number if it fails.
  func next() -> UInt64? {
    let number = changes
    changes &+= 1
    let fails =
      switch mode {
      case .none: false
      case .numbers(let range): range.contains(number)
      case .odds(let perMillion, let seed): FaultPlan.draw(seed, number) % 1_000_000 < UInt64(perMillion)
      }
    guard fails else { return nil }
    faults &+= 1
    return number
  }

  /// SplitMix64 at a position, so that a draw depends on nothing but seed and number.
  private static func draw(_ seed: UInt64, _ number: UInt64) -> UInt64 {
    var word = seed &+ (number &+ 1) &* 0x9e37_79b9_7f4a_7c15
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
