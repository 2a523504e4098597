public import SwitchPlatform

/// A port of `chassis_config.pb.txt`.
public struct StratumPort: Sendable {
  public var node: Node
  public var name: String
  public var place: StratumPlatform.Place
  /// - Unit: Mb/s; `nil` where it is not said, or no whole number of them.
  public var speed: Int?

  public init(_ node: Node) {
    self.node = node
    place = StratumPlatform.place(node)
    name = node["name"]?.text ?? node["id"]?.text ?? "\(place.port)/\(place.channel)"
    speed = StratumPort.speed(node["speed_bps"])
  }

  /// A speed in bit/s as Mb/s.
  static func speed(_ node: Node?) -> Int? {
    guard let value = node?.integer, value > 0, value % 1_000_000 == 0 else { return nil }
    return value / 1_000_000
  }
}

/// A port of a Broadcom chip in `base_bcm_chassis_map.pb.txt`; a cage has one for each way it can be used.
public struct StratumChipPort: Sendable {
  public var node: Node
  public var place: StratumPlatform.Place
  public var unit: Int
  /// The chip's first lane; `nil` where it is not said.
  public var firstLane: Int?
  /// Lanes of it.
  public var laneCount: Int
  /// - Unit: Mb/s.
  public var speed: Int?
  public var core: Int
  /// The first of its lanes in its core.
  public var coreLane: Int
  /// A digit for each lane of the core.
  public var transmitMap: Int?
  public var receiveMap: Int?
  /// A bit for each lane.
  public var transmitFlips: Int
  public var receiveFlips: Int

  public init(_ node: Node) {
    self.node = node
    place = StratumPlatform.place(node)
    unit = node["unit"]?.integer ?? 0
    firstLane = node["physical_port"]?.integer
    laneCount = node["num_serdes_lanes"]?.integer ?? 1
    speed = StratumPort.speed(node["speed_bps"])
    core = node["serdes_core"]?.integer ?? 0
    coreLane = node["serdes_lane"]?.integer ?? 0
    transmitMap = node["tx_lane_map"]?.integer
    receiveMap = node["rx_lane_map"]?.integer
    transmitFlips = node["tx_polarity_flip"]?.integer ?? 0
    receiveFlips = node["rx_polarity_flip"]?.integer ?? 0
  }

  /// Its lanes of the chip; empty where they are not said, or no 1…8 of them.
  public var lanes: [Int] {
    guard let firstLane, (0...65535).contains(firstLane), (1...8).contains(laneCount) else { return [] }
    return Array(firstLane..<(firstLane + laneCount))
  }
}

extension StratumPlatform {
  public var ports: [StratumPort] { singletonPorts.map(StratumPort.init) }

  /// The maps of Broadcom chips that it has.
  public var chipMaps: [Node] { documents[.chips]?.root.all("bcm_chassis_maps") ?? [] }

  /// The ports of all chips that a front panel has.
  public var chipPorts: [StratumChipPort] {
    chipMaps.flatMap { $0.all("bcm_ports") }.filter { $0["internal"]?.text != "true" }.map(StratumChipPort.init)
  }
}
