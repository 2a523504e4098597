/// Cells in use over time, of the whole buffer and of each pool's slice that was fullest: a fixed number of samples, each of which stands for more
/// cycles the longer it runs.
///
/// A sample is the highest value of its span, so that no peak is lost when spans double.
public struct OccupancySeries {
  /// Samples that are kept.
  public static let capacity = 2048
  /// - Unit: cycles that a sample stands for: a power of two, so that no packet costs a division.
  public var span: Int64 { 1 << shift }
  private var shift: Int64 = 6
  private let cells: UnsafeMutablePointer<Int32>
  private let headroom: UnsafeMutablePointer<Int32>
  /// Samples so far, the one that is being taken among them.
  public private(set) var count = 0

  init() {
    cells = .allocate(capacity: OccupancySeries.capacity)
    headroom = .allocate(capacity: OccupancySeries.capacity)
  }

  func deallocate() {
    cells.deallocate()
    headroom.deallocate()
  }

  /// A value from `cycle` on. Cycles do not go back; from `last`, the value before held until now.
  @inline(__always)
  mutating func add(_ used: Int32, _ behind: Int32, at cycle: Int64, before: (cells: Int32, headroom: Int32)) {
    var index = Int(truncatingIfNeeded: cycle &>> shift)
    while index >= OccupancySeries.capacity {
      halve()
      index = Int(truncatingIfNeeded: cycle &>> shift)
    }
    if index >= count {
      while count < index {
        cells[count] = before.cells
        headroom[count] = before.headroom
        count &+= 1
      }
      cells[index] = max(before.cells, used)
      headroom[index] = max(before.headroom, behind)
      count = index &+ 1
    } else {
      if used > cells[index] { cells[index] = used }
      if behind > headroom[index] { headroom[index] = behind }
    }
  }

  private mutating func halve() {
    let pairs = (count &+ 1) / 2
    for pair in 0..<pairs {
      let second = min(pair &* 2 &+ 1, count &- 1)
      cells[pair] = max(cells[pair &* 2], cells[second])
      headroom[pair] = max(headroom[pair &* 2], headroom[second])
    }
    count = pairs
    shift &+= 1
  }

  /// One sample.
  public struct Sample: Hashable, Sendable {
    /// First cycle of the span.
    public var cycle: Int64
    /// Most cells in use, headroom among them.
    public var cells: Int
    public var headroom: Int
  }

  /// The sample that is being taken.
  public var last: Sample? {
    guard count > 0 else { return nil }
    return Sample(cycle: Int64(count - 1) * span, cells: Int(cells[count - 1]), headroom: Int(headroom[count - 1]))
  }

  public var samples: [Sample] {
    (0..<count).map { Sample(cycle: Int64($0) * span, cells: Int(cells[$0]), headroom: Int(headroom[$0])) }
  }
}
