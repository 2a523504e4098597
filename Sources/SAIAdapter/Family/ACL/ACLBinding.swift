import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Where a table is looked up, gathered from every port, LAG, VLAN and the switch, and the groups in between.
///
/// SAI binds from the bind point's side, to a table or to a group of tables; our row has the bind points in the table. So a change
/// on one side is worked out for all tables and committed at once.
struct ACLBinding: Equatable {
  var ports: [PortID] = []
  var vlans: [VLANID] = []
  var isBoundToSwitch = false
  /// Of several groups that the table is in, the highest.
  var priority: UInt32 = 0
  var isParallel = false

  static func isSupported(_ bindPoint: Int64) -> Bool {
    [SAI_ACL_BIND_POINT_TYPE_PORT, SAI_ACL_BIND_POINT_TYPE_LAG, SAI_ACL_BIND_POINT_TYPE_VLAN, SAI_ACL_BIND_POINT_TYPE_SWITCH].contains {
      Int64($0.rawValue) == bindPoint
    }
  }

  /// The attributes by which an object of this type binds ACLs, and what it is as a bind point.
  static func attributes(_ type: Int32) -> (ingress: UInt32, egress: UInt32, bindPoint: Int64)? {
    switch type {
    case .port:
      (SAI_PORT_ATTR_INGRESS_ACL.rawValue, SAI_PORT_ATTR_EGRESS_ACL.rawValue, Int64(SAI_ACL_BIND_POINT_TYPE_PORT.rawValue))
    case .lag: (SAI_LAG_ATTR_INGRESS_ACL.rawValue, SAI_LAG_ATTR_EGRESS_ACL.rawValue, Int64(SAI_ACL_BIND_POINT_TYPE_LAG.rawValue))
    case .vlan: (SAI_VLAN_ATTR_INGRESS_ACL.rawValue, SAI_VLAN_ATTR_EGRESS_ACL.rawValue, Int64(SAI_ACL_BIND_POINT_TYPE_VLAN.rawValue))
    case .switch:
      (SAI_SWITCH_ATTR_INGRESS_ACL.rawValue, SAI_SWITCH_ATTR_EGRESS_ACL.rawValue, Int64(SAI_ACL_BIND_POINT_TYPE_SWITCH.rawValue))
    default: nil
    }
  }

  fileprivate mutating func add(_ object: SAIObject) {
    if let port = object.port {
      ports.append(port)
    } else if case .vlan(let vlan) = object.key {
      vlans.append(vlan)
    } else {
      isBoundToSwitch = true
    }
  }
}

extension SAISwitch {
  /// Whether what an object binds is of the right stage, and can be bound there.
  func checkACLs(of object: SAIObject) throws(SAIStatus) {
    guard let attributes = ACLBinding.attributes(object.info.type) else { return }
    for (attribute, stage) in [(attributes.ingress, SAI_ACL_STAGE_INGRESS), (attributes.egress, SAI_ACL_STAGE_EGRESS)] {
      guard let bound = value(of: object, attribute).flatMap({ objects[$0.asObject] }) else { continue }
      let isTable = bound.info.type == .aclTable
      let its = number(bound, isTable ? UInt32(SAI_ACL_TABLE_ATTR_ACL_STAGE.rawValue) : UInt32(SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE.rawValue))
      let list = isTable ? SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue : SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue
      let bindPoints = value(of: bound, list)?.asNumbers ?? []
      guard its == Int64(stage.rawValue), bindPoints.isEmpty || bindPoints.contains(attributes.bindPoint) else {
        throw .invalidValue(given.index(of: attribute))
      }
    }
  }

  func number(_ object: SAIObject, _ id: UInt32) -> Int64 { value(of: object, id)?.asNumber ?? 0 }

  /// Makes the tables' rows agree with what an object binds now. `object` may be one that is being made.
  func bindACLs(of object: SAIObject) throws(SAIStatus) {
    try checkACLs(of: object)
    try renewACLs(including: object)
  }

  func unbindACLs(of object: SAIObject) throws(SAIStatus) { try renewACLs(excluding: object) }

