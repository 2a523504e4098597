/// A device on one of the board's buses.
public struct BoardDevice: Hashable, Sendable {
  public var name: String
  /// `pca9548`, `cpld`, `lm75`, `mdio`, …
  public var kind: String
  /// What it is on.
  public var on: DeviceReference?
  /// On I²C 0…0x7f; on MDIO 0…31.
  public var address: Int?
  /// Of a multiplexer, where its kind does not tell.
  public var channels: Int?
  /// What it provides to others: `i2c: 16`.
  public var provides: [Provision] = []
  /// What is written before the device can be reached.
  public var select: [Point] = []
  /// What a multiplexer does when nobody uses it.
  public var idle: String?
  public var match: FreeValue?
  public var id: String?
  public var bdf: String?
  /// Bits of its registers.
  ///
  /// - Default: 8 for `cpld`; else unknown.
  public var width: Int?
  /// The chip file whose registers it has beside its own.
  public var chip: String?
  /// How its registers are addressed on I²C.
  public var access: RegisterAccess?
  /// In file order.
  public var registers: [BoardRegister] = []
  public var source: String?
  public var origin = Origin()

  public struct Provision: Hashable, Sendable {
    public var name: String
    public var count: Int

    public init(_ name: String, _ count: Int) {
      self.name = name
      self.count = count
    }
  }

  public init(name: String, kind: String, on: DeviceReference? = nil, address: Int? = nil) {
    self.name = name
    self.kind = kind
    self.on = on
    self.address = address
  }

  /// I²C channels of multiplexers, by kind.
  static let muxChannels: [String: Int] = [
    "pca9540": 2, "pca9542": 2, "pca9543": 2, "pca9544": 4, "pca9545": 4, "pca9546": 4, "pca9547": 8, "pca9548": 8, "pca9846": 4,
    "pca9847": 8, "pca9848": 8, "pca9849": 4, "max7356": 8, "max7357": 8, "max7358": 8
  ]

  /// What `name@channel` can name: `nil` for a device that is no multiplexer.
  public var channelCount: Int? {
    ([channels ?? BoardDevice.muxChannels[kind]] + provides.map(\.count)).compactMap { $0 }.max()
  }

  /// Devices that need no entry.
  public static let roots = ["pci", "cpu", "usb", "platform"]

  /// Bits of its registers, where that is known.
  public var registerWidth: Int? { width ?? (kind == "cpld" ? 8 : nil) }
}

/// A device, or a channel of one: `mux1@0`.
public struct DeviceReference: Hashable, Sendable, CustomStringConvertible {
  public var device: String
  public var channel: Int?

  public init(_ device: String, channel: Int? = nil) {
    self.device = device
    self.channel = channel
  }

  /// - Returns: `nil` for a channel that is no number.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty else { return nil }
    device = String(name)
    guard parts.count == 2, let last = parts.last else { return }
    guard let number = Quantity.signed(last), number >= 0 else { return nil }
    channel = number
  }

  public var description: String { channel.map { "\(device)@\($0)" } ?? device }
}
