import Foundation
import PacketKit
import Testing

/// An independent reader of frames: Wireshark's, when it is installed.
private enum TShark {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/tshark" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  struct Failed: Error {
    let status: Int32
  }

  /// The first occurrence of each field for each frame of a capture.
  static func fields(_ names: [String], of capture: CaptureBuffer) throws -> [[String: String]] {
    guard let path else { throw Failed(status: -1) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "input.pcap")
    let output = folder.appending(path: "output.txt")
    try Data(capture.bytes).write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments =
      ["-n", "-r", input.path, "-T", "fields", "-E", "occurrence=f", "-E", "separator=/t"] + names.flatMap { ["-e", $0] }
      + ["ip", "udp", "tcp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] } + ["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n").map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(names, values).filter { !$1.isEmpty })
    }
  }
}

private func number(_ text: String?) -> Int? {
  guard let text else { return nil }
  return text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
}

/// The addresses as the summary writes them.
private func addresses(_ headers: PacketHeaders) -> [String] {
  var bare = PacketHeaders()
  bare.l3Kind = headers.l3Kind
  bare.found = [.ethernet, .ip]
  (bare.sourceHigh, bare.sourceLow) = (headers.sourceHigh, headers.sourceLow)
  (bare.destinationHigh, bare.destinationLow) = (headers.destinationHigh, headers.destinationLow)
  return PacketSummary(bare, frameLength: 0).description.split(separator: " ").map(String.init)
}

