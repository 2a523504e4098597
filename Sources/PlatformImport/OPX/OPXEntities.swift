import PlatformFormats
import SwitchPlatform

/// `entity.xml`: fan trays, power supplies, and what the system's board has.
enum OPXEntities {
  static func add(_ file: XMLFile, _ devices: OPXDevices, to draft: inout BoardDraft) {
    for entity in file.root.children(named: "entity") {
      let number = entity.integer("instance") ?? 1
      switch entity["type"] {
      case "SDI_ENTITY_PSU_TRAY": addSupply(entity, number, file, devices, &draft)
      case "SDI_ENTITY_FAN_TRAY":
        let present = devices.point(entity["presence"], nil)
        for resource in entity.children(named: "resource") {
          add(resource, entity, file, devices, &draft) { fan in
            fan.tray = (0...255).contains(number) ? number : nil
            fan.present = present
          }
        }
      case "SDI_ENTITY_SYSTEM_BOARD":
        for resource in entity.children(named: "resource") { add(resource, entity, file, devices, &draft) { _ in } }
      default: draft.remark(file.file, entity.position, "an entity of type '\(entity["type"] ?? "")' is left out")
      }
      draft.leaveOut(
        [entity], but: ["instance", "type", "presence", "alias", "power_output_status"], of: "entity '\(entity["alias"] ?? "")'",
        in: file.file)
    }
  }

  private static func addSupply(_ entity: XMLElement, _ number: Int, _ file: XMLFile, _ devices: OPXDevices, _ draft: inout BoardDraft) {
    var psu = BoardPSU(name: String(number))
    psu.title = entity["alias"]
    psu.source = draft.source(file.file, entity.position)
    psu.present = devices.point(entity["presence"], nil)
    psu.good = devices.point(entity["power_output_status"], nil)
    for resource in entity.children(named: "resource") {
      let before = draft.board.fans.count
      add(resource, entity, file, devices, &draft) { _ in }
      psu.fans += draft.board.fans[before...].map(\.name)
      if let reference = resource["reference"], let device = devices.names[reference],
        devices.elements[device.device]?.name.hasSuffix("psu") == true,
        psu.monitor == nil
      {
        psu.monitor = device
      }
    }
    draft.board.psus.append(psu)
  }

  /// A resource: what it is follows from the element that it names.
  private static func add(
    _ resource: XMLElement, _ entity: XMLElement, _ file: XMLFile, _ devices: OPXDevices, _ draft: inout BoardDraft,
    fan change: (inout BoardFan) -> Void
  ) {
    let reference = resource["reference"] ?? ""
    let title = resource["name"]
    if title?.hasPrefix("Optics Media ") == true { return }
    let source = draft.source(file.file, resource.position)
    if let part = OPXPart.find(reference, devices) {
      switch part.kind {
      case .fan:
        var fan = BoardFan(name: BoardDraft.name(reference))
        (fan.title, fan.source) = (title, source)
        if let most = part.element.integer("fan_speed"), most > 0 { fan.rpmRange = 0...Double(most) }
        fan.rpm = Point(part.device, attribute: part.attribute)
        change(&fan)
        draft.board.fans.append(fan)
      case .temperature:
        var sensor = BoardSensor(name: BoardDraft.name(reference), type: .temperature, at: Point(part.device, attribute: part.attribute))
        (sensor.title, sensor.source) = (title, source)
        let low = part.element.integer("low_threshold").map(Double.init)
        let high = part.element.integer("high_threshold").map(Double.init)
        if low != nil || high != nil { sensor.thresholds = .init(low: low, high: high) }
        draft.board.sensors.append(sensor)
      case .power:
        var sensor = BoardSensor(name: BoardDraft.name(reference), type: .power, at: Point(part.device))
        (sensor.title, sensor.source) = (title, source)
        draft.board.sensors.append(sensor)
      case .eeprom:
        var eeprom = BoardEEPROM(name: BoardDraft.name(reference), dev: part.device)
        (eeprom.title, eeprom.source) = (title, source)
        eeprom.format = part.element["parser"] == "ONIE_SYS_EEPROM" ? "onie-tlv" : part.element["parser"]
        draft.board.eeproms.append(eeprom)
      }
    } else if !draft.board.leds.contains(where: { led in led.title == reference || led.colors.contains { $0.name == reference } }),
      devices.names[reference] == nil || devices.elements[reference]?.name.hasSuffix("psu") != true
    {
      draft.remark(
        file.file, resource.position,
        "resource '\(reference)' (\(title ?? "")) is left out: it is no fan, sensor, light or memory that is described")
    }
  }
}
