/// What the driver did about an error that the chip told of.
public struct MemoryRepair: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// The chip reads the row right, and writes it back by itself.
    case correctedByChip
    /// The row was written again from the driver's image.
    case rewritten
    /// A row of the FDB that the chip had learned, or that was empty, was emptied: its address is learned again when it is seen.
    case invalidated
    /// A counter begins anew at 0: what it had counted is not known.
    case zeroed
    /// The row is no table's: nobody looks it up.
    case unused
  }

  /// The table's name in the chip file; `name.pivots` for the pivots of an algorithmic LPM, the memory's name where it has no table.
  public let table: String
  /// Index into `ASICDescription.memories`.
  public let memory: Int
  public let row: Int
  /// The core cycle at which the chip found the error.
  public let cycle: Int64
  public let action: Action
}

/// How many errors of a table were dealt with, and how.
public struct MemoryRepairCounts: Hashable, Sendable {
  public private(set) var counts: [MemoryRepair.Action: UInt64] = [:]

  public init() {}

  public subscript(_ action: MemoryRepair.Action) -> UInt64 { counts[action] ?? 0 }
  public var total: UInt64 { counts.values.reduce(0, +) }

  mutating func add(_ action: MemoryRepair.Action) { counts[action, default: 0] += 1 }
}
