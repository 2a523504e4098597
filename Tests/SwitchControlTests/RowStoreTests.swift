#if DEBUG
  import SwitchModel
  import Testing

  @testable import SwitchControl

  @Suite struct RowStoreTests {
    /// Against a dictionary: growth, removal in every order, keys that come back.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func isADictionary(seed: UInt64) throws {
      var random = Random(state: seed)
      var store = RowStore<VirtualRouter>()
      var naive: [VirtualRouterID: VirtualRouter] = [:]
      for step in 0..<6000 {
        let row = VirtualRouter(id: VirtualRouterID(random.number(500)), isIPv4Enabled: random.below(2) == 0)
        // Long waves of growth and decline.
        let grows = random.below(100) < (step / 1000 % 2 == 0 ? 70 : 25)
        if let position = store.position(of: row.key) {
          try #require(store.entries[position].row == naive[row.key])
          if grows {
            store.replace(at: position, with: row, .none)
            naive[row.key] = row
          } else {
            store.remove(at: position)
            naive[row.key] = nil
          }
        } else {
          try #require(naive[row.key] == nil)
          if grows {
            store.insert(row, .none)
            naive[row.key] = row
          }
        }
        try #require(store.count == naive.count)
        if step % 100 == 0 {
          for id: UInt16 in 0..<500 { try #require(store.row(at: VirtualRouterID(id)) == naive[VirtualRouterID(id)]) }
        }
      }
      #expect(Set(store.entries.map(\.row)) == Set(naive.values))
    }

    /// Hashes that all fall into the last places of the table, so that probes and backward shifts wrap round its end.
    @Test func collisionsWrapRound() throws {
      var random = Random(state: 9)
      var index = RowIndex()
      var held: [Int: UInt64] = [:]
      for _ in 0..<4000 {
        let position = random.below(12)
        if let hash = held[position] {
          try #require(index.position(hash) { $0 == position } == position)
          index.remove(hash, at: position)
          held[position] = nil
        } else {
          let hash = 0xffff_fff0 | UInt64(random.below(3) * 7)
          try #require(index.position(hash) { $0 == position } == nil)
          index.insert(hash, at: position)
          held[position] = hash
        }
        for (position, hash) in held { try #require(index.position(hash) { $0 == position } == position) }
        try #require(index.count == held.count)
      }
    }

    @Test func positionsMove() {
      var index = RowIndex()
      index.insert(5, at: 0)
      index.insert(5, at: 1)
      index.move(5, from: 0, to: 7)
      #expect(index.position(5) { $0 == 7 } == 7)
      #expect(index.position(5) { $0 == 0 } == nil)
      #expect(index.position(6) { _ in true } == nil)
      index.remove(5, at: 3)
      #expect(index.count == 2)
    }
  }
#endif
