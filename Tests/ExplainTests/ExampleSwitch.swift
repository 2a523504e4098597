import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

/// The project's example, committed to a simulated AS7726-32X.
struct ExampleSwitch {
  let configuration: Configuration
  let owner: SimulatedSwitch
  /// The text of `config_db.json`, line by line.
  let lines: [String]

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String { try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) }

  init(withRoutes: Bool = true) throws {
    let platform = try Catalog(folder: ExampleSwitch.root.appendingPathComponent("Platforms").path).platform(named: "as7726-32x")
    let text = try ExampleSwitch.text("Simulator/Example/config_db.json")
    lines = text.components(separatedBy: "\n")
    let reader = ConfigurationReader(board: platform.board, defaultMAC: MACAddress(bits: 0x0200_5e10_0001))
    var configuration = reader.read(text, file: "config_db.json")
    if withRoutes {
      var routes = RouteListReader(configuration: configuration, file: "routes.txt")
      routes.read(Array(try ExampleSwitch.text("Simulator/Example/routes.txt").utf8))
      configuration = routes.finish().configuration
    }
    self.configuration = configuration
    owner = try SimulatedSwitch(platform)
    owner.control.sources = configuration.sources
    try owner.control.commit(configuration.transaction)
  }

  func port(_ name: String) throws -> PortID {
    guard let port = configuration.port(named: name) else { throw Absent(what: name) }
    return port
  }

  func explain(_ packet: PacketBuilder, on name: String) throws -> Explanation { try explain(packet.bytes(), on: name) }

  func explain(_ frame: [UInt8], on name: String) throws -> Explanation {
    try owner.explain(frame, on: try port(name), names: configuration.names)
  }

  /// `config_db.json:line` of the first line that has `text`.
  func place(_ text: String) throws -> String {
    guard let index = lines.firstIndex(where: { $0.contains(text) }) else { throw Absent(what: text) }
    return "config_db.json:\(index + 1)"
  }

  struct Absent: Error {
    var what: String
  }
}

extension Explanation {
  /// All look-ups, in order.
  var lookUps: [LookUp] { stages.flatMap(\.lookUps) }

  func lookUp(_ table: String, _ level: String? = nil, purpose: String? = nil) -> LookUp? {
    lookUps.first { $0.table == table && (level == nil || $0.level == level) && (purpose == nil || $0.purpose == purpose) }
  }
}

/// Packets of the example's hosts.
enum Packets {
  static let router: UInt64 = 0x0200_5e10_0001
  static let uplink: UInt64 = 0x0200_5e20_0001
  static let host10: UInt64 = 0x0200_5e30_0010
  static let host11: UInt64 = 0x0200_5e30_0011

  static func address(_ text: String) -> UInt32 { IPAddress(text)?.v4 ?? 0 }

  static func ipv4(
    from source: String, to destination: String, _ content: PacketBuilder.UpperLayer, sourceMAC: UInt64 = host10, mac: UInt64 = router,
    ttl: UInt8 = 64
  ) -> PacketBuilder {
    PacketBuilder(
      destinationMAC: mac, sourceMAC: sourceMAC,
      content: .ipv4(.init(source: address(source), destination: address(destination), ttl: ttl, content: content)))
  }

  static func ipv6(from source: String, to destination: String, _ content: PacketBuilder.UpperLayer, hopLimit: UInt8 = 64) -> PacketBuilder
  {
    func bits(_ text: String) -> PacketBuilder.IPv6.Address {
      let address = IPAddress(text)
      return .init(address?.high ?? 0, address?.low ?? 0)
    }
    return PacketBuilder(
      destinationMAC: router, sourceMAC: host10,
      content: .ipv6(.init(source: bits(source), destination: bits(destination), hopLimit: hopLimit, content: content)))
  }
}
