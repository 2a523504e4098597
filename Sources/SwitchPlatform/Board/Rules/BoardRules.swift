/// What must hold between the values of a board file. Each fault is told where the value stands that is most likely wrong.
struct BoardRules {
  let findings: Findings
  let board: BoardDescription
  let root: Node
  let chips: KnownChips?
  /// A family by itself names devices and ASICs that its boards have; so does a board whose family is not there.
  let isPartial: Bool
  /// By name; of two of one name the first.
  let devices: [String: BoardDevice]
  /// By ASIC.
  let limits: [String: ChipLimits]

  init(findings: Findings, board: BoardDescription, root: Node, chips: KnownChips?, isPartial: Bool) {
    self.findings = findings
    self.board = board
    self.root = root
    self.chips = chips
    self.isPartial = isPartial
    devices = Dictionary(board.devices.map { ($0.name, $0) }) { first, _ in first }
    var limits: [String: ChipLimits] = [:]
    for asic in board.asics where limits[asic.name] == nil { limits[asic.name] = chips?.limits(asic.chip) }
    self.limits = limits
  }

  func check() {
    if isPartial {
      if !board.asics.isEmpty { checkCages() }
      return
    }
    checkASICs()
    checkCages()
    checkDevices()
    checkPoints()
    checkMonitoring()
    checkThermal()
    checkProfiles()
    findings.isRepeating = false
  }

  /// Tells something of a value: once for each text, however many numbers it stands for.
  func error(_ rule: String, _ origin: Origin, _ key: String?, _ message: String) {
    findings.isRepeating = origin.isRepeated
    findings.error(rule, at: key.map { origin.place($0) } ?? origin.place, message)
    findings.isRepeating = false
  }

  func error(_ rule: String, _ origin: Origin, _ message: String) { error(rule, origin, nil, message) }

  func warning(_ rule: String, _ origin: Origin, _ key: String?, _ message: String) {
    findings.isRepeating = origin.isRepeated
    findings.warning(rule, at: key.map { origin.place($0) } ?? origin.place, message)
    findings.isRepeating = false
  }

  func warning(_ rule: String, _ origin: Origin, _ message: String) { warning(rule, origin, nil, message) }

  private func checkASICs() {
    if board.asics.isEmpty, let section = root["asics"], section.pairs?.isEmpty == true {
      findings.error("KEY02", at: section.position, "'asics' is empty; expected an ASIC")
    }
    for asic in board.asics {
      if let chips, !asic.chip.isEmpty, !chips.names.contains(asic.chip), chips.inventory.chip(named: asic.chip) == nil {
        let known = chips.names + chips.inventory.chips.map(\.name)
        let other = chips.inventory.chips.first { $0.aliases.contains(asic.chip) }
        let suggestion = other.map { "; it is '\($0.name)' here" } ?? NearestName.suggestion(for: asic.chip, among: known)
        error("ASC07", asic.origin, "chip", "no chip file and no chip of the inventory is named '\(asic.chip.prefix(60))'\(suggestion)")
      }
      if let pci = asic.pci { checkPCI(pci.bdf, pci.id, pci.origin) }
      checkSerdes(asic)
      checkCPUPorts(asic)
    }
    for entry in board.pci { checkPCI(entry.place, entry.id, entry.origin) }
    for entry in board.usb { checkUSB(entry) }
  }

  /// A lane is wired once, and each pair of a core leads to one lane.
  private func checkSerdes(_ asic: BoardASIC) {
    var seen: [String: Int] = [:]
    for wire in asic.serdes {
      let uses = [
        ("lane", "lane \(wire.lane)"), ("tx", "sending pair \(wire.tx) of core \(wire.core)"),
        ("rx", "receiving pair \(wire.rx) of core \(wire.core)")
      ]
      for (key, use) in uses {
        if let other = seen[use] {
          error("SRD01", wire.origin, key, "\(use) of ASIC '\(asic.name)' is wired twice; the first is for lane \(other)")
        } else {
          seen[use] = wire.lane
        }
      }
      if let limits = limits[asic.name], let lanes = limits.lanes, !(limits.firstLane..<limits.firstLane + lanes).contains(wire.lane) {
        error("SRD02", wire.origin, "lane", "lane \(wire.lane) is beyond chip '\(asic.chip)', which has \(lanes) lanes")
      }
    }
  }

  /// A switch behind another chip has a way to the CPU, and each way is its own.
  private func checkCPUPorts(_ asic: BoardASIC) {
    if asic.cpu.isEmpty, let attachment = asic.attachment, [.mdio, .spi, .i2c].contains(attachment) {
      error("CPU01", asic.origin, "attach", "ASIC '\(asic.name)' is attached by \(attachment.rawValue) and has no CPU port; expected 'cpu'")
    }
    var ports: Set<Int> = []
    var interfaces: Set<String> = []
    for port in asic.cpu {
      if !ports.insert(port.port).inserted { error("CPU02", port.origin, "port", "port \(port.port) is a CPU port already") }
      if let interface = port.interface, !interfaces.insert(interface).inserted {
        error("CPU02", port.origin, "interface", "interface '\(interface)' is on another CPU port already")
      }
      // The small chips' ports count from 0, and their lanes from 1.
      guard chips.map({ $0.names.contains(asic.chip) }) ?? false, limits[asic.name]?.maximumPorts == limits[asic.name]?.lanes else {
        continue
      }
      let cage = board.cages.first { cage in
        cage.lanes.asic == asic.name && cage.lanes.space == nil && cage.lanes.lanes.contains(port.port &+ 1)
      }
      if let cage { error("CPU02", port.origin, "port", "port \(port.port) leads to the CPU, and to cage \(cage.number)") }
    }
  }

  /// `{ bdf: "01:00.0", id: "14e4:b870" }`
  private func checkPCI(_ bdf: String?, _ id: String?, _ origin: Origin) {
    func check(_ key: String, _ text: String?, _ separators: String, _ digits: [Int], _ expected: String) {
      guard let text else { return }
      let parts = text.split(omittingEmptySubsequences: false) { separators.contains($0) }
      let isRight = parts.map(\.count) == digits && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
      if !isRight { error("PCI01", origin, key, "'\(key)' is '\(text.prefix(40))'; expected \(expected)") }
    }
    check("bdf", bdf, ":.", [2, 2, 1], "bus:device.function, such as 01:00.0")
    check("id", id, ":", [4, 4], "vendor:device, such as 14e4:b870")
  }

  private func checkUSB(_ entry: BoardBusEntry) {
    if let place = entry.place {
      let halves = place.split(separator: "-", omittingEmptySubsequences: false)
      let ports = (halves.last ?? "").split(separator: ".", omittingEmptySubsequences: false)
      let isRight =
        halves.count == 2 && (halves.first.flatMap { Quantity.integer($0) } != nil) && ports.allSatisfy { Quantity.integer($0) != nil }
      if !isRight { error("USB01", entry.origin, "port", "'port' is '\(place.prefix(40))'; expected bus-port.port, such as 1-1.2") }
    }
    if let id = entry.id {
      let parts = id.split(separator: ":", omittingEmptySubsequences: false)
      let isRight = parts.map(\.count) == [4, 4] && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
      if !isRight { error("USB01", entry.origin, "id", "'id' is '\(id.prefix(40))'; expected vendor:product, such as 0403:6001") }
    }
  }
}
