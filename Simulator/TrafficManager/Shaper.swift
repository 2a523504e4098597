/// A token bucket of a rate, without drift: tokens are bytes × clock, so that each cycle adds a whole number of them.
struct Shaper {
  /// - Unit: bytes a second; 0: there is none.
  let rate: Int64
  private let clock: Int64
  private let full: Int64
  private var tokens: Int64
  private var last: Int64 = 0

  /// - Parameters:
  ///   - burst: bytes, at most 2^24.
  ///   - clock: Hz, below 2^36.
  init(bitsPerSecond: Int, burst: Int, clock: Int64) {
    rate = Int64(max(0, bitsPerSecond)) / 8
    self.clock = min(max(1, clock), 1 << 36)
    full = Int64(min(max(1, burst), 1 << 24)) &* self.clock
    tokens = full
  }

  @inline(__always)
  private mutating func fill(_ now: Int64) {
    let elapsed = now &- last
    guard elapsed > 0 else { return }
    last = now
    // Longer than it takes to fill: full. The product is below 2^62 otherwise.
    if elapsed >= (full &- tokens) / rate &+ 1 { tokens = full } else { tokens &+= elapsed &* rate }
  }

  /// Whether a packet may go now: the bucket is not overdrawn.
  mutating func allows(_ now: Int64) -> Bool {
    guard rate > 0 else { return true }
    fill(now)
    return tokens > 0
  }

  mutating func spend(_ bytes: Int32, at now: Int64) {
    guard rate > 0 else { return }
    fill(now)
    tokens &-= Int64(bytes) &* clock
  }

  /// The first cycle in which it allows a packet.
  func ready(after now: Int64) -> Int64 { rate == 0 || tokens > 0 ? now : last &+ (0 &- tokens) / rate &+ 1 }
}
