import SwitchPlatform

/// Rows that the bus has written to one memory and that packets do not see yet, by the cycle from which they do.
///
/// A memory's writes are applied when a packet comes whose look-up is late enough: `bring(to:)`. Until then only the bus sees them, so that
/// a driver reads back what it has written. Nothing is kept here while writes take effect at once.
final class WriteJournal {
  private struct Entry {
    var cycle: Int64
    var row: Int
    /// First of the row's words in `words`.
    var words: Int
    /// The update that the write belongs to; -1: the chip's own.
    var update: Int
  }

  private unowned let memory: Memory
  private unowned let writes: TableWrites
  /// Index into the chip's memories.
  private let number: Int
  /// By cycle, from `head` on.
  private var entries: [Entry] = []
  private var head = 0
  private var words: [UInt64] = []
  /// By row: its last entry in `entries`.
  private var last: [Int: Int] = [:]
  /// The cycle up to which writes have been applied. It does not go back.
  private(set) var appliedThrough = Int64.min
  private let policy: MemoryDescription.WritePolicy
  private let bubbleWait: Int64
  /// The last cycle in which the memory's port was busy: of `bubble`.
  private var slot = Int64.min / 2

  init(_ memory: Memory, _ description: MemoryDescription, number: Int, _ writes: TableWrites) {
    self.memory = memory
    self.number = number
    self.writes = writes
    policy = description.writePolicy
    bubbleWait = Int64(description.bubbleWait)
  }

  var isEmpty: Bool { head == entries.count }

  /// Takes a row that the bus has written, and that is to be visible from `busTime` on.
  func take(_ row: UnsafePointer<UInt64>, at number: Int) {
    let old = newest(number) ?? UnsafePointer(memory.row(number))
    let update = writes.note(row, over: old, words: memory.stride, in: self.number)
    put(row, at: number, cycle: writes.busTime, update: update)
  }

  /// Sets a row to 0 at a cycle, because the chip does.
  func clear(_ number: Int, at cycle: Int64) {
    let zeros = [UInt64](repeating: 0, count: memory.stride)
    zeros.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { put(base, at: number, cycle: cycle, update: -1) }
    }
  }

  private func put(_ row: UnsafePointer<UInt64>, at number: Int, cycle: Int64, update: Int) {
    var place = entries.count
    while place > head, entries[place - 1].cycle > cycle {
      // What the chip does later has been put down before.
      if last[entries[place - 1].row] == place - 1 { last[entries[place - 1].row] = place }
      place -= 1
    }
    entries.insert(Entry(cycle: cycle, row: number, words: words.count, update: update), at: place)
    words.append(contentsOf: UnsafeBufferPointer(start: row, count: memory.stride))
    last[number] = max(last[number] ?? place, place)
    writes.pending.pointee += 1
  }

  /// A row as the bus sees it, where that is not what the memory holds. Valid until the next write.
  func newest(_ row: Int) -> UnsafePointer<UInt64>? {
    guard !isEmpty, var index = last[row] else { return nil }
    // What the chip is yet to do, the bus does not see.
    while entries[index].row != row || entries[index].cycle > writes.busTime {
      guard index > head else { return nil }
      index -= 1
    }
    let start = entries[index].words
    for word in 0..<memory.stride { writes.rowBuffer[word] = words[start + word] }
    return UnsafePointer(writes.rowBuffer)
  }

  /// Takes the writes that come before a packet's look-up, by the memory's policy.
  ///
  /// - Parameters:
  ///   - begin: When the packet would look up.
  ///   - last: When the stage's last packet did.
  /// - Returns: when it does.
  func settle(_ begin: Int64, after last: Int64) -> Int64 {
    var begin = begin
    switch policy {
    case .dualPort: break
    case .steal:
      var index = head
      while index < entries.count, entries[index].cycle <= begin {
        if entries[index].cycle == begin { begin &+= 1 }
        index += 1
      }
    case .bubble:
      slot = max(slot, last)
      var index = head
      while index < entries.count, entries[index].cycle <= begin {
        let due = entries[index].cycle
        slot = max(due, slot &+ 1)
        if slot >= begin {
          // No cycle is free. One that has waited long enough takes the packet's.
          guard begin &- due >= bubbleWait else {
            slot = begin
            break
          }
          slot = begin
          begin &+= 1
        }
        if slot > due { writes.delayed(entries[index].update, in: number, from: due, to: slot) }
        index += 1
      }
      // What has had no turn waits on.
      appliedThrough = max(appliedThrough, begin)
      apply(upTo: .max, before: index)
      return begin
    }
    bring(to: begin)
    return begin
  }

  /// Applies what is due by a cycle.
  func bring(to cycle: Int64) {
    appliedThrough = max(appliedThrough, cycle)
    apply(upTo: cycle)
  }

  /// Applies all of it, as time is of no matter.
  func bringAll() { apply(upTo: .max) }

  /// Applies entries up to a cycle, and not the one of index `limit` or later.
  private func apply(upTo cycle: Int64, before limit: Int = .max) {
    guard head < min(limit, entries.count), entries[head].cycle <= cycle else { return }
    words.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      while head < min(limit, entries.count), entries[head].cycle <= cycle {
        let entry = entries[head]
        memory.store(base + entry.words, at: entry.row)
        if last[entry.row] == head { last[entry.row] = nil }
        writes.applied(entry.update)
        head += 1
      }
    }
    if isEmpty {
      entries.removeAll(keepingCapacity: true)
      words.removeAll(keepingCapacity: true)
      head = 0
    }
  }
}
