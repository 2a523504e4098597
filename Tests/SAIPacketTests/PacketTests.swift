import Foundation
import Testing

/// A C program drives the library; scapy sends frames at its ports through veth pairs in a network namespace.
@Suite("Packets through the C ABI")
struct PacketTests {
  static let python = "/usr/bin/python3"
  static let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Program")

  static let canRun: Bool = {
    guard geteuid() == 0, let probe = try? Library.run(URL(filePath: "/usr/bin/unshare"), ["-n", python, "-c", "import scapy.all"])
    else { return false }
    return probe.status == 0
  }()

  static let phases = [
    "boot", "flood", "learned", "static", "flushed", "station", "moved", "aged", "lag", "lag-egress", "blocked", "learning",
    "forwarding", "routes", "ecmp", "ecmp-shrunk", "sub-port", "vlan-interface", "lag-interface", "lag-shrunk", "isolated",
    "virtual-routers", "dropped-routes", "filled", "acl", "acl-unbound", "rules", "parallel", "vlan-bound", "switch-bound", "traps",
    "sent"
  ]

  @Test(.enabled(if: canRun, "needs root, network namespaces and python3-scapy"))
  func cProgramDrivesTheSwitch() throws {
    try Library.withFolder { folder in
      let binary = folder.appending(path: "program")
      try Library.compile(Library.sources("Program"), to: binary)
      let output = try Library.run(
        URL(filePath: "/usr/bin/unshare"),
        [
          "-n", PacketTests.python, PacketTests.program.appending(path: "packets.py").path, binary.path,
          folder.appending(path: "port.map").path, folder.appending(path: "lane.map").path
        ],
        environment: ["TRYSAIL_PLATFORMS": Library.root.appending(path: "Platforms").path, "PYTHONDONTWRITEBYTECODE": "1"])
      let text = output.lines.joined(separator: "\n")
      #expect(!output.lines.contains { $0.hasPrefix("fail") }, "\(text)")
      #expect(output.lines.filter { $0.hasPrefix("ok ") }.map { String($0.dropFirst(3)) } == PacketTests.phases, "\(text)")
      #expect(output.lines.contains("end 0") && output.lines.contains("status 0") && output.status == 0, "\(text)")
    }
  }
}
