import SwitchPlatform

/// The bus in time, and the updates of which packets may see a part.
///
/// The bus is one resource: `busTime` is when it is done with what it was asked for, and an access begins then, or now if that is later.
/// An update has a first and a last cycle, in which the first and the last of its writes become visible; those of different updates
/// follow each other.
final class TableWrites {
  private struct Update {
    var first: Int64
    var last: Int64
    /// Memories that it writes to.
    var memories: [Int]
    /// Writes that are not applied yet.
    var pending: Int
    var isOpen: Bool
    /// What the packet that is looked at has met: a look-up before the last write, one from the first write on.
    var metBefore = false
    var metAfter = false
  }

  /// What an open update has done to one memory.
  private struct Draft {
    var operation: TableOperation
    /// How often contents were put into rows, and taken from them, by their hash.
    var put: [UInt64: Int] = [:]
    var taken: [UInt64: Int] = [:]
  }

  /// Writes that no memory holds yet. Behind a pointer: the hot path asks for it.
  let pending: UnsafeMutablePointer<Int>
  let rowBuffer: UnsafeMutablePointer<UInt64>
  private let bus: BusDescription?
  private let memories: [MemoryDescription]
  /// By memory: the stage that looks its table up, -1 where none does.
  private let stageOfMemory: [Int]
  /// By stage: the memories of its tables.
  private let memoriesOfStage: [[Int]]
  /// By table: its memory, and its pivots'.
  private let memoryOfTable: [(rows: Int, pivots: Int)]
  private(set) var isTimed = false
  private(set) var busTime: Int64 = 0
  private(set) var journals: [WriteJournal] = []
  private(set) var logs: [TableOperationLog]

  private var updates: [Update] = []
  /// Those before it are done.
  private var head = 0
  /// The number of `updates[0]`.
  private var firstUpdate = 0
  private var drafts: [Int: Draft] = [:]
  /// Whether the access that is under way leads to a table.
  private var isCharged = false
  private var wordsSinceRow = 0
  private var startOfRow: Int64 = -1
  private let lookedUpAt: UnsafeMutablePointer<Int64>

  init(_ asic: ASICDescription, _ memories: [Memory]) {
    bus = asic.bus
    self.memories = asic.memories
    pending = .allocate(capacity: 1)
    pending.initialize(to: 0)
    let widest = memories.map(\.stride).max() ?? 1
    rowBuffer = .allocate(capacity: widest)
    rowBuffer.initialize(repeating: 0, count: widest)
    lookedUpAt = .allocate(capacity: max(1, memories.count))
    lookedUpAt.initialize(repeating: 0, count: max(1, memories.count))
    var stages = Array(repeating: -1, count: memories.count)
    var names = asic.memories.map(\.name)
    memoryOfTable = asic.tables.enumerated().map { index, table in
      let stage = asic.stages.firstIndex { $0.tables.contains(index) } ?? -1
      var pivots = table.memory
      if case .algorithmicLPM(let match) = table.match { pivots = match.pivotMemory }
      if stages.indices.contains(pivots) {
        stages[pivots] = stage
        names[pivots] = table.name + ".pivots"
      }
      if stages.indices.contains(table.memory) {
        stages[table.memory] = stage
        names[table.memory] = table.name
      }
      return (table.memory, pivots)
    }
    stageOfMemory = stages
    memoriesOfStage = asic.stages.indices.map { stage in stages.indices.filter { stages[$0] == stage } }
    logs = names.map { TableOperationLog(table: $0) }
    for (number, memory) in memories.enumerated() {
      let journal = WriteJournal(memory, asic.memories[number], number: number, self)
      journals.append(journal)
      memory.journal = journal
    }
  }

  deinit {
    pending.deallocate()
    rowBuffer.deallocate()
    lookedUpAt.deallocate()
  }

  /// Writes that wait take effect when the clock stops to matter.
  func set(_ timing: WriteTiming) {
    isTimed = timing == .timed && bus != nil
    guard !isTimed else { return }
    for journal in journals { journal.bringAll() }
    complete()
    forget()
  }

  // MARK: Bus

  /// An access begins. `now`: the latest cycle that any packet has reached. One that leads to no table costs nothing: registers are where
  /// the CPU's bus ends, tables behind another.
  func begin(now: Int64, isRead: Bool, leadsToTable: () -> Bool) {
    guard isTimed, let bus else { return }
    isCharged = leadsToTable()
    guard isCharged else { return }
    busTime = max(busTime, now)
    if !isRead, startOfRow < 0 { startOfRow = busTime }
    busTime &+= Int64(bus.setup &+ (isRead ? bus.readTurnaround : 0))
  }

  func hold(until cycle: Int64) { if isTimed { busTime = max(busTime, cycle) } }

  /// A word goes over the bus.
  func word(isRead: Bool) {
    guard isTimed, isCharged, let bus else { return }
    busTime &+= Int64(bus.cyclesPerWord)
    if !isRead { wordsSinceRow += 1 }
  }

