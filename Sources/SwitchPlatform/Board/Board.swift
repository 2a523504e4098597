/// A switch as its maker designed it, with one profile applied: what a NOS has to know of the box.
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

/// Why a board that is described cannot be run.
public struct BoardFault: Error, Hashable, Sendable, CustomStringConvertible {
  public var rule: String
  public var place: SourcePosition
  public var message: String

  public var description: String { "\(rule) \(message)" }
}

extension Board {
  /// The part of a description that can be run: one chip, with the ports of one profile.
  ///
  /// - Parameter profile: Its name; `nil`: the default one.
  /// - Parameter chips: What tells a chip file from a mere entry of the inventory; `nil`: not checked.
  /// - Throws: for a profile that is not there, several ASICs, and a chip without a chip file.
  public init(_ description: BoardDescription, profile name: String? = nil, chips: KnownChips? = nil) throws(BoardFault) {
    guard let asic = description.asics.first else {
      throw BoardFault(rule: "KEY02", place: .unknown, message: "the board has no ASIC")
    }
    if let second = description.asics.dropFirst().first {
      throw BoardFault(
        rule: "ASC08", place: second.origin.place,
        message: "a second ASIC, '\(second.name)': the board can be described and checked, but switches of several ASICs cannot be run")
    }
    if let chips, !chips.names.contains(asic.chip), let entry = chips.inventory.chip(named: asic.chip) {
      let nearest = entry.nearest.isEmpty ? "" : "; the nearest with a chip file: \(entry.nearest.joined(separator: ", "))"
      throw BoardFault(
        rule: "ASC10", place: asic.origin.place("chip"),
        message: "chip '\(asic.chip)' has an entry in the chip inventory and no chip file, so that it cannot be simulated\(nearest)")
    }
    var profile = description.defaultProfile
    if let name {
      profile = description.profiles.first { $0.name == name }
      if profile == nil {
        let names = description.profiles.map(\.name)
        throw BoardFault(
          rule: "PRF11", place: .unknown,
          message: "no profile is named '\(name)'\(NearestName.choices(for: name, among: names, else: names, "profiles"))")
      }
    }
    guard let profile else { throw BoardFault(rule: "PRF10", place: .unknown, message: "no profile is the default") }
    let all = description.ports(of: profile, firstLane: [asic.name: chips?.limits(asic.chip)?.firstLane ?? 1])
    let ports = all.filter { $0.lanes.space == nil }.enumerated().map { index, port in
      BoardPort(
        number: UInt16(clamping: index + 1), name: port.name, alias: port.alias, label: port.label,
        lanes: port.lanes.lanes.map { UInt16(clamping: $0) }, speed: port.speed)
    }
    let platform = description.platform
    self.init(id: platform.id, vendor: platform.vendor, product: platform.product, chip: asic.chip, ports: ports)
  }
}
