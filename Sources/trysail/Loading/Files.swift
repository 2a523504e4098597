import ArgumentParser
import Foundation
import SwitchPlatform

/// Files as commands need them.
enum Files {
  /// All bytes of a file.
  ///
  /// - Throws: status 1, with the system's reason told.
  static func bytes(of path: String) throws(ExitCode) -> [UInt8] {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw Terminal.failure("\(path): is a folder, not a file")
    }
    guard let data = FileManager.default.contents(atPath: path) else { throw Terminal.failure("\(path): \(reason(path))") }
    return Array(data)
  }

  /// Makes a folder, and those above it.
  static func makeFolder(_ path: String) throws(ExitCode) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Terminal.failure("\(path): the folder cannot be made")
    }
  }

  static func write(_ text: String, to path: String) throws(ExitCode) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Terminal.failure("\(path): cannot be written")
    }
  }

  /// The path without links and detours, for comparison.
  static func canonical(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path }

  /// Why a file cannot be read, and its nearest neighbour by name.
  private static func reason(_ path: String) -> String {
    guard !FileManager.default.fileExists(atPath: path) else { return "cannot be read" }
    let url = URL(fileURLWithPath: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
    return "no such file\(NearestName.suggestion(for: url.lastPathComponent, among: names.sorted()))"
  }
}

/// Diagnostics on the standard error, with the lines they are about.
enum Diagnostics {
  /// Tells all of them, in their order; `count`: and how many there are.
  static func tell(_ diagnostics: [Diagnostic], excerpts: Bool = true, withRelated: Bool = false) {
    let isColored = Terminal.isColored(.standardError)
    Terminal.note(text(diagnostics, excerpts: excerpts, withRelated: withRelated, isColored: isColored))
  }

  static func text(_ diagnostics: [Diagnostic], excerpts: Bool, withRelated: Bool = false, isColored: Bool) -> String {
    var printers: [String: DiagnosticPrinter] = [:]
    return diagnostics.map { diagnostic in
      let related =
        withRelated ? diagnostic.related.map { "\n    \($0.file):\($0.position.line):\($0.position.column): \($0.message)" }.joined() : ""
      if let printer = printers[diagnostic.file] { return printer.text(diagnostic) + related }
      let contents = excerpts ? FileManager.default.contents(atPath: diagnostic.file) : nil
      let printer = DiagnosticPrinter(bytes: contents.map { Array($0) } ?? [], isColored: isColored)
      printers[diagnostic.file] = printer
      return printer.text(diagnostic) + related
    }.joined(separator: "\n")
  }

  /// `2 errors, 1 warning`.
  static func counts(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.filter { $0.severity == .error }.count
    let warnings = diagnostics.filter { $0.severity == .warning }.count
    return "\(counted(errors, "error")), \(counted(warnings, "warning"))"
  }
}
