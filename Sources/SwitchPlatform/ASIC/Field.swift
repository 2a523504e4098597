/// The vocabulary of table fields: every name that can stand in a table's `key:` or `data:`.
///
/// A name means the same in every chip file; a chip chooses which it has, and how wide.
public enum Field: String, Hashable, Sendable, CaseIterable {
  // Of the packet.
  case sourceMAC, destinationMAC, etherType
  /// Protocol of an IPv4 packet, or of the last known header of an IPv6 packet.
  case ipProtocol
  case dscp
  /// In TCP; 0 otherwise.
  case tcpFlags
  /// UDP and TCP ports; ICMP type × 256 + code stands in the source port.
  case l4SourcePort, l4DestinationPort
  /// 0 non-IP, 1 IPv4, 2 IPv6, 3 ARP.
  case ipType
  /// 1: a fragment other than the first.
  case fragment
  /// An address of either family: 128 bits, IPv4 in the lowest 32.
  case sourceIP, destinationIP
  /// 32 bits.
  case sourceIPv4, destinationIPv4
  /// The chip port that it came in by, or the LAG, from `ASICDescription.firstLAG` on.
  case inPort
  /// A bit for each range checker: whether the packet's port is in its range.
  case ranges

  // Of a look-up.
  case mac, vlan, fid, ipv4, ipv6, virtualRouter, interface
  /// A bit for each ACL table that is bound to the port.
  case aclTables
  /// In a memory that tables share: whose row it is. Not for files: it is added where it is needed.
  case table

  // Of a port.
  case enabled
  /// Mb/s.
  case speed
  case portVLAN
  /// Bytes.
  case mtu
  case learn
  case dropUntagged
  case dropTagged
  /// The LAG that the port is in: its number + 1; 0: none.
  case lag
  /// Whether a port in a LAG takes what comes in.
  case collects
  /// Whether some VLANs of the port are router interfaces of their own.
  case hasSubPorts
  case ingressACLTables, egressACLTables
  /// Of those, the tables that are each looked up by themselves; the others are one list.
  case ingressACLParallel, egressACLParallel

  // Of a result.
  case valid
  /// Bitmaps of chip ports, CPU port included.
  case members, untagged
  /// Bitmaps of chip ports: those that do not forward, and those of them that learn.
  case blocked, learning
  /// The VLAN's instance: its number + 1; 0: none, every port forwards.
  case spanningTree
  /// A chip port; from `ASICDescription.firstLAG` on a LAG, where the table takes LAGs.
  case port
  case isStatic = "static"
  /// Set when an address is seen, cleared by ageing.
  case hit
  /// 0 none, 1 next hop, 2 next-hop group, 3 CPU, 4 drop, 5 port (ACL only).
  case destinationKind
  /// The number of what `destinationKind` says.
  case destination
  case base, count, nextHop
  /// 0 port, 1 VLAN, 2 sub-port: a port and the VLAN of the tag.
  case interfaceKind
  case ipv4Enabled, ipv6Enabled
  /// Of an ACL: 0 permit, 1 drop, 2 trap, 3 redirect, 4 copy. Of a trap: 0 drop, 1 forward, 2 trap, 3 copy.
  case action
  /// One of the CPU's.
  case queue
  /// Of two rows that a packet meets the higher decides.
  case priority
  case counter, counted
  /// Of a range checker: the range's ends, and whether the destination port is compared and not the source port.
  case lower, upper, isDestination
  /// The meter of a row's packets, and whether there is one.
  case meter, metered
  case packets, bytes
  /// Packets that came in or went out, by the kind of their destination address. Bytes: Ethernet header included, FCS not.
  case inPackets, inUnicastPackets, inMulticastPackets, inBroadcastPackets, inBytes
  case outPackets, outUnicastPackets, outMulticastPackets, outBroadcastPackets, outBytes
  /// Sound packets that were dropped; packets that were not sound, which no other counter of packets counts.
  case inDiscards, outDiscards, inErrors, inErrorBytes, outErrors, outErrorBytes
  case droppedPackets, droppedBytes

