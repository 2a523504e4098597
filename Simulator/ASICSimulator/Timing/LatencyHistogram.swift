/// How many packets took how many cycles: exact counts up to a limit, and the rest together.
public struct LatencyHistogram: Hashable, Sendable {
  /// Cycles from which on packets are only counted together.
  public static let limit = 65_536
  /// Index: cycles; `limit` of them.
  public let counts: [UInt64]
  public let beyond: UInt64
  public let packets: UInt64
  /// - Unit: cycles.
  public let sum: UInt64
  /// `UInt64.max` without packets.
  public let minimum: UInt64
  public let maximum: UInt64

  init(_ counts: LatencyCounts) {
    self.counts = Array(UnsafeBufferPointer(start: counts.counts, count: LatencyHistogram.limit))
    beyond = counts.beyond
    packets = counts.packets
    sum = counts.sum
    minimum = counts.minimum
    maximum = counts.maximum
  }

  /// The fewest cycles within which `share` (0…1) of the packets stay; `nil` without packets, or when that is beyond the limit.
  public func quantile(_ share: Double) -> Int? {
    guard packets > 0 else { return nil }
    let wanted = max(1, UInt64((Double(packets) * min(1, max(0, share))).rounded(.up)))
    var seen: UInt64 = 0
    for (cycles, count) in counts.enumerated() where count > 0 {
      seen += count
      if seen >= wanted { return cycles }
    }
    return nil
  }

  /// - Unit: cycles; 0 without packets.
  public var mean: Double { packets == 0 ? 0 : Double(sum) / Double(packets) }
}

/// The same while packets run: no array.
struct LatencyCounts {
  let counts: UnsafeMutablePointer<UInt64>
  private(set) var beyond: UInt64 = 0
  private(set) var packets: UInt64 = 0
  private(set) var sum: UInt64 = 0
  private(set) var minimum: UInt64 = .max
  private(set) var maximum: UInt64 = 0

  init() {
    counts = .allocate(capacity: LatencyHistogram.limit)
    counts.initialize(repeating: 0, count: LatencyHistogram.limit)
  }

  func deallocate() { counts.deallocate() }

  @inline(__always)
  mutating func add(_ cycles: Int64) {
    let value = UInt64(bitPattern: max(0, cycles))
    packets &+= 1
    sum &+= value
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
    if value < UInt64(LatencyHistogram.limit) { counts[Int(truncatingIfNeeded: value)] &+= 1 } else { beyond &+= 1 }
  }
}
