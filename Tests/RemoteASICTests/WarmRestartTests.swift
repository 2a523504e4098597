import ASICDriver
import ASICSimulator
import ExampleHistory
import Foundation
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

@testable import RemoteASIC

/// A client is killed, and another takes the chip over, while frames go through.
@Suite(.serialized) struct WarmRestartTests {
  private static let platforms = RemoteLab.root.appending(path: "Platforms").path

  /// A client in a process of its own.
  private final class Client {
    private let process = Process()
    private let output = Pipe()

    init(_ lab: RemoteLab, pivots: Int, routes: Int, isAdopting: Bool) throws {
      let folder = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
      let places = [folder, Bundle.main.bundleURL, RemoteLab.root.appending(path: ".build/debug")].map {
        $0.appending(path: "RemoteClient")
      }
      process.executableURL = try #require(places.first { FileManager.default.isExecutableFile(atPath: $0.path) })
      process.arguments = [lab.path, platforms, "\(pivots)", "\(routes)", isAdopting ? "adopt" : "fresh"]
      process.standardOutput = output
      try process.run()
    }

    /// What it says when it is done; empty: it failed.
    func result() -> String {
      var text = ""
      while !text.hasSuffix("\n") {
        let data = output.fileHandleForReading.availableData
        if data.isEmpty { break }
        text += String(decoding: data, as: UTF8.self)
      }
      return text.trimmingCharacters(in: .newlines)
    }

    func kill() {
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// Sends both flows all the time.
  private final class Traffic: @unchecked Sendable {
    private let lab: RemoteLab
    private var isOver = false
    private(set) var sent = 0
    private(set) var lost = 0
    private let done = DispatchSemaphore(value: 0)

    init(_ lab: RemoteLab) {
      self.lab = lab
      Thread { [self] in
        while true {
          let isLast = lab.lock.withLock {
            for (frame, port, expected) in [(ExampleHistory.bridged, 0, Int32(4)), (ExampleHistory.routed, 20, 24)] {
              frame.withUnsafeBytes { lab.server.asic.receive($0, on: port, notBefore: lab.server.asic.now) }
              sent += 1
              let output = lab.server.asic.output
              if output.count != 1 || output.frame(0).header.port != expected { lost += 1 }
            }
            return isOver
          }
          if isLast { break }
          usleep(200)
        }
        done.signal()
      }.start()
    }

    func end() {
      lab.lock.withLock { isOver = true }
      done.wait()
    }
  }

  private func chip(pivots: Int) throws -> ASICDescription {
    try ExampleHistory.chip(Catalog(folder: Self.platforms), pivots: pivots)
  }

  @Test func aKilledClientComesBackAndNoFrameIsLost() throws {
    let lab = try RemoteLab(try chip(pivots: 1024))
    let first = try Client(lab, pivots: 1024, routes: 10_000, isAdopting: false)
    #expect(first.result().hasPrefix("wrote "))
    let traffic = Traffic(lab)
    usleep(20_000)
    first.kill()
    #expect(lab.wait { $0.mappedDMA == 0 }, "its memory goes")
    usleep(20_000)
    let second = try Client(lab, pivots: 1024, routes: 10_000, isAdopting: true)
    #expect(second.result() == "wrote 0", "the same steps in another process put every row where it was")
    usleep(20_000)
    second.kill()
    #expect(lab.wait { $0.mappedDMA == 0 })
    traffic.end()
    #expect(traffic.sent > 500)
    #expect(traffic.lost == 0)
    #expect(lab.lock.withLock { lab.server.asic.accounts.isConserved })
  }

  @Test(arguments: [3_000, 20_000, 60_000, 120_000] as [UInt32])
  func aClientKilledInTheMiddleIsMadeGoodFor(microseconds: UInt32) throws {
    let lab = try RemoteLab(try chip(pivots: 256))
    let whole = try RemoteLab(try chip(pivots: 256))
    let done = try Client(whole, pivots: 256, routes: 2_000, isAdopting: false)
    #expect(done.result().hasPrefix("wrote "))
    let first = try Client(lab, pivots: 256, routes: 2_000, isAdopting: false)
    _ = lab.wait { _ in lab.server.isProgrammed }
    usleep(microseconds)
    first.kill()
    #expect(lab.wait { $0.mappedDMA == 0 })
    let bus = try lab.connect()
    #expect(bus.isProgrammed)
    let driver = try ASICDriver(lab.description, bus: bus, isAdopting: true)
    var device = driver.device
    #expect(ExampleHistory(routes: 2_000).play(on: &device) == nil)
    try driver.finishAdoption()
    // Row by row as where nobody was killed.
    done.kill()
    #expect(whole.wait { $0.mappedDMA == 0 })
    let other = try whole.connect()
    // An FDB entry may stand anywhere in its buckets.
    func entries(_ driver: ASICDriver) -> Set<FDBEntry> {
      var found: Set<FDBEntry> = []
      driver.device.fdb.forEachRow { found.insert($0) }
      return found
    }
    let reader = try ASICDriver(lab.description, bus: other, isAdopting: true)
    var held = reader.device
    #expect(ExampleHistory(routes: 2_000).play(on: &held) == nil)
    #expect(try reader.finishAdoption() == 0)
    #expect(entries(driver) == entries(reader))
    for table in lab.description.tables where !table.role.isCounter && table.role != .fdb {
      guard case .memoryMapped(let address, let stride) = lab.description.access[table.access].method else { continue }
      func words(_ bus: RemoteBus) throws -> [UInt32] {
        var words = [UInt32](repeating: 0, count: table.depth * table.layout.busWords)
        try words.withUnsafeMutableBufferPointer { buffer in
          try bus.read(rows: table.depth, of: table.layout.busWords, every: stride, into: buffer, at: address)
        }
        return words
      }
      #expect(try words(bus) == words(other), "\(table.name)")
    }
  }
}
