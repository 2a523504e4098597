import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import Testing

/// What a person and a program read.
@Suite struct TextTests {
  private func tell(_ example: ExampleSwitch) throws -> [Explanation] {
    let arp = PacketBuilder.arpRequest(senderMAC: Packets.host10, senderIP: 0x0a01_000a, targetIP: 0x0a01_0001)
    return [
      try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.51.101.7", .tcp(.init(1234, 80))), on: "Ethernet16"),
      try example.explain(
        Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .tcp(.init(1234, 80)), sourceMAC: Packets.uplink), on: "Ethernet0"),
      try example.explain(Packets.ipv6(from: "2001:db8:1::10", to: "2001:db8:100::1", .udp(.init(5, 6)), hopLimit: 1), on: "Ethernet16"),
      try example.explain(arp, on: "Ethernet16"),
      try example.explain([], on: "Ethernet16")
    ]
  }

  @Test func fitsATerminal() throws {
    for told in try tell(ExampleSwitch()) {
      for line in told.text().split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test func tellsTheDecision() throws {
    let text = try tell(ExampleSwitch())[1].text()
    for words in [
      "Ethernet0 receives 192.0.2.1.1234 > 10.1.0.11.80 TCP [S] ttl 64 len 60",
      "from    ACL_RULE|DATAACL|RULE_6, config_db.json:",
      "missed  by 4 bits: row",
      "l4DestinationPort is 80, the entry has 23 (bits 0x47)",
      "dropped: the ACL entry ACL_RULE|DATAACL|RULE_6 drops it (aclIngress)"
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  /// Names can come when it is printed.
  @Test func takesNames() throws {
    let example = try ExampleSwitch()
    let frame = try Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .tcp(.init(1234, 80)), sourceMAC: Packets.uplink).bytes()
    let told = try example.owner.explain(frame, on: try example.port("Ethernet0"))
    #expect(!told.text().contains("RULE_6"))
    #expect(told.text(names: example.configuration.names).contains("from    ACL_RULE|DATAACL|RULE_6"))
  }

  @Test func isTheSameEachTime() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let first = try tell(ExampleSwitch())
    let second = try tell(ExampleSwitch())
    let bytes = try encoder.encode(first)
    #expect(bytes == (try encoder.encode(second)))
    #expect(try JSONDecoder().decode([Explanation].self, from: bytes) == first)
  }
}
