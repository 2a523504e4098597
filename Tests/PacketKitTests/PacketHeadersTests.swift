import PacketKit
import Testing

@Suite struct PacketHeadersTests {
  private typealias Tag = PacketBuilder.Tag

  @Test func ethernetAndTags() throws {
    let udp = PacketBuilder.UpperLayer.udp(.init(1, 2))
    var headers = parsed(try Samples.v4(udp).bytes())
    #expect(headers.destinationMAC == macB && headers.sourceMAC == macA)
    #expect(headers.found == [.ethernet, .ip, .ports])
    #expect(headers.l3Offset == 14 && headers.etherType == 0x0800)

    headers = parsed(try Samples.v4(udp, tags: [Tag(vlan: 0, priority: 6, dropEligible: true)]).bytes())
    #expect(headers.outerTag == 0xd000 && headers.outerTPID == 0x8100 && headers.outerPriority == 6 && headers.outerVLAN == 0)
    #expect(headers.hasOuterTag && !headers.hasInnerTag && headers.l3Offset == 18 && headers.hasPorts)

    for outer in [0x8100, 0x88a8, 0x9100] as [UInt16] {
      headers = parsed(try Samples.v4(udp, tags: [Tag(vlan: 7, protocolID: outer), Tag(vlan: 4094)]).bytes())
      #expect(headers.outerTPID == outer && headers.outerVLAN == 7 && headers.innerVLAN == 4094 && headers.l3Offset == 22)
      #expect(headers.hasPorts)
    }
    // A second service tag and a third tag are no tags.
    headers = parsed(try Samples.v4(udp, tags: [Tag(vlan: 7, protocolID: 0x88a8), Tag(vlan: 8, protocolID: 0x88a8)]).bytes())
    #expect(!headers.hasInnerTag && headers.etherType == 0x88a8 && headers.l3Kind == .otherEther)
    headers = parsed(try Samples.v4(udp, tags: [Tag(vlan: 1), Tag(vlan: 2), Tag(vlan: 3)]).bytes())
    #expect(headers.innerVLAN == 2 && headers.etherType == 0x8100 && headers.l3Kind == .otherEther && !headers.hasIP)
  }

  @Test func lengthsAreNoTypes() {
    var frame = [UInt8](repeating: 0xaa, count: 60)
    for (type, isLength) in [(0x0000, true), (0x05ff, true), (0x0600, false), (0xffff, false)] {
      frame[12] = UInt8(type >> 8)
      frame[13] = UInt8(type & 0xff)
      let headers = parsed(frame)
      #expect(headers.l3Kind == .otherEther && headers.isLengthFrame == isLength && headers.fault == .none)
    }
  }

  @Test func arp() throws {
    var frame = try PacketBuilder.arpRequest(senderMAC: macA, senderIP: 0x0a00_0001, targetIP: 0x0a00_0002).bytes()
    var headers = parsed(frame)
    #expect(headers.l3Kind == .arp && headers.arpOperation == 1 && headers.arpSenderMAC == macA && headers.arpTargetMAC == 0)
    #expect(headers.arpSenderIP == 0x0a00_0001 && headers.arpTargetIP == 0x0a00_0002 && headers.destinationMAC == 0xffff_ffff_ffff)
    #expect(!headers.hasIP && headers.sourceHigh == 0)
    frame = try PacketBuilder.arpReply(senderMAC: macB, senderIP: 2, targetMAC: macA, targetIP: 1).bytes()
    headers = parsed(frame)
    #expect(headers.arpOperation == 2 && headers.arpTargetMAC == macA && headers.destinationMAC == macA)
    for index in 14..<20 {
      var other = frame
      other[index] ^= 0x10
      #expect(parsed(other).fault == .arpFormat && parsed(other).l3Kind == .arp && !parsed(other).hasARP)
    }
  }

  @Test func ipv4Fields() throws {
    var packet = PacketBuilder.IPv4(
      source: 0x0102_0304, destination: 0xf0e0_d0c0, ttl: 7, options: [1, 1, 1], content: .tcp(.init(5, 6, flags: 0xa5, payload: [1])))
    packet.dscp = 46
    packet.ecn = 3
    let headers = parsed(try PacketBuilder(destinationMAC: 1, sourceMAC: 2, content: .ipv4(packet)).bytes())
    #expect(headers.sourceHigh == 0x0102_0304_0000_0000 && headers.destinationHigh == 0xf0e0_d0c0_0000_0000)
    #expect(headers.sourceLow == 0 && headers.destinationLow == 0)
    #expect(headers.ttl == 7 && headers.dscp == 46 && headers.ecn == 3 && headers.ipProtocol == 6)
    #expect(headers.ipHeaderLength == 24 && headers.ipTotalLength == 45 && headers.l4Offset == 38)
    #expect(headers.l4SourcePort == 5 && headers.l4DestinationPort == 6 && headers.tcpFlags == 0xa5 && headers.fault == .none)
    #expect(headers.found == [.ethernet, .ip, .ipv4Options, .ports, .tcpFlags])
  }

