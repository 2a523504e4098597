import SwitchPlatform

/// The rows of one memory of the chip, as the driver keeps them. Tables that share the memory see the same rows, each by its own layout.
final class RowStorage {
  let rows: Int
  /// 64-bit words a row: the widest layout's.
  let stride: Int
  let base: UnsafeMutablePointer<UInt64>
  /// Whether several hash tables stand in the memory: each row then begins with whose it is.
  let isTagged: Bool
  /// Rows that entries of hash tables take.
  private(set) var occupied = 0
  /// Changes with each entry that comes or goes.
  private(set) var version: UInt64 = 0

  /// Counts rows that are taken, or given back.
  func change(_ rows: Int) {
    occupied += rows
    version &+= 1
  }

  /// Numbers of rows that are given out one after the other, to all tables that share the memory.
  private(set) lazy var runs = RunAllocator(0..<rows)
  /// The access that shows all of a row, where tables of several widths share the memory.
  weak var widest: TableImage?
  /// The hash tables that share the memory, by tag: an entry moves by its own table's key, row and books.
  private var plans: [Unmanaged<HashPlan>?] = Array(repeating: nil, count: 1 << RowLayout.tagWidth)
  /// Whether the chip writes rows by itself.
  var isChipWritten = false

  init(rows: Int, stride: Int, isTagged: Bool) {
    self.rows = max(1, rows)
    self.stride = max(1, stride)
    self.isTagged = isTagged
    base = .allocate(capacity: self.rows * self.stride)
    base.initialize(repeating: 0, count: self.rows * self.stride)
  }

  deinit { base.deallocate() }

  /// A table of the memory takes part in moves while it lives.
  func join(_ plan: HashPlan) { plans[Int(plan.image.tag)] = .passUnretained(plan) }
  func leave(_ plan: HashPlan) {
    if plans[Int(plan.image.tag)]?.takeUnretainedValue() === plan { plans[Int(plan.image.tag)] = nil }
  }

  /// The table whose entry stands in a row of a shared memory.
  func plan(ofRow row: Int) -> HashPlan? {
    plans[Int(base[row * stride] & (1 << UInt64(RowLayout.tagWidth) - 1))]?.takeUnretainedValue()
  }
}
