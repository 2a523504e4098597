#if canImport(Glibc)
  import Glibc
#endif

/// A chip's cycles by the clock on the wall, which never goes back.
struct PanelClock {
  private let hertz: UInt64
  private var origin: UInt64 = 0
  private var first: Int64 = 0

  init(hertz: UInt64) {
    self.hertz = hertz
    origin = PanelClock.nanoseconds
  }

  /// Makes now the cycle `first`.
  mutating func start(at first: Int64) {
    self.first = first
    origin = PanelClock.nanoseconds
  }

  var cycle: Int64 { first &+ PanelClock.cycles(nanoseconds: PanelClock.nanoseconds &- origin, hertz: hertz) }

  /// Cycles of a time, rounded down; 292 years of cycles at 1 GHz, and no more.
  static func cycles(nanoseconds: UInt64, hertz: UInt64) -> Int64 {
    let product = nanoseconds.multipliedFullWidth(by: hertz)
    guard product.high < 1_000_000_000 / 2 else { return .max / 4 }
    return Int64(clamping: UInt64(1_000_000_000).dividingFullWidth(product).quotient)
  }

  private static var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
