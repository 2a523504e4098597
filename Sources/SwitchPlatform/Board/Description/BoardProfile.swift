/// One choice of breakout for each cage, and what the ports are called: a hardware SKU of SONiC.
public struct BoardProfile: Hashable, Sendable {
  public enum FEC: String, Hashable, Sendable, CaseIterable {
    case none, rs, fc, auto
  }

  /// What a port is for: `lan` and `wan` of a router; the others are SONiC's.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case lan, wan, ext, int, inb, rec, dpc
  }

  /// What the profile says of a cage.
  public struct Choice: Hashable, Sendable {
    public var cage: Int
    public var breakout: BreakoutMode
    /// One of the mode's other speeds.
    ///
    /// - Unit: Mb/s.
    public var speed: UInt32?
    public var fec: FEC?
    public var autoneg: Bool?
    public var role: Role?
    /// Templates of each port's name and alias, where the profile's do not fit.
    public var names: [String] = []
    public var aliases: [String] = []
    /// Where the profile wires the cage to other lanes.
    public var lanes: LaneList?
    /// Other columns of the NOS's port table.
    public var attributes: FreeValue?
    public var source: String?
    public var origin = Origin()

    public init(cage: Int, breakout: BreakoutMode) {
      self.cage = cage
      self.breakout = breakout
    }
  }

  public var name: String
  public var isDefault = false
  /// Templates; `nil`: `Ethernet{first}` and `Eth{cage}{sub:/}`.
  public var portName: String?
  public var alias: String?
  /// By cage.
  public var choices: [Choice] = []
  /// By ASIC: what the vendor's SDK wants.
  public var asics: [FreeValue.Entry] = []
  public var source: String?
  public var origin = Origin()

  public init(name: String) { self.name = name }
}

/// A finding that is accepted, with the reason.
public struct Waiver: Hashable, Sendable {
  public var rule: String
  /// The path of what the finding is about, `cages.33`, or of something above it.
  public var place: String
  public var why: String
  public var origin = Origin()

  public init(rule: String, place: String, why: String) {
    self.rule = rule
    self.place = place
    self.why = why
  }
}
