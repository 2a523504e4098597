import SwitchControl
import SwitchModel
import SwitchPlatform

/// The routed workload: the whole table, 64k FDB entries, 1k ACL rules, 64-byte IPv4 packets to uniform random destinations.
///
/// Ports 1–16 are routed ports, 17–32 access ports of a VLAN each with a router interface. Every port has four neighbors. A default
/// route over a group of all next hops takes what no prefix holds, so that every packet goes the whole way.
struct RoutedWorkload {
  static let fdbEntries = 65_536
  static let neighborsPerPort = 4
  static let frameBytes = 60

  let routerMAC = MACAddress(bits: 0x0200_0000_0001)

  func base(_ board: Board) -> Transaction {
    var transaction = Transaction()
    transaction.insert(VirtualRouter(id: VirtualRouterID(0)))
    for port in board.ports {
      let isRouted = port.number <= 16
      let vlan = VLANID(100 + Int(port.number)) ?? .default
      let id = PortID(port.number)
      transaction.insert(
        Port(id: id, lanes: port.lanes, speed: port.speed, isEnabled: true, mtu: 9114, portVLAN: isRouted ? .default : vlan))
      let interface = RouterInterfaceID(port.number)
      if !isRouted { transaction.insert(VLAN(id: vlan, members: [VLAN.Member(port: id, isTagged: false)])) }
      transaction.insert(
        RouterInterface(
          id: interface, virtualRouter: VirtualRouterID(0), attachment: isRouted ? .port(id) : .vlan(vlan), mac: routerMAC, mtu: 9100))
      for index in 0..<RoutedWorkload.neighborsPerPort {
        let address = IPAddress(v4: 0x0a00_0002 + UInt32(port.number) << 8 + UInt32(index))
        let address6 = IPAddress(v6: 0x2001_0db8_0000_0000 + UInt64(port.number), UInt64(index) + 2)
        let mac = neighborMAC(port.number, index)
        for (family, target) in [(0, address), (1, address6)] {
          let key = Neighbor.Key(interface: interface, address: target)
          transaction.insert(Neighbor(interface: interface, address: target, mac: mac))
          transaction.insert(NextHop(id: nextHop(port.number, index, family), neighbor: key))
        }
        if !isRouted { transaction.insert(FDBEntry(vlan: vlan, mac: mac, port: id)) }
      }
    }
    var random = Random(64)
    for index in 0..<RoutedWorkload.fdbEntries {
      let port = UInt16(17 + index % 16)
      let vlan = VLANID(100 + Int(port)) ?? .default
      transaction.insert(FDBEntry(vlan: vlan, mac: hostMAC(index, &random), port: PortID(port)))
    }
    let members = board.ports.map { NextHopGroup.Member(nextHop: nextHop($0.number, 0, 0)) }
    transaction.insert(NextHopGroup(id: NextHopGroupID(1), members: members))
    if let any = IPPrefix("0.0.0.0/0") { transaction.insert(Route(prefix: any, destination: .nextHopGroup(NextHopGroupID(1)))) }
    return transaction
  }

  func neighborMAC(_ port: UInt16, _ index: Int) -> MACAddress { MACAddress(bits: 0x0210_0000_0000 + UInt64(port) << 8 + UInt64(index)) }
  func nextHop(_ port: UInt16, _ index: Int, _ family: Int) -> NextHopID {
    NextHopID(UInt32(port) * 16 + UInt32(index) * 2 + UInt32(family))
  }
  func hostMAC(_ index: Int, _ random: inout Random) -> MACAddress {
    MACAddress(bits: 0x0220_0000_0000 + UInt64(index) << 8 + random.next() & 0xff)
  }

  func routes(_ prefixes: [IPPrefix], _ board: Board) -> Transaction {
    var transaction = Transaction()
    let any = prefixes.count
    for (index, prefix) in prefixes.enumerated() where prefix.length > 0 && any > 0 {
      let slot = index &* 2_654_435_761 >> 7 & 0xffff
      let port = UInt16(1 + slot % board.ports.count)
      let neighbor = slot / board.ports.count % RoutedWorkload.neighborsPerPort
      transaction.insert(Route(prefix: prefix, destination: .nextHop(nextHop(port, neighbor, prefix.family == .v4 ? 0 : 1))))
    }
    return transaction
  }

