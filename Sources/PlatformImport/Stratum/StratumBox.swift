import PlatformFormats
import SwitchPlatform

/// What watches the box: the PHAL's file counts it, and leaves where it is read to the vendor's driver.
enum StratumBox {
  static func add(_ platform: StratumPlatform, _ draft: inout BoardDraft) {
    guard let document = platform.documents[.phal] else {
      draft.remark("no \(StratumPlatform.Kind.phal.rawValue): fans, power supplies, lights and sensors are not known")
      return
    }
    let root = document.root
    for (tray, group) in root.all("fan_trays").enumerated() {
      for (index, node) in group.all("fans").enumerated() {
        var fan = BoardFan(name: name("fan", tray, root.all("fan_trays").count, node["slot"]?.integer ?? index + 1))
        fan.tray = tray < 256 ? tray + 1 : nil
        fan.source = draft.source(document.file, node.position)
        draft.board.fans.append(fan)
      }
      draft.leaveOut(group.all("fans"), but: ["slot"], of: "fans", in: document.file)
    }
    for (tray, group) in root.all("psu_trays").enumerated() {
      for (index, node) in group.all("psus").enumerated() {
        var psu = BoardPSU(name: name("psu", tray, root.all("psu_trays").count, node["slot"]?.integer ?? index + 1))
        psu.source = draft.source(document.file, node.position)
        draft.board.psus.append(psu)
      }
      draft.leaveOut(group.all("psus"), but: ["slot"], of: "psus", in: document.file)
    }
    for (place, group) in root.all("led_groups").enumerated() {
      for (index, node) in group.all("leds").enumerated() {
        var led = BoardLED(name: name("led", place, root.all("led_groups").count, node["led_index"]?.integer ?? index + 1))
        led.source = draft.source(document.file, node.position)
        draft.board.leds.append(led)
      }
      draft.leaveOut(group.all("leds"), but: ["led_index"], of: "leds", in: document.file)
    }
    for (place, group) in root.all("thermal_groups").enumerated() {
      for (index, node) in group.all("thermals").enumerated() {
        let number = node["thermal_index"]?.integer ?? index + 1
        var sensor = BoardSensor(name: name("thermal", place, root.all("thermal_groups").count, number), type: .temperature)
        sensor.source = draft.source(document.file, node.position)
        draft.board.sensors.append(sensor)
      }
      draft.leaveOut(group.all("thermals"), but: ["thermal_index"], of: "thermals", in: document.file)
    }
    draft.leaveOut(
      [root], but: ["cards", "fan_trays", "psu_trays", "led_groups", "thermal_groups"], of: "the PHAL", in: document.file)
    draft.leaveOut(root.all("cards"), but: ["slot", "ports"], of: "cards", in: document.file)
    draft.leaveOut(
      root.all("cards").flatMap { $0.all("ports") }, but: ["port", "physical_port_type"], of: "a card's ports", in: document.file)
  }

  /// With its group where there are several.
  private static func name(_ kind: String, _ group: Int, _ groups: Int, _ number: Int) -> String {
    groups > 1 ? "\(kind)\(group + 1)-\(number)" : "\(kind)\(number)"
  }
}
