import CSAI
import SwitchControl
import SwitchModel

/// Trap groups: the CPU queue and the policer of the traps in them.
enum TrapGroupFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE, SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE, SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER])

  private static func row(_ object: SAIObject, _ id: TrapGroupID, _ owner: SAISwitch) throws(SAIStatus) -> TrapGroup {
    let queue = owner.number(object, SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE)
    guard queue >= 0, queue < Int64(owner.cpuQueues), let queue = UInt8(exactly: queue) else {
      throw .invalidValue(owner.position(SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE))
    }
    return TrapGroup(
      id: id, isEnabled: owner.flag(object, SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE), queue: queue,
      policer: owner.policer(object, SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER))
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.trapGroup, limit: 0xffff, from: 0) else { throw .tableFull }
    do throws(SAIStatus) {
      let id = TrapGroupID(UInt16(truncatingIfNeeded: number))
      var transaction = Transaction()
      transaction.insert(try row(object, id, owner))
      try owner.commit(transaction)
      object.key = .trapGroup(id)
    } catch {
      owner.numbers.give(.trapGroup, number)
      throw error
    }
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .trapGroup(let id) = object.key else { throw .failure }
    guard !object.isBuiltIn else { throw .objectInUse }
    var transaction = Transaction()
    transaction.remove(TrapGroup.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.trapGroup, UInt32(id.rawValue))
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .trapGroup(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.update(try row(object, id, owner))
    try owner.commit(transaction)
  }
}

/// Traps: what becomes of control packets. A type without an object has SAI's default action.
enum TrapFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE, SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION, SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY,
      SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP
    ])

  /// The kind of a trap object.
  static func kind(_ object: SAIObject, _ owner: SAISwitch) -> Trap.Kind? {
    kindOfType[owner.number(object, SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE)]
  }

  /// The types that the switch tells apart.
  static var supportedTypes: Set<Int64> { Set(kindOfType.keys) }

  /// From the numbers of `sai_hostif_trap_type_t`, by the names that our kinds have in SAI.
  private static let kindOfType: [Int64: Trap.Kind] = {
    var kinds: [Int64: Trap.Kind] = [:]
    guard
      let enumeration = ObjectInfo(type: .trap)?.attribute(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE.rawValue)?.enumeration
    else { return [:] }
    var numbers: [String: Int64] = [:]
    for index in 0..<Int(enumeration.count) {
      guard let name = enumeration.names[index] else { continue }
      numbers[String(cString: name)] = Int64(enumeration.values[index])
    }
    for kind in Trap.Kind.allCases { if let number = numbers[kind.saiName] { kinds[number] = kind } }
    return kinds
  }()

  private static func row(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> Trap {
    guard let kind = kind(object, owner) else { throw .attributeNotSupported(owner.position(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE)) }
    let action: PacketAction
    switch owner.number(object, SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION) {
    case Int64(SAI_PACKET_ACTION_DROP.rawValue), Int64(SAI_PACKET_ACTION_DENY.rawValue): action = .drop
    case Int64(SAI_PACKET_ACTION_FORWARD.rawValue), Int64(SAI_PACKET_ACTION_TRANSIT.rawValue): action = .forward
    case Int64(SAI_PACKET_ACTION_TRAP.rawValue): action = .trap
    case Int64(SAI_PACKET_ACTION_COPY.rawValue), Int64(SAI_PACKET_ACTION_LOG.rawValue): action = .copy
    default: throw .attributeNotSupported(owner.position(SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION))
    }
    guard case .trapGroup(let group) = owner.related(object, SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP)?.key else {
      throw .invalidValue(owner.position(SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP))
    }
    let priority = owner.number(object, SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY)
    guard priority >= 0, priority <= Int64(ACLEntryFamily.maximumPriority) else {
      throw .invalidValue(owner.position(SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY))
    }
    return Trap(kind: kind, action: action, priority: UInt32(clamping: priority), group: group)
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let row = try row(object, owner)
    guard owner.traps[row.kind] == nil else { throw .itemAlreadyExists }
    var transaction = Transaction()
    transaction.put(row)
    try owner.commit(transaction)
    object.key = .trap(row.kind)
    owner.traps[row.kind] = object.id
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .trap(let kind) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.put(owner.defaultTrap(kind))
    try owner.commit(transaction)
    owner.traps[kind] = nil
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    var transaction = Transaction()
    transaction.update(try row(object, owner))
    try owner.commit(transaction)
  }
}

extension SAISwitch {
  /// What SAI says becomes of a kind of packet for which there is no trap.
  ///
  /// - Source: the defaults of sai_hostif_trap_type_t: control protocols of the bridge are dropped, what a host or router speaks is
  ///   forwarded, packets to the switch itself and those that cannot be forwarded are trapped.
  func defaultTrap(_ kind: Trap.Kind) -> Trap {
    let action: PacketAction =
      switch kind {
      case .stp, .lacp, .eapol, .lldp, .pvrst, .udld: .drop
      case .ip2me, .ttlError, .l3MTUError: .trap
      default: .forward
      }
    return Trap(kind: kind, action: action, priority: 0, group: TrapGroupID(0))
  }
}
