import CSAI
import SwitchModel

// From C. Nothing is read beyond what the metadata says is there; a list with a count and no pointer is refused.

extension AttributeValue {
  /// Longest list that is taken from a caller: more cannot be meant, and would be copied before it is refused.
  static let longestList: UInt32 = 1 << 20

  /// Reads the value of an attribute from its place in C.
  ///
  /// - Throws: `.invalidValue` for what is not a value of the type, `.notSupported` for a type that no attribute here has.
  init(_ info: AttributeInfo, at place: UnsafeRawPointer) throws(ValueFault) {
    switch info.member {
    case CSAI_MEMBER_aclfield:
      guard readBool(place) else {
        self = .disabled
        return
      }
      let mask = place + AttributeValue.maskOffset
      let data = place + AttributeValue.dataOffset
      let value = try AttributeValue(scalar: info.aclData, at: data)
      self = .field(data: value, mask: info.aclMask == CSAI_MEMBER_NONE ? nil : try AttributeValue(scalar: info.aclMask, at: mask))
    case CSAI_MEMBER_aclaction:
      guard readBool(place) else {
        self = .disabled
        return
      }
      self = .action(try AttributeValue(scalar: info.aclData, at: place + AttributeValue.parameterOffset))
    default: self = try AttributeValue(scalar: info.member, at: place)
    }
  }

  static let maskOffset = MemoryLayout<sai_acl_field_data_t>.offset(of: \.mask) ?? 8
  static let dataOffset = MemoryLayout<sai_acl_field_data_t>.offset(of: \.data) ?? 24
  static let parameterOffset = MemoryLayout<sai_acl_action_data_t>.offset(of: \.parameter) ?? 8

  private init(scalar member: csai_member, at place: UnsafeRawPointer) throws(ValueFault) {
    switch member {
    case CSAI_MEMBER_booldata: self = .bool(readBool(place))
    case CSAI_MEMBER_u8: self = .number(Int64(place.load(as: UInt8.self)))
    case CSAI_MEMBER_s8: self = .number(Int64(place.load(as: Int8.self)))
    case CSAI_MEMBER_u16: self = .number(Int64(place.load(as: UInt16.self)))
    case CSAI_MEMBER_s16: self = .number(Int64(place.load(as: Int16.self)))
    case CSAI_MEMBER_u32: self = .number(Int64(place.load(as: UInt32.self)))
    case CSAI_MEMBER_s32: self = .number(Int64(place.load(as: Int32.self)))
    case CSAI_MEMBER_u64: self = .number(Int64(bitPattern: place.load(as: UInt64.self)))
    case CSAI_MEMBER_s64: self = .number(place.load(as: Int64.self))
    case CSAI_MEMBER_ptr: self = .pointer(place.load(as: UInt.self))
    case CSAI_MEMBER_oid: self = .object(ObjectID(place.load(as: UInt64.self)))
    case CSAI_MEMBER_chardata: self = .text(AttributeValue.text(place, limit: 32))
    case CSAI_MEMBER_mac: self = .mac(readMAC(place))
    case CSAI_MEMBER_ip4: self = .address(IPAddress(v4: UInt32(bigEndian: place.loadUnaligned(as: UInt32.self))))
    case CSAI_MEMBER_ip6: self = .address(readIPv6(place))
    case CSAI_MEMBER_ipaddr:
      guard let address = readAddress(place) else { throw .invalidValue }
      self = .address(address)
    case CSAI_MEMBER_ipprefix:
      guard let prefix = readPrefix(place) else { throw .invalidValue }
      self = .prefix(prefix)
    case CSAI_MEMBER_objlist: self = .objects(try AttributeValue.list(place) { ObjectID($0 as UInt64) })
    case CSAI_MEMBER_u8list: self = .numbers(try AttributeValue.list(place) { Int64($0 as UInt8) })
    case CSAI_MEMBER_s8list: self = .numbers(try AttributeValue.list(place) { Int64($0 as Int8) })
    case CSAI_MEMBER_u16list, CSAI_MEMBER_vlanlist: self = .numbers(try AttributeValue.list(place) { Int64($0 as UInt16) })
    case CSAI_MEMBER_s16list: self = .numbers(try AttributeValue.list(place) { Int64($0 as Int16) })
    case CSAI_MEMBER_u32list: self = .numbers(try AttributeValue.list(place) { Int64($0 as UInt32) })
    case CSAI_MEMBER_s32list: self = .numbers(try AttributeValue.list(place) { Int64($0 as Int32) })
    case CSAI_MEMBER_u32range:
      let (low, high) = (place.load(as: UInt32.self), place.load(fromByteOffset: 4, as: UInt32.self))
      guard low <= high else { throw .invalidValue }
      self = .range(Int64(low), Int64(high))
    case CSAI_MEMBER_s32range:
      let (low, high) = (place.load(as: Int32.self), place.load(fromByteOffset: 4, as: Int32.self))
      guard low <= high else { throw .invalidValue }
      self = .range(Int64(low), Int64(high))
    case CSAI_MEMBER_qosmap, CSAI_MEMBER_maplist, CSAI_MEMBER_sysportconfiglist:
      guard place.load(as: UInt32.self) == 0 else { throw .notSupported }
      self = .numbers([])
    default: throw .notSupported
    }
  }

