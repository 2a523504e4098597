import SwitchControl
import SwitchModel
import SwitchPlatform

/// The bridged workload: one VLAN over all ports, 64k FDB entries, 64-byte frames from known hosts to known hosts.
struct BridgedWorkload {
  static let hosts = 65_536
  static let frameBytes = RoutedWorkload.frameBytes

  private let vlan = VLANID(100) ?? .default

  func base(_ board: Board) -> Transaction {
    var transaction = Transaction()
    for port in board.ports {
      transaction.insert(
        Port(id: PortID(port.number), lanes: port.lanes, speed: port.speed, isEnabled: true, mtu: 9114, portVLAN: vlan))
    }
    transaction.insert(VLAN(id: vlan, members: board.ports.map { VLAN.Member(port: PortID($0.number), isTagged: false) }))
    for host in 0..<BridgedWorkload.hosts {
      transaction.insert(FDBEntry(vlan: vlan, mac: mac(host), port: PortID(board.ports[host % board.ports.count].number)))
    }
    return transaction
  }

  private func mac(_ host: Int) -> MACAddress {
    var random = Random(UInt64(host))
    return MACAddress(bits: 0x0220_0000_0000 | UInt64(host) << 12 | random.next() & 0xfff)
  }

  /// `count` frames of 60 bytes (64 with FCS), one behind the other, and the chip port of each; a host never sends to one of its own port.
  func frames(_ count: Int, _ platform: Platform) -> (bytes: [UInt8], ports: [Int]) {
    let all = platform.board.ports
    let macs = (0..<BridgedWorkload.hosts).map(mac)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * BridgedWorkload.frameBytes)
    var ports: [Int] = []
    var random = Random(7)
    for index in 0..<count {
      let from = index % all.count
      let hostsPerPort = BridgedWorkload.hosts / all.count
      let source = from + all.count * random.below(hostsPerPort)
      let target = (from + 1 + random.below(all.count - 1)) % all.count + all.count * random.below(hostsPerPort)
      for address in [macs[target], macs[source]] {
        for shift in stride(from: UInt64(40), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: address.bits >> shift)) }
      }
      bytes += [0x88, 0xb5]
      bytes += Array(repeating: 0, count: BridgedWorkload.frameBytes - 14)
      ports.append(Int(all[from].lanes.first ?? 1) - 1)
    }
    return (bytes, ports)
  }
}
