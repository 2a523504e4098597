import CSAI

/// SAI's metadata of an object type.
struct ObjectInfo {
  let pointer: UnsafePointer<csai_object>

  /// - Returns: `nil` for a type that SAI does not have.
  init?(type: Int32) {
    guard let pointer = csai_find_object(type) else { return nil }
    self.pointer = pointer
  }

  var type: Int32 { pointer.pointee.type }
  var name: String { String(cString: pointer.pointee.name) }
  var isEntry: Bool { pointer.pointee.is_entry }
  var entrySize: Int { Int(pointer.pointee.entry_size) }
  var attributeCount: Int { Int(pointer.pointee.attribute_count) }

  func attribute(_ id: UInt32) -> AttributeInfo? { csai_find_attribute(pointer, id).map { AttributeInfo($0) } }

  /// Attribute number `index` in order of id.
  subscript(index: Int) -> AttributeInfo { AttributeInfo(pointer.pointee.attributes + index) }

  var stats: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: pointer.pointee.stats, count: Int(pointer.pointee.stat_count)) }
}

/// SAI's metadata of an attribute.
struct AttributeInfo {
  let pointer: UnsafePointer<csai_attribute>

  init(_ pointer: UnsafePointer<csai_attribute>) { self.pointer = pointer }

  var id: UInt32 { pointer.pointee.id }
  var name: String { String(cString: pointer.pointee.name) }
  var member: csai_member { csai_member(rawValue: UInt32(pointer.pointee.member)) }
  var aclData: csai_member { csai_member(rawValue: UInt32(pointer.pointee.acl_data)) }
  var aclMask: csai_member { csai_member(rawValue: UInt32(pointer.pointee.acl_mask)) }

  private func has(_ flag: Int) -> Bool { Int(pointer.pointee.flags) & flag != 0 }
  var isMandatory: Bool { has(1) }
  var isCreateOnly: Bool { has(2) }
  var isReadOnly: Bool { has(8) }
  var isKey: Bool { has(16) }
  var allowsNull: Bool { has(32) }
  var isVLAN: Bool { has(64) }
  var isConditionRelaxed: Bool { has(512) }
  var isSetOnly: Bool { has(2048) }

  var objects: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: pointer.pointee.objects, count: Int(pointer.pointee.object_count)) }
  var condition: Int { Int(pointer.pointee.condition) }
  var validOnly: Int { Int(pointer.pointee.valid_only) }
  var defaultKind: csai_default_kind { csai_default_kind(rawValue: UInt32(pointer.pointee.default_kind)) }

  /// The values that an enum can have.
  var enumeration: csai_enum? { csai_enum_at(Int32(pointer.pointee.enum_index))?.pointee }

  /// Whether `number` is one of the enum's values; flags may be any of them together.
  func isInEnumeration(_ number: Int64) -> Bool {
    guard let enumeration, enumeration.count > 0 else { return true }
    if enumeration.is_flags {
      var all: Int64 = 0
      for index in 0..<Int(enumeration.count) { all |= Int64(UInt32(bitPattern: enumeration.values[index])) }
      return number & ~all == 0
    }
    for index in 0..<Int(enumeration.count) where Int64(enumeration.values[index]) == number { return true }
    return false
  }
}
