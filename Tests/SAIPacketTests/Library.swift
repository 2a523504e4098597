import Foundation

/// libsai.so as it is built, and C programs compiled against it.
enum Library {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Beside the tests' own program, which the build puts where it puts libsai.so.
  static let folder: URL? = {
    let own = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let places = [own, Bundle.main.bundleURL, root.appending(path: ".build/debug"), root.appending(path: ".build/release")]
    return places.first { FileManager.default.fileExists(atPath: $0.appending(path: "libsai.so").path) }
  }()

  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  struct Output {
    let status: Int32
    let lines: [String]
  }

  /// Compiles C sources without a warning, and links the library, if they do not load it themselves.
  static func compile(_ sources: [URL], to program: URL, _ options: [String] = [], linksLibrary: Bool = true) throws {
    guard let folder else { throw Failed(description: "libsai.so is not built: swift build --product sai") }
    let words =
      ["clang", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-I", root.appending(path: "Sources/CSAI/include").path]
      + options + sources.map(\.path) + ["-o", program.path, "-lpthread", "-ldl"]
      + (linksLibrary ? ["-L", folder.path, "-lsai", "-Wl,-rpath,\(folder.path)"] : [])
    let output = try run(URL(filePath: "/usr/bin/env"), words)
    guard output.status == 0 else { throw Failed(description: output.lines.joined(separator: "\n")) }
  }

  /// The C sources of a folder beside this file.
  static func sources(_ folder: String) throws -> [URL] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "c" }.sorted { $0.path < $1.path }
  }

  /// Runs a program to its end; its two outputs come in one.
  static func run(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws -> Output {
    try withFolder { folder in
      let file = folder.appending(path: "out")
      try Data().write(to: file)
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      let output = try FileHandle(forWritingTo: file)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      try process.run()
      process.waitUntilExit()
      let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      return Output(status: status, lines: text.split(separator: "\n").map(String.init))
    }
  }

  /// A folder that is gone afterwards.
  static func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
