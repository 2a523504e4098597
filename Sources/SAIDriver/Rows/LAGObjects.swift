import CSAI
import SwitchModel

/// LAGs, and their members as objects.
struct LAGObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  func column(_ type: UInt32) -> String? { type == SAI_OBJECT_TYPE_BRIDGE_PORT.rawValue ? "isLearning" : "members" }

  private func lag(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_LAG, id) }

  private func members(_ id: sai_object_id_t) throws(SAIFault) -> [(object: SAIObject, member: LAG.Member)] {
    var members: [(object: SAIObject, member: LAG.Member)] = []
    for id in try library.objects(lag(id), SAI_LAG_ATTR_PORT_LIST) {
      let object = SAIObject(SAI_OBJECT_TYPE_LAG_MEMBER, id)
      let port = try library.value(object, SAI_LAG_MEMBER_ATTR_PORT_ID) { $0.oid }
      guard case .port(let known) = context.key(port) else { continue }
      let sendsNothing = try library.value(object, SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE) { $0.booldata }
      let takesNothing = try library.value(object, SAI_LAG_MEMBER_ATTR_INGRESS_DISABLE) { $0.booldata }
      members.append((object, LAG.Member(port: known, distributes: !sendsNothing, collects: !takesNothing)))
    }
    return members
  }

  func read(_ key: LAGID, _ id: sai_object_id_t) throws(SAIFault) -> LAG? {
    guard id != 0 else { return nil }
    return LAG(
      id: key, members: try members(id).map(\.member),
      portVLAN: VLANID(try library.value(lag(id), SAI_LAG_ATTR_PORT_VLAN_ID) { $0.u16 }) ?? .default,
      isLearning: try context.isLearning(PortID(lag: key)),
      dropsUntagged: try library.value(lag(id), SAI_LAG_ATTR_DROP_UNTAGGED) { $0.booldata },
      dropsTagged: try library.value(lag(id), SAI_LAG_ATTR_DROP_TAGGED) { $0.booldata })
  }

  func insert(_ row: LAG, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let id = try steps.create(SAI_OBJECT_TYPE_LAG, []).id
    try update(LAG(id: row.id), to: row, id, steps)
    return id
  }

  private func attributes(_ member: LAG.Member, _ id: sai_object_id_t) throws(SAIFault) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_LAG_MEMBER_ATTR_LAG_ID, .object(id)),
      SAIAttribute(SAI_LAG_MEMBER_ATTR_PORT_ID, .object(try context.object(member.port).id)),
      SAIAttribute(SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE, .flag(!member.distributes)),
      SAIAttribute(SAI_LAG_MEMBER_ATTR_INGRESS_DISABLE, .flag(!member.collects))
    ]
  }

  func update(_ held: LAG, to row: LAG, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try steps.set(lag(id), SAI_LAG_ATTR_PORT_VLAN_ID, .u16(row.portVLAN.rawValue), was: .u16(held.portVLAN.rawValue))
    try steps.set(lag(id), SAI_LAG_ATTR_DROP_UNTAGGED, .flag(row.dropsUntagged), was: .flag(held.dropsUntagged))
    try steps.set(lag(id), SAI_LAG_ATTR_DROP_TAGGED, .flag(row.dropsTagged), was: .flag(held.dropsTagged))
    if row.isLearning != held.isLearning { try context.setLearning(PortID(lag: row.id), row.isLearning, was: held.isLearning, steps) }
    guard row.members != held.members else { return }
    var there: [PortID: (object: SAIObject, member: LAG.Member)] = [:]
    for entry in try members(id) { there[entry.member.port] = entry }
    let wanted = Set(row.members.map(\.port))
    // What is new comes before what is old goes: a refusal has then taken nothing away.
    for member in row.members {
      if let (object, old) = there[member.port] {
        try steps.set(object, SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE, .flag(!member.distributes), was: .flag(!old.distributes))
        try steps.set(object, SAI_LAG_MEMBER_ATTR_INGRESS_DISABLE, .flag(!member.collects), was: .flag(!old.collects))
      } else {
        try context.dropBridgePort(member.port, steps)
        _ = try steps.create(SAI_OBJECT_TYPE_LAG_MEMBER, try attributes(member, id))
      }
    }
    for (port, entry) in there.sorted(by: { $0.key < $1.key }) where !wanted.contains(port) {
      try steps.remove(entry.object, SAI_OBJECT_TYPE_LAG_MEMBER, madeOf: try attributes(entry.member, id))
    }
  }

  func remove(_ held: LAG, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let user = context.findUser?(.lag(held.id)) { throw .cause(.inUse(by: user)) }
    try update(held, to: held.with(members: []), id, steps)
    try context.dropBridgePort(PortID(lag: held.id), steps)
    try library.remove(lag(id))
    context.learns[PortID(lag: held.id)] = nil
  }
}

