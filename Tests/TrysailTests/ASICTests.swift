import ASICDriver
import Foundation
import RemoteASIC
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// `trysail asic`, as a user runs it.
@Suite struct ASICTests {
  /// The program while it runs.
  private final class Running {
    let process = Process()
    private let output = Pipe()
    let path: String

    init(_ folder: URL, _ arguments: [String] = []) throws {
      path = folder.appending(path: "asic").path
      process.executableURL = try #require(Tool.program)
      process.arguments = ["asic", "--listen", path] + arguments
      process.currentDirectoryURL = Tool.root
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    func line() -> String {
      var text = ""
      while !text.hasSuffix("\n") {
        let data = output.fileHandleForReading.availableData
        if data.isEmpty { break }
        text += String(decoding: data, as: UTF8.self)
      }
      return text.trimmingCharacters(in: .newlines)
    }

    func end(_ signal: Int32) -> Int32 {
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  private static func chip() throws -> ASICDescription {
    try Catalog(folder: Tool.root.appending(path: "Platforms").path).chip(named: "rtl8380")
  }

  @Test func itServesUntilItIsTold() throws {
    try Tool.withFolder { folder in
      let running = try Running(folder, ["--board", "gs1900-8"])
      #expect(running.line() == "rtl8380 listens on \(running.path)")
      let chip = try Self.chip()
      let bus = try RemoteBus(path: running.path, expecting: chip)
      let driver = try ASICDriver(chip, bus: bus)
      var ports: any PortTable = driver.device.ports
      try ports.insert(Port(id: PortID(1), lanes: [9], speed: 1000, isEnabled: true))
      #expect(ports.row(at: PortID(1)) != nil)
      let second = try Tool.run("asic", "--listen", running.path, "--chip", "rtl8380")
      #expect(second.status == 1)
      #expect(second.errorLines == ["trysail: \(running.path): somebody listens there already, or it is no socket"])
      #expect(running.end(SIGTERM) == 0)
      #expect(!FileManager.default.fileExists(atPath: running.path), "its socket goes with it")
      #expect(throws: SwitchError.self) { try ports.insert(Port(id: PortID(2), lanes: [10], speed: 1000)) }
    }
  }

  @Test func aSocketLeftBehindIsReplaced() throws {
    try Tool.withFolder { folder in
      let first = try Running(folder, ["--chip", "rtl8380"])
      _ = first.line()
      _ = first.end(SIGKILL)
      #expect(FileManager.default.fileExists(atPath: first.path))
      let second = try Running(folder, ["--chip", "rtl8380"])
      #expect(second.line() == "rtl8380 listens on \(second.path)")
      _ = try RemoteBus(path: second.path, expecting: try Self.chip())
      #expect(second.end(SIGINT) == 0)
    }
  }

  @Test func allFaultsOfBothMaps() throws {
    try Tool.withFolder { folder in
      let (ports, lanes) = (folder.appending(path: "ports").path, folder.appending(path: "lanes").path)
      try "lan1 veth0\nlan9 veth1\n".write(toFile: ports, atomically: true, encoding: .utf8)
      try "lan1 65,66\n".write(toFile: lanes, atomically: true, encoding: .utf8)
      let socket = folder.appending(path: "asic").path
      let result = try Tool.run("asic", "--board", "gs1900-8", "--listen", socket, "--port-map", ports, "--lane-map", lanes)
      #expect(result.status == 1)
      #expect(result.errors.contains("\(ports):2:1: error MAP02 no port is named 'lan9'; did you mean 'lan1'?"))
      #expect(result.errors.contains("\(lanes):1:6: error LNM05 expected 1 lanes for lan1, found 2"))
      #expect(result.errorLines.last == "trysail: 2 errors, 0 warnings; nothing runs")
      #expect(!FileManager.default.fileExists(atPath: socket))
    }
  }

  @Test func wrongUse() throws {
    #expect(try Tool.run("asic", "--listen", "x").status == 64)
    #expect(try Tool.run("asic", "--listen", "x", "--board", "gs1900-8", "--chip", "rtl8380").status == 64)
    #expect(try Tool.run("asic", "--board", "gs1900-8").status == 64)
    let absent = try Tool.run("asic", "--listen", "/nowhere/asic", "--chip", "rtl8380")
    #expect(absent.status == 1)
    #expect(absent.errorLines == ["trysail: /nowhere/asic: no socket can be made there: No such file or directory"])
    #expect(try Tool.run("asic", "--listen", "x", "--chip", "rtl8381").errors.contains("did you mean 'rtl8380'?"))
  }
}
