import Testing

@testable import TrafficManager

/// The calendar against a sorted list; arrivals near, of one cycle, and farther ahead than there are lists.
@Suite struct ArrivalCalendarTests {
  private struct Waiting {
    var cycle: Int64
    var serial: UInt64
  }

  @Test(arguments: [(1 as UInt64, 4), (2, 600), (3, 2_047), (4, 2_048), (5, 9_000), (6, 1)]) func asASortedList(seed: UInt64, ahead: Int) {
    var draw = Draw(seed: seed)
    var calendar = ArrivalCalendar()
    defer { calendar.deallocate() }
    var list: [Waiting] = []
    var now: Int64 = 5
    var serial: UInt64 = 0
    for _ in 0..<20_000 {
      #expect(calendar.first == list.first?.cycle ?? .max)
      #expect(calendar.count == list.count)
      if list.isEmpty || (list.count < 300 && draw.chance(52)) {
        let cycle = now + Int64(draw.below(draw.chance(80) ? min(ahead, 16) : ahead))
        calendar.insert(TrafficOffer(serial: serial, bytes: 64, ingressPort: 0, egressPort: 1), at: cycle, now: now)
        let place = list.firstIndex { $0.cycle > cycle } ?? list.count
        list.insert(Waiting(cycle: cycle, serial: serial), at: place)
        serial += 1
      } else if draw.chance(10) {
        // Time passes without an arrival.
        now = max(now, min(list[0].cycle, now + Int64(draw.below(3_000))))
      } else {
        now = max(now, list[0].cycle)
        #expect(calendar.pop().serial == list.removeFirst().serial)
      }
    }
    while !list.isEmpty { #expect(calendar.pop().serial == list.removeFirst().serial) }
    #expect(calendar.first == .max)
  }

  @Test func itIsFullWhenItIsFull() {
    var calendar = ArrivalCalendar()
    defer { calendar.deallocate() }
    for serial in 0..<ArrivalCalendar.capacity {
      #expect(!calendar.isFull)
      calendar.insert(TrafficOffer(serial: UInt64(serial), bytes: 64, ingressPort: 0, egressPort: 1), at: Int64(serial * 3), now: 0)
    }
    #expect(calendar.isFull)
    for serial in 0..<ArrivalCalendar.capacity { #expect(calendar.pop().serial == UInt64(serial)) }
  }
}
