public import PlatformFormats
import SwitchPlatform

/// A project whose descriptions can be checked where they stand.
public protocol DescriptionCheck {
  /// As the project calls itself.
  static var name: String { get }
  /// Whether a folder holds what this check understands, by what is in it.
  static func recognises(_ tree: FileTree) -> Bool
  /// Checks all that it understands in a folder.
  static func check(_ tree: FileTree, into report: Report)
  /// Checks a file that stands alone, outside of the folders of its project.
  ///
  /// - Returns: Whether the file is of this project.
  static func check(file name: String, in tree: FileTree, into report: Report) -> Bool
}

extension DescriptionCheck {
  public static func check(file name: String, in tree: FileTree, into report: Report) -> Bool { false }
}

/// What a path is, by content.
public enum Recognition {
  /// Every project. Another is another line.
  public static var kinds: [any DescriptionCheck.Type] {
    [
      SONiCDescription.self, FBOSSCheck.self, OPXCheck.self, OpenSwitchCheck.self, StratumCheck.self, DeviceTreeCheck.self
    ]
  }

  public static var names: [String] { kinds.map { $0.name } }

  /// The projects whose descriptions are in a folder.
  public static func kinds(of tree: FileTree) -> [any DescriptionCheck.Type] { kinds.filter { $0.recognises(tree) } }

  /// Folders above a file in which its project is looked for.
  public static let maximumHeight = 6

  /// Checks one file of another project: with the folder it belongs to, of which only what concerns the file is kept; else alone.
  ///
  /// - Returns: The project; `nil`: of none.
  public static func check(file path: String, into report: Report) -> (any DescriptionCheck.Type)? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.popLast() else { return nil }
    let nearest = FileTree(root: folder(parts))
    for _ in 0..<maximumHeight {
      let tree = FileTree(root: folder(parts))
      if let kind = kinds.first(where: { $0.recognises(tree) }) {
        let whole = Report()
        kind.check(tree, into: whole)
        let wanted = FileTree.standardized(path)
        report.add(whole.diagnostics.filter { FileTree.standardized($0.file) == wanted }.map { renamed($0, path) })
        return kind
      }
      if parts.isEmpty || parts == [""] { break }
      parts.removeLast()
    }
    return kinds.first { $0.check(file: name, in: nearest, into: report) }
  }

  private static func folder(_ parts: [String]) -> String { parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/") }

  private static func renamed(_ diagnostic: Diagnostic, _ path: String) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.file = path
    return diagnostic
  }
}
