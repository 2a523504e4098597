/// Points of all sections together: no two signals are one bit, no two writers are in each other's bits.
extension BoardRules {
  private struct Use {
    var what: String
    var point: Point
    var isWriter: Bool
  }

  /// Signals that the board writes to a module.
  private static let outputs: Set<String> = ["reset", "lpmode", "txdisable", "tx_disable", "modsel", "power", "enable"]

  private var uses: [Use] {
    var uses: [Use] = []
    func add(_ what: String, _ point: Point?, writes: Bool = false) {
      if let point { uses.append(Use(what: what, point: point, isWriter: writes)) }
    }
    for cage in board.cages {
      add("'eeprom' of cage \(cage.number)", cage.eeprom)
      for signal in cage.signals {
        add("signal '\(signal.name)' of cage \(cage.number)", signal.point, writes: BoardRules.outputs.contains(signal.name))
      }
    }
    for sensor in board.sensors { add("'at' of '\(sensor.name)' of 'sensors'", sensor.at) }
    for fan in board.fans {
      for (key, point) in fan.points { add("'\(key)' of '\(fan.name)' of 'fans'", point, writes: key == "pwm") }
    }
    for psu in board.psus {
      for (key, point) in psu.points { add("'\(key)' of '\(psu.name)' of 'psus'", point) }
    }
    for led in board.leds { add("'at' of '\(led.name)' of 'leds'", led.at, writes: true) }
    for component in board.components { add("'version' of '\(component.name)' of 'components'", component.version) }
    return uses
  }

  func checkPoints() {
    struct Register: Hashable {
      var dev: DeviceReference
      var reg: Int
    }
    let all = uses
    var readers: [Register: [(bits: Int, use: Use)]] = [:]
    var writers: [Register: [(bits: Int, use: Use)]] = [:]
    for use in all {
      checkPoint(use.point, use.what)
      guard let reg = use.point.reg else { continue }
      let register = Register(dev: use.point.dev, reg: reg)
      // A whole register that is written has neither bit nor mask.
      let bits: Int
      if let bit = use.point.bit, bit < 62 {
        bits = 1 << bit
      } else if let mask = use.point.mask {
        bits = mask
      } else {
        bits = use.isWriter ? Int.max : 0
      }
      guard bits != 0 else { continue }
      if use.isWriter {
        // One PWM register may drive several fans: the very same point is shared, not overlapped.
        if let other = writers[register]?.first(where: { $0.bits & bits != 0 && !($0.bits == bits && use.what.hasPrefix("'pwm'")) }) {
          error("PNT03", use.point.origin, nil, "\(use.what) writes bits of register \(reg) that \(other.use.what) writes")
        }
        writers[register, default: []].append((bits, use))
      } else if use.point.bit != nil {
        if let other = readers[register]?.first(where: { $0.bits == bits && !sharesDrawer(use, $0.use) }) {
          error("PNT02", use.point.origin, "bit", "\(use.what) is the bit of register \(reg) that \(other.use.what) is")
        }
        readers[register, default: []].append((bits, use))
      }
    }
    for psu in board.psus {
      if let monitor = psu.monitor { checkReference(monitor, "'monitor' of '\(psu.name)' of 'psus'", psu.origin, "monitor") }
    }
    for eeprom in board.eeproms { checkReference(eeprom.dev, "'dev' of '\(eeprom.name)' of 'eeproms'", eeprom.origin, "dev") }
    for cage in board.cages {
      if let phy = cage.phy { checkReference(phy, "'phy' of cage \(cage.number)", cage.origin, "phy") }
    }
  }

  /// The rotors of one drawer are there together: they share its bits.
  private func sharesDrawer(_ left: Use, _ right: Use) -> Bool {
    func key(_ use: Use) -> Substring { use.what.split(separator: " ").first ?? "" }
    return left.what.hasSuffix("of 'fans'") && right.what.hasSuffix("of 'fans'") && key(left) == key(right)
  }
}
