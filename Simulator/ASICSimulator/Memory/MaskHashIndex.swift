import SwitchPlatform

/// Finds the first of very many ternary rows that have few different masks, as the rows of a prefix table do.
///
/// Rows that compare the address's first bits stand in lists by those bits, each list in order of rows: at the first level where
/// they compare all of them (16, 13 or 10 bits of IPv4; 40, 32 or 24 of IPv6). The few others stand in lists by mask and masked
/// value, of which one is asked for each mask that could still have a lower row. The lowest row that matches wins, whatever order a
/// driver wrote them in.
///
/// - Complexity: look-up O(rows with the same first bits + masks that do not compare them); storing a row the same.
final class MaskHashIndex: RowIndex {
  private struct Mask {
    var words: (UInt64, UInt64, UInt64)
    var rows = 0
    /// No row with this mask is lower.
    var lowest = Int.max
  }

  /// Rows that compare all bits of a selector.
  private struct Level {
    var selector: (UInt64, UInt64, UInt64)
    var lists: SelectorLists
    var rows = 0
    /// No row of this level is lower.
    var lowest = Int.max
  }

  private let levels: UnsafeMutablePointer<Level>
  private let levelCount: Int
  /// By mask and value.
  private let others: SelectorLists
  private let rows: Int
  /// Changes so far.
  private(set) var version: UInt64 = 0
  private let keyWidth: Int
  private let maskOffset: Int
  private let validOffset: Int
  private let masks: UnsafeMutablePointer<Mask>
  private var maskCount = 0
  private let maskLimit = 512
  /// By row: the number of its mask, or where else the row stands.
  private let placeOfRow: UnsafeMutablePointer<UInt16>
  /// Less the level's number.
  private let listed: UInt16 = .max
  private let stray: UInt16 = .max - 8
  /// Rows beyond the masks and items there is room for: looked at one by one.
  private var strays: [Stray] = []

  private struct Stray {
    var value: (UInt64, UInt64, UInt64)
    var mask: (UInt64, UInt64, UInt64)
    var hit: UInt64
  }
  /// The data field that stands in the lists too: an algorithmic LPM's bucket.
  private let bucket: FieldPlace

  /// - Precondition: the layout's key is at most 192 bits wide, which the builder of the tables sees to.
  init(_ layout: RowLayout, memory: Memory, rows: Int) {
    self.rows = rows
    keyWidth = layout.keyWidth
    maskOffset = layout.maskOffset ?? 0
    validOffset = layout.validOffset ?? 0
    bucket = FieldPlace(layout.place(.bucket))
    let keyWords = (layout.keyWidth + 63) / 64
    others = SelectorLists(keyWords: keyWords, bits: 12)
    masks = .allocate(capacity: maskLimit)
    placeOfRow = .allocate(capacity: max(1, rows))
    placeOfRow.initialize(repeating: 0, count: max(1, rows))
    levels = .allocate(capacity: 3)
    let address = layout.keyPlace(.ipv4) ?? layout.keyPlace(.ipv6)
    let choices = address?.width == 32 ? [(16, 16), (13, 13), (10, 10)] : [(40, 16), (32, 14), (24, 12)]
    var count = 0
    if let address {
      for (length, bits) in choices {
        var selector: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutablePointer(to: &selector) { pointer in
          pointer.withMemoryRebound(to: UInt64.self, capacity: 3) {
            RowBits.write(~0, to: $0, at: address.offset + address.width - length, width: length)
          }
        }
        (levels + count).initialize(to: Level(selector: selector, lists: SelectorLists(keyWords: keyWords, bits: bits)))
        count += 1
      }
    }
    levelCount = count
  }

  deinit {
    for level in 0..<levelCount { levels[level].lists.deallocate() }
    levels.deallocate()
    others.deallocate()
    masks.deallocate()
    placeOfRow.deallocate()
  }

