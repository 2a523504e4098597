// How a frame is read.
//
// `limit` is the end of what may be read: the least of the window, the frame and, behind an IP header, the packet's own
// length, so that Ethernet padding is never taken for a header. A header is read whole or not at all. What stops the parser
// is told apart by who is to blame: the window (`beyondWindow`, no fault) or the frame (a fault).
//
// Offsets stay below 2¹⁷, as every step is bounded by a 16-bit length, so sums wrap nowhere.

extension PacketHeaders {
  /// The IPv6 extension headers that are followed in one packet.
  public static let extensionHeaderLimit = 8

  /// Replaces all fields by those of `frame`.
  ///
  /// - Parameters:
  ///   - frame: Ethernet frame without FCS and preamble; any bytes are allowed.
  ///   - window: how many bytes the parser sees; below zero counts as zero.
  /// - Returns: `fault`.
  /// - Complexity: O(1): at most one Ethernet header, two tags, one IP header, `extensionHeaderLimit` extension headers, one
  ///   upper-layer header. No allocation.
  @discardableResult
  public mutating func parse(_ frame: UnsafeRawBufferPointer, window: Int) -> ParseFault {
    self = PacketHeaders()
    let limit = min(frame.count, max(window, 0))
    guard limit >= 14, let bytes = frame.baseAddress else { return stop(needed: 14, frame.count) }
    destinationMAC = bytes.long(0) >> 16
    sourceMAC = bytes.long(4) & 0xffff_ffff_ffff
    var type = bytes.half(12)
    var offset = 14
    if type == 0x8100 || type == 0x88a8 || type == 0x9100 {
      guard limit >= 18 else { return stop(needed: 18, frame.count) }
      outerTPID = type
      outerTag = bytes.half(14)
      type = bytes.half(16)
      offset = 18
      found.insert(.outerTag)
      if type == 0x8100 {
        guard limit >= 22 else { return stop(needed: 22, frame.count) }
        innerTag = bytes.half(18)
        type = bytes.half(20)
        offset = 22
        found.insert(.innerTag)
      }
    }
    found.insert(.ethernet)
    etherType = type
    l3Offset = Int32(truncatingIfNeeded: offset)
    switch type {
    case 0x0800:
      l3Kind = .ipv4
      return parseIPv4(bytes, offset, limit, frame.count)
    case 0x86dd:
      l3Kind = .ipv6
      return parseIPv6(bytes, offset, limit, frame.count)
    case 0x0806:
      l3Kind = .arp
      return parseARP(bytes, offset, limit, frame.count)
    default:
      l3Kind = .otherEther
      return .none
    }
  }

  /// A header that ends at `needed` is not all there: the frame's fault when it has so few bytes, else only the window's end.
  @inline(__always)
  private mutating func stop(needed: Int, _ frameCount: Int) -> ParseFault {
    if frameCount < needed { return fail(.tooShort) }
    found.insert(.beyondWindow)
    return fault
  }

  /// Keeps the first fault.
  @inline(__always)
  private mutating func fail(_ new: ParseFault) -> ParseFault {
    if fault == .none { fault = new }
    return fault
  }

  @inline(__always)
  private mutating func parseIPv4(_ bytes: UnsafeRawPointer, _ start: Int, _ limit: Int, _ frameCount: Int) -> ParseFault {
    guard limit >= start &+ 20 else { return stop(needed: start &+ 20, frameCount) }
    let first = bytes.byte(start)
    guard first >> 4 == 4 else { return fail(.ipv4Version) }
    let headerLength = Int(first & 0xf) &* 4
    guard headerLength >= 20 else { return fail(.ipv4HeaderLength) }
    let total = Int(bytes.half(start &+ 2))
    found.insert(.ip)
    ipHeaderLength = Int32(truncatingIfNeeded: headerLength)
    ipTotalLength = Int32(truncatingIfNeeded: total)
    dscp = bytes.byte(start &+ 1) >> 2
    ecn = bytes.byte(start &+ 1) & 3
    ttl = bytes.byte(start &+ 8)
    ipProtocol = bytes.byte(start &+ 9)
    sourceHigh = UInt64(bytes.word(start &+ 12)) << 32
    destinationHigh = UInt64(bytes.word(start &+ 16)) << 32
    let fragmentation = bytes.half(start &+ 6)
    if fragmentation & 0x3fff != 0 {
      found.insert(.fragment)
      if fragmentation & 0x1fff != 0 { found.insert(.laterFragment) }
    }
    if headerLength > 20 { found.insert(.ipv4Options) }
    let end = start &+ headerLength
    if end <= limit {
      // Before the length, as RFC 1812 §5.2.2 orders them: of a header that was hit, no field is to be trusted.
      if !IPv4Checksum.isValid(bytes, start, headerLength) { fault = .ipv4Checksum }
    } else if end <= frameCount {
      found.insert(.beyondWindow)
    }
    if total < headerLength || start &+ total > frameCount { _ = fail(.ipv4TotalLength) }
    guard total >= headerLength, end <= limit else { return fault }
    if isLaterFragment { return fault }
    l4Offset = Int32(truncatingIfNeeded: end)
    parseUpperLayer(bytes, end, limit: limit, packetEnd: min(start &+ total, frameCount))
    return fault
  }

