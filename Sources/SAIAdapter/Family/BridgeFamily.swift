import CSAI
import SwitchControl
import SwitchModel

/// The one .1Q bridge; there are no others.
enum BridgeFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_BRIDGE_ATTR_TYPE], computed: [SAI_BRIDGE_ATTR_PORT_LIST], isCreatable: false, isRemovable: false)

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    .objects(owner.objects.ids(of: .bridgePort))
  }
}

/// Ports and LAGs as the bridge sees them: whether they bridge, and whether they learn.
enum BridgePortFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_BRIDGE_PORT_ATTR_TYPE, SAI_BRIDGE_PORT_ATTR_PORT_ID, SAI_BRIDGE_PORT_ATTR_BRIDGE_ID, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE,
      SAI_BRIDGE_PORT_ATTR_ADMIN_STATE
    ],
    // Frames of VLANs that a port is not in are always filtered here.
    kept: [SAI_BRIDGE_PORT_ATTR_INGRESS_FILTERING, SAI_BRIDGE_PORT_ATTR_EGRESS_FILTERING])

  private static func check(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) {
    guard owner.number(object, SAI_BRIDGE_PORT_ATTR_TYPE) == Int64(SAI_BRIDGE_PORT_TYPE_PORT.rawValue) else {
      throw .attributeNotSupported(owner.position(SAI_BRIDGE_PORT_ATTR_TYPE))
    }
    let mode = owner.number(object, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE)
    guard mode == hardware || mode == disabled else {
      throw .attributeNotSupported(owner.position(SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE))
    }
  }

  private static let hardware = Int64(SAI_BRIDGE_PORT_FDB_LEARNING_MODE_HW.rawValue)
  private static let disabled = Int64(SAI_BRIDGE_PORT_FDB_LEARNING_MODE_DISABLE.rawValue)

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    try check(object, owner)
    guard let parent = owner.related(object, SAI_BRIDGE_PORT_ATTR_PORT_ID), let port = parent.port, port != .cpu else {
      throw .invalidValue(owner.position(SAI_BRIDGE_PORT_ATTR_PORT_ID))
    }
    guard owner.bridgePort(of: port) == nil else { throw .itemAlreadyExists }
    var transaction = Transaction()
    try learn(object, port, owner, &transaction)
    try owner.commit(transaction)
    object.key = port.rowKey
    owner.bridgePorts[port] = object.id
  }

  private static func learn(
    _ object: SAIObject, _ port: PortID, _ owner: SAISwitch, _ transaction: inout Transaction
  ) throws(SAIStatus) {
    let isLearning = owner.number(object, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE) == hardware
    if let lag = port.lag {
      guard var row = owner.control.row(LAG.self, lag) else { throw .failure }
      row.isLearning = isLearning
      transaction.update(row)
    } else {
      guard var row = owner.control.row(Port.self, port) else { throw .failure }
      row.isLearning = isLearning
      transaction.update(row)
    }
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard let port = owner.port(of: object) else { throw .failure }
    owner.flushLearned { $0.port == port }
    owner.bridgePorts[port] = nil
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    try check(object, owner)
    guard let port = owner.port(of: object) else { throw .failure }
    var transaction = Transaction()
    if attribute == SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE.rawValue { try learn(object, port, owner, &transaction) }
    if attribute == SAI_BRIDGE_PORT_ATTR_ADMIN_STATE.rawValue {
      for id in object.members {
        guard let member = owner.objects[id], let vlan = owner.related(member, SAI_VLAN_MEMBER_ATTR_VLAN_ID) else { continue }
        transaction.update(VLANFamily.row(vlan, owner))
      }
    }
    try owner.commit(transaction)
    if attribute == SAI_BRIDGE_PORT_ATTR_ADMIN_STATE.rawValue, !owner.flag(object, SAI_BRIDGE_PORT_ATTR_ADMIN_STATE) {
      owner.flushLearned { $0.port == port }
    }
  }
}

extension SAISwitch {
  /// The logical port behind a bridge port.
  func port(of bridgePort: SAIObject) -> PortID? { related(bridgePort, SAI_BRIDGE_PORT_ATTR_PORT_ID)?.port }

  /// The bridge port of a logical port.
  func bridgePort(of port: PortID) -> SAIObject? { bridgePorts[port].flatMap { objects[$0] } }
}
