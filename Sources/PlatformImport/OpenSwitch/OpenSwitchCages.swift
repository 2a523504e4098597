import PlatformFormats
import SwitchPlatform

/// Ports that have no parent are cages; those that have one are what the cage can be split to.
enum OpenSwitchCages {
  private static let signals: [String: String] = [
    "mod_present": "present", "reset": "reset", "lp_mode": "lpmode", "tx_disable": "txdisable", "tx_fault": "txfault", "rx_loss": "rxlos",
    "interrupt": "interrupt", "int": "int", "interrupt_mask": "interruptMask"
  ]

  static func add(_ set: OpenSwitchSet, _ document: TreeDocument, _ limits: ChipLimits?, _ draft: inout BoardDraft) {
    let ports = set.ports
    let children = Dictionary(grouping: ports.filter { $0.parent != nil }) { $0.parent?.text ?? "" }
    let whole = ports.filter { $0.parent == nil }
    let eeproms = Set(set.devices.compactMap(\.name.text))
    let lanes = lanes(whole, children, limits)
    if lanes.isInOrder {
      draft.remark(
        document.file, document.root.position,
        "'switch_device_port' is left out: it leaves no room for the lanes of the cages, which are numbered as they stand")
    }
    var profile = BoardProfile(name: draft.board.platform.product)
    profile.isDefault = true
    profile.source = draft.source(document.file, document.root.position)
    for (index, port) in whole.enumerated() {
      let text = port.name.text ?? ""
      let number = port.name.integer ?? index + 1
      let own = lanes.lists[index]
      let subports = children[text] ?? []
      guard let mode = mode([port], lanes: own.count) else {
        draft.remark(document.file, port.name.position, "port '\(text)' is left out: its speeds are not said")
        continue
      }
      var modes = [mode]
      if !subports.isEmpty {
        if let split = self.mode(subports, lanes: own.count) {
          modes.append(split)
        } else {
          draft.remark(document.file, port.name.position, "the sub-ports of port '\(text)' are left out: they are not alike")
        }
      }
      let kind = kind(port.node["connector"]?.text ?? "", own.count, modes)
      var cage = Cage(number: number, kind: kind, label: text, lanes: LaneList(asic: "npu0", lanes: own), breakouts: modes)
      cage.source = draft.source(document.file, port.name.position)
      if let eeprom = port.node["module_eeprom"], let device = eeprom.text {
        if eeproms.contains(device) {
          cage.eeprom = Point(DeviceReference(BoardDraft.name(device)))
        } else {
          draft.remark(document.file, eeprom.position, "'module_eeprom' of port '\(text)' is left out: there is no device '\(device)'")
        }
      }
      for (key, own) in port.signals {
        let name = (key.text ?? "").split(separator: "_", maxSplits: 1).last.map(String.init) ?? ""
        guard let signal = signals[name], let point = OpenSwitchImporter.point(own.node) else {
          draft.remark(document.file, key.position, "'\(key.text ?? "")' of port '\(text)' is left out: it is no signal of a module")
          continue
        }
        cage.signals.append(.init(signal, point))
      }
      draft.board.cages.append(cage)
      var choice = BoardProfile.Choice(
        cage: number, breakout: BreakoutMode(parts: mode.parts.map { .init(count: $0.count, speed: $0.speed) }))
      choice.names = [BoardDraft.name(text)]
      choice.aliases = choice.names
      choice.source = cage.source
      profile.choices.append(choice)
    }
    draft.board.profiles = [profile]
    let known: Set<String> = [
      "name", "switch_device", "switch_device_port", "connector", "max_speed", "speeds", "subports", "module_eeprom", "module_signals",
      "parent_port", "subport_number"
    ]
    draft.leaveOut(ports.map(\.node), but: known, of: "ports", in: document.file)
    if let info = document.root["port_info"] {
      draft.leaveOut([info], but: ["number_ports", "max_port_speed"], of: "port_info", in: document.file)
      if let count = info["number_ports"], let value = count.integer, value != ports.count {
        draft.remark(document.file, count.position, "'number_ports' is \(value); the file has \(ports.count)")
      }
    }
  }

  /// Lanes by port: those of its sub-ports, or from its own number on; where these overlap, as the ports stand.
  private static func lanes(
    _ whole: [OpenSwitchPort], _ children: [String: [OpenSwitchPort]], _ limits: ChipLimits?
  ) -> (lists: [[Int]], isInOrder: Bool) {
    let widths = whole.map { port -> Int in
      let split = children[port.name.text ?? ""]?.count ?? 0
      return split > 0 ? min(split, 8) : port.node["connector"]?.text?.hasPrefix("QSFP") == true ? 4 : 1
    }
    var lists: [[Int]] = []
    for (port, width) in zip(whole, widths) {
      let split = (children[port.name.text ?? ""] ?? []).compactMap { $0.node["switch_device_port"]?.integer }
      let first = port.node["switch_device_port"]?.integer ?? 0
      let isSaid = split.count == width && width > 1
      lists.append(isSaid ? split : (1...65000).contains(first) ? Array(first..<(first + width)) : [])
    }
    let all = lists.flatMap { $0 }
    let last = limits.flatMap { limits in limits.lanes.map { limits.firstLane + $0 } } ?? 65536
    if Set(all).count == all.count, lists.allSatisfy({ !$0.isEmpty }), all.allSatisfy({ (0..<last).contains($0) }) { return (lists, false) }
    var next = limits?.firstLane ?? 1
    let ordered = widths.map { width in
      defer { next += width }
      return Array(next..<(next + width))
    }
    return (ordered, true)
  }

  /// The ports of a cage that are in use at a time, with all speeds of theirs; `nil` where they differ, or have none.
  private static func mode(_ ports: [OpenSwitchPort], lanes: Int) -> BreakoutMode? {
    var found: Set<[UInt32]> = []
    for port in ports {
      let most = BoardDraft.speed(port.node["max_speed"]?.integer)
      let all = (port.node["speeds"]?.elements ?? []).compactMap { BoardDraft.speed($0.integer) }
      guard let speed = most ?? all.max() else { return nil }
      found.insert([speed] + all.filter { $0 != speed }.sorted(by: >))
    }
    guard found.count == 1, let speeds = found.first, let speed = speeds.first, ports.count <= 64 else { return nil }
    return BreakoutMode(parts: [.init(count: ports.count, speed: speed, alternatives: Array(speeds.dropFirst()))])
  }

  private static func kind(_ connector: String, _ lanes: Int, _ modes: [BreakoutMode]) -> CageKind {
    let rate = CageFit.rate(modes, lanes: lanes)
    switch connector {
    case "RJ45": return .rj45
    case "SFP_PLUS": return CageFit.kind(.sfp, lanes: lanes, rate: rate)
    case "SFP28": return .sfp28
    case "QSFP28": return .qsfp28
    default: return CageFit.kind(connector.hasPrefix("QSFP") ? .qsfp : .inside, lanes: lanes, rate: rate)
    }
  }
}
