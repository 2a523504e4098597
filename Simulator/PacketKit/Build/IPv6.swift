extension PacketBuilder {
  /// An IPv6 packet.
  ///
  /// - Source: RFC 8200 §3, §4.
  public struct IPv6: Hashable, Sendable {
    public var source: Address
    public var destination: Address
    public var hopLimit: UInt8 = 64
    /// - Range: 0…63.
    public var dscp: UInt8 = 0
    /// - Range: 0…3.
    public var ecn: UInt8 = 0
    /// Low 20 bits.
    public var flowLabel: UInt32 = 0
    /// In the order of the wire.
    public var extensions: [Extension] = []
    public var content: UpperLayer

    public init(source: Address, destination: Address, hopLimit: UInt8 = 64, extensions: [Extension] = [], content: UpperLayer) {
      self.source = source
      self.destination = destination
      self.hopLimit = hopLimit
      self.extensions = extensions
      self.content = content
    }

    /// 128 bits.
    public struct Address: Hashable, Sendable {
      /// The first 64 bits on the wire.
      public var high: UInt64
      public var low: UInt64

      public init(_ high: UInt64, _ low: UInt64) {
        self.high = high
        self.low = low
      }
    }

    /// The packet, with a payload that makes it `length` bytes long if it can.
    func bytes(length: Int) throws(PacketBuildError) -> [UInt8] {
      var headers: [UInt8] = []
      for (index, header) in extensions.enumerated() {
        let next = index + 1 < extensions.count ? extensions[index + 1].number : content.number
        headers += try header.bytes(next: next, packet: self)
      }
      let upper = try content.bytes(length: length - 40 - headers.count) { pseudoHeader(content.number, length: $0) }
      let payload = headers.count + upper.count
      guard payload <= 0xffff else { throw .tooLong(.ipv6, bytes: payload) }
      var bytes: [UInt8] = []
      bytes.append(big: 6 << 28 | UInt32(dscp & 0x3f) << 22 | UInt32(ecn & 3) << 20 | flowLabel & 0xf_ffff)
      bytes.append(big: UInt16(payload))
      bytes += [extensions.first?.number ?? content.number, hopLimit]
      for word in [source.high, source.low, destination.high, destination.low] { bytes.append(big: word) }
      return bytes + headers + upper
    }

    func pseudoHeader(_ number: UInt8, length: Int) -> InternetChecksum {
      .pseudoHeader(
        source: (source.high, source.low), destination: (destination.high, destination.low), protocol: number,
        length: UInt32(clamping: length))
    }

    /// An extension header.
    public enum Extension: Hashable, Sendable {
      /// Options as on the wire; padding options fill up to a multiple of 8.
      case hopByHop([UInt8] = [])
      case destinationOptions([UInt8] = [])
      /// Data behind the segments left; zeros fill up to a multiple of 8.
      case routing(type: UInt8, segmentsLeft: UInt8, [UInt8])
      /// Offset in units of 8 bytes, 0…8191.
      case fragment(offset: UInt16, more: Bool, identification: UInt32)
      /// The integrity value is filled up with zeros so that the header is a multiple of 8.
      case authentication(securityParameters: UInt32, sequence: UInt32, [UInt8])
      /// Message data; zeros fill up to a multiple of 8. Its own checksum is made.
      case mobility(type: UInt8, [UInt8])

      /// - Source: IANA, IPv6 Extension Header Types.
      public var number: UInt8 {
        switch self {
        case .hopByHop: 0
        case .routing: 43
        case .fragment: 44
        case .authentication: 51
        case .destinationOptions: 60
        case .mobility: 135
        }
      }

      func bytes(next: UInt8, packet: IPv6) throws(PacketBuildError) -> [UInt8] {
        var bytes: [UInt8] = [next, 0]
        switch self {
        case .hopByHop(let options), .destinationOptions(let options):
          bytes += options
          let missing = (8 - bytes.count % 8) % 8
          // Pad1 is a lone zero, PadN a type, a length and zeros (RFC 8200 §4.2).
          if missing == 1 { bytes.append(0) }
          if missing > 1 { bytes += [1, UInt8(missing - 2)] + [UInt8](repeating: 0, count: missing - 2) }
        case .routing(let type, let segmentsLeft, let data):
          bytes += [type, segmentsLeft] + data
        case .fragment(let offset, let more, let identification):
          bytes.append(big: offset << 3 | (more ? 1 : 0))
          bytes.append(big: identification)
          return bytes
        case .authentication(let parameters, let sequence, let value):
          bytes += [0, 0]
          bytes.append(big: parameters)
          bytes.append(big: sequence)
          bytes += value
        case .mobility(let type, let data):
          bytes += [type, 0, 0, 0] + data
        }
        bytes.pad(to: (bytes.count + 7) / 8 * 8)
        let field = number == IPv6Extension.authentication ? bytes.count / 4 - 2 : bytes.count / 8 - 1
        guard field <= 0xff else { throw .tooLong(.ipv6Extension, bytes: bytes.count) }
        bytes[1] = UInt8(field)
        if case .mobility = self { bytes.replace(at: 4, big: bytes.checksum(after: packet.pseudoHeader(number, length: bytes.count))) }
        return bytes
      }
    }
  }
}
