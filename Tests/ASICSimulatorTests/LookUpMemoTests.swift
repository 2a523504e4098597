#if DEBUG
  import Testing
  @testable import ASICSimulator

  /// What is kept of look-ups, against a dictionary by number of the last key, hit and version.
  @Suite struct LookUpMemoTests {
    @Test func aMemoKeepsTheLastOfEachNumber() {
      let memo = LookUpMemo()
      defer { memo.deallocate() }
      var held: [UInt64: (key: UInt64, hit: Int, version: UInt64)] = [:]
      var draw = Draw(seed: 21)
      var version: UInt64 = 0
      var found = 0
      for step in 0..<20_000 {
        if draw.chance(2) { version += 1 }
        let key = draw.next() & 3
        let number = UInt64(draw.below(200))
        let slot = held[number % 64]
        let expected = slot.flatMap { $0.key == key && $0.version == version ? $0.hit : nil }
        let hit = memo.hit(key, number, version: version)
        #expect(hit == expected, "step \(step)")
        if hit != nil { found += 1 }
        if draw.chance(50) {
          held[number % 64] = (key, draw.below(9) - 1, version)
          if let new = held[number % 64] { memo.keep(new.hit, key, number, version: version) }
        }
      }
      #expect(found > 200)
    }

    /// A memo of nothing answers nothing, not even for a table that has stored nothing.
    @Test func anEmptyMemoKnowsNothing() {
      let memo = LookUpMemo()
      defer { memo.deallocate() }
      #expect((0..<64).allSatisfy { memo.hit(0, $0, version: 0) == nil })
    }
  }
#endif
