import PacketKit
public import SwitchModel

/// Packets that suit what a switch is configured for: every path through it gets some, most are routed or bridged.
///
/// Everything comes from the committed rows and the seed: the same switch and seed make the same packets.
public struct TrafficMix {
  /// A packet and the port on which it comes in.
  public struct Packet: Sendable {
    public let port: PortID
    public let kind: Kind
    /// FCS not counted.
    public let frame: [UInt8]
  }

  /// What a packet is meant to try.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// To a prefix that has a next hop.
    case routed
    /// To a host whose MAC address is known.
    case neighbor
    /// To a host of a connected subnet whose MAC address is not known.
    case unresolved
    /// To one of the switch's own addresses.
    case toSwitch
    /// To where no route leads, or one that drops.
    case unroutable
    /// With its last hop spent.
    case lastHop
    /// Between hosts of a VLAN.
    case bridged
    /// To an address that no host of its VLAN has.
    case unknownStation
    case multicast
    case arp
    /// As an entry of an ingress ACL wants it.
    case acl
    /// LLDP.
    case bridgeProtocol

    /// Of a hundred packets.
    var weight: Int {
      switch self {
      case .routed: 46
      case .neighbor: 10
      case .unresolved, .toSwitch, .lastHop, .unknownStation: 2
      case .unroutable: 3
      case .bridged: 18
      case .multicast, .bridgeProtocol: 1
      case .arp: 5
      case .acl: 8
      }
    }
  }

  let surroundings: TrafficSurroundings
  var random: TrafficRandom
  /// Bytes, FCS not counted.
  let frameLength: Int
  private var kinds: [Kind]
  /// Hosts that can send to a router, and those that have others in their VLAN.
  let senders: [TrafficHost]
  let neighborsOf: [VLANID: [TrafficHost]]

  /// - Parameter size: Length of most frames on the wire, FCS included. Bytes, 64…9,000.
  public init(of target: SimulatedSwitch, seed: UInt64, size: Int = 64) {
    surroundings = TrafficSurroundings(target.control)
    random = TrafficRandom(seed: seed)
    frameLength = min(max(size, 64), 9000) - 4
    senders = surroundings.hosts.filter { $0.gateway != nil && ($0.ipv4 != nil || $0.ipv6 != nil) }
    neighborsOf = Dictionary(grouping: surroundings.hosts.filter { $0.vlan != nil }) { $0.vlan ?? .default }
    kinds = []
    for kind in Kind.allCases { kinds += Array(repeating: kind, count: kind.weight) }
  }

  /// The next packet; `nil` where nobody can send anything.
  public mutating func next() -> Packet? {
    guard !surroundings.hosts.isEmpty else { return nil }
    // What the configuration has no place for becomes something else.
    for _ in 0..<64 {
      guard let kind = random.pick(kinds) else { return nil }
      if let (port, builder) = packet(kind), let frame = try? builder.bytes(length: frameLength) {
        return Packet(port: port, kind: kind, frame: frame)
      }
    }
    return nil
  }

  private mutating func packet(_ kind: Kind) -> (PortID, PacketBuilder)? {
    switch kind {
    case .bridged, .unknownStation, .multicast: return inVLAN(kind)
    case .arp: return arp()
    case .acl: return acl()
    case .bridgeProtocol:
      guard let host = random.pick(surroundings.hosts) else { return nil }
      // Chassis, port, time to live, end (IEEE 802.1AB §8).
      let chassis: [UInt8] = [0x02, 0x07, 0x04] + (0..<6).map { UInt8(truncatingIfNeeded: host.mac.bits >> UInt64(40 - 8 * $0)) }
      let rest: [UInt8] = [0x04, 0x02, 0x07, 0x31, 0x06, 0x02, 0x00, 0x78, 0x00, 0x00]
      let content = PacketBuilder.Content.other(etherType: 0x88cc, chassis + rest)
      return (host.port, PacketBuilder(destinationMAC: 0x0180_c200_000e, sourceMAC: host.mac.bits, content: content))
    default: return viaRouter(kind)
    }
  }

  private mutating func viaRouter(_ kind: Kind) -> (PortID, PacketBuilder)? {
    guard let host = random.pick(senders), let gateway = host.gateway else { return nil }
    let family: IPFamily = host.ipv6 == nil || (host.ipv4 != nil && random.happens(70)) ? .v4 : .v6
    guard let source = host.address(family) else { return nil }
    let targets = surroundings.targets[family]?[gateway.virtualRouter] ?? TrafficSurroundings.Targets()
    let destination: IPAddress?
    switch kind {
    case .neighbor: destination = random.pick(targets.neighbors)
    case .unresolved: destination = random.pick(targets.connected.filter { $0.length + 2 < family.bitWidth }).map { random.address(in: $0) }
    case .toSwitch: destination = random.pick(targets.own.filter { $0.length == family.bitWidth })?.address
    case .unroutable:
      // With a default route only what is dropped on purpose is unroutable.
      let prefix = random.pick(targets.dropped)
      destination = prefix.map { random.address(in: $0) } ?? (targets.hasDefault ? nil : random.address(family))
    default: destination = random.pick(targets.routed).map { random.address(in: $0) }
    }
    guard let destination, destination != source else { return nil }
    let ttl: UInt8 = kind == .lastHop ? 1 : 64
    return (
      host.port,
      PacketBuilder(
        destinationMAC: gateway.mac.bits, sourceMAC: host.mac.bits, tags: TrafficMix.tags(host),
        content: content(from: source, to: destination, ttl: ttl, random.upperLayer(family)))
    )
  }

  private mutating func inVLAN(_ kind: Kind) -> (PortID, PacketBuilder)? {
    guard let host = random.pick(surroundings.hosts), let vlan = host.vlan else { return nil }
    let source = host.ipv4 ?? IPAddress(v4: 0x0a63_0000 | UInt32(truncatingIfNeeded: host.mac.bits & 0xffff))
    var (mac, destination) = (MACAddress(bits: 0x02_fd_00_00_00_00 | random.next() & 0xffff), random.address(near: source))
    switch kind {
    case .bridged:
      guard let other = random.pick((neighborsOf[vlan] ?? []).filter { $0.port != host.port }) else { return nil }
      mac = other.mac
      destination = other.ipv4 ?? IPAddress(v4: 0x0a63_0000 | UInt32(truncatingIfNeeded: other.mac.bits & 0xffff))
    case .multicast:
      let group = UInt32(random.below(0xffff))
      destination = IPAddress(v4: 0xef01_0000 | group)
      mac = MACAddress(bits: 0x0100_5e01_0000 | UInt64(group))
    default: break
    }
    return (
      host.port,
      PacketBuilder(
        destinationMAC: mac.bits, sourceMAC: host.mac.bits, tags: TrafficMix.tags(host),
        content: content(from: source, to: destination, ttl: 64, random.upperLayer(.v4)))
    )
  }

  private mutating func arp() -> (PortID, PacketBuilder)? {
    guard let host = random.pick(surroundings.hosts.filter { $0.ipv4 != nil }), let sender = host.ipv4 else { return nil }
    let own = host.gateway.flatMap { surroundings.targets[.v4]?[$0.virtualRouter]?.own } ?? []
    guard let target = random.pick(own)?.address else { return nil }
    return (host.port, .arpRequest(senderMAC: host.mac.bits, senderIP: sender.v4, targetIP: target.v4, tags: TrafficMix.tags(host)))
  }

  func content(from source: IPAddress, to destination: IPAddress, ttl: UInt8, dscp: UInt8 = 0, _ upper: PacketBuilder.UpperLayer)
    -> PacketBuilder.Content
  {
    if source.family == .v4 {
      var packet = PacketBuilder.IPv4(source: source.v4, destination: destination.v4, ttl: ttl, content: upper)
      packet.dscp = dscp
      return .ipv4(packet)
    }
    var packet = PacketBuilder.IPv6(
      source: .init(source.high, source.low), destination: .init(destination.high, destination.low), hopLimit: ttl, content: upper)
    packet.dscp = dscp
    return .ipv6(packet)
  }

  static func tags(_ host: TrafficHost) -> [PacketBuilder.Tag] {
    guard host.isTagged, let vlan = host.vlan else { return [] }
    return [PacketBuilder.Tag(vlan: vlan.rawValue)]
  }
}
