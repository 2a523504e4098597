public import SwitchPlatform

/// A `media_settings.json`: serdes values by port and module.
public struct MediaSettings: Sendable {
  public struct Key: Sendable {
    public var node: Node
    public var text: String { node.text ?? "" }
    /// The ports that it names, by index; `nil`: it is none of `7`, `1-32`, `1,3-5`.
    public var ports: [Int]?
  }

  public struct Section: Sendable {
    /// `GLOBAL_MEDIA_SETTINGS` or `PORT_MEDIA_SETTINGS`.
    public var name: String
    public var keys: [Key]
  }

  public var file: String
  public var sections: [Section]

  public init(file: String, root: Node) {
    self.file = file
    var left = MediaSettings.maximumPorts
    sections = ["GLOBAL_MEDIA_SETTINGS", "PORT_MEDIA_SETTINGS"].compactMap { name in
      guard let pairs = root[name]?.pairs else { return nil }
      return Section(
        name: name,
        keys: pairs.map { pair in
          let ports = left > 0 ? MediaSettings.ports(pair.key.text ?? "") : nil
          left -= ports?.count ?? 0
          return Key(node: pair.key, ports: ports)
        })
    }
  }

  /// Ports of all keys together beyond which no more are expanded.
  private static let maximumPorts = 1 << 20

  /// `1-32`, `40`, `1,3-5`.
  public static func ports(_ text: String) -> [Int]? {
    var result: [Int] = []
    guard text.utf8.count <= 4096 else { return nil }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0.trimmed) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], 0 <= first, first <= last, last < 65536
      else { return nil }
      result += first...last
      guard result.count <= 65536 else { return nil }
    }
    return result
  }
}
