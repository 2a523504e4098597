#if DEBUG
  import SwitchPlatform
  import Testing
  @testable import ASICSimulator

  /// Look-ups in memories with flipped bits, against scans of the physical rows.
  @Suite struct FlippedTableTests {
    /// A TCAM's cells compare as they are: each flip of key, mask or valid bit, whatever checks the row.
    @Test(arguments: MemoryDescription.Check.allCases)
    func aTCAMMatchesByItsCells(_ check: MemoryDescription.Check) {
      var draw = Draw(seed: 11)
      let fields = [FieldWidth(.etherType, 16), FieldWidth(.ipProtocol, 8), FieldWidth(.vlan, 12)]
      let table = TernaryTable(fields: fields, rows: 40, check: check)
      let sliced = BitSlicedIndex(table.layout, rows: 40)
      let masks = MaskHashIndex(table.layout, memory: table.memory, rows: 40)
      table.memory.attach(sliced)
      table.memory.attach(masks)
      let faults = FaultedRows(table.memory, number: 0, width: table.layout.width)
      var written = (0..<40).map { _ in [UInt64](repeating: 0, count: table.layout.words) }
      var flips = written
      let patterns = (0..<4).map { _ in (0..<table.width).map { _ in draw.chance(50) } }
      for step in 0..<600 {
        let row = draw.below(40)
        if draw.chance(40) {
          let mask = (0..<table.width).map { _ in draw.chance(70) }
          written[row] = table.row(value: patterns[draw.below(4)], mask: mask, isValid: draw.chance(80), data: draw.next() & 511)
          flips[row] = written[row].map { _ in 0 }
          table.store(written[row], at: row)
        } else {
          let bit = draw.below(table.layout.width)
          flips[row][bit / 64] ^= 1 << UInt64(bit % 64)
          faults.flip(bit, ofRow: row, due: .max)
        }
        #expect(table.words(of: row) == zip(written[row], flips[row]).map { $0 ^ $1 }, "step \(step)")
        for _ in 0..<4 {
          var key = patterns[draw.below(4)]
          for _ in 0..<draw.below(3) { key[draw.below(table.width)].toggle() }
          let packed = table.key(key, words: 4)
          let found = packed.withUnsafeBufferPointer { $0.baseAddress.map { [sliced.firstMatch($0), masks.firstMatch($0)] } }
          #expect(found == [table.scan(key), table.scan(key)], "step \(step)")
        }
      }
    }

    /// A hash look-up finds what stands in the key's bucket by the cells, unless the code puts it right or knows that it cannot.
    @Test(arguments: [(MemoryDescription.Check.none, 0), (.parity, 0), (.parity, 20), (.ecc, 0), (.ecc, 20)])
    func aBucketIsReadByItsWords(_ check: MemoryDescription.Check, _ checkWidth: Int) {
      var draw = Draw(seed: UInt64(checkWidth) + 3)
      let match = HashMatch(ways: 4, hashes: 2, function: .mix, seed: 1)
      let table = TableDescription(
        name: "hash", role: .fdb, match: .hash(match), memory: 0, depth: 64, key: [FieldWidth(.mac, 48), FieldWidth(.fid, 12)],
        data: [FieldWidth(.port, 9)], access: 0)
      let layout = table.layout
      var description = MemoryDescription(name: "ways", kind: .sram, rows: 64, rowsPerBlock: 4, width: layout.width, check: check)
      description.checkWidth = checkWidth == 0 ? nil : checkWidth
      let memory = Memory(description, words: layout.words)
      let lookUp = HashLookUp(table, memory, match)
      let faults = FaultedRows(memory, number: 0, width: layout.width)
      let buckets = match.buckets(depth: 64)
      var written = (0..<64).map { _ in [UInt64](repeating: 0, count: layout.words) }
      var flips = written
      let keys = (0..<24).map { _ in draw.next() & 0xfff_ffff_ffff_ffff }

      func width(_ start: Int) -> Int { min(checkWidth == 0 ? layout.width : checkWidth, layout.width - start) }
      /// A row as a reader has it; `nil` when it cannot be read.
      func read(_ row: Int) -> [UInt64]? {
        var words = zip(written[row], flips[row]).map { $0 ^ $1 }
        for start in stride(from: 0, to: layout.width, by: width(0)) {
          let set = (start..<start + width(start)).filter { TernaryTable.bit($0, flips[row]) }
          switch check {
          case .none: continue
          case .parity: if set.count % 2 == 1 { return nil }
          case .ecc:
            if set.count == 1 { TernaryTable.put(!TernaryTable.bit(set[0], words), set[0], &words) }
            if set.count == 2 { return nil }
          }
        }
        return words
      }

      for step in 0..<1500 {
        let key = keys[draw.below(keys.count)]
        let choice = draw.below(2)
        let bucket = withUnsafePointer(to: key) { match.bucket(of: $0, bits: 60, buckets: buckets, choice: choice) }
        let row = bucket * 4 + draw.below(4)
        let flipped = (0..<layout.width).filter { TernaryTable.bit($0, flips[row]) }
        // Two flips of a row at most: what more of them do is the code's own affair.
        if flipped.count >= 2 || draw.chance(40) {
          written[row] = [key | (draw.chance(80) ? 1 << 60 : 0) | draw.next() & 7 << 61, draw.next() & 63]
          flips[row] = [0, 0]
          written[row].withUnsafeBufferPointer { if let base = $0.baseAddress { memory.store(base, at: row) } }
        } else {
          let bit = draw.below(layout.width)
          if flipped.contains(bit) { continue }
          flips[row][bit / 64] ^= 1 << UInt64(bit % 64)
          faults.flip(bit, ofRow: row, due: .max)
        }
        for key in keys.prefix(8) {
          var expected = -1
          var canRead = true
          for choice in [1, 0] {
            let first = withUnsafePointer(to: key) { match.bucket(of: $0, bits: 60, buckets: buckets, choice: choice) } * 4
            for candidate in (first..<first + 4).reversed() {
              guard let words = read(candidate) else {
                canRead = false
                continue
              }
              if words[0] & 0x1fff_ffff_ffff_ffff == key | 1 << 60 { expected = candidate }
            }
          }
          let status = [0, 1].flatMap { choice -> [FaultedRows.Status] in
            let first = withUnsafePointer(to: key) { match.bucket(of: $0, bits: 60, buckets: buckets, choice: choice) } * 4
            return (first..<first + 4).compactMap { faults.faults[$0]?.status }
          }
          #expect(!status.contains(.detectable) == canRead, "step \(step)")
          // What a packet finds in a bucket that cannot be read is nobody's business: it is dropped.
          guard canRead else { continue }
          let found = withUnsafePointer(to: (key, UInt64(0))) {
            $0.withMemoryRebound(to: UInt64.self, capacity: 2) { lookUp.find($0) }
          }
          #expect(found == expected, "step \(step)")
        }
      }
    }
  }
#endif