  /// A row of a memory has been written; its cycle is `busTime`.
  ///
  /// - Returns: the number of its update.
  func note(_ row: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, words: Int, in memory: Int) -> Int {
    if updates.last?.isOpen != true {
      updates.append(Update(first: busTime, last: busTime, memories: [memory], pending: 0, isOpen: true))
    }
    let index = updates.count - 1
    updates[index].last = busTime
    updates[index].pending += 1
    if !updates[index].memories.contains(memory) { updates[index].memories.append(memory) }
    var draft = drafts[memory] ?? Draft(operation: TableOperation(start: startOfRow, visible: busTime, writes: 0, words: 0, moves: 0))
    draft.operation.visible = busTime
    draft.operation.writes += 1
    draft.operation.words += wordsSinceRow
    wordsSinceRow = 0
    startOfRow = -1
    if memories[memory].kind == .tcam {
      let (new, before) = (TableWrites.hash(row, words), TableWrites.hash(old, words))
      if new != before {
        if let new { draft.put[new, default: 0] += 1 }
        if let before { draft.taken[before, default: 0] += 1 }
      }
    }
    drafts[memory] = draft
    return firstUpdate + index
  }

  /// FNV-1a over the words; `nil` for a row of zeros.
  private static func hash(_ row: UnsafePointer<UInt64>, _ words: Int) -> UInt64? {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var bits: UInt64 = 0
    for word in 0..<words {
      bits |= row[word]
      hash = (hash ^ row[word]) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    return bits == 0 ? nil : hash
  }

  /// The driver says that an update ends here.
  func complete() {
    wordsSinceRow = 0
    startOfRow = -1
    guard updates.last?.isOpen == true else { return }
    updates[updates.count - 1].isOpen = false
    for (memory, draft) in drafts {
      var operation = draft.operation
      for (hash, count) in draft.put { operation.moves += min(count, draft.taken[hash] ?? 0) }
      logs[memory].add(operation)
    }
    drafts.removeAll(keepingCapacity: true)
  }

  // MARK: Packets

  /// A journal has applied a write.
  func applied(_ update: Int) {
    pending.pointee -= 1
    guard update >= firstUpdate else { return }
    updates[update - firstUpdate].pending -= 1
  }

  /// Lets a stage's memories be what they are in the cycle in which a packet looks them up.
  ///
  /// - Parameters:
  ///   - begin: When it would.
  ///   - last: When the packet before it did.
  /// - Returns: when it does: later, where a write has taken the cycle.
  func settle(_ stage: Int, _ begin: Int64, _ last: Int64) -> Int64 {
    var begin = begin
    var isSettled = false
    while !isSettled {
      isSettled = true
      for memory in memoriesOfStage[stage] {
        let settled = journals[memory].settle(begin, after: last)
        lookedUpAt[memory] = journals[memory].appliedThrough
        if settled > begin {
          logs[memory].stolenCycles &+= UInt64(settled &- begin)
          begin = settled
          // Others of the stage are looked up later then.
          isSettled = memoriesOfStage[stage].count == 1
        }
      }
    }
    return begin
  }

  /// The same for memories that no stage looks up: counters, which the packet meets as it leaves.
  func settleRest(_ end: Int64) {
    for memory in journals.indices where stageOfMemory[memory] < 0 {
      journals[memory].bring(to: end)
      lookedUpAt[memory] = journals[memory].appliedThrough
    }
  }

  /// A write waited for packets to leave it a cycle.
  func delayed(_ update: Int, in memory: Int, from due: Int64, to cycle: Int64) {
    logs[memory].delayedWrites &+= 1
    logs[memory].longestDelay = max(logs[memory].longestDelay, cycle &- due)
    guard update >= firstUpdate, updates.indices.contains(update - firstUpdate) else { return }
    updates[update - firstUpdate].last = max(updates[update - firstUpdate].last, cycle)
  }

  /// Whether the packet that has just been through has seen a part of an update: one look-up or more into its tables came before its
  /// last write, and one or more from its first write on.
  func metPart(_ log: AccessLog) -> Bool {
    var latest = Int64.min
    for number in 0..<log.count { latest = max(latest, memory(of: log.entries[number]).map { lookedUpAt[$0] } ?? .min) }
    // Those that begin later have not been met.
    var end = head
    while end < updates.count, updates[end].first <= latest {
      updates[end].metBefore = false
      updates[end].metAfter = false
      end += 1
    }
    var result = false
    for number in 0..<log.count where end > head {
      guard let memory = memory(of: log.entries[number]) else { continue }
      let cycle = lookedUpAt[memory]
      for index in head..<end where updates[index].memories.contains(memory) {
        if cycle < updates[index].last { updates[index].metBefore = true }
        if cycle >= updates[index].first { updates[index].metAfter = true }
        if updates[index].metBefore && updates[index].metAfter { result = true }
      }
    }
    forget()
    return result
  }

  private func memory(of access: TableAccess) -> Int? {
    guard memoryOfTable.indices.contains(Int(access.table)) else { return nil }
    let memory = access.level == 1 ? memoryOfTable[Int(access.table)].pivots : memoryOfTable[Int(access.table)].rows
    return journals.indices.contains(memory) ? memory : nil
  }

  /// Applies what is due by a cycle that no packet's look-up will be before.
  func bringAll(to cycle: Int64) {
    for journal in journals { journal.bring(to: cycle) }
    forget()
  }

  /// Updates that are done are seen whole by every packet to come.
  private func forget() {
    while head < updates.count, !updates[head].isOpen, updates[head].pending == 0 { head += 1 }
    guard head > 0, head == updates.count || head >= 4096 else { return }
    updates.removeFirst(head)
    firstUpdate += head
    head = 0
  }
}
