extension PacketBuilder {
  /// What an IP packet carries.
  public enum UpperLayer: Hashable, Sendable {
    case udp(UDP)
    case tcp(TCP)
    /// ICMP (IPv4).
    case icmp(ICMP)
    /// ICMPv6: as ICMP, with the pseudo header in its checksum.
    case icmpv6(ICMP)
    /// Any other protocol, or a later fragment of any.
    case other(protocol: UInt8, [UInt8])
    /// IPv6 "no next header", with nothing behind it.
    case none

    /// - Source: IANA, Assigned Internet Protocol Numbers.
    public var number: UInt8 {
      switch self {
      case .icmp: 1
      case .tcp: 6
      case .udp: 17
      case .icmpv6: 58
      case .none: 59
      case .other(let number, _): number
      }
    }

    /// The bytes, padded to `length`, with a checksum that starts from `pseudoHeader` of the length that came out.
    func bytes(length: Int, pseudoHeader: (Int) -> InternetChecksum) throws(PacketBuildError) -> [UInt8] {
      var bytes: [UInt8] = []
      let field: Int
      switch self {
      case .none: return []
      case .other(_, let payload):
        bytes = payload
        bytes.pad(to: length)
        return bytes
      case .udp(let udp):
        let total = max(8 + udp.payload.count, length)
        guard total <= 0xffff else { throw .tooLong(.udp, bytes: total) }
        bytes.append(big: udp.source)
        bytes.append(big: udp.destination)
        bytes.append(big: UInt16(total))
        bytes += [0, 0] + udp.payload
        field = udp.hasChecksum ? 6 : -1
      case .tcp(let tcp):
        bytes = try tcp.header()
        bytes += tcp.payload
        field = 16
      case .icmp(let icmp), .icmpv6(let icmp):
        bytes = [icmp.type, icmp.code, 0, 0]
        bytes.append(big: icmp.rest)
        bytes += icmp.payload
        field = 2
      }
      bytes.pad(to: length)
      if field < 0 { return bytes }
      var start = InternetChecksum()
      if number != 1 { start = pseudoHeader(bytes.count) }
      let checksum = bytes.checksum(after: start)
      // A UDP checksum of 0 would say that there is none (RFC 768); the other zero says the same sum.
      bytes.replace(at: field, big: number == 17 && checksum == 0 ? 0xffff : checksum)
      return bytes
    }
  }

  public struct UDP: Hashable, Sendable {
    public var source: UInt16
    public var destination: UInt16
    public var payload: [UInt8]
    /// `false` sends 0, which IPv4 allows. Default: `true`.
    public var hasChecksum = true

    public init(_ source: UInt16, _ destination: UInt16, payload: [UInt8] = []) {
      self.source = source
      self.destination = destination
      self.payload = payload
    }
  }

  public struct TCP: Hashable, Sendable {
    public var source: UInt16
    public var destination: UInt16
    /// CWR, ECE, URG, ACK, PSH, RST, SYN, FIN from bit 7 to bit 0.
    public var flags: UInt8
    public var sequence: UInt32 = 0
    public var acknowledgement: UInt32 = 0
    public var window: UInt16 = 65_535
    /// At most 40 bytes; zeros (end of options) fill the last word.
    public var options: [UInt8] = []
    public var payload: [UInt8]

    /// Default flags: SYN.
    public init(_ source: UInt16, _ destination: UInt16, flags: UInt8 = 0x02, payload: [UInt8] = []) {
      self.source = source
      self.destination = destination
      self.flags = flags
      self.payload = payload
    }

    func header() throws(PacketBuildError) -> [UInt8] {
      guard options.count <= 40 else { throw .tooLong(.tcpOptions, bytes: options.count) }
      let length = 20 + (options.count + 3) / 4 * 4
      var bytes: [UInt8] = []
      bytes.append(big: source)
      bytes.append(big: destination)
      bytes.append(big: sequence)
      bytes.append(big: acknowledgement)
      bytes += [UInt8(length / 4) << 4, flags]
      bytes.append(big: window)
      bytes += [0, 0, 0, 0]
      bytes += options
      bytes.pad(to: length)
      return bytes
    }
  }

  public struct ICMP: Hashable, Sendable {
    public var type: UInt8
    public var code: UInt8
    /// The second word: for echo, identifier and sequence number.
    public var rest: UInt32
    public var payload: [UInt8]

    public init(type: UInt8, code: UInt8 = 0, rest: UInt32 = 0, payload: [UInt8] = []) {
      self.type = type
      self.code = code
      self.rest = rest
      self.payload = payload
    }
  }
}
