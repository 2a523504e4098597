/// Where in a TCAM entries stand, so that a higher priority is at a lower row, and what has to move for one more.
///
/// Entries of one priority form a group of consecutive rows, in any order among themselves; groups stand in descending
/// priority with gaps between them. A new entry takes a free row next to its group. Without one, the nearest gap is brought
/// there: each group in between moves *one* entry from its near end to its far end. Prefix tables, whose priorities are lengths,
/// so need at most as many moves as there are lengths; entries of all different priorities move one by one. Where the nearest gap is far,
/// the groups round the place are spread out anew instead, in the smallest window that is not fuller than the whole: what comes next
/// finds gaps again, so that entries of random priority cost a few moves each until the last rows are filled.
///
///     [A A A][B B][C] _ _      one more A:   C → end, first B → where C was, and the row behind the As is free
///
/// Moves are copies from a row to a free one, in an order in which every entry is at one row at least all the time.
struct TCAMPlan {
  struct Move {
    let from: Int
    let to: Int
  }

  private struct Group {
    var priority: UInt64
    var start: Int
    var count: Int
    var end: Int { start + count }
  }

  private(set) var rows: Int
  /// In descending priority, which is ascending row.
  private var groups: [Group] = []
  private(set) var used = 0
  /// Moves made since power-on.
  private(set) var moves: UInt64 = 0
  /// How new groups at the end are placed.
  var placement = Placement.anyOrder

  enum Placement {
    /// The first in the middle, so that both sides have room.
    case anyOrder
    /// A batch in descending priority into an empty table: from the top, this many rows left free before each.
    case descending(spacing: Int)
  }

  init(rows: Int) { self.rows = rows }

  var isFull: Bool { used >= rows }
  /// The first row behind all entries.
  var end: Int { groups.last?.end ?? 0 }

  /// Whether no entry stands in some rows.
  func isEmpty(_ range: Range<Int>) -> Bool {
    var low = 0
    var high = groups.count
    while low < high {
      let middle = (low + high) / 2
      if groups[middle].end > range.lowerBound { high = middle } else { low = middle + 1 }
    }
    return low == groups.count || groups[low].start >= range.upperBound
  }

  /// Takes rows out in which no entry stands: those behind them count from less.
  mutating func takeOut(_ range: Range<Int>) {
    for index in groups.indices where groups[index].start >= range.upperBound { groups[index].start -= range.count }
    rows = max(end, rows - range.count)
  }

  /// Changes how many rows there are, at the end; not below `end`.
  mutating func resize(to count: Int) { rows = max(end, count) }