  private static func text(_ place: UnsafeRawPointer, limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<limit {
      let byte = place.load(fromByteOffset: index, as: UInt8.self)
      if byte == 0 { break }
      bytes.append(byte)
    }
    return bytes
  }

  private static func list<Element, Result>(
    _ place: UnsafeRawPointer, _ make: (Element) -> Result
  ) throws(ValueFault) -> [Result] {
    let count = place.load(as: UInt32.self)
    if count == 0 { return [] }
    guard count <= longestList, let address = place.load(fromByteOffset: 8, as: UnsafeRawPointer?.self) else { throw .invalidValue }
    var result: [Result] = []
    result.reserveCapacity(Int(count))
    for index in 0..<Int(count) {
      result.append(make(address.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.stride, as: Element.self)))
    }
    return result
  }
}

/// Why a value could not be read.
enum ValueFault: Error {
  case invalidValue
  case notSupported
}

/// A C flag: any byte but zero is true.
func readBool(_ place: UnsafeRawPointer) -> Bool { place.load(as: UInt8.self) != 0 }

func readMAC(_ place: UnsafeRawPointer) -> MACAddress {
  var bits: UInt64 = 0
  for index in 0..<6 { bits = bits << 8 | UInt64(place.load(fromByteOffset: index, as: UInt8.self)) }
  return MACAddress(bits: bits)
}

func readIPv6(_ place: UnsafeRawPointer) -> IPAddress {
  IPAddress(
    v6: UInt64(bigEndian: place.loadUnaligned(as: UInt64.self)),
    UInt64(bigEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
}

/// A `sai_ip_address_t`; `nil` for a family that is neither.
func readAddress(_ place: UnsafeRawPointer) -> IPAddress? {
  switch place.load(as: UInt32.self) {
  case UInt32(SAI_IP_ADDR_FAMILY_IPV4.rawValue): IPAddress(v4: UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
  case UInt32(SAI_IP_ADDR_FAMILY_IPV6.rawValue): readIPv6(place + 4)
  default: nil
  }
}

/// A `sai_ip_prefix_t`; `nil` for a mask with holes. Host bits are cleared.
func readPrefix(_ place: UnsafeRawPointer) -> IPPrefix? {
  guard let address = readAddress(place) else { return nil }
  if address.family == .v4 {
    let mask = UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
    return maskLength(UInt64(mask) << 32, 0, of: 32).flatMap { IPPrefix(address, length: $0) }
  }
  let mask = readIPv6(place + 20)
  return maskLength(mask.high, mask.low, of: 128).flatMap { IPPrefix(address, length: $0) }
}

/// The length of a mask that is ones, then zeros; `nil` for others.
func maskLength(_ high: UInt64, _ low: UInt64, of width: UInt8) -> UInt8? {
  let ones = high == .max ? 64 + (~low).leadingZeroBitCount : (~high).leadingZeroBitCount
  guard ones <= Int(width) else { return nil }
  let wantedHigh: UInt64 = ones == 0 ? 0 : ones >= 64 ? .max : .max << UInt64(64 - ones)
  let wantedLow: UInt64 = ones <= 64 ? 0 : ones >= 128 ? .max : .max << UInt64(128 - ones)
  return high == wantedHigh && low == wantedLow ? UInt8(ones) : nil
}
