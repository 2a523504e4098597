import Foundation
import PacketKit
import Testing

@Suite struct SimulateTests {
  /// The same inputs and seed: the same captures, and the same report but for the wall clock.
  @Test(arguments: [
    ("as7726-32x", Tool.example, Optional(Tool.exampleRoutes)), ("gs1900-8", Tool.smallExample, nil),
    ("xgs1250-12", Tool.routerExample, nil)
  ])
  func twoRunsGiveTheSameBytes(board: String, config: String, routes: String?) throws {
    let options = ["--board", board, "--config", config] + (routes.map { ["--routes", $0] } ?? [])
    try Tool.withFolder { (folder: URL) throws in
      var runs: [[String: Data]] = []
      for number in 1...2 {
        let (made, out) = (folder.appending(path: "in\(number)"), folder.appending(path: "out\(number)"))
        let traffic = try Tool.run(["traffic", "--count", "2000", "--seed", "7", "--out", made.path] + options)
        #expect(traffic.status == 0, "\(traffic.errors)")
        let run = try Tool.run(["simulate", "--out", out.path] + options + Tool.captures(in: made))
        #expect(run.status == 0, "\(run.errors)")
        var files = try Tool.contents(of: out)
        var report = try Tool.json(String(decoding: try #require(files["report.json"]), as: UTF8.self))
        let wall = try #require(report.removeValue(forKey: "wall") as? [String: Any])
        #expect((wall["packetsPerSecond"] as? Double ?? 0) > 0)
        // The inputs' names differ, and nothing else.
        report["inputs"] = (report["inputs"] as? [[String: Any]])?.map { $0.filter { $0.key != "file" } }
        files["report.json"] = try JSONSerialization.data(withJSONObject: report, options: .sortedKeys)
        for (name, bytes) in try Tool.contents(of: made) { files["in/\(name)"] = bytes }
        runs.append(files)
      }
      #expect(Set(runs[0].keys) == Set(runs[1].keys))
      for (name, bytes) in runs[0] { #expect(runs[1][name] == bytes, "\(name)") }
      #expect(runs[0].keys.contains("cpu.pcap"))
      #expect(runs[0].keys.filter { $0.hasSuffix(".pcap") && !$0.hasPrefix("in/") }.count > 3)
    }
  }

  /// Without the wall clock the reports themselves are the same, byte by byte.
  @Test func reportsWithoutWallAreTheSame() throws {
    try Tool.withFolder { (folder: URL) throws in
      let made = folder.appending(path: "in")
      let options = ["--board", "gs1900-8", "--config", Tool.smallExample]
      _ = try Tool.run(["traffic", "--count", "300", "--out", made.path] + options)
      let reports = try (1...2).map { _ in
        let run = try Tool.run(
          ["simulate", "--no-wall", "--json", "--out", folder.appending(path: "out").path] + options + Tool.captures(in: made))
        #expect(run.status == 0)
        let file = try String(contentsOf: folder.appending(path: "out/report.json"), encoding: .utf8)
        #expect(file == run.output)
        return file
      }
      #expect(reports[0] == reports[1])
      #expect(!reports[0].contains("\"wall\""))
    }
  }

  /// in + copies = out + dropped + to the CPU, and the captures hold what the report says.
  @Test func everyPacketIsAccountedFor() throws {
    try Tool.withFolder { (folder: URL) throws in
      let (made, out) = (folder.appending(path: "in"), folder.appending(path: "out"))
      let options = ["--board", "as7726-32x", "--config", Tool.example, "--routes", Tool.exampleRoutes]
      _ = try Tool.run(["traffic", "--count", "3000", "--out", made.path] + options)
      let run = try Tool.run(["simulate", "--json", "--out", out.path] + options + Tool.captures(in: made))
      #expect(run.status == 0, "\(run.errors)")
      let report = try Tool.json(run.output)
      let packets = try #require(report["packets"] as? [String: Any])
      func number(_ key: String) -> Int { packets[key] as? Int ?? -1 }
      #expect(number("received") == 3000)
      #expect(number("received") + number("copies") == number("transmitted") + number("dropped") + number("toCPU"))
      #expect(packets["isBalanced"] as? Bool == true)
      func sum(_ key: String) -> Int { (packets[key] as? [[String: Any]] ?? []).reduce(0) { $0 + ($1["packets"] as? Int ?? 0) } }
      #expect(sum("droppedByReason") == number("dropped"))
      #expect(sum("toCPUByReason") == number("toCPU"))
      #expect(number("toCPU") > 0 && number("dropped") > 0 && number("copies") > 0)

      let outputs = try #require(report["outputs"] as? [[String: Any]])
      var written = 0
      for output in outputs {
        let name = try #require(output["file"] as? String)
        let frames = try SimulateTests.frames(of: out.appending(path: name)).count
        #expect(frames == output["frames"] as? Int, "\(name)")
        if name == "cpu.pcap" { #expect(frames == number("toCPU")) } else { written += frames }
      }
      #expect(written == number("transmitted"))
      let latency = try #require(report["latency"] as? [String: Any])
      let buckets = try #require(latency["buckets"] as? [[String: Any]])
      #expect(buckets.reduce(0) { $0 + ($1["packets"] as? Int ?? 0) } == number("transmitted"))
    }
  }

  /// A routed packet leaves with the neighbour's address, one hop less, at the time that the chip's stages add up to.
  @Test func oneRoutedPacketLeavesAsItShould() throws {
    try Tool.withFolder { (folder: URL) throws in
      let frame = try PacketBuilder(
        destinationMAC: 0x02_00_5e_10_00_01, sourceMAC: 0x02_00_5e_20_00_01,
        content: .ipv4(.init(source: 0x0a00_0001, destination: 0x0a01_000b, content: .udp(.init(62_000, 62_001))))
      ).bytes()
      var capture = CaptureBuffer()
      capture.append(frame, timestamp: 5_000_000_000)
      let file = folder.appending(path: "one.pcap")
      try Data(capture.bytes).write(to: file)
      // By the port's alias.
      let run = try Tool.run(
        "simulate", "--board", "as7726-32x", "--config", Tool.example, "--pcap", "hundredGigE1=\(file.path)", "--out",
        folder.appending(path: "out").path)
      #expect(run.status == 0, "\(run.errors)")
      let sent = try SimulateTests.frames(of: folder.appending(path: "out/Ethernet20.pcap"))
      #expect(sent.count == 1)
      var headers = PacketHeaders()
      let bytes = try #require(sent.first).bytes
      bytes.withUnsafeBytes { _ = headers.parse($0, window: $0.count) }
      #expect(headers.destinationMAC == 0x02_00_5e_30_00_11)
      #expect(headers.sourceMAC == 0x02_00_5e_10_00_01)
      #expect(headers.ttl == 63)
      // In: 72 bytes at 100 Gb/s; through: 651 cycles at 1.35 GHz; out: 72 bytes.
      let time = try #require(sent.first).time
      #expect((492...496).contains(time), "\(time) ns")
    }
  }

  static func frames(of file: URL) throws -> [(bytes: [UInt8], time: Int64)] {
    var reader = try CaptureReader(Array(try Data(contentsOf: file)))
    var frames: [(bytes: [UInt8], time: Int64)] = []
    while let frame = try reader.next() { frames.append((Array(reader.bytes(of: frame)), frame.timestamp)) }
    return frames
  }
}
