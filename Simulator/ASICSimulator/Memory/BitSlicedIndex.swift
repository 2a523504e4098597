import CMemoryHints
import SwitchPlatform

/// Finds the first of many wide ternary rows that matches a key: match lines, as a TCAM has them, one bit a row.
///
/// For each byte of the key there is a column: for each of the byte's 256 values the set of rows that it suits, and the set of
/// rows that do not care. A look-up is the intersection over the columns, 512 rows at a time, from row 0 up; it ends with the
/// first chunk that keeps a row, and leaves a chunk as soon as it has none. Columns about which no row cares are passed over,
/// columns about which most rows care come first; for each of their values it is known which chunks have a row for it at all.
///
/// - Complexity: look-up O(rows / 512 × columns), often less; storing a row O(key bytes that differ × wildcard values).
final class BitSlicedIndex: RowIndex {
  /// A byte of the key.
  private struct Column {
    /// By chunk of 512 rows, 256 sets of them: a cache line each. Allocated with the first row that cares.
    var values: UnsafeMutablePointer<UInt64>?
    var indifferent: UnsafeMutablePointer<UInt64>
    /// The chunks in which a set has rows, a bit each: of the 256 values' sets, and of `indifferent`.
    var present: UnsafeMutablePointer<UInt64>?
    var indifferentPresent: UnsafeMutablePointer<UInt64>
    var caring = 0
    /// Set bits over all 256 values: the fewer, the more rows a look-up sheds here.
    var ones = 0
  }

  private let rows: Int
  /// Words in a set of rows: a multiple of 8. And of one bit a chunk.
  private let words: Int
  private let presenceWords: Int
  private let keyWidth: Int
  private let maskOffset: Int
  private let validOffset: Int
  private let keyBytes: Int
  private let valid: UnsafeMutablePointer<UInt64>
  private var columns: [Column]
  private static let columnsAtOnce = 8
  private var pieces: [UnsafeMutablePointer<UInt64>] = []
  private var unused: [UnsafeMutablePointer<UInt64>] = []
  /// Columns about which rows care, the most selective first; rebuilt when stale.
  private let active: UnsafeMutablePointer<ActiveColumn>
  private var activeCount = 0
  private var activeBytes: UInt64 = 0
  private var isStale = false
  /// Chunks of 512 rows that have to be looked at: up to the last valid row.
  private var chunks = 0

  private struct ActiveColumn {
    var byte: Int
    var values: UnsafePointer<UInt64>
    var indifferent: UnsafePointer<UInt64>
    var present: UnsafePointer<UInt64>
    var indifferentPresent: UnsafePointer<UInt64>
  }
  /// Columns that say which chunks are looked at.
  private static let sieves = 4

  init(_ layout: RowLayout, rows: Int) {
    self.rows = rows
    words = (rows + 511) / 512 * 8
    presenceWords = (words / 8 + 63) / 64
    keyWidth = layout.keyWidth
    maskOffset = layout.maskOffset ?? 0
    validOffset = layout.validOffset ?? 0
    keyBytes = (layout.keyWidth + 7) / 8
    valid = LargeAllocation.words(words)
    columns = []
    active = .allocate(capacity: keyBytes)
    for _ in 0..<keyBytes {
      let (indifferent, present) = (LargeAllocation.words(words), LargeAllocation.words(presenceWords))
      columns.append(Column(values: nil, indifferent: indifferent, present: nil, indifferentPresent: present))
    }
  }

  /// Room for a column's values. Columns are allocated some at a time, so that they fill huge pages.
  private func takeValues() -> UnsafeMutablePointer<UInt64> {
    let count = 256 * words
    if unused.isEmpty {
      let fresh = LargeAllocation.words(count * BitSlicedIndex.columnsAtOnce)
      pieces.append(fresh)
      unused = (0..<BitSlicedIndex.columnsAtOnce).reversed().map { fresh + $0 * count }
    }
    return unused.removeLast()
  }

