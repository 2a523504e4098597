import SwitchPlatform

/// Finds the first of very many ternary rows that have few different masks, as the rows of a prefix table do.
///
/// Most rows compare the address's first bits (16 of IPv4, 32 of IPv6): they stand in lists by those bits (`SelectorLists`), each in
/// order of rows. The few others stand in one hash, by mask and masked value, which is asked once for each of their masks that
/// could still have a lower row. The lowest row that matches wins, whatever order a driver wrote them in.
///
/// - Complexity: look-up O(rows with the same first bits + masks that do not compare them); storing a row the same.
final class MaskHashIndex: RowIndex {
  private struct Mask {
    var words: (UInt64, UInt64, UInt64)
    var rows = 0
    /// No row with this mask is lower.
    var lowest = Int.max
  }

  private let lists: SelectorLists
  private var selector: (UInt64, UInt64, UInt64) = (0, 0, 0)

  /// Slots hold row + 1; 0 is empty. Rows with equal value and mask stand next to each other on one probe sequence.
  private var slots: UnsafeMutablePointer<UInt32>
  private var slotMask: Int
  private var used = 0
  private let memory: UnsafePointer<UInt64>
  private let stride: Int
  private let rows: Int
  private let keyWidth: Int
  private let maskOffset: Int
  private let validOffset: Int
  private let masks: UnsafeMutablePointer<Mask>
  private var maskCount = 0
  private let maskLimit = 512
  /// By row: the number of its mask, or where else the row stands.
  private let placeOfRow: UnsafeMutablePointer<UInt16>
  private let listed: UInt16 = .max
  private let stray: UInt16 = .max - 1
  /// Rows beyond the masks there is room for: looked at one by one.
  private var strays: [Int] = []

  /// The data field that stands in the lists too: an algorithmic LPM's bucket.
  private let bucket: FieldPlace

