import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// A board with all its ports in VLAN 10, the first one tagged.
struct Box {
  static let vlan = Lab.vlan(10)
  let platform: Platform
  let sim: SimulatedSwitch
  let ports: [PortID]

  init(_ board: String) throws {
    platform = try Acceptance.catalog.platform(named: board)
    sim = try SimulatedSwitch(platform)
    ports = platform.board.ports.map { PortID($0.number) }
    try commit { transaction in
      for port in platform.board.ports {
        transaction.insert(
          Port(id: PortID(port.number), lanes: port.lanes, speed: port.speed, isEnabled: true, portVLAN: Box.vlan))
      }
      transaction.insert(VLAN(id: Box.vlan, members: members(ports)))
    }
  }

  func members(_ ports: [PortID]) -> [VLAN.Member] { ports.map { .init(port: $0, isTagged: $0 == self.ports[0]) } }

  func commit(_ body: (inout Transaction) -> Void) throws {
    var transaction = Transaction()
    body(&transaction)
    try sim.control.commit(transaction)
  }

  /// What leaves, by port, when a frame comes in.
  func send(_ frame: [UInt8], on port: PortID) -> [PortID: [UInt8]] {
    sim.receive(frame, on: port)
    return Dictionary(sim.sentFrames().map { ($0.port, $0.bytes) }) { first, _ in
      Issue.record("one frame a port")
      return first
    }
  }

  /// The frame as it comes in or leaves by a port.
  func frame(to: UInt64, from: UInt64, on port: PortID) -> [UInt8] {
    Frame.ethernet(
      to: to, from: from, tags: port == ports[0] ? [.vlan(10)] : [], type: 0x88b5, [UInt8](repeating: 0x5a, count: 86))
  }

  func knows(_ host: UInt64) -> FDBEntry? { sim.control.device.fdb.row(at: .init(vlan: Box.vlan, mac: MACAddress(bits: host))) }
}
