// Soft errors of a chip's memories: how words are checked, how they are scrubbed, and how the chip tells of errors.
//
// A memory's `check` covers words of `checkWidth` bits, which begin at bit 0 of each row. `parity` tells of an odd number of flipped
// bits in a word. `ecc` is an extended Hamming code: it corrects one flipped bit in a word and tells of two.

/// The background pass over the chip's memories that checks every row in turn.
public struct ScrubDescription: Hashable, Sendable {
  /// Where a corrected word is written back.
  public enum WriteBack: String, Hashable, Sendable, CaseIterable {
    /// By whatever reads it first: a packet's look-up, the bus or the scrub.
    case read
    /// By the scrub alone.
    case scrub
  }

  /// Time of a pass over one memory; all memories are passed over side by side. A memory may have a time of its own.
  public var interval: ScrubInterval
  public var writeBack: WriteBack

  public init(interval: ScrubInterval, writeBack: WriteBack = .read) {
    self.interval = interval
    self.writeBack = writeBack
  }
}

/// The time of a scrub's pass over a memory, in the unit in which it is known.
public enum ScrubInterval: Hashable, Sendable {
  case cycles(UInt64)
  case nanoseconds(UInt64)

  /// Longest pass: some three hours at 100 GHz, so that no sum of passes overflows.
  ///
  /// - Unit: cycles.
  public static let longest: UInt64 = 1 << 50

  /// - Parameter clock: Hz.
  /// - Returns: 1 … `longest` cycles.
  public func cycles(clock: UInt64) -> Int64 {
    switch self {
    case .cycles(let count): return Int64(clamping: min(max(1, count), ScrubInterval.longest))
    case .nanoseconds(let time):
      let product = time.multipliedFullWidth(by: clock)
      guard product.high < 1_000_000_000 else { return Int64(clamping: ScrubInterval.longest) }
      let cycles = (1_000_000_000 as UInt64).dividingFullWidth(product).quotient
      return Int64(clamping: min(max(1, cycles), ScrubInterval.longest))
    }
  }
}

/// The queue in which the chip tells of errors in its memories. Registers are indices into `ASICDescription.registers`.
///
/// As in `EventQueueDescription`, `status` says how many events wait, the `data` registers hold the oldest, and writing 1 to `pop` takes
/// it out; what comes when there is one place left is counted in an event of kind `lost`.
public struct ErrorQueueDescription: Hashable, Sendable {
  public var status: Int
  /// Of `status`.
  public var count: BitField
  public var pop: BitField
  public var data: Int
  /// Events that the queue holds, the one that counts lost ones included: 2 or more, no more than `count` can say.
  public var depth: Int

  public init(status: Int, count: BitField, pop: BitField, data: Int, depth: Int) {
    self.status = status
    self.count = count
    self.pop = pop
    self.data = data
    self.depth = depth
  }

  /// Words of an event.
  public static let words = 4
}

/// An error event as it stands in the data registers: kind (bits 0…3) and memory (bits 4…31, its place in the chip file); row, or how
/// many were lost; the low and the high half of the cycle at which the error was found.
@frozen
public struct ErrorRecord: Hashable, Sendable, BitwiseCopyable {
  /// The values of the kind's bits.
  public enum Kind: UInt32, Hashable, Sendable {
    case none = 0
    /// A word had one flipped bit, and was read right.
    case corrected
    /// A word cannot be read right, or a TCAM row compares what it should not.
    case detected
    /// Events that had no room.
    case lost
  }

  public var words: (UInt32, UInt32, UInt32, UInt32)

  public init(words: (UInt32, UInt32, UInt32, UInt32)) { self.words = words }

  public init(_ kind: Kind, memory: Int, row: Int, cycle: Int64) {
    words = (
      kind.rawValue | UInt32(truncatingIfNeeded: memory) << 4, UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: cycle),
      UInt32(truncatingIfNeeded: cycle >> 32)
    )
  }

  /// An event that counts those that had no room.
  public init(lost count: UInt32) { words = (Kind.lost.rawValue, count, 0, 0) }

  public var kind: Kind? { Kind(rawValue: words.0 & 0xf) }
  /// Index into `ASICDescription.memories`.
  public var memory: Int { Int(words.0 >> 4) }
  public var row: Int { Int(words.1) }
  public var cycle: Int64 { Int64(truncatingIfNeeded: UInt64(words.3) << 32 | UInt64(words.2)) }
  public var lost: UInt32 { words.1 }

  public static func == (left: ErrorRecord, right: ErrorRecord) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
