import PlatformFormats
import SwitchPlatform

/// The I2C tree of a `pddf-device.json` as devices of a board.
struct PDDFDevices {
  let pddf: PDDFFile
  /// Where a line of the file is, as sources say it.
  let source: String
  private(set) var devices: [BoardDevice] = []
  private(set) var remarks: [String] = []
  /// By PDDF's name.
  private var places: [String: Int] = [:]
  private var buses: [Int: [String]] = [:]

  /// What has an adapter's buses on it, and what that is on.
  private static let adapters: [String: (kind: String, on: String)] = [
    "SMBUS": ("i2c-adapter", "pci"), "I2C-GPIO": ("i2c-gpio", "platform"), "FPGA-OCORE": ("i2c-ocores", "platform"),
    "FPGAPCIE": ("fpga", "pci"),
    "MULTIFPGAPCIE": ("fpga", "pci"), "FPGAI2C": ("fpga", "platform")
  ]

  /// What PDDF's drivers are called, and what the device is.
  private static let kinds = ["i2c_cpld": "cpld", "psu_pmbus": "pmbus", "psu_eeprom": "eeprom", "sys_eeprom": "eeprom"]

  init(_ pddf: PDDFFile, source: String) {
    (self.pddf, self.source) = (pddf, source)
    for device in listed {
      guard let range = device.buses, range.count <= 1024, device.kind == "MUX" else { continue }
      for bus in range { buses[bus, default: []].append(device.name) }
    }
    for device in listed { add(device) }
    if let next = pddf.devices.dropFirst(PDDFDevices.maximumDevices).first {
      remark(next.key.position, "'\(next.name)' and what follows is left out: more than \(PDDFDevices.maximumDevices) devices")
    }
    connect()
  }

  /// Devices beyond which the rest is left out; real boards have some hundred.
  static let maximumDevices = 2048

  private var listed: ArraySlice<PDDFDevice> { pddf.devices.prefix(PDDFDevices.maximumDevices) }

  mutating func remark(_ position: SourcePosition, _ text: String) { remarks.append("\(pddf.file):\(position.line): \(text)") }

  func reference(_ name: String?) -> DeviceReference? { name.flatMap { places[$0] }.map { DeviceReference(devices[$0].name) } }
  func device(_ reference: DeviceReference) -> BoardDevice? { devices.first { $0.name == reference.device } }

  /// The only device of this address that has registers.
  func register(at address: Int) -> DeviceReference? {
    let found = devices.filter { $0.address == address && ($0.kind == "cpld" || $0.kind.hasPrefix("fan_")) }
    return found.count == 1 ? found.first.map { DeviceReference($0.name) } : nil
  }

