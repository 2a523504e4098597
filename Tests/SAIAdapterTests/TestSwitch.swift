import CSAI
import Foundation
import SAIAdapter
import Testing

typealias OID = sai_object_id_t

/// An attribute with its value.
func attribute<ID: RawRepresentable<UInt32>>(_ id: ID, _ set: (inout sai_attribute_value_t) -> Void) -> sai_attribute_t {
  var made = sai_attribute_t()
  made.id = id.rawValue
  set(&made.value)
  return made
}

/// The process's one switch, booted when the first test asks for it; every test leaves it as it was.
struct TestSwitch {
  let id: OID

  static let shared = TestSwitch()
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static var library: SAILibrary { .shared }

  static let services: sai_service_method_table_t = {
    var services = sai_service_method_table_t()
    services.profile_get_value = { _, _ in nil }
    services.profile_get_next_value = { _, _, _ in -1 }
    return services
  }()

  private init() {
    setenv("TRYSAIL_PLATFORMS", TestSwitch.root.appending(path: "Platforms").path, 1)
    setenv("TRYSAIL_HOST_INTERFACES", "none", 1)
    var services = TestSwitch.services
    var made: OID = 0
    let list = [attribute(SAI_SWITCH_ATTR_INIT_SWITCH) { $0.booldata = true }]
    if SAILibrary.shared.initialize(0, &services) != 0
      || SAILibrary.shared.create(SAI_OBJECT_TYPE_SWITCH, &made, 0, UInt32(list.count), list) != 0
    {
      Issue.record("the switch does not boot")
    }
    id = made
  }

  func create(_ type: sai_object_type_t, _ list: [sai_attribute_t]) -> (status: sai_status_t, id: OID) {
    var made: OID = 0
    let status = TestSwitch.library.create(type, &made, id, UInt32(list.count), list)
    return (status, made)
  }

  func set(_ type: sai_object_type_t, _ object: OID, _ value: sai_attribute_t) -> sai_status_t {
    withUnsafePointer(to: value) { TestSwitch.library.set(type, object, $0) }
  }

  func remove(_ type: sai_object_type_t, _ object: OID) -> sai_status_t { TestSwitch.library.remove(type, object) }

  /// Reads one object id.
  func object<ID: RawRepresentable<UInt32>>(_ type: sai_object_type_t, _ of: OID, _ attribute: ID) -> OID {
    var got = sai_attribute_t()
    got.id = attribute.rawValue
    return TestSwitch.library.get(type, of, 1, &got) == 0 ? got.value.oid : 0
  }

  /// Reads a list of object ids.
  func objects<ID: RawRepresentable<UInt32>>(_ type: sai_object_type_t, _ of: OID, _ attribute: ID) -> [OID] {
    var list = [OID](repeating: 0, count: 512)
    let count = list.withUnsafeMutableBufferPointer { buffer in
      var got = sai_attribute_t()
      got.id = attribute.rawValue
      got.value.objlist.count = UInt32(buffer.count)
      got.value.objlist.list = buffer.baseAddress
      return TestSwitch.library.get(type, of, 1, &got) == 0 ? Int(got.value.objlist.count) : 0
    }
    return Array(list.prefix(count))
  }

  var ports: [OID] { objects(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_PORT_LIST) }
  var router: OID { object(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID) }
  var bridge: OID { object(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID) }
  var vlan: OID { object(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_DEFAULT_VLAN_ID) }
  var trapGroup: OID { object(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_DEFAULT_TRAP_GROUP) }
  var cpu: OID { object(SAI_OBJECT_TYPE_SWITCH, id, SAI_SWITCH_ATTR_CPU_PORT) }

  /// The bridge port of a port.
  func bridgePort(_ port: OID) -> OID {
    objects(SAI_OBJECT_TYPE_BRIDGE, bridge, SAI_BRIDGE_ATTR_PORT_LIST).first {
      object(SAI_OBJECT_TYPE_BRIDGE_PORT, $0, SAI_BRIDGE_PORT_ATTR_PORT_ID) == port
    } ?? 0
  }

  /// How many objects of every type there are.
  var census: [Int32: UInt32] {
    var counts: [Int32: UInt32] = [:]
    // FDB entries are counted by a walk of the chip's table.
    for object in allTypes where object.saiType != SAI_OBJECT_TYPE_FDB_ENTRY {
      var count: UInt32 = 0
      guard TestSwitch.library.objectCount(id, sai_object_type_t(rawValue: UInt32(bitPattern: object.type)), &count) == 0 else { continue }
      counts[object.type] = count
    }
    return counts
  }

  func capability(_ type: sai_object_type_t, _ attribute: UInt32) -> sai_attr_capability_t {
    var result = sai_attr_capability_t()
    _ = TestSwitch.library.attributeCapability(id, type, attribute, &result)
    return result
  }
}

/// SAI's object types.
var allTypes: [csai_object] {
  var types: [csai_object] = []
  var index: UInt32 = 0
  while let object = csai_object_at(index) {
    types.append(object.pointee)
    index += 1
  }
  return types
}

extension csai_object {
  var saiType: sai_object_type_t { sai_object_type_t(rawValue: UInt32(bitPattern: type)) }
  var title: String { String(cString: name) }
  var attributeList: [csai_attribute] { (0..<Int(attribute_count)).map { attributes[$0] } }
}

extension csai_attribute {
  var title: String { String(cString: name) }
  func has(_ flag: Int) -> Bool { Int(flags) & flag != 0 }
  var isMandatory: Bool { has(1) }
  var isCreateOnly: Bool { has(2) }
  var isReadOnly: Bool { has(8) }
  /// Can be given, and has no value that the metadata knows before.
  var isKeptWithoutDefault: Bool {
    !isReadOnly && !isMandatory
      && [CSAI_DEFAULT_NONE, CSAI_DEFAULT_VENDOR, CSAI_DEFAULT_INTERNAL].contains(csai_default_kind(rawValue: UInt32(default_kind)))
  }
  var cMember: csai_member { csai_member(rawValue: UInt32(member)) }
}

/// `-0x10000` and so on: a status of a range for an attribute.
func indexed(_ range: Int32, _ index: Int) -> sai_status_t { -(range << 16) - Int32(index) }
