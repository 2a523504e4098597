/// A switch as its maker designed it, with the default profile applied: what a NOS has to know of the box.
public struct Board: Sendable {
  /// `platform.id`: unique over all vendors.
  public var id: String
  public var vendor: String
  public var product: String
  /// The name of the chip file of the (one) forwarding ASIC.
  public var chip: String
  /// Front-panel ports after break-out, in front-panel order, ids from 1.
  public var ports: [BoardPort]

  public init(id: String, vendor: String, product: String, chip: String, ports: [BoardPort]) {
    self.id = id
    self.vendor = vendor
    self.product = product
    self.chip = chip
    self.ports = ports
  }

  /// A port by its NOS name or its alias.
  public func port(named name: String) -> BoardPort? { ports.first { $0.name == name || $0.alias == name } }
}

/// A front-panel port.
public struct BoardPort: Hashable, Sendable {
  /// `PortID.rawValue` of the port: 1 … number of ports.
  public var number: UInt16
  /// The NOS's name, e.g. `Ethernet0`.
  public var name: String
  public var alias: String
  /// What is printed on the front panel.
  public var label: String
  /// The chip's lanes, in module lane order, from 1.
  public var lanes: [UInt16]
  /// - Unit: Mb/s.
  public var speed: UInt32

  public init(number: UInt16, name: String, alias: String, label: String, lanes: [UInt16], speed: UInt32) {
    self.number = number
    self.name = name
    self.alias = alias
    self.label = label
    self.lanes = lanes
    self.speed = speed
  }
}
