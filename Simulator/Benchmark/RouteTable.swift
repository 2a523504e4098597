import Foundation
import SwitchModel

/// The prefixes to load: from a file, or made up with the prefix lengths of the Internet's table of 2015.
enum BenchmarkRoutes {
  /// Prefixes by length in the global table of 2015-11-01 (606,138 IPv4 and 27,693 IPv6).
  private static let ipv4: [(length: UInt8, count: Int)] = [
    (8, 17), (9, 13), (10, 36), (11, 97), (12, 263), (13, 508), (14, 1035), (15, 1802), (16, 13138), (17, 7907), (18, 13236), (19, 27375),
    (20, 39507), (21, 42113), (22, 65336), (23, 57549), (24, 323_926), (25, 1159), (26, 983), (27, 909), (28, 1086), (29, 1792), (30, 2239),
    (31, 68), (32, 4044)
  ]
  private static let ipv6: [(length: UInt8, count: Int)] = [
    (29, 859), (32, 7262), (36, 1004), (40, 1221), (44, 1125), (48, 12142), (56, 180), (64, 772), (126, 269)
  ]

  /// A file of something else.
  struct NoPrefix: Error, CustomStringConvertible {
    let path: String
    var description: String { "'\(path)' has no line that begins with a prefix; is it compressed?" }
  }

  /// - Throws: when the file cannot be read, or has no prefix.
  static func load(_ path: String?) throws -> (prefixes: [IPPrefix], source: String) {
    guard let path else { return (makeUp(), "made up, lengths as in the table of 2015-11-01") }
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var prefixes: [IPPrefix] = []
    for line in data.split(separator: UInt8(ascii: "\n")) {
      guard let first = line.split(whereSeparator: { $0 == 9 || $0 == 32 }).first, first.first != UInt8(ascii: ";") else { continue }
      if let prefix = IPPrefix(String(decoding: first, as: UTF8.self)) { prefixes.append(prefix) }
    }
    guard !prefixes.isEmpty else { throw NoPrefix(path: path) }
    return (prefixes, path)
  }

  private static func makeUp() -> [IPPrefix] {
    var random = Random(2015)
    var seen: Set<IPPrefix> = []
    for (length, count) in ipv4 {
      var left = count
      while left > 0 {
        // 1.0.0.0 … 223.255.255.255, denser in places, as allocations are.
        let block = UInt32(1 + random.below(223)) << 24 | UInt32(random.below(1 << (4 + random.below(5)))) << 16
        let address = IPAddress(v4: block | UInt32(truncatingIfNeeded: random.next()) & 0xffff)
        guard let prefix = IPPrefix(address, length: length), seen.insert(prefix).inserted else { continue }
        left -= 1
      }
    }
    for (length, count) in ipv6 {
      var left = count
      while left > 0 {
        let high = 0x2000_0000_0000_0000 | random.next() & 0x0fff_ffff_ffff_ffff
        guard let prefix = IPPrefix(IPAddress(v6: high, random.next()), length: length), seen.insert(prefix).inserted else { continue }
        left -= 1
      }
    }
    return seen.sorted()
  }
}
