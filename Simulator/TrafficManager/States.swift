import ASICTiming
import SwitchPlatform

/// A pool in a slice.
struct PoolState {
  let size: Int32
  var used: Int32 = 0
  var peak: Int32 = 0

  init(size: Int32) { self.size = size }

  @inline(__always) var left: Int32 { max(0, size &- used) }

  @inline(__always)
  mutating func add(_ cells: Int32) {
    used &+= cells
    if used > peak { peak = used }
  }
}

/// A limit as it is asked for each packet.
struct LimitState {
  private let isDynamic: Bool
  private let numerator: Int64
  private let denominator: Int64

  init(_ limit: BufferDescription.Limit) {
    switch limit {
    case .fixed(let cells): (isDynamic, numerator, denominator) = (false, Int64(cells), 1)
    case .dynamic(let numerator, let denominator):
      (isDynamic, self.numerator, self.denominator) = (true, Int64(numerator), Int64(max(1, denominator)))
    }
  }

  /// Whether a user of `used` cells has reached its limit: used ≥ alpha × left.
  @inline(__always)
  func isReached(_ used: Int32, left: Int32) -> Bool {
    isDynamic ? Int64(used) &* denominator >= numerator &* Int64(left) : Int64(used) >= numerator
  }

  /// Whether it would still be `gap` cells below its limit.
  @inline(__always)
  func isBelow(_ used: Int32, by gap: Int32, left: Int32) -> Bool { !isReached(used &+ gap, left: left) }
}

/// A priority group of an ingress port.
struct GroupState {
  let minimumSize: Int32
  let limit: LimitState
  let pool: Int32
  /// -1: none.
  let headroomPool: Int32
  let resume: Int32
  let isLossless: Bool
  var headroomSize: Int32
  /// Cells in use: its own, the pool's, and behind its limit.
  var minimum: Int32 = 0
  var shared: Int32 = 0
  var headroom: Int32 = 0
  var isPausing = false
  var peak: Int32 = 0
  var peakHeadroom: Int32 = 0
  var dropped: UInt64 = 0

  init(_ description: BufferDescription.PriorityGroup?) {
    minimumSize = Int32(clamping: description?.minimum ?? 0)
    limit = LimitState(description?.limit ?? .fixed(0))
    pool = Int32(clamping: description?.pool ?? 0)
    headroomPool = Int32(clamping: description?.headroomPool ?? -1)
    resume = Int32(clamping: description?.resume ?? 0)
    isLossless = description?.isLossless ?? false
    headroomSize = Int32(clamping: description?.headroom(at: .max) ?? 0)
  }

  @inline(__always) var used: Int32 { minimum &+ shared &+ headroom }
}

/// A queue of an egress port: a list of entries, and what it may have. What every packet needs stands first, in few cache lines.
struct QueueState {
  var head: Int32 = -1
  var tail: Int32 = -1
  var packets: Int32 = 0
  var cells: Int32 = 0
  var minimum: Int32 = 0
  var peak: Int32 = 0
  let minimumSize: Int32
  let pool: Int32
  let limit: LimitState
  let priority: Int32
  let detectsEarly: Bool
  /// Whether it has a rate that it is to have at least, and at most.
  let hasLeast, hasMost: Bool
  /// Whether this round's quantum has been given.
  var isInRound = false
  let weight: Int64
  /// - Unit: bytes that it may send in this round.
  var deficit: Int64 = 0
  /// When its last packet is over, in virtual time.
  var finish: UInt64 = 0
  var sent: UInt64 = 0
  var sentBytes: UInt64 = 0
  var dropped: UInt64 = 0
  var marked: UInt64 = 0
  /// The average for early detection, in 1/65536 cells.
  var average: Int64 = 0
  let early: EarlyState?
  var least: Shaper
  var most: Shaper

  init(_ description: BufferDescription.Queue?, clock: Int64) {
    minimumSize = Int32(clamping: description?.minimum ?? 0)
    limit = LimitState(description?.limit ?? .fixed(0))
    pool = Int32(clamping: description?.pool ?? 0)
    priority = Int32(clamping: description?.priority ?? 0)
    weight = Int64(max(1, description?.weight ?? 1))
    early = description?.early.map(EarlyState.init)
    detectsEarly = early != nil
    least = Shaper(bitsPerSecond: description?.minimumRate ?? 0, burst: description?.burst ?? 0, clock: clock)
    most = Shaper(bitsPerSecond: description?.maximumRate ?? 0, burst: description?.burst ?? 0, clock: clock)
    hasLeast = least.rate > 0
    hasMost = most.rate > 0
  }
}

/// Early detection's figures in cells.
struct EarlyState {
  let low: Int64
  let high: Int64
  let probability: Int64
  let weight: Int64
  let marks: Bool
  let drops: Bool

  init(_ description: BufferDescription.EarlyDetection) {
    low = Int64(description.low)
    high = Int64(max(description.low + 1, description.high))
    probability = Int64(description.probability)
    weight = Int64(min(15, max(0, description.weight)))
    marks = description.marks
    drops = description.drops
  }

  /// Whether the dice fall on the packet, at an average length in 1/65536 cells.
  func hits(_ average: Int64, dice: UInt64) -> Bool {
    guard average > low << 16 else { return false }
    guard average < high << 16 else { return true }
    // probability % × (average − low) / (high − low), against 2^32 faces.
    let share = (average &- low << 16) &* probability / (high &- low)
    return Int64(dice >> 32) &* 100 < share << 16
  }
}

/// A wire and what waits for it. What every packet needs stands first.
struct PortState {
  var link: SerialLink
  var megabits: UInt64 = 0
  /// The event that counts.
  var nextEvent: Int64 = .max
  /// When the sender has to be told again.
  var refresh: Int64 = .max
  /// Queues that have packets: bit by queue.
  var active: UInt32 = 0
  /// Classes that the receiver has paused; `pausedUntil` says for how long.
  var paused: UInt8 = 0
  /// Classes that a pause frame is to tell of, and those of which the last one said that they pause.
  var toPause: UInt8 = 0
  var toResume: UInt8 = 0
  var pausing: UInt8 = 0
  var slice: Int
  var sent: UInt64 = 0
  var sentBytes: UInt64 = 0
  /// Cycles for which the wire has been busy.
  var busy: Int64 = 0
  /// Where the round of deficits is, four bits for each priority; and fair queueing's virtual time.
  var turns: UInt64 = 0
  var virtual: UInt64 = 0
  var pausedUntil: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0, 0)

  init(clock: UInt64, slice: Int) {
    link = SerialLink(clock: clock, megabits: 0)
    self.slice = slice
  }
}
