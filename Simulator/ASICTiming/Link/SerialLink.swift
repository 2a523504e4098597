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

  /// What a frame takes at a speed, and what it takes with the gap behind it, worked out for the last one: frames of one length come in rows, and a
  /// division is dear.
  @frozen @usableFromInline
  struct Price: BitwiseCopyable, Sendable {
    @usableFromInline var bits: Int32 = -1
    @usableFromInline var gap: Int32 = -1
    @usableFromInline var speed: Int64 = 0
    @usableFromInline var cycles: Int64 = 0
    @usableFromInline var rest: Int64 = 0
    @usableFromInline var cyclesWithGap: Int64 = 0
    @usableFromInline var restWithGap: Int64 = 0

    @inlinable init() {}

    @inlinable
    init(_ bits: Int32, _ gap: Int32, clock: Int64, speed: Int64) {
      self.bits = bits
      self.gap = gap
      self.speed = speed
      // bits × clock stays below 2^63: frames are below 2^20 bits, clocks below 2^34 Hz.
      (cycles, rest) = (Int64(bits) &* clock).quotientAndRemainder(dividingBy: speed)
      (cyclesWithGap, restWithGap) = ((Int64(bits) &+ Int64(gap)) &* clock).quotientAndRemainder(dividingBy: speed)
    }
  }
  @usableFromInline var price = Price()

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

  /// Occupies the wire for a frame and the gap behind it, from `start` on or from when it is free.
  ///
  /// - Parameters:
  ///   - bits: Of the frame: 0 ..< 2^20.
  ///   - gap: Of the gap: as many. It makes no difference to the result.
  /// - Returns: the cycle of the frame's first bit, and the cycle by whose end its last bit is through.
  @inlinable @inline(__always)
  public mutating func occupy(bits: Int, gap: Int = 0, from start: Int64) -> (first: Int64, last: Int64) {
    guard speed > 0 else { return (start, start) }
    let (bits, gap) = (Int32(clamping: bits), Int32(clamping: gap))
    if price.bits != bits || price.gap != gap || price.speed != speed { price = Price(bits, gap, clock: clock, speed: speed) }
    if start > freeCycle || (start == freeCycle && freeFraction == 0) {
      freeCycle = start
      freeFraction = 0
    }
    let first = freeCycle
    let taken = freeFraction &+ price.rest
    // What is begun of a cycle is taken.
    let last = first &+ price.cycles &+ (taken > speed ? 2 : taken > 0 ? 1 : 0)
    let rest = freeFraction &+ price.restWithGap
    let carries = rest >= speed
    freeFraction = carries ? rest &- speed : rest
    freeCycle = first &+ price.cyclesWithGap &+ (carries ? 1 : 0)
    return (first, last)
  }

  /// Bytes that are still to go through at cycle `now`.
  @inlinable @inline(__always)
  public func backlog(at now: Int64) -> Int {
    guard freeCycle > now, clock > 0 else { return 0 }
    let (bytes, overflow) = (freeCycle &- now).multipliedReportingOverflow(by: speed / 8)
    return overflow ? .max : Int(bytes / clock)
  }
}
