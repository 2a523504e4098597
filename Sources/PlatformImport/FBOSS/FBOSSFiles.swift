import PlatformFormats
import SwitchPlatform

/// The files of a tree by what they are, and which of them make one board.
///
/// The platform manager's folder, `configs/<name>`, and the tables of lanes, `<name>_static_mapping.csv`, stand apart; a descriptor
/// tells which other names have the same tables.
struct FBOSSFiles {
  private let tree: FileTree
  private let managers: [String]
  private let tables: [String]
  private var descriptors: [(prefix: String, table: CSVTable)] = []

  init(_ tree: FileTree) {
    self.tree = tree
    managers = FBOSSPlatform.folders(of: tree)
    let names = tree.allFiles()
    tables = names.filter { $0.hasSuffix(FBOSSLaneTable.suffix) || $0.hasSuffix(FBOSSPortTable.suffix) }
    let suffix = "_platform_descriptor.csv"
    for name in names where name.hasSuffix(suffix) {
      guard let source = try? tree.file(name) else { continue }
      descriptors.append((String(FileTree.lastName(of: name).dropLast(suffix.count)), CSVTable(source)))
    }
  }

  /// The platform managers' folders, and the lane tables that none of these takes.
  var boards: [String] {
    let taken = Set(managers.compactMap { prefix(of: FileTree.lastName(of: tree.absolute($0))) })
    var seen: Set<String> = []
    let others = tables.filter { name in
      guard name.hasSuffix(FBOSSLaneTable.suffix) else { return false }
      let prefix = String(FileTree.lastName(of: name).dropLast(FBOSSLaneTable.suffix.count))
      return !taken.contains(prefix) && seen.insert(prefix).inserted
    }
    return managers + others
  }

  /// The name that a platform's tables begin with.
  func prefix(of name: String) -> String? {
    if table(name, FBOSSLaneTable.suffix) != nil { return name }
    for (prefix, table) in descriptors {
      let modes = table.rows.flatMap { (table.cell($0, "Mode_Names") ?? "").split(separator: "-").map(String.init) }
      if modes.contains(name), self.table(prefix, FBOSSLaneTable.suffix) != nil { return prefix }
    }
    return nil
  }

  /// A table by the name it begins with: that of the folder of this name before others'.
  func table(_ prefix: String, _ suffix: String) -> String? {
    let found = tables.filter { FileTree.lastName(of: $0) == prefix + suffix }
    return found.first { FileTree.lastName(of: FileTree.folder(of: $0)) == prefix } ?? found.first
  }

  /// A cell of a platform's descriptor.
  func descriptor(_ prefix: String, _ column: String) -> (text: String, file: String, position: SourcePosition)? {
    let own = descriptors.first { $0.prefix == prefix } ?? descriptors.first { $0.prefix.hasPrefix(prefix + "_") }
    guard let table = own?.table, let row = table.rows.first, let text = table.cell(row, column), !text.isEmpty else { return nil }
    return (text, table.file, table.position(row, column))
  }
}
