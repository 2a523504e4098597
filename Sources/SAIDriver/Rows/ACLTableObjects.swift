import CSAI
import SwitchModel

/// ACL tables, and where they are bound: each port, LAG, VLAN or switch that has tables gets a group of them.
///
/// The stage and the fields cannot change once given and are remembered, as is the priority of a table that is bound to nothing; the
/// bind points are read from the groups.
final class ACLTableObjects: RowObjects {
  private let context: SAIContext
  private var library: SAILibrary { context.library }
  private var given: [ACLTableID: ACLTable] = [:]
  private var groups: [BindPoint: SAIObject] = [:]

  private enum Place: Hashable { case port(PortID), vlan(VLANID), wholeSwitch }
  private struct BindPoint: Hashable {
    let place: Place
    let stage: ACLTable.Stage
  }

  init(_ context: SAIContext) { self.context = context }

  func column(_ type: UInt32) -> String? {
    switch type {
    case SAI_OBJECT_TYPE_ACL_TABLE.rawValue: "fields"
    case SAI_OBJECT_TYPE_VLAN.rawValue: "vlans"
    case SAI_OBJECT_TYPE_SWITCH.rawValue: "isBoundToSwitch"
    default: "ports"
    }
  }

  private static func stage(_ stage: ACLTable.Stage) -> SAIValue {
    .choice(stage == .ingress ? SAI_ACL_STAGE_INGRESS : SAI_ACL_STAGE_EGRESS)
  }

  /// The object that binds, and its attribute.
  private func binding(_ point: BindPoint) throws(SAIFault) -> (object: SAIObject, attribute: AttributeID, type: sai_acl_bind_point_type_t)
  {
    let isIngress = point.stage == .ingress
    func id(_ ingress: some RawRepresentable<UInt32>, _ egress: some RawRepresentable<UInt32>) -> AttributeID {
      AttributeID(rawValue: isIngress ? ingress.rawValue : egress.rawValue)
    }
    switch point.place {
    case .port(let port) where port.lag == nil:
      return (try context.object(port), id(SAI_PORT_ATTR_INGRESS_ACL, SAI_PORT_ATTR_EGRESS_ACL), SAI_ACL_BIND_POINT_TYPE_PORT)
    case .port(let port):
      return (try context.object(port), id(SAI_LAG_ATTR_INGRESS_ACL, SAI_LAG_ATTR_EGRESS_ACL), SAI_ACL_BIND_POINT_TYPE_LAG)
    case .vlan(let vlan):
      let object = SAIObject(SAI_OBJECT_TYPE_VLAN, try context.object(.vlan(vlan)))
      return (object, id(SAI_VLAN_ATTR_INGRESS_ACL, SAI_VLAN_ATTR_EGRESS_ACL), SAI_ACL_BIND_POINT_TYPE_VLAN)
    case .wholeSwitch: return (library.root, id(SAI_SWITCH_ATTR_INGRESS_ACL, SAI_SWITCH_ATTR_EGRESS_ACL), SAI_ACL_BIND_POINT_TYPE_SWITCH)
    }
  }

  private func groupType(_ isParallel: Bool) -> SAIValue {
    .choice(isParallel ? SAI_ACL_TABLE_GROUP_TYPE_PARALLEL : SAI_ACL_TABLE_GROUP_TYPE_SEQUENTIAL)
  }

  private func members(_ group: SAIObject) throws(SAIFault) -> [(object: SAIObject, table: sai_object_id_t)] {
    var members: [(object: SAIObject, table: sai_object_id_t)] = []
    for id in try library.objects(group, SAI_ACL_TABLE_GROUP_ATTR_MEMBER_LIST) {
      let object = SAIObject(SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER, id)
      members.append((object, try library.value(object, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID) { $0.oid }))
    }
    return members
  }

  private func points(_ row: ACLTable) -> Set<BindPoint> {
    var places = row.ports.map { Place.port($0) } + row.vlans.map { Place.vlan($0) }
    if row.isBoundToSwitch { places.append(.wholeSwitch) }
    return Set(places.map { BindPoint(place: $0, stage: row.stage) })
  }

