#if DEBUG
  import SwitchModel
  import Testing
  @testable import ASICDriver

  @Suite struct PortRangeTests {
    private func check(_ range: ClosedRange<UInt16>) {
      let prefixes = L4PortRange(range).prefixes
      #expect(prefixes.count <= 30, "\(range)")
      var covered = [Bool](repeating: false, count: 65_536)
      for prefix in prefixes {
        #expect(prefix.value & ~prefix.mask == 0, "\(range): value outside the mask")
        // A prefix mask: ones, then zeros.
        #expect((~prefix.mask &+ 1) & ~prefix.mask == 0, "\(range): mask \(prefix.mask)")
        let size = Int(~prefix.mask) + 1
        let block = Int(prefix.value)..<Int(prefix.value) + size
        if covered[block].contains(true) { Issue.record("\(range): \(block) is covered twice") }
        covered.replaceSubrange(block, with: repeatElement(true, count: size))
      }
      var expected = [Bool](repeating: false, count: 65_536)
      expected.replaceSubrange(Int(range.lowerBound)...Int(range.upperBound), with: repeatElement(true, count: range.count))
      #expect(covered == expected, "\(range)")
    }

    @Test func interestingRangesAreCoveredExactly() {
      let edges: [UInt16] = [0, 1, 2, 3, 255, 256, 1023, 1024, 32_767, 32_768, 32_769, 49_152, 65_533, 65_534, 65_535]
      for lower in edges { for upper in edges where upper >= lower { check(lower...upper) } }
      #expect(L4PortRange(0...65_535).prefixes.count == 1)
      #expect(L4PortRange(1...65_534).prefixes.count == 30)
    }

    @Test func randomRangesAreCoveredExactly() {
      var draw = Draw(seed: 1)
      for _ in 0..<30 {
        let (first, second) = (UInt16(draw.below(65_536)), UInt16(draw.below(65_536)))
        check(min(first, second)...max(first, second))
      }
    }
  }
#endif
