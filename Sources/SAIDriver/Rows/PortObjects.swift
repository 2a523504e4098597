import CSAI
import SwitchModel

/// Front-panel ports. Those that the switch comes with are adopted by their lanes, and are nobody's rows until then; other lanes
/// make a port where the library can.
final class PortObjects: RowObjects {
  private let context: SAIContext
  private var library: SAILibrary { context.library }
  /// The switch's own ports that no row has, by id, with their lanes.
  private var free: [sai_object_id_t: [UInt32]] = [:]
  /// What adopted ports were before.
  private var original: [sai_object_id_t: Port] = [:]

  init(_ context: SAIContext) throws(SAIFault) {
    self.context = context
    for id in try context.library.objects(context.library.root, SAI_SWITCH_ATTR_PORT_LIST) {
      free[id] = try context.library.numbers(SAIObject(SAI_OBJECT_TYPE_PORT, id), SAI_PORT_ATTR_HW_LANE_LIST)
    }
  }

  func column(_ type: UInt32) -> String? { type == SAI_OBJECT_TYPE_BRIDGE_PORT.rawValue ? "isLearning" : nil }

  private func port(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_PORT, id) }

  func read(_ key: PortID, _ id: sai_object_id_t) throws(SAIFault) -> Port? {
    guard id != 0 else { return nil }
    let object = port(id)
    return Port(
      id: key, lanes: try library.numbers(object, SAI_PORT_ATTR_HW_LANE_LIST).map { UInt16(clamping: $0) },
      speed: try library.value(object, SAI_PORT_ATTR_SPEED) { $0.u32 },
      isEnabled: try library.value(object, SAI_PORT_ATTR_ADMIN_STATE) { $0.booldata },
      mtu: UInt16(clamping: try library.value(object, SAI_PORT_ATTR_MTU) { $0.u32 }),
      portVLAN: VLANID(try library.value(object, SAI_PORT_ATTR_PORT_VLAN_ID) { $0.u16 }) ?? .default,
      isLearning: try context.isLearning(key),
      dropsUntagged: try library.value(object, SAI_PORT_ATTR_DROP_UNTAGGED) { $0.booldata },
      dropsTagged: try library.value(object, SAI_PORT_ATTR_DROP_TAGGED) { $0.booldata })
  }

  func insert(_ row: Port, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let lanes = row.lanes.map { UInt32($0) }
    if let adopted = free.first(where: { $0.value == lanes })?.key {
      guard let held = try read(row.id, adopted) else { throw .cause(.missing) }
      try update(held, to: row, adopted, steps)
      free[adopted] = nil
      original[adopted] = held
      return adopted
    }
    // Ports that nobody has make room for one of some of their lanes.
    for (id, theirs) in free.sorted(by: { $0.key < $1.key }) where !Set(theirs).isDisjoint(with: lanes) {
      let speed = try library.value(port(id), SAI_PORT_ATTR_SPEED) { $0.u32 }
      try steps.remove(port(id), SAI_OBJECT_TYPE_PORT, madeOf: attributes(theirs, speed)) { self.free[$0.id] = theirs }
      free[id] = nil
    }
    let made = try steps.create(SAI_OBJECT_TYPE_PORT, attributes(lanes, row.speed))
    guard let held = try read(row.id, made.id) else { throw .cause(.missing) }
    try update(held, to: row, made.id, steps)
    return made.id
  }

  private func attributes(_ lanes: [UInt32], _ speed: UInt32) -> [SAIAttribute] {
    [SAIAttribute(SAI_PORT_ATTR_HW_LANE_LIST, .numbers(lanes)), SAIAttribute(SAI_PORT_ATTR_SPEED, .u32(speed))]
  }

  func update(_ held: Port, to row: Port, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = Port.schema.firstFixed(held, row) { throw .cause(.invalid(column)) }
    let object = port(id)
    try steps.set(object, SAI_PORT_ATTR_SPEED, .u32(row.speed), was: .u32(held.speed))
    try steps.set(object, SAI_PORT_ATTR_MTU, .u32(UInt32(row.mtu)), was: .u32(UInt32(held.mtu)))
    try steps.set(object, SAI_PORT_ATTR_PORT_VLAN_ID, .u16(row.portVLAN.rawValue), was: .u16(held.portVLAN.rawValue))
    try steps.set(object, SAI_PORT_ATTR_DROP_UNTAGGED, .flag(row.dropsUntagged), was: .flag(held.dropsUntagged))
    try steps.set(object, SAI_PORT_ATTR_DROP_TAGGED, .flag(row.dropsTagged), was: .flag(held.dropsTagged))
    if row.isLearning != held.isLearning { try context.setLearning(row.id, row.isLearning, was: held.isLearning, steps) }
    // Last: frames pass when all else is as wanted.
    try steps.set(object, SAI_PORT_ATTR_ADMIN_STATE, .flag(row.isEnabled), was: .flag(held.isEnabled))
  }

  func remove(_ held: Port, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let user = context.findUser?(.port(held.id)) { throw .cause(.inUse(by: user)) }
    if let before = original[id] {
      try update(held, to: before, id, steps)
      try context.dropBridgePort(held.id, steps)
      original[id] = nil
      free[id] = before.lanes.map { UInt32($0) }
    } else {
      try context.dropBridgePort(held.id, steps)
      try library.remove(port(id))
    }
    context.learns[held.id] = nil
  }
}
