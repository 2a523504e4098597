import PacketKit
public import SwitchControl
import SwitchModel
public import SwitchPlatform

/// A data-centre switch with something in each of its tables: what a campaign of flipped bits is run on.
///
///     ports 1–8     routed, 7 and 8 in virtual router 1        VLANs 100–103   routed, two access ports each
///     ports 9–16    access ports of VLANs 100–103              VLANs 200–259   bridged between the trunks
///     ports 17–20   trunks                                     LAG 1           untagged in VLAN 100
///     ports 21–24   LAGs 1 and 2                               LAG 2           tagged in VLAN 101
///     ports 25, 26  ten routed sub-ports each                  VLAN 104        on a spanning tree
///     ports 27–30   access ports of VLAN 104: one blocked, one learning
public struct FlipWorkload {
  /// Prefixes of each family.
  let routes: (ipv4: Int, ipv6: Int)
  let stations: Int
  let rules: Int
  private let random: TrafficRandom
  static let routerMAC = MACAddress(bits: 0x0200_5e10_0001)

  /// - Parameter scale: Share of the full size, 0…1: 6,000 IPv4 and 2,000 IPv6 prefixes, 2,000 static stations, 500 ACL entries.
  public init(seed: UInt64, scale: Double = 1) {
    let scale = min(max(scale, 0), 1)
    routes = (Int(6000 * scale), Int(2000 * scale))
    stations = Int(2000 * scale)
    rules = Int(500 * scale)
    random = TrafficRandom(seed: seed)
  }

  /// Ports that the workload needs of a board.
  public static let ports = 30

  /// - Precondition: the board has `ports` ports; without, what is there is left out and the rest refused by the commit.
  public func transaction(_ board: Board) -> Transaction {
    var transaction = Transaction()
    addPorts(board, &transaction)
    addVLANs(&transaction)
    var random = self.random
    var hops: [NextHopID] = []
    var hops6: [NextHopID] = []
    addInterfaces(&transaction, &hops, &hops6)
    addRoutes(&transaction, hops, hops6, &random)
    addRules(&transaction, hops, &random)
    return transaction
  }

  /// - Parameter length: no more than the address has bits.
  private func prefix(_ address: IPAddress, _ length: UInt8) -> IPPrefix { IPPrefix(address, length: length) ?? IPPrefix(host: address) }

  private func vlan(_ number: Int) -> VLANID { VLANID(number) ?? .default }

  private func addPorts(_ board: Board, _ transaction: inout Transaction) {
    for port in board.ports {
      let access = (9...16).contains(port.number) ? 100 + Int(port.number - 9) / 2 : (27...30).contains(port.number) ? 104 : 1
      transaction.insert(
        Port(id: PortID(port.number), lanes: port.lanes, speed: port.speed, isEnabled: true, mtu: 9114, portVLAN: vlan(access)))
    }
    for id in 1...2 as ClosedRange<UInt16> {
      let members = [19 + 2 * id, 20 + 2 * id].map { LAG.Member(port: PortID($0)) }
      transaction.insert(LAG(id: LAGID(id), members: members, portVLAN: id == 1 ? vlan(100) : .default))
    }
    transaction.insert(
      SpanningTree(id: SpanningTreeID(1), ports: [.init(port: PortID(27), state: .blocking), .init(port: PortID(28), state: .learning)]))
    transaction.insert(TrapGroup(id: TrapGroupID(1), queue: 4))
    for kind in [Trap.Kind.lldp, .lacp, .arpRequest, .bgp, .ip2me, .ospf, .dhcp] {
      transaction.insert(Trap(kind: kind, action: kind == .arpRequest ? .copy : .trap, priority: 10, group: TrapGroupID(1)))
    }
  }

  private func addVLANs(_ transaction: inout Transaction) {
    let trunks = (17...20 as ClosedRange<UInt16>).map { VLAN.Member(port: PortID($0), isTagged: true) }
    for number in 100...104 {
      let first = UInt16(number == 104 ? 27 : 9 + 2 * (number - 100))
      var members = (first..<first + (number == 104 ? 4 : 2)).map { VLAN.Member(port: PortID($0), isTagged: false) } + trunks
      if number == 100 { members.append(VLAN.Member(port: PortID(lag: LAGID(1)), isTagged: false)) }
      if number == 101 { members.append(VLAN.Member(port: PortID(lag: LAGID(2)), isTagged: true)) }
      transaction.insert(VLAN(id: vlan(number), members: members, spanningTree: number == 104 ? SpanningTreeID(1) : nil))
    }
    for number in 200..<260 { transaction.insert(VLAN(id: vlan(number), members: trunks)) }
    for index in 0..<stations {
      let number = 200 + index % 60
      transaction.insert(
        FDBEntry(vlan: vlan(number), mac: MACAddress(bits: 0x0200_5e40_0000 + UInt64(index)), port: PortID(UInt16(17 + index / 60 % 4))))
    }
    for index in 0..<min(64, stations) {
      let id = UInt16(1 + index % 2)
      transaction.insert(FDBEntry(vlan: vlan(99 + Int(id)), mac: lagStation(index), port: PortID(lag: LAGID(id))))
    }
  }

