import Foundation
import Testing

/// A configuration that takes the place of another while packets run.
@Suite struct UpdateTests {
  /// The example's configuration with its rules' drops taken back.
  private static func relaxed(in folder: URL) throws -> (file: String, rules: Int) {
    let text = try String(contentsOf: Tool.root.appending(path: Tool.example), encoding: .utf8)
    let drop = "\"PACKET_ACTION\": \"DROP\""
    let file = folder.appending(path: "relaxed.json")
    try text.replacing(drop, with: "\"PACKET_ACTION\": \"FORWARD\"").write(to: file, atomically: true, encoding: .utf8)
    return (file.path, text.components(separatedBy: drop).count - 1)
  }

  private static func drops(_ report: [String: Any]) -> Int {
    let packets = report["packets"] as? [String: Any] ?? [:]
    let reasons = packets["droppedByReason"] as? [[String: Any]] ?? []
    return reasons.first { $0["reason"] as? String == "aclIngress" }?["packets"] as? Int ?? 0
  }

  @Test func rulesChangeWhilePacketsRun() throws {
    try Tool.withFolder { (folder: URL) throws in
      let made = folder.appending(path: "in")
      let board = ["--board", "as7726-32x"]
      let config = ["--config", Tool.example]
      #expect(try Tool.run(["traffic", "--count", "4000", "--seed", "9", "--out", made.path] + board + config).status == 0)
      let (file, rules) = try Self.relaxed(in: folder)
      func simulate(_ options: [String]) throws -> (report: [String: Any], text: String) {
        let run = try Tool.run(
          ["simulate", "--no-wall", "--json", "--out", folder.appending(path: "out").path] + board + options + Tool.captures(in: made))
        #expect(run.status == 0, "\(run.errors)")
        return (try Tool.json(run.output), run.output)
      }
      let before = try simulate(config).report
      let after = try simulate(["--config", file]).report
      let end = try #require((before["time"] as? [String: Any])?["cycles"] as? Int)
      let (report, text) = try simulate(config + ["--update", "\(end / 2)=\(file)"])
      #expect(try simulate(config + ["--update", "\(end / 2)=\(file)"]).text == text)
      #expect(Self.drops(before) > Self.drops(report))
      #expect(Self.drops(report) > Self.drops(after))
      let update = try #require((report["updates"] as? [[String: Any]])?.first)
      #expect(update["rows"] as? Int == rules)
      let (start, visible) = (update["start"] as? Int ?? -1, update["visible"] as? Int ?? -1)
      #expect(start >= end / 2 && visible > start)
      let operations = try #require(report["operations"] as? [[String: Any]])
      #expect(operations.compactMap { $0["table"] as? String } == ["aclIngress"])
      #expect(operations.first?["writes"] as? Int == update["chipRowsWritten"] as? Int)
      #expect((report["packets"] as? [String: Any])?["sawPartialUpdate"] is Int)
      #expect(before["updates"] == nil && before["operations"] == nil)
      #expect((before["packets"] as? [String: Any])?["sawPartialUpdate"] == nil)
    }
  }

  @Test func whatCannotBeIsSaid() throws {
    try Tool.withFolder { (folder: URL) throws in
      let base = ["simulate", "--board", "as7726-32x", "--config", Tool.example, "--out", folder.appending(path: "out").path]
      for argument in ["12", "x=y", "-1=\(Tool.example)", "99999999999999999999=\(Tool.example)", "5="] {
        let run = try Tool.run(base + ["--update=\(argument)"])
        #expect(run.status != 0)
        #expect(run.errors.contains("--update: expected CYCLE=FILE"), "\(run.errors)")
      }
      let withRoutes = try Tool.run(base + ["--routes", Tool.exampleRoutes, "--update", "5=\(Tool.example)"])
      #expect(withRoutes.status != 0 && withRoutes.errors.contains("not with --routes"))
      #expect(try Tool.run(base + ["--update", "5=\(folder.path)/none.json"]).status == 1)
      let late = try Tool.run(base + ["--update", "5=\(Tool.example)"])
      #expect(late.status == 0 && late.errors.contains("did not come"))
    }
  }
}