  /// The first group whose priority is not above `priority`.
  private func position(of priority: UInt64) -> Int {
    var low = 0
    var high = groups.count
    while low < high {
      let middle = (low + high) / 2
      if groups[middle].priority > priority { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func gapAfter(_ index: Int) -> Int { (index + 1 < groups.count ? groups[index + 1].start : rows) - groups[index].end }
  private func gapBefore(_ index: Int) -> Int { groups[index].start - (index > 0 ? groups[index - 1].end : 0) }

  /// A row for one more entry. `move` is called for each entry that has to make way, `clear` for each row that an entry has left and that
  /// is not written over, in order.
  ///
  /// - Returns: `nil` when all rows are taken.
  /// - Complexity: O(groups) time; moves as said above.
  mutating func insert(_ priority: UInt64, move: (Move) -> Void, clear: (Int) -> Void) -> Int? {
    guard used < rows else { return nil }
    let index = position(of: priority)
    spreadIfFar(from: index, move, clear)
    used += 1
    if index < groups.count, groups[index].priority == priority { return grow(index, move) }
    return begin(index, priority, move)
  }

  /// One more row for group `index`.
  private mutating func grow(_ index: Int, _ move: (Move) -> Void) -> Int {
    if gapAfter(index) == 0 {
      let right = movesFromRight(index + 1)
      let left = gapBefore(index) > 0 ? 0 : movesFromLeft(index - 1)
      if left < right {
        if left > 0 { shiftLeft(index - 1, move) }
        groups[index].start -= 1
        groups[index].count += 1
        return groups[index].start
      }
      shiftRight(index + 1, move)
    }
    groups[index].count += 1
    return groups[index].end - 1
  }

  /// A new group before group `index`.
  private mutating func begin(_ index: Int, _ priority: UInt64, _ move: (Move) -> Void) -> Int {
    let low = index > 0 ? groups[index - 1].end : 0
    let high = index < groups.count ? groups[index].start : rows
    let row: Int
    if low == high {
      if movesFromRight(index) <= movesFromLeft(index - 1) {
        shiftRight(index, move)
        row = low
      } else {
        shiftLeft(index - 1, move)
        row = low - 1
      }
    } else {
      switch placement {
      case .anyOrder where groups.isEmpty: row = rows / 2
      // At an end: as far out as the others are from each other, so that those that come in order find room too.
      case .anyOrder where index == groups.count: row = min(high - 1, low + (rows - used) / (2 * used + 2))
      case .anyOrder where index == 0: row = max(low, high - 1 - (rows - used) / (2 * used + 2))
      case .anyOrder: row = low + (high - low) / 2
      // Those that come next go between this one and the next group.
      case .descending(let spacing): row = min(high - 1, low + (index == groups.count ? spacing : 0))
      }
    }
    groups.insert(Group(priority: priority, start: row, count: 1), at: index)
    return row
  }

  /// Moves what is there so that a batch of new entries finds its rows free: each entry at most once, where one by one the batch
  /// would move them over and over.
  ///
  /// - Parameters:
  ///   - priorities: of the new entries, in descending order.
  ///   - clear: called after each move for the row that the entry has left: an old copy would hide what comes between the two.
  ///
  /// Does nothing where the batch does not fit.
  mutating func makeRoom(for priorities: [UInt64], move: (Move) -> Void, clear: (Int) -> Void) {
    guard used > 0, priorities.count <= rows - used else { return }
    // New entries before each group: of higher priority, and of the priority of the group before, which grows at its end.
    var wanted = Array(repeating: 0, count: groups.count + 1)
    var index = 0
    for priority in priorities {
      while index < groups.count && groups[index].priority > priority { index += 1 }
      wanted[index < groups.count && groups[index].priority == priority ? index + 1 : index] += 1
    }
    let spare = rows - used - priorities.count
    var starts: [Int] = []
    var next = 0
    for (number, group) in groups.enumerated() {
      next += wanted[number]
      // What is left over goes evenly between the groups.
      starts.append(next + spare * number / groups.count)
      next += group.count
    }
    relocate(groups.indices, starts, move, clear)
  }

  /// Moves beyond which an insertion has its surroundings spread out.
  private static let far = 16

  /// Spreads groups out round the place of a new entry, where the nearest gap is far.
  private mutating func spreadIfFar(from index: Int, _ move: (Move) -> Void, _ clear: (Int) -> Void) {
    // Of large groups one entry each makes way, however many they are; it is small ones that are many.
    guard groups.count > TCAMPlan.far, used < 4 * groups.count, isFar(index) else { return }
    // The smallest window that has its share of the free rows, more or less.
    var low = index
    var high = index
    var size = TCAMPlan.far
    while true {
      low = max(0, index - size)
      high = min(groups.count, index + size)
      let start = low > 0 ? groups[low - 1].end : 0
      let end = high < groups.count ? groups[high].start : rows
      let entries = groups[low..<high].reduce(0) { $0 + $1.count }
      let free = end - start - entries
      let isAll = low == 0 && high == groups.count
      if free > 1, isAll || free * 2 * rows >= (rows - used) * (end - start) {
        return spread(low..<high, start, end, entries, move, clear)
      }
      if isAll { return }
      size *= 2
    }
  }

  /// Whether no gap is near the place before group `index`.
  private func isFar(_ index: Int) -> Bool {
    for distance in 0..<TCAMPlan.far {
      if index + distance <= groups.count, index + distance > 0, gapAfter(index + distance - 1) > 0 { return false }
      if index - distance >= 0, index - distance < groups.count, gapBefore(index - distance) > 0 { return false }
      if index + distance >= groups.count, index - distance <= 0 { return false }
    }
    return true
  }

  /// Gives groups their places anew between two rows, with what is free evenly among them.
  private mutating func spread(
    _ window: Range<Int>, _ low: Int, _ high: Int, _ entries: Int, _ move: (Move) -> Void, _ clear: (Int) -> Void
  ) {
    let free = high - low - entries
    var starts: [Int] = []
    var next = low
    for (number, group) in groups[window].enumerated() {
      starts.append(next + free * (number + 1) / (window.count + 1))
      next += group.count
    }
    relocate(window, starts, move, clear)
  }

  /// Moves groups to other places in the same order: towards the end from the last on, towards the start from the first on, so that no entry
  /// meets one that is still to move. Entries of a group stand in any order: those at the far end stay.
  private mutating func relocate(_ window: Range<Int>, _ starts: [Int], _ move: (Move) -> Void, _ clear: (Int) -> Void) {
    for number in window.reversed() where starts[number - window.lowerBound] > groups[number].start {
      let (old, new, count) = (groups[number].start, starts[number - window.lowerBound], groups[number].count)
      for offset in 0..<min(count, new - old) {
        report(Move(from: old + offset, to: max(new, old + count) + offset), move)
        clear(old + offset)
      }
      groups[number].start = new
    }
    for number in window where starts[number - window.lowerBound] < groups[number].start {
      let (old, new, count) = (groups[number].start, starts[number - window.lowerBound], groups[number].count)
      let moved = min(count, old - new)
      for offset in 0..<moved {
        report(Move(from: old + count - moved + offset, to: new + offset), move)
        clear(old + count - moved + offset)
      }
      groups[number].start = new
    }
  }

  /// Moves that free the first row of group `first`: one for each group up to the next gap on the right.
  private func movesFromRight(_ first: Int) -> Int {
    var last = first
    while last < groups.count && gapAfter(last) == 0 { last += 1 }
    return last < groups.count ? last - first + 1 : .max
  }

  /// Moves that free the last row of group `last`: one for each group up to the next gap on the left.
  private func movesFromLeft(_ last: Int) -> Int {
    var first = last
    while first >= 0 && gapBefore(first) == 0 { first -= 1 }
    return first >= 0 ? last - first + 1 : .max
  }

  /// Each group from the next gap on back to `first` moves its first entry behind its last.
  private mutating func shiftRight(_ first: Int, _ move: (Move) -> Void) {
    let count = movesFromRight(first)
    guard count < .max else { return }
    for group in stride(from: first + count - 1, through: first, by: -1) {
      report(Move(from: groups[group].start, to: groups[group].end), move)
      groups[group].start += 1
    }
  }

  /// Each group from the next gap up to `last` moves its last entry before its first.
  private mutating func shiftLeft(_ last: Int, _ move: (Move) -> Void) {
    let count = movesFromLeft(last)
    guard count < .max else { return }
    for group in last - count + 1...last {
      report(Move(from: groups[group].end - 1, to: groups[group].start - 1), move)
      groups[group].start -= 1
    }
  }

  private mutating func report(_ step: Move, _ move: (Move) -> Void) {
    moves += 1
    move(step)
  }

  /// Gives a row back; `move` is called when another entry of its group takes its place.
  ///
  /// - Returns: the row that is now free and has to be cleared.
  mutating func remove(_ row: Int, _ priority: UInt64, move: (Move) -> Void) -> Int? {
    let index = position(of: priority)
    guard index < groups.count, groups[index].priority == priority, row >= groups[index].start, row < groups[index].end else { return nil }
    used -= 1
    var freed = row
    if row == groups[index].start {
      groups[index].start += 1
    } else if row != groups[index].end - 1 {
      freed = groups[index].end - 1
      report(Move(from: freed, to: row), move)
    }
    groups[index].count -= 1
    if groups[index].count == 0 { groups.remove(at: index) }
    return freed
  }
}
