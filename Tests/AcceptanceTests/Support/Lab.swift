import ASICSimulator
import DeviceAccess
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// What a test sees of one packet.
struct Seen: Equatable, CustomStringConvertible {
  var verdict: Verdict
  var drop: DropReason
  var trap: TrapReason
  /// What left, by port.
  var out: [PortID: [UInt8]]

  var description: String {
    let frames = out.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.hex)" }.joined(separator: ", ")
    return "\(verdict) drop \(drop) trap \(trap) [\(frames)]"
  }

  static func forwarded(_ out: [PortID: [UInt8]]) -> Seen { Seen(verdict: .forwarded, drop: .none, trap: .none, out: out) }
  static func copied(_ trap: TrapReason, _ out: [PortID: [UInt8]]) -> Seen { Seen(verdict: .copied, drop: .none, trap: trap, out: out) }
  static func dropped(_ reason: DropReason) -> Seen { Seen(verdict: .dropped, drop: reason, trap: .none, out: [:]) }
  static func trapped(_ reason: TrapReason) -> Seen { Seen(verdict: .trapped, drop: .none, trap: reason, out: [:]) }
}

/// A small switch with rows of its own, and what tests do with it.
///
///     ports 1, 2   access, VLAN 10            VLAN 10: 10.10.0.1/24, 2001:db8:10::1/64
///     port 3       trunk, VLANs 10, 20, 30    VLAN 20: 10.20.0.1/24
///     ports 4, 5   access, VLAN 20            VLAN 30: only bridged
///     ports 6, 7   routed, 10.6.0.1/24, 10.7.0.1/24, 2001:db8:6::1/64, 2001:db8:7::1/64
///     ports 8, 9   routed, virtual router 1, 10.6.0.1/24, 10.9.0.1/24
///     port 10      access, VLAN 10, disabled
final class Lab {
  let sim: SimulatedSwitch
  var asic: SimulatedASIC { sim.asic }
  var control: ManagedSwitch { sim.control }
  var device: SwitchDevice { sim.control.device }

  init(_ chip: ASICDescription, wrapping: (SimulatedBus) -> any DeviceBus = { $0 }) throws {
    let board = Board(id: "lab", vendor: "", product: "", chip: chip.name, ports: [])
    sim = try SimulatedSwitch(Platform(board: board, asic: chip), wrapping: wrapping)
  }

  /// The lab on the small data-centre chip.
  static func routing(_ chip: ASICDescription? = nil) throws -> Lab {
    let lab = try Lab(try chip ?? .smallDataCentre())
    try lab.commit(Lab.bridged())
    try lab.commit(Lab.routed())
    return lab
  }

  static func bridging(_ chip: ASICDescription? = nil) throws -> Lab {
    let lab = try Lab(try chip ?? .smallDataCentre())
    try lab.commit(Lab.bridged())
    return lab
  }

  func commit(_ transaction: Transaction) throws { try control.commit(transaction) }
  func commit(_ body: (inout Transaction) -> Void) throws {
    var transaction = Transaction()
    body(&transaction)
    try control.commit(transaction)
  }

  // MARK: Packets

  @discardableResult
  func send(_ frame: [UInt8], on port: UInt16, notBefore start: Int64 = 0) -> Seen {
    sim.receive(frame, on: PortID(port), notBefore: start)
    var out: [PortID: [UInt8]] = [:]
    for sent in sim.sentFrames() {
      #expect(out[sent.port] == nil, "one frame a port")
      out[sent.port] = sent.bytes
    }
    return Seen(verdict: asic.outcome.verdict, drop: asic.outcome.drop, trap: asic.outcome.trap, out: out)
  }

  // MARK: Rows

