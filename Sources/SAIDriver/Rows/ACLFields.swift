import CSAI
import SwitchModel

/// Our ACL fields as SAI's: those of tables say which fields entries may have.
enum ACLFields {
  static let all: [(field: ACLMatch.Fields, attributes: [sai_acl_table_attr_t])] = [
    (.ipType, [SAI_ACL_TABLE_ATTR_FIELD_ACL_IP_TYPE]), (.etherType, [SAI_ACL_TABLE_ATTR_FIELD_ETHER_TYPE]),
    (.sourceIPv4, [SAI_ACL_TABLE_ATTR_FIELD_SRC_IP]), (.destinationIPv4, [SAI_ACL_TABLE_ATTR_FIELD_DST_IP]),
    (.sourceIPv6, [SAI_ACL_TABLE_ATTR_FIELD_SRC_IPV6]), (.destinationIPv6, [SAI_ACL_TABLE_ATTR_FIELD_DST_IPV6]),
    (.ipProtocol, [SAI_ACL_TABLE_ATTR_FIELD_IP_PROTOCOL]), (.l4SourcePort, [SAI_ACL_TABLE_ATTR_FIELD_L4_SRC_PORT]),
    (.l4DestinationPort, [SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT]), (.tcpFlags, [SAI_ACL_TABLE_ATTR_FIELD_TCP_FLAGS]),
    (.dscp, [SAI_ACL_TABLE_ATTR_FIELD_DSCP]), (.icmpType, [SAI_ACL_TABLE_ATTR_FIELD_ICMP_TYPE, SAI_ACL_TABLE_ATTR_FIELD_ICMPV6_TYPE]),
    (.icmpCode, [SAI_ACL_TABLE_ATTR_FIELD_ICMP_CODE, SAI_ACL_TABLE_ATTR_FIELD_ICMPV6_CODE]),
    (.vlan, [SAI_ACL_TABLE_ATTR_FIELD_OUTER_VLAN_ID]), (.sourceMAC, [SAI_ACL_TABLE_ATTR_FIELD_SRC_MAC]),
    (.destinationMAC, [SAI_ACL_TABLE_ATTR_FIELD_DST_MAC]), (.inPort, [SAI_ACL_TABLE_ATTR_FIELD_IN_PORT])
  ]

  /// The fields of which the library can be given every attribute.
  static func supported(_ library: SAILibrary) -> ACLMatch.Fields {
    var fields: ACLMatch.Fields = []
    for (field, attributes) in all where attributes.allSatisfy({ library.canGive(SAI_OBJECT_TYPE_ACL_TABLE, $0) }) { fields.insert(field) }
    return fields
  }

  /// What makes a table have these fields; L4 ports are matched in ranges too.
  static func attributes(_ fields: ACLMatch.Fields) -> [SAIAttribute] {
    var given: [SAIAttribute] = []
    for (field, attributes) in all where fields.contains(field) { given += attributes.map { SAIAttribute($0, .flag(true)) } }
    var ranges: [UInt32] = []
    if fields.contains(.l4SourcePort) { ranges.append(SAI_ACL_RANGE_TYPE_L4_SRC_PORT_RANGE.rawValue) }
    if fields.contains(.l4DestinationPort) { ranges.append(SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE.rawValue) }
    if !ranges.isEmpty { given.append(SAIAttribute(SAI_ACL_TABLE_ATTR_FIELD_ACL_RANGE_TYPE, .numbers(ranges))) }
    return given
  }
}
