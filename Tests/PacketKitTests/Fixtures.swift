import Foundation
import PacketKit

/// The folder with shared captures: `TRYSAIL_SHARED`, or `shared` beside the package.
enum SharedCaptures {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"] { return URL(filePath: path).appending(path: "pcaps") }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    // The package stands beside the folder, or a level deeper when it is a second working tree.
    let candidates = [root.appending(path: "../shared/pcaps"), root.appending(path: "../../shared/pcaps")]
    return candidates.first { FileManager.default.fileExists(atPath: $0.path) } ?? candidates[0]
  }()

  static var files: [URL] {
    let all = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return all.sorted { $0.path < $1.path }
  }

  static var areMissing: Bool { files.isEmpty }
}

/// Numbers from a seed (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

func parsed(_ frame: [UInt8], window: Int = .max) -> PacketHeaders {
  var headers = PacketHeaders()
  frame.withUnsafeBytes { _ = headers.parse($0, window: window) }
  return headers
}

/// Every frame of a capture, and the error that ended it.
func frames(_ file: [UInt8]) -> (frames: [CapturedFrame], bytes: [[UInt8]], error: CaptureError?) {
  var found: [CapturedFrame] = []
  var bytes: [[UInt8]] = []
  do {
    var reader = try CaptureReader(file)
    while let frame = try reader.next() {
      found.append(frame)
      bytes.append(Array(reader.bytes(of: frame)))
    }
    return (found, bytes, nil)
  } catch {
    return (found, bytes, error)
  }
}

extension [UInt8] {
  /// Appends integers in a byte order, for files made by hand.
  mutating func put(_ value: some FixedWidthInteger, big: Bool) {
    let ordered = big ? value.bigEndian : value.littleEndian
    Swift.withUnsafeBytes(of: ordered) { append(contentsOf: $0) }
  }
}

let macA: UInt64 = 0x02_00_00_00_00_01
let macB: UInt64 = 0x02_00_00_00_00_02

/// One frame of each kind that the builder can make, by name.
enum Samples {
  typealias Tag = PacketBuilder.Tag
  typealias Upper = PacketBuilder.UpperLayer

  static let v6Source = PacketBuilder.IPv6.Address(0x2001_0db8_0000_0001, 1)
  static let v6Destination = PacketBuilder.IPv6.Address(0x2001_0db8_0000_0002, 0xabcd)

  static func v4(_ upper: Upper, tags: [Tag] = [], options: [UInt8] = []) -> PacketBuilder {
    let packet = PacketBuilder.IPv4(source: 0x0a00_0001, destination: 0x0a01_0002, options: options, content: upper)
    return PacketBuilder(destinationMAC: macB, sourceMAC: macA, tags: tags, content: .ipv4(packet))
  }

  static func v6(_ upper: Upper, tags: [Tag] = [], extensions: [PacketBuilder.IPv6.Extension] = []) -> PacketBuilder {
    let packet = PacketBuilder.IPv6(source: v6Source, destination: v6Destination, extensions: extensions, content: upper)
    return PacketBuilder(destinationMAC: macB, sourceMAC: macA, tags: tags, content: .ipv6(packet))
  }

  static let uppers: [(String, Upper)] = [
    ("udp", .udp(.init(40_000, 50_000, payload: [1, 2, 3]))),
    ("tcp", .tcp(.init(40_001, 50_001, flags: 0x18, payload: Array("odd".utf8))))
  ]

  static let tagStacks: [(String, [Tag])] = [
    ("untagged", []), ("vlan", [Tag(vlan: 10, priority: 5)]), ("priority", [Tag(vlan: 0, priority: 7)]),
    ("qinq", [Tag(vlan: 100, protocolID: 0x88a8), Tag(vlan: 200)]), ("9100", [Tag(vlan: 101, protocolID: 0x9100), Tag(vlan: 201)]),
    ("stacked", [Tag(vlan: 102), Tag(vlan: 4095, dropEligible: true)])
  ]

  static let all: [(name: String, builder: PacketBuilder)] = {
    var all: [(String, PacketBuilder)] = []
    for (tagName, tags) in tagStacks {
      for (name, upper) in uppers {
        all.append(("\(tagName) v4 \(name)", v4(upper, tags: tags)))
        all.append(("\(tagName) v6 \(name)", v6(upper, tags: tags)))
      }
      all.append(("\(tagName) arp request", .arpRequest(senderMAC: macA, senderIP: 0x0a00_0001, targetIP: 0x0a00_0002, tags: tags)))
    }
    let echo = PacketBuilder.ICMP(type: 8, rest: 0x0001_0002, payload: Array("abcdefg".utf8))
    let echo6 = PacketBuilder.ICMP(type: 128, rest: 0x0001_0002, payload: Array("abcdefg".utf8))
    all.append(("arp reply", .arpReply(senderMAC: macB, senderIP: 0x0a00_0002, targetMAC: macA, targetIP: 0x0a00_0001)))
    all.append(("icmp", v4(.icmp(echo))))
    all.append(("icmpv6", v6(.icmpv6(echo6))))
    all.append(("v4 router alert", v4(uppers[0].1, options: [0x94, 4, 0, 0])))
    all.append(("v4 odd options", v4(uppers[1].1, options: [1, 1, 1])))
    var unsummed = PacketBuilder.UDP(1, 2, payload: [9])
    unsummed.hasChecksum = false
    all.append(("v4 udp without checksum", v4(.udp(unsummed))))
    let udp = uppers[0].1
    let extensions: [(String, [PacketBuilder.IPv6.Extension])] = [
      ("hop by hop", [.hopByHop()]), ("destination options", [.destinationOptions([1, 3, 0, 0, 0])]),
      ("routing", [.routing(type: 253, segmentsLeft: 0, [0, 0, 0, 0])]),
      ("atomic fragment", [.fragment(offset: 0, more: false, identification: 7)]),
      ("authentication", [.authentication(securityParameters: 1, sequence: 2, [UInt8](repeating: 0, count: 12))]),
      ("many", [.hopByHop(), .destinationOptions(), .routing(type: 253, segmentsLeft: 0, []), .destinationOptions([0])])
    ]
    for (name, chain) in extensions { all.append(("v6 \(name)", v6(udp, extensions: chain))) }
    all.append(("v6 mobility", v6(.none, extensions: [.mobility(type: 0, [0, 0])])))
    all.append(("v6 no next header", v6(.none)))
    all.append(
      (
        "length frame",
        PacketBuilder(
          destinationMAC: 0x0180_c200_0000, sourceMAC: macA,
          content: .lengthFrame([0x42, 0x42, 3] + [UInt8](repeating: 0, count: 35)))
      ))
    all.append(("other", PacketBuilder(destinationMAC: macB, sourceMAC: macA, content: .other(etherType: 0x88b5, [1, 2, 3]))))
    return all
  }()
}
