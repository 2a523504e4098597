import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchModel
import Testing

@Suite struct ExplanationTests {
  @Test func show() throws {
    let example = try ExampleSwitch()
    let names = example.configuration.names
    func show(_ title: String, _ explanation: Explanation) {
      print("=================== \(title)\n" + explanation.text(names: names))
    }
    show("ECMP", try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.51.101.7", .tcp(.init(1234, 80))), on: "Ethernet16"))
    show("list", try example.explain(Packets.ipv4(from: "10.1.0.10", to: "198.18.2.9", .tcp(.init(1234, 80))), on: "Ethernet16"))
    show("bridged", try example.explain(Packets.ipv4(from: "10.1.0.10", to: "10.1.0.11", .udp(.init(1, 2)), mac: Packets.host11), on: "Ethernet16"))
    show("flood", try example.explain(Packets.ipv4(from: "10.1.0.99", to: "10.1.0.98", .udp(.init(1, 2)), sourceMAC: 0x02_99, mac: 0x02_98), on: "Ethernet24"))
    show("again", try example.explain(Packets.ipv4(from: "10.1.0.98", to: "10.1.0.99", .udp(.init(1, 2)), sourceMAC: 0x02_98, mac: 0x02_99), on: "Ethernet20"))
    show("ACL", try example.explain(Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .tcp(.init(1234, 80)), sourceMAC: Packets.uplink), on: "Ethernet0"))
    show("miss", try example.explain(Packets.ipv4(from: "10.1.0.10", to: "10.99.0.1", .tcp(.init(1234, 80))), on: "Ethernet44"))
    show("ttl", try example.explain(Packets.ipv4(from: "10.1.0.10", to: "192.0.2.7", .tcp(.init(1234, 80)), ttl: 1), on: "Ethernet16"))
    show("arp", try example.explain(PacketBuilder.arpRequest(senderMAC: Packets.host10, senderIP: Packets.address("10.1.0.10"), targetIP: Packets.address("10.1.0.1")), on: "Ethernet16"))
    show("ipv6", try example.explain(Packets.ipv6(from: "2001:db8:1::10", to: "2001:db8:2::10", .udp(.init(5, 6))), on: "Ethernet16"))
    show("malformed", try example.explain([1, 2, 3, 4, 5, 6, 7], on: "Ethernet16"))
    show("redirect", try example.explain(Packets.ipv4(from: "192.0.2.1", to: "10.1.0.11", .udp(.init(1234, 5500)), sourceMAC: Packets.uplink), on: "Ethernet0"))
  }
}
