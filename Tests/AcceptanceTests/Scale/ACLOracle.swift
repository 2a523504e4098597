import SwitchModel

/// The fields that an ACL can match, read from a frame's bytes as the RFCs lay them out.
struct FrameFields {
  var ipType: ACLMatch.IPType = .nonIP
  var etherType: UInt16 = 0
  var source: (high: UInt64, low: UInt64) = (0, 0)
  var destination: (high: UInt64, low: UInt64) = (0, 0)
  var ipProtocol: UInt8?
  var dscp: UInt8 = 0
  /// `nil` in a later fragment, and in protocols without ports.
  var ports: (source: UInt16, destination: UInt16)?
  var tcpFlags: UInt8?
  var icmp: (type: UInt8, code: UInt8)?
  var vlan: UInt16

  /// - Parameter portVLAN: of a frame without a tag.
  init(_ frame: [UInt8], portVLAN: UInt16) {
    var offset = 12
    vlan = portVLAN
    if frame.big16(offset) == 0x8100 {
      let id = frame.big16(offset + 2) & 0xfff
      if id != 0 { vlan = id }
      offset += 4
    }
    etherType = frame.big16(offset)
    let start = offset + 2
    switch etherType {
    case 0x0800: readIPv4(frame, start)
    case 0x86dd: readIPv6(frame, start)
    case 0x0806: ipType = .arp
    default: break
    }
  }

  private mutating func readIPv4(_ frame: [UInt8], _ start: Int) {
    ipType = .ipv4
    dscp = frame[start + 1] >> 2
    ipProtocol = frame[start + 9]
    source = (UInt64(frame.big32(start + 12)) << 32, 0)
    destination = (UInt64(frame.big32(start + 16)) << 32, 0)
    if frame.big16(start + 6) & 0x1fff == 0 { readUpper(frame, start + Int(frame[start] & 0xf) * 4, frame[start + 9]) }
  }

  private mutating func readIPv6(_ frame: [UInt8], _ start: Int) {
    ipType = .ipv6
    dscp = UInt8(frame.big16(start) >> 6 & 0x3f)
    source = (frame.big64(start + 8), frame.big64(start + 16))
    destination = (frame.big64(start + 24), frame.big64(start + 32))
    var next = frame[start + 6]
    var offset = start + 40
    var isLater = false
    // RFC 8200 §4: hop-by-hop, routing, destination options by their length; fragment of 8 bytes.
    while [0, 43, 60, 44].contains(next) {
      if next == 44 && frame.big16(offset + 2) & 0xfff8 != 0 { isLater = true }
      let length = next == 44 ? 8 : (Int(frame[offset + 1]) + 1) * 8
      next = frame[offset]
      offset += length
      if isLater { break }
    }
    ipProtocol = next
    if !isLater { readUpper(frame, offset, next) }
  }

  private mutating func readUpper(_ frame: [UInt8], _ offset: Int, _ number: UInt8) {
    switch number {
    case 6:
      ports = (frame.big16(offset), frame.big16(offset + 2))
      tcpFlags = frame[offset + 13]
    case 17: ports = (frame.big16(offset), frame.big16(offset + 2))
    case 1 where ipType == .ipv4, 58 where ipType == .ipv6: icmp = (frame[offset], frame[offset + 1])
    default: break
    }
  }

  /// Whether a rule matches, field by field.
  func match(_ rule: ACLMatch) -> Bool {
    func inside(_ address: (high: UInt64, low: UInt64), _ prefix: IPPrefix?) -> Bool {
      guard let prefix else { return true }
      guard ipType == (prefix.family == .v4 ? .ipv4 : .ipv6) else { return false }
      let bits = Int(prefix.length)
      for (mine, theirs, width) in [
        (address.high, prefix.address.high, min(bits, 64)), (address.low, prefix.address.low, max(0, bits - 64))
      ] where width > 0 && (mine ^ theirs) >> UInt64(64 - width) != 0 { return false }
      return true
    }
    let isIP = ipType == .ipv4 || ipType == .ipv6
    if let wanted = rule.ipType, wanted != ipType { return false }
    if let wanted = rule.etherType, wanted != etherType { return false }
    if let wanted = rule.vlan, wanted.rawValue != vlan { return false }
    guard inside(source, rule.sourceIP), inside(destination, rule.destinationIP) else { return false }
    if let wanted = rule.ipProtocol, !isIP || wanted != ipProtocol { return false }
    if let wanted = rule.dscp, !isIP || wanted != dscp { return false }
    if let range = rule.l4SourcePort { guard let ports, range.lower <= ports.source, ports.source <= range.upper else { return false } }
    if let range = rule.l4DestinationPort {
      guard let ports, range.lower <= ports.destination, ports.destination <= range.upper else { return false }
    }
    if let wanted = rule.tcpFlags { guard let tcpFlags, tcpFlags & wanted.mask == wanted.value else { return false } }
    if let wanted = rule.icmpType { guard let icmp, icmp.type == wanted else { return false } }
    if let wanted = rule.icmpCode { guard let icmp, icmp.code == wanted else { return false } }
    return true
  }
}
