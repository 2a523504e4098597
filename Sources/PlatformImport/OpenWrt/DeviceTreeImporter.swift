public import PlatformFormats
public import SwitchPlatform

/// A device tree with a DSA switch as a board of ours: identity, chip, CPU ports, cages with their modules' signals, devices and lights.
///
/// A port's lane is its `reg` + 1. With the board's `02_network`, ports get their roles and the board its PoE.
public struct DeviceTreeImporter {
  public private(set) var board: BoardDescription
  /// What was not taken over, with its place.
  public private(set) var remarks: [String] = []
  private let tree: DeviceTree
  private var devices: DeviceTreeDevices
  private let limits: (lanes: Int?, speed: UInt32?)

  /// - Parameters:
  ///   - chip: The switch's chip; `nil`: what the tree says.
  ///   - network: Roles and PoE of ports.
  /// - Throws: Where there is no switch in it, no port, or its chip cannot be told.
  public init(_ tree: DeviceTree, chip named: String? = nil, network: BoardNetwork? = nil, chips: KnownChips) throws(ImportFault) {
    self.tree = tree
    let file = tree.files.first ?? ""
    let switches = DSASwitch.all(in: tree)
    guard let first = switches.first else { throw ImportFault(message: "\(file): no switch with ports is in the tree") }
    let found = if let named { (named, "the command line") } else { try DeviceTreeChip.find(tree, first, chips) }
    limits = (
      chips.ports(found.0)?.lanes ?? chips.inventory.chip(named: found.0)?.lanes,
      chips.ports(found.0)?.maximumSpeed ?? chips.inventory.chip(named: found.0)?.maximumSpeed
    )
    devices = DeviceTreeDevices(tree)
    board = BoardDescription(platform: DeviceTreeImporter.identity(tree))
    board.sources["cages"] = "OpenWrt \(FileTree.lastName(of: file)); lane = switch port + 1"
    var asic = BoardASIC(name: "npu0", chip: found.0)
    asic.source = "OpenWrt \(found.1)"
    for other in switches.dropFirst() { remark(other.node.position, "switch '\(tree.path(of: other.node))' is left out: a board has one") }
    for include in tree.includes where !include.isResolved {
      remark(include.position, "'\(include.name)' is not there, and not looked into")
    }
    for macro in tree.unknownMacros { remark(macro.position, "'\(macro.text)' has no definition: what it makes is left out") }
    asic.attachment = attachment(first)
    for port in first.ports where port.isCPU {
      guard let reg = port.reg else { remark(port.node.position, "a CPU port without a number is left out"); continue }
      asic.cpu.append(
        BoardASIC.CPUPort(port: reg, speed: port.fixedSpeed.flatMap { UInt32(exactly: $0) }.flatMap { 10...1_600_000 ~= $0 ? $0 : nil }))
    }
    if asic.cpu.isEmpty, asic.attachment != .soc { asic.attachment = nil }
    board.asics = [asic]
    addPorts(first, network?.ports(of: tree.node(0)?.compatible.first ?? ""))
    guard !board.cages.isEmpty else {
      throw ImportFault(message: "\(tree.place(first.node.position)): the switch has no port that can be taken over")
    }
    addLights()
    (board.devices, board.leds) = (devices.devices, board.leds)
    remarks += devices.remarks
    for name in ["keys", "thermal-zones"] {
      if let root = tree.node(0), let node = tree.child(name, of: root) {
        remark(node.position, "'\(name)' is left out: a board has no such part")
      }
    }
  }

  private mutating func remark(_ place: SourcePosition, _ text: String) { remarks.append("\(tree.place(place)): \(text)") }

  // MARK: Identity

