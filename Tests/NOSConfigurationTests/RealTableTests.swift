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
    var reader = RouteListReader(configuration: Fixture.read([:]), file: "table")
    let clock = ContinuousClock()
    let time = clock.measure { for piece in pieces { reader.read(piece) } }
    let (configuration, summary) = reader.finish()
    #if DEBUG
      #expect(summary.routes > 20_000 && summary.refused <= 1)
    #else
      print("\(summary.lines) lines in \(time)")
      #expect(summary.ipv4Routes + summary.configured + summary.duplicates + summary.ipv6Routes + summary.refused == 606_138 + 27_693)
      #expect(summary.refused == 0 && summary.duplicates == 0)
      #expect(summary.ipv4Routes == 606_138 && summary.ipv6Routes == 27_693)
      #expect(time < .seconds(1))
    #endif
    #expect(configuration.transaction.count == Fixture.read([:]).transaction.count + summary.routes)
  }
}
