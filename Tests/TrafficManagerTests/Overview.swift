import Foundation
import SwitchPlatform

/// The project's chip files, and the data beside the project where it is there.
enum Files {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func buffer(_ chip: String) throws -> BufferDescription {
    let path = root.appendingPathComponent("Platforms/asics/\(chip).yaml").path
    let (traffic, diagnostics) = TrafficLoader.load(text: try String(contentsOfFile: path, encoding: .utf8), file: path)
    guard let traffic else { throw Broken(diagnostics: diagnostics.map(\.description)) }
    return traffic.buffer
  }

  struct Broken: Error { var diagnostics: [String] }

  /// A file of `../shared` or of `$TRYSAIL_SHARED`; `nil`: it is not there.
  static func shared(_ name: String) -> Data? {
    let folder =
      ProcessInfo.processInfo.environment["TRYSAIL_SHARED"] ?? root.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.contents(atPath: "\(folder)/\(name)")
  }
}
