import CSAI
import SwitchModel

/// From the fields of an SAI entry to the matches that mean the same.
///
/// A mask of zero matches anything and is no field. What our match cannot say (an address with a mask that is no prefix) is refused
/// with the attribute that says it.
struct ACLMatchReader {
  private let object: SAIObject
  private let owner: SAISwitch

  static let fields: [sai_acl_entry_attr_t] = [
    SAI_ACL_ENTRY_ATTR_FIELD_SRC_IP, SAI_ACL_ENTRY_ATTR_FIELD_DST_IP, SAI_ACL_ENTRY_ATTR_FIELD_SRC_IPV6, SAI_ACL_ENTRY_ATTR_FIELD_DST_IPV6,
    SAI_ACL_ENTRY_ATTR_FIELD_SRC_MAC, SAI_ACL_ENTRY_ATTR_FIELD_DST_MAC, SAI_ACL_ENTRY_ATTR_FIELD_IN_PORT, SAI_ACL_ENTRY_ATTR_FIELD_IN_PORTS,
    SAI_ACL_ENTRY_ATTR_FIELD_OUTER_VLAN_ID, SAI_ACL_ENTRY_ATTR_FIELD_L4_SRC_PORT, SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT,
    SAI_ACL_ENTRY_ATTR_FIELD_ETHER_TYPE, SAI_ACL_ENTRY_ATTR_FIELD_IP_PROTOCOL, SAI_ACL_ENTRY_ATTR_FIELD_IPV6_NEXT_HEADER,
    SAI_ACL_ENTRY_ATTR_FIELD_DSCP, SAI_ACL_ENTRY_ATTR_FIELD_TCP_FLAGS, SAI_ACL_ENTRY_ATTR_FIELD_ACL_IP_TYPE,
    SAI_ACL_ENTRY_ATTR_FIELD_ICMP_TYPE, SAI_ACL_ENTRY_ATTR_FIELD_ICMP_CODE, SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_TYPE,
    SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_CODE, SAI_ACL_ENTRY_ATTR_FIELD_ACL_RANGE_TYPE
  ]

  init(_ object: SAIObject, _ owner: SAISwitch) {
    self.object = object
    self.owner = owner
  }

  /// The matches, which an entry of a table with these fields can have.
  func matches(_ fields: ACLMatch.Fields) throws(SAIStatus) -> [ACLMatch] {
    var match = ACLMatch()
    match.sourceIP = try prefix(SAI_ACL_ENTRY_ATTR_FIELD_SRC_IP)
    if match.sourceIP == nil { match.sourceIP = try prefix(SAI_ACL_ENTRY_ATTR_FIELD_SRC_IPV6) }
    match.destinationIP = try prefix(SAI_ACL_ENTRY_ATTR_FIELD_DST_IP)
    if match.destinationIP == nil { match.destinationIP = try prefix(SAI_ACL_ENTRY_ATTR_FIELD_DST_IPV6) }
    match.sourceMAC = mac(SAI_ACL_ENTRY_ATTR_FIELD_SRC_MAC)
    match.destinationMAC = mac(SAI_ACL_ENTRY_ATTR_FIELD_DST_MAC)
    match.etherType = try exact(SAI_ACL_ENTRY_ATTR_FIELD_ETHER_TYPE, mask: 0xffff).map { UInt16(truncatingIfNeeded: $0) }
    let ipProtocol = try exact(SAI_ACL_ENTRY_ATTR_FIELD_IP_PROTOCOL, mask: 0xff)
    let nextHeader = try exact(SAI_ACL_ENTRY_ATTR_FIELD_IPV6_NEXT_HEADER, mask: 0xff)
    match.ipProtocol = (ipProtocol ?? nextHeader).map { UInt8(truncatingIfNeeded: $0) }
    if let dscp = try exact(SAI_ACL_ENTRY_ATTR_FIELD_DSCP, mask: 0x3f) { match.dscp = UInt8(truncatingIfNeeded: dscp) }
    if let (value, mask) = number(SAI_ACL_ENTRY_ATTR_FIELD_TCP_FLAGS) {
      match.tcpFlags = Ternary(UInt8(truncatingIfNeeded: value), mask: UInt8(truncatingIfNeeded: mask))
    }
    if let vlan = try exact(SAI_ACL_ENTRY_ATTR_FIELD_OUTER_VLAN_ID, mask: 0xfff) {
      guard let id = VLANID(vlan) else { throw .invalidValue(owner.position(SAI_ACL_ENTRY_ATTR_FIELD_OUTER_VLAN_ID)) }
      match.vlan = id
    }
    match.l4SourcePort = try ports(SAI_ACL_ENTRY_ATTR_FIELD_L4_SRC_PORT)
    match.l4DestinationPort = try ports(SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT)
    try readRanges(into: &match)
    var types = try ipTypes()
    try readICMP(into: &match, &types)
    // A prefix says its family, an IP type that contradicts it matches nothing.
    if let family = match.sourceIP?.family ?? match.destinationIP?.family {
      let type: ACLMatch.IPType = family == .v4 ? .ipv4 : .ipv6
      types = types.filter { $0 == nil || $0 == type }
    }
    let needsIP = !match.fields.isDisjoint(with: [.ipProtocol, .l4SourcePort, .l4DestinationPort, .tcpFlags, .dscp, .icmpType, .icmpCode])
    if needsIP { types = types.filter { $0 == nil || $0 == .ipv4 || $0 == .ipv6 } }
    guard !types.isEmpty else { throw .invalidValue(owner.position(SAI_ACL_ENTRY_ATTR_FIELD_ACL_IP_TYPE)) }
    let inPorts = try inPorts()
    var matches: [ACLMatch] = []
    for type in types {
      for port in inPorts {
        var one = match
        one.ipType = type
        one.inPort = port
        matches.append(one)
      }
    }
    try check(matches, fields)
    return matches
  }

