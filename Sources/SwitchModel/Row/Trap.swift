/// What becomes of a packet.
///
/// - Source: sai_packet_action_t.
@frozen
public enum PacketAction: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case drop = 0
  /// Goes on as if there were no rule.
  case forward = 1
  /// Goes to the CPU, and nowhere else.
  case trap = 2
  /// Goes on, and a copy to the CPU.
  case copy = 3
}

/// What becomes of control packets of one kind.
@frozen
public struct Trap: Row, BitwiseCopyable {
  public typealias Key = Kind

  /// What kind of packet, as the parser and the look-ups find it.
  ///
  /// - Source: sai_hostif_trap_type_t.
  @frozen
  public enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable, CustomStringConvertible {
    case stp = 0
    case lacp
    case eapol
    case lldp
    case pvrst
    case igmpQuery
    case igmpLeave
    case igmpV1Report
    case igmpV2Report
    case igmpV3Report
    case udld
    case ptp
    case arpRequest
    case arpResponse
    case dhcp
    case dhcpL2
    case ospf
    case pim
    case vrrp
    case dhcpv6
    case dhcpv6L2
    case ospfv6
    case vrrpv6
    case neighborDiscovery
    case mldV1V2
    case mldV1Report
    case mldV1Done
    case mldV2Report
    case bgp
    case bgpv6
    case ssh
    case snmp
    case ip2me
    case l3MTUError
    case ttlError
    case isis

    /// SAI's name of the kind.
    public var saiName: String { "SAI_HOSTIF_TRAP_TYPE_" + Kind.names[Int(rawValue)] }

    public var description: String { Kind.names[Int(rawValue)] }

    private static let names = [
      "STP",
      "LACP",
      "EAPOL",
      "LLDP",
      "PVRST",
      "IGMP_TYPE_QUERY",
      "IGMP_TYPE_LEAVE",
      "IGMP_TYPE_V1_REPORT",
      "IGMP_TYPE_V2_REPORT",
      "IGMP_TYPE_V3_REPORT",
      "UDLD",
      "PTP",
      "ARP_REQUEST",
      "ARP_RESPONSE",
      "DHCP",
      "DHCP_L2",
      "OSPF",
      "PIM",
      "VRRP",
      "DHCPV6",
      "DHCPV6_L2",
      "OSPFV6",
      "VRRPV6",
      "IPV6_NEIGHBOR_DISCOVERY",
      "IPV6_MLD_V1_V2",
      "IPV6_MLD_V1_REPORT",
      "IPV6_MLD_V1_DONE",
      "MLD_V2_REPORT",
      "BGP",
      "BGPV6",
      "SSH",
      "SNMP",
      "IP2ME",
      "L3_MTU_ERROR",
      "TTL_ERROR",
      "ISIS"
    ]
  }

  public let kind: Kind
  public var action: PacketAction
  /// Of two traps that a packet meets the higher decides. Default: 0.
  public var priority: UInt32
  /// Which queue the packet takes to the CPU.
  public var group: TrapGroupID

  @inlinable
  public init(kind: Kind, action: PacketAction, priority: UInt32 = 0, group: TrapGroupID) {
    self.kind = kind
    self.action = action
    self.priority = priority
    self.group = group
  }

  public var key: Kind { kind }
  public static func rowKey(_ key: Kind) -> RowKey { .trap(key) }

  public static let schema = Schema<Trap>(
    "Trap", kind: .trap, sai: "SAI_OBJECT_TYPE_HOSTIF_TRAP",
    columns: [
      Column("kind", sai: "SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE", .key, read: { .text($0.kind.description) }),
      Column("action", sai: "SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION", read: { .text("\($0.action)") }),
      Column("priority", \.priority, sai: "SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY", default: .unsigned(0)),
      Column(
        "group", sai: "SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP", referencing: [.trapGroup], references: { $1(.trapGroup($0.group)) },
        read: { .reference(.trapGroup($0.group)) })
    ])
}