  @Test func icmpOfEachFamilyOnly() throws {
    var headers = parsed(try Samples.v4(.icmp(.init(type: 3, code: 4))).bytes())
    #expect(headers.hasICMP && headers.icmpType == 3 && headers.icmpCode == 4 && headers.ipProtocol == 1)
    headers = parsed(try Samples.v6(.icmpv6(.init(type: 135, code: 1))).bytes())
    #expect(headers.hasICMP && headers.icmpType == 135 && headers.icmpCode == 1 && headers.ipProtocol == 58)
    #expect(!parsed(try Samples.v4(.icmpv6(.init(type: 1))).bytes()).hasICMP)
    #expect(!parsed(try Samples.v6(.icmp(.init(type: 1))).bytes()).hasICMP)
  }

  @Test func ipv4Faults() throws {
    let good = try Samples.v4(.udp(.init(1, 2, payload: [UInt8](repeating: 1, count: 40)))).bytes()
    /// Changes bytes and makes the header checksum right again.
    func changed(_ changes: [Int: UInt8]) -> PacketHeaders {
      var frame = good
      for (index, byte) in changes { frame[index] = byte }
      frame[24] = 0
      frame[25] = 0
      var checksum = InternetChecksum()
      frame[14..<14 + Int(frame[14] & 0xf) * 4].withUnsafeBytes { checksum.add($0) }
      frame[24] = UInt8(checksum.value >> 8)
      frame[25] = UInt8(checksum.value & 0xff)
      return parsed(frame)
    }
    #expect(changed([:]).fault == .none)
    #expect(changed([14: 0x65]).fault == .ipv4Version && !changed([14: 0x65]).hasIP)
    #expect(changed([14: 0x44]).fault == .ipv4HeaderLength)
    #expect(changed([17: 19]).fault == .ipv4TotalLength && !changed([17: 19]).hasPorts)
    #expect(changed([16: 1]).fault == .ipv4TotalLength && changed([16: 1]).hasPorts)
    #expect(changed([14: 0x4f]).fault == .none && changed([14: 0x4f]).l4Offset == 74)
    // A total length without ports: what follows is Ethernet padding.
    #expect(changed([17: 20]).fault == .none && !changed([17: 20]).hasPorts && changed([17: 20]).l4Offset == 34)
    #expect(!changed([17: 23]).hasPorts && changed([17: 24]).hasPorts)
    // Each bit of a header counts for the checksum; L2 and the addresses stay.
    for bit in 0..<160 where !(0..<8).contains(bit) && !(16..<32).contains(bit) {
      var frame = good
      frame[14 + bit / 8] ^= 1 << UInt8(bit % 8)
      let headers = parsed(frame)
      #expect(headers.fault == .ipv4Checksum && headers.sourceMAC == macA && headers.hasIP)
    }
  }

  @Test func ipv4Fragments() throws {
    func fragment(_ offset: UInt16, more: Bool) throws -> PacketHeaders {
      var packet = PacketBuilder.IPv4(source: 1, destination: 2, content: .other(protocol: 17, [0, 1, 0, 2, 0, 8, 0, 0]))
      packet.fragmentOffset = offset
      packet.moreFragments = more
      packet.dontFragment = true
      return parsed(try PacketBuilder(destinationMAC: 1, sourceMAC: 2, content: .ipv4(packet)).bytes())
    }
    #expect(try !fragment(0, more: false).isFragment)
    #expect(try fragment(0, more: true).isFragment && !fragment(0, more: true).isLaterFragment && fragment(0, more: true).hasPorts)
    for (more, offset) in [(true, 8191), (false, 8191), (true, 1), (false, 1), (false, 4096)] as [(Bool, UInt16)] {
      let later = try fragment(offset, more: more)
      #expect(later.isFragment && later.isLaterFragment && !later.hasPorts && later.l4Offset == -1 && later.ipProtocol == 17)
    }
  }

  @Test func ipv6Fields() throws {
    var packet = PacketBuilder.IPv6(
      source: .init(1, 2), destination: .init(3, 4), hopLimit: 9, content: .udp(.init(5, 6, payload: [1, 2])))
    packet.dscp = 46
    packet.ecn = 2
    packet.flowLabel = 0xf_ffff
    var builder = PacketBuilder(destinationMAC: 1, sourceMAC: 2, content: .ipv6(packet))
    var headers = parsed(try builder.bytes())
    #expect(headers.sourceHigh == 1 && headers.sourceLow == 2 && headers.destinationHigh == 3 && headers.destinationLow == 4)
    #expect(headers.ttl == 9 && headers.dscp == 46 && headers.ecn == 2 && headers.ipProtocol == 17)
    #expect(headers.ipHeaderLength == 40 && headers.ipTotalLength == 50 && headers.l4Offset == 54 && headers.l4SourcePort == 5)
    packet.extensions = [
      .hopByHop(), .routing(type: 4, segmentsLeft: 0, [UInt8](repeating: 0, count: 20)), .fragment(offset: 0, more: true, identification: 1)
    ]
    packet.extensions += [.authentication(securityParameters: 1, sequence: 1, [UInt8](repeating: 0, count: 12)), .destinationOptions()]
    builder.content = .ipv6(packet)
    headers = parsed(try builder.bytes())
    #expect(headers.ipHeaderLength == 40 + 8 + 24 + 8 + 24 + 8 && headers.l4Offset == 14 + headers.ipHeaderLength)
    #expect(headers.ipProtocol == 17 && headers.l4DestinationPort == 6 && headers.isFragment && !headers.isLaterFragment)
    #expect(headers.found.contains(.ipv6Extensions) && headers.fault == .none)
  }

