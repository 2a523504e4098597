import CSAI
import SwitchControl
import SwitchModel
import SwitchPlatform

/// Front-panel ports, and the CPU's.
enum PortFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_PORT_ATTR_HW_LANE_LIST, SAI_PORT_ATTR_SPEED, SAI_PORT_ATTR_ADMIN_STATE, SAI_PORT_ATTR_MTU, SAI_PORT_ATTR_PORT_VLAN_ID,
      SAI_PORT_ATTR_DROP_UNTAGGED, SAI_PORT_ATTR_DROP_TAGGED, SAI_PORT_ATTR_INGRESS_ACL, SAI_PORT_ATTR_EGRESS_ACL
    ],
    kept: [
      // What happens on a cable is not simulated: these are wishes to a PHY that is not there.
      SAI_PORT_ATTR_AUTO_NEG_MODE, SAI_PORT_ATTR_FEC_MODE, SAI_PORT_ATTR_USE_EXTENDED_FEC, SAI_PORT_ATTR_FEC_MODE_EXTENDED,
      SAI_PORT_ATTR_AUTO_NEG_FEC_MODE_OVERRIDE, SAI_PORT_ATTR_MEDIA_TYPE, SAI_PORT_ATTR_INTERFACE_TYPE,
      SAI_PORT_ATTR_ADVERTISED_SPEED, SAI_PORT_ATTR_ADVERTISED_FEC_MODE, SAI_PORT_ATTR_ADVERTISED_FEC_MODE_EXTENDED,
      SAI_PORT_ATTR_ADVERTISED_AUTO_NEG_MODE, SAI_PORT_ATTR_ADVERTISED_INTERFACE_TYPE, SAI_PORT_ATTR_ADVERTISED_MEDIA_TYPE,
      SAI_PORT_ATTR_ADVERTISED_OUI_CODE, SAI_PORT_ATTR_AUTO_NEG_CONFIG_MODE, SAI_PORT_ATTR_LINK_TRAINING_ENABLE,
      SAI_PORT_ATTR_SERDES_PREEMPHASIS, SAI_PORT_ATTR_SERDES_IDRIVER, SAI_PORT_ATTR_SERDES_IPREDRIVER, SAI_PORT_ATTR_REFERENCE_CLOCK,
      SAI_PORT_ATTR_HW_PROFILE_ID, SAI_PORT_ATTR_EEE_IDLE_TIME, SAI_PORT_ATTR_EEE_WAKE_TIME, SAI_PORT_ATTR_META_DATA,
      SAI_PORT_ATTR_FULL_DUPLEX_MODE, SAI_PORT_ATTR_HOST_TX_SIGNAL_ENABLE, SAI_PORT_ATTR_UNRELIABLE_LOS
    ],
    computed: [
      SAI_PORT_ATTR_TYPE, SAI_PORT_ATTR_OPER_STATUS, SAI_PORT_ATTR_OPER_SPEED, SAI_PORT_ATTR_SUPPORTED_SPEED,
      SAI_PORT_ATTR_SUPPORTED_FEC_MODE, SAI_PORT_ATTR_SUPPORTED_AUTO_NEG_MODE, SAI_PORT_ATTR_SUPPORTED_HALF_DUPLEX_SPEED,
      SAI_PORT_ATTR_SUPPORTED_FLOW_CONTROL_MODE, SAI_PORT_ATTR_SUPPORTED_ASYMMETRIC_PAUSE_MODE, SAI_PORT_ATTR_SUPPORTED_MEDIA_TYPE,
      SAI_PORT_ATTR_SUPPORTED_LINK_TRAINING_MODE, SAI_PORT_ATTR_SUPPORTED_BREAKOUT_MODE_TYPE, SAI_PORT_ATTR_CURRENT_BREAKOUT_MODE_TYPE,
      SAI_PORT_ATTR_REMOTE_ADVERTISED_SPEED, SAI_PORT_ATTR_QOS_NUMBER_OF_QUEUES, SAI_PORT_ATTR_QOS_QUEUE_LIST,
      SAI_PORT_ATTR_QOS_NUMBER_OF_SCHEDULER_GROUPS, SAI_PORT_ATTR_QOS_SCHEDULER_GROUP_LIST, SAI_PORT_ATTR_QOS_MAXIMUM_HEADROOM_SIZE,
      SAI_PORT_ATTR_NUMBER_OF_INGRESS_PRIORITY_GROUPS, SAI_PORT_ATTR_INGRESS_PRIORITY_GROUP_LIST, SAI_PORT_ATTR_PORT_POOL_LIST,
      SAI_PORT_ATTR_MACSEC_PORT_LIST, SAI_PORT_ATTR_PORT_SERDES_ID, SAI_PORT_ATTR_AUTO_NEG_STATUS, SAI_PORT_ATTR_OPER_PORT_FEC_MODE,
      SAI_PORT_ATTR_FABRIC_ATTACHED
    ])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.port, limit: 0x7fff) else { throw .tableFull }
    do throws(SAIStatus) {
      let id = PortID(UInt16(truncatingIfNeeded: number))
      try owner.checkACLs(of: object)
      var transaction = Transaction()
      transaction.insert(try row(object, id, owner))
      try owner.commit(transaction)
      object.key = .port(id)
      do throws(SAIStatus) { try owner.bindACLs(of: object) } catch {
        var undo = Transaction()
        undo.remove(Port.self, id)
        try owner.commit(undo)
        throw error
      }
      owner.ports[id] = object.id
      owner.addPortResources(object)
      owner.hardware.portsChanged()
      owner.tellPortState(object)
    } catch {
      owner.numbers.give(.port, number)
      throw error
    }
  }

  private static func row(_ object: SAIObject, _ id: PortID, _ owner: SAISwitch) throws(SAIStatus) -> Port {
    let named = owner.value(of: object, SAI_PORT_ATTR_HW_LANE_LIST.rawValue)?.asNumbers ?? []
    guard !named.isEmpty, let lanes = owner.profile.chipLanes(named) else {
      throw .invalidValue(owner.position(SAI_PORT_ATTR_HW_LANE_LIST))
    }
    guard let mtu = UInt16(exactly: owner.number(object, SAI_PORT_ATTR_MTU)) else { throw .invalidValue(owner.position(SAI_PORT_ATTR_MTU)) }
    let speed = owner.number(object, SAI_PORT_ATTR_SPEED)
    guard let speed = UInt32(exactly: speed), speed > 0 else { throw .invalidValue(owner.position(SAI_PORT_ATTR_SPEED)) }
    var port = Port(id: id, lanes: lanes, speed: speed)
    port.isEnabled = owner.flag(object, SAI_PORT_ATTR_ADMIN_STATE)
    port.mtu = mtu
    port.portVLAN = owner.vlanID(object, SAI_PORT_ATTR_PORT_VLAN_ID)
    port.dropsUntagged = owner.flag(object, SAI_PORT_ATTR_DROP_UNTAGGED)
    port.dropsTagged = owner.flag(object, SAI_PORT_ATTR_DROP_TAGGED)
    if let held = owner.control.row(Port.self, id) { port.isLearning = held.isLearning }
    return port
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .port(let id) = object.key, id != .cpu else { throw .objectInUse }
    guard owner.canRemovePortResources(object) else { throw .objectInUse }
    try owner.unbindACLs(of: object)
    var transaction = Transaction()
    transaction.remove(Port.self, id)
    try owner.commit(transaction)
    owner.removePortResources(object)
    owner.ports[id] = nil
    owner.numbers.give(.port, UInt32(id.rawValue))
    owner.hardware.portsChanged()
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .port(let id) = object.key else { throw .failure }
    guard id != .cpu else { throw .attributeNotSupported(0) }
    if attribute == SAI_PORT_ATTR_INGRESS_ACL.rawValue || attribute == SAI_PORT_ATTR_EGRESS_ACL.rawValue {
      return try owner.bindACLs(of: object)
    }
    var transaction = Transaction()
    transaction.update(try row(object, id, owner))
    try owner.commit(transaction)
    if attribute == SAI_PORT_ATTR_ADMIN_STATE.rawValue {
      owner.hardware.portsChanged()
      owner.tellPortState(object)
    }
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    let isCPU = object.key == .port(.cpu)
    switch attribute {
    case SAI_PORT_ATTR_TYPE.rawValue: return .number(Int64((isCPU ? SAI_PORT_TYPE_CPU : SAI_PORT_TYPE_LOGICAL).rawValue))
    case SAI_PORT_ATTR_OPER_STATUS.rawValue:
      return .number(Int64((owner.isUp(object) ? SAI_PORT_OPER_STATUS_UP : SAI_PORT_OPER_STATUS_DOWN).rawValue))
    case SAI_PORT_ATTR_OPER_SPEED.rawValue: return .number(owner.isUp(object) ? owner.number(object, SAI_PORT_ATTR_SPEED) : 0)
    case SAI_PORT_ATTR_SUPPORTED_SPEED.rawValue: return .numbers(isCPU ? [] : supportedSpeeds(object, owner))
    case SAI_PORT_ATTR_SUPPORTED_FEC_MODE.rawValue:
      return .numbers([SAI_PORT_FEC_MODE_NONE, SAI_PORT_FEC_MODE_RS, SAI_PORT_FEC_MODE_FC].map { Int64($0.rawValue) })
    case SAI_PORT_ATTR_SUPPORTED_AUTO_NEG_MODE.rawValue, SAI_PORT_ATTR_SUPPORTED_LINK_TRAINING_MODE.rawValue: return .bool(!isCPU)
    case SAI_PORT_ATTR_SUPPORTED_ASYMMETRIC_PAUSE_MODE.rawValue, SAI_PORT_ATTR_AUTO_NEG_STATUS.rawValue,
      SAI_PORT_ATTR_FABRIC_ATTACHED.rawValue:
      return .bool(false)
    case SAI_PORT_ATTR_SUPPORTED_HALF_DUPLEX_SPEED.rawValue, SAI_PORT_ATTR_REMOTE_ADVERTISED_SPEED.rawValue: return .numbers([])
    case SAI_PORT_ATTR_SUPPORTED_FLOW_CONTROL_MODE.rawValue: return .number(Int64(SAI_PORT_FLOW_CONTROL_MODE_DISABLE.rawValue))
    case SAI_PORT_ATTR_SUPPORTED_MEDIA_TYPE.rawValue: return .number(Int64(SAI_PORT_MEDIA_TYPE_FIBER.rawValue))
    case SAI_PORT_ATTR_OPER_PORT_FEC_MODE.rawValue: return .number(owner.number(object, SAI_PORT_ATTR_FEC_MODE))
    case SAI_PORT_ATTR_SUPPORTED_BREAKOUT_MODE_TYPE.rawValue: return .numbers([breakout(object, owner)])
    case SAI_PORT_ATTR_CURRENT_BREAKOUT_MODE_TYPE.rawValue: return .number(breakout(object, owner))
    case SAI_PORT_ATTR_QOS_NUMBER_OF_QUEUES.rawValue: return .number(Int64(owner.members(of: object, .queue).count))
    case SAI_PORT_ATTR_QOS_QUEUE_LIST.rawValue: return .objects(owner.members(of: object, .queue))
    case SAI_PORT_ATTR_QOS_NUMBER_OF_SCHEDULER_GROUPS.rawValue: return .number(Int64(owner.members(of: object, .schedulerGroup).count))
    case SAI_PORT_ATTR_QOS_SCHEDULER_GROUP_LIST.rawValue: return .objects(owner.members(of: object, .schedulerGroup))
    case SAI_PORT_ATTR_NUMBER_OF_INGRESS_PRIORITY_GROUPS.rawValue: return .number(Int64(owner.members(of: object, .priorityGroup).count))
    case SAI_PORT_ATTR_INGRESS_PRIORITY_GROUP_LIST.rawValue: return .objects(owner.members(of: object, .priorityGroup))
    case SAI_PORT_ATTR_QOS_MAXIMUM_HEADROOM_SIZE.rawValue: return .number(0)
    case SAI_PORT_ATTR_PORT_POOL_LIST.rawValue, SAI_PORT_ATTR_MACSEC_PORT_LIST.rawValue: return .objects([])
    case SAI_PORT_ATTR_PORT_SERDES_ID.rawValue: return .object(.null)
    default: return nil
    }
  }

  /// A lane carries what the chip's fastest port of one lane does, in the steps that Ethernet has.
  private static func supportedSpeeds(_ object: SAIObject, _ owner: SAISwitch) -> [Int64] {
    let lanes = max(1, owner.value(of: object, SAI_PORT_ATTR_HW_LANE_LIST.rawValue)?.asNumbers.count ?? 1)
    let fastest =
      owner.hardware.platform.board.ports.filter { $0.lanes.count >= 1 }.map { Int64($0.speed) / Int64($0.lanes.count) }.max() ?? 1000
    let limit = fastest * Int64(lanes)
    let steps: [Int64] = [10, 100, 1_000, 2_500, 5_000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000]
    let usable = steps.filter { $0 <= limit && $0 * 10 >= min(limit, 10_000) }
    return usable.isEmpty ? [limit] : usable
  }

  private static func breakout(_ object: SAIObject, _ owner: SAISwitch) -> Int64 {
    let lanes = owner.value(of: object, SAI_PORT_ATTR_HW_LANE_LIST.rawValue)?.asNumbers.count ?? 1
    let mode =
      switch lanes {
      case 2: SAI_PORT_BREAKOUT_MODE_TYPE_2_LANE
      case 4: SAI_PORT_BREAKOUT_MODE_TYPE_4_LANE
      default: SAI_PORT_BREAKOUT_MODE_TYPE_1_LANE
      }
    return Int64(mode.rawValue)
  }
}

extension SAISwitch {
  /// Members of one type, in order.
  func members(of object: SAIObject, _ type: Int32) -> [ObjectID] { object.members.filter { $0.type == type } }

  /// Whether the port's link is up: enabled, and its cable in.
  func isUp(_ object: SAIObject) -> Bool {
    guard case .port(let id) = object.key else { return false }
    if id == .cpu { return true }
    return flag(object, SAI_PORT_ATTR_ADMIN_STATE) && hardware.hasCarrier(id)
  }
}
