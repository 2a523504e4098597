public import SwitchPlatform

/// One platform of Stratum: the folder of its `chassis_config.pb.txt`, `phal_config.pb.txt`, `base_bcm_chassis_map.pb.txt`.
///
/// Source: stratum/hal/lib/common/common.proto, stratum/hal/lib/phal/phal.proto, stratum/hal/lib/bcm/bcm.proto.
public struct StratumPlatform: Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case chassis = "chassis_config.pb.txt"
    case phal = "phal_config.pb.txt"
    case chips = "base_bcm_chassis_map.pb.txt"
  }

  /// A port by what stands on the front panel.
  public struct Place: Hashable, Sendable {
    public var slot: Int
    public var port: Int
    /// 0: the whole cage.
    public var channel: Int

    public init(slot: Int, port: Int, channel: Int = 0) {
      self.slot = slot
      self.port = port
      self.channel = channel
    }
  }

  public private(set) var documents: [Kind: TreeDocument] = [:]
  public private(set) var diagnostics: [Diagnostic] = []

  /// The folders of a tree that hold one of its files.
  public static func folders(of tree: FileTree) -> [String] {
    let names = Set(Kind.allCases.map(\.rawValue))
    return Set(tree.allFiles().filter { names.contains(FileTree.lastName(of: $0)) }.map { FileTree.folder(of: $0) }).sorted()
  }

  public init(_ tree: FileTree, folder: String) {
    for kind in Kind.allCases {
      let name = FileTree.join(folder, kind.rawValue)
      guard tree.kind(name) == .file else { continue }
      do throws(CatalogError) {
        let source = try tree.file(name)
        let (node, diagnostics) = PBText.parse(bytes: source.bytes, file: source.path)
        self.diagnostics += diagnostics
        if let node { documents[kind] = TreeDocument(file: source.path, root: node) }
      } catch {
        diagnostics.append(tree.unreadable(name, error))
      }
    }
  }

  public var singletonPorts: [Node] { documents[.chassis]?.root.all("singleton_ports") ?? [] }

  /// The place that a port names; fields that it leaves out are 0, as everywhere in protocol buffers.
  public static func place(_ node: Node) -> Place {
    Place(slot: node["slot"]?.integer ?? 0, port: node["port"]?.integer ?? 0, channel: node["channel"]?.integer ?? 0)
  }

  /// The cages that the platform's cards have, with where each stands.
  public var cages: [(place: Place, node: Node)] {
    (documents[.phal]?.root.all("cards") ?? []).flatMap { card in
      card.all("ports").map { (Place(slot: card["slot"]?.integer ?? 0, port: $0["port"]?.integer ?? 0), $0) }
    }
  }
}
