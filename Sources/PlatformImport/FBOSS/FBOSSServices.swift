import PlatformFormats
import SwitchPlatform

/// The services' files: sensors, fans and heat, lights, firmware.
enum FBOSSServices {
  static func add(_ platform: FBOSSPlatform, _ units: FBOSSUnits, to draft: inout BoardDraft) {
    if let document = platform.documents[.sensors] { addSensors(document, units, &draft) }
    if let document = platform.documents[.fans] { FBOSSHeat.add(document, units, to: &draft) }
    if let document = platform.documents[.leds] { addLights(document, units, &draft) }
    if let document = platform.documents[.firmware] { addFirmware(document, units, &draft) }
    for service in FBOSSPlatform.Service.allCases where platform.documents[service] == nil {
      draft.remark("\(platform.manager?.file ?? platform.folder): no \(service.rawValue) that can be read is beside it")
    }
  }

  /// Source: fboss/platform/sensor_service/sensor_config.thrift, `enum SensorType`.
  private static let quantities: [Int: BoardSensor.Quantity] = [0: .power, 1: .voltage, 2: .current, 3: .temperature, 4: .rpm]

  private static func addSensors(_ document: TreeDocument, _ units: FBOSSUnits, _ draft: inout BoardDraft) {
    let lists = document.root["pmUnitSensorsList"]?.elements ?? []
    for list in lists {
      for node in list["sensors"]?.elements ?? [] {
        let name = node["name"]?.text ?? ""
        guard !name.isEmpty, let type = node["type"]?.integer.flatMap({ quantities[$0] }) else {
          draft.remark(document.file, node.position, "sensor '\(name)' is left out: a board has none of its type")
          continue
        }
        var sensor = BoardSensor(name: BoardDraft.name(name), type: type)
        sensor.source = draft.source(document.file, node.position)
        let path = node["sysfsPath"]
        sensor.at = units.point(path?.text)
        if sensor.at == nil {
          draft.remark(
            document.file, path?.position ?? node.position,
            "where sensor '\(name)' is read is left out: no device of the board has '\(path?.text ?? "")'")
        }
        if let formula = node["compute"], let text = formula.text, !text.isEmpty {
          if let scale = FBOSSFormula(text).scale {
            sensor.at?.scale = scale
          } else {
            draft.remark(document.file, formula.position, "'compute' of sensor '\(name)' is left out: '\(text)' is more than a factor")
            sensor.at = nil
          }
        }
        if let limits = node["thresholds"], limits.pairs?.isEmpty == false {
          sensor.thresholds = BoardSensor.Thresholds(
            lowCritical: limits["lowerCriticalVal"]?.number, low: limits["minAlarmVal"]?.number, high: limits["maxAlarmVal"]?.number,
            critical: limits["upperCriticalVal"]?.number)
        }
        draft.board.sensors.append(sensor)
      }
    }
    draft.leaveOut(lists, but: ["slotPath", "pmUnitName", "sensors"], of: "pmUnitSensorsList", in: document.file)
    let known: Set<String> = ["name", "sysfsPath", "type", "thresholds", "compute"]
    draft.leaveOut(lists.flatMap { $0["sensors"]?.elements ?? [] }, but: known, of: "sensors", in: document.file)
    draft.leaveOut([document.root], but: ["platformName", "pmUnitSensorsList"], of: "the sensor service", in: document.file)
  }

  /// Lights by what they tell of. They are files of the system's, not of a device that the board describes.
  private static func addLights(_ document: TreeDocument, _ units: FBOSSUnits, _ draft: inout BoardDraft) {
    var lights: [(name: String, role: String, node: Node)] = []
    if let node = document.root["systemLedConfig"] { lights.append(("system", "system", node)) }
    for pair in document.root["fruTypeLedConfigs"]?.pairs ?? [] {
      let name = pair.key.text ?? ""
      lights.append((name, name.lowercased(), pair.value))
    }
    for light in lights {
      var led = BoardLED(name: BoardDraft.name(light.name))
      (led.role, led.source) = (light.role, draft.source(document.file, light.node.position))
      draft.board.leds.append(led)
      draft.leaveOut([light.node], but: [], of: "light '\(light.name)'", in: document.file)
    }
    for node in document.root["fruConfigs"]?.elements ?? [] {
      guard let name = node["fruName"]?.text, node["fruType"]?.text == "PSU" || node["fruType"]?.text == "PEM" else { continue }
      var psu = BoardPSU(name: BoardDraft.name(name))
      psu.source = draft.source(document.file, node.position)
      if let file = node["presenceDetection"]?["sysfsFileHandle"] {
        psu.present = units.point(file["presenceFilePath"]?.text)
        psu.present?.invert = file["desiredValue"]?.integer == 0
      }
      draft.board.psus.append(psu)
    }
    draft.leaveOut([document.root], but: ["systemLedConfig", "fruTypeLedConfigs", "fruConfigs"], of: "the LED manager", in: document.file)
  }

  private static func addFirmware(_ document: TreeDocument, _ units: FBOSSUnits, _ draft: inout BoardDraft) {
    let entries = document.root["fwConfigs"]?.pairs ?? []
    for pair in entries {
      var component = BoardComponent(name: BoardDraft.name(pair.key.text ?? ""))
      component.source = draft.source(document.file, pair.key.position)
      if let path = pair.value["version"]?["path"] {
        component.version = units.point(path.text)
        if component.version == nil {
          draft.remark(
            document.file, path.position, "'version' of '\(component.name)' is left out: no device of the board has '\(path.text ?? "")'")
        }
      }
      draft.board.components.append(component)
    }
    draft.leaveOut(entries.map(\.value), but: ["version"], of: "fwConfigs", in: document.file)
    draft.leaveOut([document.root], but: ["fwConfigs"], of: "the firmware service", in: document.file)
  }
}
