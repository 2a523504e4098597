/// Where in a TCAM entries stand, so that a higher priority is at a lower row, and what has to move for one more.
///
/// Entries of one priority form a group of consecutive rows, in any order among themselves; groups stand in descending
/// priority with gaps between them. A new entry takes a free row next to its group. Without one, the nearest gap is brought
/// there: each group in between moves *one* entry from its near end to its far end. Prefix tables, whose priorities are lengths,
/// so need at most as many moves as there are lengths; entries of all different priorities move one by one.
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

  let rows: Int
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

  /// A row for one more entry. `move` is called for each entry that has to make way, in order.
  ///
  /// - Returns: `nil` when all rows are taken.
  /// - Complexity: O(groups) time; moves as said above.
  mutating func insert(_ priority: UInt64, move: (Move) -> Void) -> Int? {
    guard used < rows else { return nil }
    used += 1
    let index = position(of: priority)
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
    } else if index < groups.count {
      row = index == 0 ? max(low, high - 4) : low + (high - low) / 2
    } else {
      switch placement {
      case .anyOrder: row = groups.isEmpty ? rows / 2 : min(high - 1, low + 3)
      case .descending(let spacing): row = min(high - 1, low + spacing)
      }
    }
    groups.insert(Group(priority: priority, start: row, count: 1), at: index)
    return row
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
