#if DEBUG
  import SwitchPlatform
  import Testing
  @testable import ASICSimulator

  /// The prefix index against a scan of the rows.
  @Suite struct MaskHashIndexTests {
    private static let keys: [[FieldWidth]] = [
      [FieldWidth(.virtualRouter, 8), FieldWidth(.ipv4, 32)], [FieldWidth(.ipv4, 32), FieldWidth(.virtualRouter, 8)],
      [FieldWidth(.virtualRouter, 8), FieldWidth(.ipv6, 128)], [FieldWidth(.ipv6, 128), FieldWidth(.virtualRouter, 12)]
    ]

    @Test(arguments: keys.indices, [1, 64, 700])
    func prefixesAreFound(_ number: Int, _ rows: Int) {
      run(MaskHashIndexTests.keys[number], rows, masks: 0, steps: min(900, rows * 3 + 20))
    }

    /// More different masks than the index has numbers for, taken and given back.
    @Test(arguments: [0, 2]) func moreThan512Masks(_ number: Int) { run(MaskHashIndexTests.keys[number], 700, masks: 900, steps: 2500) }

    private func run(_ fields: [FieldWidth], _ rows: Int, masks count: Int, steps: Int) {
      var draw = Draw(seed: UInt64(rows + count))
      let table = TernaryTable(fields: fields, rows: rows)
      let index = MaskHashIndex(table.layout, memory: table.memory, rows: rows)
      table.memory.attach(index)
      let width = table.width
      let address = table.layout.key.first { $0.field != .virtualRouter }
      let router = table.layout.keyPlace(.virtualRouter)
      guard let address, let router else { return }
      let patterns = (0..<6).map { _ in (0..<width).map { _ in draw.chance(50) } }

      func prefixMask(_ length: Int) -> [Bool] {
        (0..<width).map { position in
          if position >= router.offset && position < router.offset + router.width { return true }
          return position - address.offset >= address.width - length
        }
      }
      let randomMasks = (0..<count).map { _ in (0..<width).map { _ in draw.chance(20) } }

      func check(_ step: Int) {
        var key = patterns[draw.below(patterns.count)]
        if draw.chance(60) { key[address.offset + draw.below(address.width)].toggle() }
        let packed = table.key(key, words: 3)
        let found = packed.withUnsafeBufferPointer { $0.baseAddress.map { index.firstMatch($0) } }
        #expect(found == table.scan(key), "step \(step)")
      }
      for step in 0..<steps {
        let row = draw.below(rows)
        if draw.chance(15) {
          table.store([UInt64](repeating: 0, count: table.layout.words), at: row)
        } else if draw.chance(15) {
          table.store(table.words(of: row), at: draw.below(rows))
        } else {
          let mask = randomMasks.isEmpty ? prefixMask(draw.below(address.width + 1)) : randomMasks[draw.below(randomMasks.count)]
          table.store(table.row(value: patterns[draw.below(patterns.count)], mask: mask, isValid: true, data: 0), at: row)
        }
        if step % 10 == 0 { check(step) }
      }
      for row in 0..<rows where row % 50 != 7 {
        table.store([UInt64](repeating: 0, count: table.layout.words), at: row)
        if row % 40 == 0 { check(row) }
      }
      for row in 0..<rows { table.store([UInt64](repeating: 0, count: table.layout.words), at: row) }
      let nothing = [UInt64](repeating: 0, count: 3)
      #expect(nothing.withUnsafeBufferPointer { $0.baseAddress.map { index.firstMatch($0) } } == -1)
    }
  }
#endif
