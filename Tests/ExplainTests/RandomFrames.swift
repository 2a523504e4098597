import PacketKit

/// Frames of the example's network and of none, by a seed.
struct RandomFrames: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }

  private mutating func mac() -> UInt64 {
    pick([
      Packets.router, Packets.router, Packets.router, Packets.host10, Packets.host11, Packets.uplink, 0x0200_5e30_0020,
      0x0200_0000_0000 | next() & 0xff, 0xffff_ffff_ffff, 0x0180_c200_0002, 0x3333_0000_0001
    ])
  }

  private mutating func ipv4() -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: next())
    return pick([
      bits, 0x0a01_000a, 0x0a01_000b, 0x0a01_0001, 0x0a01_0000 | bits & 0xff, 0x0a02_000a, 0xc612_0000 | bits & 0x1_ffff, 0xcb00_7101,
      0xc000_0200 | bits & 0xff, 0xc633_6400 | bits & 0x1ff, 0xe000_0005, 0x7f00_0001, 0x0a00_0001
    ])
  }

  private mutating func ipv6() -> PacketBuilder.IPv6.Address {
    let bits = next()
    return pick([
      .init(0x2001_0db8_0001_0000, 0x10), .init(0x2001_0db8_0002_0000, 0x10), .init(0x2001_0db8_0100_0000 | bits & 0xffff, bits),
      .init(0xfe80_0000_0000_0000, 2), .init(0xff02_0000_0000_0000, 1), .init(0x2001_0db8_0bad_0000, 7), .init(bits, bits)
    ])
  }

  private mutating func upperLayer(isIPv6: Bool) -> PacketBuilder.UpperLayer {
    let port: UInt16 = pick([23, 80, 443, 5000, 5500, 5999, 6000, UInt16(truncatingIfNeeded: next())])
    return pick([
      .udp(.init(1234, port)), .tcp(.init(4321, port, flags: UInt8(truncatingIfNeeded: next()))), .tcp(.init(4321, port)),
      isIPv6 ? .icmpv6(.init(type: 128)) : .icmp(.init(type: 8))
    ])
  }

  mutating func frame() throws -> [UInt8] {
    if Int.random(in: 0..<20, using: &self) == 0 {
      return (0..<Int.random(in: 0..<120, using: &self)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
    let tags: [PacketBuilder.Tag] = Int.random(in: 0..<4, using: &self) == 0 ? [.init(vlan: pick([0, 100, 200, 300, 400]))] : []
    let ttl: UInt8 = pick([64, 64, 64, 2, 1, 0])
    var content: PacketBuilder.Content
    if Int.random(in: 0..<3, using: &self) == 0 {
      var packet = PacketBuilder.IPv6(source: ipv6(), destination: ipv6(), hopLimit: ttl, content: upperLayer(isIPv6: true))
      packet.dscp = pick([0, 46])
      content = .ipv6(packet)
    } else {
      var packet = PacketBuilder.IPv4(source: ipv4(), destination: ipv4(), ttl: ttl, content: upperLayer(isIPv6: false))
      packet.dscp = pick([0, 0, 46])
      content = .ipv4(packet)
    }
    var bytes: [UInt8]
    if Int.random(in: 0..<10, using: &self) == 0 {
      bytes = try PacketBuilder.arpRequest(senderMAC: Packets.host10, senderIP: ipv4(), targetIP: ipv4(), tags: tags).bytes()
    } else {
      bytes = try PacketBuilder(destinationMAC: mac(), sourceMAC: mac(), tags: tags, content: content).bytes()
    }
    // One in eight has a bit that is not as it was made.
    if next() & 7 == 0 { bytes[Int.random(in: 0..<min(64, bytes.count), using: &self)] ^= 1 << UInt8(next() & 7) }
    return bytes
  }
}
