/// What a campaign of flipped bits has found.
public struct FlipReport: Sendable {
  /// What became of the flips in memories of one kind, such as `sram ecc`.
  public struct Group: Sendable {
    /// Bits that flipped, and the rows in which they did.
    public internal(set) var flips = 0
    public internal(set) var rows = 0
    /// Rows that the chip put right by itself, those that the driver repaired, and those that nobody found.
    public internal(set) var corrected = 0
    public internal(set) var repaired = 0
    public internal(set) var silent = 0
    /// Found, and not repaired: the driver was kept from it.
    public internal(set) var unrepaired = 0
    /// Packets sent while a bit was flipped, those of them that were dropped because of the error, and those that went a wrong way.
    public internal(set) var packets = 0
    public internal(set) var dropped = 0
    public internal(set) var misforwarded = 0
    /// From the flip to the event that tells of it.
    public internal(set) var latency = Latency()
  }

  /// - Unit: cycles.
  public struct Latency: Sendable {
    public private(set) var count = 0
    public private(set) var minimum: Int64 = .max
    public private(set) var maximum: Int64 = 0
    private var sum: Double = 0

    public var mean: Double { count == 0 ? 0 : sum / Double(count) }

    mutating func add(_ cycles: Int64) {
      count += 1
      minimum = min(minimum, cycles)
      maximum = max(maximum, cycles)
      sum += Double(cycles)
    }
  }

  /// By kind of memory; packets of bursts, which cannot be laid at one kind's door, in a group of their own.
  public internal(set) var groups: [String: Group] = [:]
  public static let bursts = "in bursts"

  /// Rounds, and packets that were sent after the repair.
  public internal(set) var rounds = 0
  public internal(set) var packetsAfterRepair = 0
  /// Packets on which the chips disagreed after the repair, and rows in which they did.
  public internal(set) var packetsThatDiffer = 0
  public internal(set) var rowsThatDiffer = 0
  /// The first of both, in words.
  public internal(set) var differences: [String] = []
  /// Addresses whose rows were emptied, and that no packet of the campaign could teach the chip again.
  public internal(set) var addressesNotLearnedAgain = 0

  /// Addresses that the chip has learned in a wrong VLAN or on a wrong port, and has at the end.
  public internal(set) var addressesLearnedWrongly = 0

  /// All groups together.
  public var total: Group {
    groups.values.reduce(into: Group()) { sum, group in
      sum.flips += group.flips
      sum.rows += group.rows
      sum.corrected += group.corrected
      sum.repaired += group.repaired
      sum.silent += group.silent
      sum.unrepaired += group.unrepaired
      sum.packets += group.packets
      sum.dropped += group.dropped
      sum.misforwarded += group.misforwarded
    }
  }

  mutating func note(_ difference: String) { if differences.count < 20 { differences.append(difference) } }
}
