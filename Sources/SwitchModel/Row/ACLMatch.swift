/// A value of which only some bits matter.
@frozen
public struct Ternary<Value: FixedWidthInteger & UnsignedInteger & Sendable & BitwiseCopyable>: Hashable, Sendable, BitwiseCopyable {
  /// Bits outside `mask` are zero.
  public let value: Value
  /// The bits that matter.
  public let mask: Value

  /// All bits matter unless `mask` says otherwise.
  @inlinable
  public init(_ value: Value, mask: Value = .max) {
    self.value = value & mask
    self.mask = mask
  }

  /// Whether `other` has the wanted value in all bits that matter.
  @inlinable
  public func matches(_ other: Value) -> Bool { other & mask == value }
}

/// TCP or UDP ports from `lower` to `upper`, both included.
@frozen
public struct L4PortRange: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  public let lower: UInt16
  public let upper: UInt16

  /// The ports of a range.
  @inlinable
  public init(_ range: ClosedRange<UInt16>) {
    lower = range.lowerBound
    upper = range.upperBound
  }

  /// One port.
  @inlinable
  public init(_ port: UInt16) { self.init(port...port) }

  @inlinable
  public func contains(_ port: UInt16) -> Bool { port >= lower && port <= upper }

  public var description: String { lower == upper ? "\(lower)" : "\(lower)-\(upper)" }
}

/// What an ACL entry looks for; a field that is `nil` matches anything.
///
/// - Source: SAI_ACL_ENTRY_ATTR_FIELD_*.
@frozen
public struct ACLMatch: Hashable, Sendable, BitwiseCopyable {
  /// What kind of packet, as the parser found it.
  ///
  /// - Source: sai_acl_ip_type_t.
  @frozen
  public enum IPType: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    case nonIP = 0, ipv4 = 1, ipv6 = 2, arp = 3
  }

  /// Default: any packet; IPv4 and IPv6 only, where another field needs an IP header.
  public var ipType: IPType?
  /// The EtherType behind all VLAN tags.
  public var etherType: UInt16?
  /// IPv4 or IPv6; not of another family than `destinationIP`.
  public var sourceIP: IPPrefix?
  /// IPv4 or IPv6; not of another family than `sourceIP`.
  public var destinationIP: IPPrefix?
  /// IPv4's protocol; of IPv6 the number behind the extension headers.
  ///
  /// - Source: IANA, Assigned Internet Protocol Numbers.
  public var ipProtocol: UInt8?
  /// Without `ipProtocol`, of TCP and UDP both. A fragment after the first has no ports and never matches.
  public var l4SourcePort: L4PortRange?
  /// As `l4SourcePort`.
  public var l4DestinationPort: L4PortRange?
  /// CWR, ECE, URG, ACK, PSH, RST, SYN, FIN from bit 7 to bit 0; only TCP matches.
  ///
  /// - Source: RFC 9293 §3.1.
  public var tcpFlags: Ternary<UInt8>?
  /// - Range: 0…63.
  public var dscp: UInt8?
  /// Of ICMP (RFC 792) or ICMPv6 (RFC 4443), as the packet is IPv4 or IPv6. Not together with ports.
  public var icmpType: UInt8?
  /// As `icmpType`.
  public var icmpCode: UInt8?
  /// The VLAN the packet is in (outer VLAN of a tagged frame).
  public var vlan: VLANID?

  /// Of the frame as it came in; a bit counts from the address's last on.
  public var sourceMAC: Ternary<UInt64>?
  /// As `sourceMAC`.
  public var destinationMAC: Ternary<UInt64>?
  /// The port, or the LAG, that the packet came in by.
  public var inPort: PortID?

  /// A match of every packet.
  @inlinable
  public init() {}

  /// A set of the fields an entry can match. The addresses are a field for each family: chips have room for IPv4 where they have
  /// none for IPv6.
  @frozen
  public struct Fields: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    /// The addresses have a field for each family: chips have room for IPv4 where they have none for IPv6.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let ipType = Fields(rawValue: 1 << 0)
    public static let etherType = Fields(rawValue: 1 << 1)
    public static let sourceIPv4 = Fields(rawValue: 1 << 2)
    public static let destinationIPv4 = Fields(rawValue: 1 << 3)
    public static let sourceIPv6 = Fields(rawValue: 1 << 4)
    public static let destinationIPv6 = Fields(rawValue: 1 << 5)
    public static let ipProtocol = Fields(rawValue: 1 << 6)
    public static let l4SourcePort = Fields(rawValue: 1 << 7)
    public static let l4DestinationPort = Fields(rawValue: 1 << 8)
    public static let tcpFlags = Fields(rawValue: 1 << 9)
    public static let dscp = Fields(rawValue: 1 << 10)
    public static let icmpType = Fields(rawValue: 1 << 11)
    public static let icmpCode = Fields(rawValue: 1 << 12)
    public static let vlan = Fields(rawValue: 1 << 13)
    public static let sourceMAC = Fields(rawValue: 1 << 14)
    public static let destinationMAC = Fields(rawValue: 1 << 15)
    public static let inPort = Fields(rawValue: 1 << 16)

    static let allNames = [
      "ipType", "etherType", "sourceIPv4", "destinationIPv4", "sourceIPv6", "destinationIPv6", "ipProtocol", "l4SourcePort",
      "l4DestinationPort", "tcpFlags", "dscp", "icmpType", "icmpCode", "vlan", "sourceMAC", "destinationMAC", "inPort"
    ]
    /// The fields' names, in the order of their bits.
    public var names: [String] { Fields.allNames.indices.filter { rawValue & 1 << UInt32($0) != 0 }.map { Fields.allNames[$0] } }
  }

  /// The fields that are not `nil`.
  public var fields: Fields {
    var fields: Fields = []
    if ipType != nil { fields.insert(.ipType) }
    if etherType != nil { fields.insert(.etherType) }
    if let sourceIP { fields.insert(sourceIP.family == .v4 ? .sourceIPv4 : .sourceIPv6) }
    if let destinationIP { fields.insert(destinationIP.family == .v4 ? .destinationIPv4 : .destinationIPv6) }
    if ipProtocol != nil { fields.insert(.ipProtocol) }
    if l4SourcePort != nil { fields.insert(.l4SourcePort) }
    if l4DestinationPort != nil { fields.insert(.l4DestinationPort) }
    if tcpFlags != nil { fields.insert(.tcpFlags) }
    if dscp != nil { fields.insert(.dscp) }
    if icmpType != nil { fields.insert(.icmpType) }
    if icmpCode != nil { fields.insert(.icmpCode) }
    if vlan != nil { fields.insert(.vlan) }
    if sourceMAC != nil { fields.insert(.sourceMAC) }
    if destinationMAC != nil { fields.insert(.destinationMAC) }
    if inPort != nil { fields.insert(.inPort) }
    return fields
  }
}

