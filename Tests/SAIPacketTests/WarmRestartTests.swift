import Foundation
import Testing

/// The chip in a process of its own, and a C program that is killed and comes back.
@Suite("Warm restart through the C ABI")
struct WarmRestartTests {
  @Test(.enabled(if: PacketTests.canRun, "needs root, network namespaces and python3-scapy"))
  func killedCallerFindsItsObjects() throws {
    let built = try #require(Library.folder)
    try Library.withFolder { folder in
      let binary = folder.appending(path: "warm")
      try Library.compile(Library.sources("Warm"), to: binary)
      let output = try Library.run(
        URL(filePath: "/usr/bin/unshare"),
        [
          "-n", PacketTests.python, PacketTests.program.appending(path: "warm.py").path, built.appending(path: "trysail").path, binary.path,
          folder.path
        ],
        environment: ["TRYSAIL_PLATFORMS": Library.root.appending(path: "Platforms").path, "PYTHONDONTWRITEBYTECODE": "1"])
      let text = output.lines.joined(separator: "\n")
      #expect(!output.lines.contains { $0.hasPrefix("fail") }, "\(text)")
      #expect(output.lines.filter { $0.hasPrefix("ok ") } == ["ok cold", "ok objects", "ok frames"], "\(text)")
      #expect(!text.contains("differed"), "\(text)")
    }
  }
}
