/// The first thing wrong with a frame, as a switch's parser sees it.
@frozen
public enum ParseFault: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case none
  /// The frame ends inside an Ethernet header, a tag, or the fixed part of an ARP, IPv4 or IPv6 header.
  case tooShort
  /// EtherType 0x0800 without a 4 in front.
  case ipv4Version
  /// A header of less than 20 bytes.
  case ipv4HeaderLength
  /// A packet shorter than its header, or longer than the frame.
  case ipv4TotalLength
  case ipv4Checksum
  /// EtherType 0x86DD without a 6 in front.
  case ipv6Version
  /// A packet longer than the frame.
  case ipv6Length
  /// An extension header that runs past the end of the packet.
  case ipv6Extension
  /// More extension headers than the parser follows.
  case ipv6ExtensionCount
  /// An ARP packet for something else than IPv4 over Ethernet.
  case arpFormat
}

extension ParseFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "no fault"
    case .tooShort: "frame ends inside a header"
    case .ipv4Version: "bad IPv4 version"
    case .ipv4HeaderLength: "bad IPv4 header length"
    case .ipv4TotalLength: "bad IPv4 total length"
    case .ipv4Checksum: "bad IPv4 checksum"
    case .ipv6Version: "bad IPv6 version"
    case .ipv6Length: "bad IPv6 payload length"
    case .ipv6Extension: "IPv6 extension header beyond the packet"
    case .ipv6ExtensionCount: "too many IPv6 extension headers"
    case .arpFormat: "ARP not for IPv4 over Ethernet"
    }
  }
}
