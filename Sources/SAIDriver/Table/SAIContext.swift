import CSAI
import SwitchModel

/// What the tables of one library share: the library, which object each row is, and the objects that came with the switch.
final class SAIContext {
  let library: SAILibrary
  private var idOfKey: [RowKey: sai_object_id_t] = [:]
  private var keyOfID: [sai_object_id_t: RowKey] = [:]

  let defaultVLAN: SAIObject
  let defaultVirtualRouter: SAIObject
  let defaultTree: sai_object_id_t
  let bridge: SAIObject
  let cpuPort: sai_object_id_t

  /// The ports of the bridge. A port or LAG gets its own when a VLAN, tree or address first needs it.
  private var bridgePorts: [PortID: SAIObject] = [:]
  private var portOfBridgePort: [sai_object_id_t: PortID] = [:]
  /// Whether a port learns, for when it gets a bridge port.
  var learns: [PortID: Bool] = [:]
  /// Names a row that refers to another; set by the driver, which knows all tables.
  var findUser: ((RowKey) -> RowKey?)?

  init(_ library: SAILibrary) throws(SAIFault) {
    self.library = library
    func object(_ attribute: sai_switch_attr_t) throws(SAIFault) -> sai_object_id_t {
      try library.value(library.root, attribute) { $0.oid }
    }
    defaultVLAN = SAIObject(SAI_OBJECT_TYPE_VLAN, try object(SAI_SWITCH_ATTR_DEFAULT_VLAN_ID))
    defaultVirtualRouter = SAIObject(SAI_OBJECT_TYPE_VIRTUAL_ROUTER, try object(SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID))
    bridge = SAIObject(SAI_OBJECT_TYPE_BRIDGE, try object(SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID))
    cpuPort = try object(SAI_SWITCH_ATTR_CPU_PORT)
    // Not every library has spanning trees.
    defaultTree = (try? object(SAI_SWITCH_ATTR_DEFAULT_STP_INST_ID)) ?? 0
  }

  // MARK: Names

  func name(_ key: RowKey, _ id: sai_object_id_t) {
    idOfKey[key] = id
    keyOfID[id] = key
  }

  func forget(_ key: RowKey) {
    if let id = idOfKey.removeValue(forKey: key) { keyOfID[id] = nil }
  }

  /// The row that an object is; `nil` for one that is no row's.
  func key(_ id: sai_object_id_t) -> RowKey? { keyOfID[id] }

  /// The object of a row that is referred to.
  func object(_ key: RowKey) throws(SAIFault) -> sai_object_id_t {
    guard let id = idOfKey[key] else { throw .cause(.unresolved(key)) }
    return id
  }

  /// The object of a port, LAG or the CPU's port.
  func object(_ port: PortID) throws(SAIFault) -> SAIObject {
    if port == .cpu { return SAIObject(SAI_OBJECT_TYPE_PORT, cpuPort) }
    return SAIObject(port.lag == nil ? SAI_OBJECT_TYPE_PORT : SAI_OBJECT_TYPE_LAG, try object(port.rowKey))
  }

  /// The port or LAG that an object is.
  func port(_ id: sai_object_id_t) -> PortID? {
    switch keyOfID[id] {
    case .port(let port): port
    case .lag(let lag): PortID(lag: lag)
    default: id == cpuPort ? .cpu : nil
    }
  }

  // MARK: Bridge ports

  func bridgePortIfAny(_ port: PortID) -> SAIObject? { bridgePorts[port] }

  func port(ofBridgePort id: sai_object_id_t) -> PortID? { portOfBridgePort[id] }

  private func bridgePortAttributes(_ port: PortID, _ object: sai_object_id_t) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_BRIDGE_PORT_ATTR_TYPE, .choice(SAI_BRIDGE_PORT_TYPE_PORT)),
      SAIAttribute(SAI_BRIDGE_PORT_ATTR_PORT_ID, .object(object)), SAIAttribute(SAI_BRIDGE_PORT_ATTR_ADMIN_STATE, .flag(true)),
      SAIAttribute(SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE, SAIContext.learningMode(learns[port] ?? true))
    ]
  }

  static func learningMode(_ isLearning: Bool) -> SAIValue {
    .choice(isLearning ? SAI_BRIDGE_PORT_FDB_LEARNING_MODE_HW : SAI_BRIDGE_PORT_FDB_LEARNING_MODE_DISABLE)
  }

  /// The bridge port of a port or LAG, made if there is none.
  func bridgePort(_ port: PortID, _ steps: Steps) throws(SAIFault) -> SAIObject {
    if let there = bridgePorts[port] { return there }
    let made = try library.create(SAI_OBJECT_TYPE_BRIDGE_PORT, bridgePortAttributes(port, try object(port).id))
    note(made, port)
    steps.onFailure { [self] () throws(SAIFault) in
      forgetBridgePort(port)
      try library.remove(made)
    }
    return made
  }

  private func note(_ bridgePort: SAIObject, _ port: PortID) {
    bridgePorts[port] = bridgePort
    portOfBridgePort[bridgePort.id] = port
  }

  private func forgetBridgePort(_ port: PortID) {
    if let there = bridgePorts.removeValue(forKey: port) { portOfBridgePort[there.id] = nil }
  }

  /// Removes a bridge port that nothing needs: a port that is routed, or in a LAG, cannot have one everywhere. One that is needed
  /// stays, and what comes next says whether that is in the way.
  func dropBridgePort(_ port: PortID, _ steps: Steps) throws(SAIFault) {
    guard let there = bridgePorts[port] else { return }
    do throws(SAIFault) { try library.remove(there) } catch { return }
    forgetBridgePort(port)
    let attributes = bridgePortAttributes(port, try object(port).id)
    steps.onFailure { [self] () throws(SAIFault) in note(try library.create(SAI_OBJECT_TYPE_BRIDGE_PORT, attributes), port) }
  }

  /// Whether a port learns: what its bridge port says, or will say.
  func isLearning(_ port: PortID) throws(SAIFault) -> Bool {
    guard let bridgePort = bridgePorts[port] else { return learns[port] ?? true }
    let mode = try library.value(bridgePort, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE) { $0.s32 }
    return mode == Int32(SAI_BRIDGE_PORT_FDB_LEARNING_MODE_HW.rawValue)
  }

  func setLearning(_ port: PortID, _ isLearning: Bool, was old: Bool, _ steps: Steps) throws(SAIFault) {
    if let bridgePort = bridgePorts[port] {
      try steps.set(
        bridgePort, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE, SAIContext.learningMode(isLearning), was: SAIContext.learningMode(old))
    }
    let before = learns[port]
    learns[port] = isLearning
    steps.onFailure { [self] () throws(SAIFault) in learns[port] = before }
  }
}
