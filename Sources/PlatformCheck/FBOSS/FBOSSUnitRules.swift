import PlatformFormats
import SwitchPlatform

/// Units, slots, buses and addresses of `platform_manager.json`.
enum FBOSSUnitRules {
  static func check(_ platform: FBOSSPlatform, into report: Report) {
    guard let document = platform.manager else { return }
    KeyCheck(file: document.file, report: report).check(
      document.root, "the file", required: ["rootPmUnitName", "rootSlotType", "slotTypeConfigs", "pmUnitConfigs"],
      optional: ["platformName", "i2cAdaptersFromCpu", "versionedPmUnitConfigs", "symbolicLinkToDevicePath"])
    let rule = Naming(platform: platform, file: document.file, report: report)
    rule.slotType(document.root["rootSlotType"], "'rootSlotType'")
    rule.unit(document.root["rootPmUnitName"], "'rootPmUnitName'")
    for (name, type) in platform.slotTypes.sorted(by: { $0.key < $1.key }) {
      rule.unit(type.node["pmUnitName"], "slot type '\(name)'")
      if let bus = type.node["idpromConfig"]?["busName"], let text = bus.text, let parsed = FBOSSBus(text), parsed.isIncoming {
        rule.incoming(parsed, bus, "the IDPROM of slot type '\(name)'", type.busCount)
      }
    }
    for unit in platform.units.values.joined() { check(unit, rule) }
  }

  private static func check(_ unit: FBOSSUnit, _ rule: Naming) {
    let what = "unit '\(unit.name)'"
    rule.slotType(unit.slotType, what)
    var first: [String: SourcePosition] = [:]
    for (name, _) in unit.names {
      let text = name.text ?? ""
      if let place = first[text] {
        rule.report.error(
          "DEV05", rule.file, at: name.position, "\(what) has the device '\(text)' twice",
          related: [Diagnostic.Related(file: rule.file, at: place, "first here")])
      }
      first[text] = first[text] ?? name.position
    }
    let incoming = unit.slotType?.text.flatMap { rule.platform.slotTypes[$0]?.busCount }
    var places: [String: Node] = [:]
    for device in unit.i2cDevices {
      guard let bus = device["busName"] else { continue }
      let name = device["pmUnitScopedName"]?.text ?? ""
      rule.bus(bus, of: unit, "device '\(name)'", incoming)
      guard let address = device["address"] else { continue }
      guard let value = address.integer, (0...0x7f).contains(value) else {
        rule.report.error(
          "TYP02", rule.file, at: address.position, "the address of device '\(name)' is '\(address.text ?? "")'; expected 0x00…0x7f")
        continue
      }
      let key = "\(bus.text ?? "") \(value)"
      if let other = places[key], let place = other["address"]?.position {
        rule.report.warning(
          "I2C04", rule.file, at: address.position,
          "device '\(name)' has bus '\(bus.text ?? "")' and address \(address.text ?? "") of '\(other["pmUnitScopedName"]?.text ?? "")'",
          related: [Diagnostic.Related(file: rule.file, at: place, "first here")])
      }
      places[key] = places[key] ?? device
    }
    for slot in unit.slots { check(slot, unit, incoming, rule) }
    formulas(unit, rule)
  }

  private static func check(_ slot: FBOSSUnit.Slot, _ unit: FBOSSUnit, _ incoming: Int?, _ rule: Naming) {
    let what = "slot '\(slot.name.text ?? "")'"
    rule.slotType(slot.type, what)
    for bus in slot.buses { rule.bus(bus, of: unit, what, incoming) }
    if let type = slot.type?.text.flatMap({ rule.platform.slotTypes[$0] }), type.busCount != slot.buses.count {
      rule.report.error(
        "KEY03", rule.file, at: slot.node["outgoingI2cBusNames"]?.position ?? slot.name.position,
        "\(what) has \(slot.buses.count) buses; slot type '\(slot.type?.text ?? "")' has \(type.busCount)")
    }
  }