  private mutating func add(_ device: PDDFDevice) {
    let adapter = PDDFDevices.adapters[device.kind]
    // A port's control is no device: its signals are bits of others.
    guard adapter != nil || device.address != nil, device.chip != "pddf_xcvr" else { return }
    let name = String(device.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
    guard !name.isEmpty, !devices.contains(where: { $0.name == name }), !BoardDevice.roots.contains(name) else {
      return remark(device.key.position, "device '\(device.name)' is left out: its name is taken")
    }
    let chip = device.chip ?? device.kind.lowercased()
    var one = BoardDevice(name: name, kind: adapter?.kind ?? PDDFDevices.kinds[chip] ?? (chip.isEmpty ? "unknown" : chip))
    one.source = "\(source):\(device.key.position.line)"
    if let adapter {
      one.on = DeviceReference(adapter.on)
      if let count = device.channels.map(\.number.value).filter({ 0..<1024 ~= $0 }).max() {
        let said = device.node["i2c"]?["dev_attr"]?["virt_i2c_ch"]?.text.flatMap { SONiCNumber.parse($0) } ?? 0
        one.provides = [.init("i2c", min(max(count + 1, said), 1024))]
      }
      let attributes = device.node["i2c"]?["dev_attr"]
      if let vendor = attributes?["vendor_id"]?.text, let id = attributes?["device_id"]?.text {
        let words = [vendor, id].map { $0.lowercased().replacing("0x", with: "") }
        if words.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }) {
          one.match = .mapping([.init("id", .text(words.joined(separator: ":")))])
        }
      }
    }
    places[device.name] = devices.count
    devices.append(one)
  }

  /// Says what each device is on, and leaves out what nothing leads to.
  private mutating func connect() {
    var used: [DeviceReference: [Int: String]] = [:]
    var gone: Set<String> = []
    for device in listed {
      guard let place = places[device.name], PDDFDevices.adapters[device.kind] == nil else { continue }
      guard let on = parent(of: device) else {
        remark(device.key.position, "device '\(device.name)' is left out: its parent '\(device.parent?.text ?? "")' is no device")
        gone.insert(device.name)
        continue
      }
      devices[place].on = on
      guard let address = device.address?.value else { continue }
      guard 0...0x7f ~= address else {
        remark(device.key.position, "device '\(device.name)' is left out: it has no I2C address")
        gone.insert(device.name)
        continue
      }
      if let other = used[on]?[address] {
        remark(device.key.position, "device '\(device.name)' is left out: '\(other)' has its address on \(on)")
        gone.insert(device.name)
        continue
      }
      used[on, default: [:]][address] = device.name
      devices[place].address = address
    }
    // What was on something that is left out is left out as well, and so is what is on itself.
    var isChanged = true
    while isChanged {
      isChanged = false
      for device in listed where !gone.contains(device.name) {
        guard let place = places[device.name], let above = devices[place].on?.device else { continue }
        let isLost = gone.contains { places[$0].map { devices[$0].name } == above }
        guard isLost || isLoop(place) else { continue }
        remark(device.key.position, "device '\(device.name)' is left out: what it is on is left out")
        gone.insert(device.name)
        isChanged = true
      }
    }
    let names = Set(gone.compactMap { places[$0].map { devices[$0].name } })
    devices.removeAll { names.contains($0.name) }
    places = [:]
    for device in listed where !gone.contains(device.name) {
      let name = String(device.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
      places[device.name] = devices.firstIndex { $0.name == name }
    }
  }

  private func isLoop(_ start: Int) -> Bool {
    var (next, seen): (String?, Set<String>) = (devices[start].on?.device, [devices[start].name])
    // No real board has 64 devices between one and the CPU.
    while let name = next, let device = devices.first(where: { $0.name == name }) {
      guard seen.insert(name).inserted, seen.count < 64 else { return true }
      next = device.on?.device
    }
    return false
  }

  /// The adapter or channel that a device's bus is.
  private mutating func parent(of device: PDDFDevice) -> DeviceReference? {
    guard let parentName = device.parent?.text, let parent = pddf[parentName] else { return nil }
    if parent.kind == "MUX", let bus = device.bus?.value {
      if let range = parent.buses, range.contains(bus), let own = reference(parentName) {
        return DeviceReference(own.device, channel: bus - range.lowerBound)
      }
      if let owners = buses[bus], owners.count == 1, let owner = pddf[owners[0]], let range = owner.buses, let own = reference(owners[0]) {
        remark(device.key.position, "bus \(bus) of '\(device.name)' is none of its parent's, '\(parentName)': it is put on '\(owners[0])'")
        return DeviceReference(own.device, channel: bus - range.lowerBound)
      }
      remark(device.key.position, "bus \(bus) of '\(device.name)' is none of its parent's, '\(parentName)'")
    }
    if !parent.channels.isEmpty {
      // A port is listed for what it consists of.
      let names = [device.name, device.virtualParent?.text ?? device.name]
      if let channel = parent.channels.first(where: { $0.device.text.map(names.contains) ?? false })?.number.value,
        let own = reference(parentName),
        self.device(own)?.channelCount.map({ channel < $0 }) ?? false
      {
        return DeviceReference(own.device, channel: channel)
      }
    }
    return reference(parentName)
  }
}
