import PlatformFormats
import SwitchPlatform

/// Tables of ports: a cage for each front-panel port, a profile for each table.
struct OPXPorts {
  private let devices: OPXDevices
  private let deviceFile: String
  /// The module of a port: what `entity.xml` calls "Optics Media <port>".
  private var modules: [Int: String] = [:]
  private var places: [Int: Int] = [:]

  init(_ devices: OPXDevices, _ entities: XMLFile?, _ file: XMLFile?) {
    self.devices = devices
    deviceFile = file?.file ?? ""
    entities?.root.forEachElement { element in
      guard element.name == "resource", let name = element["name"], name.hasPrefix("Optics Media "), let module = element["reference"]
      else { return }
      if let number = Int(name.dropFirst("Optics Media ".count)), modules[number] == nil { modules[number] = module }
    }
  }

  mutating func add(_ table: XMLFile, folder: String, to draft: inout BoardDraft) {
    let file = FileTree.lastName(of: table.file)
    let suffix = "base_port_physical_mapping_table.xml"
    let prefix = file.dropLast(suffix.count).filter { $0 != "_" }
    var profile = BoardProfile(name: prefix.isEmpty ? folder : "\(folder)-\(prefix.hasSuffix("-") ? prefix.dropLast() : prefix[...])")
    profile.isDefault = draft.board.profiles.isEmpty
    profile.source = draft.source(table.file, table.root.position)
    let kinds = OPXPortKinds(table, &draft)
    let ports = table.root.children(named: "front-panel-port")
    for (index, port) in ports.enumerated() {
      let number = port.integer("id") ?? index + 1
      let lanes = port.children(named: "entry").compactMap { $0.integer("hwport") }
      let name = BoardDraft.name(port["name"] ?? "port \(number)")
      guard !lanes.isEmpty, lanes.count <= 64 else {
        draft.remark(table.file, port.position, "port '\(name)' is left out: it has no hwport, or too many")
        continue
      }
      guard let modes = kinds.modes(port, lanes: lanes.count, &draft), let first = modes.first else {
        draft.remark(table.file, port.position, "port '\(name)' has no ports in this profile")
        continue
      }
      let list = LaneList(asic: "npu\(port.integer("npu") ?? 0)", lanes: lanes)
      var choice = BoardProfile.Choice(
        cage: number, breakout: BreakoutMode(parts: first.parts.map { .init(count: $0.count, speed: $0.speed, lanes: $0.lanes) }))
      choice.names = first.ports == 1 ? [name] : (1...max(first.ports, 1)).map { "\(name)-\($0)" }
      choice.aliases = choice.names
      choice.source = draft.source(table.file, port.position)
      if let place = places[number] {
        offer(modes, draft.board.cages[place].lanes.lanes.count == lanes.count ? place : nil, &draft)
        if draft.board.cages[place].lanes != list { choice.lanes = list }
      } else {
        places[number] = draft.board.cages.count
        draft.board.cages.append(cage(port, number, name, list, modes, table.file, &draft))
      }
      profile.choices.append(choice)
    }
    draft.board.profiles.append(profile)
    draft.leaveOut(ports, but: ["id", "npu", "name", "mac_offset", "profile_type", "breakout"], of: "front-panel-port", in: table.file)
    draft.leaveOut(ports.flatMap { $0.children(named: "entry") }, but: ["hwport"], of: "entry", in: table.file)
  }

  private func offer(_ modes: [BreakoutMode], _ place: Int?, _ draft: inout BoardDraft) {
    guard let place else { return }
    for mode in modes where !draft.board.cages[place].breakouts.contains(where: { $0.offers(mode) }) {
      draft.board.cages[place].breakouts.append(mode)
    }
    let cage = draft.board.cages[place]
    let rate = CageFit.rate(cage.breakouts, lanes: cage.lanes.lanes.count)
    if cage.kind.laneSpeed < rate {
      draft.board.cages[place].kind = CageFit.kind(cage.lanes.lanes.count == 1 ? .sfp : .qsfp, lanes: cage.lanes.lanes.count, rate: rate)
    }
  }

  private func cage(
    _ port: XMLElement, _ number: Int, _ name: String, _ lanes: LaneList, _ modes: [BreakoutMode], _ file: String, _ draft: inout BoardDraft
  ) -> Cage {
    let module = modules[number].flatMap { devices.names[$0]?.device }.flatMap { devices.elements[$0] == nil ? nil : $0 }
    let element = module.flatMap { devices.elements[$0] }
    let rate = CageFit.rate(modes, lanes: lanes.lanes.count)
    // A port of one lane without a module, where others have modules, is one of copper.
    let isCopper = element == nil && !modules.isEmpty && lanes.lanes.count == 1
    let family: CageFit.Family = isCopper ? .copper : lanes.lanes.count == 1 ? .sfp : .qsfp
    var cage = Cage(number: number, kind: CageFit.kind(family, lanes: lanes.lanes.count, rate: rate), lanes: lanes, breakouts: modes)
    cage.source = draft.source(file, port.position)
    cage.macOffset = port.integer("mac_offset")
    guard let module, let element else { return cage }
    cage.eeprom = Point(DeviceReference(module))
    let signals = [
      ("mod_pres", "present"), ("mod_reset", "reset"), ("mod_lpmode", "lpmode"), ("mod_tx_control", "txdisable"), ("mod_rx_los", "rxlos"),
      ("mod_tx_fault", "txfault")
    ]
    for (key, signal) in signals {
      guard let bus = element.attribute("\(key)_bus"), bus.value != "module_always_enabled" else { continue }
      if let point = devices.point(bus.value, element.integer("\(key)_bitmask")) {
        cage.signals.append(.init(signal, point))
      } else {
        draft.remark(deviceFile, bus.position, "'\(bus.name)' of port '\(name)' is left out: there is no such pin")
      }
    }
    return cage
  }
}
