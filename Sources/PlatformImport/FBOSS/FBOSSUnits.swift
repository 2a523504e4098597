import PlatformFormats
import SwitchPlatform

/// The units of a platform, from its root through the slots: each device once for each place that its unit stands at.
struct FBOSSUnits {
  private let platform: FBOSSPlatform
  private let file: String
  /// Devices by their path: `/SMB_SLOT@0/[SENSOR]`.
  private(set) var paths: [String: DeviceReference] = [:]
  private var links: [String: String] = [:]

  /// Slots in slots beyond which nothing is looked for; units can plug into themselves.
  private static let maximumDepth = 16
  /// Devices beyond which nothing is added.
  private static let maximumDevices = 20_000

  init(_ platform: FBOSSPlatform) {
    self.platform = platform
    file = platform.manager?.file ?? ""
    links = Dictionary(
      platform.links.compactMap { pair in pair.key.text.flatMap { key in pair.value.text.map { (key, $0) } } }
    ) { first, _ in first }
  }

  mutating func add(to draft: inout BoardDraft) {
    guard let root = platform.manager?.root else { return }
    for bus in root["i2cAdaptersFromCpu"]?.elements ?? [] {
      guard let text = bus.text else { continue }
      var device = BoardDevice(name: BoardDraft.name(text), kind: "i2c-adapter", on: DeviceReference("cpu"))
      device.source = draft.source(file, bus.position)
      draft.board.devices.append(device)
    }
    let first = root["rootPmUnitName"]?.text.flatMap { platform.units[$0]?.first }
    add(first, slotType: root["rootSlotType"]?.text ?? "", path: "", incoming: [], depth: 0, to: &draft)
    for list in platform.units.values where list.count > 1 {
      for unit in list.dropFirst() {
        draft.remark(file, unit.node.position, "another version of unit '\(unit.name)' is left out: a board has one")
      }
    }
    if let chassis = root["chassisEepromDevicePath"], let text = chassis.text, let device = paths[text] {
      var eeprom = BoardEEPROM(name: "chassis", dev: device)
      eeprom.source = draft.source(file, chassis.position)
      draft.board.eeproms.append(eeprom)
    }
    let known: Set<String> = [
      "platformName", "rootPmUnitName", "rootSlotType", "slotTypeConfigs", "i2cAdaptersFromCpu", "versionedPmUnitConfigs", "pmUnitConfigs",
      "symbolicLinkToDevicePath", "chassisEepromDevicePath", "numXcvrs"
    ]
    draft.leaveOut([root], but: known, of: "the platform manager", in: file)
  }

  /// A unit in a slot, its devices, and what is in its own slots.
  private mutating func add(
    _ unit: FBOSSUnit?, slotType: String, path: String, incoming: [DeviceReference], depth: Int, to draft: inout BoardDraft
  ) {
    guard let unit else { return }
    guard depth < FBOSSUnits.maximumDepth, draft.board.devices.count < FBOSSUnits.maximumDevices else {
      draft.remark(file, unit.node.position, "unit '\(unit.name)' at '\(path)' is left out: slots in slots without end")
      return
    }
    addPCI(unit, path, &draft)
    for node in unit.node["embeddedSensorConfigs"]?.elements ?? [] {
      guard var device = device(node, "embedded", on: DeviceReference("platform"), path, draft) else { continue }
      if let place = node["sysfsPath"]?.text { device.match = .mapping([.init("sysfs", .text(place))]) }
      take(device, node, path, &draft)
    }
    if let rom = platform.slotTypes[slotType]?.node["idpromConfig"] {
      let name = BoardDraft.name(prefix(path) + "IDPROM")
      var device = BoardDevice(name: name, kind: rom["kernelDeviceName"]?.text ?? "eeprom")
      device.on = reference(rom["busName"]?.text ?? "", path, incoming)
      device.address = rom["address"]?.integer
      device.source = draft.source(file, rom.position)
      draft.board.devices.append(device)
      paths["\(path)/[IDPROM]"] = DeviceReference(name)
      var eeprom = BoardEEPROM(name: name, dev: DeviceReference(name))
      (eeprom.title, eeprom.source) = (unit.name, device.source)
      draft.board.eeproms.append(eeprom)
    }
    for node in unit.i2cDevices {
      let on = reference(node["busName"]?.text ?? "", path, incoming)
      guard var device = device(node, node["kernelDeviceName"]?.text ?? "unknown", on: on, path, draft) else { continue }
      device.address = node["address"]?.integer
      device.channels = node["numOutgoingChannels"]?.integer.flatMap { (1...1024).contains($0) ? $0 : nil }
      take(device, node, path, &draft)
    }
    draft.leaveOut(
      unit.i2cDevices, but: ["busName", "address", "kernelDeviceName", "pmUnitScopedName", "numOutgoingChannels"],
      of: "unit '\(unit.name)'",
      in: file)
    for slot in unit.slots {
      guard let type = slot.type?.text else { continue }
      let inner = "\(path)/\(slot.name.text ?? "")"
      let buses = slot.buses.map { reference($0.text ?? "", path, incoming) }
      let fitting = platform.units(in: type).sorted { $0.name < $1.name }
      if fitting.isEmpty { draft.remark(file, slot.name.position, "slot '\(inner)' is empty: no unit plugs into '\(type)'") }
      add(fitting.first, slotType: type, path: inner, incoming: buses, depth: depth + 1, to: &draft)
    }
  }