  /// Works out every table's bind points, and commits those that changed.
  func renewACLs(including added: SAIObject? = nil, excluding removed: SAIObject? = nil) throws(SAIStatus) {
    var wanted: [ObjectID: ACLBinding] = [:]
    func visit(_ object: SAIObject) {
      guard let attributes = ACLBinding.attributes(object.info.type) else { return }
      for attribute in [attributes.ingress, attributes.egress] {
        guard let id = object.given(attribute)?.asObject, let bound = objects[id] else { continue }
        if bound.info.type == .aclTable {
          wanted[id, default: ACLBinding()].add(object)
          continue
        }
        let isParallel = number(bound, SAI_ACL_TABLE_GROUP_ATTR_TYPE) == Int64(SAI_ACL_TABLE_GROUP_TYPE_PARALLEL.rawValue)
        for member in bound.members.compactMap({ objects[$0] }) {
          guard let table = member.given(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID.rawValue)?.asObject else { continue }
          var binding = wanted[table] ?? ACLBinding()
          binding.add(object)
          binding.priority = max(binding.priority, UInt32(clamping: number(member, SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY)))
          binding.isParallel = binding.isParallel || isParallel
          wanted[table] = binding
        }
      }
    }
    for object in bindPoints where object !== removed && object !== added { visit(object) }
    if let added { visit(added) }
    var transaction = Transaction()
    var moved: [(table: SAIObject, id: ACLTableID, entries: [(SAIObject, [ACLEntry.Key])])] = []
    for id in objects.ids(of: .aclTable) {
      guard let table = objects[id], case .aclTable(let key) = table.key, let row = control.row(ACLTable.self, key) else { continue }
      let binding = wanted[id] ?? ACLBinding()
      if row.priority == binding.priority, row.isParallel == binding.isParallel || wanted[id] == nil {
        let new = ACLTable(
          id: key, stage: row.stage, priority: row.priority, fields: row.fields, ports: binding.ports, vlans: binding.vlans,
          isBoundToSwitch: binding.isBoundToSwitch, isParallel: row.isParallel)
        if new != row { transaction.update(new) }
      } else if wanted[id] != nil {
        moved.append(try move(table, row, binding, &transaction))
      } else {
        // Bound to nothing: its place among others does not matter.
        let new = ACLTable(
          id: key, stage: row.stage, priority: row.priority, fields: row.fields, ports: [], isParallel: row.isParallel)
        if new != row { transaction.update(new) }
      }
    }
    guard transaction.count > 0 else { return }
    let counts = moved.map { step in step.entries.map { aclCounts(of: $0.0) } }
    do throws(SAIStatus) { try commit(transaction) } catch {
      for step in moved { numbers.give(.aclTable, UInt32(step.id.rawValue)) }
      throw error
    }
    for (step, counts) in zip(moved, counts) {
      if case .aclTable(let old) = step.table.key { numbers.give(.aclTable, UInt32(old.rawValue)) }
      step.table.key = .aclTable(step.id)
      for ((entry, rows), count) in zip(step.entries, counts) {
        keepACLCounts(count, of: entry)
        aclRows[entry.id] = rows
      }
    }
  }

  /// A table's place is given on insertion: another place is another table, with the same entries.
  private func move(
    _ table: SAIObject, _ row: ACLTable, _ binding: ACLBinding, _ transaction: inout Transaction
  ) throws(SAIStatus) -> (table: SAIObject, id: ACLTableID, entries: [(SAIObject, [ACLEntry.Key])]) {
    guard let number = numbers.take(.aclTable, limit: 0xffff) else { throw .tableFull }
    let id = ACLTableID(UInt16(truncatingIfNeeded: number))
    transaction.remove(ACLTable.self, row.id)
    transaction.insert(
      ACLTable(
        id: id, stage: row.stage, priority: binding.priority, fields: row.fields, ports: binding.ports, vlans: binding.vlans,
        isBoundToSwitch: binding.isBoundToSwitch, isParallel: binding.isParallel))
    var entries: [(SAIObject, [ACLEntry.Key])] = []
    for entry in table.members.compactMap({ objects[$0] }) where entry.info.type == .aclEntry {
      var keys: [ACLEntry.Key] = []
      for key in aclRows[entry.id] ?? [] {
        guard let old = control.row(ACLEntry.self, key) else { continue }
        transaction.remove(ACLEntry.self, key)
        let new = ACLEntry(
          table: id, number: key.number, priority: old.priority, match: old.match, action: old.action, isCounted: old.isCounted)
        transaction.insert(new)
        keys.append(new.key)
      }
      entries.append((entry, keys))
    }
    return (table, id, entries)
  }

  /// Every object that can bind ACLs.
  private var bindPoints: [SAIObject] {
    var found: [SAIObject] = []
    objects.forEach { if ACLBinding.attributes($0.info.type) != nil { found.append($0) } }
    // In a fixed order: what the device is told must not depend on a hash.
    return found.sorted { $0.id < $1.id }
  }

  /// Tables and groups that can still be made, by stage and bind point.
  func aclResources(isGroup: Bool) -> [AttributeValue.ACLResource] {
    var resources: [AttributeValue.ACLResource] = []
    let asic = hardware.platform.asic
    for stage in ACLTable.Stage.allCases {
      guard control.device.capabilities.aclFields[stage] != nil else { continue }
      let field: Field = stage == .ingress ? .ingressACLTables : .egressACLTables
      var used = 0
      control.forEach(ACLTable.self) { if $0.stage == stage { used += 1 } }
      let room = (asic.table(.port)?.layout.place(field)?.width ?? 0) - used
      let saiStage = stage == .ingress ? SAI_ACL_STAGE_INGRESS : SAI_ACL_STAGE_EGRESS
      for bindPoint in [
        SAI_ACL_BIND_POINT_TYPE_PORT, SAI_ACL_BIND_POINT_TYPE_LAG, SAI_ACL_BIND_POINT_TYPE_VLAN, SAI_ACL_BIND_POINT_TYPE_SWITCH
      ] {
        // A group takes nothing on the chip.
        resources.append(
          .init(
            stage: Int32(saiStage.rawValue), bindPoint: Int32(bindPoint.rawValue),
            available: isGroup ? UInt32(asic.ports.count) * 2 : UInt32(clamping: room)))
      }
    }
    return resources
  }
}
