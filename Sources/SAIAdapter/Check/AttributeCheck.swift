import CSAI
import SwitchModel

// What the metadata demands of the attributes of a call, before any family sees them.

/// The attributes of a call, read and checked one by one.
struct GivenAttributes {
  /// In the order given.
  private(set) var values: [(info: AttributeInfo, value: AttributeValue)] = []

  func value(_ id: UInt32) -> AttributeValue? { values.first { $0.info.id == id }?.value }

  /// The position of an attribute in the call, 0 where it was not given.
  func index(of id: UInt32) -> Int { values.firstIndex { $0.info.id == id } ?? 0 }

  /// Reads a caller's list.
  ///
  /// - Throws: `INVALID_PARAMETER` for a list that cannot be, else the fault of the first attribute that has one.
  init(_ info: ObjectInfo, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) {
    guard count > 0 else { return }
    // More attributes than the type has cannot be meant.
    guard let list, Int(count) <= info.attributeCount + 512 else { throw .invalidParameter }
    values.reserveCapacity(Int(count))
    for index in 0..<Int(count) {
      let id = list[index].id
      guard let attribute = info.attribute(id) else { throw .unknownAttribute(index) }
      guard !values.contains(where: { $0.info.id == id }) else { throw .invalidAttribute(index) }
      do throws(ValueFault) {
        values.append((attribute, try AttributeValue(attribute, at: valuePlace(list + index))))
      } catch {
        throw error == .invalidValue ? .invalidValue(index) : .attributeNotSupported(index)
      }
    }
  }

  init(_ values: [(info: AttributeInfo, value: AttributeValue)]) { self.values = values }
}

/// Where an attribute's value begins.
@inline(__always)
func valuePlace(_ attribute: UnsafePointer<sai_attribute_t>) -> UnsafeRawPointer {
  UnsafeRawPointer(attribute) + attributeValueOffset
}

let attributeValueOffset = MemoryLayout<sai_attribute_t>.offset(of: \.value) ?? 8

extension SAISwitch {
  /// Whether a value is one that the attribute can have at all: its enum, its range, the types of the objects it names.
  func check(_ info: AttributeInfo, _ value: AttributeValue, _ index: Int) throws(SAIStatus) {
    var isSound = true
    switch value {
    case .number(let number):
      if info.pointer.pointee.enum_index >= 0 { isSound = info.isInEnumeration(number) }
      if info.isVLAN { isSound = VLANID(number) != nil }
    case .numbers(let numbers):
      if info.pointer.pointee.enum_index >= 0 { isSound = numbers.allSatisfy(info.isInEnumeration) }
    case .field(let data, _), .action(let data):
      if case .number(let number) = data, info.pointer.pointee.enum_index >= 0 { isSound = info.isInEnumeration(number) }
    default: break
    }
    guard isSound else { throw .invalidValue(index) }
    let allowed = info.objects
    guard !allowed.isEmpty else { return }
    let isScalar = if case .object = value { true } else { false }
    value.forEachObject { id in
      if id.isNull {
        // A null in a list names nothing; a field or action that is enabled needs an object.
        if !isScalar || !info.allowsNull { isSound = false }
      } else if objects[id] == nil || !allowed.contains(id.type) {
        isSound = false
      }
    }
    guard isSound else { throw .invalidValue(index) }
  }

  /// Checks the attributes of a creation.
  func checkCreation(_ info: ObjectInfo, _ given: GivenAttributes, _ support: AttributeSupport) throws(SAIStatus) {
    for (index, entry) in given.values.enumerated() {
      if entry.info.isReadOnly || entry.info.isSetOnly { throw .invalidAttribute(index) }
      try check(entry.info, entry.value, index)
    }
    func number(_ id: UInt32) -> Int64? {
      if let value = given.value(id) { return value.asNumber }
      return info.attribute(id).flatMap { defaultValue($0)?.asNumber }
    }
    for index in 0..<info.attributeCount {
      let attribute = info[index]
      guard attribute.isMandatory, given.value(attribute.id) == nil else { continue }
      if Conditions.holds(attribute.condition, value: number) { throw .mandatoryAttributeMissing }
    }
    for (index, entry) in given.values.enumerated() {
      let attribute = entry.info
      if !isHabit(info.type, attribute.id) {
        let isMeant = attribute.isConditionRelaxed || Conditions.holds(attribute.condition, value: number)
        guard isMeant, Conditions.holds(attribute.validOnly, value: number) else { throw .invalidAttribute(index) }
      }
      try checkSupport(attribute, entry.value, support, index)
    }
  }

