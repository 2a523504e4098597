import CSAI
import SwitchControl
import SwitchModel

/// ECMP groups. The members are objects in SAI and stand in the group's row here.
enum NextHopGroupFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_NEXT_HOP_GROUP_ATTR_TYPE], kept: [SAI_NEXT_HOP_GROUP_ATTR_LABEL],
    computed: [
      SAI_NEXT_HOP_GROUP_ATTR_NEXT_HOP_COUNT, SAI_NEXT_HOP_GROUP_ATTR_NEXT_HOP_MEMBER_LIST, SAI_NEXT_HOP_GROUP_ATTR_REAL_SIZE
    ])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let type = owner.number(object, SAI_NEXT_HOP_GROUP_ATTR_TYPE)
    guard type == Int64(SAI_NEXT_HOP_GROUP_TYPE_DYNAMIC_UNORDERED_ECMP.rawValue) else {
      throw .attributeNotSupported(owner.position(SAI_NEXT_HOP_GROUP_ATTR_TYPE))
    }
    let id = NextHopGroupID(UInt32(truncatingIfNeeded: object.id.number))
    var transaction = Transaction()
    transaction.insert(NextHopGroup(id: id, members: []))
    try owner.commit(transaction)
    object.key = .nextHopGroup(id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .nextHopGroup(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.remove(NextHopGroup.self, id)
    try owner.commit(transaction)
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    switch attribute {
    case SAI_NEXT_HOP_GROUP_ATTR_NEXT_HOP_MEMBER_LIST.rawValue: return .objects(object.members)
    case SAI_NEXT_HOP_GROUP_ATTR_REAL_SIZE.rawValue:
      guard case .nextHopGroup(let id) = object.key, let row = owner.control.row(NextHopGroup.self, id) else { return .number(0) }
      return .number(row.members.reduce(0) { $0 + Int64($1.weight) })
    default: return .number(Int64(object.members.count))
    }
  }
}

/// Next hops in groups. One that is in a group twice has the sum of its weights.
enum NextHopGroupMemberFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT
    ],
    kept: [SAI_NEXT_HOP_GROUP_MEMBER_ATTR_SEQUENCE_ID])

  /// Puts all members of a group into its row.
  static func commit(
    _ group: SAIObject, _ owner: SAISwitch, adding: [SAIObject] = [], without removed: Set<ObjectID> = []
  ) throws(SAIStatus) {
    guard case .nextHopGroup(let id) = group.key else { throw .failure }
    var weights: [NextHopID: Int64] = [:]
    for member in group.members.compactMap({ owner.objects[$0] }) + adding where !removed.contains(member.id) {
      guard case .nextHop(let nextHop) = owner.related(member, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID)?.key else {
        throw .attributeNotSupported(owner.position(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID))
      }
      let weight = owner.number(member, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT)
      guard weight >= 1, weight <= 255 else { throw .invalidValue(owner.position(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT)) }
      weights[nextHop, default: 0] += weight
    }
    guard weights.values.allSatisfy({ $0 <= 255 }) else { throw .insufficientResources }
    let members = weights.map { NextHopGroup.Member(nextHop: $0.key, weight: UInt8(clamping: $0.value)) }
    var transaction = Transaction()
    transaction.update(NextHopGroup(id: id, members: members))
    try owner.commit(transaction)
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let group = owner.related(object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID) else { throw .invalidParameter }
    try commit(group, owner, adding: [object])
    group.members.append(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard let group = owner.related(object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID) else { throw .failure }
    try commit(group, owner, without: [object.id])
    group.members.removeAll { $0 == object.id }
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard let group = owner.related(object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID) else { throw .failure }
    try commit(group, owner)
  }
}
