import SwitchModel

/// The types of ACL table that can be had here, and what their rules may match.
///
/// SONiC has no `DSCP` in L3 and L3V6 upstream; distributions do, and rules with it are common.
///
/// - Source: sonic-swss, orchagent/aclorch.cpp (`initDefaultTableTypes`).
enum ACLTableType: String, CaseIterable {
  case l3 = "L3"
  case l3v6 = "L3V6"
  case l3v4v6 = "L3V4V6"

  private static let common: ACLMatch.Fields = [
    .ipType, .ipProtocol, .l4SourcePort, .l4DestinationPort, .tcpFlags, .dscp, .icmpType, .icmpCode, .vlan
  ]

  var fields: ACLMatch.Fields {
    switch self {
    case .l3: Self.common.union([.etherType, .sourceIPv4, .destinationIPv4])
    case .l3v6: Self.common.union([.sourceIPv6, .destinationIPv6])
    case .l3v4v6: Self.common.union([.etherType, .sourceIPv4, .destinationIPv4, .sourceIPv6, .destinationIPv6])
    }
  }

  /// The family of a rule that does not say.
  var family: IPFamily? {
    switch self {
    case .l3: .v4
    case .l3v6: .v6
    case .l3v4v6: nil
    }
  }

  /// SONiC's other types.
  static let unsupported: Set<String> = [
    "CTRLPLANE", "DROP", "DTEL_DROP_WATCHLIST", "DTEL_FLOW_WATCHLIST", "L2", "MARK_META", "MARK_METAV6", "MCLAG", "MIRROR", "MIRRORV6",
    "MIRROR_DSCP", "MUX", "PFCWD", "EGR_SET_DSCP", "UNDERLAY_SET_DSCP", "UNDERLAY_SET_DSCPV6", "BMCDATA", "BMCDATAV6",
    "INNER_SRC_MAC_REWRITE"
  ]
}

/// The fields of ACL_RULE.
enum ACLRuleField {
  static let matches: Set<String> = [
    "IP_TYPE", "ETHER_TYPE", "SRC_IP", "DST_IP", "SRC_IPV6", "DST_IPV6", "IP_PROTOCOL", "NEXT_HEADER", "L4_SRC_PORT", "L4_DST_PORT",
    "L4_SRC_PORT_RANGE", "L4_DST_PORT_RANGE", "TCP_FLAGS", "DSCP", "ICMP_TYPE", "ICMP_CODE", "ICMPV6_TYPE", "ICMPV6_CODE", "VLAN_ID"
  ]
  static let actions: Set<String> = ["PACKET_ACTION", "REDIRECT_ACTION"]

  /// Matches and actions of SONiC that cannot be had here: a rule with one is left out.
  static let unsupported: Set<String> = [
    "IN_PORTS", "OUT_PORT", "OUT_PORTS", "SRC_MAC", "DST_MAC", "PCP", "DEI", "TC", "TUNNEL_VNI", "VNI", "INNER_ETHER_TYPE",
    "INNER_IP_PROTOCOL", "INNER_L4_SRC_PORT", "INNER_L4_DST_PORT", "INNER_SRC_IP", "INNER_DST_IP", "INNER_SRC_IPV6", "INNER_DST_IPV6",
    "INNER_SRC_MAC", "INNER_DST_MAC", "BTH_OPCODE", "AETH_SYNDROME", "TUNNEL_TERM", "META_DATA", "MIRROR_ACTION", "MIRROR_INGRESS_ACTION",
    "MIRROR_EGRESS_ACTION", "FLOW_OP", "INT_SESSION", "DROP_REPORT_ENABLE", "TAIL_DROP_REPORT_ENABLE", "FLOW_SAMPLE_PERCENT",
    "REPORT_ALL_PACKETS", "INNER_SRC_MAC_REWRITE_ACTION", "DISABLE_ARS_FORWARDING", "DSCP_ACTION", "META_DATA_ACTION", "DO_NOT_NAT_ACTION",
    "DISABLE_TRIM_ACTION"
  ]

  static let applied = matches.union(actions).union(unsupported).union(["PRIORITY"])
}