  func aclTable(_ board: Board) -> Transaction {
    var transaction = Transaction()
    let fields: ACLMatch.Fields = [.sourceIPv4, .destinationIPv4, .ipProtocol, .l4DestinationPort]
    transaction.insert(ACLTable(id: ACLTableID(1), stage: .ingress, fields: fields, ports: board.ports.map { PortID($0.number) }))
    return transaction
  }

  /// Rules that nearly all of the workload's packets look at in vain, as most rules are looked at.
  func rules(_ numbers: Range<Int>) -> Transaction {
    var transaction = Transaction()
    for number in numbers {
      var random = Random(1000 + UInt64(number))
      var match = ACLMatch()
      match.sourceIP = IPPrefix(IPAddress(v4: UInt32(truncatingIfNeeded: random.next())), length: UInt8(16 + random.below(17)))
      if random.below(3) > 0 {
        match.destinationIP = IPPrefix(IPAddress(v4: UInt32(truncatingIfNeeded: random.next())), length: UInt8(8 + random.below(25)))
      }
      match.ipProtocol = random.below(2) == 0 ? 6 : 17
      if random.below(2) == 0 { match.l4DestinationPort = L4PortRange(UInt16(truncatingIfNeeded: random.next())) }
      transaction.insert(
        ACLEntry(
          table: ACLTableID(1), number: UInt32(number), priority: UInt32(random.below(100_000)), match: match,
          action: random.below(2) == 0 ? .drop : .permit, isCounted: true))
    }
    return transaction
  }

  /// `count` frames of 60 bytes (64 with FCS), one behind the other, and the chip port of each.
  func frames(_ count: Int, _ platform: Platform) -> (bytes: [UInt8], ports: [Int]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * RoutedWorkload.frameBytes)
    var ports: [Int] = []
    var random = Random(7)
    var hosts = Random(64)
    let known = (0..<RoutedWorkload.fdbEntries).map { hostMAC($0, &hosts) }
    for index in 0..<count {
      let port = platform.board.ports[index % platform.board.ports.count]
      let isRouted = port.number <= 16
      // On an access port a known host sends.
      let host = Int(port.number) - 17 + 16 * random.below(RoutedWorkload.fdbEntries / 16)
      let source = isRouted ? neighborMAC(port.number, 0) : known[max(0, host)]
      let destination = UInt32(1 + random.below(222)) << 24 | UInt32(truncatingIfNeeded: random.next()) & 0xff_ffff
      bytes += frame(
        source, UInt32(truncatingIfNeeded: random.next()) & 0x3fff_ffff | 0x4000_0000,
        destination &+ (destination >> 24 == 127 ? 1 << 24 : 0), UInt16(truncatingIfNeeded: random.next()))
      ports.append(Int(port.lanes.first ?? 1) - 1)
    }
    return (bytes, ports)
  }

  private func frame(_ source: MACAddress, _ from: UInt32, _ to: UInt32, _ l4Port: UInt16) -> [UInt8] {
    var frame: [UInt8] = []
    func put(_ value: UInt64, _ count: Int) {
      for index in stride(from: count - 1, through: 0, by: -1) { frame.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
    put(routerMAC.bits, 6)
    put(source.bits, 6)
    put(0x0800, 2)
    put(0x4500_002e, 4)
    put(0, 4)
    put(64 << 24 | 17 << 16, 4)
    put(UInt64(from), 4)
    put(UInt64(to), 4)
    var sum: UInt32 = 0
    for index in stride(from: 14, to: 34, by: 2) { sum += UInt32(frame[index]) << 8 | UInt32(frame[index + 1]) }
    while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
    frame[24] = UInt8(truncatingIfNeeded: ~sum >> 8)
    frame[25] = UInt8(truncatingIfNeeded: ~sum)
    put(UInt64(l4Port) << 48 | 0x0035_001a_0000, 8)
    while frame.count < RoutedWorkload.frameBytes { frame.append(0) }
    return frame
  }
}
