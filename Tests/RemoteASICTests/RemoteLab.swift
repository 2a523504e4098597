import ASICSimulator
import Foundation
import SwitchPlatform

@testable import RemoteASIC

/// A chip with a server, on a thread of this process. The chip is touched under its lock.
final class RemoteLab: @unchecked Sendable {
  let folder: URL
  let path: String
  let description: ASICDescription
  let lock = NSLock()
  let server: ASICServer

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func chip(_ name: String) throws -> ASICDescription {
    try Catalog(folder: root.appending(path: "Platforms").path).chip(named: name)
  }

  init(_ chip: ASICDescription? = nil, surroundings: ASICServer.Surroundings = .init()) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "asic").path
    description = try chip ?? RemoteLab.chip("rtl8380")
    let lock = lock
    server = try ASICServer(try SimulatedASIC(description), path: path, surroundings: surroundings) { body in lock.withLock(body) }
    try server.start()
  }

  deinit {
    server.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  func connect(milliseconds: Int32 = 5_000) throws -> RemoteBus {
    try RemoteBus(path: path, expecting: description, milliseconds: milliseconds)
  }

  /// Waits until the chip, under the lock, is so.
  func wait(until isSo: (SimulatedASIC) -> Bool) -> Bool {
    for _ in 0..<1000 {
      if lock.withLock({ isSo(server.asic) }) { return true }
      usleep(2_000)
    }
    return false
  }
}

/// SplitMix64: the same numbers on every run.
struct Draw: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
