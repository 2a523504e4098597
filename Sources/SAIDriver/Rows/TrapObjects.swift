import CSAI
import SwitchModel

/// Trap groups.
struct TrapGroupObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  private func group(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, id) }

  /// The policer that a group names. A library without policers is not asked.
  private func policer(_ id: sai_object_id_t) throws(SAIFault) -> PolicerID? {
    guard library.functions.objects[SAI_OBJECT_TYPE_POLICER.rawValue]?.create != nil,
      library.canGive(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER)
    else { return nil }
    guard case .policer(let key) = context.key(try library.value(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER) { $0.oid }) else {
      return nil
    }
    return key
  }

  /// The null id for none.
  private func object(_ policer: PolicerID?) throws(SAIFault) -> sai_object_id_t {
    guard let policer else { return 0 }
    return try context.object(.policer(policer))
  }

  func read(_ key: TrapGroupID, _ id: sai_object_id_t) throws(SAIFault) -> TrapGroup? {
    guard id != 0 else { return nil }
    return TrapGroup(
      id: key, isEnabled: try library.value(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE) { $0.booldata },
      queue: UInt8(clamping: try library.value(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE) { $0.u32 }), policer: try policer(id))
  }

  func insert(_ row: TrapGroup, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    var attributes = [
      SAIAttribute(SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE, .flag(row.isEnabled)),
      SAIAttribute(SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE, .u32(UInt32(row.queue)))
    ]
    if row.policer != nil { attributes.append(SAIAttribute(SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER, .object(try object(row.policer)))) }
    return try steps.create(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, attributes).id
  }

  func update(_ held: TrapGroup, to row: TrapGroup, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try steps.set(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE, .flag(row.isEnabled), was: .flag(held.isEnabled))
    try steps.set(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE, .u32(UInt32(row.queue)), was: .u32(UInt32(held.queue)))
    try steps.set(group(id), SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER, .object(try object(row.policer)), was: .object(try object(held.policer)))
  }

  func remove(_ held: TrapGroup, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) { try library.remove(group(id)) }
}

/// Traps: one object a kind of packet.
struct TrapObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  private func trap(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_HOSTIF_TRAP, id) }

  /// SAI's numbers of our kinds, by their names.
  private static let numbers: [String: Int32] = {
    var numbers: [String: Int32] = [:]
    guard let object = csai_find_object(Int32(SAI_OBJECT_TYPE_HOSTIF_TRAP.rawValue)),
      let attribute = csai_find_attribute(object, SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE.rawValue),
      let list = csai_enum_at(Int32(attribute.pointee.enum_index))
    else { return numbers }
    for index in 0..<Int(list.pointee.count) {
      if let name = list.pointee.names[index] { numbers[String(cString: name)] = list.pointee.values[index] }
    }
    return numbers
  }()

  private static func value(_ action: PacketAction) -> SAIValue {
    switch action {
    case .drop: .choice(SAI_PACKET_ACTION_DROP)
    case .forward: .choice(SAI_PACKET_ACTION_FORWARD)
    case .trap: .choice(SAI_PACKET_ACTION_TRAP)
    case .copy: .choice(SAI_PACKET_ACTION_COPY)
    }
  }

  func read(_ key: Trap.Kind, _ id: sai_object_id_t) throws(SAIFault) -> Trap? {
    guard id != 0 else { return nil }
    let number = UInt32(bitPattern: try library.value(trap(id), SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION) { $0.s32 })
    let action: PacketAction
    switch number {
    case SAI_PACKET_ACTION_DROP.rawValue, SAI_PACKET_ACTION_DENY.rawValue: action = .drop
    case SAI_PACKET_ACTION_TRAP.rawValue: action = .trap
    case SAI_PACKET_ACTION_COPY.rawValue, SAI_PACKET_ACTION_LOG.rawValue: action = .copy
    default: action = .forward
    }
    let group = try library.value(trap(id), SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP) { $0.oid }
    guard case .trapGroup(let known) = context.key(group) else { return nil }
    return Trap(
      kind: key, action: action, priority: try library.value(trap(id), SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY) { $0.u32 }, group: known)
  }

  func insert(_ row: Trap, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    guard let number = TrapObjects.numbers[row.kind.saiName] else { throw .cause(.unsupported(Trap.schema.column(named: "kind"))) }
    return try steps.create(
      SAI_OBJECT_TYPE_HOSTIF_TRAP,
      [
        SAIAttribute(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE, .s32(number)),
        SAIAttribute(SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION, TrapObjects.value(row.action)),
        SAIAttribute(SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY, .u32(row.priority)),
        SAIAttribute(SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP, .object(try context.object(.trapGroup(row.group))))
      ]
    ).id
  }

  func update(_ held: Trap, to row: Trap, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try steps.set(trap(id), SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION, TrapObjects.value(row.action), was: TrapObjects.value(held.action))
    try steps.set(trap(id), SAI_HOSTIF_TRAP_ATTR_TRAP_PRIORITY, .u32(row.priority), was: .u32(held.priority))
    try steps.set(
      trap(id), SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP, .object(try context.object(.trapGroup(row.group))),
      was: .object(try context.object(.trapGroup(held.group))))
  }

  func remove(_ held: Trap, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) { try library.remove(trap(id)) }
}
