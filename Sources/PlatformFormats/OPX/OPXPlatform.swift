public import SwitchPlatform

/// An XML file of a tree.
public struct XMLFile: Sendable {
  public var file: String
  public var root: XMLElement
}

/// One platform of OPX: the folder that holds `sdi/device.xml`, `sdi/entity.xml` and its tables of ports.
public struct OPXPlatform: Sendable {
  public private(set) var devices: XMLFile?
  public private(set) var entities: XMLFile?
  /// `base_port_physical_mapping_table.xml`, one for each profile.
  public private(set) var tables: [XMLFile] = []
  /// What the SAI is told of the chip: the XML files of `sai/`.
  public private(set) var chips: [XMLFile] = []
  /// `env-tmpctl/config.json`: fans and heat.
  public private(set) var heat: TreeDocument?
  public private(set) var diagnostics: [Diagnostic] = []

  static let table = "base_port_physical_mapping_table.xml"

  /// The folders of a tree that hold a platform.
  public static func folders(of tree: FileTree) -> [String] {
    var result: Set<String> = []
    for name in tree.allFiles() {
      let (folder, last) = (FileTree.folder(of: name), FileTree.lastName(of: name))
      if last.hasSuffix(table) { result.insert(folder) }
      guard last == "device.xml" || last == "entity.xml" else { continue }
      result.insert(FileTree.lastName(of: folder) == "sdi" ? FileTree.folder(of: folder) : folder)
    }
    return result.sorted()
  }

  public init(_ tree: FileTree, folder: String) {
    let sdi = tree.kind(FileTree.join(folder, "sdi")) == .folder ? FileTree.join(folder, "sdi") : folder
    devices = read(tree, FileTree.join(sdi, "device.xml"))
    entities = read(tree, FileTree.join(sdi, "entity.xml"))
    for name in tree.files(in: folder) where name.hasSuffix(OPXPlatform.table) {
      if let file = read(tree, FileTree.join(folder, name)) { tables.append(file) }
    }
    let sai = FileTree.join(folder, "sai")
    for name in tree.files(in: sai) where name.hasSuffix(".xml") {
      if let file = read(tree, FileTree.join(sai, name)) { chips.append(file) }
    }
    let name = FileTree.join(folder, "env-tmpctl/config.json")
    guard tree.kind(name) == .file else { return }
    let (document, diagnostics) = tree.json(name)
    self.diagnostics += diagnostics
    heat = document
  }

  private mutating func read(_ tree: FileTree, _ name: String) -> XMLFile? {
    guard tree.kind(name) == .file else { return nil }
    do throws(CatalogError) {
      let source = try tree.file(name)
      let (root, diagnostics) = XMLDocument.parse(bytes: source.bytes, file: source.path)
      self.diagnostics += diagnostics
      return root.map { XMLFile(file: source.path, root: $0) }
    } catch {
      diagnostics.append(tree.unreadable(name, error))
      return nil
    }
  }
}
