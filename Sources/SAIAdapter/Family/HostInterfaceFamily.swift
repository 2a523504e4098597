import CSAI
import SwitchModel

/// Host interfaces: network devices of the host on ports, LAGs and VLANs.
enum HostInterfaceFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_HOSTIF_ATTR_TYPE, SAI_HOSTIF_ATTR_OBJ_ID, SAI_HOSTIF_ATTR_NAME, SAI_HOSTIF_ATTR_OPER_STATUS, SAI_HOSTIF_ATTR_VLAN_TAG
    ])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    let type = owner.number(object, SAI_HOSTIF_ATTR_TYPE)
    if type == Int64(SAI_HOSTIF_TYPE_FD.rawValue) { return }
    guard type == Int64(SAI_HOSTIF_TYPE_NETDEV.rawValue) else { throw .attributeNotSupported(owner.position(SAI_HOSTIF_ATTR_TYPE)) }
    guard case .text(let bytes)? = object.given(SAI_HOSTIF_ATTR_NAME.rawValue), !bytes.isEmpty, bytes.count < 16,
      let name = String(validating: bytes, as: UTF8.self), !name.contains("/"), !name.contains("%")
    else { throw .invalidValue(owner.position(SAI_HOSTIF_ATTR_NAME)) }
    guard let target = owner.related(object, SAI_HOSTIF_ATTR_OBJ_ID) else { throw .invalidValue(owner.position(SAI_HOSTIF_ATTR_OBJ_ID)) }
    try owner.hostInterfaces.add(
      object.id, name: name, target: target.id, mac: owner.defaults.mac, mode: owner.tagMode(object),
      hasCarrier: owner.flag(object, SAI_HOSTIF_ATTR_OPER_STATUS), makesDevice: owner.profile.hasTAPs)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) { owner.hostInterfaces.remove(object.id) }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    switch attribute {
    case SAI_HOSTIF_ATTR_OPER_STATUS.rawValue:
      owner.hostInterfaces.setCarrier(object.id, owner.flag(object, SAI_HOSTIF_ATTR_OPER_STATUS))
    case SAI_HOSTIF_ATTR_VLAN_TAG.rawValue: owner.hostInterfaces.setMode(object.id, owner.tagMode(object))
    default: break
    }
  }
}

/// Which way packets of a trap take to the host.
enum HostInterfaceTableEntryFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE, SAI_HOSTIF_TABLE_ENTRY_ATTR_OBJ_ID, SAI_HOSTIF_TABLE_ENTRY_ATTR_TRAP_ID,
      SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE, SAI_HOSTIF_TABLE_ENTRY_ATTR_HOST_IF
    ])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard owner.number(object, SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE) != Int64(SAI_HOSTIF_TABLE_ENTRY_TYPE_VLAN.rawValue) else {
      throw .attributeNotSupported(owner.position(SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE))
    }
    guard
      owner.number(object, SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE)
        != Int64(SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_GENETLINK.rawValue)
    else { throw .attributeNotSupported(owner.position(SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE)) }
  }
}

extension SAISwitch {
  func tagMode(_ object: SAIObject) -> HostInterfaces.TagMode {
    switch number(object, SAI_HOSTIF_ATTR_VLAN_TAG) {
    case Int64(SAI_HOSTIF_VLAN_TAG_STRIP.rawValue): .strip
    case Int64(SAI_HOSTIF_VLAN_TAG_KEEP.rawValue): .keep
    default: .original
    }
  }
}