  @Test func ipv6Chains() throws {
    let udp = PacketBuilder.UpperLayer.udp(.init(5, 6))
    let eight = [PacketBuilder.IPv6.Extension](repeating: .destinationOptions(), count: 8)
    #expect(parsed(try Samples.v6(udp, extensions: eight).bytes()).hasPorts)
    var headers = parsed(try Samples.v6(udp, extensions: eight + [.destinationOptions()]).bytes())
    #expect(headers.fault == .ipv6ExtensionCount && !headers.hasPorts && headers.ipProtocol == 60 && headers.l4Offset == -1)
    #expect(parsed(try Samples.v6(udp, extensions: [.fragment(offset: 0, more: false, identification: 1)]).bytes()).isFragment == false)

    headers = parsed(
      try Samples.v6(.other(protocol: 60, [17, 0]), extensions: [.fragment(offset: 3, more: false, identification: 1)]).bytes())
    #expect(headers.isLaterFragment && headers.ipProtocol == 60 && headers.l4Offset == -1 && headers.fault == .none)
    for offset in [1, 2, 4096, 8191] as [UInt16] {
      headers = parsed(try Samples.v6(udp, extensions: [.fragment(offset: offset, more: true, identification: 1)]).bytes())
      #expect(headers.isFragment && headers.isLaterFragment && !headers.hasPorts && headers.ipProtocol == 17)
    }
    headers = parsed(try Samples.v6(.other(protocol: 50, [1, 2, 3, 4]), extensions: [.hopByHop()]).bytes())
    #expect(headers.ipProtocol == 50 && headers.l4Offset == 62 && headers.fault == .none)
    headers = parsed(try Samples.v6(.none).bytes())
    #expect(headers.ipProtocol == 59 && headers.l4Offset == -1 && headers.fault == .none)
    // A header that claims more than the packet has, and one that is not there at all.
    headers = parsed(try Samples.v6(.other(protocol: 60, [17, 1, 0, 0, 0, 0, 0, 0])).bytes(minimum: 200))
    #expect(headers.fault == .ipv6Extension && !headers.hasPorts)
    headers = parsed(try Samples.v6(.other(protocol: 0, [])).bytes(minimum: 200))
    #expect(headers.fault == .ipv6Extension && headers.ipProtocol == 0)
    var frame = try Samples.v6(udp).bytes()
    frame[14] = 0x40
    #expect(parsed(frame).fault == .ipv6Version)
    frame[14] = 0x60
    frame[18] = 0x01
    #expect(parsed(frame).fault == .ipv6Length && parsed(frame).hasPorts)
  }

  @Test func theWindowAndTheFramesEndAreToldApart() throws {
    let frame = try Samples.v4(.tcp(.init(1, 2)), tags: [Tag(vlan: 5)]).bytes()  // Ethernet ends at 18, IPv4 at 38, TCP at 58.
    for window in -1...frame.count {
      let headers = parsed(frame, window: window)
      #expect(headers.fault == .none)
      #expect(headers.found.contains(.ethernet) == (window >= 18))
      #expect(headers.hasIP == (window >= 38))
      #expect(headers.hasPorts == (window >= 42))
      #expect(headers.hasTCPFlags == (window >= 52))
      #expect(headers.isBeyondWindow == (window < 52))
    }
    for length in 0..<58 {
      let headers = parsed(Array(frame[..<length]))
      #expect(headers.fault == (length < 38 ? .tooShort : .ipv4TotalLength))
      #expect(!headers.isBeyondWindow && headers.hasPorts == (length >= 42))
    }
    #expect(parsed([]).fault == .tooShort)
    #expect(parsed(frame, window: .min).found == .beyondWindow)
  }

  /// The parser runs for every packet: its result must stay a flat value of modest size.
  @Test func size() {
    #expect(MemoryLayout<PacketHeaders>.size <= 128)
  }

  @Test func everySampleParsesWithoutFault() throws {
    for (name, builder) in Samples.all {
      for length in [0, 61, 200, 1514] {
        let headers = parsed(try builder.bytes(length: length))
        #expect(headers.fault == .none && [macA, macB].contains(headers.sourceMAC), "\(name)")
      }
    }
  }
}
