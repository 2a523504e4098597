import PlatformFormats
import SwitchPlatform

/// Ways to use a cage, and how its lanes are wired.
enum StratumModes {
  /// A mode for each speed and width that the chip's ports of a cage have, fastest first.
  static func modes(_ ports: [StratumChipPort], lanes: Int) -> [BreakoutMode] {
    struct Way: Hashable {
      var speed: UInt32
      var width: Int
    }
    var starts: [Way: Set<Int>] = [:]
    for port in ports {
      guard let speed = BoardDraft.speed(port.speed), let first = port.lanes.first else { continue }
      starts[Way(speed: speed, width: port.lanes.count), default: []].insert(first)
    }
    let ways = starts.sorted { left, right in
      (left.value.count, UInt32.max - left.key.speed, left.key.width) < (right.value.count, UInt32.max - right.key.speed, right.key.width)
    }
    return ways.map { way, starts in
      let all = starts.count * way.width
      return BreakoutMode(parts: [.init(count: starts.count, speed: way.speed, lanes: all == lanes ? nil : all)])
    }
  }

  /// What the ports of one cage make of its lanes; `nil` where their speeds are not said.
  static func mode(of ports: [StratumPort], lanes: Int) -> BreakoutMode? {
    let speeds = ports.sorted { $0.place.channel < $1.place.channel }.compactMap { BoardDraft.speed($0.speed) }
    guard speeds.count == ports.count, let first = speeds.first, speeds.count <= lanes else { return nil }
    // Of a cage that is not wholly used, each port has the lanes of its channel.
    let share = lanes / speeds.count
    if Set(speeds).count == 1 {
      let all = share * speeds.count
      return BreakoutMode(parts: [.init(count: speeds.count, speed: first, lanes: all == lanes ? nil : all)])
    }
    return BreakoutMode(parts: speeds.map { .init(count: 1, speed: $0, lanes: share) })
  }

  /// The wiring of a cage's lanes: of the widest of its ports that has a map, a core each.
  static func serdes(_ ports: [StratumChipPort], _ file: String, _ draft: inout BoardDraft) -> [BoardASIC.Serdes] {
    var result: [BoardASIC.Serdes] = []
    var done: Set<Int> = []
    for port in ports.sorted(by: { $0.laneCount > $1.laneCount }) where port.transmitMap != nil || port.receiveMap != nil {
      for (offset, lane) in port.lanes.enumerated() where !done.contains(lane) {
        guard let place = shifted(port, offset) else {
          draft.remark(file, port.node.position, "the wiring of lane \(lane) is left out: its map has no digit for it")
          continue
        }
        done.insert(lane)
        var wire = BoardASIC.Serdes(lane: lane, core: port.core, tx: place.tx, rx: place.rx)
        wire.invertsTX = port.transmitFlips >> offset & 1 == 1
        wire.invertsRX = port.receiveFlips >> offset & 1 == 1
        wire.source = draft.source(file, port.node.position)
        result.append(wire)
      }
    }
    return result
  }

  /// The digits of a lane in its core's maps; a map that is not there changes nothing.
  private static func shifted(_ port: StratumChipPort, _ offset: Int) -> (tx: Int, rx: Int)? {
    let lane = port.coreLane &+ offset
    guard (0..<8).contains(lane), (0...65535).contains(port.core) else { return nil }
    func digit(_ map: Int?) -> Int { map.map { $0 >> (4 * lane) & 0xf } ?? lane }
    return (digit(port.transmitMap), digit(port.receiveMap))
  }
}
