import PacketKit
import Testing

@Suite struct PacketBuilderTests {
  /// UDP 10.0.0.1.1234 > 10.0.0.2.80 with "hi", byte for byte; the checksums were computed apart from this code.
  @Test func goldenFrame() throws {
    let packet = PacketBuilder.IPv4(source: 0x0a00_0001, destination: 0x0a00_0002, content: .udp(.init(1234, 80, payload: [0x68, 0x69])))
    let frame = try PacketBuilder(destinationMAC: macB, sourceMAC: macA, tags: [.init(vlan: 10, priority: 3)], content: .ipv4(packet))
      .bytes(minimum: 0)
    let expected: [UInt8] = [
      2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x81, 0x00, 0x60, 0x0a, 0x08, 0x00,
      0x45, 0, 0, 30, 0, 0, 0, 0, 64, 17, 0x66, 0xcd, 10, 0, 0, 1, 10, 0, 0, 2,
      0x04, 0xd2, 0, 80, 0, 10, 0x7e, 0x4c, 0x68, 0x69
    ]
    #expect(frame == expected)
  }

  @Test func lengthGrowsThePayloadAndMinimumPads() throws {
    for (name, builder) in Samples.all where name != "v6 mobility" && name != "v6 no next header" && !name.contains("arp") {
      for length in [200, 201, 1514] {
        let frame = try builder.bytes(length: length)
        let headers = parsed(frame)
        #expect(frame.count == length, "\(name)")
        if headers.hasIP { #expect(Int(headers.l3Offset + headers.ipTotalLength) == length, "\(name)") }
      }
    }
    let small = Samples.v4(.udp(.init(1, 2)))
    #expect(try small.bytes().count == 60 && parsed(small.bytes()).ipTotalLength == 28)
    #expect(try small.bytes(minimum: 0).count == 42)
    #expect(try small.bytes(length: 20, minimum: -5).count == 42)
    #expect(try small.bytes(length: .min, minimum: .min).count == 42)
  }

  @Test func whatDoesNotFitIsAnError() {
    let udp = Samples.v4(.udp(.init(1, 2)))
    #expect(throws: Never.self) { try udp.bytes(length: 14 + 65_535) }
    #expect(throws: PacketBuildError.tooLong(.ipv4, bytes: 65_536)) { try udp.bytes(length: 14 + 65_536) }
    #expect(throws: PacketBuildError.tooLong(.frame, bytes: .max)) { try udp.bytes(length: .max) }
    #expect(throws: PacketBuildError.tooLong(.frame, bytes: .max)) { try udp.bytes(minimum: .max) }
    #expect(throws: PacketBuildError.tooLong(.udp, bytes: 65_536)) {
      try Samples.v6(.udp(.init(1, 2, payload: [UInt8](repeating: 0, count: 65_528)))).bytes()
    }
    #expect(throws: PacketBuildError.tooLong(.ipv6, bytes: 65_536)) {
      try Samples.v6(.other(protocol: 99, [UInt8](repeating: 0, count: 65_536))).bytes()
    }
    #expect(throws: PacketBuildError.tooLong(.ipv4, bytes: 70_020)) {
      try Samples.v4(.icmp(.init(type: 8, payload: [UInt8](repeating: 0, count: 69_992)))).bytes()
    }
    #expect(throws: PacketBuildError.tooLong(.ipv4Options, bytes: 41)) {
      try Samples.v4(.none, options: [UInt8](repeating: 1, count: 41)).bytes()
    }
    var tcp = PacketBuilder.TCP(1, 2)
    tcp.options = [UInt8](repeating: 1, count: 41)
    #expect(throws: PacketBuildError.tooLong(.tcpOptions, bytes: 41)) { try Samples.v4(.tcp(tcp)).bytes() }
    #expect(throws: PacketBuildError.tooLong(.ipv6Extension, bytes: 2056)) {
      try Samples.v6(.none, extensions: [.hopByHop([UInt8](repeating: 0, count: 2048))]).bytes()
    }
    #expect(throws: PacketBuildError.tooLong(.lengthFrame, bytes: 1536)) {
      try PacketBuilder(destinationMAC: 1, sourceMAC: 2, content: .lengthFrame([UInt8](repeating: 0, count: 1536))).bytes()
    }
    #expect(PacketBuildError.tooLong(.udp, bytes: 65_536).description == "too long: UDP datagram of 65536 bytes")
  }

  /// The one datagram sum whose checksum would read "none".
  @Test func udpNeverSendsAZeroChecksum() throws {
    var seen = false
    for value in 0...0xffff as ClosedRange<Int> where !seen {
      let frame = try Samples.v4(.udp(.init(1, 2, payload: [UInt8(value >> 8), UInt8(value & 0xff)]))).bytes()
      #expect(frame[40] != 0 || frame[41] != 0)
      seen = frame[40] == 0xff && frame[41] == 0xff
    }
    #expect(seen)
  }
}
