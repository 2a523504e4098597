import PlatformFormats
import SwitchPlatform

/// What a `pddf-device.json` says of a board: devices, modules, sensors, fans, power supplies and lights.
struct PDDFBoard {
  private(set) var devices: PDDFDevices
  private(set) var points = PDDFPoints()
  private(set) var sensors: [BoardSensor] = []
  private(set) var fans: [BoardFan] = []
  private(set) var psus: [BoardPSU] = []
  private(set) var leds: [BoardLED] = []
  private(set) var eeproms: [BoardEEPROM] = []
  /// By `dev_idx`, which counts cages from 1.
  private(set) var modules: [Int: (eeprom: Point?, signals: [Cage.Signal])] = [:]

  var remarks: [String] { devices.remarks + points.remarks }

  init(_ pddf: PDDFFile, source: String) {
    devices = PDDFDevices(pddf, source: source)
    for device in pddf.devices.prefix(PDDFDevices.maximumDevices) {
      switch device.kind {
      case "TEMP_SENSOR": addSensor(device)
      case "FAN": addFans(device)
      case "PSU": addPSU(device)
      case "LED": addLED(device)
      case "EEPROM":
        guard let reference = devices.reference(device.name), eeproms.isEmpty else { break }
        var eeprom = BoardEEPROM(name: "system", dev: reference)
        (eeprom.format, eeprom.source) = ("onie-tlv", line(device.key))
        eeproms.append(eeprom)
      default: if device.node["dev_attr"]?["dev_idx"] != nil { addModule(device) }
      }
    }
  }

  private func line(_ node: Node) -> String { "\(devices.source):\(node.position.line)" }
  private func attributes(_ device: PDDFDevice) -> [Node] { device.node["i2c"]?["attr_list"]?.elements ?? [] }

  private mutating func addSensor(_ device: PDDFDevice) {
    var sensor = BoardSensor(name: device.name, type: .temperature)
    if let name = device.node["dev_attr"]?["display_name"]?.text, !name.isEmpty, name != device.name { sensor.title = name }
    if let reference = devices.reference(device.name) { sensor.at = Point(reference, attribute: "temp1_input", scale: 0.001) }
    sensor.source = line(device.key)
    sensors.append(sensor)
  }

  /// `fan3_present`, `fan3_input`, `fan3_pwm`, …
  private mutating func addFans(_ device: PDDFDevice) {
    let perTray = devices.pddf.platform?["num_fans_pertray"]?.text.flatMap { SONiCNumber.parse($0) } ?? 1
    let own = devices.reference(device.name)
    let listed = attributes(device) + (device.node["bmc"]?["ipmitool"]?["attr_list"]?.elements ?? [])
    for node in listed {
      guard let name = node["attr_name"]?.text, name.hasPrefix("fan"), let underline = name.firstIndex(of: "_") else { continue }
      guard let number = Int(name[..<underline].dropFirst(3)), 1...256 ~= number else { continue }
      let place: Int
      if let known = fans.firstIndex(where: { $0.name == "fan\(number)" }) {
        place = known
      } else {
        var fan = BoardFan(name: "fan\(number)")
        let tray = (number - 1) / max(perTray, 1) + 1
        (fan.tray, fan.source) = (tray <= 255 ? tray : nil, line(device.key))
        fans.append(fan)
        place = fans.count - 1
      }
      // What the BMC is asked for has no register.
      guard node["attr_offset"] != nil else { continue }
      switch name[underline...] {
      case "_present": fans[place].present = points.point(node, .mask, own: own, in: devices, what: "present of fans")
      case "_direction": fans[place].direction = points.point(node, .mask, own: own, in: devices, what: "direction of fans")
      case "_fault": fans[place].fault = points.point(node, .mask, own: own, in: devices, what: "fault of fans")
      case "_pwm": fans[place].pwm = points.point(node, .mask, own: own, in: devices, what: "pwm of fans", writes: true)
      case "_input":
        var point = points.point(node, .mask, own: own, in: devices, what: "input of \(name)")
        if let factor = node["attr_mult"]?.text.flatMap({ Double($0) }), factor.isFinite, node["attr_is_divisor"]?.text != "1" {
          point?.scale = factor
        }
        fans[place].rpm = point
      default: break
      }
    }
  }

