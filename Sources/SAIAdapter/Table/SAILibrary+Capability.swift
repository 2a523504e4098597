public import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

// What the switch can do, said before it is asked to, and what there is.
extension SAILibrary {
  private func info(_ type: sai_object_type_t) throws(SAIStatus) -> ObjectInfo {
    guard let info = ObjectInfo(type: Int32(bitPattern: type.rawValue)) else { throw .invalidObjectType }
    return info
  }

  private func check(_ root: SAISwitch, _ id: sai_object_id_t) throws(SAIStatus) {
    guard id == root.switchID.rawValue else { throw .invalidObjectID }
  }

  public func attributeCapability(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ attribute: sai_attr_id_t, _ result: UnsafeMutablePointer<sai_attr_capability_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let result else { throw .invalidParameter }
      let object = try info(type)
      guard let attribute = object.attribute(attribute) else { throw .unknownAttribute(0) }
      var capability = sai_attr_capability_t()
      if let support = root.family(object.type)?.support {
        let takes = support.takes(attribute.id)
        capability.create_implemented = takes && !attribute.isReadOnly && (support.isCreatable || object.type == .switch)
        capability.set_implemented = takes && !attribute.isReadOnly && !attribute.isCreateOnly
        capability.get_implemented =
          !attribute.isSetOnly
          && (takes || support.computed.contains(attribute.id) || root.defaultValue(attribute) != nil && !attribute.isReadOnly)
      }
      result.pointee = capability
    }
  }

  public func enumCapability(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ attribute: sai_attr_id_t, _ list: UnsafeMutablePointer<sai_s32_list_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let list else { throw .invalidParameter }
      let object = try info(type)
      guard let attribute = object.attribute(attribute) else { throw .unknownAttribute(0) }
      guard let support = root.family(object.type)?.support else { throw .notImplemented }
      guard let enumeration = attribute.enumeration else { throw .invalidParameter }
      var values = (0..<Int(enumeration.count)).map { Int64(enumeration.values[$0]) }
      if let only = EnumValues.supported(object.type, attribute.id) { values = values.filter(only.contains) }
      if !support.takes(attribute.id), !support.computed.contains(attribute.id) {
        guard let number = root.defaultValue(attribute)?.asNumber else { throw .notSupported }
        values = [number]
      }
      let status = writeList(values, UnsafeMutableRawPointer(list)) { Int32(truncatingIfNeeded: $0) }
      if status != .success { throw SAIStatus(code: status) }
    }
  }

  public func maximumAttributeCount(_ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?)
    -> sai_status_t
  {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let count else { throw .invalidParameter }
      count.pointee = UInt32(try info(type).attributeCount)
    }
  }

  public func objectCount(_ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let count else { throw .invalidParameter }
      let object = try info(type)
      guard root.family(object.type) != nil else { throw .notImplemented }
      count.pointee = UInt32(clamping: root.keys(object.type, limit: 0).count)
    }
  }

  public func objectKeys(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UnsafeMutablePointer<UInt32>?,
    _ keys: UnsafeMutablePointer<sai_object_key_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let count else { throw .invalidParameter }
      let object = try info(type)
      guard root.family(object.type) != nil else { throw .notImplemented }
      let room = count.pointee
      let found = root.keys(object.type, limit: keys == nil ? 0 : Int(room))
      count.pointee = UInt32(clamping: found.count)
      guard found.count <= Int(room) else { throw .bufferOverflow }
      guard found.count == 0 || keys != nil else { throw .invalidParameter }
      for (index, write) in found.keys.enumerated() { if let keys { write(UnsafeMutableRawPointer(keys + index)) } }
    }
  }

  public func availability(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ attributeCount: UInt32, _ list: UnsafePointer<sai_attribute_t>?,
    _ count: UnsafeMutablePointer<UInt64>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard let count else { throw .invalidParameter }
      let object = try info(type)
      guard root.family(object.type) != nil else { throw .notSupported }
      let given = try GivenAttributes(object, attributeCount, list)
      count.pointee = try root.available(object.type, given)
    }
  }

  public func bulkGetAttribute(
    _ id: sai_object_id_t, _ type: sai_object_type_t, _ count: UInt32, _ keys: UnsafePointer<sai_object_key_t>?,
    _ counts: UnsafeMutablePointer<UInt32>?, _ lists: UnsafeMutablePointer<UnsafeMutablePointer<sai_attribute_t>?>?,
    _ statuses: UnsafeMutablePointer<sai_status_t>?
  ) -> sai_status_t {
    call { root throws(SAIStatus) in
      try check(root, id)
      guard count > 0, count <= SAILibrary.largestBulk, let keys, let counts, let lists, let statuses else { throw .invalidParameter }
      let object = try info(type)
      guard root.family(object.type) != nil else { throw .notImplemented }
      var isFailed = false
      for index in 0..<Int(count) {
        do throws(SAIStatus) {
          let place = UnsafeRawPointer(keys + index)
          if object.isEntry {
            try root.getEntry(object.type, place, counts[index], lists[index])
          } else {
            try root.get(object.type, ObjectID(place.load(as: UInt64.self)), counts[index], lists[index])
          }
          statuses[index] = .success
        } catch {
          statuses[index] = error.code
          isFailed = true
        }
      }
      if isFailed { throw .failure }
    }
  }
}

