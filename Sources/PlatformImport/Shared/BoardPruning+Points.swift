import SwitchPlatform

/// Points: on devices that are kept, inside their registers, each bit one thing's.
extension BoardPruning {
  /// Bits that are in use, by device and register.
  private struct Bits {
    var readers: [String: Set<Int>] = [:]
    var writers: [String: [Int]] = [:]
  }

  /// Signals that a board writes to a module.
  private static let outputs: Set<String> = ["reset", "lpmode", "txdisable", "tx_disable", "modsel", "power", "enable"]

  mutating func prunePoints() {
    var bits = Bits()
    for index in board.cages.indices {
      let cage = board.cages[index]
      let what = "cage \(cage.number)"
      board.cages[index].eeprom = keep(cage.eeprom, "'eeprom' of \(what)", cage.source, &bits)
      board.cages[index].signals = cage.signals.filter { signal in
        let writes = BoardPruning.outputs.contains(signal.name)
        return keep(signal.point, "'\(signal.name)' of \(what)", cage.source, &bits, writes: writes) != nil
      }
      if let phy = cage.phy, !holds(phy) { board.cages[index].phy = nil }
    }
    for index in board.sensors.indices {
      let sensor = board.sensors[index]
      board.sensors[index].at = keep(sensor.at, "'at' of sensor '\(sensor.name)'", sensor.source, &bits)
    }
    for index in board.fans.indices {
      let fan = board.fans[index]
      let what = "of fan '\(fan.name)'"
      board.fans[index].rpm = keep(fan.rpm, "'rpm' \(what)", fan.source, &bits)
      board.fans[index].pwm = keep(fan.pwm, "'pwm' \(what)", fan.source, &bits, writes: true, isShared: true)
      board.fans[index].present = keep(fan.present, "'present' \(what)", fan.source, &bits, isShared: true)
      board.fans[index].fault = keep(fan.fault, "'fault' \(what)", fan.source, &bits, isShared: true)
      board.fans[index].direction = keep(fan.direction, "'direction' \(what)", fan.source, &bits, isShared: true)
    }
    for index in board.psus.indices {
      let psu = board.psus[index]
      let what = "of PSU '\(psu.name)'"
      board.psus[index].present = keep(psu.present, "'present' \(what)", psu.source, &bits)
      board.psus[index].good = keep(psu.good, "'good' \(what)", psu.source, &bits)
      board.psus[index].power = keep(psu.power, "'power' \(what)", psu.source, &bits)
      board.psus[index].voltage = keep(psu.voltage, "'voltage' \(what)", psu.source, &bits)
      board.psus[index].current = keep(psu.current, "'current' \(what)", psu.source, &bits)
      board.psus[index].temperature = keep(psu.temperature, "'temperature' \(what)", psu.source, &bits)
      if let monitor = psu.monitor, !holds(monitor) {
        drop(psu.source, "'monitor' \(what)", "device '\(monitor)' is not described")
        board.psus[index].monitor = nil
      }
    }
    for index in board.leds.indices {
      let led = board.leds[index]
      board.leds[index].at = keep(led.at, "'at' of LED '\(led.name)'", led.source, &bits, writes: true)
    }
    for index in board.components.indices {
      let component = board.components[index]
      board.components[index].version = keep(component.version, "'version' of '\(component.name)'", component.source, &bits)
    }
    for eeprom in board.eeproms where !holds(eeprom.dev) {
      drop(eeprom.source, "EEPROM '\(eeprom.name)'", "device '\(eeprom.dev)' is not described")
    }
    board.eeproms = board.eeproms.filter { holds($0.dev) }
  }

  /// - Parameter isShared: Another of its kind may use the very same bit.
  private mutating func keep(
    _ point: Point?, _ what: String, _ source: String?, _ bits: inout Bits, writes: Bool = false, isShared: Bool = false
  ) -> Point? {
    guard let point else { return nil }
    guard holds(point.dev) else {
      drop(source, what, "device '\(point.dev)' is not described")
      return nil
    }
    let width = min(devices[point.dev.device]?.registerWidth ?? 32, 32)
    let isInside = (point.bit.map { (0..<width).contains($0) } ?? true) && (point.mask.map { (0..<(1 << width)).contains($0) } ?? true)
    guard isInside, point.reg.map({ (0...Int(Int32.max)).contains($0) }) ?? true else {
      drop(source, what, "it is beyond its register of \(width) bits")
      return nil
    }
    guard let reg = point.reg else { return point }
    let register = "\(point.dev) \(reg)"
    let mask = point.bit.map { 1 << $0 } ?? point.mask
    if writes {
      let mask = mask ?? .max
      if let other = bits.writers[register]?.first(where: { $0 & mask != 0 }), !(isShared && other == mask) {
        drop(source, what, "other bits that are written of register 0x\(String(reg, radix: 16)) of '\(point.dev)' overlap")
        return nil
      }
      bits.writers[register, default: []].append(mask)
    } else if point.bit != nil, let mask {
      if !bits.readers[register, default: []].insert(mask).inserted, !isShared {
        drop(source, what, "bit \(point.bit ?? 0) of register 0x\(String(reg, radix: 16)) of '\(point.dev)' is another's")
        return nil
      }
    }
    return point
  }
}
