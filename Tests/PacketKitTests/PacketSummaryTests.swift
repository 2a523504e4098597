import PacketKit
import Testing

@Suite struct PacketSummaryTests {
  private func text(_ builder: PacketBuilder) throws -> String { PacketSummary(try builder.bytes()).description }

  @Test func lines() throws {
    #expect(try text(Samples.v4(.tcp(.init(1234, 80)))) == "10.0.0.1.1234 > 10.1.0.2.80 TCP [S] ttl 64 len 60")
    #expect(try text(Samples.v4(.tcp(.init(1234, 80, flags: 0xff)))) == "10.0.0.1.1234 > 10.1.0.2.80 TCP [SFRPUEW.] ttl 64 len 60")
    #expect(
      try text(Samples.v6(.udp(.init(53, 1024)), tags: [.init(vlan: 10), .init(vlan: 20)]))
        == "vlan 10.20 2001:db8:0:1::1.53 > 2001:db8:0:2::abcd.1024 UDP ttl 64 len 70")
    #expect(try text(Samples.v4(.icmp(.init(type: 8)))) == "10.0.0.1 > 10.1.0.2 ICMP echo request ttl 64 len 60")
    #expect(
      try text(Samples.v6(.icmpv6(.init(type: 135)))) == "2001:db8:0:1::1 > 2001:db8:0:2::abcd ICMPv6 neighbor solicitation ttl 64 len 62")
    #expect(
      try text(.arpRequest(senderMAC: macA, senderIP: 0x0a00_0001, targetIP: 0x0a00_0002)) == "ARP who-has 10.0.0.2 tell 10.0.0.1 len 60")
    #expect(
      try text(.arpReply(senderMAC: macB, senderIP: 0x0a00_0002, targetMAC: macA, targetIP: 0x0a00_0001))
        == "ARP 10.0.0.2 is-at 02:00:00:00:00:02 len 60")
    #expect(
      try text(PacketBuilder(destinationMAC: macB, sourceMAC: macA, content: .other(etherType: 0x88cc, [])))
        == "02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x88cc len 60")
    #expect(
      try text(PacketBuilder(destinationMAC: macB, sourceMAC: macA, content: .lengthFrame([0x42, 0x42, 3])))
        == "02:00:00:00:00:01 > 02:00:00:00:00:02 802.3 length 3 len 60")
  }

  @Test func faultsStandAtTheEnd() throws {
    var frame = try Samples.v4(.tcp(.init(1234, 80))).bytes()
    frame[22] = 63
    #expect(PacketSummary(frame).description == "10.0.0.1.1234 > 10.1.0.2.80 TCP [S] ttl 63 len 60 (bad IPv4 checksum)")
    #expect(PacketSummary(frame[..<10]).description == "not Ethernet len 10 (frame ends inside a header)")
    #expect(
      PacketSummary(parsed(frame, window: 36), frameLength: 60).description
        == "10.0.0.1 > 10.1.0.2 TCP ttl 63 len 60 (bad IPv4 checksum) (not parsed to the end)")
  }

  @Test func ipv6Addresses() {
    var headers = PacketHeaders()
    headers.l3Kind = .ipv6
    headers.found = [.ethernet, .ip]
    for (high, low, text) in [
      (0, 0, "::"), (0, 1, "::1"), (0xfe80 << 48, 0, "fe80::"), (0x0001_0000_0000_0001, 0x0000_0000_0000_0001, "1:0:0:1::1"),
      (0x0001_0000_0002_0003, 0x0004_0005_0006_0007, "1:0:2:3:4:5:6:7"), (0x0001_0000_0000_0002, 0x0003_0000_0000_0004, "1::2:3:0:0:4")
    ] as [(UInt64, UInt64, String)] {
      headers.sourceHigh = high
      headers.sourceLow = low
      #expect(PacketSummary(headers, frameLength: 0).description.hasPrefix(text + " > ::"))
    }
  }
}
