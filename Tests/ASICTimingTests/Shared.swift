import Foundation
import SwitchPlatform
import Testing

import ASICTiming

/// What the tests of blocks need: chip files, recordings, random loads.
enum Blocks {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let catalog = Catalog(folder: root.appending(path: "Platforms").path)

  /// The folder of shared data: `TRYSAIL_SHARED`, or `shared` beside the package.
  static let recordings: URL? = {
    let named = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"].map { URL(filePath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appending(path: "shared")
    let file = folder.appending(path: "rtl/rtl-reference.json")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }()
  static let absent: Comment = "the folder of shared data is absent (TRYSAIL_SHARED)"

  static func node(_ path: String...) -> Node? {
    guard let recordings, let text = try? String(contentsOf: recordings, encoding: .utf8) else { return nil }
    return path.reduce(JSONDocument.parse(text, file: "rtl-reference.json").node) { $0?[$1] }
  }

  static func pipeline(stages: Int? = nil) throws -> PacketPipelineTiming {
    guard case .pipeline(var timing) = try catalog.timing(named: "menshen-512").timing else { throw Missing() }
    timing.stages = stages ?? timing.stages
    return timing
  }

  struct Missing: Error {}
}
