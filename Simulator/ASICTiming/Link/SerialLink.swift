/// One direction of a port's wire: when it is free, and how long bits take, without drift.
///
/// Inlinable: two modules put every packet on wires. Time is in core cycles and a fraction of `speed`: n bits take n × clock / speed cycles, and what does not divide is carried.
@frozen
public struct SerialLink: Sendable, BitwiseCopyable {
  /// - Unit: Hz.
  public let clock: Int64
  /// - Unit: bit/s; 0: the port is down.
  public var speed: Int64
  /// The cycle from which on the wire is free, and the fraction of it in 1/speed cycles.
  public var freeCycle: Int64 = 0
  @usableFromInline var freeFraction: Int64 = 0

  /// What a number of bits takes at a speed, worked out for the last frame's and the last gap's: frames of one length come in rows,
  /// and a division is dear.
  @frozen @usableFromInline
  struct Price: BitwiseCopyable, Sendable {
    @usableFromInline var bits = -1
    @usableFromInline var speed: Int64 = 0
    @usableFromInline var cycles: Int64 = 0
    @usableFromInline var rest: Int64 = 0

    @inlinable init() {}

    @inlinable @inline(__always)
    mutating func of(_ bits: Int, _ clock: Int64, _ speed: Int64) -> Price {
      if self.bits != bits || self.speed != speed {
        // bits × clock stays below 2^63: frames are below 2^20 bits, clocks below 2^34 Hz.
        let (cycles, rest) = (Int64(bits) &* clock).quotientAndRemainder(dividingBy: speed)
        self.bits = bits
        self.speed = speed
        self.cycles = cycles
        self.rest = rest
      }
      return self
    }
  }
  @usableFromInline var frame = Price()
  @usableFromInline var gap = Price()

  public init(clock: UInt64, megabits: UInt64) {
    self.clock = Int64(clamping: clock)
    speed = Int64(clamping: megabits) &* 1_000_000
  }

  /// Changes the speed; the wire is free from the next whole cycle on.
  @inlinable
  public mutating func set(megabits: UInt64) {
    let bits = Int64(clamping: megabits) &* 1_000_000
    guard bits != speed else { return }
    speed = bits
    if freeFraction > 0 { freeCycle += 1 }
    freeFraction = 0
  }

  /// Occupies the wire for `bits` from `start` on, or from when it is free.
  ///
  /// - Returns: the cycle of the first bit, and the cycle by whose end the last bit is through.
  @inlinable @inline(__always)
  public mutating func occupy(bits: Int, from start: Int64) -> (first: Int64, last: Int64) {
    guard speed > 0 else { return (start, start) }
    if start > freeCycle || (start == freeCycle && freeFraction == 0) {
      freeCycle = start
      freeFraction = 0
    }
    let first = freeCycle
    // No frame is shorter than any gap that makes sense: each kind keeps its own price.
    let price = bits < 256 ? gap.of(bits, clock, speed) : frame.of(bits, clock, speed)
    freeCycle &+= price.cycles
    freeFraction &+= price.rest
    if freeFraction >= speed {
      freeFraction &-= speed
      freeCycle &+= 1
    }
    return (first, freeFraction > 0 ? freeCycle &+ 1 : freeCycle)
  }

  /// Bytes that are still to go through at cycle `now`.
  @inlinable @inline(__always)
  public func backlog(at now: Int64) -> Int {
    guard freeCycle > now, clock > 0 else { return 0 }
    let (bytes, overflow) = (freeCycle &- now).multipliedReportingOverflow(by: speed / 8)
    return overflow ? .max : Int(bytes / clock)
  }
}
