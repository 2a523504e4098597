/// A forwarding ASIC on a board.
public struct BoardASIC: Hashable, Sendable {
  /// How the CPU reaches its registers.
  public enum Attachment: String, Hashable, Sendable, CaseIterable {
    /// `soc`: the CPU is in the chip. `mdio`, `spi`, `i2c`: the switch is behind another chip, whose Ethernet its CPU port is wired to.
    case pci, soc, mdio, spi, i2c, usb
  }

  /// A port of the chip that leads to a CPU.
  public struct CPUPort: Hashable, Sendable {
    /// The chip's port, counted as the chip counts.
    public var port: Int
    /// The CPU's interface at the other end, e.g. `eth0`.
    public var interface: String?
    /// - Unit: Mb/s.
    public var speed: UInt32?
    public var source: String?
    public var origin = Origin()

    public init(port: Int, interface: String? = nil, speed: UInt32? = nil) {
      self.port = port
      self.interface = interface
      self.speed = speed
    }
  }

  /// How a lane of the chip is wired on the board.
  public struct Serdes: Hashable, Sendable {
    public var lane: Int
    public var core: Int
    /// The core's lanes, counted from 0, that send and receive.
    public var tx: Int
    public var rx: Int
    /// Whether the two wires of a pair are swapped.
    public var invertsTX = false
    public var invertsRX = false
    public var source: String?
    public var origin = Origin()

    public init(lane: Int, core: Int, tx: Int, rx: Int) {
      self.lane = lane
      self.core = core
      self.tx = tx
      self.rx = rx
    }
  }

  public var name: String
  /// A chip file, or an entry of the chip inventory.
  public var chip: String
  /// The real chip, where `chip` stands in for it.
  public var replaces: String?
  public var pci: PCIAddress?
  public var attachment: Attachment?
  public var cpu: [CPUPort] = []
  public var serdes: [Serdes] = []
  public var source: String?
  public var origin = Origin()

  public init(name: String, chip: String) {
    self.name = name
    self.chip = chip
  }
}

/// Where on the PCI bus, and what is there.
public struct PCIAddress: Hashable, Sendable {
  /// `01:00.0`.
  public var bdf: String?
  /// `14e4:b870`.
  public var id: String?
  public var source: String?
  public var origin = Origin()

  public init(bdf: String? = nil, id: String? = nil) {
    self.bdf = bdf
    self.id = id
  }
}
