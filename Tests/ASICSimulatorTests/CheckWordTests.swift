#if DEBUG
  import SwitchPlatform
  import Testing
  @testable import ASICSimulator

  /// The codes against one that is written out: bits, check bits and all.
  @Suite struct CheckWordTests {
    /// A codeword of an extended Hamming code: positions 1 … n with check bits at the powers of two, and at 0 the parity over all.
    private struct Codeword {
      var bits: [Bool]
      let dataPositions: [Int]

      init(_ data: [Bool]) {
        var positions: [Int] = []
        var position = 1
        while positions.count < data.count {
          if position & (position - 1) != 0 { positions.append(position) }
          position += 1
        }
        dataPositions = positions
        var length = 1
        while length < position { length *= 2 }
        bits = Array(repeating: false, count: position)
        for (bit, place) in zip(data, positions) { bits[place] = bit }
        var check = 1
        while check < position {
          bits[check] = (1..<position).filter { $0 & check != 0 && $0 != check && bits[$0] }.count % 2 == 1
          check *= 2
        }
        bits[0] = bits.dropFirst().filter { $0 }.count % 2 == 1
      }

      /// The data as a decoder takes them to be; `nil` when it knows that it cannot tell.
      var decoded: [Bool]? {
        var syndrome = 0
        for position in bits.indices.dropFirst() where bits[position] { syndrome ^= position }
        let isOdd = bits.filter { $0 }.count % 2 == 1
        var bits = bits
        if isOdd {
          guard syndrome < bits.count else { return nil }
          bits[syndrome].toggle()
        } else if syndrome != 0 {
          return nil
        }
        return dataPositions.map { bits[$0] }
      }
    }

    @Test(arguments: [1, 2, 3, 4, 11, 12, 26, 57, 64, 72, 120])
    func eccIsAHammingCode(_ width: Int) {
      var draw = Draw(seed: UInt64(width))
      for step in 0..<300 {
        let data = (0..<width).map { _ in draw.chance(50) }
        let count = min(width, [0, 1, 1, 2, 2, 3, 4, 5][step % 8])
        let flips = Array((0..<width).shuffled(using: &draw).prefix(count))
        var word = Codeword(data)
        for flip in flips { word.bits[word.dataPositions[flip]].toggle() }
        var stored = data
        for flip in flips { stored[flip].toggle() }
        let read: [Bool]?
        switch CheckWord(check: .ecc, width: width).finding(flips) {
        case .clean, .misses: read = stored
        case .corrects(let bit):
          if let bit { stored[bit].toggle() }
          read = stored
        case .detects: read = nil
        }
        #expect(read == word.decoded, "\(width) bits, \(flips)")
        if count == 1 { #expect(read == data) }
        if count == 2 { #expect(read == nil) }
      }
    }

    @Test func parityCounts() {
      for count in 1...6 {
        let finding = CheckWord(check: .parity, width: 40).finding(Array(3..<3 + count))
        #expect(finding == (count % 2 == 1 ? .detects : .misses))
        #expect(CheckWord(check: .none, width: 40).finding(Array(3..<3 + count)) == .misses)
      }
      for check in MemoryDescription.Check.allCases { #expect(CheckWord(check: check, width: 8).finding([]) == .clean) }
    }

    @Test func theScrubComesToEachRowOnceAPass() throws {
      var chip = try Chips.catalog.chip(named: "ts-32x100g")
      for (rows, period) in [(1, 1), (7, 3), (16, 1000), (512, 12_345), (129, 27_000_000)] as [(Int, UInt64)] {
        chip.scrub = ScrubDescription(interval: .cycles(period))
        var memory = chip.memories[0]
        memory.rows = rows
        let clock = ScrubClock(chip, memory)
        for row in stride(from: 0, to: rows, by: max(1, rows / 16)) {
          let turn = Int64(row) * Int64(period) / Int64(rows)
          for start in [0, 1, turn, turn + 1, Int64(period), 5 * Int64(period) + turn, 5 * Int64(period) + turn + 1] as [Int64] {
            var expected = turn
            while expected < start { expected += Int64(period) }
            let visit = clock.visit(ofRow: row, notBefore: start)
            #expect(visit == expected, "row \(row) of \(rows), period \(period), from \(start)")
            #expect(visit - start <= Int64(period))
          }
        }
        #expect(clock.visit(ofRow: rows, notBefore: 0) == .max)
        #expect(clock.visit(ofRow: rows - 1, notBefore: .max) == .max || period == 1)
      }
      var memory = chip.memories[0]
      memory.check = .none
      #expect(ScrubClock(chip, memory).visit(ofRow: 0, notBefore: 0) == .max)
    }
  }
#endif
