import Foundation
import PacketKit
import Testing

@Suite struct ExplainTests {
  private func explain(_ arguments: [String]) throws -> Tool.Result {
    try Tool.run(["explain", "--board", "as7726-32x", "--config", Tool.example] + arguments)
  }

  private func hex(_ builder: PacketBuilder) throws -> String {
    try builder.bytes().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined(separator: " ")
  }

  private func packet(to destination: UInt32, port: UInt16 = 62_000) throws -> String {
    try hex(
      PacketBuilder(
        destinationMAC: 0x02_00_5e_10_00_01, sourceMAC: 0x02_00_5e_20_00_01,
        content: .ipv4(.init(source: 0x0a00_0001, destination: destination, content: .tcp(.init(62_000, port, flags: 0x10))))))
  }

  /// The exit status tells what became of the packet.
  @Test func statusIsTheVerdict() throws {
    let forwarded = try explain(["--port", "Ethernet0", "--hex", packet(to: 0x0a01_000b)])
    #expect(forwarded.status == 0, "\(forwarded.errors)")
    #expect(forwarded.output.contains("02:00:5e:30:00:11"), "the neighbor's address")
    let dropped = try explain(["--port", "Ethernet0", "--hex", packet(to: 0x0a01_000b, port: 23)])
    #expect(dropped.status == 3)
    #expect(dropped.output.contains("ACL_RULE|DATAACL|RULE_1"))
    #expect(dropped.output.contains("\(Tool.example):133"), "the rule's line")
    let trapped = try explain(["--port", "Ethernet0", "--hex", packet(to: 0x0a00_0000)])
    #expect(trapped.status == 4)
  }

  /// A frame of a capture and its bytes are the same packet.
  @Test func framesComeFromCaptures() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "a.pcap")
      var capture = CaptureBuffer()
      let other = try PacketBuilder.arpRequest(senderMAC: 0x02_00_5e_20_00_01, senderIP: 0x0a00_0001, targetIP: 0x0a00_0000).bytes()
      let wanted = try PacketBuilder(
        destinationMAC: 0x02_00_5e_10_00_01, sourceMAC: 0x02_00_5e_20_00_01,
        content: .ipv4(.init(source: 0x0a00_0001, destination: 0x0a01_000b, content: .tcp(.init(62_000, 62_000, flags: 0x10))))
      ).bytes()
      capture.append(other, timestamp: 0)
      capture.append(wanted, timestamp: 0)
      try Data(capture.bytes).write(to: file)
      let second = try explain(["--port", "Ethernet0", "--pcap", file.path, "--frame", "2", "--json"])
      let bytes = try explain(["--port", "Ethernet0", "--hex", packet(to: 0x0a01_000b), "--json"])
      #expect(second.status == 0 && bytes.status == 0)
      #expect(second.output == bytes.output)
      #expect(try Tool.json(second.output)["verdict"] as? String == "forwarded")
      #expect(try explain(["--port", "Ethernet0", "--pcap", file.path]).status == 4, "the first frame, which is ARP")
      let third = try explain(["--port", "Ethernet0", "--pcap", file.path, "--frame", "3"])
      #expect(third.status == 1)
      #expect(third.errors == "trysail: --frame: \(file.path) has 2 frames, and no number 3\n")
    }
  }

  @Test func wrongUseIsTold() throws {
    let port = try explain(["--port", "Ethernet1", "--hex", "00"])
    #expect(port.status == 1)
    #expect(port.errors.contains("no port is named 'Ethernet1'; did you mean 'Ethernet"))
    let digits = try explain(["--port", "Ethernet0", "--hex", "0g"])
    #expect(digits.status == 64)
    let neither = try explain(["--port", "Ethernet0"])
    #expect(neither.status == 64)
    let frame = try explain(["--port", "Ethernet0", "--hex", "00", "--frame", "2"])
    #expect(frame.status == 64)
  }

  /// Bytes that are no packet are a packet that is dropped, and no fault.
  @Test func rubbishIsDropped() throws {
    let result = try explain(["--port", "Ethernet0", "--hex", "00:01:02"])
    #expect(result.status == 3, "\(result.errors)")
  }
}
