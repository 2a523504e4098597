import SwitchPlatform

/// The rows of a table whose blocks are given out one by one: an index over those that are the table's now, in the order of their blocks.
///
/// The index inside counts rows in that order (*positions*); here they become physical rows. A block compares no field outside its format.
final class BankedIndex: RowIndex {
  private let inner: any RowIndex
  private let memory: Memory
  private let rowsPerBlock: Int
  private let owners: ClosedRange<Int>
  /// By format: the bits of the key that are compared.
  private let compared: [[UInt64]]
  private let keyWidth: Int
  private let maskOffset: Int
  private let validOffset: Int
  private var controls: [BankControl]
  /// By block: its place among the table's blocks, -1 where it is none of them.
  private let places: UnsafeMutablePointer<Int32>
  private let blocks: UnsafeMutablePointer<Int32>
  private let blockCount: Int
  private let new: UnsafeMutablePointer<UInt64>
  private let old: UnsafeMutablePointer<UInt64>

  init(_ inner: any RowIndex, _ table: TableDescription, owners: ClosedRange<Int>, memory: Memory) {
    self.inner = inner
    self.memory = memory
    self.owners = owners
    rowsPerBlock = max(1, memory.description.rowsPerBlock)
    blockCount = memory.rows / rowsPerBlock
    let layout = table.layout
    keyWidth = layout.keyWidth
    maskOffset = layout.maskOffset ?? 0
    validOffset = layout.validOffset ?? 0
    let words = (layout.keyWidth + 63) / 64
    compared = (table.formats.isEmpty ? [TableFormat(name: "", slices: 1, fields: [])] : table.formats).map { format in
      var mask = [UInt64](repeating: 0, count: words)
      for place in layout.key where format.fields.isEmpty || format.fields.contains(place.field) {
        for bit in place.offset..<place.offset + place.width { mask[bit / 64] |= 1 << UInt64(bit % 64) }
      }
      return mask
    }
    controls = Array(repeating: BankControl(), count: blockCount)
    places = .allocate(capacity: max(1, blockCount))
    places.initialize(repeating: -1, count: max(1, blockCount))
    blocks = .allocate(capacity: max(1, blockCount))
    blocks.initialize(repeating: -1, count: max(1, blockCount))
    new = .allocate(capacity: memory.stride)
    old = .allocate(capacity: memory.stride)
  }

  deinit {
    places.deallocate()
    blocks.deallocate()
    new.deallocate()
    old.deallocate()
  }

  /// The physical row of a position, -1 for -1.
  @inline(__always)
  func row(_ position: Int) -> Int {
    position < 0 ? -1 : Int(blocks[position / rowsPerBlock]) &* rowsPerBlock &+ position % rowsPerBlock
  }

  /// The position of a physical row; `nil` for one that is not the table's.
  func position(_ row: Int) -> Int? {
    let block = row / rowsPerBlock
    guard row >= 0, block < blockCount, places[block] >= 0 else { return nil }
    return Int(places[block]) * rowsPerBlock + row % rowsPerBlock
  }

  private func format(_ control: BankControl) -> Int? {
    owners.contains(Int(control.owner)) ? Int(control.owner) - owners.lowerBound : nil
  }

  /// What a block of a format sees of a row.
  private func see(_ row: UnsafePointer<UInt64>, _ format: Int, _ target: UnsafeMutablePointer<UInt64>) {
    target.update(from: row, count: memory.stride)
    for word in 0..<compared[format].count {
      let width = min(64, keyWidth - word * 64)
      let mask = RowBits.read(row, at: maskOffset + word * 64, width: width) & compared[format][word]
      RowBits.write(RowBits.read(row, at: word * 64, width: width) & mask, to: target, at: word * 64, width: width)
      RowBits.write(mask, to: target, at: maskOffset + word * 64, width: width)
    }
  }

  func willStore(_ words: UnsafePointer<UInt64>, over held: UnsafePointer<UInt64>, at row: Int) {
    let block = row / rowsPerBlock
    guard block < blockCount, let position = position(row), let format = format(controls[block]) else { return }
    see(words, format, new)
    see(held, format, old)
    inner.willStore(new, over: old, at: position)
  }

  /// A block's control word is about to change.
  func willStore(control: BankControl, at block: Int) {
    guard block < blockCount, controls[block] != control else { return }
    let before = controls
    let oldPlaces = (0..<blockCount).map { places[$0] }
    controls[block] = control
    let own = (0..<blockCount).filter { format(controls[$0]) != nil }.sorted { (controls[$0].order, $0) < (controls[$1].order, $1) }
    var newPlaces = [Int32](repeating: -1, count: blockCount)
    for (place, block) in own.enumerated() { newPlaces[block] = Int32(place) }
    let changed = (0..<blockCount).filter { newPlaces[$0] != oldPlaces[$0] || format(before[$0]) != format(controls[$0]) }
    for block in changed { each(block, format(before[block]), Int(oldPlaces[block]), isStored: false) }
    for index in 0..<blockCount {
      places[index] = newPlaces[index]
      blocks[index] = -1
    }
    for (place, block) in own.enumerated() { blocks[place] = Int32(block) }
    for block in changed { each(block, format(controls[block]), Int(newPlaces[block]), isStored: true) }
  }

  /// Takes the rows of a block into the index, or out of it.
  private func each(_ block: Int, _ format: Int?, _ place: Int, isStored: Bool) {
    guard let format, place >= 0 else { return }
    for word in 0..<memory.stride { old[word] = 0 }
    for offset in 0..<rowsPerBlock {
      let row = memory.row(block * rowsPerBlock + offset)
      guard RowBits.read(row, at: validOffset, width: 1) == 1 else { continue }
      see(row, format, new)
      let position = place * rowsPerBlock + offset
      if isStored { inner.willStore(new, over: old, at: position) } else { inner.willStore(old, over: new, at: position) }
    }
  }
}

/// Tells the tables of a banked TCAM of each control word that is stored.
final class BankWatch: RowIndex {
  private let table: BankedIndex

  init(_ table: BankedIndex) { self.table = table }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    table.willStore(control: BankControl(word: new[0]), at: row)
  }
}
