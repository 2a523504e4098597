public import SwitchPlatform

extension DeviceTree {
  /// Nesting beyond which a text is refused.
  public static let maximumDepth = 64
  /// Nodes beyond which a text is refused.
  public static let maximumNodes = 200_000

  /// Reads a device tree in source form.
  ///
  /// - Parameter resolve: The file of an include; `nil`: it is not there, which is no fault.
  /// - Returns: The tree, or `nil` with an error that says where reading ended.
  /// - Complexity: O(bytes), those that macros make counted.
  public static func parse(
    _ source: SourceFile, resolve: @escaping (_ name: String, _ from: String) -> SourceFile? = { _, _ in nil }
  ) -> (tree: DeviceTree?, diagnostics: [Diagnostic]) {
    var preprocessor = DTSPreprocessor(resolve: resolve)
    do throws(TextFault) {
      try preprocessor.read(source)
      var parser = DTSParser(preprocessor.text, files: preprocessor.files, includes: preprocessor.includes)
      try parser.document()
      return (parser.tree, [])
    } catch {
      var fault = error
      let files = preprocessor.files
      let file = files.indices.contains(Int(fault.position.file)) ? files[Int(fault.position.file)] : source.path
      fault.position.file = 0
      return (nil, [fault.diagnostic(file: file)])
    }
  }

  /// Reads a file of a folder; its includes are looked for beside it, then from the folder's root. Nothing outside of the folder is read.
  public static func read(_ name: String, in folder: FileTree) -> (tree: DeviceTree?, diagnostics: [Diagnostic]) {
    let source: SourceFile
    do throws(CatalogError) { source = try folder.file(name) } catch {
      return (nil, [folder.unreadable(name, error)])
    }
    return parse(source) { include, from in
      let beside = from.hasPrefix(folder.root + "/") ? FileTree.folder(of: String(from.dropFirst(folder.root.count + 1))) : ""
      for base in beside.isEmpty ? [""] : [beside, ""] {
        guard let name = inside(FileTree.join(base, include)), folder.kind(name) == .file else { continue }
        return try? folder.file(name)
      }
      return nil
    }
  }

  /// A name without `.` and `..`; `nil` where it leads out of the folder.
  private static func inside(_ name: String) -> String? {
    var parts: [Substring] = []
    guard !name.hasPrefix("/"), name.utf8.count < 4096 else { return nil }
    for part in name.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
