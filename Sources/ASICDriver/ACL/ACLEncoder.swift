import SwitchModel
import SwitchPlatform

/// What one ternary row compares: an entry of ours becomes one or more of these.
struct ACLKey {
  var ipType: UInt8?
  var ipProtocol: UInt8?
  var sourcePort: MaskedPort?
  var destinationPort: MaskedPort?
  /// A chip port or LAG, by its logical number.
  var inPort: Int?
  /// Bits of the range checkers that must say yes.
  var ranges: UInt64 = 0
}

/// Makes ternary rows of ACL entries.
///
/// A TCAM compares bits, and the key has no bit for some of what an entry means; it becomes rows instead:
/// - a port range becomes a range checker's bit where there is one, else prefixes; two ranges their product;
/// - L4 ports without a protocol mean TCP or UDP: a row each, since an ICMP type stands in the same bits;
/// - an IP field without an IP type means IPv4 or IPv6: a row each, where the field does not say which.
struct ACLEncoder {
  let image: TableImage

  private var matchColumn: ColumnID { ACLEntry.schema.id("match") }

  /// The fields of ours that the chip's key can compare.
  var supportedFields: ACLMatch.Fields { supportedFields { image.layout.keyPlace($0) != nil } }

  private func supportedFields(where has: (Field) -> Bool) -> ACLMatch.Fields {
    var fields: ACLMatch.Fields = []
    if has(.ipType) { fields.insert(.ipType) }
    if has(.etherType) { fields.insert(.etherType) }
    if has(.ipType) && (has(.sourceIP) || has(.sourceIPv4)) { fields.insert(.sourceIPv4) }
    if has(.ipType) && (has(.destinationIP) || has(.destinationIPv4)) { fields.insert(.destinationIPv4) }
    if has(.ipType) && has(.sourceIP) { fields.insert(.sourceIPv6) }
    if has(.ipType) && has(.destinationIP) { fields.insert(.destinationIPv6) }
    if has(.ipType) && has(.ipProtocol) {
      fields.insert(.ipProtocol)
      if has(.l4SourcePort) { fields.formUnion([.l4SourcePort, .icmpType, .icmpCode]) }
      if has(.l4DestinationPort) { fields.insert(.l4DestinationPort) }
      if has(.tcpFlags) { fields.insert(.tcpFlags) }
    }
    if has(.ipType) && has(.dscp) { fields.insert(.dscp) }
    if has(.vlan) { fields.insert(.vlan) }
    if has(.sourceMAC) { fields.insert(.sourceMAC) }
    if has(.destinationMAC) { fields.insert(.destinationMAC) }
    if has(.inPort) { fields.insert(.inPort) }
    return fields
  }

  /// The narrowest format that compares all of some fields of ours; 0 where the chip has no formats.
  func format(for fields: ACLMatch.Fields, among formats: [TableFormat]) -> Int? {
    if formats.isEmpty { return 0 }
    let fitting = formats.indices.filter { supportedFields(where: formats[$0].fields.contains).isSuperset(of: fields) }
    return fitting.min { formats[$0].slices < formats[$1].slices }
  }

  /// The rows of a match.
  ///
  /// - Parameters:
  ///   - inPort: The chip's number of the match's `inPort`.
  ///   - checker: The number of a checker for a range of destination ports or source ports, where it can have one.
  /// - Throws: `.unsupported(match)` for a field that the key lacks, `.invalid(match)` for a match that contradicts itself.
  func keys(
    of match: ACLMatch, inPort: Int?, checker: (_ range: L4PortRange, _ isDestination: Bool) -> Int? = { _, _ in nil }
  ) throws(Refusal) -> [ACLKey] {
    guard supportedFields.isSuperset(of: match.fields) else { throw Refusal(.unsupported(matchColumn)) }
    var match = match
    // Checked before checkers are taken: a match that contradicts itself costs none.
    _ = try keys(of: match)
    var ranges: UInt64 = 0
    let width = image.layout.keyPlace(.ranges)?.width ?? 0
    func check(_ range: L4PortRange?, _ isDestination: Bool) -> L4PortRange? {
      // What one row can say needs no checker. TCP or UDP stays what is asked for.
      guard let range, width > 0, range.prefixes.count > 1, let number = checker(range, isDestination), number < min(64, width) else {
        return range
      }
      ranges |= 1 << UInt64(number)
      return L4PortRange(0...UInt16.max)
    }
    match.l4SourcePort = check(match.l4SourcePort, false)
    match.l4DestinationPort = check(match.l4DestinationPort, true)
    return try keys(of: match).map { key in
      var key = key
      key.inPort = inPort
      key.ranges = ranges
      return key
    }
  }

  private func keys(of match: ACLMatch) throws(Refusal) -> [ACLKey] {
    let types = try ipTypes(of: match)
    var keys: [ACLKey] = []
    for type in types {
      for number in try protocols(of: match, type) {
        if let icmp = try icmp(of: match) {
          keys.append(ACLKey(ipType: type, ipProtocol: number, sourcePort: icmp, destinationPort: nil))
          continue
        }
        for source in ports(match.l4SourcePort) {
          for destination in ports(match.l4DestinationPort) {
            keys.append(ACLKey(ipType: type, ipProtocol: number, sourcePort: source, destinationPort: destination))
          }
        }
      }
    }
    return keys
  }

  private func ports(_ range: L4PortRange?) -> [MaskedPort?] { range.map { $0.prefixes } ?? [nil] }