  @inline(__always)
  private mutating func parseIPv6(_ bytes: UnsafeRawPointer, _ start: Int, _ limit: Int, _ frameCount: Int) -> ParseFault {
    guard limit >= start &+ 40 else { return stop(needed: start &+ 40, frameCount) }
    let first = bytes.word(start)
    guard first >> 28 == 6 else { return fail(.ipv6Version) }
    let total = 40 &+ Int(bytes.half(start &+ 4))
    found.insert(.ip)
    ipTotalLength = Int32(truncatingIfNeeded: total)
    dscp = UInt8(truncatingIfNeeded: first >> 22) & 0x3f
    ecn = UInt8(truncatingIfNeeded: first >> 20) & 3
    ttl = bytes.byte(start &+ 7)
    sourceHigh = bytes.long(start &+ 8)
    sourceLow = bytes.long(start &+ 16)
    destinationHigh = bytes.long(start &+ 24)
    destinationLow = bytes.long(start &+ 32)
    if start &+ total > frameCount { fault = .ipv6Length }
    let packetEnd = min(start &+ total, frameCount)

    var next = bytes.byte(start &+ 6)
    var offset = start &+ 40
    var headers = 0
    while IPv6Extension.isFollowed(next) {
      ipProtocol = next
      ipHeaderLength = Int32(truncatingIfNeeded: offset &- start)
      guard headers < PacketHeaders.extensionHeaderLimit else { return fail(.ipv6ExtensionCount) }
      // The least extension header has 8 bytes; its length stands in the second.
      guard offset &+ 8 <= packetEnd else { return fail(.ipv6Extension) }
      guard offset &+ 8 <= limit else {
        found.insert(.beyondWindow)
        return fault
      }
      found.insert(.ipv6Extensions)
      headers &+= 1
      if next == IPv6Extension.fragment {
        let fragmentation = bytes.half(offset &+ 2)
        if fragmentation & 0xfff9 != 0 { found.insert(.fragment) }
        if fragmentation & 0xfff8 != 0 { found.insert(.laterFragment) }
      }
      let length = IPv6Extension.length(next, field: bytes.byte(offset &+ 1))
      next = bytes.byte(offset)
      guard offset &+ length <= packetEnd else { return fail(.ipv6Extension) }
      offset &+= length
      // What follows in a later fragment is data, whatever its number.
      if isLaterFragment { break }
    }
    ipProtocol = next
    ipHeaderLength = Int32(truncatingIfNeeded: offset &- start)
    if isLaterFragment || next == IPv6Extension.noNextHeader { return fault }
    guard offset <= limit else {
      found.insert(.beyondWindow)
      return fault
    }
    l4Offset = Int32(truncatingIfNeeded: offset)
    parseUpperLayer(bytes, offset, limit: limit, packetEnd: packetEnd)
    return fault
  }

  /// Ports, flags, type and code. A packet too short for them is not the parser's matter: they are not found.
  @inline(__always)
  private mutating func parseUpperLayer(_ bytes: UnsafeRawPointer, _ start: Int, limit: Int, packetEnd: Int) {
    let end = min(limit, packetEnd)
    switch ipProtocol {
    case 6, 17:
      if start &+ 4 <= end {
        l4SourcePort = bytes.half(start)
        l4DestinationPort = bytes.half(start &+ 2)
        found.insert(.ports)
      } else if start &+ 4 <= packetEnd {
        found.insert(.beyondWindow)
      }
      if ipProtocol == 17 { return }
      if start &+ 14 <= end {
        tcpFlags = bytes.byte(start &+ 13)
        found.insert(.tcpFlags)
      } else if start &+ 14 <= packetEnd {
        found.insert(.beyondWindow)
      }
    case 1 where l3Kind == .ipv4, 58 where l3Kind == .ipv6:
      if start &+ 2 <= end {
        icmpType = bytes.byte(start)
        icmpCode = bytes.byte(start &+ 1)
        found.insert(.icmp)
      } else if start &+ 2 <= packetEnd {
        found.insert(.beyondWindow)
      }
    default: break
    }
  }

  @inline(__always)
  private mutating func parseARP(_ bytes: UnsafeRawPointer, _ start: Int, _ limit: Int, _ frameCount: Int) -> ParseFault {
    guard limit >= start &+ 8 else { return stop(needed: start &+ 8, frameCount) }
    // Hardware type 1, protocol type 0x0800, address lengths 6 and 4.
    guard bytes.word(start) == 0x0001_0800, bytes.half(start &+ 4) == 0x0604 else { return fail(.arpFormat) }
    guard limit >= start &+ 28 else { return stop(needed: start &+ 28, frameCount) }
    found.insert(.arp)
    arpOperation = bytes.half(start &+ 6)
    arpSenderMAC = bytes.long(start &+ 8) >> 16
    arpSenderIP = bytes.word(start &+ 14)
    arpTargetMAC = bytes.long(start &+ 18) >> 16
    arpTargetIP = bytes.word(start &+ 24)
    return .none
  }
}
