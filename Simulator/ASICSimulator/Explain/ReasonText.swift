extension DropReason {
  /// The reason in words.
  public var sentence: String {
    switch self {
    case .none: "nothing is wrong with it"
    case .notEthernet: "it is no Ethernet frame"
    case .malformed: "it is too short for an Ethernet header and its tags"
    case .portDisabled: "the port it came in on is disabled"
    case .exceedsL2MTU: "it is longer than the port's MTU"
    case .sourceMACMulticast: "its source MAC address is a group's, which no station has"
    case .sourceMACEqualsDestinationMAC: "its source and destination MAC addresses are the same"
    case .destinationMACReserved: "it is a pause frame, which ends in the MAC"
    case .vlanTagNotAllowed: "it has no VLAN tag, and the port takes only tagged frames"
    case .ingressVLANFilter: "its VLAN does not exist, or the port it came in on is not a member"
    case .egressVLANFilter: "the VLAN it is to leave in does not exist, or the egress port is not a member"
    case .l2LoopbackFilter: "its destination is on the port it came from"
    case .lagNotCollecting: "the port is in a LAG that does not take what comes in by it"
    case .lagEmpty: "no member of the LAG sends"
    case .spanningTreeIn: "the spanning tree has the port blocked or only learning"
    case .spanningTreeOut: "the spanning tree has the port that it would leave by blocked"
    case .noFloodPorts: "it was to be flooded, and there is no other port to flood it to"
    case .noL3Header: "it is to be routed, but carries neither IPv4 nor IPv6"
    case .ipHeaderError: "its IP header is broken: version, lengths or checksum"
    case .sourceIPMulticast: "its source IP address is a multicast group"
    case .sourceIPLoopback: "its source IP address is a loopback address"
    case .sourceIPClassE: "its source IP address is in 240.0.0.0/4, which is reserved"
    case .destinationIPLoopback: "its destination IP address is a loopback address"
    case .multicastIPUnicastMAC: "its destination is a multicast group, but it came to the router's own MAC address"
    case .nonRoutable: "routers never forward its destination address"
    case .ingressInterfaceDisabled: "the router interface does not route its IP version"
    case .lpm4Miss: "no IPv4 route covers its destination"
    case .lpm6Miss: "no IPv6 route covers its destination"
    case .blackholeRoute: "its route says to drop it"
    case .unresolvedNextHop: "its next hop is not there"
    case .emptyNextHopGroup: "its route leads to a group without members"
    case .egressInterfaceDisabled: "the router interface it is to leave through is not there"
    case .egressLinkDown: "the port it is to leave through is disabled"
    case .aclIngress: "an entry of an ingress ACL drops it"
    case .aclEgress: "an entry of an egress ACL drops it"
    case .unsupportedAction: "a table tells the chip to do what it cannot"
    case .tailDrop: "the queue of the egress port is full"
    case .ingressBuffer: "the ingress pool has no more for the packet's priority group"
    case .headroom: "the headroom of the lossless priority group is used up: its sender did not pause in time"
    case .bufferFull: "no cell of the buffer is free"
    case .earlyDrop: "early detection dropped it before the queue was full"
    case .cpuQueueFull: "the receive ring of the CPU is full"
    case .controlPacket: "it is a control packet that its trap keeps from the CPU, and it may go nowhere else"
    case .policer: "a policer drops packets of its colour"
    case .memoryError: "a memory row that it needed has flipped bits, and cannot be read right"
    }
  }
}

extension TrapReason {
  /// The reason in words.
  public var sentence: String {
    switch self {
    case .none: "nothing asks for it"
    case .ip2me: "it is for an address of the switch"
    case .neighborMiss: "its destination is a connected host whose MAC address is not known yet"
    case .ttlError: "its TTL or hop limit ends here"
    case .l3MTUError: "it is longer than the MTU of the interface it is to leave through"
    case .arp: "it is ARP, which the router's software answers"
    case .bridgeProtocol: "it is a frame of the bridge's own protocols (LACP, LLDP, spanning tree, 802.1X)"
    case .linkLocal: "it is for IPv6 link-local addresses"
    case .acl: "an entry of an ingress ACL sends it there"
    case .controlPacket: "it is a control packet, and its trap sends it there"
    }
  }
}
