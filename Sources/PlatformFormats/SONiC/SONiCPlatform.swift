public import SwitchPlatform

/// A `device/<vendor>/<platform>` folder of SONiC.
public struct SONiCPlatform: Sendable {
  /// A word of a file with its place.
  public struct Word: Hashable, Sendable {
    public var text: String
    public var file: String
    public var position: SourcePosition
  }

  public var tree: FileTree
  /// Below the tree's root; empty: the root itself.
  public var folder: String
  /// The folder above it.
  public var vendor: String
  public var name: String
  /// The first word of `default_sku`, and the preset after it.
  public var defaultSKU: Word?
  public var preset: Word?
  /// The first line of `platform_asic`: `broadcom`, `mellanox`, `vs`, …
  public var asic: Word?
  public var platform: SONiCPlatformFile?
  /// Whether there is a `platform.json` at all, readable or not.
  public var hasPlatformFile: Bool
  /// `asic.conf`.
  public var asicConfiguration: Assignments?
  public var skus: [SONiCSKU]
  /// A `port_config.ini` in the platform's own folder: older platforms keep one there. SONiC takes it for SKUs that have neither their own
  /// nor a `hwsku.json`.
  ///
  /// Source: sonic-buildimage, src/sonic-py-common/sonic_py_common/device_info.py, get_path_to_port_config_file.
  public var sharedPorts: SONiCPortFiles?
  /// The names in the folder.
  public var names: Set<String>
  /// What was wrong with the syntax of the files above.
  public var diagnostics: [Diagnostic] = []

  /// Endings of files of which the set that it came with has nearly all that are named: one that lacks is missing, even from an extract.
  public var completeEndings: Set<String> = []

  /// A name in it, below the tree's root.
  public func inside(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
  /// A name in it, as diagnostics give it.
  public func path(_ name: String) -> String { tree.path(inside(name)) }

  /// A baseboard controller's platform has no switch, and no ports.
  public var isBMC: Bool { asic?.text == "aspeed" || name.split { "-_".contains($0) }.contains("bmc") }

  public init(_ tree: FileTree, folder: String) {
    self.tree = tree
    self.folder = folder
    let parts = tree.absolute(folder).split(separator: "/")
    name = parts.last.map(String.init) ?? ""
    vendor = parts.dropLast().last.map(String.init) ?? ""
    names = Set(tree.names(in: folder))
    (hasPlatformFile, skus) = (names.contains("platform.json"), [])
    var words = SONiCPlatform.words("default_sku", in: tree, folder, &diagnostics)
    if !words.isEmpty { defaultSKU = words.removeFirst() }
    preset = words.first
    asic = SONiCPlatform.words("platform_asic", in: tree, folder, &diagnostics).first
    if hasPlatformFile, let root = SONiCPlatform.json(inside("platform.json"), in: tree, &diagnostics) {
      platform = SONiCPlatformFile(file: path("platform.json"), root: root)
    }
    if names.contains("asic.conf"), let source = tree.lines(inside("asic.conf"), &diagnostics) { asicConfiguration = Assignments(source) }
    if names.contains("port_config.ini") {
      sharedPorts = SONiCPortFiles(folder, only: "port_config.ini", in: tree, diagnostics: &diagnostics)
    }
    for sku in tree.folders(in: folder) {
      let isNamed = sku == defaultSKU?.text
      if let sku = SONiCSKU(name: sku, folder: inside(sku), in: tree, isNamed: isNamed, diagnostics: &diagnostics) { skus.append(sku) }
    }
  }

  /// All port tables: those of each SKU, of each ASIC, and the one that SKUs share.
  public var portFiles: [SONiCPortFiles] { skus.flatMap(\.all) + (sharedPorts.map { [$0] } ?? []) }

  /// The `platform.json` that SKUs choose modes of, where it has interfaces. One in a SKU's own folder is not read by anybody.
  public var cages: SONiCPlatformFile? { platform.flatMap { $0.interfaces.isEmpty ? nil : $0 } }

  private static func words(_ name: String, in tree: FileTree, _ folder: String, _ diagnostics: inout [Diagnostic]) -> [Word] {
    let name = FileTree.join(folder, name)
    guard tree.kind(name) == .file, let source = tree.lines(name, &diagnostics) else { return [] }
    return ColumnTable.words(of: source).map { Word(text: $0.text, file: source.path, position: $0.position) }
  }

  static func json(_ name: String, in tree: FileTree, _ diagnostics: inout [Diagnostic]) -> Node? {
    do throws(CatalogError) {
      let source = try tree.file(name)
      let (node, found) = JSONDocument.parse(bytes: source.bytes, file: source.path)
      diagnostics += found
      return node
    } catch {
      diagnostics.append(tree.unreadable(name, error))
      return nil
    }
  }
}

extension SONiCPlatform {
  /// One file without its platform.
  ///
  /// - Returns: `nil` where the name is none of the files with ports.
  public init?(alone name: String, in tree: FileTree) {
    guard ["port_config.ini", "hwsku.json", "platform.json"].contains(name) else { return nil }
    self.tree = tree
    (folder, vendor, self.name) = ("", "", "")
    (names, hasPlatformFile, skus) = ([name], name == "platform.json", [])
    if name == "platform.json" {
      if let root = SONiCPlatform.json(name, in: tree, &diagnostics) { platform = SONiCPlatformFile(file: tree.path(name), root: root) }
    } else {
      let files = SONiCPortFiles("", only: name, in: tree, diagnostics: &diagnostics)
      skus = [SONiCSKU(name: "", folder: "", files: files, asics: [])]
    }
  }
}
