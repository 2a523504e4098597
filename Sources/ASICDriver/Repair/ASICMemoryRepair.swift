import DeviceAccess
import SwitchPlatform

/// Takes errors out of the chip's queue and repairs the rows.
///
/// A row that the driver wrote is written again from its image. What the chip writes by itself has no image: a row of the FDB that
/// holds no static entry is emptied, and its address learned again; a counter begins anew at 0.
final class ASICMemoryRepair {
  private let core: DeviceCore
  private let fdb: ASICFDBTable?
  private let queue: ErrorQueueDescription
  /// By memory: the tables that stand in it.
  private var tables: [Int: [(role: TableRole, image: TableImage)]] = [:]
  private(set) var counts: [String: MemoryRepairCounts] = [:]
  /// Errors that the chip's queue had no room for. Where they are still there, the scrub tells of them again.
  private(set) var lost: UInt64 = 0

  init(_ core: DeviceCore, _ fdb: ASICFDBTable?, _ queue: ErrorQueueDescription) throws(ASICDriverError) {
    self.core = core
    self.fdb = fdb
    self.queue = queue
    for table in core.asic.tables {
      if let image = core.images[table.role] { tables[table.memory, default: []].append((table.role, image)) }
      if case .algorithmicLPM(let match) = table.match, let image = core.pivotImages[table.role] {
        tables[match.pivotMemory] = [(table.role, image)]
      }
    }
    guard let bit = core.asic.interrupts?.error else { return }
    do throws(BusError) { try core.enableInterrupts(bit.mask) } catch { throw .bus(error) }
  }

  /// Repairs what waits in the queue.
  func service() throws(BusError) -> [MemoryRepair] {
    // The images are complete at the end of an adoption; errors wait for it.
    if core.isAdopting { return [] }
    let status = core.asic.registers[queue.status].address
    let data = core.asic.registers[queue.data].address
    if let interrupts = core.asic.interrupts, let bit = interrupts.error {
      // Cleared before the first look: what comes after it raises the line again.
      try core.bus.write(bit.mask, at: core.asic.registers[interrupts.status].address)
    }
    var repairs: [MemoryRepair] = []
    // A chip whose queue never ends is not followed for ever.
    for _ in 0..<queue.depth where queue.count.get(try core.bus.read(status)) > 0 {
      let record = ErrorRecord(
        words: (try core.bus.read(data), try core.bus.read(data + 4), try core.bus.read(data + 8), try core.bus.read(data + 12)))
      // Before it is taken out: an error whose repair failed is still there to be tried again.
      if let repair = try repair(record) {
        repairs.append(repair)
        counts[repair.table, default: MemoryRepairCounts()].add(repair.action)
      }
      try core.bus.write(queue.pop.set(1, in: 0), at: status)
    }
    return repairs
  }

  /// The table whose row it is; in a memory that tables share, by what the image says. A free row there may be one that the chip has learned.
  private func owner(_ memory: Int, _ row: Int) -> (role: TableRole, image: TableImage)? {
    guard let sharing = tables[memory], let first = sharing.first, row >= 0, row < first.image.rows else { return nil }
    guard first.image.storage.isTagged else { return first }
    return sharing.first { $0.image.isOwn(row) } ?? sharing.first { $0.role == .fdb } ?? first
  }

  private func repair(_ record: ErrorRecord) throws(BusError) -> MemoryRepair? {
    switch record.kind {
    case .lost:
      lost += UInt64(record.lost)
      return nil
    case .none?, nil: return nil
    case .corrected, .detected: break
    }
    guard core.asic.memories.indices.contains(record.memory) else { return nil }
    guard let (role, image) = owner(record.memory, record.row), record.row < image.rows else {
      return MemoryRepair(
        table: core.asic.memories[record.memory].name, memory: record.memory, row: record.row, cycle: record.cycle, action: .unused)
    }
    let action: MemoryRepair.Action
    if record.kind == .corrected {
      action = .correctedByChip
    } else if role == .fdb {
      let row = fdb?.staticRow(record.row)
      try core.rewrite(image.storage.widest ?? image, record.row, row ?? [UInt64](repeating: 0, count: image.stride))
      action = row == nil ? .invalidated : .rewritten
    } else if role.isCounter {
      try core.rewrite(image, record.row, [UInt64](repeating: 0, count: image.stride))
      action = .zeroed
    } else {
      try core.rewrite(image.storage.widest ?? image, record.row, (0..<image.stride).map { image.row(record.row)[$0] })
      action = .rewritten
    }
    return MemoryRepair(table: image.name, memory: record.memory, row: record.row, cycle: record.cycle, action: action)
  }
}

extension DeviceCore {
  /// Writes one row, and makes the image agree; nothing else is staged.
  ///
  /// - Throws: when the bus fails; the row is then what it was.
  func rewrite(_ image: TableImage, _ row: Int, _ words: [UInt64]) throws(BusError) {
    append(image, row, words)
    do throws(BusError) { try flush() } catch {
      discard()
      throw error
    }
    let target = image.row(row)
    for word in 0..<image.stride { target[word] = words[word] }
  }
}

// Soft errors of the chip's memories.
extension ASICDriver {
  /// Repairs the rows that the chip has told of since the last call: see `MemoryRepair.Action`.
  ///
  /// To be called when the chip asks for attention, or now and then, by whoever calls this driver.
  ///
  /// - Returns: what was done, in the order of the chip's events; nothing on a chip without `errors:`, and while a chip is adopted.
  /// - Throws: `.bus` when the bus fails; the error at which it did is kept, and repaired by a later call.
  @discardableResult
  public func repairMemories() throws(ASICDriverError) -> [MemoryRepair] {
    guard let repair else { return [] }
    do throws(BusError) { return try repair.service() } catch { throw .bus(error) }
  }

  /// What was repaired since power-on, by table; the names are those of `MemoryRepair.table`.
  public var memoryRepairs: [String: MemoryRepairCounts] { repair?.counts ?? [:] }

  /// Errors for which the chip's queue had no room since power-on.
  public var memoryErrorsLost: UInt64 { repair?.lost ?? 0 }
}