  // Of a meter.
  /// 0 single rate (RFC 2697), 1 two rates (RFC 2698).
  case meterMode
  /// What a token pays for: 0 a packet, 1 a byte.
  case meterUnit
  /// Whether the colour that a packet has already counts.
  case colorAware
  /// A rate is `committedRate` × 2^`committedRateExponent` tokens a second. The peak's: of two rates only.
  case committedRate, committedRateExponent, peakRate, peakRateExponent
  /// Sizes of the buckets, in tokens. With a single rate the peak bucket is the excess bucket.
  case committedBurst, peakBurst
  /// Whether packets of a colour are dropped.
  case dropsGreen, dropsYellow, dropsRed
  /// Whether a packet has come: until then the buckets are full.
  case started
  /// The cycle up to which tokens have been put in.
  case updated
  /// Tokens in the buckets; and of each rate's next token the part that has come, in parts of the clock's frequency.
  case committedTokens, committedFraction, peakTokens, peakFraction
  /// What was coloured, dropped or not.
  case greenPackets, greenBytes, yellowPackets, yellowBytes, redPackets, redBytes
  /// In an LPM bucket: bits of the prefix that matter, the virtual router's not counted.
  case length
  /// In a pivot: the bucket it leads to.
  case bucket

  /// The widest a field can be.
  public var maximumWidth: Int {
    switch self {
    case .members, .untagged, .blocked, .learning: 1024
    case .sourceIP, .destinationIP, .ipv6: 128
    case .ipv4, .sourceIPv4, .destinationIPv4: 32
    case .mac, .sourceMAC, .destinationMAC: 48
    case .etherType, .l4SourcePort, .l4DestinationPort, .lower, .upper: 16
    case .table: 4
    case .ipProtocol, .tcpFlags, .length: 8
    case .dscp: 6
    case .vlan, .portVLAN: 12
    case .ipType: 2
    case .fragment, .enabled, .learn, .dropUntagged, .valid, .isStatic, .ipv4Enabled, .ipv6Enabled, .counted, .dropTagged,
      .collects, .hasSubPorts, .isDestination, .metered, .meterMode, .meterUnit, .colorAware, .dropsGreen, .dropsYellow, .dropsRed,
      .started:
      1
    case .committedRateExponent, .peakRateExponent: 5
    case .committedFraction, .peakFraction: 40
    case .interfaceKind: 2
    case .destinationKind, .action: 4
    case .packets, .bytes, .inPackets, .inUnicastPackets, .inMulticastPackets, .inBroadcastPackets, .inBytes, .outPackets,
      .outUnicastPackets, .outMulticastPackets, .outBroadcastPackets, .outBytes, .inDiscards, .outDiscards, .inErrors, .inErrorBytes,
      .outErrors, .outErrorBytes, .droppedPackets, .droppedBytes, .updated, .greenPackets, .greenBytes, .yellowPackets, .yellowBytes,
      .redPackets, .redBytes:
      64
    case .mtu: 16
    case .fid, .virtualRouter, .interface: 16
    case .aclTables, .ingressACLTables, .egressACLTables, .ingressACLParallel, .egressACLParallel: 64
    default: 32
    }
  }

  /// Whether the width is the same on every chip: an address is all or nothing.
  public var isFixedWidth: Bool {
    switch self {
    case .sourceIP, .destinationIP, .ipv6, .ipv4, .sourceIPv4, .destinationIPv4, .mac, .sourceMAC, .destinationMAC, .etherType,
      .l4SourcePort, .l4DestinationPort, .ipProtocol, .dscp, .vlan, .portVLAN, .ipType, .valid, .enabled, .learn, .isStatic, .updated:
      true
    default: false
    }
  }
}

/// The values of `Field.destinationKind`.
public enum DestinationKind: UInt64, Sendable {
  case none = 0, nextHop, nextHopGroup, cpu, drop, port
}

/// The values of `Field.action`.
public enum ACLActionCode: UInt64, Sendable {
  case permit = 0, drop, trap, redirect, copy, undecided
}

/// The values of `Field.meterMode`.
public enum MeterModeCode: UInt64, Sendable, BitwiseCopyable {
  case singleRate = 0, twoRates
}

/// The values of `Field.meterUnit`.
public enum MeterUnitCode: UInt64, Sendable, BitwiseCopyable {
  case packets = 0, bytes
}

/// The values of `Field.interfaceKind`.
public enum InterfaceKind: UInt64, Sendable {
  case port = 0, vlan, subPort
}
