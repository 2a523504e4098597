import CSAI
import SwitchModel

/// Next-hop groups, and their members as objects.
struct NextHopGroupObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  func column(_ type: UInt32) -> String? { "members" }

  private func members(_ id: sai_object_id_t) throws(SAIFault) -> [(object: SAIObject, member: NextHopGroup.Member)] {
    var members: [(object: SAIObject, member: NextHopGroup.Member)] = []
    let group = SAIObject(SAI_OBJECT_TYPE_NEXT_HOP_GROUP, id)
    for id in try library.objects(group, SAI_NEXT_HOP_GROUP_ATTR_NEXT_HOP_MEMBER_LIST) {
      let object = SAIObject(SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER, id)
      let nextHop = try library.value(object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID) { $0.oid }
      let weight = try library.value(object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT) { $0.u32 }
      guard case .nextHop(let known) = context.key(nextHop) else { continue }
      members.append((object, NextHopGroup.Member(nextHop: known, weight: UInt8(clamping: weight))))
    }
    return members
  }

  func read(_ key: NextHopGroupID, _ id: sai_object_id_t) throws(SAIFault) -> NextHopGroup? {
    id == 0 ? nil : NextHopGroup(id: key, members: try members(id).map(\.member))
  }

  func insert(_ row: NextHopGroup, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let type = SAIValue.choice(SAI_NEXT_HOP_GROUP_TYPE_DYNAMIC_UNORDERED_ECMP)
    let group = try steps.create(SAI_OBJECT_TYPE_NEXT_HOP_GROUP, [SAIAttribute(SAI_NEXT_HOP_GROUP_ATTR_TYPE, type)])
    try create(row.members, group.id, steps)
    return group.id
  }

  private func attributes(_ member: NextHopGroup.Member, _ id: sai_object_id_t) throws(SAIFault) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID, .object(id)),
      SAIAttribute(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID, .object(try context.object(.nextHop(member.nextHop)))),
      SAIAttribute(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT, .u32(UInt32(member.weight)))
    ]
  }

  /// In one call where the library has one.
  private func create(_ members: [NextHopGroup.Member], _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    var lists: [[SAIAttribute]] = []
    for member in members { lists.append(try attributes(member, id)) }
    if members.count > 1, let made = try library.createGroupMembers(lists, steps) {
      if made { return }
    }
    for list in lists { _ = try steps.create(SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER, list) }
  }

  func update(_ held: NextHopGroup, to row: NextHopGroup, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    var there: [NextHopID: (object: SAIObject, member: NextHopGroup.Member)] = [:]
    for entry in try members(id) { there[entry.member.nextHop] = entry }
    let wanted = Set(row.members.map(\.nextHop))
    // New members come before old ones go: the group never runs empty between.
    try create(row.members.filter { there[$0.nextHop] == nil }, id, steps)
    for member in row.members {
      guard let entry = there[member.nextHop] else { continue }
      try steps.set(
        entry.object, SAI_NEXT_HOP_GROUP_MEMBER_ATTR_WEIGHT, .u32(UInt32(member.weight)), was: .u32(UInt32(entry.member.weight)))
    }
    for (nextHop, entry) in there.sorted(by: { $0.key < $1.key }) where !wanted.contains(nextHop) {
      try steps.remove(entry.object, SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER, madeOf: try attributes(entry.member, id))
    }
  }

  func remove(_ held: NextHopGroup, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    // A group that routes lead to is refused before its members go.
    if let user = context.findUser?(.nextHopGroup(held.id)) { throw .cause(.inUse(by: user)) }
    try update(held, to: NextHopGroup(id: held.id, members: []), id, steps)
    try library.remove(SAIObject(SAI_OBJECT_TYPE_NEXT_HOP_GROUP, id))
  }
}
