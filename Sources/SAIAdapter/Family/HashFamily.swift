import CSAI
import SwitchModel

/// What the chip hashes. The fields are wired: a hash object can name them, and no others.
enum HashFamily: ObjectFamily {
  static let support = AttributeSupport(applied: [SAI_HASH_ATTR_NATIVE_HASH_FIELD_LIST])

  /// What the flow hash is made of.
  static let fields: [Int64] = [
    SAI_NATIVE_HASH_FIELD_SRC_IP, SAI_NATIVE_HASH_FIELD_DST_IP, SAI_NATIVE_HASH_FIELD_IP_PROTOCOL, SAI_NATIVE_HASH_FIELD_L4_SRC_PORT,
    SAI_NATIVE_HASH_FIELD_L4_DST_PORT
  ].map { Int64($0.rawValue) }

  private static func check(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) {
    guard let wanted = object.given(SAI_HASH_ATTR_NATIVE_HASH_FIELD_LIST.rawValue)?.asNumbers, !wanted.isEmpty else { return }
    guard Set(wanted) == Set(fields) else { throw .attributeNotSupported(owner.position(SAI_HASH_ATTR_NATIVE_HASH_FIELD_LIST)) }
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) { try check(object, owner) }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard !object.isBuiltIn else { throw .objectInUse }
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) { try check(object, owner) }
}
