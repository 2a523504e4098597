/// A light.
public struct BoardLED: Hashable, Sendable {
  /// A colour, and what is written for it.
  public struct Color: Hashable, Sendable {
    public var name: String
    public var value: Int

    public init(_ name: String, _ value: Int) {
      self.name = name
      self.value = value
    }
  }

  public var name: String
  /// `system`, `fan`, `psu`, `port`, `locator`, …
  public var role: String?
  public var at: Point?
  public var colors: [Color] = []
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String) { self.name = name }
}

/// A memory that says what the board is.
public struct BoardEEPROM: Hashable, Sendable {
  public var name: String
  public var dev: DeviceReference
  /// `onie-tlv`, …
  public var format: String?
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String, dev: DeviceReference) {
    self.name = name
    self.dev = dev
  }
}

/// Something with firmware: a CPLD, the BIOS.
public struct BoardComponent: Hashable, Sendable {
  public var name: String
  public var version: Point?
  public var title: String?
  public var source: String?
  public var origin = Origin()

  public init(name: String) { self.name = name }
}

/// What must be seen on the PCI bus or on USB.
public struct BoardBusEntry: Hashable, Sendable {
  /// Where: `00:1f.4` on PCI, `1-1.2` on USB.
  public var place: String?
  /// `8086:8c22`.
  public var id: String?
  public var name: String?
  public var isOptional = false
  public var source: String?
  public var origin = Origin()

  public init(place: String? = nil, id: String? = nil, name: String? = nil) {
    self.place = place
    self.id = id
    self.name = name
  }
}

/// Power over Ethernet of the whole board.
public struct PowerOverEthernet: Hashable, Sendable {
  /// For all ports together.
  ///
  /// - Unit: W.
  public var budget: Double
  public var source: String?
  public var origin = Origin()

  public init(budget: Double) { self.budget = budget }
}
