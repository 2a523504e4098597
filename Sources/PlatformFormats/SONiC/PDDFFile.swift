public import SwitchPlatform

/// A `pddf-device.json`: the devices of a board on their buses, with the registers that drivers read.
public struct PDDFFile: Sendable {
  public var file: String
  public var root: Node
  /// `PLATFORM`: how many there are of each kind, and the kernel modules.
  public var platform: Node?
  /// In the order of the file; where a name stands twice, the last one.
  public var devices: [PDDFDevice]
  private var places: [String: Int] = [:]

  public init(file: String, root: Node) {
    self.file = file
    self.root = root
    platform = root["PLATFORM"]
    devices = SONiCPlatformFile.lastOfEach(root.pairs ?? []).compactMap { PDDFDevice(key: $0.key, node: $0.value) }
    for (index, device) in devices.enumerated() { places[device.name] = index }
  }

  public subscript(_ name: String) -> PDDFDevice? { places[name].map { devices[$0] } }
}

/// A device of a `pddf-device.json`.
public struct PDDFDevice: Sendable {
  /// A number with the place where it stands.
  public struct Number: Hashable, Sendable {
    public var value: Int
    public var text: String
    public var position: SourcePosition

    init?(_ node: Node?) {
      guard let node, let text = node.text, let value = SONiCNumber.parse(text) else { return nil }
      (self.value, self.text, position) = (value, text, node.position)
    }
  }

  /// A channel of a multiplexer and a device behind it. One channel can stand several times.
  public struct Channel: Sendable {
    public var number: Number
    public var device: Node
  }

  public struct Attribute: Sendable {
    public var nameNode: Node
    public var name: String { nameNode.text ?? "" }
    /// An I2C address, or an offset where the device is none of I2C's.
    public var address: Number?
    /// The device that has the register.
    public var device: Node?
    public var deviceType: String?
    /// The register in it.
    public var offset: Number?
    /// Which of its bits: an index for transceivers, a mask for power supplies and fans.
    public var mask: Number?
  }

  public var key: Node
  public var node: Node
  public var name: String { key.text ?? "" }
  /// `MUX`, `CPLD`, `QSFP28`, …
  public var kind: String
  /// `device_name`.
  public var ownName: Node?
  public var parent: Node?
  /// The port, power supply, … that it is an interface of.
  public var virtualParent: Node?
  /// The number of the bus that it is on.
  public var bus: Number?
  public var address: Number?
  public var chip: String?
  /// The bus of a multiplexer's channel 0; the others follow.
  public var virtualBus: Number?
  public var channels: [Channel]
  /// The devices that a port or power supply consists of.
  public var interfaces: [Node]
  /// The devices directly on a controller's bus.
  public var children: [Node]
  public var attributes: [Attribute]

  /// - Returns: `nil` where it has no `dev_info`, and so is no device.
  public init?(key: Node, node: Node) {
    guard let info = node["dev_info"] else { return nil }
    self.key = key
    self.node = node
    kind = info["device_type"]?.text ?? ""
    ownName = PDDFDevice.named(info["device_name"])
    parent = PDDFDevice.named(info["device_parent"])
    virtualParent = PDDFDevice.named(info["virt_parent"])
    let i2c = node["i2c"]
    let topology = i2c?["topo_info"]
    bus = Number(topology?["parent_bus"])
    address = Number(topology?["dev_addr"])
    chip = topology?["dev_type"]?.text
    virtualBus = Number(i2c?["dev_attr"]?["virt_bus"])
    channels = (i2c?["channel"]?.elements ?? []).compactMap { element in
      guard let number = Number(element["chn"]), let device = PDDFDevice.named(element["dev"]) else { return nil }
      return Channel(number: number, device: device)
    }
    interfaces = (i2c?["interface"]?.elements ?? []).compactMap { PDDFDevice.named($0["dev"]) }
    children = (i2c?["DEVICES"]?.elements ?? []).compactMap { PDDFDevice.named($0["dev"]) }
    attributes = (i2c?["attr_list"]?.elements ?? []).compactMap { element in
      guard let name = element["attr_name"], name.text != nil else { return nil }
      return Attribute(
        nameNode: name, address: Number(element["attr_devaddr"]), device: PDDFDevice.named(element["attr_devname"]),
        deviceType: element["attr_devtype"]?.text, offset: Number(element["attr_offset"]), mask: Number(element["attr_mask"]))
    }
  }

  /// A name that is given: neither empty nor `null`.
  private static func named(_ node: Node?) -> Node? {
    guard let node, case .scalar(let text, let isQuoted) = node.content, isQuoted, !text.isEmpty else { return nil }
    return node
  }

  /// How many channels its chip has, where the name of the chip says it.
  public var channelCount: Int? {
    switch chip {
    case "pca9548", "pca9547", "tca9548": 8
    case "pca9546", "pca9545", "pca9544", "tca9546": 4
    case "pca9540", "pca9542", "pca9543": 2
    default: nil
    }
  }

  /// The buses of its channels; `nil`: it has no channels, or does not say where they begin.
  public var buses: ClosedRange<Int>? {
    guard let base = virtualBus?.value, base < 1 << 16 else { return nil }
    let listed = channels.map(\.number.value).filter { $0 < 1 << 16 }.max().map { $0 + 1 } ?? 0
    let count = max(channelCount ?? 0, listed)
    return count > 0 ? base...(base + count - 1) : nil
  }
}
