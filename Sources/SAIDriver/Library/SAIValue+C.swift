import CSAI
import SwitchModel

// The one place where values cross into C's memory: each write stays inside the union's member, each list inside its count.

/// Attributes in C, and the memory that their lists stand in; both go with this object.
final class SAIAttributeList {
  let list: UnsafeMutableBufferPointer<sai_attribute_t>
  private var memory: [UnsafeMutableRawPointer] = []

  init(_ attributes: [SAIAttribute]) {
    list = UnsafeMutableBufferPointer.allocate(capacity: attributes.count)
    list.initialize(repeating: sai_attribute_t())
    for (index, attribute) in attributes.enumerated() {
      list[index].id = attribute.id
      write(attribute.value, to: &list[index].value)
    }
  }

  deinit {
    list.deallocate()
    for block in memory { block.deallocate() }
  }

  var count: UInt32 { UInt32(truncatingIfNeeded: list.count) }
  var pointer: UnsafePointer<sai_attribute_t>? { UnsafePointer(list.baseAddress) }

  private func keep<T: BitwiseCopyable>(_ elements: [T]) -> UnsafeMutablePointer<T>? {
    guard !elements.isEmpty else { return nil }
    let block = UnsafeMutableBufferPointer<T>.allocate(capacity: elements.count)
    _ = block.initialize(from: elements)
    guard let start = block.baseAddress else { return nil }
    memory.append(UnsafeMutableRawPointer(start))
    return start
  }

  private func list(_ ids: [sai_object_id_t]) -> sai_object_list_t {
    sai_object_list_t(count: UInt32(truncatingIfNeeded: ids.count), list: keep(ids))
  }

  private func write(_ value: SAIValue, to place: inout sai_attribute_value_t) {
    switch value {
    case .flag(let flag): place.booldata = flag
    case .u8(let number): place.u8 = number
    case .u16(let number): place.u16 = number
    case .u32(let number): place.u32 = number
    case .u64(let number): place.u64 = number
    case .s32(let number): place.s32 = number
    case .object(let id): place.oid = id
    case .mac(let mac): place.mac = cMAC(mac.bits)
    case .address(let address): place.ipaddr = cAddress(address)
    case .objects(let ids): place.objlist = list(ids)
    case .numbers(let numbers): place.u32list = sai_u32_list_t(count: UInt32(truncatingIfNeeded: numbers.count), list: keep(numbers))
    case .range(let low, let high): place.u32range = sai_u32_range_t(min: low, max: high)
    case .field(let field):
      place.aclfield.enable = field != nil
      if let field { write(field, to: &place.aclfield) }
    case .actionObject(let id):
      place.aclaction.enable = id != nil
      place.aclaction.parameter.oid = id ?? 0
    case .actionNumber(let number):
      place.aclaction.enable = number != nil
      place.aclaction.parameter.s32 = number ?? 0
    }
  }

  private func write(_ field: SAIField, to place: inout sai_acl_field_data_t) {
    switch field {
    case .u8(let data, let mask):
      place.data.u8 = data
      place.mask.u8 = mask
    case .u16(let data, let mask):
      place.data.u16 = data
      place.mask.u16 = mask
    case .choice(let value): place.data.s32 = value
    case .object(let id): place.data.oid = id
    case .objects(let ids): place.data.objlist = list(ids)
    case .mac(let data, let mask):
      place.data.mac = cMAC(data)
      place.mask.mac = cMAC(mask)
    case .address(let data, let mask):
      if data.family == .v4 {
        place.data.ip4 = data.v4.bigEndian
        place.mask.ip4 = mask.v4.bigEndian
      } else {
        place.data.ip6 = cIPv6(data)
        place.mask.ip6 = cIPv6(mask)
      }
    }
  }
}

func cMAC(_ bits: UInt64) -> sai_mac_t {
  func octet(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: bits >> shift) }
  return (octet(40), octet(32), octet(24), octet(16), octet(8), octet(0))
}

func macAddress(_ mac: sai_mac_t) -> MACAddress {
  let high = UInt64(mac.0) << 40 | UInt64(mac.1) << 32 | UInt64(mac.2) << 24
  return MACAddress(bits: high | UInt64(mac.3) << 16 | UInt64(mac.4) << 8 | UInt64(mac.5))
}

func cIPv6(_ address: IPAddress) -> sai_ip6_t {
  var place = sai_ip_addr_t().ip6
  withUnsafeMutableBytes(of: &place) { bytes in
    for index in 0..<8 {
      bytes[index] = UInt8(truncatingIfNeeded: address.high >> UInt64(56 - 8 * index))
      bytes[8 + index] = UInt8(truncatingIfNeeded: address.low >> UInt64(56 - 8 * index))
    }
  }
  return place
}

func cAddress(_ address: IPAddress) -> sai_ip_address_t {
  var place = sai_ip_address_t()
  if address.family == .v4 {
    place.addr_family = SAI_IP_ADDR_FAMILY_IPV4
    place.addr.ip4 = address.v4.bigEndian
  } else {
    place.addr_family = SAI_IP_ADDR_FAMILY_IPV6
    place.addr.ip6 = cIPv6(address)
  }
  return place
}

/// An address of which the first `length` bits are set.
func maskAddress(_ length: UInt8, _ family: IPFamily) -> IPAddress {
  (family == .v4 ? IPAddress(v4: .max) : IPAddress(v6: .max, .max)).masked(to: length)
}

func cPrefix(_ prefix: IPPrefix) -> sai_ip_prefix_t {
  var place = sai_ip_prefix_t()
  let address = cAddress(prefix.address)
  place.addr_family = address.addr_family
  place.addr = address.addr
  place.mask = cAddress(maskAddress(prefix.length, prefix.family)).addr
  return place
}

/// `nil` for a family that is neither.
func ipAddress(_ place: sai_ip_address_t) -> IPAddress? {
  switch place.addr_family {
  case SAI_IP_ADDR_FAMILY_IPV4: return IPAddress(v4: UInt32(bigEndian: place.addr.ip4))
  case SAI_IP_ADDR_FAMILY_IPV6:
    let bytes = place.addr.ip6
    return withUnsafeBytes(of: bytes) { bytes in
      var high: UInt64 = 0
      var low: UInt64 = 0
      for index in 0..<8 {
        high = high << 8 | UInt64(bytes[index])
        low = low << 8 | UInt64(bytes[8 + index])
      }
      return IPAddress(v6: high, low)
    }
  default: return nil
  }
}
