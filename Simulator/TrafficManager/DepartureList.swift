/// Departures since the caller looked last.
struct DepartureList {
  private let slots: UnsafeMutablePointer<Departure>
  private let capacity: Int
  private(set) var count = 0
  private(set) var forgotten: UInt64 = 0
  /// Those that found the list full; the caller has not looked for too long.
  private(set) var unseen: UInt64 = 0

  init(capacity: Int) {
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
  }

  func deallocate() { slots.deallocate() }

  @inline(__always)
  mutating func append(_ departure: Departure) {
    guard count < capacity else {
      unseen &+= 1
      return
    }
    (slots + count).initialize(to: departure)
    count &+= 1
  }

  var all: UnsafeBufferPointer<Departure> { UnsafeBufferPointer(start: slots, count: count) }

  @inline(__always)
  subscript(_ index: Int) -> Departure { slots[index] }

  @inline(__always)
  mutating func reset() {
    forgotten &+= UInt64(count)
    count = 0
  }
}
