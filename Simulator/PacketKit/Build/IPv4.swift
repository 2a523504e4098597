extension PacketBuilder {
  /// An IPv4 packet.
  ///
  /// - Source: RFC 791 §3.1.
  public struct IPv4: Hashable, Sendable {
    public var source: UInt32
    public var destination: UInt32
    public var ttl: UInt8 = 64
    /// - Range: 0…63.
    public var dscp: UInt8 = 0
    /// - Range: 0…3.
    public var ecn: UInt8 = 0
    public var identification: UInt16 = 0
    public var dontFragment = false
    public var moreFragments = false
    /// In units of 8 bytes, 0…8191.
    public var fragmentOffset: UInt16 = 0
    /// At most 40 bytes; zeros (end of options) fill the last word.
    public var options: [UInt8] = []
    public var content: UpperLayer

    public init(source: UInt32, destination: UInt32, ttl: UInt8 = 64, options: [UInt8] = [], content: UpperLayer) {
      self.source = source
      self.destination = destination
      self.ttl = ttl
      self.options = options
      self.content = content
    }

    /// The packet, with a payload that makes it `length` bytes long if it can.
    func bytes(length: Int) throws(PacketBuildError) -> [UInt8] {
      guard options.count <= 40 else { throw .tooLong(.ipv4Options, bytes: options.count) }
      let headerLength = 20 + (options.count + 3) / 4 * 4
      let upper = try content.bytes(length: length - headerLength) { length in
        // Longer upper layers are refused below, so that the clamped value never gets out.
        .pseudoHeader(source: source, destination: destination, protocol: content.number, length: UInt16(clamping: length))
      }
      let total = headerLength + upper.count
      guard total <= 0xffff else { throw .tooLong(.ipv4, bytes: total) }
      var bytes: [UInt8] = [0x40 | UInt8(headerLength / 4), dscp << 2 | ecn & 3]
      bytes.append(big: UInt16(total))
      bytes.append(big: identification)
      bytes.append(big: (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0) | fragmentOffset & 0x1fff)
      bytes += [ttl, content.number, 0, 0]
      bytes.append(big: source)
      bytes.append(big: destination)
      bytes += options
      bytes.pad(to: headerLength)
      bytes.replace(at: 10, big: bytes.checksum())
      return bytes + upper
    }
  }
}