  func read(_ key: ACLTableID, _ id: sai_object_id_t) throws(SAIFault) -> ACLTable? {
    guard id != 0, let given = given[key] else { return nil }
    var ports: [PortID] = []
    var vlans: [VLANID] = []
    var isBoundToSwitch = false
    for (point, group) in groups where point.stage == given.stage {
      guard try members(group).contains(where: { $0.table == id }) else { continue }
      switch point.place {
      case .port(let port): ports.append(port)
      case .vlan(let vlan): vlans.append(vlan)
      case .wholeSwitch: isBoundToSwitch = true
      }
    }
    return ACLTable(
      id: key, stage: given.stage, priority: given.priority, fields: given.fields, ports: ports, vlans: vlans,
      isBoundToSwitch: isBoundToSwitch, isParallel: given.isParallel)
  }

  func insert(_ row: ACLTable, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let places = [SAI_ACL_BIND_POINT_TYPE_PORT, SAI_ACL_BIND_POINT_TYPE_LAG, SAI_ACL_BIND_POINT_TYPE_VLAN, SAI_ACL_BIND_POINT_TYPE_SWITCH]
    let table = try steps.create(
      SAI_OBJECT_TYPE_ACL_TABLE,
      [
        SAIAttribute(SAI_ACL_TABLE_ATTR_ACL_STAGE, ACLTableObjects.stage(row.stage)),
        SAIAttribute(SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST, .numbers(places.map(\.rawValue)))
      ] + ACLFields.attributes(row.fields))
    for point in points(row) { try bind(row, table.id, point, steps) }
    given[row.id] = row
    return table.id
  }

  private func bind(_ row: ACLTable, _ id: sai_object_id_t, _ point: BindPoint, _ steps: Steps) throws(SAIFault) {
    let (object, attribute, type) = try binding(point)
    let group: SAIObject
    if let there = groups[point] {
      // A group is parallel or not as a whole.
      let isParallel = try library.value(there, SAI_ACL_TABLE_GROUP_ATTR_TYPE) { $0.s32 }
      guard SAIValue.s32(isParallel) == groupType(row.isParallel) else {
        throw .cause(.unsupported(ACLTable.schema.column(named: "isParallel")))
      }
      group = there
    } else {
      group = try steps.create(
        SAI_OBJECT_TYPE_ACL_TABLE_GROUP,
        [
          SAIAttribute(SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE, ACLTableObjects.stage(point.stage)),
          SAIAttribute(SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST, .numbers([type.rawValue])),
          SAIAttribute(SAI_ACL_TABLE_GROUP_ATTR_TYPE, groupType(row.isParallel))
        ])
    }
    _ = try steps.create(SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER, memberAttributes(row, id, group))
    guard groups[point] == nil else { return }
    try steps.set(object, attribute, .object(group.id), was: .object(0))
    groups[point] = group
    steps.onFailure { [self] () throws(SAIFault) in groups[point] = nil }
  }

  private func memberAttributes(_ row: ACLTable, _ id: sai_object_id_t, _ group: SAIObject) -> [SAIAttribute] {
    [
      SAIAttribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID, .object(group.id)),
      SAIAttribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID, .object(id)),
      SAIAttribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY, .u32(row.priority))
    ]
  }

  private func unbind(_ row: ACLTable, _ id: sai_object_id_t, _ point: BindPoint, _ steps: Steps) throws(SAIFault) {
    guard let group = groups[point] else { return }
    let members = try members(group)
    let (object, attribute, _) = try binding(point)
    if members.count == 1 {
      try steps.set(object, attribute, .object(0), was: .object(group.id))
    }
    for member in members where member.table == id {
      try steps.remove(member.object, SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER, madeOf: memberAttributes(row, id, group))
    }
    guard members.count == 1 else { return }
    // An empty group that cannot go does no harm: it stays for the next table.
    do throws(SAIFault) { try library.remove(group) } catch { return }
    groups[point] = nil
    steps.onFailure { [self] () throws(SAIFault) in
      // The group's own removal is the last of its steps: what is taken back is a binding as a whole.
      let again = Steps(library)
      try bind(row, id, point, again)
    }
  }

  func update(_ held: ACLTable, to row: ACLTable, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = ACLTable.schema.firstFixed(held, row) { throw .cause(.invalid(column)) }
    let before = points(held)
    let after = points(row)
    for point in after.subtracting(before) { try bind(row, id, point, steps) }
    for point in before.subtracting(after) { try unbind(held, id, point, steps) }
  }

  func remove(_ held: ACLTable, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let user = context.findUser?(.aclTable(held.id)) { throw .cause(.inUse(by: user)) }
    for point in points(held) { try unbind(held, id, point, steps) }
    try library.remove(SAIObject(SAI_OBJECT_TYPE_ACL_TABLE, id))
    given[held.id] = nil
  }
}
