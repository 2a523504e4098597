import SwitchPlatform

/// The ports of one board, as they stand on its front and as its chip has them.
struct BoardPortList: Codable {
  struct Port: Codable {
    var label: String
    var kind: String
    var name: String
    var alias: String
    var asic: String
    /// The chip's lanes, from 1, in module lane order; those of its management MAC are numbers of their own.
    var lanes: [Int]
    var isManagement: Bool
    /// - Unit: Mb/s.
    var speed: UInt32
  }

  var board: String
  var profile: String
  var ports: [Port]

  /// - Parameter name: The profile's; `nil`: the default one.
  /// - Parameter inventory: Says which lane is a chip's first, by which ports are named.
  init(_ description: BoardDescription, profile name: String?, inventory: ChipInventory) throws(CatalogError) {
    let names = description.profiles.map(\.name)
    guard let profile = name.map({ name in description.profiles.first { $0.name == name } }) ?? description.defaultProfile else {
      let choices = NearestName.choices(for: name ?? "", among: names, else: names, "profiles")
      throw CatalogError(message: name.map { "no profile is named '\($0)'\(choices)" } ?? "no profile is the default")
    }
    let kinds = Dictionary(description.cages.map { ($0.number, $0.kind.rawValue) }) { first, _ in first }
    board = description.platform.id
    self.profile = profile.name
    let first = Dictionary(description.asics.map { ($0.name, inventory.chip(named: $0.chip)?.firstLane ?? 1) }) { first, _ in first }
    ports = description.ports(of: profile, firstLane: first).map { port in
      Port(
        label: port.label, kind: kinds[port.cage] ?? "", name: port.name, alias: port.alias, asic: port.lanes.asic,
        lanes: port.lanes.lanes, isManagement: port.lanes.space != nil, speed: port.speed)
    }
  }

  func text(_ paint: Paint) -> String {
    var table = TextTable(
      [.left, .left, .left, .left, .left, .right], header: ["label", "kind", "name", "alias", "lanes", "speed"], indent: 0)
    for port in ports {
      let lanes = LaneList(asic: port.asic, space: port.isManagement ? "mgmt" : nil, lanes: port.lanes).description
      table.add([port.label, port.kind, port.name, port.alias, lanes, Boards.speed(port.speed)])
    }
    return table.lines(paint).joined(separator: "\n")
  }
}
