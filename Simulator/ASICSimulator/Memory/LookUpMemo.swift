/// What the last look-ups in a small table found: a router's own addresses are looked up by every packet that it routes, and hardly ever
/// change.
struct LookUpMemo {
  private struct Slot {
    var key: UInt64 = 0
    var version: UInt64 = .max
    var hit = -1
  }

  private static let count: UInt64 = 64
  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Int(LookUpMemo.count))
    slots.initialize(repeating: Slot(), count: Int(LookUpMemo.count))
  }

  func deallocate() { slots.deallocate() }

  /// What was found for `key`: a row, or -1; `nil` where the table has changed since, or nothing is known.
  ///
  /// - Parameters:
  ///   - number: Where it is kept: keys that are looked up by turns have different ones.
  ///   - version: The table's, which changes with each row that is stored.
  @inline(__always)
  func hit(_ key: UInt64, _ number: UInt64, version: UInt64) -> Int? {
    let slot = slots + Int(truncatingIfNeeded: number % LookUpMemo.count)
    return slot.pointee.version == version && slot.pointee.key == key ? slot.pointee.hit : nil
  }

  @inline(__always)
  func keep(_ hit: Int, _ key: UInt64, _ number: UInt64, version: UInt64) {
    slots[Int(truncatingIfNeeded: number % LookUpMemo.count)] = Slot(key: key, version: version, hit: hit)
  }
}
