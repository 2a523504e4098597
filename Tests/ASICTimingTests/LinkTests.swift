import ASICTiming
import SwitchPlatform
import Testing

/// Frames on a wire.
struct LinkTests {
  /// A 64-bit MAC with lanes 0 and 4 as starts: the mean of a frame is (frame + 20) / 8 cycles, whatever its length.
  @Test(arguments: [64, 65, 66, 67, 68, 127, 128, 512, 1517, 1518])
  func meanGapStays(frame: Int) {
    var link = Link(LinkTiming(bytes: 8, alignment: 4))
    let first = link.send(bytes: frame - 4, at: 0)?.start ?? -1
    var last = first
    for _ in 0..<400 { last = link.send(bytes: frame - 4, at: 0)?.start ?? -1 }
    #expect(last - first == Int64(400 * (frame + 20) / 8))
  }

  /// Rates that do not divide a cycle do not drift: a hundred thousand frames end where exact arithmetic says.
  @Test func ratesDoNotDrift() {
    var link = Link(LinkTiming(bytes: 7, cycles: 3, fcs: 0, minimumFrame: 0))
    var last: Link.Slot?
    for _ in 0..<100_000 { last = link.send(bytes: 100, at: 0) }
    let before: Int64 = 99_999 * 120 * 3
    let end: Int64 = before + 108 * 3
    #expect(last?.start == before / 7)
    #expect(last?.end == (end + 6) / 7)
  }

  @Test func cutThroughIsUsableAfterTheFirstByte() {
    var link = Link(LinkTiming(bytes: 1, forwarding: .cutThrough))
    let slot = link.send(bytes: 60, at: 10)
    #expect(slot == Link.Slot(start: 10, end: 82, usable: 19))
  }

  @Test func longFramesAndHostileNumbersAreRefused() {
    var link = Link(LinkTiming(bytes: 1, maximumFrame: 1518))
    for bytes in [1515, -1, Int.max, Int.min] {
      let slot = link.send(bytes: bytes, at: 0)
      #expect(slot == nil)
    }
    #expect(link.freeFrom == 0)
    for _ in 0..<2 {
      let slot = link.send(bytes: 60, at: Int64.max)
      #expect(slot?.start == Link.horizon)
    }
  }
}
