public import SwitchPlatform

/// A device of `devices.yaml`.
public struct OpenSwitchDevice: Sendable {
  /// A write to a register of another device: `pre` chooses a way through a multiplexer, `post` leaves it.
  public struct Write: Hashable, Sendable {
    public var device: String
    public var register: Int?
    public var data: [Int?]
  }

  public var node: Node
  public var name: Node
  public var bus: Node?
  public var type: String?
  public var address: Node?
  public var pre: [Write]
  public var post: [Write]

  init?(_ node: Node) {
    guard let name = node["name"], name.text != nil else { return nil }
    self.node = node
    self.name = name
    bus = node["bus"]
    type = node["dev_type"]?.text
    address = node["address"]
    pre = OpenSwitchDevice.writes(node["pre"])
    post = OpenSwitchDevice.writes(node["post"])
  }

  private static func writes(_ node: Node?) -> [Write] {
    (node?.elements ?? []).map { write in
      Write(
        device: write["device"]?.text ?? "", register: write["register"]?.integer,
        data: (write["data"]?.elements ?? []).map(\.integer))
    }
  }
}

/// Bits of a register: `{device, register, bitmask, polarity}`.
public struct OpenSwitchPoint: Sendable {
  public var node: Node
  public var device: Node
  public var register: Int?
  public var mask: Int?
  /// A set bit means no.
  public var isNegative: Bool
  /// Bits that values are moved up by before they are written.
  public var shift: Int

  public init?(_ node: Node) {
    guard let device = node["device"], device.text != nil, node["register"] != nil else { return nil }
    self.node = node
    self.device = device
    register = node["register"]?.integer
    mask = node["bitmask"]?.integer
    isNegative = node["polarity"]?.text == "negative"
    shift = node["shift"]?.integer ?? 0
  }

  /// All points below a value, with the key that each stands at.
  public static func all(in root: Node) -> [(key: String, point: OpenSwitchPoint)] {
    var result: [(key: String, point: OpenSwitchPoint)] = []
    var open: [(key: String, node: Node)] = [("", root)]
    while let (key, node) = open.popLast() {
      if let point = OpenSwitchPoint(node) { result.append((key, point)) }
      for pair in (node.pairs ?? []).reversed() { open.append((pair.key.text ?? "", pair.value)) }
      for element in (node.elements ?? []).reversed() { open.append((key, element)) }
    }
    return result
  }
}

/// A port of `ports.yaml`.
public struct OpenSwitchPort: Sendable {
  public var node: Node
  public var name: Node
  public var parent: Node?
  public var subports: [Node]
  public var signals: [(name: Node, point: OpenSwitchPoint)]

  init?(_ node: Node) {
    guard let name = node["name"], name.text != nil else { return nil }
    self.node = node
    self.name = name
    parent = node["parent_port"]
    subports = node["subports"]?.elements ?? []
    signals = (node["module_signals"]?.pairs ?? []).compactMap { pair in OpenSwitchPoint(pair.value).map { (pair.key, $0) } }
  }
}
