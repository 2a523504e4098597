public import PlatformFormats
public import SwitchPlatform

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
  /// A project that is in a folder above it and does not read the file is not its project.
  ///
  /// - Returns: The project; `nil`: of none.
  public static func check(file path: String, into report: Report) -> (any DescriptionCheck.Type)? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.popLast() else { return nil }
    let nearest = FileTree(root: folder(parts))
    let wanted = FileTree.standardized(path)
    var left = kinds
    for _ in 0..<maximumHeight {
      for kind in left where kind.recognises(FileTree(root: folder(parts))) {
        // What was read to recognise the folder is not what is checked.
        let (tree, whole) = (FileTree(root: folder(parts)), Report())
        kind.check(tree, into: whole)
        left.removeAll { $0 == kind }
        guard tree.log.read.contains(where: { tree.absolute($0) == wanted }) else { continue }
        report.add(whole.diagnostics.filter { FileTree.standardized($0.file) == wanted }.map { renamed($0, path) })
        if whole.syntaxOnly.contains(where: { FileTree.standardized($0) == wanted }) { report.add(syntaxOnly(path, .warning)) }
        return kind
      }
      if parts.isEmpty || parts == [""] { break }
      parts.removeLast()
    }
    return kinds.first { $0.check(file: name, in: nearest, into: report) }
  }

  /// SYN09 for each file of which a check has read no more than the syntax.
  public static func notes(syntaxOnly report: Report) -> [Diagnostic] { report.syntaxOnly.sorted().map { syntaxOnly($0, .note) } }

  private static func syntaxOnly(_ file: String, _ severity: Diagnostic.Severity) -> Diagnostic {
    Diagnostic(
      severity, rule: "SYN09", file: file, at: SourcePosition(line: 1, column: 1),
      "no rule knows such a file: only its syntax is checked")
  }

  /// How the names of descriptions end. Of scripts and texts nobody expects that they are checked.
  private static let endings = [
    ".json", ".yaml", ".yml", ".ini", ".conf", ".profile", ".xml", ".bcm", ".csv", ".pb.txt", ".dts", ".dtsi", "/default_sku",
    "/platform_asic"
  ]

  /// The descriptions of a folder that no check has read so far.
  public static func unread(_ tree: FileTree) -> [String] {
    tree.unread(tree.allFiles().filter { name in endings.contains { "/\(name)".hasSuffix($0) } })
  }

  /// What is said of files that nobody has read.
  public static func notes(unread names: [String], of tree: FileTree) -> [Diagnostic] {
    names.map { name in
      Diagnostic(
        .note, rule: "SYN08", file: tree.path(name), at: SourcePosition(line: 1, column: 1), "the file is of no project, and is not checked"
      )
    }
  }

  private static func folder(_ parts: [String]) -> String { parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/") }

  private static func renamed(_ diagnostic: Diagnostic, _ path: String) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.file = path
    return diagnostic
  }
}
