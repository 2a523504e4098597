import CSAI
import SwitchControl
import SwitchModel

/// VLANs. Their members are objects in SAI and stand in the VLAN's row here: those whose bridge port is enabled.
enum VLANFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_VLAN_ATTR_VLAN_ID, SAI_VLAN_ATTR_STP_INSTANCE, SAI_VLAN_ATTR_LEARN_DISABLE, SAI_VLAN_ATTR_INGRESS_ACL, SAI_VLAN_ATTR_EGRESS_ACL
    ],
    kept: [SAI_VLAN_ATTR_META_DATA], computed: [SAI_VLAN_ATTR_MEMBER_LIST])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let id = owner.vlanID(object, SAI_VLAN_ATTR_VLAN_ID)
    object.key = .vlan(id)
    try owner.checkACLs(of: object)
    var transaction = Transaction()
    transaction.insert(row(object, owner))
    try owner.commit(transaction)
    do throws(SAIStatus) { try owner.bindACLs(of: object) } catch {
      var undo = Transaction()
      undo.remove(VLAN.self, id)
      try owner.commit(undo)
      throw error
    }
    list(object, owner)
  }

  /// Notes the VLAN at its spanning tree, whose list of VLANs is made of these notes.
  private static func list(_ object: SAIObject, _ owner: SAISwitch) {
    owner.related(object, SAI_VLAN_ATTR_STP_INSTANCE)?.members.append(object.id)
  }

  private static func unlist(_ object: SAIObject, _ owner: SAISwitch) {
    owner.objects.forEach { if $0.info.type == .stp { $0.members.removeAll { $0 == object.id } } }
  }

  /// The VLAN's row as its object and its members' say.
  static func row(_ object: SAIObject, _ owner: SAISwitch, adding: [SAIObject] = [], without removed: ObjectID = .null) -> VLAN {
    var members: [VLAN.Member] = []
    for member in object.members.compactMap({ owner.objects[$0] }) + adding where member.id != removed {
      guard let bridgePort = owner.related(member, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID),
        owner.flag(bridgePort, SAI_BRIDGE_PORT_ATTR_ADMIN_STATE), let port = owner.port(of: bridgePort)
      else { continue }
      let mode = owner.number(member, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE)
      members.append(VLAN.Member(port: port, isTagged: mode == Int64(SAI_VLAN_TAGGING_MODE_TAGGED.rawValue)))
    }
    var vlan = VLAN(id: owner.vlanID(object, SAI_VLAN_ATTR_VLAN_ID), members: members)
    vlan.isLearning = !owner.flag(object, SAI_VLAN_ATTR_LEARN_DISABLE)
    if case .spanningTree(let tree) = owner.related(object, SAI_VLAN_ATTR_STP_INSTANCE)?.key { vlan.spanningTree = tree }
    return vlan
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .vlan(let id) = object.key else { throw .failure }
    guard !object.isBuiltIn else { throw .objectInUse }
    try owner.unbindACLs(of: object)
    owner.flushLearned { $0.key.vlan == id }
    var transaction = Transaction()
    transaction.remove(VLAN.self, id)
    try owner.commit(transaction)
    unlist(object, owner)
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    if attribute == SAI_VLAN_ATTR_INGRESS_ACL.rawValue || attribute == SAI_VLAN_ATTR_EGRESS_ACL.rawValue {
      return try owner.bindACLs(of: object)
    }
    var transaction = Transaction()
    transaction.update(row(object, owner))
    try owner.commit(transaction)
    if attribute == SAI_VLAN_ATTR_STP_INSTANCE.rawValue {
      unlist(object, owner)
      list(object, owner)
    }
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? { .objects(object.members) }
}

/// Bridge ports in VLANs.
enum VLANMemberFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_VLAN_MEMBER_ATTR_VLAN_ID, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE])

  private static func check(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) {
    guard owner.number(object, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE) != Int64(SAI_VLAN_TAGGING_MODE_PRIORITY_TAGGED.rawValue) else {
      throw .attributeNotSupported(owner.position(SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE))
    }
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    try check(object, owner)
    guard let vlan = owner.related(object, SAI_VLAN_MEMBER_ATTR_VLAN_ID),
      let bridgePort = owner.related(object, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID)
    else { throw .invalidParameter }
    let isThere = vlan.members.contains { id in
      owner.objects[id].map { owner.related($0, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID)?.id == bridgePort.id } ?? false
    }
    guard !isThere else { throw .itemAlreadyExists }
    var transaction = Transaction()
    transaction.update(VLANFamily.row(vlan, owner, adding: [object]))
    try owner.commit(transaction)
    vlan.members.append(object.id)
    bridgePort.members.append(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard let vlan = owner.related(object, SAI_VLAN_MEMBER_ATTR_VLAN_ID) else { throw .failure }
    var transaction = Transaction()
    transaction.update(VLANFamily.row(vlan, owner, without: object.id))
    try owner.commit(transaction)
    vlan.members.removeAll { $0 == object.id }
    owner.related(object, SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID)?.members.removeAll { $0 == object.id }
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    try check(object, owner)
    guard let vlan = owner.related(object, SAI_VLAN_MEMBER_ATTR_VLAN_ID) else { throw .failure }
    var transaction = Transaction()
    transaction.update(VLANFamily.row(vlan, owner))
    try owner.commit(transaction)
  }
}
