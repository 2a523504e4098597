import SwitchPlatform

/// The flipped bits of all memories in time: when they flip, who finds them, and what the chip tells of it.
///
/// Nothing here runs while no bit is flipped and none is about to be.
final class SoftErrors {
  struct Flip {
    var cycle: Int64
    var memory: Int
    var row: Int
    var bit: Int
    fileprivate var number = 0

    init(cycle: Int64, _ bit: MemoryBit) {
      self.cycle = cycle
      memory = bit.memory
      row = bit.row
      self.bit = bit.bit
    }
  }

  let rows: [FaultedRows]
  private let clocks: [ScrubClock]
  private let writesBackOnRead: Bool
  private(set) var queue: ErrorQueue?
  private(set) var figures: [MemoryErrorFigures]
  /// Flips to come, the last one first.
  private var pending: [Flip] = []
  private var scheduled = 0
  /// The scrub comes to no row in which bits are flipped before this cycle.
  private var earliest = Int64.max
  /// Called when the queue has changed: by a new event, or because one was taken.
  var onChange: ((_ isNew: Bool) -> Void)?

  init(_ asic: ASICDescription, _ memories: [Memory]) {
    var widths = memories.map(\.description.width)
    for table in asic.tables {
      widths[table.memory] = table.layout.width
      if case .algorithmicLPM(let match) = table.match { widths[match.pivotMemory] = RowLayout.pivots(of: table, match).width }
    }
    rows = memories.indices.map { FaultedRows(memories[$0], number: $0, width: widths[$0]) }
    clocks = memories.map { ScrubClock(asic, $0.description) }
    writesBackOnRead = asic.scrub?.writeBack != .scrub
    queue = asic.errors.map { ErrorQueue(depth: $0.depth) }
    figures = Array(repeating: MemoryErrorFigures(), count: memories.count)
    for (memory, rows) in zip(memories, rows) {
      memory.onBusRead = { [unowned self] row, words in self.readByBus(rows, row, words) }
    }
  }

  /// The chip's latest cycle, at which the bus reads.
  var now: Int64 = 0

  // MARK: Time

  /// Flips of the same cycle flip in the order of their scheduling.
  func schedule(_ flips: some Sequence<Flip>) {
    for var flip in flips {
      flip.number = scheduled
      scheduled += 1
      pending.append(flip)
    }
    pending.sort { ($0.cycle, $0.number) > ($1.cycle, $1.number) }
  }

  /// Whether packets have to be watched: they may meet a fault, or time may bring something.
  var isActive: Bool { isNoticeable || !pending.isEmpty || earliest != .max }

  /// Whether look-ups may notice a fault.
  var isNoticeable: Bool { rows.contains { $0.noticeable > 0 } }

  /// Lets bits flip, and the scrub read, as far as `cycle`, in the order of their cycles; at one cycle flips come first.
  func catchUp(to cycle: Int64) {
    now = max(now, cycle)
    while let flip = pending.last, flip.cycle <= cycle {
      pending.removeLast()
      scrub(before: flip.cycle)
      let due = clocks[flip.memory].visit(ofRow: flip.row, notBefore: flip.cycle)
      rows[flip.memory].flip(flip.bit, ofRow: flip.row, due: due)
      earliest = min(earliest, due)
    }
    scrub(before: cycle == .max ? cycle : cycle + 1)
  }

  private func scrub(before end: Int64) {
    guard earliest < end else { return }
    var due: [(cycle: Int64, memory: Int, row: Int)] = []
    for memory in rows {
      for (row, fault) in memory.faults where fault.due < end && fault.status > .silent { due.append((fault.due, memory.number, row)) }
    }
    due.sort { $0 < $1 }
    for visit in due {
      _ = read(rows[visit.memory], visit.row, at: visit.cycle, isScrub: true)
      // Between here and `end` the row is read again to no effect: its event waits.
      rows[visit.memory].schedule(visit.row, due: clocks[visit.memory].visit(ofRow: visit.row, notBefore: end))
    }
    earliest = .max
    for memory in rows { for fault in memory.faults.values where fault.status > .silent { earliest = min(earliest, fault.due) } }
  }

  // MARK: Reading

  /// Reads a row's check words.
  ///
  /// - Returns: whether the row can be read: as it should be, or at least as the code takes it to be.
  func read(_ memory: FaultedRows, _ row: Int, at cycle: Int64, isScrub: Bool = false) -> Bool {
    guard let fault = memory.faults[row], fault.status > .silent else { return true }
    let isSound = fault.status == .correctable
    if isSound { figures[memory.number].correctedReads += 1 } else { figures[memory.number].failedReads += 1 }
    if !fault.isQueued {
      if isSound { figures[memory.number].corrected += 1 } else { figures[memory.number].detected += 1 }
      tell(ErrorRecord(isSound ? .corrected : .detected, memory: memory.number, row: row, cycle: cycle), memory)
    }
    if isScrub || writesBackOnRead { memory.writeBack(row) }
    return isSound
  }

  private func tell(_ record: ErrorRecord, _ memory: FaultedRows) {
    guard queue != nil else {
      // Nobody is told: once is enough.
      memory.mark(record.row, isQueued: true)
      return
    }
    if queue?.push(record) == true { memory.mark(record.row, isQueued: true) }
    onChange?(true)
  }

  private func readByBus(_ memory: FaultedRows, _ row: Int, _ words: UnsafeMutablePointer<UInt32>) {
    guard let fault = memory.faults[row] else { return }
    guard !read(memory, row, at: now) else { return }
    // The bus has the cells as they are.
    for (word, bits) in fault.unreadable.enumerated() {
      words[2 * word] ^= UInt32(truncatingIfNeeded: bits)
      words[2 * word + 1] ^= UInt32(truncatingIfNeeded: bits >> 32)
    }
  }

  /// Takes the oldest event out.
  func pop() {
    guard let record = queue?.pop() else { return }
    if record.kind == .corrected || record.kind == .detected, rows.indices.contains(record.memory) {
      rows[record.memory].mark(record.row, isQueued: false)
    }
    onChange?(false)
  }
}

/// What the chip found in one memory.
public struct MemoryErrorFigures: Hashable, Sendable {
  /// Faults that were told of, each once until its event is taken or its row is written.
  public var corrected: UInt64 = 0
  public var detected: UInt64 = 0
  /// Reads of rows with flipped bits: those that came out right, and those that did not.
  public var correctedReads: UInt64 = 0
  public var failedReads: UInt64 = 0

  public init() {}
}
