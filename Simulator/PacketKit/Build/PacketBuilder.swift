/// A description of a frame, from which its bytes are made: lengths and checksums come out right.
///
///     let frame = try PacketBuilder(
///       destinationMAC: 0x02_00_00_00_00_02, sourceMAC: 0x02_00_00_00_00_01, tags: [Tag(vlan: 10)],
///       content: .ipv4(IPv4(source: 0x0a000001, destination: 0x0a000002, content: .udp(UDP(1234, 80))))
///     ).bytes(length: 128)
///
/// The parts are plain values; change one and build again. For tests and for traffic: it allocates, so it is no part of a
/// forwarding path.
public struct PacketBuilder: Hashable, Sendable {
  /// Low 48 bits, first octet on the wire most significant.
  public var destinationMAC: UInt64
  public var sourceMAC: UInt64
  /// Outermost first.
  public var tags: [Tag]
  public var content: Content

  public init(destinationMAC: UInt64, sourceMAC: UInt64, tags: [Tag] = [], content: Content) {
    self.destinationMAC = destinationMAC
    self.sourceMAC = sourceMAC
    self.tags = tags
    self.content = content
  }

  /// A VLAN tag.
  public struct Tag: Hashable, Sendable {
    /// 0x8100, 0x88A8, 0x9100 or whatever a test needs.
    public var protocolID: UInt16
    /// Priority (3 bits), drop eligibility (1 bit), VLAN (12 bits).
    public var control: UInt16

    /// - Parameters:
    ///   - vlan: its low 12 bits; 0 makes a priority tag.
    ///   - priority: its low 3 bits.
    public init(vlan: UInt16, priority: UInt8 = 0, dropEligible: Bool = false, protocolID: UInt16 = 0x8100) {
      self.protocolID = protocolID
      control = UInt16(priority & 7) << 13 | (dropEligible ? 0x1000 : 0) | vlan & 0xfff
    }
  }

  /// What follows the Ethernet header and its tags.
  public enum Content: Hashable, Sendable {
    case arp(ARP)
    case ipv4(IPv4)
    case ipv6(IPv6)
    /// Any other EtherType with its payload.
    case other(etherType: UInt16, [UInt8])
    /// 802.3: the length of the bytes (LLC header and data) stands in place of the EtherType.
    case lengthFrame([UInt8])
  }

  /// The longest frame that can be asked for: more than the longest IP packet. Bytes.
  public static let lengthLimit = 131_072

  /// The frame, without FCS.
  ///
  /// - Parameters:
  ///   - length: the innermost payload grows by zeros, inside all lengths and checksums, until the frame has this many bytes; a
  ///     frame that is longer already stays as it is. Default: as long as the description says.
  ///   - minimum: a shorter frame is padded behind its packet, as a sender on Ethernet does. Default: 60.
  /// - Throws: a part that does not fit into its length field, a length above `lengthLimit`.
  public func bytes(length: Int = 0, minimum: Int = 60) throws(PacketBuildError) -> [UInt8] {
    let longest = max(length, minimum)
    guard longest <= PacketBuilder.lengthLimit else { throw .tooLong(.frame, bytes: longest) }
    var frame: [UInt8] = []
    frame.append(low48: destinationMAC)
    frame.append(low48: sourceMAC)
    for tag in tags {
      frame.append(big: tag.protocolID)
      frame.append(big: tag.control)
    }
    let room = max(length, 0) - frame.count - 2
    switch content {
    case .arp(let arp):
      frame.append(big: 0x0806 as UInt16)
      frame += arp.bytes
    case .ipv4(let packet):
      frame.append(big: 0x0800 as UInt16)
      frame += try packet.bytes(length: room)
    case .ipv6(let packet):
      frame.append(big: 0x86dd as UInt16)
      frame += try packet.bytes(length: room)
    case .other(let etherType, let payload):
      frame.append(big: etherType)
      frame += payload
      frame.pad(to: length)
    case .lengthFrame(var payload):
      payload.pad(to: room)
      guard payload.count < 0x600 else { throw .tooLong(.lengthFrame, bytes: payload.count) }
      frame.append(big: UInt16(payload.count))
      frame += payload
    }
    frame.pad(to: minimum)
    return frame
  }
}

/// Why a description cannot become a frame.
public enum PacketBuildError: Error, Hashable, Sendable, CustomStringConvertible {
  case tooLong(Part, bytes: Int)

  public enum Part: String, Hashable, Sendable {
    case frame
    case lengthFrame = "802.3 frame"
    case ipv4 = "IPv4 packet"
    case ipv4Options = "IPv4 options"
    case ipv6 = "IPv6 payload"
    case ipv6Extension = "IPv6 extension header"
    case udp = "UDP datagram"
    case tcpOptions = "TCP options"
  }

  public var description: String {
    switch self {
    case .tooLong(let part, let bytes): "too long: \(part.rawValue) of \(bytes) bytes"
    }
  }
}