  private static func identity(_ tree: DeviceTree) -> BoardIdentity {
    let root = tree.node(0)
    let file = FileTree.lastName(of: tree.files.first ?? "")
    let compatible = root?.compatible.first ?? ""
    let safe = String(compatible.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "_" })
    let vendor = compatible.split(separator: ",").first.map { $0.lowercased() } ?? "unknown"
    let name = safe.isEmpty ? String(file.prefix { $0 != "." }) : safe
    var identity = BoardIdentity(id: name, vendor: vendor, product: root?.text("model").flatMap { $0.isEmpty ? nil : $0 } ?? name)
    identity.arch = arch(tree)
    if !compatible.isEmpty { identity.match = .mapping([.init("compatible", .text(compatible))]) }
    identity.console = console(tree)
    identity.source = "OpenWrt \(file)"
    return identity
  }

  private static func arch(_ tree: DeviceTree) -> String? {
    guard let root = tree.node(0), let cpus = tree.child("cpus", of: root), let cpu = tree.child("cpu", of: cpus) else { return nil }
    let word = cpu.compatible.first ?? ""
    if word.hasPrefix("mips,") { return "mips" }
    if word.hasPrefix("arm,cortex-a7") || word.hasPrefix("arm,cortex-a9") || word.hasPrefix("marvell,sheeva") { return "armv7" }
    return word.hasPrefix("arm,cortex-a") ? "aarch64" : nil
  }

  /// `serial0:115200n8` of `stdout-path`.
  private static func console(_ tree: DeviceTree) -> BoardIdentity.Console? {
    guard let root = tree.node(0), let chosen = tree.child("chosen", of: root), let path = chosen.text("stdout-path") else { return nil }
    let parts = path.split(separator: ":", maxSplits: 1)
    let baud = parts.count > 1 ? Int(parts[1].prefix { $0.isNumber }) : nil
    guard let name = parts.first, name.hasPrefix("serial"), let number = Int(name.dropFirst(6)), 0..<64 ~= number else { return nil }
    return .init(tty: "ttyS\(number)", baud: baud.flatMap { 300...4_000_000 ~= $0 ? $0 : nil })
  }

  private func attachment(_ node: DSASwitch) -> BoardASIC.Attachment? {
    let above = tree.node(node.node.parent)
    let words = [above?.name ?? "", tree.path(of: node.node)].joined(separator: " ")
    if words.contains("mdio") { return .mdio }
    if words.contains("spi") { return .spi }
    if words.contains("i2c@") { return .i2c }
    return node.compatible(in: tree).contains {
      $0.hasPrefix("realtek,rtl83") || $0.hasPrefix("realtek,rtl93") || $0.contains("mt7621") || $0.contains("mt7988")
    }
      ? .soc : nil
  }

  // MARK: Ports

  private mutating func addPorts(_ node: DSASwitch, _ network: BoardNetwork.Board?) {
    var ports: [(port: DSASwitch.Port, reg: Int, label: String)] = []
    var (regs, labels): (Set<Int>, Set<String>) = (Set(board.asics.flatMap { $0.cpu.map(\.port) }), [])
    for port in node.ports where !port.isCPU {
      let name = port.label?.text ?? port.reg.map { "port\($0)" } ?? ""
      func drop(_ why: String) { remark(port.node.position, "port '\(name)' is left out: \(why)") }
      if port.isLink { drop("it leads to another switch"); continue }
      guard let reg = port.reg else { drop("it has no number"); continue }
      guard !name.isEmpty, !name.contains("{"), !name.contains("}") else { drop("its name has braces, or is empty"); continue }
      if let lanes = limits.lanes, reg >= lanes { drop("the chip has ports 0…\(lanes - 1)"); continue }
      guard regs.insert(reg).inserted else { drop("port \(reg) is there already"); continue }
      guard labels.insert(name).inserted else { drop("its name is another port's"); continue }
      ports.append((port, reg, name))
    }
    // Ports that are numbered on the panel are the cages of these numbers.
    let digits = ports.map { entry in (head: entry.label.prefix { !$0.isNumber }, number: Int(entry.label.drop { !$0.isNumber })) }
    let numbers = digits.compactMap(\.number)
    let isNumbered =
      Set(digits.map(\.head)).count == 1 && numbers.count == ports.count && Set(numbers).count == ports.count
      && numbers.allSatisfy { 1...4096 ~= $0 }
    var profile = BoardProfile(name: "default")
    (profile.isDefault, profile.alias) = (true, "Ethernet{cage-1}")
    if isNumbered, let head = digits.first?.head { profile.portName = "\(head){cage}" }
    for (index, entry) in ports.enumerated() {
      let number = isNumbered ? numbers[index] : index + 1
      let cage = cage(entry.port, number, entry.reg, isNumbered ? String(number) : entry.label, node)
      board.cages.append(cage)
      guard let mode = cage.breakouts.first else { continue }
      var choice = BoardProfile.Choice(cage: number, breakout: mode)
      if cage.kind == .rj45 { choice.autoneg = true }
      if !isNumbered { choice.names = [entry.label] }
      choice.role = role(entry.label, entry.reg, network)
      profile.choices.append(choice)
    }
    board.cages.sort { $0.number < $1.number }
    profile.choices.sort { $0.cage < $1.cage }
    board.profiles = [profile]
    if let network {
      addPower(network, labels: Dictionary(ports.enumerated().map { ($1.label, isNumbered ? numbers[$0] : $0 + 1) }) { first, _ in first })
    }
  }

  private func role(_ label: String, _ reg: Int, _ network: BoardNetwork.Board?) -> BoardProfile.Role? {
    guard let network else { return nil }
    if network.lan.contains(where: { $0.text == label }) { return .lan }
    if network.wan.contains(where: { $0.text == label }) { return .wan }
    let port = network.switches.first?.ports.first { $0.number == reg }
    return port?.role.flatMap { ["lan": .lan, "wan": .wan][$0] }
  }

  private mutating func addPower(_ network: BoardNetwork.Board, labels: [String: Int]) {
    guard let budget = network.poeBudget, budget > 0 else { return }
    var poe = PowerOverEthernet(budget: budget)
    poe.source = "OpenWrt 02_network:\(network.position.line)"
    board.poe = poe
    // Which ports have power is said; how much each gives is not.
    let powered = network.unpowered.map { none in labels.keys.filter { !none.contains($0) } } ?? network.poePorts
    let numbers = powered.compactMap { labels[$0] }.sorted().map(String.init)
    if !numbers.isEmpty {
      remarks.append(
        "02_network:\(network.position.line): PoE is on cages \(numbers.joined(separator: ", ")); the power of each is not said")
    }
  }

  private mutating func cage(_ port: DSASwitch.Port, _ number: Int, _ reg: Int, _ label: String, _ node: DSASwitch) -> Cage {
    let sfp = port.sfp ?? port.phy.flatMap { tree.target($0) }.flatMap { $0.property("sfp")?.references.first }
    let isFibre = sfp != nil || port.phy.flatMap { tree.target($0) }?.property("sfp") != nil || (port.mode ?? "").hasSuffix("base-x")
    let sharers = port.serdes.map { serdes in node.ports.filter { $0.serdes?.name == serdes.name }.count } ?? 1
    var speed = DeviceTreeSpeed.speed(port.mode, sharers: sharers) ?? port.fixedSpeed.flatMap { UInt32(exactly: $0) } ?? 1000
    if !DeviceTreeSpeed.standard.contains(speed) { speed = 1000 }
    if let maximum = limits.speed, speed > maximum {
      remark(port.node.position, "\(speed) Mb/s of port '\(label)' are more than the chip's \(maximum): \(maximum) it is")
      speed = maximum
    }
    if DeviceTreeSpeed.speed(port.mode, sharers: sharers) == nil, port.fixedSpeed == nil {
      let said = port.mode.map { "phy-mode '\($0.prefix(40))' is not known" } ?? "no phy-mode is said"
      remark(port.node.position, "speed of port '\(label)' is assumed: \(said)")
    }
    let mode = DeviceTreeSpeed.mode(speed, isFibre: isFibre)
    var cage = Cage(
      number: number, kind: isFibre ? (speed > 10000 ? .sfp28 : .sfp) : .rj45, label: label,
      lanes: LaneList(asic: "npu0", lanes: [reg + 1]), breakouts: [mode])
    if let sfp, let module = tree.target(sfp) {
      devices.addModule(module, to: &cage)
    } else if let sfp {
      remark(sfp.position, "'&\(sfp.name)' of port '\(label)' is not in the tree")
    }
    if let phy = port.phy {
      if let node = tree.target(phy) {
        cage.phy = isFibre ? nil : devices.device(node)
      } else {
        remark(phy.position, "'&\(phy.name)' of port '\(label)' is not in the tree")
      }
    }
    return cage
  }

  // MARK: Lights

  private mutating func addLights() {
    var names: Set<String> = []
    for list in tree.all where list.compatible.contains("gpio-leds") || list.name == "&leds" {
      for node in tree.children(of: list) {
        let words = [node.property("color")?.cells.first, node.property("function")?.cells.first].compactMap { cell -> String? in
          if case .opaque(let text)? = cell?.content { text.split(separator: "_").last.map { $0.lowercased() } } else { nil }
        }
        let label = node.text("label") ?? (words.isEmpty ? node.name : words.joined(separator: ":"))
        let name = names.contains(label) ? "\(label)-\(node.name)" : label
        guard !name.contains("{"), !name.contains("}"), names.insert(name).inserted else {
          remark(node.position, "LED '\(name)' is left out: its name is taken"); continue
        }
        guard let property = node.property("gpios"), let point = devices.line(property) else {
          remark(node.position, "LED '\(name)' is left out: its line is not said")
          continue
        }
        var led = BoardLED(name: name)
        (led.role, led.at) = ("system", point)
        led.colors = [.init("on", 1), .init("off", 0)]
        board.leds.append(led)
      }
    }
  }

  /// The board's file.
  public var text: String {
    BoardWriter.text(
      board, heading: ["\(board.platform.product), imported from OpenWrt's device tree."],
      remarks: remarks.isEmpty ? [] : ["Not taken over:"] + remarks)
  }
}
