import CMemoryHints

/// Copies on their way to the buffer, by cycle; those of one cycle in the order in which they were put.
///
/// Packets leave the pipes of a chip side by side, so that they do not come in order. A list a cycle takes one in two steps, for as many cycles ahead as
/// a pipeline is long; what comes later than that stands in order on its own.
struct ArrivalCalendar {
  private struct Slot {
    var cycle: Int64
    var offer: TrafficOffer
    var next: Int32
  }

  private struct List {
    var head: Int32 = -1
    var tail: Int32 = -1
  }

  static let capacity = 8192
  /// Cycles ahead that have a list.
  private static let span = 2048
  private let slots: UnsafeMutablePointer<Slot>
  private let lists: UnsafeMutablePointer<List>
  /// Which lists have something: a bit each, and a bit for each of these words.
  private let words: UnsafeMutablePointer<UInt64>
  private var summary: UInt64 = 0
  private var free: Int32 = -1
  private var used: Int32 = 0
  /// Those beyond the lists, in order.
  private var late = List()
  private(set) var count = 0
  /// The first's cycle; `.max`: there is none.
  private(set) var first: Int64 = .max

  init() {
    slots = .allocate(capacity: ArrivalCalendar.capacity)
    lists = .allocate(capacity: ArrivalCalendar.span)
    lists.initialize(repeating: List(), count: ArrivalCalendar.span)
    words = .allocate(capacity: ArrivalCalendar.span / 64)
    words.initialize(repeating: 0, count: ArrivalCalendar.span / 64)
  }

  func deallocate() {
    slots.deallocate()
    lists.deallocate()
    words.deallocate()
  }

  @inline(__always) var isFull: Bool { count == ArrivalCalendar.capacity }

  /// Puts one behind those of its cycle. There is room: see `isFull`.
  ///
  /// - Parameters:
  ///   - cycle: Not before `now`.
  ///   - now: Does not go back; nothing that stands here is of an earlier cycle.
  @inline(__always)
  mutating func insert(_ offer: TrafficOffer, at cycle: Int64, now: Int64) {
    var slot = free
    if slot >= 0 {
      free = slots[Int(slot)].next
      if free >= 0 { trysail_prefetch(slots + Int(free)) }
    } else {
      slot = used
      used &+= 1
    }
    (slots + Int(slot)).initialize(to: Slot(cycle: cycle, offer: offer, next: -1))
    count &+= 1
    if cycle < first { first = cycle }
    guard cycle &- now < Int64(ArrivalCalendar.span) else { return insertLate(slot, cycle) }
    let number = Int(truncatingIfNeeded: cycle) & (ArrivalCalendar.span &- 1)
    let list = lists + number
    if list.pointee.head < 0 {
      list.pointee.head = slot
      words[number &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
      summary |= 1 &<< UInt64(truncatingIfNeeded: number &>> 6)
    } else {
      slots[Int(list.pointee.tail)].next = slot
    }
    list.pointee.tail = slot
  }

  private mutating func insertLate(_ slot: Int32, _ cycle: Int64) {
    guard late.head >= 0 else {
      late = List(head: slot, tail: slot)
      return
    }
    if slots[Int(late.tail)].cycle <= cycle {
      slots[Int(late.tail)].next = slot
      late.tail = slot
      return
    }
    var before: Int32 = -1
    var next = late.head
    while slots[Int(next)].cycle <= cycle {
      before = next
      next = slots[Int(next)].next
    }
    slots[Int(slot)].next = next
    if before < 0 { late.head = slot } else { slots[Int(before)].next = slot }
  }

  /// Takes the first; there is one.
  @inline(__always)
  mutating func pop() -> TrafficOffer {
    count &-= 1
    // One that is late was put before all of its cycle that are not: the lists reach the further the later it is.
    if late.head >= 0, slots[Int(late.head)].cycle == first { return popLate() }
    let number = Int(truncatingIfNeeded: first) & (ArrivalCalendar.span &- 1)
    let slot = lists[number].head
    let offer = slots[Int(slot)].offer
    let next = slots[Int(slot)].next
    slots[Int(slot)].next = free
    free = slot
    lists[number].head = next
    if next >= 0 {
      trysail_prefetch(slots + Int(next))
    } else {
      words[number &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: number & 63))
      if words[number &>> 6] == 0 { summary &= ~(1 &<< UInt64(truncatingIfNeeded: number &>> 6)) }
      findFirst(from: number)
    }
    return offer
  }

  private mutating func popLate() -> TrafficOffer {
    let slot = late.head
    let offer = slots[Int(slot)].offer
    late.head = slots[Int(slot)].next
    slots[Int(slot)].next = free
    free = slot
    findFirst(from: Int(truncatingIfNeeded: first) & (ArrivalCalendar.span &- 1))
    return offer
  }

  /// The next that is there, from the first's list on, which is `number`. No list has anything of `span` cycles later.
  @inline(__always)
  private mutating func findFirst(from number: Int) {
    let last = late.head < 0 ? Int64.max : slots[Int(late.head)].cycle
    let word = number &>> 6
    let rest = words[word] &>> UInt64(truncatingIfNeeded: number & 63)
    if rest != 0 {
      first = min(last, first &+ Int64(truncatingIfNeeded: rest.trailingZeroBitCount))
      return
    }
    guard summary != 0 else {
      first = last
      return
    }
    // The words behind this one, then those before it and its own beginning: the lists go round.
    let count = ArrivalCalendar.span / 64
    let behind = word &+ 1 < count ? summary &>> UInt64(truncatingIfNeeded: word &+ 1) : 0
    let next = behind != 0 ? word &+ 1 &+ behind.trailingZeroBitCount : summary.trailingZeroBitCount
    let place = next &* 64 &+ words[next].trailingZeroBitCount
    let distance = (place &- number) & (ArrivalCalendar.span &- 1)
    first = min(last, first &+ Int64(truncatingIfNeeded: distance))
  }
}
