/// What a switch did with one packet, look-up by look-up, and why.
///
/// Values a person can read, and a file can hold: nothing in it refers to the switch any more.
public struct Explanation: Codable, Hashable, Sendable {
  /// What became of the packet.
  public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
    case dropped
    case forwarded
    /// Went to the CPU and nowhere else.
    case trapped
    /// Left through ports and went to the CPU too.
    case copied
  }

  /// A frame on a port.
  public struct Frame: Codable, Hashable, Sendable {
    public var port: String
    /// One line: addresses, protocol, TTL, length.
    public var summary: String
    /// `nil` of a frame that is too short to have one.
    public var sourceMAC: String?
    public var destinationMAC: String?
    /// - Unit: bytes, FCS not counted.
    public var length: Int
  }

  /// A copy of the packet on its way out.
  public struct Output: Codable, Hashable, Sendable {
    public var port: String
    /// The frame that left; `nil` where it was dropped after all.
    public var frame: Frame?
    /// Why it was dropped: a case of `DropReason`.
    public var drop: String?
    /// Why, in words.
    public var why: String?
  }

  /// A name and a value as people write it.
  public struct FieldValue: Codable, Hashable, Sendable {
    /// A name of the chip file's vocabulary.
    public var field: String
    public var value: String
  }

  /// Whose row a chip's row is, and which file and line asked for it.
  public struct Origin: Codable, Hashable, Sendable {
    /// The row's key: `route 10.0.0.0/8`.
    public var row: String
    /// What the configuration calls it.
    public var name: String?
    /// `file:line[:column]`; `nil` for a row that an API call made, or the chip itself.
    public var source: String?
    /// Whether the chip has learned it by itself.
    public var isLearned: Bool
  }

  /// A field in which a packet and an entry differ.
  public struct Difference: Codable, Hashable, Sendable {
    public var field: String
    public var packet: String
    /// What the entry asks for, with its mask.
    public var entry: String
    /// The bits of the field that differ, hexadecimal.
    public var bits: String
    public var bitCount: Int
  }

  /// The entry that came nearest to being the answer.
  public struct Miss: Codable, Hashable, Sendable {
    public var row: Int
    public var differingBits: Int
    public var differences: [Difference]
    /// The entry: what it compares.
    public var entry: [FieldValue]
    public var origin: Origin?
  }

  /// An entry that matches, behind another that does.
  public struct Shadowed: Codable, Hashable, Sendable {
    public var row: Int
    public var origin: Origin?
  }

  /// Where the answer of a table of prefixes came from.
  public enum Answer: String, Codable, Hashable, Sendable {
    case entry
    /// No prefix of the bucket matched; the pivot keeps the answer of the best prefix above it.
    case pivotDefault
  }

  public struct LookUp: Codable, Hashable, Sendable {
    public var table: String
    public var role: String
    /// Which of a table's levels: `pivots` or `bucket` of an algorithmic LPM.
    public var level: String?
    /// The stage that the table stands in, where a later one looked back into it.
    public var lookedBackInto: String?
    /// What is looked for, where the table is looked up more than once.
    public var purpose: String?
    public var key: [FieldValue]
    /// The row that was hit; `nil`: none.
    public var row: Int?
    /// What the entry compares, where that is not all of the key.
    public var entry: [FieldValue]
    /// The data of the row that gave the answer.
    public var data: [FieldValue]
    public var answer: Answer?
    public var origin: Origin?
    /// What the packet made of it.
    public var action: String
    public var nearestMiss: Miss?
    /// The first entry behind the hit of a ternary table that matches too, and has lost.
    public var shadowed: Shadowed?
  }

  /// A stage of the pipeline; the parser comes first, the deparser last.
  public struct Stage: Codable, Hashable, Sendable {
    public var name: String
    /// - Unit: cycles the packet waited for another one.
    public var wait: Int64
    /// - Unit: cycles.
    public var service: Int64
    public var lookUps: [LookUp]
  }

  /// When it was where. Core cycles since power-on, and the clock.
  public struct Timing: Codable, Hashable, Sendable {
    /// - Unit: Hz.
    public var clock: UInt64
    public var firstBitIn: Int64
    public var lastBitIn: Int64
    public var pipelineIn: Int64
    public var pipelineOut: Int64
    /// Of the first copy that left through a port; `nil` without one.
    public var firstBitOut: Int64?
    public var lastBitOut: Int64?
    /// Whether the chip begins with a packet before its last bit is in; its latency counts from the first bit then.
    public var isCutThrough: Bool
    /// From the last bit in (cut-through: the first) to the first bit out, or out of the pipeline where nothing left.
    ///
    /// - Unit: cycles.
    public var latency: Int64
    /// - Unit: ns.
    public var latencyNanoseconds: Double
    /// - Unit: cycles that the first copy waited behind others for its port.
    public var queueing: Int64
  }

  public var input: Frame
  public var verdict: Verdict
  /// A case of `DropReason` or `TrapReason`; empty for a packet that was forwarded and nothing else.
  public var reason: String
  /// Why the packet went where it went, in words.
  public var why: String
  public var outputs: [Output]
  public var stages: [Stage]
  /// Look-ups made beyond those that are told.
  public var lookUpsNotTold: Int
  public var timing: Timing
  /// Whether the packet saw a part of an update of tables: some of its rows as they were, others as they are to be. `nil`: no.
  public var sawPartialUpdate: Bool?
}
