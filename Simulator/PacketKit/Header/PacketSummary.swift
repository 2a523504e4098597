/// One line that says what a frame is, for people:
/// `vlan 10 10.0.0.1.1234 > 10.1.0.2.80 TCP [S] ttl 64 len 60`.
///
/// `len` is the frame's length in bytes, without FCS. What is wrong with the frame stands at the end in parentheses.
public struct PacketSummary: Hashable, Sendable, CustomStringConvertible {
  public let headers: PacketHeaders
  /// Bytes, FCS not included.
  public let frameLength: Int

  public init(_ headers: PacketHeaders, frameLength: Int) {
    self.headers = headers
    self.frameLength = frameLength
  }

  /// Parses the whole frame.
  public init(_ frame: some Collection<UInt8>) {
    var parsed = PacketHeaders()
    let bytes = ContiguousArray(frame)
    bytes.withUnsafeBytes { _ = parsed.parse($0, window: $0.count) }
    self.init(parsed, frameLength: bytes.count)
  }

  public var description: String {
    var parts: [String] = []
    if headers.hasOuterTag { parts.append("vlan \(headers.outerVLAN)" + (headers.hasInnerTag ? ".\(headers.innerVLAN)" : "")) }
    parts.append(packet)
    parts.append("len \(frameLength)")
    if headers.fault != .none { parts.append("(\(headers.fault))") }
    if headers.isBeyondWindow { parts.append("(not parsed to the end)") }
    return parts.joined(separator: " ")
  }

  private var packet: String {
    switch headers.l3Kind {
    case .none: return "not Ethernet"
    case .arp where headers.hasARP: return arp
    case .ipv4 where headers.hasIP, .ipv6 where headers.hasIP: return ip
    case .ipv4: return "\(stations) IPv4"
    case .ipv6: return "\(stations) IPv6"
    case .arp: return "\(stations) ARP"
    case .otherEther:
      if headers.isLengthFrame { return "\(stations) 802.3 length \(headers.etherType)" }
      return "\(stations) type 0x" + AddressText.hexadecimal(UInt64(headers.etherType), digits: 4)
    }
  }

  private var stations: String { AddressText.mac(headers.sourceMAC) + " > " + AddressText.mac(headers.destinationMAC) }

  private var arp: String {
    let sender = AddressText.ipv4(headers.arpSenderIP)
    let target = AddressText.ipv4(headers.arpTargetIP)
    return switch headers.arpOperation {
    case 1: "ARP who-has \(target) tell \(sender)"
    case 2: "ARP \(sender) is-at \(AddressText.mac(headers.arpSenderMAC))"
    default: "ARP operation \(headers.arpOperation) \(sender) > \(target)"
    }
  }

  private var ip: String {
    func address(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> String {
      let text = headers.l3Kind == .ipv4 ? AddressText.ipv4(UInt32(truncatingIfNeeded: high >> 32)) : AddressText.ipv6(high, low)
      return headers.hasPorts ? "\(text).\(port)" : text
    }
    let source = address(headers.sourceHigh, headers.sourceLow, headers.l4SourcePort)
    let destination = address(headers.destinationHigh, headers.destinationLow, headers.l4DestinationPort)
    var text = "\(source) > \(destination) \(upperLayer) ttl \(headers.ttl)"
    if headers.dscp != 0 { text += " dscp \(headers.dscp)" }
    if headers.isFragment { text += headers.isLaterFragment ? " later fragment" : " first fragment" }
    return text
  }

  private var upperLayer: String {
    switch headers.ipProtocol {
    case 6 where headers.hasTCPFlags: return "TCP [\(flags)]"
    case 6: return "TCP"
    case 17: return "UDP"
    case 1 where headers.l3Kind == .ipv4: return headers.hasICMP ? "ICMP \(icmp)" : "ICMP"
    case 58 where headers.l3Kind == .ipv6: return headers.hasICMP ? "ICMPv6 \(icmp)" : "ICMPv6"
    default: return "protocol \(headers.ipProtocol)"
    }
  }

  /// As tcpdump writes them: a dot for ACK, letters for the others, the loudest first.
  private var flags: String {
    let letters: [(UInt8, String)] = [
      (0x02, "S"), (0x01, "F"), (0x04, "R"), (0x08, "P"), (0x20, "U"), (0x40, "E"), (0x80, "W"), (0x10, ".")
    ]
    let text = letters.filter { headers.tcpFlags & $0.0 != 0 }.map(\.1).joined()
    return text.isEmpty ? "none" : text
  }

  private var icmp: String {
    switch (headers.l3Kind, headers.icmpType, headers.icmpCode) {
    case (.ipv4, 8, 0), (.ipv6, 128, 0): "echo request"
    case (.ipv4, 0, 0), (.ipv6, 129, 0): "echo reply"
    case (.ipv4, 3, _), (.ipv6, 1, _): "unreachable code \(headers.icmpCode)"
    case (.ipv4, 11, 0), (.ipv6, 3, 0): "time exceeded"
    case (.ipv6, 2, 0): "packet too big"
    case (.ipv6, 133, 0): "router solicitation"
    case (.ipv6, 134, 0): "router advertisement"
    case (.ipv6, 135, 0): "neighbor solicitation"
    case (.ipv6, 136, 0): "neighbor advertisement"
    default: "type \(headers.icmpType) code \(headers.icmpCode)"
    }
  }
}
