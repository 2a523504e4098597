import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// ACL tables: what their entries can match, and where they are looked up.
enum ACLTableFamily: ObjectFamily {
  /// SAI's fields that a table's row has.
  static let fields: [(sai_acl_table_attr_t, ACLMatch.Fields)] = [
    (SAI_ACL_TABLE_ATTR_FIELD_SRC_IP, .sourceIPv4), (SAI_ACL_TABLE_ATTR_FIELD_DST_IP, .destinationIPv4),
    (SAI_ACL_TABLE_ATTR_FIELD_SRC_IPV6, .sourceIPv6), (SAI_ACL_TABLE_ATTR_FIELD_DST_IPV6, .destinationIPv6),
    (SAI_ACL_TABLE_ATTR_FIELD_SRC_MAC, .sourceMAC), (SAI_ACL_TABLE_ATTR_FIELD_DST_MAC, .destinationMAC),
    (SAI_ACL_TABLE_ATTR_FIELD_IN_PORT, .inPort), (SAI_ACL_TABLE_ATTR_FIELD_IN_PORTS, .inPort),
    (SAI_ACL_TABLE_ATTR_FIELD_OUTER_VLAN_ID, .vlan), (SAI_ACL_TABLE_ATTR_FIELD_L4_SRC_PORT, .l4SourcePort),
    (SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT, .l4DestinationPort), (SAI_ACL_TABLE_ATTR_FIELD_ETHER_TYPE, .etherType),
    (SAI_ACL_TABLE_ATTR_FIELD_IP_PROTOCOL, .ipProtocol), (SAI_ACL_TABLE_ATTR_FIELD_IPV6_NEXT_HEADER, .ipProtocol),
    (SAI_ACL_TABLE_ATTR_FIELD_DSCP, .dscp), (SAI_ACL_TABLE_ATTR_FIELD_TCP_FLAGS, .tcpFlags),
    (SAI_ACL_TABLE_ATTR_FIELD_ACL_IP_TYPE, .ipType), (SAI_ACL_TABLE_ATTR_FIELD_ICMP_TYPE, .icmpType),
    (SAI_ACL_TABLE_ATTR_FIELD_ICMP_CODE, .icmpCode), (SAI_ACL_TABLE_ATTR_FIELD_ICMPV6_TYPE, .icmpType),
    (SAI_ACL_TABLE_ATTR_FIELD_ICMPV6_CODE, .icmpCode)
  ]

  static let support = AttributeSupport(
    applied: [SAI_ACL_TABLE_ATTR_ACL_STAGE, SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST, SAI_ACL_TABLE_ATTR_FIELD_ACL_RANGE_TYPE]
      + fields.map(\.0),
    kept: [SAI_ACL_TABLE_ATTR_SIZE, SAI_ACL_TABLE_ATTR_ACL_ACTION_TYPE_LIST],
    computed: [SAI_ACL_TABLE_ATTR_ENTRY_LIST, SAI_ACL_TABLE_ATTR_AVAILABLE_ACL_ENTRY, SAI_ACL_TABLE_ATTR_AVAILABLE_ACL_COUNTER])

  static func stage(_ object: SAIObject, _ attribute: some RawRepresentable<UInt32>, _ owner: SAISwitch) throws(SAIStatus) -> ACLTable.Stage
  {
    switch owner.number(object, attribute) {
    case Int64(SAI_ACL_STAGE_INGRESS.rawValue): return .ingress
    case Int64(SAI_ACL_STAGE_EGRESS.rawValue): return .egress
    default: throw .attributeNotSupported(owner.position(attribute))
    }
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let stage = try stage(object, SAI_ACL_TABLE_ATTR_ACL_STAGE, owner)
    let available = owner.control.device.capabilities.aclFields[stage] ?? []
    var fields: ACLMatch.Fields = available.contains(.ipType) ? .ipType : []
    for (attribute, field) in ACLTableFamily.fields where owner.flag(object, attribute) {
      guard available.contains(field) else { throw .attributeNotSupported(owner.position(attribute)) }
      fields.insert(field)
    }
    for type in owner.value(of: object, SAI_ACL_TABLE_ATTR_FIELD_ACL_RANGE_TYPE.rawValue)?.asNumbers ?? [] {
      guard let field = ACLRangeFamily.field(type), available.contains(field) else {
        throw .attributeNotSupported(owner.position(SAI_ACL_TABLE_ATTR_FIELD_ACL_RANGE_TYPE))
      }
      fields.insert(field)
    }
    for type in owner.value(of: object, SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue)?.asNumbers ?? []
    where !ACLBinding.isSupported(type) {
      throw .attributeNotSupported(owner.position(SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST))
    }
    guard let number = owner.numbers.take(.aclTable, limit: 0xffff) else { throw .tableFull }
    let id = ACLTableID(UInt16(truncatingIfNeeded: number))
    var transaction = Transaction()
    transaction.insert(ACLTable(id: id, stage: stage, fields: fields, ports: []))
    do throws(SAIStatus) { try owner.commit(transaction) } catch {
      owner.numbers.give(.aclTable, number)
      throw error
    }
    object.key = .aclTable(id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .aclTable(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.remove(ACLTable.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.aclTable, UInt32(id.rawValue))
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    let asic = owner.hardware.platform.asic
    let levels = owner.control.device.aclEntries.usage.levels
    func free(_ name: String?) -> AttributeValue {
      guard let level = levels.first(where: { $0.pool == name }) else { return .number(0) }
      return .number(Int64(max(0, level.capacity - level.occupied)))
    }
    switch attribute {
    case SAI_ACL_TABLE_ATTR_ENTRY_LIST.rawValue: return .objects(object.members.filter { $0.type == .aclEntry })
    case SAI_ACL_TABLE_ATTR_AVAILABLE_ACL_COUNTER.rawValue: return free(asic.table(.aclCounter)?.name)
    default:
      let isIngress = owner.number(object, SAI_ACL_TABLE_ATTR_ACL_STAGE) == Int64(SAI_ACL_STAGE_INGRESS.rawValue)
      return free(asic.table(isIngress ? .aclIngress : .aclEgress)?.name)
    }
  }
}
