import SwitchPlatform

/// A switch of a device tree as Linux' distributed switch architecture describes one: a node with `ports` or `ethernet-ports`.
///
/// - Source: Linux Documentation/devicetree/bindings/net/dsa/dsa.yaml, ethernet-switch.yaml, ethernet-controller.yaml.
public struct DSASwitch: Sendable {
  public struct Port: Sendable {
    public var node: DTSNode
    /// The chip's port; `nil`: not said, or no number.
    public var reg: Int?
    /// The interface's name: `label`, or OpenWrt's own property.
    public var label: DeviceTree.Word?
    /// `internal`, `sgmii`, `10gbase-r`, …
    public var mode: String?
    /// The interface of the CPU that it leads to; such a port is no user's.
    public var ethernet: DTSReference?
    public var phy: DTSReference?
    public var sfp: DTSReference?
    public var serdes: DTSReference?
    public var hasFixedLink: Bool
    /// Of a fixed link.
    ///
    /// - Unit: Mb/s.
    public var fixedSpeed: Int?
    /// Whether it learns its speed in band.
    public var isManaged: Bool
    /// Whether it leads to another switch.
    public var isLink: Bool

    public var isCPU: Bool { ethernet != nil }
  }

  public var node: DTSNode
  public var ports: [Port]

  private static let portNames: Set<String> = ["port", "ethernet-port"]

  /// All switches of a tree that are used, in its order.
  public static func all(in tree: DeviceTree) -> [DSASwitch] {
    tree.all.compactMap { DSASwitch($0, in: tree) }
  }

  init?(_ node: DTSNode, in tree: DeviceTree) {
    guard !node.isDisabled, let list = tree.children(of: node).first(where: { ["ports", "ethernet-ports"].contains($0.name) }) else {
      return nil
    }
    let nodes = tree.children(of: list).filter { DSASwitch.portNames.contains($0.baseName) }
    // The links between a display's or camera's parts are `ports` too.
    guard !nodes.contains(where: { tree.child("endpoint", of: $0) != nil }) else { return nil }
    ports = nodes.filter { !$0.isDisabled }.map { DSASwitch.port($0, in: tree) }
    self.node = node
    let isSwitch = node.baseName.contains("switch") || node.name.hasPrefix("&switch")
    guard !ports.isEmpty, isSwitch || ports.contains(where: { $0.label != nil || $0.isCPU || $0.mode != nil || $0.phy != nil }) else {
      return nil
    }
  }

  private static func port(_ node: DTSNode, in tree: DeviceTree) -> Port {
    let link = tree.child("fixed-link", of: node)
    let name = (node.property("label") ?? node.property("openwrt,netdev-name"))?.strings.first
    return Port(
      node: node, reg: node.number("reg").flatMap { (0...4095).contains($0) ? $0 : nil },
      label: name.map { DeviceTree.Word(text: $0.text, position: $0.position) },
      mode: node.text("phy-mode") ?? node.text("phy-connection-type"),
      ethernet: node.property("ethernet")?.references.first,
      phy: (node.property("phy-handle") ?? node.property("phy") ?? node.property("phy-device"))?.references.first,
      sfp: node.property("sfp")?.references.first, serdes: node.property("pcs-handle")?.references.first,
      hasFixedLink: link != nil || node.property("fixed-link") != nil,
      fixedSpeed: link?.number("speed"), isManaged: node.property("managed") != nil, isLink: node.property("link") != nil)
  }

  /// What the chip is called, from the switch's own words to the board's: `realtek,rtl9301-switch`, `realtek,rtl8382-soc`.
  public func compatible(in tree: DeviceTree) -> [String] {
    var result = node.compatible
    var next = tree.node(node.parent)
    while let one = next, result.count < 64 {
      if one.parent == nil, one.name == "/" { result += one.compatible }
      next = tree.node(one.parent)
    }
    if tree.path(of: node).hasPrefix("&"), let root = tree.node(0) { result += root.compatible }
    return result
  }
}