/// Of some enums, the values that the switch takes; of others all.
enum EnumValues {
  static func supported(_ type: Int32, _ attribute: UInt32) -> Set<Int64>? {
    func set(_ values: [some RawRepresentable<UInt32>]) -> Set<Int64> { Set(values.map { Int64($0.rawValue) }) }
    switch (type, attribute) {
    case (.hash, SAI_HASH_ATTR_NATIVE_HASH_FIELD_LIST.rawValue): return Set(HashFamily.fields)
    case (.nextHopGroup, SAI_NEXT_HOP_GROUP_ATTR_TYPE.rawValue): return set([SAI_NEXT_HOP_GROUP_TYPE_DYNAMIC_UNORDERED_ECMP])
    case (.nextHop, SAI_NEXT_HOP_ATTR_TYPE.rawValue): return set([SAI_NEXT_HOP_TYPE_IP])
    case (.bridgePort, SAI_BRIDGE_PORT_ATTR_TYPE.rawValue): return set([SAI_BRIDGE_PORT_TYPE_PORT])
    case (.bridgePort, SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE.rawValue):
      return set([SAI_BRIDGE_PORT_FDB_LEARNING_MODE_DISABLE, SAI_BRIDGE_PORT_FDB_LEARNING_MODE_HW])
    case (.vlanMember, SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE.rawValue):
      return set([SAI_VLAN_TAGGING_MODE_UNTAGGED, SAI_VLAN_TAGGING_MODE_TAGGED])
    case (.routerInterface, SAI_ROUTER_INTERFACE_ATTR_TYPE.rawValue):
      return set([
        SAI_ROUTER_INTERFACE_TYPE_PORT, SAI_ROUTER_INTERFACE_TYPE_VLAN, SAI_ROUTER_INTERFACE_TYPE_LOOPBACK,
        SAI_ROUTER_INTERFACE_TYPE_SUB_PORT
      ])
    case (.aclTable, SAI_ACL_TABLE_ATTR_ACL_STAGE.rawValue), (.aclTableGroup, SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE.rawValue):
      return set([SAI_ACL_STAGE_INGRESS, SAI_ACL_STAGE_EGRESS])
    case (.aclTable, SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue),
      (.aclTableGroup, SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST.rawValue):
      return set([SAI_ACL_BIND_POINT_TYPE_PORT, SAI_ACL_BIND_POINT_TYPE_LAG, SAI_ACL_BIND_POINT_TYPE_VLAN, SAI_ACL_BIND_POINT_TYPE_SWITCH])
    case (.aclTable, SAI_ACL_TABLE_ATTR_ACL_ACTION_TYPE_LIST.rawValue): return Set(ACLEntryFamily.actions)
    case (.policer, SAI_POLICER_ATTR_MODE.rawValue): return set([SAI_POLICER_MODE_SR_TCM, SAI_POLICER_MODE_TR_TCM])
    case (.policer, SAI_POLICER_ATTR_GREEN_PACKET_ACTION.rawValue), (.policer, SAI_POLICER_ATTR_YELLOW_PACKET_ACTION.rawValue),
      (.policer, SAI_POLICER_ATTR_RED_PACKET_ACTION.rawValue):
      return set([SAI_PACKET_ACTION_FORWARD, SAI_PACKET_ACTION_DROP])
    case (.aclRange, SAI_ACL_RANGE_ATTR_TYPE.rawValue):
      return set([SAI_ACL_RANGE_TYPE_L4_SRC_PORT_RANGE, SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE])
    case (.hostInterface, SAI_HOSTIF_ATTR_TYPE.rawValue): return set([SAI_HOSTIF_TYPE_NETDEV, SAI_HOSTIF_TYPE_FD])
    case (.trap, SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE.rawValue): return TrapFamily.supportedTypes
    case (.trap, SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION.rawValue):
      return set([
        SAI_PACKET_ACTION_DROP, SAI_PACKET_ACTION_FORWARD, SAI_PACKET_ACTION_COPY, SAI_PACKET_ACTION_TRAP, SAI_PACKET_ACTION_LOG,
        SAI_PACKET_ACTION_DENY, SAI_PACKET_ACTION_TRANSIT
      ])
    case (.routeEntry, SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION.rawValue):
      return set([
        SAI_PACKET_ACTION_DROP, SAI_PACKET_ACTION_FORWARD, SAI_PACKET_ACTION_TRAP, SAI_PACKET_ACTION_DENY, SAI_PACKET_ACTION_TRANSIT
      ])
    default: return nil
    }
  }
}

