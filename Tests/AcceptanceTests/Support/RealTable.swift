import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

/// The real routing table, read twice: by the reader under test, and by code of its own.
enum RealTable {
  static let path = Acceptance.shared.map { $0.appendingPathComponent("routes/ipasn6_20151101.dat.gz").path }
  static var isAbsent: Bool { path.map { !FileManager.default.fileExists(atPath: $0) } ?? true }

  static func bytes() throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/zcat")
    process.arguments = [path ?? ""]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return [UInt8](data)
  }

  /// The example's configuration with the list's routes.
  static func configuration(_ bytes: [UInt8], board: Board) throws -> (configuration: Configuration, summary: RouteListReader.Summary) {
    let path = Acceptance.root.appendingPathComponent("Simulator/Example/config_db.json")
    let text = [UInt8](try Data(contentsOf: path))
    let reader = ConfigurationReader(board: board, defaultMAC: MACAddress(bits: 0x0200_0000_0001))
    let configuration = reader.read(bytes: text, file: "config_db.json")
    #expect(!configuration.hasErrors)
    var list = RouteListReader(configuration: configuration, file: "routes")
    // In pieces, as a pipe gives them.
    for start in stride(from: 0, to: bytes.count, by: 65_521) { list.read(Array(bytes[start..<min(bytes.count, start + 65_521)])) }
    return list.finish()
  }

  /// The prefixes of the list, by the system's own address reader.
  static func prefixes(_ bytes: [UInt8]) -> [(family: Int32, address: [UInt8], length: Int)] {
    var result: [(family: Int32, address: [UInt8], length: Int)] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: ";") && line.first != UInt8(ascii: "#") {
      let fields = line.split(whereSeparator: { $0 == 9 || $0 == 32 })
      guard let text = fields.first else { continue }
      let parts = text.split(separator: UInt8(ascii: "/"))
      guard parts.count == 2, let length = Int(String(decoding: parts[1], as: UTF8.self)) else { continue }
      let name = String(decoding: parts[0], as: UTF8.self)
      let family = name.contains(":") ? AF_INET6 : AF_INET
      var address = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
      if inet_pton(family, name, &address) == 1 { result.append((family, address, length)) }
    }
    return result
  }
}

/// Longest prefix match by definition: a dictionary for each length, asked from the longest down.
struct LongestPrefix {
  private struct Key: Hashable {
    var high: UInt64
    var low: UInt64
  }
  private var ipv4: [[UInt32: Route.Destination]] = Array(repeating: [:], count: 33)
  private var ipv6: [[Key: Route.Destination]] = Array(repeating: [:], count: 129)

  private static func mask(_ high: UInt64, _ low: UInt64, _ length: Int) -> Key {
    // A shift by 64 or more gives 0.
    Key(
      high: high & (length >= 64 ? ~0 : ~(~0 >> UInt64(length))),
      low: low & (length <= 64 ? 0 : length == 128 ? ~0 : ~(~0 >> UInt64(length - 64))))
  }

  mutating func add(_ address: IPAddress, _ length: Int, _ destination: Route.Destination) {
    if address.family == .v4 {
      ipv4[length][length == 0 ? 0 : address.v4 & ~(UInt32.max >> UInt32(length))] = destination
      if length == 32 { ipv4[32][address.v4] = destination }
    } else {
      ipv6[length][LongestPrefix.mask(address.high, address.low, length)] = destination
    }
  }

  func look(_ address: IPAddress) -> Route.Destination? {
    if address.family == .v4 {
      for length in (0...32).reversed() where !ipv4[length].isEmpty {
        let mask: UInt32 = length == 32 ? ~0 : ~(UInt32.max >> UInt32(length))
        if let found = ipv4[length][address.v4 & mask] { return found }
      }
      return nil
    }
    for length in (0...128).reversed() where !ipv6[length].isEmpty {
      if let found = ipv6[length][LongestPrefix.mask(address.high, address.low, length)] { return found }
    }
    return nil
  }
}
