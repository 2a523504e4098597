#if DEBUG
  import Testing
  @testable import ASICDriver

  /// What a TCAM holds while a plan tells to move its entries, against what it must hold at every moment.
  private struct Model {
    /// By row: the entry whose copy stands there.
    var rows: [Int?]
    var priorities: [Int: UInt64] = [:]
    /// By entry: the row that the plan gave it.
    var place: [Int: Int] = [:]
    var faults: [String] = []

    mutating func move(_ step: TCAMPlan.Move) {
      guard rows.indices.contains(step.from), rows.indices.contains(step.to) else {
        faults.append("a move out of the table: \(step)")
        return
      }
      if let victim = rows[step.to], place[victim] == step.to { faults.append("a move onto a live entry: \(step)") }
      guard let entry = rows[step.from], place[entry] == step.from else {
        faults.append("a move of nothing: \(step)")
        return
      }
      rows[step.to] = entry
      place[entry] = step.to
      checkOrder("in the middle of moves")
    }

    mutating func clear(_ row: Int) {
      guard rows.indices.contains(row) else { return faults.append("a row out of the table: \(row)") }
      if let entry = rows[row], place[entry] == row { faults.append("a live entry is cleared") }
      rows[row] = nil
      checkOrder("after a row was cleared")
    }

    /// Every entry is somewhere, and its first copy stands above all copies that could hide it.
    mutating func checkOrder(_ when: String) {
      var first: [Int: Int] = [:]
      for (row, entry) in rows.enumerated() { if let entry, priorities[entry] != nil, first[entry] == nil { first[entry] = row } }
      for entry in priorities.keys where first[entry] == nil { faults.append("\(when): entry \(entry) stands nowhere") }
      let order = first.sorted { $0.value < $1.value }.compactMap { priorities[$0.key] }
      if zip(order, order.dropFirst()).contains(where: { $0 < $1 }) { faults.append("\(when): a lower priority stands above a higher one") }
    }
  }

  @Suite struct TCAMPlanTests {
    @Test(arguments: [1, 2, 5, 30, 90], [1, 8, 1000])
    func orderHoldsAtEveryMoment(_ rows: Int, _ priorities: Int) {
      var draw = Draw(seed: UInt64(rows * 10_000 + priorities))
      var plan = TCAMPlan(rows: rows)
      var model = Model(rows: Array(repeating: nil, count: rows))
      var next = 0
      var fullTimes = 0
      for phase in 0..<6 {
        // Fill up, thin out, and so on.
        let insertShare = phase % 2 == 0 ? 85 : 35
        for _ in 0..<rows * 2 + 10 {
          if draw.chance(insertShare) {
            let priority = UInt64(draw.below(priorities))
            let groups = Set(model.priorities.values).count
            let wasFull = model.priorities.count == rows
            var moves = 0
            let row = plan.insert(
              priority,
              move: {
                moves += 1
                model.move($0)
              }, clear: { model.clear($0) })
            guard let row else {
              #expect(wasFull, "refused with \(model.priorities.count) of \(rows) rows taken")
              #expect(moves == 0)
              fullTimes += 1
              continue
            }
            #expect(!wasFull)
            // Each entry once when the table is spread out anew, and an entry of each group.
            #expect(moves <= model.priorities.count + groups, "\(moves) moves with \(groups) groups")
            if let old = model.rows[row], model.place[old] == row { model.faults.append("an insertion onto a live entry") }
            model.rows[row] = next
            model.priorities[next] = priority
            model.place[next] = row
            next += 1
            model.checkOrder("after an insertion")
          } else if let victim = model.priorities.keys.min(by: { ($0 &* 7919) % 1009 < ($1 &* 7919) % 1009 }),
            let row = model.place[victim],
            let priority = model.priorities[victim]
          {
            // Removal: the one that takes its place is copied over it, then the freed row is cleared.
            model.priorities[victim] = nil
            model.place[victim] = nil
            var moves = 0
            let freed = plan.remove(row, priority) {
              moves += 1
              model.move($0)
            }
            #expect(moves <= 1)
            #expect(freed != nil)
            if let freed {
              if let entry = model.rows[freed], model.place[entry] == freed { model.faults.append("a live row was freed") }
              model.rows[freed] = nil
            }
            model.checkOrder("after a removal")
          }
          #expect(plan.used == model.priorities.count)
          if !model.faults.isEmpty { break }
        }
        #expect(model.faults == [])
        if !model.faults.isEmpty { return }
      }
      #expect(fullTimes > 0)
    }

    /// A batch finds its room by moving what is there once, and no copy ever hides one of higher priority.
    @Test(arguments: 0..<40) func batchesMoveEachEntryOnce(_ seed: UInt64) {
      var draw = Draw(seed: seed)
      let rows = 20 + draw.below(180)
      let priorities = [3, 20, 10_000][draw.below(3)]
      var plan = TCAMPlan(rows: rows)
      var model = Model(rows: Array(repeating: nil, count: rows))
      func add(_ entry: Int, _ priority: UInt64) {
        guard let row = plan.insert(priority, move: { model.move($0) }, clear: { model.clear($0) }) else {
          Issue.record("no room")
          return
        }
        if let old = model.rows[row], model.place[old] == row { model.faults.append("an insertion onto a live entry") }
        model.rows[row] = entry
        model.priorities[entry] = priority
        model.place[entry] = row
        model.checkOrder("after an insertion")
      }
      let held = 1 + draw.below(rows / 2)
      for entry in 0..<held { add(entry, UInt64(draw.below(priorities))) }
      let batch = (0..<1 + draw.below(rows - held)).map { _ in UInt64(draw.below(priorities)) }.sorted(by: >)
      var moves = 0
      plan.makeRoom(for: batch) {
        moves += 1
        model.move($0)
      } clear: { row in
        if let entry = model.rows[row], model.place[entry] == row { model.faults.append("a live row was cleared") }
        model.rows[row] = nil
        model.checkOrder("after a clearing")
      }
      #expect(moves <= held)
      #expect(model.rows.filter { $0 != nil }.count == held, "an old copy stayed")
      plan.placement = .descending(spacing: 0)
      let before = plan.moves
      for (index, priority) in batch.enumerated() { add(held + index, priority) }
      #expect(plan.moves == before, "\(plan.moves - before) moves for a batch that had its room")
      #expect(model.faults == [])
    }

    /// A batch in descending order moves nothing, however many rows it takes.
    @Test(arguments: [0, 1, 3]) func descendingBatchesMoveNothing(_ spacing: Int) {
      var plan = TCAMPlan(rows: 256)
      plan.placement = .descending(spacing: spacing)
      var last = -1
      for priority in (0..<64).reversed() as ReversedCollection<Range<UInt64>> {
        let row = plan.insert(priority, move: { _ in Issue.record("a move") }, clear: { _ in })
        #expect((row ?? -1) > last)
        last = row ?? last
      }
    }

    @Test func removalOfWhatIsNotThereIsRefused() {
      var plan = TCAMPlan(rows: 8)
      let row = plan.insert(5, move: { _ in }, clear: { _ in })
      #expect(plan.remove((row ?? 0) + 1, 5) { _ in } == nil)
      #expect(plan.remove(row ?? 0, 6) { _ in } == nil)
      #expect(plan.used == 1)
    }

    /// Random priorities, one by one, until the table is full: a few moves each, where a sorted array would take half of what is there.
    @Test func randomPrioritiesCostFewMoves() {
      var plan = TCAMPlan(rows: 4096)
      var draw = Draw(seed: 12)
      for _ in 0..<4000 {
        let row = plan.insert(UInt64(draw.below(1 << 30)), move: { _ in }, clear: { _ in })
        #expect(row != nil)
      }
      #expect(plan.moves < 4000 * 20, "\(plan.moves)")
    }
  }
#endif
