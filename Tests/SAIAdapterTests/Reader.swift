import CSAI
import SAIAdapter

/// Reads one attribute, with room for whatever list it may be.
final class Reader {
  private(set) var attribute = sai_attribute_t()
  private let room: UnsafeMutableRawPointer
  private static let elements: UInt32 = 2048

  init(_ info: csai_attribute) {
    // Large enough for the widest element of a list.
    room = .allocate(byteCount: Int(Reader.elements) * 64, alignment: 16)
    room.initializeMemory(as: UInt8.self, repeating: 0, count: Int(Reader.elements) * 64)
    attribute.id = info.id
    // All lists are a count and a pointer.
    switch csai_member(rawValue: UInt32(info.member)) {
    case CSAI_MEMBER_objlist, CSAI_MEMBER_u8list, CSAI_MEMBER_s8list, CSAI_MEMBER_u16list, CSAI_MEMBER_s16list, CSAI_MEMBER_u32list,
      CSAI_MEMBER_s32list, CSAI_MEMBER_vlanlist, CSAI_MEMBER_qosmap, CSAI_MEMBER_maplist, CSAI_MEMBER_ipaddrlist, CSAI_MEMBER_aclresource:
      attribute.value.objlist.count = Reader.elements
      attribute.value.objlist.list = room.bindMemory(to: sai_object_id_t.self, capacity: Int(Reader.elements) * 8)
    case CSAI_MEMBER_aclcapability:
      attribute.value.aclcapability.action_list.count = Reader.elements
      attribute.value.aclcapability.action_list.list = room.bindMemory(to: Int32.self, capacity: Int(Reader.elements) * 16)
    default: break
    }
  }

  deinit { room.deallocate() }

  func get(_ type: sai_object_type_t, _ id: OID) -> sai_status_t { TestSwitch.library.get(type, id, 1, &attribute) }
}
