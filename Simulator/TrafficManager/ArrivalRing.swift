/// Copies on their way to the buffer, by cycle: a ring, nearly in order as they come.
struct ArrivalRing {
  struct Arrival {
    var cycle: Int64
    var offer: TrafficOffer
  }

  static let capacity = 8192
  private let slots: UnsafeMutablePointer<Arrival>
  private var head = 0
  private(set) var count = 0

  init() { slots = .allocate(capacity: ArrivalRing.capacity) }
  func deallocate() { slots.deallocate() }

  @inline(__always)
  private func place(_ index: Int) -> Int { (head &+ index) & (ArrivalRing.capacity &- 1) }

  @inline(__always) var isFull: Bool { count == ArrivalRing.capacity }
  /// `.max`: there is none.
  @inline(__always) var first: Int64 { count > 0 ? slots[head].cycle : .max }

  /// Puts one in its place, behind those of its cycle. There is room: see `isFull`.
  @inline(__always)
  mutating func insert(_ offer: TrafficOffer, at cycle: Int64) {
    var index = count
    count &+= 1
    while index > 0, slots[place(index &- 1)].cycle > cycle {
      slots[place(index)] = slots[place(index &- 1)]
      index &-= 1
    }
    (slots + place(index)).initialize(to: Arrival(cycle: cycle, offer: offer))
  }

  /// Takes the first; there is one.
  @inline(__always)
  mutating func pop() -> TrafficOffer {
    let offer = slots[head].offer
    head = (head &+ 1) & (ArrivalRing.capacity &- 1)
    count &-= 1
    return offer
  }
}
