import SwitchPlatform

/// How many slots of each LPM bucket have to be looked at: up to the last valid one.
final class BucketFill: RowIndex {
  let entries: Int
  let used: UnsafeMutablePointer<UInt8>
  private let buckets: Int
  private let validOffset: Int
  private unowned let memory: Memory

  init(_ layout: RowLayout, memory: Memory, buckets: Int, entries: Int) {
    self.entries = entries
    self.buckets = buckets
    self.memory = memory
    validOffset = layout.validOffset ?? 0
    used = .allocate(capacity: max(1, buckets))
    used.initialize(repeating: 0, count: max(1, buckets))
  }

  deinit { used.deallocate() }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    let bucket = row / entries
    let slot = row % entries
    guard bucket < buckets else { return }
    if RowBits.read(new, at: validOffset, width: 1) == 1 {
      used[bucket] = max(used[bucket], UInt8(truncatingIfNeeded: slot + 1))
    } else if Int(used[bucket]) == slot + 1 {
      var count = slot
      while count > 0 && RowBits.read(memory.row(bucket * entries + count - 1), at: validOffset, width: 1) == 0 { count -= 1 }
      used[bucket] = UInt8(truncatingIfNeeded: count)
    }
  }
}