  /// EXP02: placeholders and brackets of `csrOffsetCalc`.
  private static func formulas(_ unit: FBOSSUnit, _ rule: Naming) {
    let known: [String] = ["adapterIndex", "startAdapterIndex", "portNum", "startPort", "ledNum", "busIndex"]
    var open: [Node] = [unit.node]
    while let next = open.popLast() {
      for pair in next.pairs ?? [] {
        open.append(pair.value)
        guard let key = pair.key.text, key.hasSuffix("OffsetCalc"), let text = pair.value.text else { continue }
        let opened = text.utf8.filter { $0 == UInt8(ascii: "(") }.count
        if opened != text.utf8.filter({ $0 == UInt8(ascii: ")") }).count {
          rule.report.error("EXP02", rule.file, at: pair.value.position, "'\(key)' has brackets that do not pair: \(text.prefix(80))")
        }
        for piece in text.split(separator: "{").dropFirst(text.hasPrefix("{") ? 0 : 1) {
          let name = String(piece.prefix { $0 != "}" })
          guard name.count == piece.count || (!known.contains(name) && KeyCheck.isNearAny(name, known)) else { continue }
          rule.report.error(
            "EXP02", rule.file, at: pair.value.position,
            "'\(key)' names '{\(name.prefix(40))}'\(NearestName.suggestion(for: name, among: known))")
        }
      }
      open += next.elements ?? []
    }
  }

  /// The names that a unit's entries use.
  private struct Naming {
    var platform: FBOSSPlatform
    var file: String
    var report: Report

    func slotType(_ node: Node?, _ what: String) {
      guard let node, let name = node.text, platform.slotTypes[name] == nil else { return }
      let names = platform.slotTypes.keys.sorted()
      report.error(
        "REF10", file, at: node.position,
        "\(what) names slot type '\(name)', which there is not\(NearestName.suggestion(for: name, among: names))")
    }

    func unit(_ node: Node?, _ what: String) {
      guard let node, let name = node.text, platform.units[name] == nil else { return }
      let names = platform.units.keys.sorted()
      report.error(
        "REF10", file, at: node.position,
        "\(what) names unit '\(name)', which there is not\(NearestName.suggestion(for: name, among: names))")
    }

    func incoming(_ bus: FBOSSBus, _ node: Node, _ what: String, _ count: Int) {
      guard let channel = bus.channel, channel >= count else { return }
      report.error("I2C08", file, at: node.position, "\(what) is on \(node.text ?? ""), but \(count) buses lead into the slot")
    }

    func bus(_ node: Node, of unit: FBOSSUnit, _ what: String, _ incomingCount: Int?) {
      guard let text = node.text, let bus = FBOSSBus(text) else {
        report.error("REF10", file, at: node.position, "the bus of \(what) is '\(node.text ?? node.kindName)'; expected device@channel")
        return
      }
      if bus.isIncoming {
        if let incomingCount { incoming(bus, node, what, incomingCount) }
        return
      }
      let adapters = (platform.manager?.root["i2cAdaptersFromCpu"]?.elements ?? []).compactMap(\.text)
      if adapters.contains(text) || adapters.contains(bus.device) { return }
      if let mux = unit.i2cDevices.first(where: { $0["pmUnitScopedName"]?.text == bus.device }) {
        let count = mux["numOutgoingChannels"]?.integer ?? 0
        guard let channel = bus.channel, channel < count else {
          report.error("I2C08", file, at: node.position, "\(what) is on '\(text)'; '\(bus.device)' has \(count) channels")
          return
        }
        return
      }
      if let family = unit.families.first(where: { isMember(bus.device, of: $0) }) {
        if let channel = bus.channel, channel >= family.busCount {
          report.error("I2C08", file, at: node.position, "\(what) is on '\(text)'; '\(bus.device)' has \(family.busCount) buses")
        }
        return
      }
      if unit.names.contains(where: { $0.name.text == bus.device }) { return }
      let names: [String] = unit.names.compactMap { $0.name.text } + adapters
      let made = unit.families.flatMap { family in family.range.prefix(512).map { "\(family.prefix)_\($0)" } }
      report.error(
        "REF10", file, at: node.position,
        "\(what) is on '\(text)', which unit '\(unit.name)' does not have\(NearestName.suggestion(for: bus.device, among: names + made))")
    }

    private func isMember(_ name: String, of family: FBOSSUnit.Family) -> Bool {
      guard name.hasPrefix(family.prefix + "_"), let number = Int(name.dropFirst(family.prefix.count + 1)) else { return false }
      return family.range.contains(number)
    }
  }
}
