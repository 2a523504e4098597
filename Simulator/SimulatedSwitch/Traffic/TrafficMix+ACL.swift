import PacketKit
import SwitchModel

// Packets made to an ACL entry's measure.

extension TrafficMix {
  mutating func acl() -> (PortID, PacketBuilder)? {
    guard let rule = random.pick(surroundings.rules) else { return nil }
    let match = rule.match
    guard let host = random.pick(surroundings.hosts.filter { $0.port == rule.port }) else { return nil }
    if let type = match.etherType, type != 0x0800, type != 0x86dd {
      let content = PacketBuilder.Content.other(etherType: max(type, 0x0600), [])
      return (host.port, builder(host, content))
    }
    let family: IPFamily =
      (match.sourceIP ?? match.destinationIP)?.family ?? (match.ipType == .ipv6 || match.etherType == 0x86dd ? .v6 : .v4)
    guard match.ipType != .arp, match.ipType != .nonIP else { return nil }
    let source = match.sourceIP.map { random.address(in: $0) } ?? host.address(family) ?? random.address(family)
    let routed = host.gateway.flatMap { surroundings.targets[family]?[$0.virtualRouter]?.routed } ?? []
    let destination =
      match.destinationIP.map { random.address(in: $0) } ?? random.pick(routed).map { random.address(in: $0) } ?? random.address(family)
    return (host.port, builder(host, content(from: source, to: destination, ttl: 64, dscp: match.dscp ?? 0, upperLayer(match, family))))
  }

  private func builder(_ host: TrafficHost, _ content: PacketBuilder.Content) -> PacketBuilder {
    let others = host.vlan.flatMap { neighborsOf[$0]?.first { $0.port != host.port } }
    let destination = host.gateway?.mac ?? others?.mac ?? .broadcast
    return PacketBuilder(destinationMAC: destination.bits, sourceMAC: host.mac.bits, tags: TrafficMix.tags(host), content: content)
  }

  private mutating func upperLayer(_ match: ACLMatch, _ family: IPFamily) -> PacketBuilder.UpperLayer {
    func port(_ range: L4PortRange?) -> UInt16 {
      guard let range else { return TrafficRandom.quietPorts + UInt16(random.below(3000)) }
      // The upper edge, and the middle.
      return random.pick([range.lower + (range.upper - range.lower) / 2, range.upper]) ?? range.upper
    }
    let icmp: UInt8 = family == .v4 ? 1 : 58
    let number = match.ipProtocol ?? (match.icmpType != nil || match.icmpCode != nil ? icmp : match.tcpFlags != nil ? 6 : 17)
    switch number {
    case 6:
      return .tcp(.init(port(match.l4SourcePort), port(match.l4DestinationPort), flags: match.tcpFlags?.value ?? 0x10))
    case 17: return .udp(.init(port(match.l4SourcePort), port(match.l4DestinationPort)))
    case icmp:
      let type = match.icmpType ?? (family == .v4 ? 8 : 128)
      let message = PacketBuilder.ICMP(type: type, code: match.icmpCode ?? 0, rest: UInt32(random.below(0xffff)))
      return family == .v4 ? .icmp(message) : .icmpv6(message)
    default: return .other(protocol: number, [0, 0, 0, 0])
    }
  }
}

extension TrafficRandom {
  /// An address in a prefix: not its first or last where it has others.
  mutating func address(in prefix: IPPrefix) -> IPAddress {
    let ones = prefix.family == .v4 ? IPAddress(v4: .max) : IPAddress(v6: .max, .max)
    let mask = ones.masked(to: prefix.length)
    let room = prefix.family.bitWidth - prefix.length
    for _ in 0..<8 {
      let (high, low) = (next() & ~mask.high, next() & ~mask.low)
      let address =
        prefix.family == .v4
        ? IPAddress(v4: prefix.address.v4 | UInt32(truncatingIfNeeded: high >> 32))
        : IPAddress(v6: prefix.address.high | high, prefix.address.low | low)
      let isEdge = address == prefix.address || (high == ~mask.high && prefix.family == .v4 && high >> 32 == ~mask.high >> 32)
      if room < 2 || !isEdge, prefix.length > 0 || isUsual(address) { return address }
    }
    return prefix.address
  }

  /// Any address that hosts have.
  mutating func address(_ family: IPFamily) -> IPAddress {
    for _ in 0..<64 {
      let address = family == .v4 ? IPAddress(v4: UInt32(truncatingIfNeeded: next())) : IPAddress(v6: 0x2000 << 48 | next() >> 3, next())
      if isUsual(address) { return address }
    }
    return family == .v4 ? IPAddress(v4: 0xc000_0201) : IPAddress(v6: 0x2001_0db8 << 32, 1)
  }

  /// One of the 254 other hosts of an IPv4 address's /24.
  mutating func address(near address: IPAddress) -> IPAddress {
    IPAddress(v4: address.v4 & 0xffff_ff00 | UInt32(1 + below(254)))
  }

  private func isUsual(_ address: IPAddress) -> Bool {
    guard address.family == .v4 else { return address.high >> 61 == 1 }
    return !address.isMulticast && !address.isLoopback && address.v4 >> 28 != 0xf && address.v4 >> 24 != 0
  }

  /// The first of some ports of which no protocol is known: a payload of zeros is then no broken message of one.
  static let quietPorts: UInt16 = 62_000

  /// TCP, UDP or an echo request.
  mutating func upperLayer(_ family: IPFamily) -> PacketBuilder.UpperLayer {
    let services: [UInt16] = [80, 443, 8080, 8443]
    let source = TrafficRandom.quietPorts + UInt16(below(3000))
    let service = pick(services) ?? 443
    switch below(10) {
    case 0:
      let echo = PacketBuilder.ICMP(type: family == .v4 ? 8 : 128, rest: UInt32(truncatingIfNeeded: next()))
      return family == .v4 ? .icmp(echo) : .icmpv6(echo)
    case 1...5: return .tcp(.init(source, service, flags: 0x10))
    default: return .udp(.init(source, TrafficRandom.quietPorts - 1000 + UInt16(below(1000))))
    }
  }
}
