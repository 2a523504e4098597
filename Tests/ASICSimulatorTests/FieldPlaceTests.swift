#if DEBUG
  import SwitchPlatform
  import Testing

  @testable import ASICSimulator

  /// Fields wherever they stand, against one bit after the other.
  @Suite struct FieldPlaceTests {
    /// The row, its bits before, and what the field held.
    private static func bits(_ row: UnsafePointer<UInt64>) -> [UInt64] { (0..<192).map { row[$0 / 64] >> UInt64($0 % 64) & 1 } }

    private static func value(_ bits: [UInt64], _ offset: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | bits[offset + $1] << UInt64($1) }
    }

    @Test func readWriteAndAddLeaveTheRestAlone() {
      var draw = Draw(seed: 9)
      let row = UnsafeMutablePointer<UInt64>.allocate(capacity: 3)
      defer { row.deallocate() }
      for _ in 0..<20_000 {
        for word in 0..<3 { (row + word).initialize(to: draw.next()) }
        let width = 1 + draw.below(64)
        let offset = draw.below(129 - 64 + 1)
        let place = FieldPlace(RowLayout.Place(field: .bytes, offset: offset, width: width))
        let mask: UInt64 = width == 64 ? ~0 : (1 << UInt64(width)) - 1
        let before = Self.bits(row)
        let old = Self.value(before, offset, width)
        #expect(place.read(row) == old)
        let number = draw.chance(50) ? draw.next() : UInt64(draw.below(3_000))
        let adds = draw.chance(50)
        if adds { place.add(number, row) } else { place.write(number, row) }
        let after = Self.bits(row)
        #expect(Self.value(after, offset, width) == (adds ? old &+ number : number) & mask)
        #expect(place.read(row) == (adds ? old &+ number : number) & mask)
        let isSame = (0..<192).allSatisfy { (offset..<offset + width).contains($0) || before[$0] == after[$0] }
        #expect(isSame, "\(offset), \(width)")
      }
    }

    @Test func anAbsentFieldReadsZero() {
      let row = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)
      defer { row.deallocate() }
      row.initialize(repeating: ~0, count: 2)
      #expect(FieldPlace(nil).read(row) == 0)
    }
  }
#endif