  private mutating func addPCI(_ unit: FBOSSUnit, _ path: String, _ draft: inout BoardDraft) {
    for node in unit.node["pciDeviceConfigs"]?.elements ?? [] {
      guard var device = device(node, "fpga", on: DeviceReference("pci"), path, draft) else { continue }
      let ids = [node["vendorId"], node["deviceId"]].map { $0?.text?.lowercased().replacing("0x", with: "") ?? "" }
      if ids.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }) {
        device.id = ids.joined(separator: ":")
        var entry = BoardBusEntry(id: device.id, name: device.name)
        entry.source = device.source
        draft.board.pci.append(entry)
      }
      take(device, node, path, &draft)
      for block in node["i2cAdapterBlockConfigs"]?.elements ?? [] {
        let first = block["startAdapterIndex"]?.integer ?? 1
        let count = block["numAdapters"]?.integer ?? 0
        guard let prefix = block["pmUnitScopedNamePrefix"]?.text, (0...4096).contains(first), (0...1024).contains(count) else {
          draft.remark(file, block.position, "a block of I2C adapters is left out: its name, first number or count is not said")
          continue
        }
        let buses = block["numBusesPerAdapter"]?.integer ?? 1
        for number in first..<(first + count) {
          var adapter = BoardDevice(
            name: BoardDraft.name("\(self.prefix(path))\(prefix)_\(number)"), kind: "i2c-adapter", on: DeviceReference(device.name))
          if (1...1024).contains(buses) { adapter.provides = [.init("i2c", buses)] }
          adapter.source = draft.source(file, block.position)
          draft.board.devices.append(adapter)
          paths["\(path)/[\(prefix)_\(number)]"] = DeviceReference(adapter.name)
        }
      }
      for block in node["i2cAdapterConfigs"]?.elements ?? [] {
        let inner = block["fpgaIpBlockConfig"] ?? block
        guard var adapter = self.device(inner, "i2c-adapter", on: DeviceReference(device.name), path, draft) else { continue }
        adapter.provides = [.init("i2c", (block["numberOfAdapters"]?.integer).flatMap { (1...1024).contains($0) ? $0 : nil } ?? 1)]
        take(adapter, inner, path, &draft)
      }
      let known: Set<String> = ["pmUnitScopedName", "vendorId", "deviceId", "i2cAdapterBlockConfigs", "i2cAdapterConfigs"]
      draft.leaveOut([node], but: known, of: "PCI device '\(device.name)'", in: file)
    }
  }

  private func device(_ node: Node, _ kind: String, on: DeviceReference, _ path: String, _ draft: BoardDraft) -> BoardDevice? {
    guard let name = node["pmUnitScopedName"]?.text else { return nil }
    var device = BoardDevice(name: BoardDraft.name(prefix(path) + name), kind: kind, on: on)
    device.source = draft.source(file, node.position)
    return device
  }

  private mutating func take(_ device: BoardDevice, _ node: Node, _ path: String, _ draft: inout BoardDraft) {
    draft.board.devices.append(device)
    paths["\(path)/[\(node["pmUnitScopedName"]?.text ?? "")]"] = DeviceReference(device.name)
  }

  /// `/SMB_SLOT@0/X_SLOT@1` → `SMB_SLOT-0/X_SLOT-1/`
  private func prefix(_ path: String) -> String { path.isEmpty ? "" : "\(path.dropFirst())/" }

  /// A bus as a unit names it.
  private func reference(_ text: String, _ path: String, _ incoming: [DeviceReference]) -> DeviceReference {
    let cpu = platform.manager?.root["i2cAdaptersFromCpu"]?.elements ?? []
    if cpu.contains(where: { $0.text == text }) { return DeviceReference(BoardDraft.name(text)) }
    guard let bus = FBOSSBus(text) else { return DeviceReference("nothing") }
    if bus.isIncoming {
      let number = bus.channel ?? 0
      return incoming.indices.contains(number) ? incoming[number] : DeviceReference("nothing")
    }
    let device = BoardDraft.name(prefix(path) + bus.device)
    let adapter = paths["\(path)/[\(bus.device)]"]
    return DeviceReference(adapter?.device ?? device, channel: bus.channel)
  }

  /// The device and the attribute of a path: of a link that the platform manager makes, and what stands below it.
  func point(_ path: String?) -> Point? {
    guard let path else { return nil }
    let folder = FileTree.folder(of: path)
    if let target = links[folder], let device = paths[target] { return Point(device, attribute: FileTree.lastName(of: path)) }
    return links[path].flatMap { paths[$0] }.map { Point($0) }
  }
}
