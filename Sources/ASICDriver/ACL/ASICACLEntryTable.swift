import SwitchHAL
import SwitchModel
import SwitchPlatform

/// ACL entries: ternary rows in order of priority, and a counter where an entry counts.
final class ASICACLEntryTable: ChipTable, ACLEntryTable, ACLCounterSource {
  let core: DeviceCore
  private let state: ChipState

  /// The TCAM of one stage.
  private final class StageState {
    let image: TableImage
    let encoder: ACLEncoder
    /// What the blocks of a banked TCAM can compare; empty where all rows are one list.
    let formats: [TableFormat]
    /// All rows, or those of each ACL table.
    var regions: [ACLTableID?: TCAMRegion] = [:]
    let isBanked: Bool
    /// By TCAM row: the handle that stands there.
    var handleAtRow: [Int32]
    /// Moves of regions that are gone.
    var moves: UInt64 = 0

    init(_ core: DeviceCore, _ stage: ACLTable.Stage, _ image: TableImage) {
      self.image = image
      encoder = ACLEncoder(image: image)
      let table = core.asic.table(stage.role)
      formats = table?.formats ?? []
      isBanked = table.map { core.banks[$0.memory] != nil } ?? false
      handleAtRow = Array(repeating: -1, count: image.rows)
      if !isBanked { regions[nil] = try? core.region(stage.role) }
    }
  }
  private var stages: [ACLTable.Stage: StageState] = [:]

