public import SwitchPlatform

/// One direction of a wire: when it is free, and where frames stand on it, exactly.
///
/// Time is a cycle and a fraction of it in units of 1/`bytes` cycles, so that a rate that does not divide a cycle does not drift: n
/// bytes are n × `cycles` such units. Values are clamped to 2^61 cycles; nothing traps, whatever is asked.
public struct Link: Hashable, Sendable, BitwiseCopyable {
  /// Where a frame stands on the wire.
  public struct Slot: Hashable, Sendable, BitwiseCopyable {
    /// The cycle in which the preamble starts.
    public var start: Int64
    /// The cycle by whose end the last byte (FCS) is through; the first that is free of it.
    public var end: Int64
    /// When a receiver can start with the frame: after its first byte or its last, as the link forwards.
    public var usable: Int64

    public init(start: Int64, end: Int64, usable: Int64) {
      self.start = start
      self.end = end
      self.usable = usable
    }
  }

  /// Latest time that is told apart.
  public static let horizon: Int64 = 1 << 61

  let unitsPerCycle: Int64
  let unitsPerByte: Int64
  let preamble: Int64
  let gap: Int64
  let fcs: Int64
  let minimumFrame: Int64
  let maximumFrame: Int64
  let alignment: Int64
  let isCutThrough: Bool
  /// When the next frame can start: after the gap, aligned.
  private var freeCycle: Int64 = 0
  private var freeUnits: Int64 = 0
  /// Bytes by which gaps so far were shorter than they should be; 0 ..< alignment.
  private var deficit: Int64 = 0

  public init(_ timing: LinkTiming) {
    func bound(_ value: Int, _ range: ClosedRange<Int64>) -> Int64 { min(max(Int64(value), range.lowerBound), range.upperBound) }
    unitsPerCycle = bound(timing.bytes, 1...(1 << 31))
    unitsPerByte = bound(timing.cycles, 1...(1 << 31))
    preamble = bound(timing.preamble, 0...65535)
    gap = bound(timing.interPacketGap, 0...65535)
    fcs = bound(timing.fcs, 0...255)
    minimumFrame = bound(timing.minimumFrame, 0...65535)
    maximumFrame = bound(timing.maximumFrame, 0...(1 << 24))
    alignment = bound(timing.alignment, 1...64)
    isCutThrough = timing.forwarding == .cutThrough
  }

  /// The cycle in which a frame that comes now would start, at the earliest.
  public var freeFrom: Int64 { freeUnits > 0 ? freeCycle &+ 1 : freeCycle }

  /// Puts a frame on the wire.
  ///
  /// - Parameters:
  ///   - bytes: without FCS; padded up to the shortest frame.
  ///   - cycle: when it is there; it starts then, or when the wire is free.
  /// - Returns: `nil` for a frame that is longer than the link takes: the wire does not change.
  public mutating func send(bytes: Int, at cycle: Int64) -> Slot? {
    guard bytes >= 0, bytes <= Int(maximumFrame) else { return nil }
    let frame = max(Int64(bytes) &+ fcs, minimumFrame)
    guard frame <= maximumFrame else { return nil }
    let now = min(max(cycle, 0), Link.horizon)
    if now > freeCycle || (now == freeCycle && freeUnits == 0) {
      // The wire was idle: its idle bytes paid what gaps still owed.
      if now > freeCycle { deficit = 0 }
      freeCycle = now
      freeUnits = 0
    }
    let start = freeCycle
    let startUnits = freeUnits
    let end = after(preamble &+ frame, from: start, startUnits)
    let first = after(preamble &+ 1, from: start, startUnits)
    let next = after(preamble &+ frame &+ alignedGap(behind: preamble &+ frame), from: start, startUnits)
    freeCycle = min(next.cycle, Link.horizon)
    freeUnits = next.units
    let endCycle = end.units > 0 ? end.cycle &+ 1 : end.cycle
    return Slot(start: start, end: endCycle, usable: isCutThrough ? (first.units > 0 ? first.cycle &+ 1 : first.cycle) : endCycle)
  }

  /// The gap behind a frame: as short as the deficit allows where the next start has to be aligned.
  private mutating func alignedGap(behind bytes: Int64) -> Int64 {
    let excess = (bytes &+ gap) % alignment
    guard excess > 0 else { return gap }
    if deficit &+ excess < alignment, excess <= gap {
      deficit &+= excess
      return gap &- excess
    }
    deficit &-= alignment &- excess
    return gap &+ alignment &- excess
  }

  private func after(_ bytes: Int64, from cycle: Int64, _ units: Int64) -> (cycle: Int64, units: Int64) {
    // Below 2^25 bytes of 2^31 units: no overflow.
    let (cycles, rest) = (bytes &* unitsPerByte &+ units).quotientAndRemainder(dividingBy: unitsPerCycle)
    return (cycle &+ cycles, rest)
  }
}
