import CMemoryHints

/// Packets in the buffer and their places in queues: two pools of numbered slots, free ones in lists.
struct PacketStore {
  /// A packet's cells, which all of its copies share.
  struct Record {
    var cells: Int32
    /// Entries that wait with it, and one while its copies are still coming.
    var references: Int32
    /// Index of its priority group.
    var group: Int32
    var slice: Int32
  }

  /// A copy in a queue.
  struct Entry {
    var serial: UInt64
    var arrival: Int64
    var stamp: Int64
    var next: Int32
    /// The record that it shares with other copies; -1: it is the only one, and has the packet's group itself.
    var record: Int32
    var bytes: Int32
    var cells: Int32
    /// Cells that the queue's minimum paid.
    var ofMinimum: Int32
    var group: Int32
    var slice: Int16
    var isMarked: Bool
    /// 64 bytes in all.
    private let padding: Int64 = 0
  }

  let records: UnsafeMutablePointer<Record>
  let entries: UnsafeMutablePointer<Entry>
  private let recordCount: Int
  private let entryCount: Int
  /// Slots below have been in use; above, none has.
  private var usedRecords = 0
  private var usedEntries = 0
  private var freeRecord: Int32 = -1
  private var freeEntry: Int32 = -1

  init(records: Int, entries: Int) {
    recordCount = max(1, records)
    entryCount = max(1, entries)
    self.records = .allocate(capacity: recordCount)
    // An entry is a cache line, and stands in one; those in use are all over the buffer.
    let bytes = entryCount * MemoryLayout<Entry>.stride
    let room = trysail_allocate_large(bytes) ?? UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    self.entries = room.bindMemory(to: Entry.self, capacity: entryCount)
  }

  func deallocate() {
    records.deallocate()
    entries.deallocate()
  }

  /// -1: all are taken.
  @inline(__always)
  mutating func take(_ record: Record) -> Int32 {
    var slot = freeRecord
    if slot >= 0 {
      freeRecord = records[Int(slot)].references
    } else {
      guard usedRecords < recordCount else { return -1 }
      slot = Int32(truncatingIfNeeded: usedRecords)
      usedRecords &+= 1
    }
    (records + Int(slot)).initialize(to: record)
    return slot
  }

  @inline(__always)
  mutating func give(record: Int32) {
    records[Int(record)].references = freeRecord
    freeRecord = record
  }

  /// -1: all are taken.
  @inline(__always)
  mutating func take(_ entry: Entry) -> Int32 {
    var slot = freeEntry
    if slot >= 0 {
      freeEntry = entries[Int(slot)].next
    } else {
      guard usedEntries < entryCount else { return -1 }
      slot = Int32(truncatingIfNeeded: usedEntries)
      usedEntries &+= 1
    }
    (entries + Int(slot)).initialize(to: entry)
    return slot
  }

  @inline(__always)
  mutating func give(entry: Int32) {
    entries[Int(entry)].next = freeEntry
    freeEntry = entry
  }
}
