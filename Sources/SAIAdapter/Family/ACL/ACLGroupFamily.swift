import CSAI
import SwitchModel

/// Groups of tables that are bound together.
enum ACLTableGroupFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE, SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST, SAI_ACL_TABLE_GROUP_ATTR_TYPE
    ],
    computed: [SAI_ACL_TABLE_GROUP_ATTR_MEMBER_LIST, SAI_ACL_TABLE_GROUP_ATTR_CHAIN_GROUP_LIST])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    _ = try ACLTableFamily.stage(object, SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE, owner)
    for type in owner.value(of: object, SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue)?.asNumbers ?? []
    where !ACLBinding.isSupported(type) {
      throw .attributeNotSupported(owner.position(SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST))
    }
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    .objects(attribute == SAI_ACL_TABLE_GROUP_ATTR_MEMBER_LIST.rawValue ? object.members : [])
  }
}

/// Tables in groups.
enum ACLTableGroupMemberFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID,
      SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY
    ])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let group = owner.related(object, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID),
      let table = owner.related(object, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID)
    else { throw .invalidParameter }
    guard owner.number(group, SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE) == owner.number(table, SAI_ACL_TABLE_ATTR_ACL_STAGE) else {
      throw .invalidValue(owner.position(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID))
    }
    guard owner.number(object, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY) <= Int64(ACLEntryFamily.maximumPriority) else {
      throw .invalidValue(owner.position(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY))
    }
    // The bindings are worked out from the store: the member stands there while they are.
    owner.objects.insert(object)
    group.members.append(object.id)
    do throws(SAIStatus) { try owner.renewACLs() } catch {
      group.members.removeLast()
      owner.objects.remove(object.id)
      throw error
    }
    owner.objects.remove(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard let group = owner.related(object, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID) else { throw .failure }
    let members = group.members
    group.members.removeAll { $0 == object.id }
    do throws(SAIStatus) { try owner.renewACLs() } catch {
      group.members = members
      throw error
    }
  }
}

/// Ranges of L4 ports. Any number of them: they are expanded into the entries that name them.
enum ACLRangeFamily: ObjectFamily {
  static let support = AttributeSupport(applied: [SAI_ACL_RANGE_ATTR_TYPE, SAI_ACL_RANGE_ATTR_LIMIT])

  /// The field that a type of range is of; `nil` for those that the chip has not.
  static func field(_ type: Int64) -> ACLMatch.Fields? {
    switch type {
    case Int64(SAI_ACL_RANGE_TYPE_L4_SRC_PORT_RANGE.rawValue): .l4SourcePort
    case Int64(SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE.rawValue): .l4DestinationPort
    default: nil
    }
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard field(owner.number(object, SAI_ACL_RANGE_ATTR_TYPE)) != nil else {
      throw .attributeNotSupported(owner.position(SAI_ACL_RANGE_ATTR_TYPE))
    }
    guard range(object) != nil else { throw .invalidValue(owner.position(SAI_ACL_RANGE_ATTR_LIMIT)) }
  }

  static func range(_ object: SAIObject) -> L4PortRange? {
    guard case .range(let low, let high)? = object.given(SAI_ACL_RANGE_ATTR_LIMIT.rawValue), let low = UInt16(exactly: low),
      let high = UInt16(exactly: high), low <= high
    else { return nil }
    return L4PortRange(low...high)
  }
}
