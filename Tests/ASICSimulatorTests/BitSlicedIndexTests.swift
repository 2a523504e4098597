#if DEBUG
  import SwitchPlatform
  import Testing
  @testable import ASICSimulator

  /// The fast index against a scan of the rows.
  @Suite struct BitSlicedIndexTests {
    @Test(arguments: [13, 64, 65, 120, 345, 400], [1, 63, 511, 513])
    func findsWhatAScanFinds(_ width: Int, _ rows: Int) {
      var draw = Draw(seed: UInt64(width * 1000 + rows))
      var left = width
      var fields: [FieldWidth] = []
      while left > 0 {
        let part = min(left, 1 + draw.below(64))
        fields.append(FieldWidth(.etherType, part))
        left -= part
      }
      let table = TernaryTable(fields: fields, rows: rows)
      let index = BitSlicedIndex(table.layout, rows: rows)
      table.memory.attach(index)
      // Values from few patterns and masks of few bits, so that rows overlap and keys hit.
      let patterns = (0..<4).map { _ in (0..<width).map { _ in draw.chance(50) } }
      let words = (width + 63) / 64 + 1
      func check(_ what: String) {
        for _ in 0..<6 {
          var key = patterns[draw.below(4)]
          for _ in 0..<draw.below(3) { key[draw.below(width)].toggle() }
          let packed = table.key(key, words: words)
          let found = packed.withUnsafeBufferPointer { $0.baseAddress.map { index.firstMatch($0) } }
          #expect(found == table.scan(key), "\(what), \(width) bits, \(rows) rows")
        }
      }
      check("empty")
      for step in 0..<min(120, 40 + rows) {
        let row = draw.below(rows)
        switch draw.below(10) {
        case 0: table.store([UInt64](repeating: 0, count: table.layout.words), at: row)
        case 1:
          // A move: copied, and the old row cleared in a second step.
          let target = draw.below(rows)
          table.store(table.words(of: row), at: target)
          check("moved")
          if target != row { table.store([UInt64](repeating: 0, count: table.layout.words), at: row) }
        case 2:
          // Invalid, with its key left in place.
          var words = table.words(of: row)
          TernaryTable.put(false, table.layout.validOffset ?? 0, &words)
          table.store(words, at: row)
        default:
          let density = [0, 3, 30, 100][draw.below(4)]
          let mask = (0..<width).map { _ in draw.chance(density) }
          // Value bits outside the mask are set too: they must not matter.
          table.store(
            table.row(value: patterns[draw.below(4)], mask: mask, isValid: true, data: draw.next() & 511), at: row)
        }
        if step % 4 == 0 { check("step \(step)") }
      }
      for row in 0..<rows where rows < 64 || row % 8 != 3 { table.store([UInt64](repeating: 0, count: table.layout.words), at: row) }
      check("nearly empty")
    }

    /// Rows far apart: chunks that are passed over, more of them than a word has bits.
    @Test func chunksWithoutARowArePassedOver() {
      var draw = Draw(seed: 4)
      let rows = 70_000
      let table = TernaryTable(fields: [FieldWidth(.etherType, 40)], rows: rows)
      let index = BitSlicedIndex(table.layout, rows: rows)
      table.memory.attach(index)
      let patterns = (0..<6).map { _ in (0..<40).map { _ in draw.chance(50) } }
      var stored: [Int: [UInt64]] = [:]
      for step in 0..<400 {
        // Now and then one that is held already.
        let held = stored.keys.sorted()
        let row = draw.chance(40) && !held.isEmpty ? held[draw.below(held.count)] : draw.below(rows)
        if draw.chance(50) {
          let bytes = (0..<5).map { _ in draw.chance(60) }
          let mask = (0..<40).map { bytes[$0 / 8] }
          stored[row] = table.row(value: patterns[draw.below(6)], mask: mask, isValid: true, data: 0)
        } else {
          stored[row] = nil
        }
        table.store(stored[row] ?? [UInt64](repeating: 0, count: table.layout.words), at: row)
        for key in patterns {
          let expected = stored.filter { table.matches($0.value, key) }.keys.min() ?? -1
          let found = table.key(key, words: 2).withUnsafeBufferPointer { $0.baseAddress.map { index.firstMatch($0) } }
          #expect(found == expected, "step \(step)")
        }
      }
      #expect(stored.count > 30)
    }
  }
#endif
