import Foundation
import Testing

@Suite struct RoutesTests {
  private let options = ["simulate", "--board", "as7726-32x", "--config", Tool.example, "--json", "--no-wall"]

  /// Routes come by a file or by the standard input, alike.
  @Test func routesComeByFileOrStandardInput() throws {
    try Tool.withFolder { (folder: URL) throws in
      let out = ["--out", folder.path]
      let file = try Tool.run(options + out + ["--routes", Tool.exampleRoutes])
      let bytes = try Data(contentsOf: Tool.root.appending(path: Tool.exampleRoutes))
      let stream = try Tool.run(options + out + ["--routes", "-"], input: Array(bytes))
      #expect(file.status == 0 && stream.status == 0)
      #expect(stream.output == file.output.replacing(Tool.exampleRoutes, with: "standard input"))
      let routes = try #require((try Tool.json(file.output)["configuration"] as? [String: Any])?["routes"] as? [String: Any])
      #expect(routes["ipv4"] as? Int == 124)
      #expect(routes["ipv6"] as? Int == 81)
    }
  }

  /// Routes over groups take more rows than over next hops.
  @Test func routesCanBeSpreadOverGroups() throws {
    try Tool.withFolder { (folder: URL) throws in
      func groups(_ more: [String]) throws -> Int {
        let result = try Tool.run(options + ["--out", folder.path, "--routes", Tool.exampleRoutes] + more)
        #expect(result.status == 0)
        let tables = try #require(try Tool.json(result.output)["tables"] as? [[String: Any]])
        return tables.first { $0["table"] as? String == "NextHopGroup" }?["rows"] as? Int ?? -1
      }
      #expect(try groups(["--spread-ecmp", "4"]) > groups([]))
    }
  }

  /// Lines that are no route are told, each with its place; the others are routes.
  @Test func refusedLinesAreTold() throws {
    try Tool.withFolder { (folder: URL) throws in
      let result = try Tool.run(
        options + ["--out", folder.path, "--routes", "-"], input: Array("198.18.0.0/24\tx\n10.0.0.0/33\tx\nhello\n".utf8))
      #expect(result.status == 0)
      #expect(result.errorLines.contains { $0.hasPrefix("stdin:2:1: warning RTE01 ") })
      #expect(result.errorLines.contains { $0.hasPrefix("stdin:3:1: warning RTE01 ") })
      let loaded = try #require(try Tool.json(result.output)["configuration"] as? [String: Any])
      #expect((loaded["routes"] as? [String: Any])?["ipv4"] as? Int == 1)
    }
  }
}