  private func lagStation(_ index: Int) -> MACAddress { MACAddress(bits: 0x0200_5e50_0000 + UInt64(index)) }

  private struct Interface {
    var id: UInt16
    var router: UInt16
    var attachment: RouterInterface.Attachment
  }

  private var interfaces: [Interface] {
    (1...8 as ClosedRange<UInt16>).map { Interface(id: $0, router: $0 < 7 ? 0 : 1, attachment: .port(PortID($0))) }
      + (0..<4 as Range<UInt16>).map { Interface(id: 9 + $0, router: 0, attachment: .vlan(vlan(100 + Int($0)))) }
      + (0..<20 as Range<UInt16>).map {
        Interface(id: 20 + $0, router: 0, attachment: .subPort(PortID(25 + $0 / 10), vlan(10 + Int($0 % 10))))
      }
  }

  private func addInterfaces(_ transaction: inout Transaction, _ hops: inout [NextHopID], _ hops6: inout [NextHopID]) {
    for router in 0...1 as ClosedRange<UInt16> { transaction.insert(VirtualRouter(id: VirtualRouterID(router))) }
    for interface in interfaces {
      let id = RouterInterfaceID(interface.id)
      transaction.insert(
        RouterInterface(
          id: id, virtualRouter: VirtualRouterID(interface.router), attachment: interface.attachment, mac: FlipWorkload.routerMAC, mtu: 9100
        ))
      let base = 0x0a00_0000 | UInt32(interface.id) << 8
      let base6: UInt64 = 0x2001_0db8_0000_0000 | UInt64(interface.id)
      let router = VirtualRouterID(interface.router)
      for (address, length) in [(IPAddress(v4: base), 24), (IPAddress(v6: base6, 0), 64)] as [(IPAddress, UInt8)] {
        transaction.insert(
          Route(virtualRouter: router, prefix: prefix(address, length), destination: .routerInterface(id)))
      }
      for own in [IPAddress(v4: base + 1), IPAddress(v6: base6, 1)] {
        transaction.insert(Route(virtualRouter: router, prefix: IPPrefix(host: own), destination: .cpu))
      }
      for index in 0..<8 as Range<UInt32> {
        let mac = MACAddress(bits: 0x0200_5e20_0000 | UInt64(interface.id) << 8 | UInt64(index))
        for (family, address) in [IPAddress(v4: base + 2 + index), IPAddress(v6: base6, UInt64(2 + index))].enumerated() {
          transaction.insert(Neighbor(interface: id, address: address, mac: mac))
          let hop = NextHopID(UInt32(interface.id) * 32 + index * 2 + UInt32(family))
          transaction.insert(NextHop(id: hop, neighbor: Neighbor.Key(interface: id, address: address)))
          if family == 0 { hops.append(hop) } else { hops6.append(hop) }
        }
        if case .vlan(let vlan) = interface.attachment {
          let first = 9 + 2 * UInt16(interface.id - 9)
          transaction.insert(FDBEntry(vlan: vlan, mac: mac, port: PortID(first + UInt16(index % 2))))
        }
      }
    }
  }

  private func addRoutes(
    _ transaction: inout Transaction, _ hops: [NextHopID], _ hops6: [NextHopID], _ random: inout TrafficRandom
  ) {
    for group in 0..<64 as Range<UInt32> {
      let pool = group < 40 ? hops : hops6
      let members = (0..<2 + random.below(7)).compactMap { _ in random.pick(pool).map { NextHopGroup.Member(nextHop: $0) } }
      transaction.insert(NextHopGroup(id: NextHopGroupID(group + 1), members: members))
    }
    var seen: Set<Route.Key> = []
    for (family, count) in [(IPFamily.v4, routes.ipv4), (.v6, routes.ipv6)] {
      for index in 0..<count {
        let address =
          family == .v4
          ? IPAddress(v4: UInt32(20 + random.below(180)) << 24 | UInt32(truncatingIfNeeded: random.next()) & 0xff_ffff)
          : IPAddress(v6: 0x2400_0000_0000_0000 | random.next() & 0x00ff_ffff_ffff_ffff, 0)
        let length = UInt8(family == .v4 ? 16 + random.below(13) : 32 + random.below(33))
        let prefix = self.prefix(address, length)
        let router = VirtualRouterID(index % 4 == 3 ? 1 : 0)
        guard seen.insert(Route.Key(virtualRouter: router, prefix: prefix)).inserted else { continue }
        let destination: Route.Destination
        if index % 50 == 0 {
          destination = .drop
        } else if index % 3 == 0 {
          destination = .nextHopGroup(NextHopGroupID(UInt32(family == .v4 ? 1 + random.below(40) : 41 + random.below(24))))
        } else {
          destination = random.pick(family == .v4 ? hops : hops6).map { .nextHop($0) } ?? .drop
        }
        transaction.insert(Route(virtualRouter: router, prefix: prefix, destination: destination))
      }
    }
  }

