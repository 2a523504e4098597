import Foundation
import Testing

/// What `simulate` writes besides captures: traces, cycles, pictures.
@Suite struct TraceTests {
  private static func run(_ folder: URL, _ more: [String]) throws -> (report: [String: Any], made: URL) {
    let (made, out) = (folder.appending(path: "in"), folder.appending(path: "out"))
    let options = ["--board", "as7726-32x", "--config", Tool.example, "--routes", Tool.exampleRoutes]
    let traffic = try Tool.run(["traffic", "--count", "1500", "--out", made.path] + options)
    #expect(traffic.status == 0)
    let run = try Tool.run(["simulate", "--no-wall", "--json", "--out", out.path] + options + more + Tool.captures(in: made))
    #expect(run.status == 0, "\(run.errors)")
    return (try Tool.json(run.output), made)
  }

  /// A track a resource, a slice a packet: slices of a track never overlap, and each packet's go forward.
  @Test func tracesOpen() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "trace.json")
      let report = try Self.run(folder, ["--trace", file.path]).report
      let trace = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      let events = try #require(trace["traceEvents"] as? [[String: Any]])
      let tracks = events.filter { $0["name"] as? String == "thread_name" }.compactMap {
        ($0["args"] as? [String: Any])?["name"] as? String
      }
      #expect(tracks.contains("Ethernet0 in") && tracks.contains("pipe 0 parser") && tracks.contains("Ethernet4 out"))
      let slices = events.filter { $0["ph"] as? String == "X" }
      var ends: [Int: Double] = [:]
      var packets: [Int: Double] = [:]
      for slice in slices.sorted(by: { ($0["ts"] as? Double ?? 0) < ($1["ts"] as? Double ?? 0) }) {
        let track = try #require(slice["tid"] as? Int)
        let (start, length) = (try #require(slice["ts"] as? Double), try #require(slice["dur"] as? Double))
        #expect(start >= ends[track, default: 0] - 2e-6, "track \(track)")
        ends[track] = start + length
        let packet = try #require((slice["args"] as? [String: Any])?["packet"] as? Int)
        #expect(start >= packets[packet, default: 0])
        packets[packet] = start
      }
      let packetsIn = try #require((report["packets"] as? [String: Any])?["received"] as? Int)
      #expect(packets.count == packetsIn)
      #expect(events.contains { $0["ph"] as? String == "C" })
    }
  }

  /// What a packet paid adds up to what it took, and every copy that left stands once.
  @Test func cyclesAddUp() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "cycles.jsonl")
      let report = try Self.run(folder, ["--cycles", file.path]).report
      var departures = 0
      var packets = 0
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let row = try Tool.json(String(line))
        guard let resources = row["resources"] as? [[String: Any]] else {
          if row["drop"] as? String == "none" { departures += 1 }
          continue
        }
        packets += 1
        let paid = resources.reduce(0) { $0 + ($1["wait"] as? Int ?? 0) + ($1["service"] as? Int ?? 0) }
        #expect((row["pipelineIn"] as? Int ?? 0) + paid == row["pipelineOut"] as? Int)
      }
      let counts = try #require(report["packets"] as? [String: Any])
      #expect(packets == counts["received"] as? Int)
      #expect(departures == counts["transmitted"] as? Int)
      let traffic = try #require(report["traffic"] as? [String: Any])
      #expect(traffic["isConserved"] as? Bool == true && traffic["queued"] as? Int == 0)
      let exact = try #require((report["latency"] as? [String: Any])?["counts"] as? [[Int]])
      #expect(exact.reduce(0) { $0 + $1[1] } == departures)
    }
  }

  @Test func picturesAreSVG() throws {
    try Tool.withFolder { (folder: URL) throws in
      let plots = folder.appending(path: "plots")
      _ = try Self.run(folder, ["--plot", plots.path])
      for name in ["latency", "utilisation", "buffer", "queues"] {
        let data = try Data(contentsOf: plots.appending(path: "\(name).svg"))
        let parser = XMLCheck()
        #expect(parser.isWellFormed(data), "\(name)")
        #expect(data.count > 1500)
      }
    }
  }

  @Test func faultsAreTold() throws {
    try Tool.withFolder { (folder: URL) throws in
      let out = folder.appending(path: "out").path
      let hobby = ["simulate", "--board", "gs1900-8", "--config", Tool.smallExample, "--out", out]
      let buffer = try Tool.run(hobby + ["--queueing", "buffer"])
      #expect(buffer.status == 1 && buffer.errors.contains("describes no buffer"))
      let trace = try Tool.run(hobby + ["--trace", folder.appending(path: "none/trace.json").path])
      #expect(trace.status == 1 && trace.errors.contains("cannot be written"))
      let kind = try Tool.run(hobby + ["--queueing", "bufer"])
      #expect(kind.status == 64)
    }
  }
}

/// Whether a text's tags pair: pictures of ours have no comments and no CDATA.
private struct XMLCheck {
  func isWellFormed(_ data: Data) -> Bool {
    var open: [Substring] = []
    var rest = Substring(String(decoding: data, as: UTF8.self))
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty
  }
}
