public import SwitchPlatform

/// The hardware description of one switch of OpenSwitch 1.x: what a manifest lists.
///
/// Source: openswitch-ops-hw-config; the comments of its files.
public struct OpenSwitchSet: Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case devices, ports, fans, power, thermal, leds, fru, qos, acl
  }

  /// A file that the manifest lists.
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var fileName: Node
    /// Whether there is such a file.
    public var isPresent: Bool
  }

  public var manifest: TreeDocument
  public private(set) var entries: [Entry] = []
  public private(set) var documents: [Kind: TreeDocument] = [:]
  /// What is wrong with the texts of its files.
  public private(set) var diagnostics: [Diagnostic] = []

  /// The manifests of a tree: files named `…manifest.yaml`.
  public static func manifests(of tree: FileTree) -> [String] {
    tree.allFiles().filter { FileTree.lastName(of: $0).hasSuffix("manifest.yaml") }
  }

  /// - Returns: `nil` where the file is no manifest: a mapping with a list `files` of name and filename, or a broken text.
  public init?(_ tree: FileTree, manifest name: String) {
    let (document, diagnostics) = tree.yaml(name)
    guard let document, let files = document.root["files"]?.elements else { return nil }
    manifest = document
    self.diagnostics = diagnostics
    let folder = FileTree.folder(of: name)
    for file in files {
      guard let kind = file["name"]?.text, let fileName = file["filename"], let text = fileName.text else { continue }
      let path = FileTree.join(folder, text)
      // A name is one of the folder; nothing outside is read.
      let isPresent = !text.contains("/") && tree.kind(path) == .file
      entries.append(Entry(name: kind, fileName: fileName, isPresent: isPresent))
      guard isPresent, path != name, let kind = Kind(rawValue: kind), documents[kind] == nil else { continue }
      let (document, diagnostics) = tree.yaml(path)
      self.diagnostics += diagnostics
      if let document { documents[kind] = document }
    }
  }

  /// The elements of a list in one of the files.
  public func list(_ kind: Kind, _ key: String) -> [Node] { documents[kind]?.root[key]?.elements ?? [] }

  public var devices: [OpenSwitchDevice] { list(.devices, "devices").compactMap(OpenSwitchDevice.init) }
  public var ports: [OpenSwitchPort] { list(.ports, "ports").compactMap(OpenSwitchPort.init) }
}
