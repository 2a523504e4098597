/// What a chip's table is for: the only meaning that driver and simulator share.
public enum TableRole: String, Hashable, Sendable, CaseIterable {
  /// By ingress (and egress) chip port: VLAN, learning, router interface, ACL bindings.
  case port
  /// By VLAN id: members, tagging, filtering id, router interface.
  case vlan
  /// By filtering id and MAC address: where an address is.
  case fdb
  /// By ingress router interface and destination MAC address: whether a frame is to be routed.
  case routerMAC
  /// By ingress router interface: virtual router, which families are routed.
  case routerInterface
  /// By virtual router and whole address.
  case hostIPv4 = "host.ipv4"
  case hostIPv6 = "host.ipv6"
  /// By virtual router and longest prefix.
  case routeIPv4 = "route.ipv4"
  case routeIPv6 = "route.ipv6"
  /// By group: where its members are, and how many.
  case nextHopGroup
  /// By member: a next hop.
  case nextHopGroupMember
  /// By next hop: MAC address and egress interface.
  case nextHop
  /// By egress interface: VLAN or port, source MAC address, MTU.
  case egressInterface
  /// By LAG number: where its members are, and how many.
  case lag
  /// By member: a chip port.
  case lagMember
  /// By spanning tree instance: which ports do not forward, and which of them learn.
  case spanningTree
  /// By logical port and VLAN: the router interface of frames that are tagged so.
  case subPort
  /// Ternary, on the way in and on the way out.
  case aclIngress = "acl.ingress"
  case aclEgress = "acl.egress"
  /// By number: a range of L4 ports, for each of which the packet has a bit in the ACLs' keys.
  case rangeChecker
  /// By kind of control packet (`ControlPacket`): what becomes of it, and which of the CPU's queues it takes.
  case trap
  /// By meter number, which entries of ACLs and traps name: rates, sizes, what becomes of each colour. The driver's.
  case meter
  /// By meter number: the token buckets, and what was coloured. The chip's own: rows that the driver writes are whole, so that what the
  /// chip changes has rows to itself.
  case meterState
  /// By counter number, which an ACL entry names.
  case aclCounter
  /// By chip port, the CPU's included: packets in and out.
  case portCounter
  /// By queue: chip port × `TrafficDescription.queues` + the queue's index.
  case queueCounter
  /// By router interface: packets routed in and out.
  case interfaceCounter
  /// By VLAN id: packets in and out.
  case vlanCounter

  /// Whether packets count in the table's rows instead of being looked up in them.
  public var isCounter: Bool {
    switch self {
    case .aclCounter, .portCounter, .queueCounter, .interfaceCounter, .vlanCounter, .meterState: true
    default: false
    }
  }

  /// The fields that a table of this role must have in its data.
  public var requiredData: [Field] {
    switch self {
    case .port: [.enabled, .speed, .portVLAN, .mtu, .learn]
    case .vlan: [.valid, .fid, .members, .untagged]
    case .fdb: [.port, .isStatic]
    case .routerMAC: []
    case .routerInterface: [.valid, .virtualRouter, .ipv4Enabled, .ipv6Enabled]
    case .hostIPv4, .hostIPv6, .routeIPv4, .routeIPv6: [.destinationKind, .destination]
    case .nextHopGroup: [.base, .count]
    case .nextHopGroupMember: [.nextHop]
    case .nextHop: [.valid, .mac, .interface]
    case .egressInterface: [.valid, .interfaceKind, .port, .vlan, .mac, .mtu]
    case .lag: [.base, .count]
    case .lagMember: [.port]
    case .spanningTree: [.blocked, .learning]
    case .subPort: [.interface]
    case .aclIngress, .aclEgress: [.action]
    case .rangeChecker: [.valid, .isDestination, .lower, .upper]
    case .trap: [.valid, .action, .queue, .priority]
    case .meter:
      [
        .valid, .meterMode, .meterUnit, .colorAware, .committedRate, .committedRateExponent, .peakRate, .peakRateExponent,
        .committedBurst, .peakBurst, .dropsGreen, .dropsYellow, .dropsRed
      ]
    case .meterState: [.started, .updated, .committedTokens, .committedFraction, .peakTokens, .peakFraction]
    case .aclCounter: [.packets, .bytes]
    case .portCounter:
      [
        .inBytes, .inUnicastPackets, .inMulticastPackets, .inBroadcastPackets, .outBytes, .outUnicastPackets, .outMulticastPackets,
        .outBroadcastPackets
      ]
    case .queueCounter: [.packets, .bytes]
    case .interfaceCounter, .vlanCounter: [.inPackets, .inBytes, .outPackets, .outBytes]
    }
  }

  /// The fields that a table of this role may have in its data besides.
  public var optionalData: [Field] {
    switch self {
    case .port:
      [
        .interface, .ingressACLTables, .egressACLTables, .ingressACLParallel, .egressACLParallel, .dropUntagged, .dropTagged, .lag,
        .collects, .hasSubPorts
      ]
    case .vlan: [.interface, .spanningTree, .learn, .ingressACLTables, .egressACLTables, .ingressACLParallel, .egressACLParallel]
    case .fdb: [.hit]
    case .aclIngress: [.destinationKind, .destination, .counter, .counted, .meter, .metered]
    case .aclEgress: [.counter, .counted]
    case .trap: [.meter, .metered]
    case .meterState: [.greenPackets, .greenBytes, .yellowPackets, .yellowBytes, .redPackets, .redBytes]
    case .portCounter: [.inDiscards, .inErrors, .outDiscards]
    case .queueCounter: [.droppedPackets, .droppedBytes]
    case .interfaceCounter: [.inErrors, .inErrorBytes, .outErrors, .outErrorBytes]
    case .vlanCounter: [.inDiscards, .outDiscards]
    default: []
    }
  }

  /// The fields that a table of this role must have in its key; empty for index tables, whose index the role gives.
  public var requiredKey: [Field] {
    switch self {
    case .fdb: [.mac, .fid]
    case .routerMAC: [.mac, .interface]
    case .subPort: [.port, .vlan]
    case .hostIPv4, .routeIPv4: [.virtualRouter, .ipv4]
    case .hostIPv6, .routeIPv6: [.virtualRouter, .ipv6]
    case .aclIngress, .aclEgress: [.aclTables]
    default: []
    }
  }

  /// The fields that a table of this role may have in its key besides.
  public var optionalKey: [Field] {
    switch self {
    case .aclIngress, .aclEgress:
      [
        .ipType, .etherType, .sourceIPv4, .destinationIPv4, .sourceIP, .destinationIP, .ipProtocol, .l4SourcePort, .l4DestinationPort,
        .tcpFlags, .dscp, .vlan, .sourceMAC, .destinationMAC, .inPort, .fragment, .ranges
      ]
    default: []
    }
  }

  /// The kinds of match that make sense for this role.
  public var allowedMatches: [MatchDescription.Kind] {
    switch self {
    case .fdb, .routerMAC, .hostIPv4, .hostIPv6, .subPort: [.hash]
    case .routeIPv4, .routeIPv6: [.algorithmicLPM, .prefixTCAM, .prefixHash]
    case .aclIngress, .aclEgress: [.ternary]
    default: [.index]
    }
  }
}
