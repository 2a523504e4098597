import CSAI
import SwitchModel

/// VLANs, and their members as objects. VLAN 1, which the switch comes with, is adopted: it cannot be made or removed.
struct VLANObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  func column(_ type: UInt32) -> String? {
    type == SAI_OBJECT_TYPE_VLAN_MEMBER.rawValue || type == SAI_OBJECT_TYPE_BRIDGE_PORT.rawValue ? "members" : nil
  }

  private func vlan(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_VLAN, id) }

  /// The member objects of a VLAN, with what they say.
  private func members(_ id: sai_object_id_t) throws(SAIFault) -> [(object: SAIObject, member: VLAN.Member)] {
    var members: [(object: SAIObject, member: VLAN.Member)] = []
    for id in try library.objects(vlan(id), SAI_VLAN_ATTR_MEMBER_LIST) {
      let object = SAIObject(SAI_OBJECT_TYPE_VLAN_MEMBER, id)
      let bridgePort = try library.value(object, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID) { $0.oid }
      let mode = try library.value(object, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE) { $0.s32 }
      guard let port = context.port(ofBridgePort: bridgePort) else { continue }
      members.append((object, VLAN.Member(port: port, isTagged: mode == Int32(SAI_VLAN_TAGGING_MODE_TAGGED.rawValue))))
    }
    return members
  }

  private func tree(_ tree: SpanningTreeID?) throws(SAIFault) -> SAIValue {
    guard let tree else { return .object(context.defaultTree) }
    return .object(try context.object(.spanningTree(tree)))
  }

  func read(_ key: VLANID, _ id: sai_object_id_t) throws(SAIFault) -> VLAN? {
    guard id != 0 else { return nil }
    let isLearningDisabled = try library.value(vlan(id), SAI_VLAN_ATTR_LEARN_DISABLE) { $0.booldata }
    var tree: SpanningTreeID?
    // A library without spanning trees has no such attribute either.
    if context.defaultTree != 0 {
      let instance = try library.value(vlan(id), SAI_VLAN_ATTR_STP_INSTANCE) { $0.oid }
      if case .spanningTree(let known) = context.key(instance) { tree = known }
    }
    return VLAN(id: key, members: try members(id).map(\.member), spanningTree: tree, isLearning: !isLearningDisabled)
  }

  func insert(_ row: VLAN, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let adopted = try library.value(context.defaultVLAN, SAI_VLAN_ATTR_VLAN_ID) { $0.u16 }
    let id: sai_object_id_t
    if adopted == row.id.rawValue {
      id = context.defaultVLAN.id
    } else {
      id = try steps.create(SAI_OBJECT_TYPE_VLAN, [SAIAttribute(SAI_VLAN_ATTR_VLAN_ID, .u16(row.id.rawValue))]).id
    }
    try update(VLAN(id: row.id), to: row, id, steps)
    return id
  }

  private func attributes(_ member: VLAN.Member, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_VLAN_MEMBER_ATTR_VLAN_ID, .object(id)),
      SAIAttribute(SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID, .object(try context.bridgePort(member.port, steps).id)),
      SAIAttribute(SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE, VLANObjects.mode(member.isTagged))
    ]
  }

  private static func mode(_ isTagged: Bool) -> SAIValue {
    .choice(isTagged ? SAI_VLAN_TAGGING_MODE_TAGGED : SAI_VLAN_TAGGING_MODE_UNTAGGED)
  }

  func update(_ held: VLAN, to row: VLAN, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try steps.set(vlan(id), SAI_VLAN_ATTR_LEARN_DISABLE, .flag(!row.isLearning), was: .flag(!held.isLearning))
    if row.spanningTree != held.spanningTree {
      try steps.set(vlan(id), SAI_VLAN_ATTR_STP_INSTANCE, try tree(row.spanningTree), was: try tree(held.spanningTree))
    }
    guard row.members != held.members else { return }
    var there: [PortID: (object: SAIObject, member: VLAN.Member)] = [:]
    for entry in try members(id) { there[entry.member.port] = entry }
    let wanted = Dictionary(row.members.map { ($0.port, $0) }) { $1 }
    // What is new comes before what is old goes: a refusal has then taken nothing away.
    for member in row.members {
      if let entry = there[member.port] {
        try steps.set(
          entry.object, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE, VLANObjects.mode(member.isTagged),
          was: VLANObjects.mode(entry.member.isTagged))
      } else {
        _ = try steps.create(SAI_OBJECT_TYPE_VLAN_MEMBER, try attributes(member, id, steps))
      }
    }
    for (port, entry) in there.sorted(by: { $0.key < $1.key }) where wanted[port] == nil {
      try steps.remove(entry.object, SAI_OBJECT_TYPE_VLAN_MEMBER, madeOf: try attributes(entry.member, id, steps))
    }
  }

  func remove(_ held: VLAN, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try update(held, to: VLAN(id: held.id), id, steps)
    if id != context.defaultVLAN.id { try library.remove(vlan(id)) }
  }
}
