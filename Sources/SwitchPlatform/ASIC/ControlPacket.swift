/// Kinds of packet that a chip tells apart for its CPU: the rows of a table of role `trap`.
///
/// A packet can be of several kinds. Kinds of protocols that bridges speak are found where the packet comes in, whatever its VLAN; the
/// others in packets that a VLAN or routed port has taken, when they go to a group of stations or to an address of the switch.
///
/// - Source: sai_hostif_trap_type_t; numbers are the chip's own.
public enum ControlPacket: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  /// To 01:80:C2:00:00:00 or 01:80:C2:00:00:08, unless it is of a kind below.
  case stp = 0
  /// Of EtherType 0x8809, subtype 1.
  case lacp
  /// Of EtherType 0x888E.
  case eapol
  /// Of EtherType 0x88CC.
  case lldp
  /// To 01:00:0C:CC:CC:CD.
  case pvrst
  /// IGMP by type: 0x11, 0x17, 0x12, 0x16, 0x22.
  case igmpQuery, igmpLeave, igmpV1Report, igmpV2Report, igmpV3Report
  /// To 01:00:0C:CC:CC:CC, SNAP protocol 0x0111.
  case udld
  /// Of EtherType 0x88F7; UDP to port 319 or 320.
  case ptp
  /// By operation; to a group of stations, or to the router's MAC address.
  case arpRequest, arpResponse
  /// UDP from or to port 67 or 68.
  case dhcp
  /// The same, wherever it is bridged to.
  case dhcpL2
  /// IP protocols 89, 103, 112; `pim` of both families.
  case ospf, pim, vrrp
  /// UDP from or to port 546 or 547.
  case dhcpv6
  /// The same, wherever it is bridged to.
  case dhcpv6L2
  case ospfv6, vrrpv6
  /// ICMPv6 types 133…137.
  case neighborDiscovery
  /// ICMPv6 types 130, 131, 132, 143.
  case mldV1V2, mldV1Report, mldV1Done, mldV2Report
  /// TCP from or to port 179, to an address of the switch.
  case bgp, bgpv6
  /// TCP to port 22, UDP to port 161, to an address of the switch.
  case ssh, snmp
  /// To an address of the switch.
  case ip2me
  case l3MTUError, ttlError
  /// To 01:80:C2:00:00:14, 01:80:C2:00:00:15, 09:00:2B:00:00:04 or 09:00:2B:00:00:05.
  case isis
}

/// The values of `action` in a table of role `trap`.
public enum TrapActionCode: UInt64, Sendable {
  case drop = 0
  /// Goes on as if the row were not there.
  case forward
  /// To the CPU only.
  case trap
  /// Goes on, and a copy to the CPU.
  case copy
}
