import SwitchModel
import SwitchPlatform

extension Draft {
  /// The matches of a rule, but for IP_TYPE.
  mutating func readMatch(_ entry: Entry, _ match: inout ACLMatch) {
    match.etherType = number("ETHER_TYPE", of: entry, in: 1536...65535)
    match.sourceIP = prefix("SRC_IP", .v4, of: entry)
    match.destinationIP = prefix("DST_IP", .v4, of: entry)
    if let other = prefix("SRC_IPV6", .v6, of: entry) { set(&match.sourceIP, other, "SRC_IPV6", entry) }
    if let other = prefix("DST_IPV6", .v6, of: entry) { set(&match.destinationIP, other, "DST_IPV6", entry) }
    match.ipProtocol = number("IP_PROTOCOL", of: entry, in: 0...255)
    if let header: UInt8 = number("NEXT_HEADER", of: entry, in: 0...255) { set(&match.ipProtocol, header, "NEXT_HEADER", entry) }
    if let port: UInt16 = number("L4_SRC_PORT", of: entry, in: 0...65535) { match.l4SourcePort = L4PortRange(port) }
    if let port: UInt16 = number("L4_DST_PORT", of: entry, in: 0...65535) { match.l4DestinationPort = L4PortRange(port) }
    if let range = portRange("L4_SRC_PORT_RANGE", of: entry) { set(&match.l4SourcePort, range, "L4_SRC_PORT_RANGE", entry) }
    if let range = portRange("L4_DST_PORT_RANGE", of: entry) { set(&match.l4DestinationPort, range, "L4_DST_PORT_RANGE", entry) }
    match.tcpFlags = tcpFlags(of: entry)
    match.dscp = number("DSCP", of: entry, in: 0...63)
    match.icmpType = number("ICMP_TYPE", of: entry, in: 0...255)
    match.icmpCode = number("ICMP_CODE", of: entry, in: 0...255)
    if let type: UInt8 = number("ICMPV6_TYPE", of: entry, in: 0...255) { set(&match.icmpType, type, "ICMPV6_TYPE", entry) }
    if let code: UInt8 = number("ICMPV6_CODE", of: entry, in: 0...255) { set(&match.icmpCode, code, "ICMPV6_CODE", entry) }
    let vlan: UInt16? = number("VLAN_ID", of: entry, in: 1...4094)
    match.vlan = vlan.flatMap { VLANID($0) }
  }

  /// Sets what another field may have set already.
  private mutating func set<Value>(_ match: inout Value?, _ value: Value, _ field: String, _ entry: Entry) {
    if match != nil {
      error(
        .contradiction, at: entry.field(field)?.position ?? entry.position,
        "\(entry.name): \(field) stands beside a field of the same meaning")
    }
    match = value
  }

  private mutating func prefix(_ name: String, _ family: IPFamily, of entry: Entry) -> IPPrefix? {
    guard let located = text(name, of: entry) else { return nil }
    guard let prefix = IPPrefix(located.text), prefix.family == family else {
      error(
        .value, at: located.position,
        "\(entry.name)|\(name) is \(quoted(located.text)); expected an \(family == .v4 ? "IPv4 prefix such as 10.0.0.0/8" : "IPv6 prefix such as 2001:db8::/32")"
      )
      return nil
    }
    return prefix
  }

  private mutating func portRange(_ name: String, of entry: Entry) -> L4PortRange? {
    guard let located = text(name, of: entry) else { return nil }
    let bounds = located.text.split(separator: "-", omittingEmptySubsequences: false).map {
      unsignedNumber($0).flatMap(UInt16.init(exactly:))
    }
    guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower <= upper else {
      error(.value, at: located.position, "\(entry.name)|\(name) is \(quoted(located.text)); expected a range such as 1000-2000")
      return nil
    }
    return L4PortRange(lower...upper)
  }

