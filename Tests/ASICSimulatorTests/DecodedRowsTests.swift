#if DEBUG
  import SwitchPlatform
  import Testing

  @testable import ASICSimulator

  /// What packets read of a table agrees with its rows, whatever is stored.
  @Suite struct DecodedRowsTests {
    private static let fields: [(Field, Int)] = [(.valid, 1), (.mac, 48), (.interface, 12)]

    private static func place(_ field: Field) -> FieldPlace {
      var offset = 0
      for (name, width) in fields {
        if name == field { return FieldPlace(RowLayout.Place(field: field, offset: offset, width: width)) }
        offset += width
      }
      return FieldPlace(nil)
    }

    @Test func everyRowThatIsStoredIsDecoded() {
      var draw = Draw(seed: 5)
      let memory = Memory(
        MemoryDescription(name: "nextHopRows", kind: .sram, rows: 64, rowsPerBlock: 1, width: 64, check: .none), words: 1)
      let lookUp = DecodedRows(memory, depth: 50, decode: NextHopRow.decoder(Self.place)).lookUp
      #expect(lookUp.row(-1) == nil)
      #expect(lookUp.row(50) == nil)
      #expect(lookUp.row(49)?.pointee.isValid == false)
      for _ in 0..<2_000 {
        var word = draw.next()
        memory.store(&word, at: draw.below(64))
        let number = draw.below(50)
        let (row, stored) = (lookUp.row(number)?.pointee, memory.row(number)[0])
        #expect(row?.isValid == (stored & 1 == 1))
        #expect(row?.mac == stored >> 1 & 0xffff_ffff_ffff)
        #expect(row?.interface == Int(stored >> 49 & 0xfff))
      }
    }
  }
#endif
