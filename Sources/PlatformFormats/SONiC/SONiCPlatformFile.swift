public import SwitchPlatform

/// A `platform.json`: the cages with their lanes and modes, and the inventory of the chassis.
public struct SONiCPlatformFile: Sendable {
  public var file: String
  public var root: Node
  /// The value of `interfaces`; `nil` where there is none.
  public var interfacesNode: Node?
  /// Where a name stands twice, the last one, as JSON readers have it.
  public var interfaces: [SONiCInterface]

  public init(file: String, root: Node) {
    self.file = file
    self.root = root
    interfacesNode = root["interfaces"]
    interfaces = SONiCPlatformFile.lastOfEach(interfacesNode?.pairs ?? []).map { SONiCInterface(key: $0.key, node: $0.value) }
  }

  /// Pairs by key; of equal keys the last.
  static func lastOfEach(_ pairs: [Node.Pair]) -> [Node.Pair] {
    var place: [String: Int] = [:]
    var result: [Node.Pair] = []
    for pair in pairs {
      let key = pair.key.text ?? ""
      if let known = place[key] { result[known] = pair } else { place[key] = result.count; result.append(pair) }
    }
    return result
  }
}

/// A cage of `platform.json`, under the name of its first port.
public struct SONiCInterface: Sendable {
  public struct Mode: Sendable {
    /// The key: the mode's text and place.
    public var key: Node
    public var value: Node
    /// `nil`: SONiC cannot read it.
    public var mode: SONiCBreakoutMode?

    /// The aliases of its ports. A string gives its letters, as it does in SONiC.
    public var aliases: [(text: String, position: SourcePosition)] {
      if let elements = value.elements { return elements.map { ($0.text ?? "", $0.position) } }
      return (value.text ?? "").map { (String($0), value.position) }
    }
  }

  public var key: Node
  public var node: Node
  public var name: String { key.text ?? "" }
  public var position: SourcePosition { key.position }
  public var indexNode: Node? { node["index"] }
  public var lanesNode: Node? { node["lanes"] }
  public var modesNode: Node? { node["breakout_modes"] }
  /// As SONiC splits it at commas; text, because nobody has checked it.
  public var indexes: [String]
  /// As SONiC splits it at commas.
  public var laneTexts: [String]
  /// `nil` where a lane is no number.
  public var lanes: [Int]?
  public var modes: [Mode]

  public init(key: Node, node: Node) {
    self.key = key
    self.node = node
    indexes = SONiCInterface.split(node["index"])
    laneTexts = SONiCInterface.split(node["lanes"])
    lanes = node["lanes"]?.text.flatMap { SONiCLanes.list($0) }
    modes = SONiCPlatformFile.lastOfEach(node["breakout_modes"]?.pairs ?? []).map {
      Mode(key: $0.key, value: $0.value, mode: SONiCBreakoutMode($0.key.text ?? ""))
    }
  }

  private static func split(_ node: Node?) -> [String] {
    guard let text = node?.text, text.utf8.count <= 65536 else { return [] }
    return text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
  }

  /// The mode that SONiC takes for a SKU's text: the first that is equal.
  public func mode(for wanted: SONiCBreakoutMode) -> Mode? { modes.first { $0.mode?.isSame(as: wanted) ?? false } }
}

/// A `hwsku.json`: the mode of each cage.
public struct SONiCHWSKU: Sendable {
  public struct Port: Sendable {
    public var key: Node
    public var node: Node
    public var name: String { key.text ?? "" }
    public var position: SourcePosition { key.position }
    public var modeNode: Node? { node["default_brkout_mode"] }
    public var mode: SONiCBreakoutMode? { modeNode?.text.flatMap { SONiCBreakoutMode($0) } }
  }

  public var file: String
  public var root: Node
  public var interfacesNode: Node?
  public var ports: [Port]

  public init(file: String, root: Node) {
    self.file = file
    self.root = root
    interfacesNode = root["interfaces"]
    ports = SONiCPlatformFile.lastOfEach(interfacesNode?.pairs ?? []).map { Port(key: $0.key, node: $0.value) }
  }
}
