import Foundation

/// The built program, run as a user runs it.
enum Tool {
  struct Result {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of the standard error.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  struct Missing: Error {}

  /// The top of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let example = "Simulator/Example/config_db.json"
  static let exampleRoutes = "Simulator/Example/routes.txt"
  static let routerExample = "Simulator/Example/xgs1250-12/config_db.json"
  static let smallExample = "Simulator/Example/gs1900-8/config_db.json"

  /// Beside the tests' own program, which the build puts where it puts `trysail`.
  static let program: URL? = {
    let own = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let places = [own, Bundle.main.bundleURL, root.appending(path: ".build/debug"), root.appending(path: ".build/release")]
    return places.map { $0.appending(path: "trysail") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  static func run(_ arguments: String..., input: [UInt8] = []) throws -> Result { try run(arguments, input: input) }

  /// Runs the program at the top of the repository. Files stand in for pipes, which would block when full.
  static func run(_ arguments: [String], input: [UInt8] = []) throws -> Result {
    guard let program else { throw Missing() }
    return try execute(program, arguments, input: input)
  }

  static func execute(_ program: URL, _ arguments: [String], input: [UInt8] = []) throws -> Result {
    try withFolder { folder in
      let (stdin, stdout, stderr) = (folder.appending(path: "in"), folder.appending(path: "out"), folder.appending(path: "err"))
      try Data(input).write(to: stdin)
      try Data().write(to: stdout)
      try Data().write(to: stderr)
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.currentDirectoryURL = root
      process.standardInput = try FileHandle(forReadingFrom: stdin)
      process.standardOutput = try FileHandle(forWritingTo: stdout)
      process.standardError = try FileHandle(forWritingTo: stderr)
      try process.run()
      process.waitUntilExit()
      return Result(
        status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: String(decoding: try Data(contentsOf: stdout), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: stderr), as: UTF8.self))
    }
  }

  /// A folder that is gone afterwards.
  static func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// The files of a folder by name.
  static func contents(of folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }

  /// `--pcap PORT=FILE` for each capture of a folder, in the order of their names.
  static func captures(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".pcap") }
      .flatMap { ["--pcap", "\($0.dropLast(5))=\(folder.appending(path: $0).path)"] }
  }

  static func json(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}