  private func ipTypes(of match: ACLMatch) throws(Refusal) -> [UInt8?] {
    var families: Set<IPFamily> = []
    if let source = match.sourceIP { families.insert(source.family) }
    if let destination = match.destinationIP { families.insert(destination.family) }
    guard families.count <= 1 else { throw Refusal(.invalid(matchColumn)) }
    let needsIP =
      !families.isEmpty || match.ipProtocol != nil || match.l4SourcePort != nil || match.l4DestinationPort != nil || match.tcpFlags != nil
      || match.dscp != nil || match.icmpType != nil || match.icmpCode != nil
    if let type = match.ipType {
      if needsIP && type != .ipv4 && type != .ipv6 { throw Refusal(.invalid(matchColumn)) }
      if let family = families.first, (family == .v4) != (type == .ipv4) { throw Refusal(.invalid(matchColumn)) }
      return [type.rawValue]
    }
    if let family = families.first { return [family == .v4 ? 1 : 2] }
    return needsIP ? [1, 2] : [nil]
  }

  private func protocols(of match: ACLMatch, _ type: UInt8?) throws(Refusal) -> [UInt8?] {
    let hasPorts = match.l4SourcePort != nil || match.l4DestinationPort != nil
    let hasICMP = match.icmpType != nil || match.icmpCode != nil
    var allowed: [UInt8?] = [match.ipProtocol]
    if match.tcpFlags != nil {
      allowed = [6]
    } else if hasPorts {
      allowed = match.ipProtocol.map { [$0] } ?? [6, 17]
    } else if hasICMP {
      allowed = [type == 2 ? 58 : 1]
    }
    if let number = match.ipProtocol, !allowed.contains(number) { throw Refusal(.invalid(matchColumn)) }
    if hasPorts && hasICMP { throw Refusal(.invalid(matchColumn)) }
    if hasPorts, let number = match.ipProtocol, number != 6, number != 17 { throw Refusal(.invalid(matchColumn)) }
    return allowed
  }

  /// ICMP type and code stand where other protocols have their source port.
  private func icmp(of match: ACLMatch) throws(Refusal) -> MaskedPort? {
    guard match.icmpType != nil || match.icmpCode != nil else { return nil }
    let value = UInt16(match.icmpType ?? 0) << 8 | UInt16(match.icmpCode ?? 0)
    let mask: UInt16 = (match.icmpType != nil ? 0xff00 : 0) | (match.icmpCode != nil ? 0x00ff : 0)
    return MaskedPort(value: value, mask: mask)
  }

  /// Fills a blank row's key.
  ///
  /// - Parameter format: What the row's block compares; `nil`: all of the key.
  func fill(_ row: UnsafeMutablePointer<UInt64>, _ match: ACLMatch, _ key: ACLKey, tableBit: Int, format: TableFormat? = nil) {
    image.setKey(.aclTables, 1 << UInt64(tableBit), mask: 1 << UInt64(tableBit), in: row)
    if let type = key.ipType { image.setKey(.ipType, UInt64(type), in: row) }
    if let type = match.etherType { image.setKey(.etherType, UInt64(type), in: row) }
    setAddress(match.sourceIP, .sourceIP, .sourceIPv4, format, row)
    setAddress(match.destinationIP, .destinationIP, .destinationIPv4, format, row)
    if let number = key.ipProtocol { image.setKey(.ipProtocol, UInt64(number), in: row) }
    if let port = key.sourcePort { image.setKey(.l4SourcePort, UInt64(port.value), mask: UInt64(port.mask), in: row) }
    if let port = key.destinationPort { image.setKey(.l4DestinationPort, UInt64(port.value), mask: UInt64(port.mask), in: row) }
    if let flags = match.tcpFlags { image.setKey(.tcpFlags, UInt64(flags.value), mask: UInt64(flags.mask), in: row) }
    if key.sourcePort != nil || key.destinationPort != nil || match.tcpFlags != nil {
      // Fragments after the first have no L4 header: they are not what ports mean.
      image.setKey(.fragment, 0, mask: 1, in: row)
    }
    if key.ranges != 0 { image.setKey(.ranges, key.ranges, mask: key.ranges, in: row) }
    if let dscp = match.dscp { image.setKey(.dscp, UInt64(dscp), in: row) }
    if let vlan = match.vlan { image.setKey(.vlan, UInt64(vlan.rawValue), in: row) }
    if let mac = match.sourceMAC { image.setKey(.sourceMAC, mac.value, mask: mac.mask, in: row) }
    if let mac = match.destinationMAC { image.setKey(.destinationMAC, mac.value, mask: mac.mask, in: row) }
    if let port = key.inPort { image.setKey(.inPort, UInt64(port), in: row) }
    image.setValid(in: row)
  }

  private func setAddress(_ prefix: IPPrefix?, _ wide: Field, _ narrow: Field, _ format: TableFormat?, _ row: UnsafeMutablePointer<UInt64>)
  {
    guard let prefix else { return }
    let (high, low) = PrefixBits.mask(prefix.length)
    if prefix.family == .v4 {
      let field = image.layout.keyPlace(narrow) != nil && format?.fields.contains(narrow) ?? true ? narrow : wide
      image.setKey(field, UInt64(prefix.address.v4), mask: high >> 32, in: row)
    } else {
      image.setKey(wide, prefix.address.low, mask: low, part: 0, in: row)
      image.setKey(wide, prefix.address.high, mask: high, part: 1, in: row)
    }
  }
}
