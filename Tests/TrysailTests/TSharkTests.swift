import Foundation
import Testing

private enum TShark {
  static let program = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { URL(filePath: "\($0)/tshark") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
}

/// Everything that is written is read by Wireshark without complaint.
@Suite(.enabled(if: TShark.program != nil, "tshark is not installed")) struct TSharkTests {
  private static let broken = [
    "_ws.malformed", "ip.checksum.status == \"Bad\"", "tcp.checksum.status == \"Bad\"", "udp.checksum.status == \"Bad\"",
    "icmp.checksum.status == \"Bad\"", "icmpv6.checksum.status == \"Bad\""
  ].joined(separator: " || ")

  @Test(arguments: [
    ("as7726-32x", Tool.example, Optional(Tool.exampleRoutes)), ("gs1900-8", Tool.smallExample, nil)
  ])
  func capturesAreSound(board: String, config: String, routes: String?) throws {
    let program = try #require(TShark.program)
    let options = ["--board", board, "--config", config] + (routes.map { ["--routes", $0] } ?? [])
    try Tool.withFolder { (folder: URL) throws in
      let (made, out) = (folder.appending(path: "in"), folder.appending(path: "out"))
      #expect(try Tool.run(["traffic", "--count", "4000", "--seed", "3", "--out", made.path] + options).status == 0)
      #expect(try Tool.run(["simulate", "--out", out.path] + options + Tool.captures(in: made)).status == 0)
      var frames = 0
      for folder in [made, out] {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".pcap") {
          let file = folder.appending(path: name).path
          let checks = ["ip", "tcp", "udp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
          let result = try Tool.execute(program, ["-n", "-r", file] + checks + ["-Y", TSharkTests.broken])
          #expect(result.status == 0, "\(name): \(result.errors)")
          #expect(result.output.isEmpty, "\(name): \(result.output)")
          let count = try Tool.execute(program, ["-n", "-r", file, "-T", "fields", "-e", "frame.number"])
          frames += count.output.split(separator: "\n").count
        }
      }
      #expect(frames > 6000)
    }
  }
}
