import PlatformFormats
import SwitchPlatform

/// What a resource of `entity.xml` names: a device of `device.xml`, or a part of one.
struct OPXPart {
  enum Kind {
    case fan, temperature, power, eeprom
  }

  var kind: Kind
  var element: XMLElement
  var device: DeviceReference
  /// Which part of the device it is, as the device counts.
  var attribute: String?

  private static let kinds: [String: Kind] = [
    "tmp75": .temperature, "sdi_sf_tmp": .temperature, "bmc_temp": .temperature, "temp_sensor": .temperature, "fan": .fan, "sf_fan": .fan,
    "bmc_fan": .fan, "ina219": .power, "eeprom": .eeprom, "bmc_eeprom": .eeprom
  ]

  /// - Returns: `nil` for something else, and for a name that nothing has.
  static func find(_ name: String, _ devices: OPXDevices) -> OPXPart? {
    if let device = devices.names[name], let element = devices.elements[device.device], let kind = kinds[element.name] {
      return OPXPart(kind: kind, element: element, device: device)
    }
    for (device, element) in devices.elements.sorted(by: { $0.key < $1.key }) {
      for child in element.children {
        guard let kind = kinds[child.name], devices.elements[OPXDevices.name(child)] == nil || child["alias"] == name else { continue }
        // A part without an alias has its device's name, and its own number: max6699-0-1.
        let own =
          child.name == "fan" || child.name == "sf_fan" ? OPXDevices.name(child) : "\(OPXDevices.name(element))-\(child["instance"] ?? "0")"
        guard child["alias"] == name || child["alias"] == nil && own == name else { continue }
        let number = child.integer("instance") ?? 0
        let attribute = kind == .fan ? "fan\(number)" : "temp\(number)"
        return OPXPart(kind: kind, element: child, device: DeviceReference(device), attribute: attribute)
      }
    }
    return nil
  }
}
