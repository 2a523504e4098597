import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import Testing

@Suite("A real routing table")
struct RealTableTests {
  static let file: URL? = {
    let shared =
      ProcessInfo.processInfo.environment["TRYSAIL_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
    let file = shared.appendingPathComponent("routes/ipasn6_20151101.dat.gz")
    return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
  }()

  /// All of it when optimised, the start of it else.
  @Test(.enabled(if: file != nil, "needs routes/ipasn6_20151101.dat.gz in $TRYSAIL_SHARED or ../shared"))
  func readsAllPrefixes() throws {
    let file = try #require(Self.file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["zcat", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var pieces: [[UInt8]] = []
    while let data = try pipe.fileHandleForReading.read(upToCount: 1 << 16), !data.isEmpty { pieces.append(Array(data)) }
    process.waitUntilExit()
    #if DEBUG
      pieces = Array(pieces.prefix(8))
    #endif
    // The fastest of three, as other tests run beside this one.
    var fastest = Duration.seconds(3600)
    var configuration = Fixture.read([:])
    var summary = RouteListReader.Summary()
    for _ in 0..<3 {
      var reader = RouteListReader(configuration: Fixture.read([:]), file: "table")
      fastest = min(fastest, ContinuousClock().measure { for piece in pieces { reader.read(piece) } })
      (configuration, summary) = reader.finish()
    }
    #if DEBUG
      #expect(summary.routes > 20_000 && summary.refused <= 1)
    #else
      print("\(summary.lines) lines in \(fastest)")
      // One leaked prefix is among those that the configuration routes.
      #expect(summary.refused == 0 && summary.duplicates == 0 && summary.configured <= 1)
      #expect(summary.ipv4Routes + summary.configured == 606_138 && summary.ipv6Routes == 27_693)
      #expect(fastest < .seconds(1))
    #endif
    #expect(configuration.transaction.count == Fixture.read([:]).transaction.count + summary.routes)
  }
}