/// Spanning trees, and the states of their ports as objects.
struct SpanningTreeObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  func column(_ type: UInt32) -> String? { "ports" }

  private func ports(_ id: sai_object_id_t) throws(SAIFault) -> [(object: SAIObject, port: SpanningTree.PortState)] {
    var ports: [(object: SAIObject, port: SpanningTree.PortState)] = []
    for id in try library.objects(SAIObject(SAI_OBJECT_TYPE_STP, id), SAI_STP_ATTR_PORT_LIST) {
      let object = SAIObject(SAI_OBJECT_TYPE_STP_PORT, id)
      let bridgePort = try library.value(object, SAI_STP_PORT_ATTR_BRIDGE_PORT) { $0.oid }
      let state = UInt32(bitPattern: try library.value(object, SAI_STP_PORT_ATTR_STATE) { $0.s32 })
      guard let port = context.port(ofBridgePort: bridgePort) else { continue }
      let known: SpanningTree.State =
        state == SAI_STP_PORT_STATE_BLOCKING.rawValue ? .blocking : state == SAI_STP_PORT_STATE_LEARNING.rawValue ? .learning : .forwarding
      ports.append((object, SpanningTree.PortState(port: port, state: known)))
    }
    return ports
  }

  private static func state(_ state: SpanningTree.State) -> SAIValue {
    switch state {
    case .forwarding: .choice(SAI_STP_PORT_STATE_FORWARDING)
    case .learning: .choice(SAI_STP_PORT_STATE_LEARNING)
    case .blocking: .choice(SAI_STP_PORT_STATE_BLOCKING)
    }
  }

  func read(_ key: SpanningTreeID, _ id: sai_object_id_t) throws(SAIFault) -> SpanningTree? {
    id == 0 ? nil : SpanningTree(id: key, ports: try ports(id).map(\.port))
  }

  func insert(_ row: SpanningTree, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let id = try steps.create(SAI_OBJECT_TYPE_STP, []).id
    try update(SpanningTree(id: row.id), to: row, id, steps)
    return id
  }

  private func attributes(_ port: SpanningTree.PortState, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_STP_PORT_ATTR_STP, .object(id)),
      SAIAttribute(SAI_STP_PORT_ATTR_BRIDGE_PORT, .object(try context.bridgePort(port.port, steps).id)),
      SAIAttribute(SAI_STP_PORT_ATTR_STATE, SpanningTreeObjects.state(port.state))
    ]
  }

  func update(_ held: SpanningTree, to row: SpanningTree, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    guard held.ports != row.ports else { return }
    var there: [PortID: (object: SAIObject, port: SpanningTree.PortState)] = [:]
    for entry in try ports(id) { there[entry.port.port] = entry }
    let wanted = Set(row.ports.map(\.port))
    // What is new comes before what is old goes: a refusal has then taken nothing away.
    for port in row.ports {
      if let (object, old) = there[port.port] {
        try steps.set(
          object, SAI_STP_PORT_ATTR_STATE, SpanningTreeObjects.state(port.state), was: SpanningTreeObjects.state(old.state))
      } else {
        _ = try steps.create(SAI_OBJECT_TYPE_STP_PORT, try attributes(port, id, steps))
      }
    }
    for (port, entry) in there.sorted(by: { $0.key < $1.key }) where !wanted.contains(port) {
      try steps.remove(entry.object, SAI_OBJECT_TYPE_STP_PORT, madeOf: try attributes(entry.port, id, steps))
    }
  }

  func remove(_ held: SpanningTree, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let user = context.findUser?(.spanningTree(held.id)) { throw .cause(.inUse(by: user)) }
    try update(held, to: SpanningTree(id: held.id), id, steps)
    try library.remove(SAIObject(SAI_OBJECT_TYPE_STP, id))
  }
}
