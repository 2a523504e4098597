/// When packets see what the bus writes to tables.
public enum WriteTiming: Hashable, Sendable, CaseIterable {
  /// At once: an access takes no time.
  case immediate
  /// When the bus is done with the row's last word, by the chip file's `bus:`. On a chip without it: at once.
  case timed
}

/// What writes did to one table at a time: those of an update, which is what a driver writes between two `DeviceBus.complete()`.
public struct TableOperation: Hashable, Sendable {
  /// The cycle in which the bus began with the update's first write to the table.
  public var start: Int64
  /// The cycle from which packets see the last of them.
  public var visible: Int64
  /// Rows written.
  public var writes: Int
  /// 32-bit words that went over the bus for them.
  public var words: Int
  /// Rows that were only moved: contents that the update put into one row and took from another. 0 of memories that are no TCAMs.
  public var moves: Int
}

/// The operations on one table since its chip was told to time writes.
public struct TableOperationLog: Hashable, Sendable {
  /// Operations that `recent` keeps.
  public static let length = 64

  /// The table's name; of the first level of an algorithmic LPM, followed by `.pivots`.
  public let table: String
  public internal(set) var operations: UInt64 = 0
  public internal(set) var writes: UInt64 = 0
  public internal(set) var words: UInt64 = 0
  public internal(set) var moves: UInt64 = 0
  /// Writes that waited for a cycle without a look-up, and the longest that one did: of memories whose writes are bubbles.
  public internal(set) var delayedWrites: UInt64 = 0
  /// - Unit: cycles.
  public internal(set) var longestDelay: Int64 = 0
  /// Cycles that packets waited for writes: of memories whose writes steal, or have waited too long.
  public internal(set) var stolenCycles: UInt64 = 0
  /// The last of them, oldest first.
  public internal(set) var recent: [TableOperation] = []

  mutating func add(_ operation: TableOperation) {
    operations &+= 1
    writes &+= UInt64(operation.writes)
    words &+= UInt64(operation.words)
    moves &+= UInt64(operation.moves)
    if recent.count == TableOperationLog.length { recent.removeFirst() }
    recent.append(operation)
  }
}