extension SAISwitch {
  /// The keys of all objects of a type: how many, and for up to `limit` of them what writes them.
  func keys(_ type: Int32, limit: Int) -> (count: Int, keys: [(UnsafeMutableRawPointer) -> Void]) {
    var count = 0
    var keys: [(UnsafeMutableRawPointer) -> Void] = []
    func add(_ write: @escaping (UnsafeMutableRawPointer) -> Void) {
      count += 1
      if keys.count < limit { keys.append(write) }
    }
    let switchID = switchID.rawValue
    switch type {
    case .routeEntry:
      var routers: [VirtualRouterID: UInt64] = [:]
      objects.forEach { if case .virtualRouter(let id) = $0.key { routers[id] = $0.id.rawValue } }
      control.forEach(Route.self) { row in
        add { place in
          place.storeBytes(of: switchID, as: UInt64.self)
          place.storeBytes(of: routers[row.key.virtualRouter] ?? 0, toByteOffset: 8, as: UInt64.self)
          writePrefix(row.key.prefix, place + 16)
        }
      }
    case .neighborEntry, .fdbEntry:
      for object in entries.values where object.info.type == type { add { [self] in writeKey(object, $0) } }
      guard type == .fdbEntry else { break }
      var vlans: [VLANID: UInt64] = [:]
      objects.forEach { if $0.info.type == .vlan, case .vlan(let id) = $0.key { vlans[id] = $0.id.rawValue } }
      control.device.fdb.forEachRow { row in
        if control.row(FDBEntry.self, row.key) == nil { add { writeFDBKey($0, switchID, row.key.mac, vlans[row.key.vlan] ?? 0) } }
      }
    default:
      for id in objects.ids(of: type) { add { $0.storeBytes(of: id.rawValue, as: UInt64.self) } }
    }
    return (count, keys)
  }

  /// Writes the key of an FDB entry or neighbor.
  func writeKey(_ object: SAIObject, _ place: UnsafeMutableRawPointer) {
    let named = object.members.first?.rawValue ?? 0
    switch object.key {
    case .neighbor(let key):
      place.storeBytes(of: switchID.rawValue, as: UInt64.self)
      place.storeBytes(of: named, toByteOffset: 8, as: UInt64.self)
      writeAddress(key.address, place + 16)
    case .fdbEntry(let key): writeFDBKey(place, switchID.rawValue, key.mac, named)
    default: break
    }
  }

  /// How many more objects of a type there is room for.
  func available(_ type: Int32, _ given: GivenAttributes) throws(SAIStatus) -> UInt64 {
    func figure(_ attribute: sai_switch_attr_t) -> UInt64 {
      UInt64(clamping: SwitchFigures.value(attribute.rawValue, self)?.asNumber ?? 0)
    }
    let isIPv6 = given.values.contains { $0.value == .number(Int64(SAI_IP_ADDR_FAMILY_IPV6.rawValue)) }
    switch type {
    case .routeEntry: return figure(isIPv6 ? SAI_SWITCH_ATTR_AVAILABLE_IPV6_ROUTE_ENTRY : SAI_SWITCH_ATTR_AVAILABLE_IPV4_ROUTE_ENTRY)
    case .neighborEntry:
      return figure(isIPv6 ? SAI_SWITCH_ATTR_AVAILABLE_IPV6_NEIGHBOR_ENTRY : SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEIGHBOR_ENTRY)
    case .nextHop: return figure(SAI_SWITCH_ATTR_AVAILABLE_IPV4_NEXTHOP_ENTRY)
    case .nextHopGroup: return figure(SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_ENTRY)
    case .nextHopGroupMember: return figure(SAI_SWITCH_ATTR_AVAILABLE_NEXT_HOP_GROUP_MEMBER_ENTRY)
    case .fdbEntry: return figure(SAI_SWITCH_ATTR_AVAILABLE_FDB_ENTRY)
    case .vlan: return UInt64(4094 - control.count(of: VLAN.self))
    case .lag:
      return figure(SAI_SWITCH_ATTR_NUMBER_OF_LAGS) - min(figure(SAI_SWITCH_ATTR_NUMBER_OF_LAGS), UInt64(control.count(of: LAG.self)))
    case .stp:
      return figure(SAI_SWITCH_ATTR_MAX_STP_INSTANCE)
        - min(figure(SAI_SWITCH_ATTR_MAX_STP_INSTANCE), UInt64(control.count(of: SpanningTree.self)))
    case .policer:
      guard let level = control.device.policers.usage.levels.first else { throw .notSupported }
      return UInt64(clamping: level.capacity - level.occupied)
    case .virtualRouter:
      return figure(SAI_SWITCH_ATTR_MAX_VIRTUAL_ROUTERS)
        - min(figure(SAI_SWITCH_ATTR_MAX_VIRTUAL_ROUTERS), UInt64(control.count(of: VirtualRouter.self)))
    case .aclTable: return UInt64(aclResources(isGroup: false).first?.available ?? 0)
    default: throw .notSupported
    }
  }
}

private func writeFDBKey(_ place: UnsafeMutableRawPointer, _ switchID: UInt64, _ mac: MACAddress, _ vlan: UInt64) {
  place.storeBytes(of: switchID, as: UInt64.self)
  writeMAC(mac, place + 8)
  place.storeBytes(of: vlan, toByteOffset: 16, as: UInt64.self)
}