  private func check(_ matches: [ACLMatch], _ fields: ACLMatch.Fields) throws(SAIStatus) {
    guard let match = matches.first, !match.fields.isSubset(of: fields) else { return }
    // The first attribute whose field the table does not have.
    for (index, entry) in owner.given.values.enumerated() where entry.value != .disabled {
      let tableAttribute = entry.info.id
      if let field = ACLTableFamily.fields.first(where: { $0.0.rawValue == tableAttribute })?.1, !fields.contains(field) {
        throw .invalidAttribute(index)
      }
    }
    throw .invalidParameter
  }

  /// The value and mask of an enabled field; `nil` where it matches anything.
  private func number(_ attribute: sai_acl_entry_attr_t) -> (value: Int64, mask: Int64)? {
    guard case .field(.number(let value), let mask)? = object.given(attribute.rawValue) else { return nil }
    let bits = mask?.asNumber ?? -1
    return bits == 0 ? nil : (value, bits)
  }

  /// A field of which all bits of `mask` are compared.
  private func exact(_ attribute: sai_acl_entry_attr_t, mask: Int64) throws(SAIStatus) -> Int64? {
    guard let (value, given) = number(attribute) else { return nil }
    guard given & mask == mask else { throw .attributeNotSupported(owner.position(attribute)) }
    guard value & ~mask == 0 else { throw .invalidValue(owner.position(attribute)) }
    return value
  }

  private func prefix(_ attribute: sai_acl_entry_attr_t) throws(SAIStatus) -> IPPrefix? {
    guard case .field(.address(let address), .address(let mask)?)? = object.given(attribute.rawValue) else { return nil }
    let width = address.family.bitWidth
    guard let length = maskLength(mask.high, mask.low, of: width) else { throw .attributeNotSupported(owner.position(attribute)) }
    return length == 0 ? nil : IPPrefix(address, length: length)
  }

  private func mac(_ attribute: sai_acl_entry_attr_t) -> Ternary<UInt64>? {
    guard case .field(.mac(let mac), .mac(let mask)?)? = object.given(attribute.rawValue), mask.bits != 0 else { return nil }
    return Ternary(mac.bits, mask: mask.bits)
  }

  /// A masked port that is a range.
  private func ports(_ attribute: sai_acl_entry_attr_t) throws(SAIStatus) -> L4PortRange? {
    guard let (value, mask) = number(attribute) else { return nil }
    let bits = UInt16(truncatingIfNeeded: mask)
    guard maskLength(UInt64(bits) << 48, 0, of: 16) != nil else { throw .attributeNotSupported(owner.position(attribute)) }
    let low = UInt16(truncatingIfNeeded: value) & bits
    return L4PortRange(low...(low | ~bits))
  }

