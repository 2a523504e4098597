import CSAI
import SwitchModel
import SwitchPlatform

// To C. Lists go into the caller's memory, never over its count.

extension AttributeValue {
  /// Writes the value where C expects it.
  ///
  /// - Returns: `SAI_STATUS_BUFFER_OVERFLOW` for a list that has no room: its count is then the room needed.
  func write(_ info: AttributeInfo, at place: UnsafeMutableRawPointer) -> sai_status_t {
    switch (info.member, self) {
    case (CSAI_MEMBER_aclfield, .disabled), (CSAI_MEMBER_aclaction, .disabled):
      place.storeBytes(of: 0, as: UInt8.self)
      return .success
    case (CSAI_MEMBER_aclfield, .field(let data, let mask)):
      place.storeBytes(of: 1, as: UInt8.self)
      if let mask { _ = mask.write(scalar: info.aclMask, at: place + AttributeValue.maskOffset) }
      return data.write(scalar: info.aclData, at: place + AttributeValue.dataOffset)
    case (CSAI_MEMBER_aclaction, .action(let parameter)):
      place.storeBytes(of: 1, as: UInt8.self)
      return parameter.write(scalar: info.aclData, at: place + AttributeValue.parameterOffset)
    default: return write(scalar: info.member, at: place)
    }
  }

  private func write(scalar member: csai_member, at place: UnsafeMutableRawPointer) -> sai_status_t {
    switch self {
    case .bool(let flag): place.storeBytes(of: flag ? 1 : 0, as: UInt8.self)
    case .number(let number):
      switch member {
      case CSAI_MEMBER_u8, CSAI_MEMBER_s8: place.storeBytes(of: UInt8(truncatingIfNeeded: number), as: UInt8.self)
      case CSAI_MEMBER_u16, CSAI_MEMBER_s16: place.storeBytes(of: UInt16(truncatingIfNeeded: number), as: UInt16.self)
      case CSAI_MEMBER_u64, CSAI_MEMBER_s64: place.storeBytes(of: UInt64(bitPattern: number), as: UInt64.self)
      default: place.storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
      }
    case .text(let bytes):
      for index in 0..<32 { place.storeBytes(of: index < min(31, bytes.count) ? bytes[index] : 0, toByteOffset: index, as: UInt8.self) }
    case .pointer(let address): place.storeBytes(of: address, as: UInt.self)
    case .object(let id): place.storeBytes(of: id.rawValue, as: UInt64.self)
    case .mac(let mac): writeMAC(mac, place)
    case .address(let address):
      switch member {
      case CSAI_MEMBER_ip4: place.storeBytes(of: address.v4.bigEndian, as: UInt32.self)
      case CSAI_MEMBER_ip6: writeIPv6(address, place)
      default: writeAddress(address, place)
      }
    case .prefix(let prefix): writePrefix(prefix, place)
    case .range(let low, let high):
      place.storeBytes(of: UInt32(truncatingIfNeeded: low), as: UInt32.self)
      place.storeBytes(of: UInt32(truncatingIfNeeded: high), toByteOffset: 4, as: UInt32.self)
    case .objects(let ids): return writeList(ids, place) { $0.rawValue }
    case .numbers(let numbers):
      switch member {
      case CSAI_MEMBER_u8list, CSAI_MEMBER_s8list: return writeList(numbers, place) { UInt8(truncatingIfNeeded: $0) }
      case CSAI_MEMBER_u16list, CSAI_MEMBER_s16list, CSAI_MEMBER_vlanlist:
        return writeList(numbers, place) { UInt16(truncatingIfNeeded: $0) }
      default: return writeList(numbers, place) { UInt32(truncatingIfNeeded: $0) }
      }
    case .aclCapability(let isActionListMandatory, let actions):
      place.storeBytes(of: isActionListMandatory ? 1 : 0, as: UInt8.self)
      // After the list: which kinds of match a table can have, and whether an exact match can leave bits out.
      place.storeBytes(of: UInt32(SAI_ACL_TABLE_SUPPORTED_MATCH_TYPE_TERNARY.rawValue), toByteOffset: 24, as: UInt32.self)
      place.storeBytes(of: 0, toByteOffset: 28, as: UInt8.self)
      return writeList(actions, place + 8) { UInt32(truncatingIfNeeded: $0) }
    case .aclResources(let resources):
      return writeList(resources, place) { (resource: ACLResource) -> sai_acl_resource_t in
        var entry = sai_acl_resource_t()
        entry.stage = sai_acl_stage_t(rawValue: UInt32(bitPattern: resource.stage))
        entry.bind_point = sai_acl_bind_point_type_t(rawValue: UInt32(bitPattern: resource.bindPoint))
        entry.avail_num = resource.available
        return entry
      }
    case .disabled, .field, .action: return .failure
    }
    return .success
  }
}

extension sai_status_t {
  static let success: sai_status_t = 0
  static let failure: sai_status_t = -1
}

func writeMAC(_ mac: MACAddress, _ place: UnsafeMutableRawPointer) {
  for index in 0..<6 {
    place.storeBytes(of: UInt8(truncatingIfNeeded: mac.bits >> UInt64(40 - 8 * index)), toByteOffset: index, as: UInt8.self)
  }
}

func writeIPv6(_ address: IPAddress, _ place: UnsafeMutableRawPointer) {
  place.storeBytes(of: address.high.bigEndian, as: UInt64.self)
  place.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
}

func writeAddress(_ address: IPAddress, _ place: UnsafeMutableRawPointer) {
  let family = address.family == .v4 ? SAI_IP_ADDR_FAMILY_IPV4 : SAI_IP_ADDR_FAMILY_IPV6
  place.storeBytes(of: UInt32(family.rawValue), as: UInt32.self)
  if address.family == .v4 {
    place.storeBytes(of: address.v4.bigEndian, toByteOffset: 4, as: UInt32.self)
  } else {
    writeIPv6(address, place + 4)
  }
}

func writePrefix(_ prefix: IPPrefix, _ place: UnsafeMutableRawPointer) {
  writeAddress(prefix.address, place)
  let length = UInt64(prefix.length)
  if prefix.family == .v4 {
    let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
    place.storeBytes(of: mask.bigEndian, toByteOffset: 20, as: UInt32.self)
  } else {
    let high: UInt64 = length == 0 ? 0 : length >= 64 ? .max : .max << (64 - length)
    let low: UInt64 = length <= 64 ? 0 : .max << (128 - length)
    writeIPv6(IPAddress(v6: high, low), place + 20)
  }
}

/// Writes a list as SAI's `{ count, list }`.
func writeList<Element, Result>(_ elements: [Element], _ place: UnsafeMutableRawPointer, _ make: (Element) -> Result) -> sai_status_t {
  let room = place.load(as: UInt32.self)
  place.storeBytes(of: UInt32(truncatingIfNeeded: elements.count), as: UInt32.self)
  if elements.isEmpty { return .success }
  guard elements.count <= Int(room) else { return SAIStatus.bufferOverflow.code }
  guard let list = place.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self) else { return SAIStatus.invalidParameter.code }
  for (index, element) in elements.enumerated() {
    withUnsafeBytes(of: make(element)) { bytes in
      (list + index * MemoryLayout<Result>.stride).copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(list), byteCount: bytes.count)
    }
  }
  return .success
}
