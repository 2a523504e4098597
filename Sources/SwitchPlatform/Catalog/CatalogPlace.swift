import Foundation

/// What a board file owes to the others of its catalog.
extension Catalog {
  /// Tells an id that another board has, and a vendor that is not the folder's.
  ///
  /// A file outside of the catalog owes nothing: it may be a variant of a board that is in it.
  ///
  /// - Parameter boards: The catalog's, read once for many files.
  /// - Complexity: O(boards).
  public func placeFaults(of path: String, among boards: [BoardEntry]) -> [Diagnostic] {
    let place = Catalog.standard(path)
    guard let own = boards.first(where: { Catalog.standard($0.path) == place }), let text = try? Catalog.text(of: path),
      let platform = YAMLDocument.parse(text, file: path).node?["platform"]
    else { return [] }
    var found: [Diagnostic] = []
    if let id = platform["id"], let name = id.text, !name.isEmpty, !ScaffoldRules.isToDo(name),
      let other = boards.first(where: { $0.id == name && Catalog.standard($0.path) != place })
    {
      found.append(Diagnostic(.error, rule: "IDN01", file: path, at: id.position, "id '\(name)' is that of \(other.vendor)/\(other.name)"))
    }
    if let vendor = platform["vendor"], let name = vendor.text, name != own.vendor, !ScaffoldRules.isToDo(name) {
      found.append(
        Diagnostic(
          .warning, rule: "IDN02", file: path, at: vendor.position, "vendor is '\(name)'; expected its folder's name, '\(own.vendor)'"))
    }
    return found
  }

  /// Whether a path is that of a vendor's folder of the catalog; its name.
  public func vendor(ofFolder path: String) -> String? {
    let folder = URL(fileURLWithPath: path).standardizedFileURL
    let parent = folder.deletingLastPathComponent()
    guard Catalog.standard(parent.path) == Catalog.standard(self.folder + "/boards"), folder.lastPathComponent != "family" else {
      return nil
    }
    return folder.lastPathComponent
  }

  private static func standard(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