  // MARK: Storing

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < rows else { return }
    version &+= 1
    if RowBits.read(old, at: validOffset, width: 1) == 1 { remove(row, old) }
    if RowBits.read(new, at: validOffset, width: 1) == 1 { insert(row, new) }
  }

  /// Splits a stored row into masked value and mask.
  private func split(_ row: UnsafePointer<UInt64>) -> (value: (UInt64, UInt64, UInt64), mask: (UInt64, UInt64, UInt64)) {
    func word(_ index: Int, at offset: Int) -> UInt64 {
      let width = min(64, keyWidth - index * 64)
      return width <= 0 ? 0 : RowBits.read(row, at: offset + index * 64, width: width)
    }
    let mask = (word(0, at: maskOffset), word(1, at: maskOffset), word(2, at: maskOffset))
    return ((word(0, at: 0) & mask.0, word(1, at: 0) & mask.1, word(2, at: 0) & mask.2), mask)
  }

  private func number(of mask: (UInt64, UInt64, UInt64)) -> Int? {
    var unused: Int?
    for index in 0..<maskCount {
      if masks[index].words == mask { return index }
      if masks[index].rows == 0 && unused == nil { unused = index }
    }
    if let unused {
      masks[unused] = Mask(words: mask)
      return unused
    }
    guard maskCount < maskLimit else { return nil }
    (masks + maskCount).initialize(to: Mask(words: mask))
    maskCount += 1
    return maskCount - 1
  }

  private func insert(_ row: Int, _ words: UnsafePointer<UInt64>) {
    let (value, mask) = split(words)
    let data = bucket.read(words) & 0xffff_ffff
    for level in 0..<levelCount {
      let selector = levels[level].selector
      guard mask.0 & selector.0 == selector.0, mask.1 & selector.1 == selector.1, mask.2 & selector.2 == selector.2 else { continue }
      let slot = slot(value, level)
      guard levels[level].lists.count(slot) < SelectorLists.longest else { break }
      levels[level].lists.insert(slot, value, mask, row: row, data: data)
      levels[level].rows += 1
      levels[level].lowest = min(levels[level].lowest, row)
      placeOfRow[row] = listed - UInt16(level)
      return
    }
    if let number = number(of: mask) {
      let slot = others.slot(hash(value, number))
      if others.count(slot) < SelectorLists.longest {
        others.insert(slot, value, mask, row: row, data: data)
        masks[number].rows += 1
        masks[number].lowest = min(masks[number].lowest, row)
        placeOfRow[row] = UInt16(number)
        return
      }
    }
    strays.append(Stray(value: value, mask: mask, hit: UInt64(row) | data << 32))
    placeOfRow[row] = stray
  }

  private func remove(_ row: Int, _ words: UnsafePointer<UInt64>) {
    let (value, _) = split(words)
    let place = placeOfRow[row]
    if place > stray {
      let level = Int(listed - place)
      levels[level].lists.remove(slot(value, level), row: row)
      levels[level].rows -= 1
      if levels[level].rows == 0 { levels[level].lowest = .max }
    } else if place == stray {
      strays.removeAll { Int($0.hit & 0xffff_ffff) == row }
    } else {
      let number = Int(place)
      others.remove(others.slot(hash(value, number)), row: row)
      masks[number].rows -= 1
    }
  }

  // MARK: Look-up

  @inline(__always)
  private func hash(_ value: (UInt64, UInt64, UInt64), _ mask: Int) -> UInt64 {
    var hash = (value.0 ^ UInt64(truncatingIfNeeded: mask) &<< 56) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash &>> 29 ^ value.1) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash &>> 32 ^ value.2) &* 0x94d0_49bb_1331_11eb
    return hash ^ hash &>> 31
  }

  @inline(__always)
  private func slot(_ value: (UInt64, UInt64, UInt64), _ level: Int) -> Int {
    let selector = levels[level].selector
    var hash = (value.0 & selector.0) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (value.1 & selector.1)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash &>> 32 ^ (value.2 & selector.2)) &* 0x94d0_49bb_1331_11eb
    return levels[level].lists.slot(hash)
  }

  /// The lowest valid row that matches `key` (three words, zero above the key's width), or -1.
  @inline(__always)
  func firstMatch(_ key: UnsafePointer<UInt64>) -> Int {
    let hit = firstMatchWithBucket(key)
    return hit == .max ? -1 : Int(truncatingIfNeeded: hit & 0xffff_ffff)
  }

  /// The lists of a key, by level.
  struct Slots: BitwiseCopyable {
    fileprivate var first: UInt32 = 0
    fileprivate var second: UInt32 = 0
    fileprivate var third: UInt32 = 0

    @inline(__always)
    fileprivate subscript(_ level: Int) -> Int { Int(truncatingIfNeeded: level == 0 ? first : level == 1 ? second : third) }
  }

  @inline(__always)
  func slots(of key: UnsafePointer<UInt64>) -> Slots {
    guard levelCount == 3 else { return Slots() }
    let words = (key[0], key[1], key[2])
    return Slots(
      first: UInt32(truncatingIfNeeded: slot(words, 0)), second: UInt32(truncatingIfNeeded: slot(words, 1)),
      third: UInt32(truncatingIfNeeded: slot(words, 2)))
  }

  /// The same, with the row's bucket in the high 32 bits; `UInt64.max` without a match.
  @inline(__always)
  func firstMatchWithBucket(_ key: UnsafePointer<UInt64>) -> UInt64 { firstMatchWithBucket(key, slots(of: key)) }

  /// The same, with the key's lists.
  func firstMatchWithBucket(_ key: UnsafePointer<UInt64>, _ slots: Slots) -> UInt64 {
    let words = (key[0], key[1], key[2])
    var best = UInt64.max
    var lowest = Int.max
    for level in 0..<levelCount where levels[level].lowest < lowest {
      let hit = levels[level].lists.firstMatch(slots[level], words)
      if row(of: hit) < lowest {
        best = hit
        lowest = row(of: hit)
      }
    }
    for number in 0..<maskCount where masks[number].lowest < lowest && masks[number].rows > 0 {
      let mask = masks[number].words
      let value = (words.0 & mask.0, words.1 & mask.1, words.2 & mask.2)
      // What stands in the list has other masks too; each item is compared under its own.
      let hit = others.firstMatch(others.slot(hash(value, number)), words)
      if row(of: hit) < lowest {
        best = hit
        lowest = row(of: hit)
      }
    }
    for stray in strays where row(of: stray.hit) < lowest {
      let mask = stray.mask
      if stray.value == (words.0 & mask.0, words.1 & mask.1, words.2 & mask.2) {
        best = stray.hit
        lowest = row(of: stray.hit)
      }
    }
    return best
  }

  @inline(__always)
  private func row(of hit: UInt64) -> Int { hit == .max ? .max : Int(truncatingIfNeeded: hit & 0xffff_ffff) }

  /// Asks for the lists of a key, and then for their items: two steps, the second of which needs what the first has brought.
  @inline(__always)
  func anticipateLists(_ slots: Slots) {
    for level in 0..<levelCount { levels[level].lists.anticipateHead(slots[level]) }
  }

  @inline(__always)
  func anticipateItems(_ slots: Slots) {
    for level in 0..<levelCount { levels[level].lists.anticipateItems(slots[level]) }
  }
}
