public import SwitchPlatform

/// All data files of a platform beside its port tables, each read once.
public struct SONiCFileSet: Sendable {
  public struct JSON: Sendable {
    /// Below the platform's folder.
    public var name: String
    /// As diagnostics give it.
    public var file: String
    /// `nil`: it is not JSON, which a diagnostic says.
    public var root: Node?
  }

  public struct YAML: Sendable {
    public var name: String
    public var file: String
    public var stream: YAMLStream
  }

  public struct Text<Value: Sendable>: Sendable {
    public var name: String
    public var value: Value
  }

  public var json: [JSON] = []
  public var yaml: [YAML] = []
  public var assignments: [Text<Assignments>] = []
  public var configurations: [Text<SDKConfiguration>] = []
  public var sensors: [Text<SensorsConfiguration>] = []
  public var mellanoxPorts: [Text<MellanoxPorts>] = []
  /// All names below the platform's folder.
  public var names: [String]
  /// What is wrong with the syntax of files that `SONiCPlatform` has not read itself.
  public var diagnostics: [Diagnostic] = []

  /// - Parameter only: The one file of the folder that is read; `nil`: all.
  public init(_ platform: SONiCPlatform, only: String? = nil) {
    let tree = platform.tree
    let prefix = platform.folder.isEmpty ? 0 : platform.folder.count + 1
    names = only.map { [$0] } ?? tree.allFiles(below: platform.folder).map { String($0.dropFirst(prefix)) }
    var known: [String: Node] = [:]
    if let own = platform.platform { known[own.file] = own.root }
    for files in platform.skus.flatMap(\.all) {
      if let hwsku = files.hwsku { known[hwsku.file] = hwsku.root }
      if let own = files.platform { known[own.file] = own.root }
    }
    for name in names { read(name, known, platform) }
  }

  private mutating func read(_ name: String, _ known: [String: Node], _ platform: SONiCPlatform) {
    let file = platform.path(name)
    let last = name.split(separator: "/").last.map(String.init) ?? name
    if let root = known[file] {
      json.append(JSON(name: name, file: file, root: root))
      return
    }
    guard let kind = SONiCFileSet.kind(of: last), let source = source(platform.inside(name), of: kind, in: platform.tree) else { return }
    switch kind {
    case .json:
      let (root, found) = JSONDocument.parse(bytes: source.bytes, file: file)
      diagnostics += found
      json.append(JSON(name: name, file: file, root: root))
    case .yaml:
      let stream = YAMLDocument.stream(bytes: source.bytes, file: file)
      diagnostics += stream.diagnostics
      yaml.append(YAML(name: name, file: file, stream: stream))
      if SDKConfiguration.isConfiguration(stream) {
        configurations.append(Text(name: name, value: SDKConfiguration(stream, file: file)))
      }
    case .configuration:
      if SDKConfiguration.isYAML(source) {
        let stream = YAMLDocument.stream(bytes: source.bytes, file: file)
        diagnostics += stream.diagnostics
        yaml.append(YAML(name: name, file: file, stream: stream))
        configurations.append(Text(name: name, value: SDKConfiguration(stream, file: file)))
      } else {
        configurations.append(Text(name: name, value: SDKConfiguration(source)))
      }
    case .assignments: assignments.append(Text(name: name, value: Assignments(source)))
    case .sensors: sensors.append(Text(name: name, value: SensorsConfiguration(source)))
    case .xml:
      let (root, found) = XMLDocument.parse(bytes: source.bytes, file: file)
      diagnostics += found
      if let root { mellanoxPorts.append(Text(name: name, value: MellanoxPorts(root, file: file))) }
    }
  }

  private mutating func source(_ name: String, of kind: Kind, in tree: FileTree) -> SourceFile? {
    switch kind {
    case .configuration, .assignments, .sensors: return tree.lines(name, &diagnostics)
    case .json, .yaml, .xml: break
    }
    do throws(CatalogError) {
      return try tree.file(name)
    } catch {
      diagnostics.append(tree.unreadable(name, error))
      return nil
    }
  }

  private enum Kind { case json, yaml, configuration, assignments, sensors, xml }

  /// Assignments that a shell or a daemon reads line by line.
  private static let assignmentFiles: Set<String> = [
    "installer.conf", "platform_env.conf", "asic.conf", "chassisdb.conf", "sai.profile", "psai.profile", "syncd.conf", "services.conf"
  ]

  private static func kind(of name: String) -> Kind? {
    if name == "sensors.conf" { return .sensors }
    if assignmentFiles.contains(name) { return .assignments }
    if name.hasSuffix(".json") { return .json }
    if name.hasSuffix(".bcm") { return .configuration }
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .yaml }
    if name.hasPrefix("sai_") && name.hasSuffix(".xml") { return .xml }
    return nil
  }

  /// The JSON file of a name in the platform's folder.
  public func json(_ name: String) -> JSON? { json.first { $0.name == name } }
}

/// Numbers as these files write them: `80`, `0x50`, `0X50`.
public enum SONiCNumber {
  /// - Returns: `nil` where it is none of these, or needs more than 62 bits.
  public static func parse(_ text: String) -> Int? {
    let text = text.trimmed
    guard text.utf8.count <= 18, let first = text.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      guard text.utf8.count <= 17, text.utf8.dropFirst(2).first != UInt8(ascii: "+"), text.utf8.dropFirst(2).first != UInt8(ascii: "-")
      else {
        return nil
      }
      return Int(text.dropFirst(2), radix: 16)
    }
    return Int(text)
  }
}

extension SONiCPlatform {
  /// A folder that is no platform's, of which one file is looked at.
  public init(only name: String, in tree: FileTree) {
    if let platform = SONiCPlatform(alone: name, in: tree) {
      self = platform
      return
    }
    self.tree = tree
    (folder, vendor, self.name) = ("", "", "")
    (names, hasPlatformFile, skus) = ([name], false, [])
  }
}