  /// The world's habit: a PORT bridge port may name its bridge, though SAI says that it has none.
  private func isHabit(_ type: Int32, _ attribute: UInt32) -> Bool {
    type == .bridgePort && attribute == SAI_BRIDGE_PORT_ATTR_BRIDGE_ID.rawValue
  }

  /// Refuses what the switch cannot do: of an attribute without effect, any value but the default.
  func checkSupport(_ info: AttributeInfo, _ value: AttributeValue, _ support: AttributeSupport, _ index: Int) throws(SAIStatus) {
    guard !support.takes(info.id) else { return }
    if value == defaultValue(info) || value.isNothing && info.defaultKind != CSAI_DEFAULT_NONE { return }
    throw .attributeNotSupported(index)
  }

  /// Checks a value that an existing object is to have.
  func checkChange(_ object: SAIObject, _ info: AttributeInfo, _ value: AttributeValue, _ support: AttributeSupport) throws(SAIStatus) {
    if info.isReadOnly || info.isCreateOnly { throw .invalidAttribute(0) }
    try check(info, value, 0)
    let isMeant =
      isHabit(object.info.type, info.id)
      || Conditions.holds(info.validOnly) { id in id == info.id ? value.asNumber : self.value(of: object, id)?.asNumber }
        && (info.isConditionRelaxed || Conditions.holds(info.condition) { id in self.value(of: object, id)?.asNumber })
    guard isMeant else { throw .invalidAttribute(0) }
    try checkSupport(info, value, support, 0)
  }

  /// What an attribute is where nothing was given; `nil`: the metadata has no constant for it.
  func defaultValue(_ info: AttributeInfo) -> AttributeValue? {
    let attribute = info.pointer.pointee
    switch info.defaultKind {
    case CSAI_DEFAULT_INT:
      return info.member == CSAI_MEMBER_booldata ? .bool(attribute.default_value != 0) : .number(attribute.default_value)
    case CSAI_DEFAULT_NULL_OID: return .object(.null)
    case CSAI_DEFAULT_NULL_POINTER: return .pointer(0)
    case CSAI_DEFAULT_EMPTY_STRING: return .text([])
    case CSAI_DEFAULT_DISABLED: return .disabled
    case CSAI_DEFAULT_EMPTY_LIST: return info.member == CSAI_MEMBER_objlist ? .objects([]) : .numbers([])
    case CSAI_DEFAULT_IP4:
      let address = IPAddress(v4: UInt32(truncatingIfNeeded: attribute.default_value))
      return .address(address)
    case CSAI_DEFAULT_IP6: return .address(IPAddress(v6: 0, 0))
    case CSAI_DEFAULT_MAC: return .mac(MACAddress(bits: UInt64(bitPattern: attribute.default_value)))
    case CSAI_DEFAULT_ATTRVALUE: return attributeDefault(attribute)
    // What the platform says: its own address.
    case CSAI_DEFAULT_VENDOR where info.member == CSAI_MEMBER_mac: return .mac(defaults.mac)
    default: return nil
    }
  }

  /// A default that is another object's value: the switch's, of which there is one.
  private func attributeDefault(_ attribute: csai_attribute) -> AttributeValue? {
    guard attribute.default_attr_object == .switch, let root = objects[switchID] else { return nil }
    return value(of: root, attribute.default_attr)
  }
}
