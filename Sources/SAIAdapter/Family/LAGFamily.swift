import CSAI
import SwitchControl
import SwitchModel

/// LAGs. The members are objects in SAI and stand in the LAG's row here.
enum LAGFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_LAG_ATTR_INGRESS_ACL, SAI_LAG_ATTR_EGRESS_ACL, SAI_LAG_ATTR_PORT_VLAN_ID, SAI_LAG_ATTR_DROP_UNTAGGED, SAI_LAG_ATTR_DROP_TAGGED
    ],
    kept: [SAI_LAG_ATTR_LABEL], computed: [SAI_LAG_ATTR_PORT_LIST])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.lag, limit: 0x7fff) else { throw .tableFull }
    let id = LAGID(UInt16(truncatingIfNeeded: number))
    object.key = .lag(id)
    do throws(SAIStatus) {
      try owner.checkACLs(of: object)
      var transaction = Transaction()
      transaction.insert(row(object, id, members: [], owner))
      try owner.commit(transaction)
      try owner.bindACLs(of: object)
    } catch {
      var undo = Transaction()
      undo.remove(LAG.self, id)
      if owner.control.row(LAG.self, id) != nil { try? owner.commit(undo) }
      owner.numbers.give(.lag, number)
      throw error
    }
  }

  private static func row(_ object: SAIObject, _ id: LAGID, members: [LAG.Member], _ owner: SAISwitch) -> LAG {
    var lag = LAG(id: id, members: members)
    lag.portVLAN = owner.vlanID(object, SAI_LAG_ATTR_PORT_VLAN_ID)
    lag.dropsUntagged = owner.flag(object, SAI_LAG_ATTR_DROP_UNTAGGED)
    lag.dropsTagged = owner.flag(object, SAI_LAG_ATTR_DROP_TAGGED)
    if let held = owner.control.row(LAG.self, id) { lag.isLearning = held.isLearning }
    return lag
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .lag(let id) = object.key else { throw .failure }
    try owner.unbindACLs(of: object)
    var transaction = Transaction()
    transaction.remove(LAG.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.lag, UInt32(id.rawValue))
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .lag(let id) = object.key, let held = owner.control.row(LAG.self, id) else { throw .failure }
    if attribute == SAI_LAG_ATTR_INGRESS_ACL.rawValue || attribute == SAI_LAG_ATTR_EGRESS_ACL.rawValue {
      return try owner.bindACLs(of: object)
    }
    var transaction = Transaction()
    transaction.update(row(object, id, members: held.members, owner))
    try owner.commit(transaction)
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? { .objects(object.members) }
}

/// Ports in LAGs.
enum LAGMemberFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_LAG_MEMBER_ATTR_LAG_ID, SAI_LAG_MEMBER_ATTR_PORT_ID, SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE, SAI_LAG_MEMBER_ATTR_INGRESS_DISABLE
    ])

  private static func place(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> (parent: SAIObject, lag: LAG, port: PortID) {
    guard let parent = owner.related(object, SAI_LAG_MEMBER_ATTR_LAG_ID), case .lag(let id) = parent.key,
      let lag = owner.control.row(LAG.self, id), let port = owner.related(object, SAI_LAG_MEMBER_ATTR_PORT_ID)?.port
    else { throw .invalidParameter }
    return (parent, lag, port)
  }

  private static func member(_ object: SAIObject, _ port: PortID, _ owner: SAISwitch) -> LAG.Member {
    LAG.Member(
      port: port, distributes: !owner.flag(object, SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE),
      collects: !owner.flag(object, SAI_LAG_MEMBER_ATTR_INGRESS_DISABLE))
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let (parent, lag, port) = try place(object, owner)
    let position = owner.position(SAI_LAG_MEMBER_ATTR_PORT_ID)
    guard port != .cpu else { throw .invalidValue(position) }
    // A port stands in one LAG.
    var isTaken = false
    owner.control.forEach(LAG.self) { if $0.members.contains(where: { $0.port == port }) { isTaken = true } }
    guard !isTaken else { throw .objectInUse }
    try put(lag, lag.members + [member(object, port, owner)], owner)
    parent.members.append(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    let (parent, lag, port) = try place(object, owner)
    try put(lag, lag.members.filter { $0.port != port }, owner)
    parent.members.removeAll { $0 == object.id }
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    let (_, lag, port) = try place(object, owner)
    try put(lag, lag.members.filter { $0.port != port } + [member(object, port, owner)], owner)
  }

  private static func put(_ lag: LAG, _ members: [LAG.Member], _ owner: SAISwitch) throws(SAIStatus) {
    var transaction = Transaction()
    transaction.update(lag.with(members: members))
    try owner.commit(transaction)
  }
}
