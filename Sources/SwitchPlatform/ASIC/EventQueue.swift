/// The queue in which the chip tells of what it did to its FDB. Registers are indices into `ASICDescription.registers`.
///
/// `status` says how many events wait; the `data` registers hold the oldest; writing 1 to `pop` of `status` takes it out. An event is
/// three words: kind (bits 0…3), port (bits 4…15), the port before (bits 16…27); the low 32 bits of the MAC address; its high 16 bits
/// and, from bit 16, the filtering id. What comes when there is one place left is counted in an event of kind `lost`, at its place in
/// the order, whose second word is the count.
public struct EventQueueDescription: Hashable, Sendable {
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
  public static let words = 3
}

/// An event as it stands in the data registers.
@frozen
public struct EventRecord: Hashable, Sendable, BitwiseCopyable {
  /// The values of the kind's bits.
  public enum Kind: UInt32, Sendable {
    case none = 0
    case learned, moved, aged, lost
  }

  public var words: (UInt32, UInt32, UInt32)

  public init(words: (UInt32, UInt32, UInt32)) { self.words = words }

  public init(_ kind: Kind, mac: UInt64, fid: UInt64, port: Int, from previous: Int = 0) {
    words = (
      kind.rawValue | UInt32(truncatingIfNeeded: port & 0xfff) << 4 | UInt32(truncatingIfNeeded: previous & 0xfff) << 16,
      UInt32(truncatingIfNeeded: mac), UInt32(truncatingIfNeeded: mac >> 32) & 0xffff | UInt32(truncatingIfNeeded: fid & 0xffff) << 16
    )
  }

  /// An event that counts those that had no room.
  public init(lost count: UInt32) { words = (Kind.lost.rawValue, count, 0) }

  public var kind: Kind? { Kind(rawValue: words.0 & 0xf) }
  public var port: Int { Int(words.0 >> 4 & 0xfff) }
  public var previousPort: Int { Int(words.0 >> 16 & 0xfff) }
  public var mac: UInt64 { UInt64(words.2 & 0xffff) << 32 | UInt64(words.1) }
  public var fid: UInt64 { UInt64(words.2 >> 16) }
  public var lost: UInt32 { words.1 }

  public static func == (left: EventRecord, right: EventRecord) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }
}

/// How addresses age: a register holds the time in seconds, 0 for never. Once in that time the chip looks at each FDB row: one whose
/// `hit` is 0 is removed unless it is static, and `hit` of the others is cleared. An address that is no longer seen goes after one
/// to two times the time.
public struct AgeingDescription: Hashable, Sendable {
  /// Index into `ASICDescription.registers`.
  public var time: Int
  /// What a look at one row takes; the chip takes one row after the other, from row 0, while packets go on. 0: all at once.
  ///
  /// - Unit: core cycles.
  public var sweepCycles: Int

  public init(time: Int, sweepCycles: Int = 0) {
    self.time = time
    self.sweepCycles = sweepCycles
  }
}