  private struct EntryState {
    var row: ACLEntry
    var stage: ACLTable.Stage
    var order: UInt64
    var keys: [ACLKey]
    /// Handles of its rows, in the keys' order.
    var handles: [Int32]
    var counter: Int?
    var tableBit: Int
    /// Range checkers that it uses.
    var checkers: [Int] = []
  }
  private let checkers: RangeCheckers?
  private var entries: [ACLEntry.Key: EntryState] = [:]
  /// By handle: its TCAM row. Entries keep handles, rows move.
  private var rowOfHandle: [Int32] = []
  private var handles: NumberAllocator
  private var counters: NumberAllocator
  private let counterImage: TableImage?

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    var total = 0
    for stage in ACLTable.Stage.allCases {
      guard let image = core.images[stage.role] else { continue }
      stages[stage] = StageState(core, stage, image)
      total += image.rows
    }
    counterImage = core.images[.aclCounter]
    checkers = RangeCheckers(core)
    handles = NumberAllocator(0..<total)
    rowOfHandle = Array(repeating: -1, count: total)
    counters = NumberAllocator(0..<(counterImage?.rows ?? 0))
    if stages.isEmpty { return nil }
  }

  /// A batch of insertions goes in by descending priority: each then stands behind those before it, and nothing moves.
  func apply(_ changes: Span<Change<ACLEntry>>) -> [Failure] {
    guard changes.count > 1, changes.indices.allSatisfy({ changes[$0].before == nil }) else { return applyAll(changes) }
    var keys: Set<ACLEntry.Key> = []
    for index in changes.indices where !keys.insert(changes[index].key).inserted { return applyAll(changes) }
    let order = changes.indices.sorted { orderOf(changes[$0]) > orderOf(changes[$1]) }
    placeInOrder(changes, order)
    defer { for work in stages.values { for region in work.regions.values { region.plan.placement = .anyOrder } } }
    if let cause = writeStaged() { return changes.indices.map { Failure(index: $0, error: SwitchError(.aclEntry, cause)) } }
    var failures: [Failure] = []
    for index in order {
      if let cause = applyOne(changes[index]) { failures.append(Failure(index: index, error: SwitchError(.aclEntry, cause))) }
    }
    return failures.sorted { $0.index < $1.index }
  }

  /// The rows of an entry.
  private func keys(
    of entry: ACLEntry, _ work: StageState, checker: (L4PortRange, Bool) -> Int?
  ) throws(Refusal) -> [ACLKey] {
    var inPort: Int?
    if let port = entry.match.inPort { inPort = try state.logicalPort(port, ACLEntry.schema.id("match")) }
    return try work.encoder.keys(of: entry.match, inPort: inPort, checker: checker)
  }

  /// The rows that an ACL table's entries stand in.
  ///
  /// - Throws: `.unsupported(match)` where no format of the chip compares all that the table's entries can ask for.
  private func region(_ table: ChipState.ACLTableState, _ work: StageState) throws(Refusal) -> TCAMRegion {
    let id = work.isBanked ? table.row.key : nil
    if let region = work.regions[id] { return region }
    guard let format = work.encoder.format(for: table.row.fields, among: work.formats) else {
      throw Refusal(.unsupported(ACLEntry.schema.id("match")))
    }
    // A higher priority comes first; of equal ones the table that was there first.
    let order = UInt64(UInt32.max - UInt32(clamping: table.row.priority)) << 24 | UInt64(table.bit & 0xff) << 16
    let region = try core.region(table.row.stage.role, format: format, order: order)
    work.regions[id] = region
    return region
  }

  private func orderOf(_ change: Change<ACLEntry>) -> UInt64 { change.after.map { order(of: $0) } ?? 0 }

  /// Makes an order for a batch: in an empty TCAM with a free row between entries, where there is room, so that what comes later
  /// finds gaps; among others, when the batch is large enough to pay for it, by moving each of those once.
  private func placeInOrder(_ changes: Span<Change<ACLEntry>>, _ order: [Int]) {
    for stage in ACLTable.Stage.allCases {
      guard let work = stages[stage] else { continue }
      var priorities: [ACLTableID?: [UInt64]] = [:]
      var tables: [ACLTableID?] = []
      for index in order {
        guard let entry = changes[index].after, let table = state.aclTables[entry.key.table], table.row.stage == stage,
          let rows = try? keys(of: entry, work, checker: { checkers?.canTake($0, isDestination: $1) == true ? 0 : nil }).count,
          (try? region(table, work)) != nil
        else { continue }
        let id = work.isBanked ? table.row.key : nil
        if priorities[id] == nil { tables.append(id) }
        priorities[id, default: []] += Array(repeating: orderOf(changes[index]), count: rows)
      }
      for id in tables {
        if let region = work.regions[id], let wanted = priorities[id] { place(wanted, in: region, work) }
      }
    }
  }

  private func place(_ priorities: [UInt64], in region: TCAMRegion, _ work: StageState) {
    region.reserve(priorities.count)
    if region.plan.used == 0 {
      region.plan.placement = .descending(spacing: region.plan.rows >= 2 * priorities.count ? 1 : 0)
    } else if priorities.count * 8 >= region.plan.used {
      region.plan.placement = .descending(spacing: 0)
      var steps: [Step] = []
      region.plan.makeRoom(for: priorities, move: { steps.append(.move($0)) }, clear: { steps.append(.clear($0)) })
      for step in steps {
        switch step {
        case .move(let move): follow(TCAMPlan.Move(from: region.row(move.from), to: region.row(move.to)), work)
        case .clear(let number):
          let row = region.row(number)
          work.handleAtRow[row] = -1
          core.clear(work.image, row)
        }
      }
    }
  }

  private func format(of table: ACLTableID, _ work: StageState) -> TableFormat? {
    guard !work.formats.isEmpty, let fields = state.aclTables[table]?.row.fields,
      let number = work.encoder.format(for: fields, among: work.formats)
    else { return nil }
    return work.formats[number]
  }

  private enum Step {
    case move(TCAMPlan.Move)
    case clear(Int)
  }

  private func order(of entry: ACLEntry) -> UInt64 {
    UInt64(state.aclTables[entry.key.table]?.row.priority ?? 0) << 32 | UInt64(entry.priority)
  }

  func stage(_ change: Change<ACLEntry>) throws(Refusal) {
    let held = entries[change.key]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let entry = change.after else {
      if let held { remove(held) }
      return
    }
    guard let table = state.aclTables[entry.key.table], let stage = stages[table.row.stage] else {
      throw Refusal(.unresolved(.aclTable(entry.key.table)))
    }
    guard table.row.fields.isSuperset(of: entry.match.fields) else { throw Refusal(.invalid(ACLEntry.schema.id("match"))) }
    let action = try encode(entry, stage, table.row.stage)
    if let held {
      guard held.row.match == entry.match else { throw Refusal(.invalid(ACLEntry.schema.id("match"))) }
      guard held.row.priority == entry.priority else { throw Refusal(.invalid(ACLEntry.schema.id("priority"))) }
      guard held.row.isCounted == entry.isCounted else { throw Refusal(.invalid(ACLEntry.schema.id("isCounted"))) }
      entries[entry.key]?.row = entry
      for (key, handle) in zip(held.keys, held.handles) {
        stageRow(entry, key, held.tableBit, action, held.counter, stage, Int(rowOfHandle[Int(handle)]))
      }
      return
    }
    if entry.isCounted {
      guard let counterImage, stage.image.layout.place(.counter) != nil else {
        throw Refusal(.unsupported(ACLEntry.schema.id("isCounted")))
      }
      if counters.isExhausted { throw core.full(counterImage, used: counters.used) }
    }
    let region = try region(table, stage)
    var taken: [Int] = []
    let keys = try keys(of: entry, stage) { range, isDestination in
      guard let number = checkers?.take(range, isDestination: isDestination) else { return nil }
      taken.append(number)
      return number
    }
    guard keys.count <= region.room else {
      for number in taken.reversed() { checkers?.give(number) }
      // Neither a checker nor a region of no rows stays behind.
      core.discard()
      drop(region, of: table, stage)
      throw region.exhaustion
    }
    var counter: Int?
    if entry.isCounted, let counterImage, let number = counters.take() {
      counter = number
      zero(counterImage, number)
    }
    var state = EntryState(
      row: entry, stage: table.row.stage, order: order(of: entry), keys: keys, handles: [], counter: counter, tableBit: table.bit,
      checkers: taken)
    for key in keys {
      guard let handle = handles.take(), let row = makeRoom(region, stage, state.order) else { continue }
      state.handles.append(Int32(handle))
      rowOfHandle[handle] = Int32(row)
      stage.handleAtRow[row] = Int32(handle)
      stageRow(entry, key, table.bit, action, counter, stage, row)
    }
    entries[entry.key] = state
  }

  /// The device counts by itself: the image of a counter is what it begins with.
  private func zero(_ image: TableImage, _ number: Int) {
    // One bit is set first, so that the zero row differs from the image and is written.
    image.row(number)[0] = 1
    core.stage(image, number, image.blank())
  }

  private func makeRoom(_ region: TCAMRegion, _ work: StageState, _ order: UInt64) -> Int? {
    var steps: [Step] = []
    let row = region.insert(order, move: { steps.append(.move($0)) }, clear: { steps.append(.clear($0)) })
    for step in steps {
      switch step {
      case .move(let move): follow(move, work)
      case .clear(let row):
        work.handleAtRow[row] = -1
        core.clear(work.image, row)
      }
    }
    return row
  }

  private func follow(_ move: TCAMPlan.Move, _ work: StageState) {
    let handle = work.handleAtRow[move.from]
    work.handleAtRow[move.to] = handle
    if handle >= 0 { rowOfHandle[Int(handle)] = Int32(move.to) }
    core.move(work.image, from: move.from, to: move.to)
  }

  private func remove(_ held: EntryState) {
    guard let work = stages[held.stage], let table = state.aclTables[held.row.key.table], let region = try? region(table, work) else {
      return
    }
    for handle in held.handles {
      var moved: [TCAMPlan.Move] = []
      let freed = region.remove(Int(rowOfHandle[Int(handle)]), held.order) { moved.append($0) }
      for move in moved { follow(move, work) }
      if let freed {
        work.handleAtRow[freed] = -1
        core.clear(work.image, freed)
      }
      rowOfHandle[Int(handle)] = -1
      handles.give(Int(handle))
    }
    if let counter = held.counter { counters.give(counter) }
    for number in held.checkers.reversed() { checkers?.give(number) }
    entries[held.row.key] = nil
    drop(region, of: table, work)
  }

  /// Gives back blocks that hold nothing, and with the last of them the region.
  private func drop(_ region: TCAMRegion, of table: ChipState.ACLTableState, _ work: StageState) {
    guard work.isBanked else { return }
    region.release()
    guard region.plan.used == 0 else { return }
    work.moves += region.plan.moves
    work.regions[table.row.key] = nil
  }

  private struct EncodedAction {
    var code: ACLActionCode
    var kind = DestinationKind.none
    var number = 0
    var meter: Int?
  }

  private func encode(_ entry: ACLEntry, _ work: StageState, _ stage: ACLTable.Stage) throws(Refusal) -> EncodedAction {
    var action = try encode(entry.action, work, stage)
    action.meter = try state.meter(of: entry.policer, in: work.image, ACLEntry.schema.id("policer"))
    return action
  }

  private func encode(_ action: ACLEntry.Action, _ work: StageState, _ stage: ACLTable.Stage) throws(Refusal) -> EncodedAction {
    let column = ACLEntry.schema.id("action")
    switch action {
    case .permit: return EncodedAction(code: .permit)
    // A chip that has no code for it has no parallel tables, without which the two are the same.
    case .undecided: return EncodedAction(code: work.image.fits(.action, ACLActionCode.undecided.rawValue) ? .undecided : .permit)
    case .drop: return EncodedAction(code: .drop)
    case .trap:
      guard stage == .ingress else { throw Refusal(.unsupported(column)) }
      return EncodedAction(code: .trap)
    case .copy:
      guard stage == .ingress, work.image.fits(.action, ACLActionCode.copy.rawValue) else { throw Refusal(.unsupported(column)) }
      return EncodedAction(code: .copy)
    case .redirectToPort(let port):
      guard stage == .ingress, work.image.layout.place(.destination) != nil else { throw Refusal(.unsupported(column)) }
      return EncodedAction(code: .redirect, kind: .port, number: try state.logicalPort(port, column))
    case .redirectToNextHop(let nextHop):
      guard stage == .ingress, work.image.layout.place(.destination) != nil else { throw Refusal(.unsupported(column)) }
      return EncodedAction(code: .redirect, kind: .nextHop, number: try state.number(of: nextHop))
    }
  }

  private func stageRow(
    _ entry: ACLEntry, _ key: ACLKey, _ bit: Int, _ action: EncodedAction, _ counter: Int?, _ work: StageState, _ number: Int
  ) {
    let row = work.image.blank()
    work.encoder.fill(row, entry.match, key, tableBit: bit, format: format(of: entry.key.table, work))
    work.image.set(.action, action.code.rawValue, in: row)
    work.image.set(.destinationKind, action.kind.rawValue, in: row)
    work.image.set(.destination, UInt64(action.number), in: row)
    if let meter = action.meter {
      work.image.set(.metered, 1, in: row)
      work.image.set(.meter, UInt64(meter), in: row)
    }
    if let counter {
      work.image.set(.counted, 1, in: row)
      work.image.set(.counter, UInt64(counter), in: row)
    }
    core.stage(work.image, number, row)
  }

  func row(at key: ACLEntry.Key) -> ACLEntry? {
    guard let held = entries[key], let image = stages[held.stage]?.image else { return nil }
    let region = stages[held.stage]?.regions[stages[held.stage]?.isBanked == true ? key.table : nil]
    for handle in held.handles {
      let row = Int(rowOfHandle[Int(handle)])
      guard core.holds(image, row), region?.isBankHeld(row) ?? true else { return nil }
    }
    for number in held.checkers where checkers?.isHeld(number) == false { return nil }
    return held.row
  }

  func forEachRow(_ body: (ACLEntry) -> Void) { for key in entries.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    var levels: [Usage.Level] = []
    for stage in ACLTable.Stage.allCases {
      guard let work = stages[stage] else { continue }
      levels.append(level(of: work, stage))
    }
    if let checkers { levels.append(checkers.level) }
    if let counterImage {
      levels.append(Usage.Level(pool: core.pools[counterImage.pool].name, capacity: counterImage.rows, occupied: counters.used))
    }
    return Usage(rows: entries.count, levels: levels)
  }

  private func level(of work: StageState, _ stage: ACLTable.Stage) -> Usage.Level {
    if let region = work.regions[nil] { return region.level }
    let pool = core.pools[work.image.pool]
    guard let table = core.asic.table(stage.role), let banks = core.banks[table.memory] else {
      return Usage.Level(pool: pool.name, capacity: pool.capacity, occupied: 0)
    }
    // By what a new ACL table of the narrowest format would find.
    let slack = work.regions.values.reduce(0) { $0 + $1.plan.rows - $1.plan.used }
    return banks.level(pool, slices: work.formats.map(\.slices).min() ?? 1, slack: slack)
  }

  /// TCAM entries moved to make room since power-on.
  var moves: UInt64 { stages.values.reduce(0) { $1.regions.values.reduce($0 + $1.moves) { $0 + $1.plan.moves } } }

  func count(of entry: ACLEntry.Key) -> PacketCount? {
    guard let counter = entries[entry]?.counter, let counterImage else { return nil }
    var words: [UInt64] = []
    guard (try? core.read(counterImage, counter, into: &words)) != nil else { return nil }
    return words.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { PacketCount(packets: counterImage.get(.packets, in: $0), bytes: counterImage.get(.bytes, in: $0)) }
    }
  }

  /// The entry whose row stands at a TCAM row.
  func entry(at row: Int, _ stage: ACLTable.Stage) -> ACLEntry.Key? {
    guard let work = stages[stage], work.handleAtRow.indices.contains(row), work.handleAtRow[row] >= 0 else { return nil }
    let handle = work.handleAtRow[row]
    return entries.first { $0.value.stage == stage && $0.value.handles.contains(handle) }?.key
  }
}
