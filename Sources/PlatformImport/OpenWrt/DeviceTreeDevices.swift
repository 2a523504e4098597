import PlatformFormats
import SwitchPlatform

/// The devices that a board's ports and lights need, with the buses they are on.
struct DeviceTreeDevices {
  private(set) var devices: [BoardDevice] = []
  private(set) var remarks: [String] = []
  private let tree: DeviceTree
  private var made: [Int: DeviceReference] = [:]
  private var names: Set<String> = Set(BoardDevice.roots)
  private var addresses: [DeviceReference: Set<Int>] = [:]

  init(_ tree: DeviceTree) { self.tree = tree }

  private mutating func remark(_ place: SourcePosition, _ text: String) { remarks.append("\(tree.place(place)): \(text)") }

  private static func isMDIO(_ node: DTSNode) -> Bool { node.name.contains("mdio") }
  private static func isMultiplexer(_ node: DTSNode) -> Bool {
    node.compatible.contains { $0.contains("pca954") || $0.contains("pca984") || $0.contains("i2c-mux") }
  }
  private static func isI2C(_ node: DTSNode) -> Bool {
    node.baseName.hasPrefix("i2c") || node.name.hasPrefix("&i2c") || node.compatible.contains { $0.contains("i2c") }
  }

  /// A node as a device; a channel of a multiplexer as one of its channels.
  mutating func device(_ node: DTSNode) -> DeviceReference? { device(node, depth: 0) }

  private mutating func device(_ node: DTSNode, depth: Int) -> DeviceReference? {
    if let known = made[node.number] { return known }
    guard depth < DeviceTree.maximumDepth else { return nil }
    let parent = tree.node(node.parent)
    if let parent, DeviceTreeDevices.isMultiplexer(parent), let channel = node.number("reg"), 0..<1024 ~= channel,
      let above = device(parent, depth: depth + 1)
    {
      // A kind whose channels are not known has those that are used.
      let reference = DeviceReference(above.device, channel: channel)
      if let place = devices.firstIndex(where: { $0.name == above.device }), devices[place].channelCount.map({ channel >= $0 }) ?? true {
        devices[place].channels = channel + 1
      }
      made[node.number] = reference
      return reference
    }
    var on: DeviceReference = DeviceReference("platform", channel: nil)
    var isAddressed = false
    if let parent, DeviceTreeDevices.isI2C(parent) || DeviceTreeDevices.isMDIO(parent), let bus = self.device(parent, depth: depth + 1) {
      (on, isAddressed) = (bus, true)
    }
    var device = BoardDevice(name: name(node), kind: kind(node), on: on)
    if isAddressed, let address = node.number("reg") {
      let isPHY = parent.map(DeviceTreeDevices.isMDIO) ?? false
      if !(0...(isPHY ? 31 : 0x7f)).contains(address) {
        remark(node.position, "address \(address) of '\(device.name)' is left out: the bus has none such")
      } else if addresses[on, default: []].insert(address).inserted {
        device.address = address
      } else {
        remark(node.position, "address \(address) of '\(device.name)' is left out: another device on the bus has it")
      }
    }
    device.source = "OpenWrt \(FileTree.lastName(of: tree.file(of: node.position))):\(node.position.line)"
    devices.append(device)
    let reference = DeviceReference(device.name)
    made[node.number] = reference
    return reference
  }

  private mutating func name(_ node: DTSNode) -> String {
    let base = node.labels.first ?? String(node.key.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "_" })
    var (name, count) = (base, 2)
    while !names.insert(name).inserted { (name, count) = ("\(base)_\(count)", count + 1) }
    return name
  }

  private func kind(_ node: DTSNode) -> String {
    if DeviceTreeDevices.isMDIO(node) { return "mdio" }
    let word = node.compatible.first.map { String($0[($0.lastIndex(of: ",").map { $0 } ?? $0.startIndex)...].drop { $0 == "," }) }
    if let word, word.hasPrefix("ethernet-phy-") { return "ethernet-phy" }
    return word.flatMap { $0.isEmpty ? nil : $0 } ?? (DeviceTreeDevices.isI2C(node) ? "i2c-adapter" : node.baseName)
  }

  /// `<&gpio1 27 GPIO_ACTIVE_LOW>`: the line, and whether low means yes.
  mutating func line(_ property: DTSProperty) -> Point? {
    let cells = property.cells
    guard cells.count >= 2, case .reference(let reference) = cells[0].content, let line = cells[1].number, 0...63 ~= line else {
      return nil
    }
    guard let node = tree.target(reference), let controller = device(node) else {
      remark(reference.position, "'&\(reference.name)' is not in the tree; its line \(line) is left out")
      return nil
    }
    var isLow = false
    if cells.count > 2 {
      switch cells[2].content {
      case .number(let flags): isLow = flags & 1 == 1
      case .opaque(let text): isLow = text.contains("ACTIVE_LOW")
      case .reference: break
      }
    }
    return Point(controller, bit: line, invert: isLow)
  }

  /// - Source: Linux bindings net/sff,sfp.yaml.
  private static let signals: [(property: String, name: String)] = [
    ("mod-def0-gpio", "present"), ("los-gpio", "los"), ("tx-fault-gpio", "txfault"), ("tx-disable-gpio", "txdisable"),
    ("rate-select0-gpio", "rateselect0"), ("rate-select1-gpio", "rateselect1")
  ]

  /// The memory and signals of a cage's module.
  mutating func addModule(_ node: DTSNode, to cage: inout Cage) {
    for signal in DeviceTreeDevices.signals {
      guard let property = node.property(signal.property) ?? node.property(signal.property + "s"), let point = line(property) else {
        continue
      }
      cage.signals.append(.init(signal.name, point))
    }
    guard let reference = node.property("i2c-bus")?.references.first else {
      return remark(node.position, "module '\(node.name)' has no I2C bus")
    }
    guard let bus = tree.target(reference), let on = device(bus) else {
      return remark(reference.position, "'&\(reference.name)' is not in the tree; the memory of '\(node.name)' is left out")
    }
    guard addresses[on, default: []].insert(0x50).inserted else {
      return remark(node.position, "the memory of '\(node.name)' is left out: another one is on its bus")
    }
    var device = BoardDevice(name: name(node), kind: "sfp", on: on, address: 0x50)
    device.source = "OpenWrt \(FileTree.lastName(of: tree.file(of: node.position))):\(node.position.line)"
    devices.append(device)
    cage.eeprom = Point(DeviceReference(device.name))
  }
}