  /// - Precondition: the layout's key is at most 192 bits wide, which the builder of the tables sees to.
  init(_ layout: RowLayout, memory: Memory, rows: Int) {
    self.memory = UnsafePointer(memory.base)
    stride = memory.stride
    self.rows = rows
    keyWidth = layout.keyWidth
    maskOffset = layout.maskOffset ?? 0
    validOffset = layout.validOffset ?? 0
    bucket = FieldPlace(layout.place(.bucket))
    lists = SelectorLists(keyWords: (layout.keyWidth + 63) / 64)
    slotMask = 255
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: 0, count: slotMask + 1)
    masks = .allocate(capacity: maskLimit)
    placeOfRow = .allocate(capacity: max(1, rows))
    placeOfRow.initialize(repeating: 0, count: max(1, rows))
    if let address = layout.keyPlace(.ipv4) ?? layout.keyPlace(.ipv6) {
      let bits = address.width == 32 ? 16 : 32
      withUnsafeMutablePointer(to: &selector) { pointer in
        pointer.withMemoryRebound(to: UInt64.self, capacity: 3) {
          RowBits.write(~0, to: $0, at: address.offset + address.width - bits, width: bits)
        }
      }
    }
  }

  deinit {
    lists.deallocate()
    slots.deallocate()
    masks.deallocate()
    placeOfRow.deallocate()
  }

  // MARK: Storing

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < rows else { return }
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
    if mask.0 & selector.0 == selector.0 && mask.1 & selector.1 == selector.1 && mask.2 & selector.2 == selector.2 {
      let slot = slot(value)
      if lists.count(slot) < SelectorLists.longest {
        lists.insert(slot, value, mask, row: row, data: bucket.read(words) & 0xffff_ffff)
        placeOfRow[row] = listed
        return
      }
    }
    guard let number = number(of: mask) else {
      strays.append(row)
      placeOfRow[row] = stray
      return
    }
    masks[number].rows += 1
    masks[number].lowest = min(masks[number].lowest, row)
    placeOfRow[row] = UInt16(number)
    if (used + 1) * 2 > slotMask { grow() }
    place(row, hash(value, number))
    used += 1
  }

  private func place(_ row: Int, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & slotMask
    while slots[slot] != 0 { slot = (slot + 1) & slotMask }
    slots[slot] = UInt32(truncatingIfNeeded: row + 1)
  }

  private func remove(_ row: Int, _ words: UnsafePointer<UInt64>) {
    let place = placeOfRow[row]
    let (value, _) = split(words)
    if place == listed {
      lists.remove(slot(value), row: row)
      return
    }
    if place == stray {
      strays.removeAll { $0 == row }
      return
    }
    let number = Int(place)
    var slot = Int(truncatingIfNeeded: hash(value, number)) & slotMask
    while slots[slot] != 0 && slots[slot] != UInt32(truncatingIfNeeded: row + 1) { slot = (slot + 1) & slotMask }
    guard slots[slot] != 0 else { return }
    masks[number].rows -= 1
    used -= 1
    // Backward shift: no tombstones.
    var hole = slot
    var next = (slot + 1) & slotMask
    while slots[next] != 0 {
      let other = Int(slots[next]) - 1
      let home = Int(truncatingIfNeeded: hash(split(memory + other * stride).value, Int(placeOfRow[other]))) & slotMask
      if (next - home) & slotMask >= (next - hole) & slotMask {
        slots[hole] = slots[next]
        hole = next
      }
      next = (next + 1) & slotMask
    }
    slots[hole] = 0
  }

  private func grow() {
    let old = slots
    let oldCount = slotMask + 1
    slotMask = oldCount * 2 - 1
    slots = .allocate(capacity: oldCount * 2)
    slots.initialize(repeating: 0, count: oldCount * 2)
    for index in 0..<oldCount where old[index] != 0 {
      let row = Int(old[index]) - 1
      place(row, hash(split(memory + row * stride).value, Int(placeOfRow[row])))
    }
    old.deallocate()
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
  private func slot(_ value: (UInt64, UInt64, UInt64)) -> Int {
    var hash = (value.0 & selector.0) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (value.1 & selector.1)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash &>> 32 ^ (value.2 & selector.2)) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: hash &>> UInt64(64 &- SelectorLists.bits))
  }

  /// The lowest valid row that matches `key` (three words, zero above the key's width), or -1.
  @inline(__always)
  func firstMatch(_ key: UnsafePointer<UInt64>) -> Int {
    let hit = firstMatchWithBucket(key)
    return hit == .max ? -1 : Int(truncatingIfNeeded: hit & 0xffff_ffff)
  }

  /// The same, with the row's bucket in the high 32 bits; `UInt64.max` without a match.
  func firstMatchWithBucket(_ key: UnsafePointer<UInt64>) -> UInt64 {
    let words = (key[0], key[1], key[2])
    let listed = lists.firstMatch(slot(words), words)
    let row = listed == .max ? Int.max : Int(truncatingIfNeeded: listed & 0xffff_ffff)
    var best = row
    for number in 0..<maskCount where masks[number].lowest < best { best = min(best, lowestRow(number, words)) }
    if !strays.isEmpty { best = min(best, lowestStray(words)) }
    if best == row { return listed }
    return UInt64(best) | bucket.read(memory + best &* stride) &<< 32
  }

  /// The list that a key leads to, for `anticipate…`.
  @inline(__always)
  func list(of key: UnsafePointer<UInt64>) -> Int { slot((key[0], key[1], key[2])) }
  @inline(__always)
  func anticipateHead(_ list: Int) { lists.anticipateHead(list) }
  @inline(__always)
  func anticipateItems(_ list: Int) { lists.anticipateItems(list) }
  /// The bucket of the first listed row that matches, or -1: a guess, which rows outside the lists may overrule.
  @inline(__always)
  func likelyBucket(_ key: UnsafePointer<UInt64>, _ list: Int) -> Int {
    let hit = lists.firstMatch(list, (key[0], key[1], key[2]))
    return hit == .max ? -1 : Int(truncatingIfNeeded: hit >> 32)
  }

  private func lowestStray(_ key: (UInt64, UInt64, UInt64)) -> Int {
    var best = Int.max
    for row in strays where row < best {
      let (value, mask) = split(memory + row * stride)
      if value == (key.0 & mask.0, key.1 & mask.1, key.2 & mask.2) { best = row }
    }
    return best
  }

  @inline(__always)
  private func lowestRow(_ number: Int, _ key: (UInt64, UInt64, UInt64)) -> Int {
    let mask = masks[number]
    guard mask.rows > 0 else { return .max }
    let value = (key.0 & mask.words.0, key.1 & mask.words.1, key.2 & mask.words.2)
    var slot = Int(truncatingIfNeeded: hash(value, number)) & slotMask
    var best = Int.max
    while slots[slot] != 0 {
      let row = Int(slots[slot]) &- 1
      if row < best && Int(placeOfRow[row]) == number && isEqual(row, value, mask.words) { best = row }
      slot = (slot &+ 1) & slotMask
    }
    return best
  }

  /// Whether a stored row's value is `value` under `mask`.
  @inline(__always)
  private func isEqual(_ row: Int, _ value: (UInt64, UInt64, UInt64), _ mask: (UInt64, UInt64, UInt64)) -> Bool {
    let words = memory + row &* stride
    if keyWidth <= 64 { return RowBits.read(words, at: 0, width: keyWidth) & mask.0 == value.0 }
    guard words[0] & mask.0 == value.0 else { return false }
    if keyWidth <= 128 { return RowBits.read(words, at: 64, width: keyWidth &- 64) & mask.1 == value.1 }
    return words[1] & mask.1 == value.1 && RowBits.read(words, at: 128, width: keyWidth &- 128) & mask.2 == value.2
  }
}