  static let mac: UInt64 = 0x0200_0000_00fe
  static func host(_ number: UInt64) -> UInt64 { 0x0200_0000_1000 + number }
  static func ip(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 { a << 24 | b << 16 | c << 8 | d }
  static func prefix(_ text: String) -> IPPrefix {
    guard let prefix = IPPrefix(text) else {
      Issue.record("\(text) is no prefix")
      return IPPrefix(host: IPAddress(v4: 0))
    }
    return prefix
  }
  static func vlan(_ number: Int) -> VLANID { VLANID(number) ?? .default }

  static func port(_ number: UInt16, pvid: Int = 1, isEnabled: Bool = true, speed: UInt32 = 100_000, mtu: UInt16 = 9114) -> Port {
    let first = (number - 1) * 4 + 1
    return Port(
      id: PortID(number), lanes: [first, first + 1, first + 2, first + 3], speed: speed, isEnabled: isEnabled, mtu: mtu,
      portVLAN: vlan(pvid))
  }

  /// Ports and VLANs; `lanes` is 1 on a chip of one lane a port.
  static func bridged(lanes: UInt16 = 4, speed: UInt32 = 100_000, mtu: UInt16 = 9114) -> Transaction {
    var transaction = Transaction()
    let pvids: [UInt16: Int] = [1: 10, 2: 10, 4: 20, 5: 20, 10: 10]
    for number in 1...10 as ClosedRange<UInt16> {
      var port = port(number, pvid: pvids[number] ?? 1, isEnabled: number != 10, speed: speed, mtu: mtu)
      if lanes == 1 { port.lanes = [number] }
      transaction.insert(port)
    }
    func members(_ untagged: [UInt16], _ tagged: [UInt16]) -> [VLAN.Member] {
      untagged.map { .init(port: PortID($0), isTagged: false) } + tagged.map { .init(port: PortID($0), isTagged: true) }
    }
    transaction.insert(VLAN(id: vlan(10), members: members([1, 2, 10], [3])))
    transaction.insert(VLAN(id: vlan(20), members: members([4, 5], [3])))
    transaction.insert(VLAN(id: vlan(30), members: members([], [3])))
    return transaction
  }

  /// Interfaces, hosts and routes on top.
  static func routed() -> Transaction {
    var transaction = Transaction()
    transaction.insert(VirtualRouter(id: .init(0)))
    transaction.insert(VirtualRouter(id: .init(1)))
    func interface(_ id: UInt16, _ router: UInt16, _ attachment: RouterInterface.Attachment) {
      transaction.insert(
        RouterInterface(
          id: .init(id), virtualRouter: .init(router), attachment: attachment, mac: MACAddress(bits: mac + UInt64(id) << 8), mtu: 1500))
    }
    interface(6, 0, .port(PortID(6)))
    interface(7, 0, .port(PortID(7)))
    interface(8, 1, .port(PortID(8)))
    interface(9, 1, .port(PortID(9)))
    interface(10, 0, .vlan(vlan(10)))
    interface(20, 0, .vlan(vlan(20)))
    func connected(_ router: UInt16, _ id: UInt16, _ subnet: String, _ own: String) {
      transaction.insert(Route(virtualRouter: .init(router), prefix: prefix(subnet), destination: .routerInterface(.init(id))))
      transaction.insert(Route(virtualRouter: .init(router), prefix: prefix(own), destination: .cpu))
    }
    connected(0, 6, "10.6.0.0/24", "10.6.0.1/32")
    connected(0, 6, "2001:db8:6::/64", "2001:db8:6::1/128")
    connected(0, 7, "10.7.0.0/24", "10.7.0.1/32")
    connected(0, 7, "2001:db8:7::/64", "2001:db8:7::1/128")
    connected(1, 8, "10.6.0.0/24", "10.6.0.1/32")
    connected(1, 9, "10.9.0.0/24", "10.9.0.1/32")
    connected(0, 10, "10.10.0.0/24", "10.10.0.1/32")
    connected(0, 10, "2001:db8:10::/64", "2001:db8:10::1/128")
    connected(0, 20, "10.20.0.0/24", "10.20.0.1/32")
    func neighbor(_ id: UInt16, _ text: String, _ host: UInt64) {
      guard let address = IPAddress(text) else { return }
      transaction.insert(Neighbor(interface: .init(id), address: address, mac: MACAddress(bits: Lab.host(host))))
      transaction.insert(NextHop(id: .init(UInt32(host)), neighbor: .init(interface: .init(id), address: address)))
    }
    neighbor(6, "10.6.0.2", 6)
    neighbor(7, "10.7.0.2", 7)
    neighbor(7, "2001:db8:7::2", 17)
    neighbor(8, "10.6.0.2", 8)
    neighbor(9, "10.9.0.2", 9)
    neighbor(10, "10.10.0.2", 2)
    neighbor(20, "10.20.0.4", 4)
    neighbor(10, "10.10.0.77", 77)
    transaction.insert(FDBEntry(vlan: vlan(10), mac: MACAddress(bits: host(2)), port: PortID(2)))
    transaction.insert(FDBEntry(vlan: vlan(20), mac: MACAddress(bits: host(4)), port: PortID(3)))
    return transaction
  }

  /// The router's address on an interface.
  static func routerMAC(_ interface: UInt64) -> UInt64 { mac + interface << 8 }
}

extension Frame {
  /// A UDP packet to be routed, from a host to an interface's router address.
  static func toRoute(
    interface: UInt64, from source: UInt32 = Lab.ip(192, 0, 2, 1), to destination: UInt32, ttl: UInt8 = 64, options: [UInt8] = [],
    ports: (UInt16, UInt16) = (1000, 2000), tags: [Tag] = [], length: Int = 26
  ) -> [UInt8] {
    ethernet(
      to: Lab.routerMAC(interface), from: Lab.host(99), tags: tags, type: 0x0800,
      ipv4(
        from: source, to: destination, ttl: ttl, options: options, udp(ports.0, ports.1, [UInt8](repeating: 0xab, count: length))))
  }
}
