public import SwitchPlatform

/// One bit of one of the chip's memories.
public struct MemoryBit: Hashable, Sendable {
  /// Index into `ASICDescription.memories`.
  public var memory: Int
  public var row: Int
  /// Of the row as its table's layout packs it.
  public var bit: Int

  public init(memory: Int, row: Int, bit: Int) {
    self.memory = memory
    self.row = row
    self.bit = bit
  }
}

/// Why a bit cannot flip.
public enum FlipError: Error, Hashable, Sendable, CustomStringConvertible {
  case noMemory(String)
  case noRow(Int, memory: String)
  case noBit(Int, memory: String)

  public var description: String {
    switch self {
    case .noMemory(let name): "the chip has no memory '\(name)'"
    case .noRow(let row, let memory): "memory '\(memory)' has no row \(row)"
    case .noBit(let bit, let memory): "a row of memory '\(memory)' has no bit \(bit)"
    }
  }
}

// Soft errors: bits of memories that flip by themselves.
extension SimulatedASIC {
  /// Flips a bit of a memory's cells.
  ///
  /// - Parameter cycle: when. Default, and for cycles that are past: now.
  /// - Throws: when there is no such bit.
  public func injectFlip(_ bit: MemoryBit, at cycle: Int64? = nil) throws(FlipError) {
    try injectFlips([(bit, cycle ?? now)])
  }

  /// The same by the memory's name in the chip file.
  public func injectFlip(memory name: String, row: Int, bit: Int, at cycle: Int64? = nil) throws(FlipError) {
    guard let memory = description.memories.firstIndex(where: { $0.name == name }) else { throw .noMemory(name) }
    try injectFlip(MemoryBit(memory: memory, row: row, bit: bit), at: cycle)
  }

  /// The same by table.
  ///
  /// - Parameter isPivot: of an algorithmic LPM: the row is a pivot's, not a bucket's entry.
  public func injectFlip(table role: TableRole, isPivot: Bool = false, row: Int, bit: Int, at cycle: Int64? = nil) throws(FlipError) {
    guard let memory = memory(of: role, isPivot: isPivot) else { throw .noMemory(role.rawValue) }
    try injectFlip(MemoryBit(memory: memory, row: row, bit: bit), at: cycle)
  }

  /// Flips the bits of a list, each at its cycle, those of one cycle in the list's order. None is flipped when one of them is not there.
  public func injectFlips(_ script: [(bit: MemoryBit, cycle: Int64)]) throws(FlipError) {
    for (bit, _) in script {
      guard description.memories.indices.contains(bit.memory) else { throw .noMemory("\(bit.memory)") }
      let memory = description.memories[bit.memory]
      guard bit.row >= 0, bit.row < memory.rows else { throw .noRow(bit.row, memory: memory.name) }
      guard bit.bit >= 0, bit.bit < flippableBits(ofMemory: bit.memory) else { throw .noBit(bit.bit, memory: memory.name) }
    }
    let errors = watch()
    errors.schedule(script.map { [now] in SoftErrors.Flip(cycle: max(now, $0.cycle), $0.bit) })
    errors.catchUp(to: now)
  }

  /// Flips bits that the seed chooses, each bit of all memories as likely as any other.
  ///
  /// - Parameter cycles: Over which they are spread. Default: all at once, now.
  /// - Returns: the bits, and when they flip.
  @discardableResult
  public func injectFlips(seed: UInt64, count: Int, over cycles: Range<Int64>? = nil) -> [(bit: MemoryBit, cycle: Int64)] {
    var random = FlipRandom(seed: seed)
    let sizes = description.memories.indices.map { description.memories[$0].rows * flippableBits(ofMemory: $0) }
    let total = sizes.reduce(0, +)
    var script: [(bit: MemoryBit, cycle: Int64)] = []
    for _ in 0..<max(0, count) where total > 0 {
      var place = random.below(total)
      var memory = 0
      while place >= sizes[memory] {
        place -= sizes[memory]
        memory += 1
      }
      let width = flippableBits(ofMemory: memory)
      let cycle = cycles.map { $0.isEmpty ? $0.lowerBound : $0.lowerBound + Int64(random.below(Int($0.upperBound - $0.lowerBound))) } ?? now
      script.append((MemoryBit(memory: memory, row: place / width, bit: place % width), cycle))
    }
    // Every bit is there: it was chosen among those that are.
    try? injectFlips(script)
    return script
  }

  /// The memory of a table, or of its pivots.
  public func memory(of role: TableRole, isPivot: Bool = false) -> Int? {
    guard let table = description.table(role) else { return nil }
    guard isPivot else { return table.memory }
    if case .algorithmicLPM(let match) = table.match { return match.pivotMemory }
    return nil
  }

