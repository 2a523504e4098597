/// The tree of devices, and what names them.
extension BoardRules {
  private struct Address: Hashable {
    var on: DeviceReference
    var address: Int
    var select: [Point]
  }

  /// Every device is on one that exists, on a channel it has, at an address of its own, and not on itself.
  func checkDevices() {
    var names: Set<String> = []
    var seen: [Address: String] = [:]
    for device in board.devices.sorted(by: { ($0.origin.place.line, $0.name) < ($1.origin.place.line, $1.name) }) {
      guard names.insert(device.name).inserted else {
        error("DEV05", device.origin, "device '\(device.name)' is in the file already")
        continue
      }
      if let bdf = device.bdf, !bdf.contains(":") { error("PCI01", device.origin, "bdf", "'bdf' is '\(bdf.prefix(40))'; expected 01:00.0") }
      checkRegisters(device)
      guard let on = device.on else { continue }
      checkReference(on, "'on' of device '\(device.name)'", device.origin, "on")
      if let address = device.address {
        if let other = seen.updateValue(device.name, forKey: Address(on: on, address: address, select: device.select)) {
          error(
            "I2C04", device.origin,
            "device '\(device.name)' has address 0x\(String(address, radix: 16)) on \(on), which device '\(other)' has")
        }
        if devices[on.device]?.kind == "mdio", address > 31 {
          error("DEV10", device.origin, "addr", "address \(address) of device '\(device.name)' is none of an MDIO bus; expected 0…31")
        }
      }
      checkLoop(device, on)
      for point in device.select { checkPoint(point, "'select' of device '\(device.name)'") }
    }
  }

  private func checkLoop(_ device: BoardDevice, _ on: DeviceReference) {
    var step = on.device
    var visited: Set<String> = [device.name]
    // No real bus has 64 devices between it and the CPU; the bound keeps a long chain from costing its square.
    while visited.count < 64, let above = devices[step]?.on {
      guard visited.insert(step).inserted else {
        if step == device.name { error("I2C09", device.origin, "on", "device '\(device.name)' is on itself, by way of '\(on.device)'") }
        return
      }
      step = above.device
    }
  }

  /// A device that exists, on a channel that it has.
  func checkReference(_ reference: DeviceReference, _ what: String, _ origin: Origin, _ key: String) {
    let name = reference.device
    guard let device = devices[name] else {
      if !BoardDevice.roots.contains(name) {
        let suggestion = NearestName.suggestion(for: name, among: devices.keys.sorted() + BoardDevice.roots)
        error("REF10", origin, key, "\(what) names device '\(name.prefix(60))', which is not in the file\(suggestion)")
      }
      return
    }
    guard let channel = reference.channel else { return }
    guard let channels = device.channelCount else {
      error("I2C08", origin, key, "\(what) names a channel of device '\(name)', which is no multiplexer")
      return
    }
    if channel >= channels {
      error("I2C08", origin, key, "\(what) names channel \(channel) of device '\(name)', which has 0…\(channels - 1)")
    }
  }

  /// A point: one place of a device that exists, inside its register.
  func checkPoint(_ point: Point, _ what: String) {
    checkReference(point.dev, "'dev' of \(what)", point.origin, "dev")
    if point.reg != nil, point.attribute != nil { error("DEV07", point.origin, "attr", "\(what) has both 'reg' and 'attr'; expected one") }
    if point.bit != nil, point.mask != nil { error("DEV07", point.origin, "mask", "\(what) has both 'bit' and 'mask'; expected one") }
    guard let width = devices[point.dev.device]?.registerWidth else { return }
    if let bit = point.bit, bit >= width {
      error("PNT01", point.origin, "bit", "\(what) is bit \(bit) of a register of \(width) bits of device '\(point.dev.device)'")
    }
    if let mask = point.mask, width < 63, mask >> width != 0 {
      error(
        "PNT01", point.origin, "mask",
        "\(what) is 0x\(String(mask, radix: 16)) of a register of \(width) bits of device '\(point.dev.device)'")
    }
  }
}