  private func readRanges(into match: inout ACLMatch) throws(SAIStatus) {
    guard case .field(.objects(let ids), _)? = object.given(SAI_ACL_ENTRY_ATTR_FIELD_ACL_RANGE_TYPE.rawValue) else { return }
    let position = owner.position(SAI_ACL_ENTRY_ATTR_FIELD_ACL_RANGE_TYPE)
    for range in ids.compactMap({ owner.objects[$0] }) {
      guard let limits = ACLRangeFamily.range(range) else { throw .invalidValue(position) }
      if ACLRangeFamily.field(owner.number(range, SAI_ACL_RANGE_ATTR_TYPE)) == .l4SourcePort {
        guard match.l4SourcePort == nil else { throw .attributeNotSupported(position) }
        match.l4SourcePort = limits
      } else {
        guard match.l4DestinationPort == nil else { throw .attributeNotSupported(position) }
        match.l4DestinationPort = limits
      }
    }
  }

  private func ipTypes() throws(SAIStatus) -> [ACLMatch.IPType?] {
    guard let (value, _) = number(SAI_ACL_ENTRY_ATTR_FIELD_ACL_IP_TYPE) else { return [nil] }
    switch value {
    case Int64(SAI_ACL_IP_TYPE_ANY.rawValue): return [nil]
    case Int64(SAI_ACL_IP_TYPE_IP.rawValue): return [.ipv4, .ipv6]
    case Int64(SAI_ACL_IP_TYPE_NON_IP.rawValue): return [.nonIP, .arp]
    case Int64(SAI_ACL_IP_TYPE_IPV4ANY.rawValue): return [.ipv4]
    case Int64(SAI_ACL_IP_TYPE_NON_IPV4.rawValue): return [.nonIP, .ipv6, .arp]
    case Int64(SAI_ACL_IP_TYPE_IPV6ANY.rawValue): return [.ipv6]
    case Int64(SAI_ACL_IP_TYPE_NON_IPV6.rawValue): return [.nonIP, .ipv4, .arp]
    case Int64(SAI_ACL_IP_TYPE_ARP.rawValue): return [.arp]
    default: throw .attributeNotSupported(owner.position(SAI_ACL_ENTRY_ATTR_FIELD_ACL_IP_TYPE))
    }
  }

  /// SAI has ICMP's and ICMPv6's fields apart; here the IP type says which.
  private func readICMP(into match: inout ACLMatch, _ types: inout [ACLMatch.IPType?]) throws(SAIStatus) {
    let four = (try exact(SAI_ACL_ENTRY_ATTR_FIELD_ICMP_TYPE, mask: 0xff), try exact(SAI_ACL_ENTRY_ATTR_FIELD_ICMP_CODE, mask: 0xff))
    let six = (try exact(SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_TYPE, mask: 0xff), try exact(SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_CODE, mask: 0xff))
    let isFour = four.0 != nil || four.1 != nil
    let isSix = six.0 != nil || six.1 != nil
    guard isFour || isSix else { return }
    guard !(isFour && isSix) else { throw .invalidAttribute(owner.position(SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_TYPE)) }
    match.icmpType = (four.0 ?? six.0).map { UInt8(truncatingIfNeeded: $0) }
    match.icmpCode = (four.1 ?? six.1).map { UInt8(truncatingIfNeeded: $0) }
    let type: ACLMatch.IPType = isFour ? .ipv4 : .ipv6
    types = types.contains { $0 == nil || $0 == type } ? [type] : []
  }

  private func inPorts() throws(SAIStatus) -> [PortID?] {
    if case .field(.object(let id), _)? = object.given(SAI_ACL_ENTRY_ATTR_FIELD_IN_PORT.rawValue) { return [owner.objects[id]?.port] }
    guard case .field(.objects(let ids), _)? = object.given(SAI_ACL_ENTRY_ATTR_FIELD_IN_PORTS.rawValue) else { return [nil] }
    let ports = Set(ids.compactMap { owner.objects[$0]?.port }).sorted()
    guard !ports.isEmpty else { throw .invalidValue(owner.position(SAI_ACL_ENTRY_ATTR_FIELD_IN_PORTS)) }
    return ports
  }
}
