import Foundation
import PacketKit
import Testing

/// What users get wrong, and what they are told.
@Suite struct SimulateFaultTests {
  private func simulate(_ folder: URL, board: String = "as7726-32x", config: String = Tool.example, _ more: [String], input: [UInt8] = [])
    throws -> Tool.Result
  {
    try Tool.run(["simulate", "--board", board, "--config", config, "--out", folder.appending(path: "out").path] + more, input: input)
  }

  private func lastLine(_ result: Tool.Result) -> String { result.errorLines.last ?? "" }

  @Test func unknownNamesGetTheNearest() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "a.pcap")
      try Data(CaptureBuffer().bytes).write(to: file)
      let port = try simulate(folder, ["--pcap", "Ethernt4=\(file.path)"])
      #expect(port.status == 1)
      #expect(lastLine(port) == "trysail: --pcap: no port is named 'Ethernt4'; did you mean 'Ethernet4'?")
      let board = try simulate(folder, board: "as7726-32", [])
      #expect(board.status == 1)
      #expect(lastLine(board) == "trysail: --board: no board is named 'as7726-32'; did you mean 'as7726-32x'?")
      let config = try simulate(folder, config: "Simulator/Example/config_bd.json", [])
      #expect(config.status == 1)
      #expect(lastLine(config) == "trysail: Simulator/Example/config_bd.json: no such file; did you mean 'config_db.json'?")
      let capture = try simulate(folder, ["--pcap", "Ethernet4=\(folder.path)/b.pcap"])
      #expect(capture.status == 1)
      #expect(lastLine(capture) == "trysail: \(folder.path)/b.pcap: no such file; did you mean 'a.pcap'?")
      let routes = try simulate(folder, ["--routes", "Simulator/Example/route.txt"])
      #expect(routes.status == 1)
      #expect(lastLine(routes).contains("did you mean 'routes.txt'?"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path), "nothing ran")
    }
  }

  @Test func wrongUseIsStatus64() throws {
    try Tool.withFolder { (folder: URL) throws in
      #expect(try simulate(folder, ["--pcap", "Ethernet4"]).status == 64)
      #expect(try simulate(folder, ["--pace", "fast"]).status == 64)
      #expect(try simulate(folder, ["--spread-ecmp", "4"]).status == 64)
      #expect(try simulate(folder, ["--routes", Tool.exampleRoutes, "--spread-ecmp", "1"]).status == 64)
      #expect(try Tool.run("simulate", "--board", "as7726-32x", "--out", folder.path).status == 64)
      #expect(try Tool.run("traffic", "--board", "as7726-32x", "--config", Tool.example, "--out", folder.path, "--size", "63").status == 64)
    }
  }

  /// Errors of the configuration are told with their lines, and nothing runs.
  @Test func faultyConfigurationDoesNotRun() throws {
    try Tool.withFolder { (folder: URL) throws in
      let config = folder.appending(path: "config.json")
      try """
      {
        "PORT": { "lan1": { "admin_status": "up" } },
        "VLAN": { "Vlan10": { "vlanid": "10" } },
        "VLAN_MEMBER": { "Vlan10|lan11": { "tagging_mode": "untagged" } },
        "NOISE": { "x": { "y": "z" } }
      }
      """.write(to: config, atomically: true, encoding: .utf8)
      let result = try simulate(folder, board: "gs1900-8", config: config.path, [])
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.errorLines.contains { $0.hasPrefix("\(config.path):4:") && $0.contains(" error ") && $0.contains("lan11") })
      #expect(result.errorLines.contains { $0.hasPrefix("\(config.path):5:") && $0.contains("NOISE") })
      #expect(result.errors.contains("    \"VLAN_MEMBER\": { \"Vlan10|lan11\""), "the line itself is shown")
      #expect(lastLine(result).hasPrefix("trysail: \(config.path): 1 error, "))
      #expect(lastLine(result).hasSuffix("; nothing was run"))
    }
  }

  /// What the chip cannot take is told with the row and its line.
  @Test func refusedRowsAreTold() throws {
    try Tool.withFolder { (folder: URL) throws in
      let config = folder.appending(path: "config.json")
      try """
      {
        "PORT": { "lan1": { "admin_status": "up" } },
        "INTERFACE": { "lan1": {}, "lan1|10.0.0.1/24": {} }
      }
      """.write(to: config, atomically: true, encoding: .utf8)
      let result = try simulate(folder, board: "gs1900-8", config: config.path, [])
      #expect(result.status == 1)
      #expect(result.errors.contains("not supported by the device"))
      #expect(result.errors.contains("\(config.path):3"))
      #expect(lastLine(result).hasPrefix("trysail: the switch refused the configuration"))
    }
  }

  /// The frames before the fault play, the fault is told with its place, and the status says that something was wrong.
  @Test func brokenCapturePlaysUpToItsFault() throws {
    try Tool.withFolder { (folder: URL) throws in
      var capture = CaptureBuffer()
      let frame = try PacketBuilder.arpRequest(senderMAC: 0x02_00_5e_20_00_01, senderIP: 0x0a00_0001, targetIP: 0x0a00_0000).bytes()
      for _ in 0..<3 { capture.append(frame, timestamp: 0) }
      let file = folder.appending(path: "cut.pcap")
      try Data(capture.bytes.dropLast(10)).write(to: file)
      let result = try simulate(folder, ["--pcap", "Ethernet0=\(file.path)", "--json"])
      #expect(result.status == 1)
      #expect(lastLine(result).hasPrefix("trysail: \(file.path): the file ends in a frame: expected 60 bytes, found 50 at byte 176"))
      let packets = try #require(try Tool.json(result.output)["packets"] as? [String: Any])
      #expect(packets["received"] as? Int == 2)
      #expect(try SimulateTests.frames(of: folder.appending(path: "out/cpu.pcap")).count == 2)

      let text = folder.appending(path: "text.pcap")
      try Data("not a capture at all".utf8).write(to: text)
      let other = try simulate(folder, ["--pcap", "Ethernet0=\(text.path)"])
      #expect(other.status == 1)
      #expect(lastLine(other).contains("expected a pcap or pcapng magic"))
    }
  }

  /// Frames that were cut or are no Ethernet are told once a file, and counted.
  @Test func oddFramesAreToldAndCounted() throws {
    try Tool.withFolder { (folder: URL) throws in
      var capture = CaptureBuffer()
      let frame = try PacketBuilder.arpRequest(senderMAC: 0x02_00_5e_20_00_01, senderIP: 0x0a00_0001, targetIP: 0x0a00_0000).bytes()
      capture.append(frame, timestamp: 0)
      capture.append(frame, timestamp: 0)
      var cut = capture.bytes
      cut[24 + 12] = 100  // the first frame's length on the wire
      let cutFile = folder.appending(path: "cut.pcap")
      try Data(cut).write(to: cutFile)
      var raw = capture.bytes
      raw[20] = 101  // LINKTYPE_RAW
      let rawFile = folder.appending(path: "raw.pcap")
      try Data(raw).write(to: rawFile)
      let result = try simulate(folder, ["--pcap", "Ethernet0=\(cutFile.path)", "--pcap", "Ethernet0=\(rawFile.path)", "--json"])
      #expect(result.status == 0)
      #expect(result.errorLines.contains { $0.hasPrefix("trysail: \(cutFile.path): warning: 1 frame cut") })
      #expect(result.errorLines.contains { $0.hasPrefix("trysail: \(rawFile.path): warning: 2 frames of link type 101") })
      let packets = try #require(try Tool.json(result.output)["packets"] as? [String: Any])
      let drops = try #require(packets["droppedByReason"] as? [[String: Any]])
      #expect(drops.contains { $0["reason"] as? String == "notEthernet" && $0["packets"] as? Int == 2 })
      #expect(packets["isBalanced"] as? Bool == true)
    }
  }

  /// An input is never written over.
  @Test func inputsAreSafe() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "Ethernet0.pcap")
      try Data(CaptureBuffer().bytes).write(to: file)
      let result = try Tool.run(
        "simulate", "--board", "as7726-32x", "--config", Tool.example, "--pcap", "Ethernet4=\(file.path)", "--out", folder.path)
      #expect(result.status == 1)
      #expect(lastLine(result).contains("would be written over"))
      #expect(try Data(contentsOf: file) == Data(CaptureBuffer().bytes))
    }
  }

  /// Captures of an earlier run do not stay beside those of this one.
  @Test func capturesOfAnEarlierRunGo() throws {
    try Tool.withFolder { (folder: URL) throws in
      let old = folder.appending(path: "out/Ethernet8.pcap")
      let other = folder.appending(path: "out/notes.pcap")
      try FileManager.default.createDirectory(at: folder.appending(path: "out"), withIntermediateDirectories: true)
      for file in [old, other] { try Data().write(to: file) }
      #expect(try simulate(folder, []).status == 0)
      #expect(!FileManager.default.fileExists(atPath: old.path))
      #expect(FileManager.default.fileExists(atPath: other.path), "what is not ours stays")
    }
  }
}