  deinit {
    for column in columns {
      LargeAllocation.release(column.indifferent)
      LargeAllocation.release(column.indifferentPresent)
      if let present = column.present { LargeAllocation.release(present) }
    }
    for piece in pieces { LargeAllocation.release(piece) }
    LargeAllocation.release(valid)
    active.deallocate()
  }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < rows else { return }
    let wasValid = RowBits.read(old, at: validOffset, width: 1) == 1
    let isValid = RowBits.read(new, at: validOffset, width: 1) == 1
    guard wasValid || isValid else { return }
    let word = row >> 6
    let bit: UInt64 = 1 << UInt64(row & 63)
    for byte in 0..<keyBytes {
      let width = min(8, keyWidth - byte * 8)
      let oldValue = RowBits.read(old, at: byte * 8, width: width)
      let oldMask = RowBits.read(old, at: maskOffset + byte * 8, width: width)
      let newValue = RowBits.read(new, at: byte * 8, width: width)
      let newMask = RowBits.read(new, at: maskOffset + byte * 8, width: width)
      if wasValid && isValid && oldMask == newMask && oldValue & oldMask == newValue & newMask { continue }
      if wasValid { change(byte, word, bit, UInt8(truncatingIfNeeded: oldValue), UInt8(truncatingIfNeeded: oldMask), adding: false) }
      if isValid { change(byte, word, bit, UInt8(truncatingIfNeeded: newValue), UInt8(truncatingIfNeeded: newMask), adding: true) }
    }
    if isValid { valid[word] |= bit } else { valid[word] &= ~bit }
    if isValid {
      chunks = max(chunks, word / 8 + 1)
    } else {
      while chunks > 0 && (0..<8).allSatisfy({ valid[(chunks - 1) * 8 + $0] == 0 }) { chunks -= 1 }
    }
    isStale = true
  }

  private func change(_ byte: Int, _ word: Int, _ bit: UInt64, _ value: UInt8, _ mask: UInt8, adding: Bool) {
    if mask == 0 {
      mark(columns[byte].indifferent, columns[byte].indifferentPresent, word, word, bit, adding)
      columns[byte].ones += adding ? 256 : -256
      return
    }
    columns[byte].caring += adding ? 1 : -1
    columns[byte].ones += (adding ? 1 : -1) << (8 - mask.nonzeroBitCount)
    let values = columns[byte].values ?? takeValues()
    let present = columns[byte].present ?? LargeAllocation.words(256 * presenceWords)
    columns[byte].values = values
    columns[byte].present = present
    // Every value that agrees with `value` where `mask` says so: walk the subsets of the bits left free.
    let free = Int(~mask)
    var subset = 0
    repeat {
      let number = Int(value & mask) | subset
      mark(values, present + number * presenceWords, (word & ~7) * 256 + number * 8 + word & 7, word, bit, adding)
      subset = (subset - free) & free
    } while subset != 0
  }

  /// Adds a row to a set, or takes it away, and keeps the set's chunks.
  ///
  /// - Parameters:
  ///   - index: where the row's word of the set is; a chunk's eight words stand together.
  ///   - word: of the row.
  @inline(__always)
  private func mark(
    _ set: UnsafeMutablePointer<UInt64>, _ present: UnsafeMutablePointer<UInt64>, _ index: Int, _ word: Int, _ bit: UInt64, _ adding: Bool
  ) {
    let chunk: UInt64 = 1 << UInt64(word >> 3 & 63)
    if adding {
      set[index] |= bit
      present[word >> 9] |= chunk
      return
    }
    set[index] &= ~bit
    let line = set + (index & ~7)
    if (line[0] | line[1] | line[2] | line[3]) | (line[4] | line[5] | line[6] | line[7]) == 0 { present[word >> 9] &= ~chunk }
  }

  /// The bytes of the key about which any row cares, a bit each; bit 63 for all from the 64th on.
  var wantedBytes: UInt64 {
    @inline(__always) get {
      if isStale { rebuild() }
      return activeBytes
    }
  }

  private func rebuild() {
    activeCount = 0
    activeBytes = 0
    for byte in columns.indices.filter({ columns[$0].caring > 0 }).sorted(by: { columns[$0].ones < columns[$1].ones }) {
      let column = columns[byte]
      guard let values = column.values, let present = column.present else { continue }
      (active + activeCount).initialize(
        to: ActiveColumn(
          byte: byte, values: values, indifferent: column.indifferent, present: present, indifferentPresent: column.indifferentPresent))
      activeCount += 1
      activeBytes |= 1 << UInt64(min(byte, 63))
    }
    isStale = false
  }

  /// Asks for the most selective columns' lines that a key of these two values will want.
  ///
  /// - Parameters: the lowest 32 bits of two fields, and the bits of the key where the fields begin.
  @inline(__always)
  func anticipate(_ first: UInt64, at firstOffset: Int, _ second: UInt64, at secondOffset: Int) {
    var lines: (UnsafePointer<UInt64>?, UnsafePointer<UInt64>?) = (nil, nil)
    var wanted = chunksOf(block: 0)
    for index in 0..<min(activeCount, 2) {
      let column = active + index
      let inFirst = column.pointee.byte &* 8 &- firstOffset
      let inSecond = column.pointee.byte &* 8 &- secondOffset
      let value: UInt64
      if inFirst >= 0 && inFirst <= 24 {
        value = first &>> UInt64(truncatingIfNeeded: inFirst)
      } else if inSecond >= 0 && inSecond <= 24 {
        value = second &>> UInt64(truncatingIfNeeded: inSecond)
      } else {
        continue
      }
      let number = Int(truncatingIfNeeded: value & 0xff)
      wanted &= column.pointee.present[number &* presenceWords] | column.pointee.indifferentPresent[0]
      lines.1 = lines.0
      lines.0 = column.pointee.values + number &* 8
    }
    guard let line = lines.0 else { return }
    var left = 16
    while wanted != 0, left > 0 {
      let chunk = wanted.trailingZeroBitCount
      trysail_prefetch(line + chunk &* 2048)
      if let other = lines.1 { trysail_prefetch(other + chunk &* 2048) }
      wanted &= wanted &- 1
      left &-= 1
    }
  }

  /// The chunks up to the last valid row, of 64 chunks from `64 * block` on.
  @inline(__always)
  private func chunksOf(block: Int) -> UInt64 {
    let count = chunks &- block &* 64
    return count >= 64 ? ~0 : (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
  }

  /// The lowest valid row that matches `key`, or -1.
  ///
  /// Written out for eight words: wide vector types cost more here than they bring.
  func firstMatch(_ key: UnsafePointer<UInt64>) -> Int {
    if isStale { rebuild() }
    let bytes = UnsafeRawPointer(key)
    var block = 0
    while block &* 64 < chunks {
      var wanted = chunksOf(block: block)
      for index in 0..<min(activeCount, BitSlicedIndex.sieves) {
        let column = active + index
        let value = Int(bytes.load(fromByteOffset: column.pointee.byte, as: UInt8.self))
        wanted &= column.pointee.present[value &* presenceWords &+ block] | column.pointee.indifferentPresent[block]
      }
      while wanted != 0 {
        let hit = firstMatch(bytes, inChunk: block &* 64 &+ wanted.trailingZeroBitCount)
        if hit >= 0 { return hit }
        wanted &= wanted &- 1
      }
      block &+= 1
    }
    return -1
  }

  @inline(__always)
  private func firstMatch(_ bytes: UnsafeRawPointer, inChunk chunk: Int) -> Int {
    let columnCount = activeCount
    let columns = active
    let start = chunk &* 8
    let line = valid + start
    var (a, b, c, d) = (line[0], line[1], line[2], line[3])
    var (e, f, g, h) = (line[4], line[5], line[6], line[7])
    for index in 0..<columnCount {
      let column = columns + index
      let value = Int(bytes.load(fromByteOffset: column.pointee.byte, as: UInt8.self))
      let suits = column.pointee.values + (start &* 256 &+ value &* 8)
      let indifferent = column.pointee.indifferent + start
      a &= suits[0] | indifferent[0]
      b &= suits[1] | indifferent[1]
      c &= suits[2] | indifferent[2]
      d &= suits[3] | indifferent[3]
      e &= suits[4] | indifferent[4]
      f &= suits[5] | indifferent[5]
      g &= suits[6] | indifferent[6]
      h &= suits[7] | indifferent[7]
      if (a | b | c | d) | (e | f | g | h) == 0 { return -1 }
    }
    if a != 0 { return start &* 64 &+ a.trailingZeroBitCount }
    if b != 0 { return (start &+ 1) &* 64 &+ b.trailingZeroBitCount }
    if c != 0 { return (start &+ 2) &* 64 &+ c.trailingZeroBitCount }
    if d != 0 { return (start &+ 3) &* 64 &+ d.trailingZeroBitCount }
    if e != 0 { return (start &+ 4) &* 64 &+ e.trailingZeroBitCount }
    if f != 0 { return (start &+ 5) &* 64 &+ f.trailingZeroBitCount }
    if g != 0 { return (start &+ 6) &* 64 &+ g.trailingZeroBitCount }
    if h != 0 { return (start &+ 7) &* 64 &+ h.trailingZeroBitCount }
    return -1
  }
}
