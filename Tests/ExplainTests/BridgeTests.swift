import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

/// A chip without routing, whose rows are reached through command registers.
@Suite struct BridgeTests {
  let owner: SimulatedSwitch
  let configuration: Configuration

  init() throws {
    let platform = try Catalog(folder: ExampleSwitch.root.appendingPathComponent("Platforms").path).platform(named: "gs1900-8")
    let text = try ExampleSwitch.text("Simulator/Example/gs1900-8/config_db.json")
    let reader = ConfigurationReader(board: platform.board, defaultMAC: MACAddress(bits: 0x0200_5e10_0008))
    configuration = reader.read(text, file: "config_db.json")
    owner = try SimulatedSwitch(platform)
    owner.control.sources = configuration.sources
    var transaction = Transaction()
    func insert<R: EditableRow>(_ rows: [Configured<R>]) {
      for configured in rows { transaction.insert(configured.row, from: configured.provenance) }
    }
    insert(configuration.rows.ports)
    insert(configuration.rows.vlans)
    insert(configuration.rows.fdb)
    insert(configuration.rows.aclTables)
    insert(configuration.rows.aclEntries)
    try owner.control.commit(transaction)
  }

  private func explain(_ packet: PacketBuilder, on name: String) throws -> Explanation {
    let port = try #require(configuration.port(named: name))
    return try owner.explain(try packet.bytes(), on: port, names: configuration.names)
  }

  @Test func bridged() throws {
    let packet = Packets.ipv4(from: "10.0.0.1", to: "10.0.0.2", .udp(.init(1, 2)), sourceMAC: 0x0200_5e30_0001, mac: 0x0200_5e30_0002)
    let told = try explain(packet, on: "lan1")
    #expect(told.outputs.map(\.port) == ["lan2"])
    #expect(told.stages.map(\.name) == ["parser", "port", "acl", "l2", "deparser"])
    #expect(told.lookUp("fdb", purpose: "destination address")?.origin?.name == "FDB|Vlan10|02:00:5e:30:00:02")
  }

  /// The ACL stands before the FDB on this chip.
  @Test func droppedByAnACL() throws {
    let packet = Packets.ipv4(from: "10.0.0.1", to: "192.0.2.9", .tcp(.init(1, 80)), sourceMAC: 0x0200_5e30_0004, mac: 0x0200_5e30_0099)
    let told = try explain(packet, on: "lan4")
    #expect(told.reason == "aclIngress")
    let acl = try #require(told.lookUp("acl"))
    #expect(acl.origin?.name == "ACL_RULE|GUESTS|NO_OFFICE")
    #expect(acl.entry.contains { $0.field == "destinationIPv4" && $0.value == "192.0.2.0/24" })
    #expect(acl.nearestMiss?.origin?.name == "ACL_RULE|GUESTS|NO_TELNET")
  }

  @Test func taggedOutOfATrunk() throws {
    let packet = Packets.ipv4(from: "10.0.0.1", to: "10.0.0.7", .udp(.init(1, 2)), sourceMAC: 0x0200_5e30_0004, mac: 0x0200_5e30_0007)
    let told = try explain(packet, on: "lan4")
    #expect(told.outputs.map(\.port) == ["lan7"])
    #expect(told.outputs.first?.frame?.summary.hasPrefix("vlan 20 ") == true)
    for line in told.text().split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }
}