extension ACLMatch: CustomStringConvertible {
  public var description: String {
    var parts: [String] = []
    if let ipType { parts.append("ipType=\(ipType)") }
    if let etherType { parts.append("etherType=0x" + String(etherType, radix: 16)) }
    if let sourceIP { parts.append("src=\(sourceIP)") }
    if let destinationIP { parts.append("dst=\(destinationIP)") }
    if let ipProtocol { parts.append("protocol=\(ipProtocol)") }
    if let l4SourcePort { parts.append("sport=\(l4SourcePort)") }
    if let l4DestinationPort { parts.append("dport=\(l4DestinationPort)") }
    if let tcpFlags { parts.append("tcpFlags=0x\(String(tcpFlags.value, radix: 16))/0x\(String(tcpFlags.mask, radix: 16))") }
    if let dscp { parts.append("dscp=\(dscp)") }
    if let icmpType { parts.append("icmpType=\(icmpType)") }
    if let icmpCode { parts.append("icmpCode=\(icmpCode)") }
    if let vlan { parts.append("vlan=\(vlan)") }
    if let sourceMAC { parts.append("srcMAC=\(MACAddress(bits: sourceMAC.value))/\(MACAddress(bits: sourceMAC.mask))") }
    if let destinationMAC { parts.append("dstMAC=\(MACAddress(bits: destinationMAC.value))/\(MACAddress(bits: destinationMAC.mask))") }
    if let inPort { parts.append("inPort=\(inPort)") }
    return parts.isEmpty ? "any" : parts.joined(separator: " ")
  }
}