@Suite(.enabled(if: TShark.path != nil, "tshark is not installed")) struct TSharkTests {
  /// Nothing that the builder makes is malformed, and every checksum in it is right.
  @Test func builtFramesAreSound() throws {
    let names = [
      "_ws.malformed", "ip.checksum.status", "udp.checksum.status", "tcp.checksum.status", "icmp.checksum.status",
      "icmpv6.checksum.status", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.srcport", "udp.dstport", "tcp.srcport", "tcp.flags",
      "vlan.id", "ieee8021ad.id", "ipv6.nxt", "ipv6.plen", "ip.len", "ip.ttl", "arp.opcode", "eth.src", "frame.len"
    ]
    var capture = CaptureBuffer()
    var expected: [(name: String, frame: [UInt8])] = []
    for (name, builder) in Samples.all {
      for length in [0, 123, 1514] {
        let frame = try builder.bytes(length: length)
        expected.append(("\(name) \(length)", frame))
        capture.append(frame, timestamp: 0)
      }
    }
    let rows = try TShark.fields(names, of: capture)
    try #require(rows.count == expected.count)
    var udpSums = 0
    for (row, (name, frame)) in zip(rows, expected) {
      let headers = parsed(frame)
      #expect(row["_ws.malformed"] == nil, "\(name)")
      for layer in ["ip", "tcp", "icmp", "icmpv6"] {
        #expect(row["\(layer).checksum.status"] == nil || row["\(layer).checksum.status"] == "1", "\(name) \(layer)")
      }
      if headers.l3Kind == .ipv4 { #expect(row["ip.checksum.status"] == "1", "\(name)") }
      if headers.ipProtocol == 6 { #expect(row["tcp.checksum.status"] == "1", "\(name)") }
      if headers.ipProtocol == 17 {
        #expect(row["udp.checksum.status"] == (name.contains("without checksum") ? "3" : "1"), "\(name)")
        udpSums += 1
      }
      #expect(number(row["frame.len"]) == frame.count)
      if headers.hasIP {
        #expect(
          [row["ip.src"] ?? row["ipv6.src"], row["ip.dst"] ?? row["ipv6.dst"]] == [addresses(headers)[0], addresses(headers)[2]], "\(name)")
      }
      if headers.l3Kind == .ipv4 { #expect(number(row["ip.len"]) == Int(headers.ipTotalLength), "\(name)") }
      if headers.l3Kind == .ipv6 {
        #expect(number(row["ipv6.plen"]) == Int(headers.ipTotalLength) - 40, "\(name)")
        #expect(number(row["ipv6.nxt"]) == Int(frame[Int(headers.l3Offset) + 6]), "\(name)")
      }
      if headers.hasPorts { #expect(number(row["udp.srcport"] ?? row["tcp.srcport"]) == Int(headers.l4SourcePort), "\(name)") }
      if headers.hasTCPFlags { #expect(number(row["tcp.flags"]) == Int(headers.tcpFlags), "\(name)") }
      if headers.hasARP { #expect(number(row["arp.opcode"]) == Int(headers.arpOperation), "\(name)") }
      if headers.outerTPID == 0x8100 { #expect(number(row["vlan.id"]) == Int(headers.outerVLAN), "\(name)") }
      if headers.outerTPID == 0x88a8 { #expect(number(row["ieee8021ad.id"]) == Int(headers.outerVLAN), "\(name)") }
    }
    #expect(udpSums > 40)
  }

  /// On frames of real networks, both parsers find the same outermost headers.
  @Test(.enabled(if: !SharedCaptures.areMissing, "no shared captures")) func capturedFramesAgree() throws {
    var capture = CaptureBuffer()
    var frames: [[UInt8]] = []
    for file in SharedCaptures.files {
      var reader = try CaptureReader(Array(try Data(contentsOf: file)))
      while let frame = try reader.next() {
        guard frame.linkType == CapturedFrame.ethernet else { continue }
        let bytes = Array(reader.bytes(of: frame))
        capture.append(bytes, timestamp: 0)
        frames.append(bytes)
      }
    }
    let names = [
      "eth.dst", "eth.src", "vlan.id", "ip.src", "ip.dst", "ip.proto", "ip.ttl", "ip.dsfield", "ip.hdr_len", "ip.checksum.status",
      "ipv6.src",
      "ipv6.dst", "ipv6.hlim", "udp.srcport", "udp.dstport", "tcp.srcport", "tcp.dstport", "tcp.flags", "icmp.type", "icmp.code",
      "icmpv6.type", "arp.opcode", "arp.src.proto_ipv4", "arp.dst.hw_mac"
    ]
    let rows = try TShark.fields(names, of: capture)
    try #require(rows.count == frames.count)
    var compared = 0
    for (index, (row, frame)) in zip(rows, frames).enumerated() {
      let headers = parsed(frame)
      var differing: [String] = []
      func compare(_ name: String, _ value: some BinaryInteger) {
        compared += 1
        if number(row[name]) != Int(value) { differing.append("\(name) \(row[name] ?? "-") \(value)") }
      }
      if headers.outerTPID == 0x8100 { compare("vlan.id", headers.outerVLAN) }
      // Of a packet shorter than its header, the reference shows no field.
      if headers.hasIP, headers.l3Kind == .ipv4, headers.ipTotalLength >= headers.ipHeaderLength {
        compare("ip.ttl", headers.ttl)
        compare("ip.proto", headers.ipProtocol)
        compare("ip.dsfield", headers.dscp << 2 | headers.ecn)
        compare("ip.hdr_len", headers.ipHeaderLength)
        if row["ip.checksum.status"] != "2" { compare("ip.checksum.status", headers.fault == .ipv4Checksum ? 0 : 1) }
        if [row["ip.src"], row["ip.dst"]] != [addresses(headers)[0], addresses(headers)[2]] { differing.append("addresses") }
      }
      if headers.hasIP, headers.l3Kind == .ipv6 {
        compare("ipv6.hlim", headers.ttl)
        if [row["ipv6.src"], row["ipv6.dst"]] != [addresses(headers)[0], addresses(headers)[2]] { differing.append("addresses") }
      }
      if headers.hasPorts {
        compare(headers.ipProtocol == 6 ? "tcp.srcport" : "udp.srcport", headers.l4SourcePort)
        compare(headers.ipProtocol == 6 ? "tcp.dstport" : "udp.dstport", headers.l4DestinationPort)
      }
      if headers.hasICMP { compare(headers.l3Kind == .ipv4 ? "icmp.type" : "icmpv6.type", headers.icmpType) }
      if headers.hasARP { compare("arp.opcode", headers.arpOperation) }
      if !differing.isEmpty { Issue.record("frame \(index + 1): \(differing) \(PacketSummary(frame))") }
    }
    #expect(compared > 15_000)
  }
}
