import Foundation
public import SwitchPlatform

/// A folder of files. Names are relative to it, with `/`; links are followed, and lead nowhere else than a file says they do.
///
/// Nothing is written, and no file is read that is larger than `maximumFileSize`.
public struct FileTree: Sendable {
  /// The folder, as the user typed it; without a `/` at its end.
  public let root: String
  /// What has been read through it and its copies.
  public let log = FileLog()

  /// Most bytes that a file can have.
  public static let maximumFileSize = 16 << 20
  /// Most files that are looked at below one folder.
  public static let maximumFiles = 200_000

  public init(root: String) {
    self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  public enum Kind: Hashable, Sendable { case file, folder, brokenLink }

  /// The full name of something in it.
  public func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

  /// The full name without `.`, `..` and links: the same for all names of one thing.
  public func absolute(_ name: String) -> String { FileTree.standardized(path(name)) }

  /// A full name without `.`, `..` and links.
  public static func standardized(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  public func isLink(_ name: String) -> Bool { target(of: name) != nil }

  /// What a link says it leads to, which may be relative to its own folder; `nil`: it is no link.
  public func target(of name: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path(name)) }

  /// What has this name, links followed; `nil`: nothing.
  public func kind(_ name: String) -> Kind? {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) { return isFolder.boolValue ? .folder : .file }
    return isLink(name) ? .brokenLink : nil
  }

  /// The names in a folder of it, sorted; empty where there is no such folder.
  public func names(in folder: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }

  public func folders(in folder: String = "") -> [String] { names(in: folder).filter { kind(join(folder, $0)) == .folder } }
  public func files(in folder: String = "") -> [String] { names(in: folder).filter { kind(join(folder, $0)) == .file } }

  /// All files below a folder, by name; folders that links lead to are not entered.
  public func allFiles(below folder: String = "") -> [String] {
    var result: [String] = []
    var queue = [folder]
    while let next = queue.popLast(), result.count < FileTree.maximumFiles {
      for name in names(in: next) {
        let inner = join(next, name)
        switch kind(inner) {
        case .folder where !isLink(inner): queue.append(inner)
        case .file: result.append(inner)
        default: break
        }
      }
    }
    return result.sorted()
  }

  /// A file's contents.
  ///
  /// - Throws: where it is absent, too large, or cannot be read.
  public func file(_ name: String) throws(CatalogError) -> SourceFile {
    let path = path(name)
    log.note(name)
    guard kind(name) == .file, let handle = FileHandle(forReadingAtPath: path) else {
      throw CatalogError(message: "\(path): \(kind(name) == .file ? "cannot be read" : "no such file")")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: FileTree.maximumFileSize + 1) ?? Data() else {
      throw CatalogError(message: "\(path): cannot be read")
    }
    guard data.count <= FileTree.maximumFileSize else { throw CatalogError(message: "\(path): is larger than 16 MB") }
    return SourceFile(path: path, bytes: Array(data))
  }

  /// What is said of a file that `file` cannot read: no word of it is known.
  public func unreadable(_ name: String, _ error: CatalogError) -> Diagnostic {
    Diagnostic(.error, rule: "SYN06", file: path(name), at: SourcePosition(line: 1, column: 1), error.message)
  }

  private func join(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}