  /// Bits of a memory's row that a table uses: those that can flip.
  public func flippableBits(ofMemory memory: Int) -> Int {
    for table in description.tables {
      if table.memory == memory { return table.layout.width }
      if case .algorithmicLPM(let match) = table.match, match.pivotMemory == memory { return RowLayout.pivots(of: table, match).width }
    }
    return memory >= 0 && memory < memories.count ? description.memories[memory].width : 0
  }

  /// Rows in which bits are flipped: those that somebody can find, and those that nobody does until they are written.
  public var faultyRows: (findable: Int, silent: Int) {
    var rows = (findable: 0, silent: 0)
    for memory in softErrors?.rows ?? [] {
      for fault in memory.faults.values {
        if fault.status > .silent { rows.findable += 1 } else { rows.silent += 1 }
      }
    }
    return rows
  }

  /// Whether the cells of a row differ from what was written.
  public func isFaulty(row: Int, ofMemory memory: Int) -> Bool {
    guard let rows = softErrors?.rows, rows.indices.contains(memory) else { return false }
    return rows[memory].faults[row] != nil
  }

  /// Whether somebody can find that they do.
  public func isFindable(row: Int, ofMemory memory: Int) -> Bool {
    guard let rows = softErrors?.rows, rows.indices.contains(memory), let fault = rows[memory].faults[row] else { return false }
    return fault.status > .silent
  }

  /// The rows of a memory in which another chip of the same description differs, as look-ups see them or as cells hold them.
  public func differingRows(ofMemory memory: Int, from other: SimulatedASIC) -> [Int] {
    guard memory >= 0, memory < memories.count, memory < other.memories.count else { return [] }
    let (left, right) = (memories[memory], other.memories[memory])
    guard left.rows == right.rows, left.stride == right.stride else { return Array(0..<left.rows) }
    var rows: [Int] = []
    // Most rows are alike: they are compared many at once.
    for start in stride(from: 0, to: left.rows, by: 1024) {
      let end = min(start + 1024, left.rows)
      let (one, two) = (left.row(start), right.row(start))
      var word = 0
      while word < (end - start) * left.stride, one[word] == two[word] { word += 1 }
      if word == (end - start) * left.stride { continue }
      for row in start..<end where self.row(row, ofMemory: memory) != other.row(row, ofMemory: memory) { rows.append(row) }
    }
    for (chip, reference) in [(self, other), (other, self)] {
      for row in chip.softErrors.map({ Array($0.rows[memory].faults.keys) }) ?? []
      where chip.cells(row, ofMemory: memory) != reference.cells(row, ofMemory: memory) && !rows.contains(row) { rows.append(row) }
    }
    return rows.sorted()
  }

  /// A memory's row as look-ups see it; empty where there is none.
  public func row(_ row: Int, ofMemory memory: Int) -> [UInt64] {
    guard memory >= 0, memory < memories.count, row >= 0, row < memories[memory].rows else { return [] }
    return Array<UInt64>(UnsafeBufferPointer(start: memories[memory].row(row), count: memories[memory].stride))
  }

  /// A memory's row as its cells hold it: with the flips that are corrected, or in the way, whenever it is read.
  public func cells(_ row: Int, ofMemory memory: Int) -> [UInt64] {
    var words = self.row(row, ofMemory: memory)
    guard let fault = softErrors?.rows[memory].faults[row] else { return words }
    for word in words.indices { words[word] ^= fault.flips[word] ^ fault.seen[word] }
    return words
  }

  /// What was found in a memory since power-on.
  public func errorFigures(ofMemory memory: Int) -> MemoryErrorFigures {
    guard let figures = softErrors?.figures, figures.indices.contains(memory) else { return MemoryErrorFigures() }
    return figures[memory]
  }

  /// Puts the queue's oldest event and length into their registers, and asks for attention where one is new.
  func showErrors(_ errors: SoftErrors, isNew: Bool) {
    guard let description = description.errors, let queue = errors.queue else { return }
    registers[description.status] = description.count.set(UInt32(truncatingIfNeeded: queue.count), in: 0)
    let words = queue.oldest?.words ?? (0, 0, 0, 0)
    registers.set(description.data, at: 0, words.0)
    registers.set(description.data, at: 1, words.1)
    registers.set(description.data, at: 2, words.2)
    registers.set(description.data, at: 3, words.3)
    if isNew, let bit = self.description.interrupts?.error { interrupt(bit) }
  }
}

/// SplitMix64: the same numbers from the same seed.
struct FlipRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  /// 0 ..< limit; 0 without one.
  mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next().multipliedFullWidth(by: UInt64(limit)).high) : 0 }
}