  private func addRules(_ transaction: inout Transaction, _ hops: [NextHopID], _ random: inout TrafficRandom) {
    let fields: ACLMatch.Fields = [.sourceIPv4, .destinationIPv4, .ipProtocol, .l4DestinationPort]
    let ports = (1...16 as ClosedRange<UInt16>).map { PortID($0) }
    transaction.insert(ACLTable(id: ACLTableID(1), stage: .ingress, priority: 10, fields: fields, ports: ports))
    transaction.insert(ACLTable(id: ACLTableID(2), stage: .ingress, priority: 5, fields: fields, ports: ports, isParallel: true))
    transaction.insert(ACLTable(id: ACLTableID(3), stage: .egress, fields: fields, ports: (1...20).map { PortID($0) }))
    for number in 0..<rules {
      var match = ACLMatch()
      match.destinationIP = prefix(
        IPAddress(v4: UInt32(20 + random.below(180)) << 24 | UInt32(truncatingIfNeeded: random.next()) & 0xff_ffff),
        UInt8(8 + random.below(9)))
      if random.happens(50) { match.ipProtocol = random.happens(50) ? 6 : 17 }
      if random.happens(30) { match.l4DestinationPort = L4PortRange(UInt16(truncatingIfNeeded: random.next())) }
      let table = number % 5 == 4 ? 3 : number % 5 == 3 ? 2 : 1
      let action: ACLEntry.Action
      switch (table, number % 8) {
      case (3, _): action = random.happens(30) ? .drop : .permit
      case (_, 0): action = .drop
      case (_, 1): action = .trap
      case (_, 2): action = random.pick(hops).map { .redirectToNextHop($0) } ?? .permit
      case (_, 3): action = .redirectToPort(PortID(UInt16(1 + random.below(8))))
      default: action = .permit
      }
      transaction.insert(
        ACLEntry(
          table: ACLTableID(UInt16(table)), number: UInt32(number), priority: UInt32(number), match: match, action: action, isCounted: true)
      )
    }
  }

  /// Frames for what `TrafficMix` has no stations for: LAGs and sub-ports.
  public func frames(_ count: Int) -> [TrafficMix.Packet] {
    var random = self.random
    return (0..<count).compactMap { index -> TrafficMix.Packet? in
      let upper = random.upperLayer(.v4)
      let destination = UInt32(20 + random.below(180)) << 24 | UInt32(truncatingIfNeeded: random.next()) & 0xff_ffff
      let ip = PacketBuilder.Content.ipv4(.init(source: 0x0a63_0001 + UInt32(index), destination: destination, content: upper))
      let mac = 0x0200_5e60_0000 + UInt64(index % 50)
      let packet: (UInt16, PacketBuilder)
      switch index % 3 {
      case 0:
        let station = random.below(max(1, min(64, stations)))
        let port = UInt16(station % 2 == 0 ? 9 : 11)
        packet = (port, PacketBuilder(destinationMAC: lagStation(station).bits, sourceMAC: mac, content: ip))
      case 1:
        // From a LAG's member, untagged in LAG 1, tagged in LAG 2, to the other stations of the VLAN.
        let id = 1 + index % 2
        let tags = id == 2 ? [PacketBuilder.Tag(vlan: 101)] : []
        let target = 0x0200_5e20_0000 | UInt64(8 + id) << 8 | UInt64(random.below(8))
        let port = UInt16(19 + 2 * id + random.below(2))
        packet = (port, PacketBuilder(destinationMAC: target, sourceMAC: lagStation(64 + id).bits, tags: tags, content: ip))
      default:
        let tag = PacketBuilder.Tag(vlan: UInt16(10 + random.below(10)))
        let port = UInt16(25 + random.below(2))
        packet = (port, PacketBuilder(destinationMAC: FlipWorkload.routerMAC.bits, sourceMAC: mac, tags: [tag], content: ip))
      }
      guard let frame = try? packet.1.bytes() else { return nil }
      return TrafficMix.Packet(port: PortID(packet.0), kind: index % 3 == 2 ? .routed : .bridged, frame: frame)
    }
  }
}
