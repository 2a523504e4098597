import PlatformFormats
import SwitchPlatform

/// Buses and devices. A write of one bit to a multiplexer is its channel; other writes before an access are the device's `select`.
enum OpenSwitchBuses {
  static func add(_ set: OpenSwitchSet, _ draft: inout BoardDraft) {
    guard let document = set.documents[.devices] else {
      draft.remark(set.manifest.file, set.manifest.root.position, "no file of devices: what hangs on them is left out")
      return
    }
    let buses = set.list(.devices, "buses")
    for node in buses {
      guard let name = node["name"]?.text else { continue }
      var device = BoardDevice(name: BoardDraft.name(name), kind: "i2c-adapter", on: DeviceReference("cpu"))
      if let path = node["dev_name"]?.text { device.match = .mapping([.init("dev_name", .text(path))]) }
      device.source = draft.source(document.file, node.position)
      draft.board.devices.append(device)
    }
    draft.leaveOut(buses, but: ["name", "dev_name"], of: "buses", in: document.file)
    let muxes = Set(set.devices.filter { $0.type == "i2c_mux" }.compactMap(\.name.text))
    for entry in set.devices { draft.board.devices.append(device(entry, muxes, document, &draft)) }
    draft.leaveOut(
      set.devices.map(\.node), but: ["name", "bus", "dev_type", "address", "pre", "post"], of: "devices", in: document.file)
    for device in set.devices where device.type == "fru_eeprom" {
      let name = BoardDraft.name(device.name.text ?? "")
      var eeprom = BoardEEPROM(name: name, dev: DeviceReference(name))
      eeprom.source = draft.source(document.file, device.name.position)
      draft.board.eeproms.append(eeprom)
    }
    if let fru = set.documents[.fru] {
      draft.leaveOut([fru.root["fru_info"] ?? fru.root], but: ["platform_name"], of: "fru_info", in: fru.file)
    }
  }

  private static func device(
    _ entry: OpenSwitchDevice, _ muxes: Set<String>, _ document: TreeDocument, _ draft: inout BoardDraft
  ) -> BoardDevice {
    let text = entry.name.text ?? ""
    var device = BoardDevice(name: BoardDraft.name(text), kind: entry.type ?? "unknown")
    device.on = DeviceReference(BoardDraft.name(entry.bus?.text ?? "nothing"))
    device.address = entry.address?.integer
    device.source = draft.source(document.file, entry.name.position)
    // One byte chooses: as many channels as it has bits.
    if device.kind == "i2c_mux" { device.channels = 8 }
    for write in entry.pre {
      let values = write.data.compactMap { $0 }
      guard let value = values.first, values.count == 1, write.data.count == 1, (0...0xffff).contains(value) else {
        draft.remark(document.file, entry.name.position, "a 'pre' of device '\(text)' is left out: it is no write of one number")
        continue
      }
      if write.register == nil, muxes.contains(write.device), value > 0, value & (value - 1) == 0, value < 256 {
        device.on = DeviceReference(BoardDraft.name(write.device), channel: value.trailingZeroBitCount)
        continue
      }
      var point = Point(DeviceReference(BoardDraft.name(write.device)), reg: write.register)
      point.value = value
      point.after = entry.post.first { $0.device == write.device && $0.register == write.register }?.data.first.flatMap { $0 }
      device.select.append(point)
    }
    return device
  }
}
