import Foundation
import SAIDriver
import SwitchHAL
import SwitchModel

/// The project's own `libsai.so` as a foreign one: it must have been built.
enum OwnLibrary {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `nil` where it was not built.
  static let path: String? = ["debug", "release"].map { root.appendingPathComponent(".build/\($0)/libsai.so").path }
    .first { FileManager.default.fileExists(atPath: $0) }

  static let profile = [
    "TRYSAIL_PLATFORMS": root.appendingPathComponent("Platforms").path, "TRYSAIL_HOST_INTERFACES": "none",
    "TRYSAIL_DEFAULT_BRIDGE": "none", "TRYSAIL_CHIP": chip
  ]

  /// The data-centre chip with a small FDB: the library walks all of it whenever a bridge port or VLAN goes.
  private static let chip: String = {
    let large = "fdbWays:             { kind: sram, words: 32768"
    let name = root.appendingPathComponent("Platforms/asics/ts-32x100g.yaml")
    guard let text = try? String(contentsOf: name, encoding: .utf8), text.contains(large) else { return "ts-32x100g" }
    let small = text.replacingOccurrences(of: large, with: "fdbWays:             { kind: sram, words: 128")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("ts-32x100g-small-fdb-\(getpid()).yaml")
    guard (try? Data(small.utf8).write(to: file)) != nil else { return "ts-32x100g" }
    return file.path
  }()
}

/// One driver at a time: SAI has one switch a process, so the one before is closed.
final class Garage {
  private var current: SAIDriver?
  private let path: String
  private let profile: [String: String]

  init(_ path: String, _ profile: [String: String] = OwnLibrary.profile) {
    self.path = path
    self.profile = profile
  }

  deinit { current?.close() }

  func next() throws -> SAIDriver {
    current?.close()
    current = nil
    let driver = try SAIDriver(library: path, profile: profile)
    current = driver
    return driver
  }
}