  private mutating func addPSU(_ device: PDDFDevice) {
    var psu = BoardPSU(name: device.name)
    psu.source = line(device.key)
    let parts = devices.pddf.devices.prefix(PDDFDevices.maximumDevices).filter { $0.virtualParent?.text == device.name }
    for part in parts {
      let own = devices.reference(part.name)
      if part.kind == "PSU-PMBUS", let own { psu.monitor = own }
      for node in attributes(part) {
        guard let name = node["attr_name"]?.text else { continue }
        func read(_ what: String) -> Point? { points.point(node, .mask, own: own, in: devices, what: "\(what) of \(device.name)") }
        switch name {
        case "psu_present": if psu.present == nil { psu.present = read(name) }
        case "psu_power_good": if psu.good == nil { psu.good = read(name) }
        case "psu_v_out": psu.voltage = read(name)
        case "psu_i_out": psu.current = read(name)
        case "psu_p_out": psu.power = read(name)
        case "psu_temp1_input": psu.temperature = read(name)
        default:
          guard name.hasPrefix("psu_fan"), name.hasSuffix("_speed_rpm"), let number = Int(name.dropFirst(7).prefix { $0.isNumber }),
            number < 16
          else { break }
          var fan = BoardFan(name: "\(device.name)-fan\(number)")
          guard !fans.contains(where: { $0.name == fan.name }) else { break }
          (fan.rpm, fan.source) = (read(name), line(part.key))
          fans.append(fan)
          psu.fans.append(fan.name)
        }
      }
    }
    psus.append(psu)
  }

  /// A register's bits, and what is written there for each colour.
  private mutating func addLED(_ device: PDDFDevice) {
    var led = BoardLED(name: device.name)
    led.role =
      device.name.hasPrefix("FAN") ? "fan" : device.name.hasPrefix("PSU") ? "psu" : device.name.hasPrefix("LOC") ? "locator" : "system"
    led.source = line(device.key)
    for node in attributes(device) {
      let bits = (node["bits"]?.text ?? "").split(separator: ":").compactMap { Int($0) }
      let address = node["swpld_addr"]?.text.flatMap { SONiCNumber.parse($0) }
      guard let color = node["attr_name"]?.text, let high = bits.first, let low = bits.last, 0...31 ~= low, low...31 ~= high,
        let value = node["value"]?.text.flatMap({ SONiCNumber.parse($0) }), value < 1 << (high - low + 1),
        let reg = node["swpld_addr_offset"]?.text.flatMap({ SONiCNumber.parse($0) }), reg <= Int(Int32.max),
        let dev = devices.reference(node["attr_devname"]?.text) ?? address.flatMap({ devices.register(at: $0) }),
        high < devices.device(dev)?.registerWidth ?? 32
      else {
        devices.remark(node.position, "a colour of LED '\(device.name)' is left out: its register or bits are not said")
        continue
      }
      let mask = ((1 << (high - low + 1)) - 1) << low
      let point = high == low ? Point(dev, reg: reg, bit: low) : Point(dev, reg: reg, mask: mask)
      if let known = led.at, known != point {
        devices.remark(node.position, "'\(color)' of LED '\(device.name)' is left out: it is in other bits")
        continue
      }
      if led.at == nil {
        guard points.take(point, "LED \(device.name)", writes: true) else {
          devices.remark(node.position, "LED '\(device.name)' is left out: another one has its bits")
          return
        }
        led.at = point
      }
      let name = color.hasPrefix("STATUS_LED_COLOR_") ? color.dropFirst(17).lowercased() : color
      if !led.colors.contains(where: { $0.name == name }) { led.colors.append(.init(name, value << low)) }
    }
    leds.append(led)
  }

  private mutating func addModule(_ device: PDDFDevice) {
    guard let index = device.node["dev_attr"]?["dev_idx"]?.text.flatMap({ SONiCNumber.parse($0) }), 1...4096 ~= index else { return }
    var (eeprom, signals): (Point?, [Cage.Signal]) = (modules[index]?.eeprom, modules[index]?.signals ?? [])
    let names: [String: (name: String, writes: Bool)] = [
      "xcvr_present": ("present", false), "xcvr_reset": ("reset", true), "xcvr_lpmode": ("lpmode", true),
      "xcvr_intr_status": ("interrupt", false),
      "xcvr_rxlos": ("los", false), "xcvr_txfault": ("txfault", false), "xcvr_txdisable": ("txdisable", true)
    ]
    for part in device.interfaces.compactMap({ $0.text.flatMap { devices.pddf[$0] } }) {
      for node in attributes(part) {
        guard let name = node["attr_name"]?.text else { continue }
        if name == "eeprom", let own = devices.reference(part.name) { eeprom = Point(own) }
        guard let (signal, writes) = names[name], !signals.contains(where: { $0.name == signal }) else { continue }
        if let point = points.point(node, .bit, own: nil, in: devices, what: "\(name) of \(device.name)", writes: writes) {
          signals.append(.init(signal, point))
        }
      }
    }
    modules[index] = (eeprom, signals)
  }
}
