import PlatformFormats
import SwitchPlatform

/// The tree of `device.xml`: what an element stands in is what its device is on.
struct OPXDevices {
  /// Where a device is, by the name that `entity.xml` has for it: its alias, else tag and instance.
  private(set) var names: [String: DeviceReference] = [:]
  private(set) var elements: [String: XMLElement] = [:]
  /// Pins by bus name, with the device that has them.
  private(set) var pins: [String: (pin: OPXPin, device: DeviceReference)] = [:]
  private(set) var file = ""

  /// Elements that hold devices of a bus, and are none of their own in a board.
  private static let busKinds: [String: String] = [
    "sys_i2c": "i2c-adapter", "sdi_io": "io-ports", "sf_io_bus": "io-ports", "bmc_io_bus": "bmc", "fpga_pci_bus": "fpga"
  ]
  /// Elements that are parts of the one they stand in.
  private static let parts: Set<String> = [
    "sdi_cpld_pin", "sdi_cpld_pin_group", "sdi_mono_color_pin_led", "seven_segment_led", "segment_display", "display_map", "fan", "sf_fan",
    "temp_sensor"
  ]

  mutating func add(_ file: XMLFile, to draft: inout BoardDraft) {
    self.file = file.file
    for element in file.root.children { add(element, on: DeviceReference("cpu"), to: &draft) }
    // Pins may stand behind the modules that they choose.
    for device in draft.board.devices.indices {
      let name = draft.board.devices[device].name
      if let element = elements[name] { draft.board.devices[device].select = select(element, &draft) }
    }
  }

  private mutating func add(_ element: XMLElement, on bus: DeviceReference, to draft: inout BoardDraft) {
    let tag = element.name
    if tag.hasSuffix(":include") {
      draft.remark(file, element.position, "'\(element["href"] ?? "")' is included, and not looked into")
    } else if tag == "sdi_i2cmux_pca" {
      addChannels(element, to: &draft)
    } else if tag == "sdi_i2cmux_pin" || tag.hasPrefix("sdi_gpio") || tag == "nvram" || tag.hasSuffix("entity_info") {
      draft.remark(file, element.position, "<\(tag)> \(element["alias"] ?? element["instance"] ?? "") is left out, with what is in it")
    } else if let kind = OPXDevices.busKinds[tag] {
      let name = BoardDraft.name(element["bus_name"] ?? OPXDevices.name(element))
      var device = device(name, kind, element, on: DeviceReference(kind == "fpga" ? "pci" : "cpu"), draft)
      for key in ["sysfs_name", "dev_name"] {
        if let text = element[key] { device.match = .mapping([.init(key, .text(text))]) }
      }
      if kind == "fpga", let path = element["fpga_sysfs_name"] {
        device.bdf = OPXDevices.bdf(path)
        if let bdf = device.bdf {
          var entry = BoardBusEntry(place: bdf, name: name)
          entry.source = device.source
          draft.board.pci.append(entry)
        }
      }
      take(device, element, name, &draft)
    } else if tag == "max6699" || tag == "emc142x" || tag == "sdi_cpld" || element["addr"] != nil || element["instance"] != nil {
      let own = OPXDevices.name(element)
      let name = BoardDraft.name(element["alias"] ?? own)
      var device = device(name, tag == "sdi_cpld" ? "cpld" : tag.replacing("sdi_", with: ""), element, on: bus, draft)
      device.address = element.integer("addr")
      if tag == "sdi_cpld", let bytes = element.integer("width"), (1...8).contains(bytes) { device.width = bytes * 8 }
      names[own] = DeviceReference(name)
      take(device, element, name, &draft)
    } else {
      draft.remark(file, element.position, "<\(tag)> is left out: it is no device")
    }
  }

  /// A device with all that stands in it.
  private mutating func take(_ device: BoardDevice, _ element: XMLElement, _ name: String, _ draft: inout BoardDraft) {
    draft.board.devices.append(device)
    names[name] = DeviceReference(name)
    if elements[name] == nil { elements[name] = element }
    for child in element.children {
      if let pin = OPXPin(child) {
        if pins[pin.name] == nil { pins[pin.name] = (pin, DeviceReference(name)) }
        OPXLights.add(pin, on: DeviceReference(name), file, to: &draft)
      } else if child.name.hasPrefix("sdi_cpld_pin") {
        draft.remark(file, child.position, "pin '\(child["bus_name"] ?? "")' is left out: its name, register or bits are not said")
      } else if !OPXDevices.parts.contains(child.name) {
        add(child, on: DeviceReference(name), to: &draft)
      }
    }
  }

  /// A multiplexer, and what is on each of its channels: `mux_sel_value` has the channel's bit.
  private mutating func addChannels(_ element: XMLElement, to draft: inout BoardDraft) {
    let parent = element["parent"] ?? ""
    for bus in element.children(named: "i2c") {
      guard let address = bus.integer("mux_addr"), let value = bus.integer("mux_sel_value"), value > 0, value < 256,
        value & (value - 1) == 0
      else {
        draft.remark(file, bus.position, "bus '\(bus["bus_name"] ?? "")' is left out: its multiplexer's address or channel is not said")
        continue
      }
      let name = BoardDraft.name("mux-\(parent)-\(String(address, radix: 16))")
      if names[name] == nil {
        var device = device(name, "i2c-mux", bus, on: DeviceReference(BoardDraft.name(parent)), draft)
        (device.address, device.channels) = (address, 8)
        names[name] = DeviceReference(name)
        draft.board.devices.append(device)
      }
      let channel = DeviceReference(name, channel: value.trailingZeroBitCount)
      for child in bus.children { add(child, on: channel, to: &draft) }
    }
  }

  private func device(_ name: String, _ kind: String, _ element: XMLElement, on: DeviceReference, _ draft: BoardDraft) -> BoardDevice {
    var device = BoardDevice(name: name, kind: kind, on: on)
    device.source = draft.source(file, element.position)
    return device
  }

  /// What is written before a module can be reached.
  private func select(_ element: XMLElement, _ draft: inout BoardDraft) -> [Point] {
    var result: [Point] = []
    for key in ["mux_sel", "mod_sel"] {
      guard let bus = element.attribute("\(key)_bus"), bus.value != "module_always_enabled" else { continue }
      guard let (pin, device) = pins[bus.value], let mask = pin.mask, let value = element.integer("\(key)_value"),
        (0...(mask >> pin.first)).contains(value)
      else {
        draft.remark(
          file, bus.position, "'\(key)_bus' of <\(element.name)> \(element["instance"] ?? "") is left out: no such pins, or no such value")
        continue
      }
      var point = Point(device, reg: pin.register, mask: mask, invert: pin.isInverted)
      point.value = value << pin.first
      result.append(point)
    }
    return result
  }

  /// A bit of a pin or a group, by the name of its bus.
  func point(_ bus: String?, _ index: Int?) -> Point? {
    guard let bus, let (pin, device) = pins[bus], let place = pin.place(index ?? 0) else { return nil }
    return Point(device, reg: place.register, bit: place.bit, invert: pin.isInverted)
  }

  static func name(_ element: XMLElement) -> String { "\(element.name)-\(element["instance"] ?? "0")" }

  /// `/sys/bus/pci/devices/0000:04:00.0/resource0`
  private static func bdf(_ path: String) -> String? {
    path.split(separator: "/").map { $0.split(separator: ":") }.first { $0.count == 3 && $0[2].contains(".") }.map { "\($0[1]):\($0[2])" }
  }
}
