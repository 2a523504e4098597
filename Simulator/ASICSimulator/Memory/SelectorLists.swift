import CMemoryHints

/// Lists of ternary rows, one for each value of a selector, each list in order of rows.
///
/// A row stands in its list with value and mask, so that a look-up reads one list from front to end and stops at the first match.
struct SelectorLists {
  /// Words of an item: value, mask, and the row with 32 bits of its data above it.
  private let keyWords: Int
  private let itemWords: Int
  /// By selector: the list's address in the high 48 bits, its number of items in the low 16.
  private let heads: UnsafeMutablePointer<UInt64>
  private let bits: Int
  private let arena: UnsafeMutablePointer<ListArena>
  static let longest = 60_000

  /// - Parameter bits: of a selector; there are 2 to that power lists.
  init(keyWords: Int, bits: Int) {
    self.bits = bits
    self.keyWords = keyWords
    itemWords = 2 * keyWords + 1
    heads = LargeAllocation.words(1 << bits)
    arena = .allocate(capacity: 1)
    arena.initialize(to: ListArena(itemWords: itemWords))
  }

  func deallocate() {
    arena.pointee.deallocate()
    arena.deinitialize(count: 1)
    arena.deallocate()
    LargeAllocation.release(heads)
  }

  @inline(__always)
  private func items(_ slot: Int) -> UnsafeMutablePointer<UInt64>? {
    UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: heads[slot] &>> 16))
  }

  @inline(__always)
  func count(_ slot: Int) -> Int { Int(truncatingIfNeeded: heads[slot] & 0xffff) }

  private func resize(_ slot: Int, to count: Int) {
    let had = self.count(slot)
    let old = items(slot)
    var list = old
    if count == 0 {
      list = nil
    } else if old == nil || !arena.pointee.isSameSize(count, had) {
      let fresh = arena.pointee.take(items: count)
      if let old { fresh.update(from: old, count: min(had, count) * itemWords) }
      list = fresh
    }
    if let old, list != old { arena.pointee.give(old, items: had) }
    heads[slot] = list == nil ? 0 : UInt64(UInt(bitPattern: list)) << 16 | UInt64(count)
  }

  func insert(_ slot: Int, _ value: (UInt64, UInt64, UInt64), _ mask: (UInt64, UInt64, UInt64), row: Int, data: UInt64) {
    let count = count(slot)
    resize(slot, to: count + 1)
    guard let list = items(slot) else { return }
    var place = count
    while place > 0, Int(list[(place - 1) * itemWords + itemWords - 1] & 0xffff_ffff) > row {
      (list + place * itemWords).update(from: list + (place - 1) * itemWords, count: itemWords)
      place -= 1
    }
    let item = list + place * itemWords
    for (word, pair) in [(value.0, mask.0), (value.1, mask.1), (value.2, mask.2)].enumerated() where word < keyWords {
      item[word] = pair.0
      item[keyWords + word] = pair.1
    }
    item[itemWords - 1] = UInt64(row) | data << 32
  }

  func remove(_ slot: Int, row: Int) {
    guard let list = items(slot) else { return }
    let count = count(slot)
    guard let place = (0..<count).first(where: { Int(list[$0 * itemWords + itemWords - 1] & 0xffff_ffff) == row }) else { return }
    for index in place..<count - 1 { (list + index * itemWords).update(from: list + (index + 1) * itemWords, count: itemWords) }
    resize(slot, to: count - 1)
  }

  /// The list that a hash leads to.
  @inline(__always)
  func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: 64 &- bits)) }

  /// Asks for a list's head, and then for its first items: two steps, the second of which needs what the first has brought.
  @inline(__always)
  func anticipateHead(_ slot: Int) { trysail_prefetch(heads + slot) }

  @inline(__always)
  func anticipateItems(_ slot: Int) {
    guard let list = items(slot) else { return }
    trysail_prefetch(list)
    if count(slot) &* itemWords > 8 { trysail_prefetch(list + 8) }
  }

  /// The lowest row of a list that matches, with its data above, or `UInt64.max`.
  @inline(__always)
  func firstMatch(_ slot: Int, _ key: (UInt64, UInt64, UInt64)) -> UInt64 {
    let head = heads[slot]
    guard var item = UnsafePointer<UInt64>(bitPattern: UInt(truncatingIfNeeded: head &>> 16)) else { return .max }
    var left = head & 0xffff
    if keyWords == 1 {
      while left > 0 {
        if key.0 & item[1] == item[0] { return item[2] }
        item += 3
        left &-= 1
      }
      return .max
    }
    while left > 0 {
      var difference = key.0 & item[keyWords] ^ item[0]
      if keyWords > 1 { difference |= key.1 & item[keyWords &+ 1] ^ item[1] }
      if keyWords > 2 { difference |= key.2 & item[keyWords &+ 2] ^ item[2] }
      if difference == 0 { return item[itemWords &- 1] }
      item += itemWords
      left &-= 1
    }
    return .max
  }
}