  /// `flags/mask`; flags alone have to be those of the six classic ones.
  private mutating func tcpFlags(of entry: Entry) -> Ternary<UInt8>? {
    guard let located = text("TCP_FLAGS", of: entry) else { return nil }
    let parts = located.text.split(separator: "/", omittingEmptySubsequences: false).map {
      unsignedNumber($0).flatMap(UInt8.init(exactly:))
    }
    guard let first = parts.first, let flags = first, parts.count <= 2, let last = parts.last, let mask = parts.count == 2 ? last : 0x3f
    else {
      error(.value, at: located.position, "\(entry.name)|TCP_FLAGS is \(quoted(located.text)); expected flags and mask such as 0x2/0x3f")
      return nil
    }
    if flags & ~mask != 0 {
      warning(.assumed, at: located.position, "\(entry.name)|TCP_FLAGS has flags outside its mask, which do not matter")
    }
    return Ternary(flags, mask: mask)
  }

  /// IP_TYPE, and the kind of packet that the other matches imply. `false`, reported: the rule cannot be had.
  ///
  /// A rule without IP_TYPE matches its table's family, unless ETHER_TYPE says what else. SAI's types that are unions of ours
  /// can be had only where the other matches choose one of the union.
  mutating func setType(_ entry: Entry, _ table: ACLTableType, _ match: inout ACLMatch) -> Bool {
    var implied: Set<ACLMatch.IPType> = []
    for prefix in [match.sourceIP, match.destinationIP] {
      if let prefix { implied.insert(prefix.family == .v4 ? .ipv4 : .ipv6) }
    }
    if entry.field("ICMP_TYPE") != nil || entry.field("ICMP_CODE") != nil { implied.insert(.ipv4) }
    for name in ["ICMPV6_TYPE", "ICMPV6_CODE", "NEXT_HEADER"] where entry.field(name) != nil { implied.insert(.ipv6) }
    if match.etherType == 0x0800 { implied.insert(.ipv4) }
    if match.etherType == 0x86dd { implied.insert(.ipv6) }
    if match.etherType == 0x0806 { implied.insert(.arp) }
    if implied.count > 1 {
      error(.contradiction, at: entry.position, "\(entry.name) matches fields of more than one kind of packet, so it matches none")
      return false
    }
    guard let located = text("IP_TYPE", of: entry) else {
      if entry.field("IP_TYPE") != nil { return false }
      let family: ACLMatch.IPType? = table.family.map { $0 == .v4 ? .ipv4 : .ipv6 }
      match.ipType = implied.first ?? (match.etherType == nil ? family : nil)
      return true
    }
    let name = located.text.uppercased()
    switch name {
    case "ANY": match.ipType = implied.first
    case "IPV4", "IPV4ANY": match.ipType = .ipv4
    case "IPV6", "IPV6ANY": match.ipType = .ipv6
    case "ARP": match.ipType = .arp
    case "IP", "NON_IP", "NON_IPV4", "NON_IPV6", "ARP_REQUEST", "ARP_REPLY":
      return setUnion(name, located, entry, implied.first, &match)
    default:
      let known = ["ANY", "IP", "NON_IP", "IPV4", "IPV4ANY", "NON_IPV4", "IPV6", "IPV6ANY", "NON_IPV6", "ARP", "ARP_REQUEST", "ARP_REPLY"]
      error(
        .value, at: located.position,
        "\(entry.name)|IP_TYPE is \(quoted(located.text))\(NearestName.suggestion(for: name, among: known)); expected one of \(known.joined(separator: ", "))"
      )
      return false
    }
    if let kind = implied.first, let type = match.ipType, kind != type {
      error(.contradiction, at: located.position, "\(entry.name): IP_TYPE \(name) contradicts the rule's other matches, so it matches none")
      return false
    }
    return true
  }

  private mutating func setUnion(
    _ name: String, _ located: LocatedText, _ entry: Entry, _ implied: ACLMatch.IPType?, _ match: inout ACLMatch
  ) -> Bool {
    let union: Set<ACLMatch.IPType> =
      switch name {
      case "IP": [.ipv4, .ipv6]
      case "NON_IP": [.nonIP, .arp]
      case "NON_IPV4": [.nonIP, .arp, .ipv6]
      case "NON_IPV6": [.nonIP, .arp, .ipv4]
      default: []
      }
    if let implied, union.contains(implied) {
      match.ipType = implied
      return true
    }
    warning(
      .unsupported, at: located.position,
      "\(entry.name): IP_TYPE \(name) is not supported in one rule\(union.isEmpty ? "" : ", as it is several kinds of packet"); the rule is left out"
    )
    return false
  }
}
