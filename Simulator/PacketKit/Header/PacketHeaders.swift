/// The headers of one frame, as fields: what a switch's parser hands to its look-ups.
///
/// A trivial value of fixed size that is filled in place, so that a packet costs no allocation and no reference counting.
/// Fields whose header was not found are zero, and `found` tells which were. IPv4 addresses stand in the *high* 32 bits of
/// `…High`, so that bit 0 of both families is the first bit on the wire.
///
/// What lies inside a tunnel (VXLAN, GRE, IP in IP) is payload and not looked at.
@frozen
public struct PacketHeaders: Hashable, Sendable, BitwiseCopyable {
  /// Addresses in the low 48 bits, first octet on the wire most significant.
  public var destinationMAC: UInt64 = 0
  public var sourceMAC: UInt64 = 0

  /// First 64 bits of the source address; IPv4 in the high 32 of them.
  public var sourceHigh: UInt64 = 0
  /// Last 64 bits; zero for IPv4.
  public var sourceLow: UInt64 = 0
  public var destinationHigh: UInt64 = 0
  public var destinationLow: UInt64 = 0

  public var arpSenderMAC: UInt64 = 0
  public var arpTargetMAC: UInt64 = 0
  public var arpSenderIP: UInt32 = 0
  public var arpTargetIP: UInt32 = 0

  /// What of the frame was found; also the marks that are no header of their own.
  public var found: Found = []
  /// Bytes from the start of the frame to what follows the last EtherType (or 802.3 length); -1 when that was not reached.
  public var l3Offset: Int32 = -1
  /// Bytes from the start of the frame to the upper-layer header; -1 when there is none (later fragments, non-IP) or it was not reached.
  public var l4Offset: Int32 = -1
  /// Bytes of the IP packet, its header included, as its header says: total length, or 40 + payload length.
  public var ipTotalLength: Int32 = 0
  /// Bytes from the IP header to the upper layer: IPv4 with options, IPv6 with the extension headers that were followed.
  public var ipHeaderLength: Int32 = 0

  /// Tag control information (priority, drop eligibility, VLAN) of the outermost tag.
  public var outerTag: UInt16 = 0
  /// 0x8100, 0x88A8 or 0x9100 when there is an outer tag.
  public var outerTPID: UInt16 = 0
  public var innerTag: UInt16 = 0
  /// The type after all tags that were understood; below 0x600 it is an 802.3 length.
  public var etherType: UInt16 = 0

  /// UDP or TCP ports.
  public var l4SourcePort: UInt16 = 0
  public var l4DestinationPort: UInt16 = 0
  /// 1 request, 2 reply.
  public var arpOperation: UInt16 = 0

  public var l3Kind: L3Kind = .none
  public var fault: ParseFault = .none
  /// IPv4: the protocol. IPv6: the number after the last extension header that was followed; of a later fragment, what its
  /// fragment header says.
  public var ipProtocol: UInt8 = 0
  /// - Range: 0…63.
  public var dscp: UInt8 = 0
  /// - Range: 0…3.
  public var ecn: UInt8 = 0
  /// TTL or hop limit.
  public var ttl: UInt8 = 0
  /// CWR, ECE, URG, ACK, PSH, RST, SYN, FIN from bit 7 to bit 0.
  public var tcpFlags: UInt8 = 0
  public var icmpType: UInt8 = 0
  public var icmpCode: UInt8 = 0

  /// Nothing found.
  @inlinable
  public init() {}

  /// What follows the Ethernet header.
  @frozen
  public enum L3Kind: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    /// The Ethernet header was not found.
    case none
    /// By EtherType, as are `ipv6` and `arp`: whether the header is sound is told by `found` and `fault`.
    case ipv4
    case ipv6
    case arp
    /// Another EtherType, or an 802.3 length.
    case otherEther
  }

  /// A set of headers and marks.
  @frozen
  public struct Found: OptionSet, Hashable, Sendable, BitwiseCopyable {
    /// Wide enough to be read as it is written: a store of 16 bits that a load of 32 follows holds the parser up.
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Both MAC addresses, all tags and the EtherType.
    @inlinable public static var ethernet: Found { Found(rawValue: 1 << 0) }
    @inlinable public static var outerTag: Found { Found(rawValue: 1 << 1) }
    @inlinable public static var innerTag: Found { Found(rawValue: 1 << 2) }
    /// The fixed IPv4 or IPv6 header: addresses, TTL, DSCP, lengths.
    @inlinable public static var ip: Found { Found(rawValue: 1 << 3) }
    /// IPv4 over Ethernet: operation and all four addresses.
    @inlinable public static var arp: Found { Found(rawValue: 1 << 4) }
    /// UDP or TCP ports.
    @inlinable public static var ports: Found { Found(rawValue: 1 << 5) }
    @inlinable public static var tcpFlags: Found { Found(rawValue: 1 << 6) }
    /// Type and code of ICMP or ICMPv6.
    @inlinable public static var icmp: Found { Found(rawValue: 1 << 7) }
    /// A fragment, the first included; not an IPv6 packet whose fragment header has offset 0 and no successor (RFC 6946).
    @inlinable public static var fragment: Found { Found(rawValue: 1 << 8) }
    /// A fragment other than the first: there is no upper-layer header.
    @inlinable public static var laterFragment: Found { Found(rawValue: 1 << 9) }
    /// An IPv4 header with options.
    @inlinable public static var ipv4Options: Found { Found(rawValue: 1 << 10) }
    /// IPv6 extension headers.
    @inlinable public static var ipv6Extensions: Found { Found(rawValue: 1 << 11) }
    /// The parser wanted bytes that the frame has, but beyond its window.
    @inlinable public static var beyondWindow: Found { Found(rawValue: 1 << 12) }
  }
}

extension PacketHeaders {
  @inlinable public var hasOuterTag: Bool { found.contains(.outerTag) }
  @inlinable public var hasInnerTag: Bool { found.contains(.innerTag) }
  @inlinable public var hasIP: Bool { found.contains(.ip) }
  @inlinable public var hasARP: Bool { found.contains(.arp) }
  @inlinable public var hasPorts: Bool { found.contains(.ports) }
  @inlinable public var hasTCPFlags: Bool { found.contains(.tcpFlags) }
  @inlinable public var hasICMP: Bool { found.contains(.icmp) }
  @inlinable public var isFragment: Bool { found.contains(.fragment) }
  @inlinable public var isLaterFragment: Bool { found.contains(.laterFragment) }
  @inlinable public var isBeyondWindow: Bool { found.contains(.beyondWindow) }

  /// VLAN of the outermost tag, 0…4095; 0 also without a tag and for a priority tag.
  @inlinable public var outerVLAN: UInt16 { outerTag & 0xfff }
  @inlinable public var innerVLAN: UInt16 { innerTag & 0xfff }
  /// Priority of the outermost tag, 0…7.
  @inlinable public var outerPriority: UInt8 { UInt8(truncatingIfNeeded: outerTag >> 13) }
  /// Whether `etherType` is the length of an 802.3 frame (below 0x600).
  @inlinable public var isLengthFrame: Bool { found.contains(.ethernet) && etherType < 0x600 }
}
