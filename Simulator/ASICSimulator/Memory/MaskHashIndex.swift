import SwitchPlatform

/// Finds the first of very many ternary rows that have few different masks, as the rows of a prefix table do.
///
/// All rows with one mask stand in one hash of their masked values; a look-up asks the hash once for each mask, and the lowest
/// row wins, whatever order a driver wrote them in. A filter on the bits that most masks share says which masks to ask: an entry
/// of the filter has a bit for each mask that some row with those bits has (or had: bits are not cleared, they only cost time).
///
/// - Complexity: look-up O(masks that the filter lets through), 1 to 6 on Internet tables; storing a row O(1).
final class MaskHashIndex: RowIndex {
  private struct Mask {
    var words: (UInt64, UInt64, UInt64)
    var rows = 0
  }

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
  private var masks: UnsafeMutablePointer<Mask>
  private var maskCount = 0
  private let maskLimit = 512
  /// By row: the number of its mask.
  private let maskOfRow: UnsafeMutablePointer<UInt16>
  private let filter: UnsafeMutablePointer<UInt64>
  private let filterBits = 16
  private var selector: (UInt64, UInt64, UInt64) = (0, 0, 0)
  /// Masks that do not cover the selector, always asked.
  private var unfiltered: UInt64 = 0
  /// Rows beyond the masks there is room for: looked at one by one.
  private var strays: [Int] = []
  private let strayMask = UInt16.max

  /// - Precondition: the layout's key is at most 192 bits wide, which the loader guarantees for prefix tables.
  init(_ layout: RowLayout, memory: Memory, rows: Int) {
    self.memory = UnsafePointer(memory.base)
    stride = memory.stride
    self.rows = rows
    keyWidth = layout.keyWidth
    maskOffset = layout.maskOffset ?? 0
    validOffset = layout.validOffset ?? 0
    slotMask = 1023
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: 0, count: slotMask + 1)
    masks = .allocate(capacity: maskLimit)
    maskOfRow = .allocate(capacity: max(1, rows))
    maskOfRow.initialize(repeating: 0, count: max(1, rows))
    filter = .allocate(capacity: 1 << filterBits)
    filter.initialize(repeating: 0, count: 1 << filterBits)
    // The address's first 16 (IPv4) or 32 (IPv6) bits: few prefixes are shorter.
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
    slots.deallocate()
    masks.deallocate()
    maskOfRow.deallocate()
    filter.deallocate()
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
    // A number whose rows are gone may be taken over: its filter bits then only let look-ups through needlessly.
    if maskCount == maskLimit {
      guard let unused else { return nil }
      masks[unused].words = mask
      return unused
    }
    (masks + maskCount).initialize(to: Mask(words: mask))
    maskCount += 1
    return maskCount - 1
  }

  private func insert(_ row: Int, _ words: UnsafePointer<UInt64>) {
    let (value, mask) = split(words)
    guard let number = number(of: mask) else {
      strays.append(row)
      maskOfRow[row] = strayMask
      return
    }
    masks[number].rows += 1
    maskOfRow[row] = UInt16(number)
    let bit: UInt64 = 1 << UInt64(min(number, 63))
    if mask.0 & selector.0 == selector.0 && mask.1 & selector.1 == selector.1 && mask.2 & selector.2 == selector.2 {
      filter[filterSlot(value)] |= bit
    } else {
      unfiltered |= bit
    }
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
    if maskOfRow[row] == strayMask {
      strays.removeAll { $0 == row }
      maskOfRow[row] = 0
      return
    }
    let (value, _) = split(words)
    let number = Int(maskOfRow[row])
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
      let home = Int(truncatingIfNeeded: hash(split(memory + other * stride).value, Int(maskOfRow[other]))) & slotMask
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
      place(row, hash(split(memory + row * stride).value, Int(maskOfRow[row])))
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
  private func filterSlot(_ value: (UInt64, UInt64, UInt64)) -> Int {
    var hash = (value.0 & selector.0) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (value.1 & selector.1)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash &>> 32 ^ (value.2 & selector.2)) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: hash &>> UInt64(64 &- filterBits))
  }

  /// The lowest valid row that matches `key` (three words, zero above the key's width), or -1.
  func firstMatch(_ key: UnsafePointer<UInt64>) -> Int {
    let words = (key[0], key[1], key[2])
    var candidates = filter[filterSlot(words)] | unfiltered
    var best = Int.max
    while candidates != 0 {
      let number = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      if number < 63 {
        best = min(best, lowestRow(number, words))
      } else {
        for other in stride63(maskCount) { best = min(best, lowestRow(other, words)) }
      }
    }
    if !strays.isEmpty { best = min(best, lowestStray(words)) }
    return best == Int.max ? -1 : best
  }

  private func lowestStray(_ key: (UInt64, UInt64, UInt64)) -> Int {
    var best = Int.max
    for row in strays where row < best {
      let (value, mask) = split(memory + row * stride)
      if value == (key.0 & mask.0, key.1 & mask.1, key.2 & mask.2) { best = row }
    }
    return best
  }

  /// The masks that share the last bit of the filter.
  @inline(__always)
  private func stride63(_ count: Int) -> Range<Int> { 63..<max(63, count) }

  @inline(__always)
  private func lowestRow(_ number: Int, _ key: (UInt64, UInt64, UInt64)) -> Int {
    let mask = masks[number]
    guard mask.rows > 0 else { return .max }
    let value = (key.0 & mask.words.0, key.1 & mask.words.1, key.2 & mask.words.2)
    var slot = Int(truncatingIfNeeded: hash(value, number)) & slotMask
    var best = Int.max
    while slots[slot] != 0 {
      let row = Int(slots[slot]) &- 1
      if row < best && Int(maskOfRow[row]) == number && isEqual(row, value, mask.words) { best = row }
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
