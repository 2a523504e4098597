import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform

/// What a path holds, and what is wrong in it.
enum BoardPath {
  struct Checked {
    var path: String
    /// The project it is of; `nil`: a file of ours.
    var kind: String?
    var diagnostics: [Diagnostic]
    /// Why it could not be checked.
    var fault: String?
    /// It stands for files of the path that nothing has read.
    var isUnread = false

    func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }
  }

  static func check(_ path: String, _ catalog: Catalog) -> [Checked] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [own(path, catalog)] }
    return isFolder.boolValue ? folder(path, catalog) : [file(path, catalog)]
  }

  private static func own(_ path: String, _ catalog: Catalog) -> Checked {
    do throws(CatalogError) {
      return Checked(path: path, kind: nil, diagnostics: try catalog.check(path: path))
    } catch {
      return Checked(path: path, kind: nil, diagnostics: [], fault: error.description)
    }
  }

  private static func file(_ path: String, _ catalog: Catalog) -> Checked {
    if isOwn(path) { return own(path, catalog) }
    let report = Report()
    guard let kind = Recognition.check(file: path, into: report) else { return own(path, catalog) }
    return Checked(path: path, kind: kind.name, diagnostics: report.sorted)
  }

  private static func folder(_ path: String, _ catalog: Catalog) -> [Checked] {
    let tree = FileTree(root: path)
    var result: [Checked] = []
    for kind in Recognition.kinds(of: tree) {
      let report = Report()
      kind.check(tree, into: report)
      report.add(Recognition.notes(syntaxOnly: report))
      result.append(Checked(path: path, kind: kind.name, diagnostics: report.sorted))
    }
    let unread = Recognition.unread(tree)
    // Folders of another project can hold large YAML files that are none of ours, some with a key `schema` of their own.
    let isMixed = !result.isEmpty
    let own = unread.filter { name in
      [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } && isOwn(tree.path(name), named: isMixed ? "switch-" : "")
    }
    result += own.map { BoardPath.own(tree.path($0), catalog) }
    guard !result.isEmpty else {
      let kinds = Recognition.names.joined(separator: ", ")
      return [Checked(path: path, kind: nil, diagnostics: [], fault: "\(path): no board or chip files, and no folders of \(kinds)")]
    }
    let left = Set(unread).subtracting(own).sorted()
    if !left.isEmpty {
      result.append(Checked(path: path, kind: nil, diagnostics: Recognition.notes(unread: left, of: tree), isUnread: true))
    }
    return result
  }

  /// Whether a file says by a line `schema:`, or by such a key, that it is a board or a chip file.
  ///
  /// - Parameter named: What the schema's name has in it. Default: anything.
  private static func isOwn(_ path: String, named name: String = "") -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: 65536) else { return false }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).contains {
      let line = $0.drop { $0 == " " || $0 == "{" || $0 == "\t" }
      return (line.hasPrefix("schema:") || line.hasPrefix("\"schema\"")) && (name.isEmpty || line.contains(name))
    }
  }
}
