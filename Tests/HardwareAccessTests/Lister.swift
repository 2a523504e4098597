import DeviceAccess
import Foundation
import HardwareAccess

/// The program that calls libpci, which the build puts beside the tests' own.
enum Lister {
  struct Missing: Error {}

  static func enumeration() throws -> PCIEnumeration { PCIEnumeration(program: try program()) }

  static func program() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let own = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let places = [own, Bundle.main.bundleURL, root.appending(path: ".build/debug"), root.appending(path: ".build/release")]
    let programs = places.map { $0.appending(path: "DeviceLister").path }
    guard let program = programs.first(where: FileManager.default.isExecutableFile) else { throw Missing() }
    return program
  }

  static func devices(ofDump text: String) throws -> [PCIDevice] {
    try withFolder { folder in
      let file = folder.appending(path: "dump.txt")
      try text.write(to: file, atomically: true, encoding: .utf8)
      return try enumeration().devices(of: .dump(file.path))
    }
  }

  /// What the program prints on either stream.
  ///
  /// - Parameter wrapper: The program that starts it, and its arguments.
  static func output(_ arguments: [String], by wrapper: [String] = []) throws -> String {
    let words = wrapper + [try program()] + arguments
    let process = Process()
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// A folder that is gone afterwards.
  static func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
