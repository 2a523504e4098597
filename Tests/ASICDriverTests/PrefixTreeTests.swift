#if DEBUG
  import Testing
  @testable import ASICDriver

  /// The tree against a list.
  @Suite struct PrefixTreeTests {
    private func covers(_ left: PrefixBits, _ right: PrefixBits) -> Bool {
      left.length <= right.length && (0..<Int(left.length)).allSatisfy { bit($0, left) == bit($0, right) }
    }
    private func bit(_ index: Int, _ prefix: PrefixBits) -> Bool {
      index < 64 ? prefix.high >> UInt64(63 - index) & 1 == 1 : prefix.low >> UInt64(127 - index) & 1 == 1
    }

    @Test(arguments: [4, 32, 128] as [Int]) func agreesWithAList(_ depth: Int) {
      var draw = Draw(seed: UInt64(depth))
      var tree = PrefixTree()
      var list: [PrefixBits: Int32] = [:]
      // Few distinct bits, so that prefixes nest.
      func random() -> PrefixBits {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for position in 0..<12 where draw.chance(50) {
          let place = depth <= 12 ? position : position * depth / 12
          if place < 64 { high |= 1 << UInt64(63 - place) } else { low |= 1 << UInt64(127 - place) }
        }
        return PrefixBits(high: high, low: low, length: UInt8(draw.below(depth + 1)))
      }
      for step in 0..<1500 {
        let prefix = random()
        if draw.chance(step % 500 < 250 ? 70 : 30) {
          tree.insert(prefix, Int32(step))
          list[prefix] = Int32(step)
        } else {
          let victim = draw.chance(70) ? list.keys.min { ($0.high ^ prefix.high) < ($1.high ^ prefix.high) } ?? prefix : prefix
          tree.remove(victim)
          list[victim] = nil
        }
        #expect(tree.count == list.count)
        guard step % 5 == 0 else { continue }
        let probe = random()
        for isStrict in [false, true] {
          let best = list.filter { covers($0.key, probe) && (!isStrict || $0.key.length < probe.length) }.max {
            $0.key.length < $1.key.length
          }
          #expect(tree.longest(covering: probe, isStrict: isStrict) == best?.value, "step \(step)")
        }
        var below: Set<Int32> = []
        tree.forEach(below: probe) { if !below.insert($0).inserted { Issue.record("visited twice") } }
        #expect(below == Set(list.filter { covers(probe, $0.key) && $0.key != probe }.values), "step \(step)")
      }
      for prefix in list.keys { tree.remove(prefix) }
      #expect(tree.count == 0)
      #expect(tree.longest(covering: random()) == nil)
    }
  }
#endif
