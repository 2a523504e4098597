import SwitchPlatform

/// The files that say which ports there are, of a SKU or of one ASIC of it.
public struct SONiCPortFiles: Sendable {
  /// Below the tree's root.
  public var folder: String
  public var portConfig: SONiCPortConfig?
  public var hwsku: SONiCHWSKU?
  public var saiProfile: Assignments?
  /// A `platform.json` of its own, which SONiC does not read.
  public var platform: SONiCPlatformFile?
  /// The names in the folder.
  public var names: Set<String>

  /// Whether a file that is absent here is made on the device or by the build: there is a template of it, or a script that makes the folder's files.
  public func isGenerated(_ name: String) -> Bool {
    names.contains("\(name).j2") || names.contains("hwsku-init") || names.contains("hwsku-init.sh")
  }

  /// - Parameter only: The one file that is read; `nil`: all.
  init(_ folder: String, only: String? = nil, in tree: FileTree, diagnostics: inout [Diagnostic]) {
    self.folder = folder
    names = only.map { [$0] } ?? Set(tree.names(in: folder))
    func inside(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
    if names.contains("port_config.ini"), let source = tree.lines(inside("port_config.ini"), &diagnostics) {
      portConfig = SONiCPortConfig(source)
    }
    if names.contains("sai.profile"), let source = tree.lines(inside("sai.profile"), &diagnostics) { saiProfile = Assignments(source) }
    if names.contains("hwsku.json"), let root = SONiCPlatform.json(inside("hwsku.json"), in: tree, &diagnostics) {
      hwsku = SONiCHWSKU(file: tree.path(inside("hwsku.json")), root: root)
    }
    if names.contains("platform.json"), let root = SONiCPlatform.json(inside("platform.json"), in: tree, &diagnostics) {
      platform = SONiCPlatformFile(file: tree.path(inside("platform.json")), root: root)
    }
  }
}

/// A SKU: one choice of ports for a platform.
public struct SONiCSKU: Sendable {
  public var name: String
  public var folder: String
  public var files: SONiCPortFiles
  /// Sub-folders `0`, `1`, … of systems with several ASICs, by number.
  public var asics: [(number: Int, files: SONiCPortFiles)]

  /// Its own files and those of each ASIC.
  public var all: [SONiCPortFiles] { [files] + asics.map(\.files) }

  /// Files that only a SKU has.
  static let markers: Set<String> = [
    "port_config.ini", "hwsku.json", "sai.profile", "port_config.ini.j2", "hwsku.json.j2", "sai.profile.j2", "hwsku-init"
  ]

  init(name: String, folder: String, files: SONiCPortFiles, asics: [(number: Int, files: SONiCPortFiles)]) {
    (self.name, self.folder, self.files, self.asics) = (name, folder, files, asics)
  }

  /// - Returns: `nil` where the folder is no SKU's.
  init?(name: String, folder: String, in tree: FileTree, isNamed: Bool, diagnostics: inout [Diagnostic]) {
    let names = Set(tree.names(in: folder))
    let numbers = names.compactMap { Int($0) }.filter { 0..<256 ~= $0 && tree.kind("\(folder)/\($0)") == .folder }.sorted()
    let ofASICs = numbers.filter { !SONiCSKU.markers.isDisjoint(with: tree.names(in: "\(folder)/\($0)")) }
    guard isNamed || !SONiCSKU.markers.isDisjoint(with: names) || !ofASICs.isEmpty else { return nil }
    self.name = name
    self.folder = folder
    files = SONiCPortFiles(folder, in: tree, diagnostics: &diagnostics)
    asics = []
    for number in ofASICs { asics.append((number, SONiCPortFiles("\(folder)/\(number)", in: tree, diagnostics: &diagnostics))) }
  }
}
