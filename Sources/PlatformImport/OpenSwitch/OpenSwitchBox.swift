import PlatformFormats
import SwitchPlatform

/// Fans, power supplies and lights.
enum OpenSwitchBox {
  static func add(_ set: OpenSwitchSet, _ draft: inout BoardDraft) {
    if let document = set.documents[.fans] { addFans(set, document, &draft) }
    if let document = set.documents[.power] { addPower(set, document, &draft) }
    if let document = set.documents[.leds] { addLights(set, document, &draft) }
  }

  private static func addFans(_ set: OpenSwitchSet, _ document: TreeDocument, _ draft: inout BoardDraft) {
    let info = document.root["fan_info"]
    let settings = (info?["fan_speed_settings"]?.pairs ?? []).compactMap { $0.value.number }.filter(\.isFinite)
    for fru in set.list(.fans, "fan_frus") {
      let tray = fru["number"]?.integer
      for node in fru["fans"]?.elements ?? [] {
        guard let name = node["name"]?.text else { continue }
        var fan = BoardFan(name: BoardDraft.name(name))
        fan.source = draft.source(document.file, node.position)
        fan.tray = tray.flatMap { (0...255).contains($0) ? $0 : nil }
        fan.rpm = OpenSwitchImporter.point(node["speed"])
        fan.rpm?.scale = info?["fan_speed_multiplier"]?.number.flatMap { $0.isFinite ? $0 : nil }
        fan.fault = OpenSwitchImporter.point(node["fault"])
        fan.pwm = OpenSwitchImporter.point(node["fan_speed_control"] ?? info?["fan_speed_control"])
        if let low = settings.min(), let high = settings.max() { fan.pwm?.range = low...high }
        fan.direction = OpenSwitchImporter.point(fru["fan_direction_detect"])
        switch info?["fan_direction"]?.text {
        case "F2B": fan.airflow = .frontToBack
        case "B2F": fan.airflow = .backToFront
        default: break
        }
        draft.leaveOut([node], but: ["name", "speed", "fault", "fan_speed_control"], of: "fan '\(name)'", in: document.file)
        draft.board.fans.append(fan)
      }
      if let place = fru["fan_leds"] {
        var led = BoardLED(name: "fan\(tray.map(String.init) ?? "")")
        (led.role, led.at) = ("fan", OpenSwitchImporter.point(place))
        led.colors = colors(info?["fan_led_values"], shift: place["shift"]?.integer ?? 0)
        led.source = draft.source(document.file, place.position)
        draft.board.leds.append(led)
      }
      draft.leaveOut([fru], but: ["number", "fans", "fan_leds", "fan_direction_detect"], of: "fan_frus", in: document.file)
    }
    let known: Set<String> = [
      "number_fan_frus", "fan_speed_control", "fan_speed_settings", "fan_speed_min", "fan_speed_multiplier", "fan_led_values"
    ]
    if let info {
      draft.leaveOut(
        [info], but: known.union(["F2B", "B2F"].contains(info["fan_direction"]?.text) ? ["fan_direction"] : []), of: "fan_info",
        in: document.file)
    }
  }

  private static func addPower(_ set: OpenSwitchSet, _ document: TreeDocument, _ draft: inout BoardDraft) {
    for (index, node) in set.list(.power, "psus").enumerated() {
      let number = node["number"]?.text ?? String(index + 1)
      var psu = BoardPSU(name: BoardDraft.name(number))
      psu.present = OpenSwitchImporter.point(node["psu_present"])
      psu.good = OpenSwitchImporter.point(node["psu_output_ok"])
      psu.source = draft.source(document.file, node.position)
      // The device that bears the supply's name measures it.
      let monitor = "psu\(number)"
      if draft.board.device(named: monitor)?.kind == "power_supply" { psu.monitor = DeviceReference(monitor) }
      draft.board.psus.append(psu)
    }
    draft.leaveOut(set.list(.power, "psus"), but: ["number", "psu_present", "psu_output_ok"], of: "psus", in: document.file)
    guard let info = document.root["power_info"] else { return }
    if let place = info["psu_led"] {
      var led = BoardLED(name: "psu")
      (led.role, led.at) = ("psu", OpenSwitchImporter.point(place))
      led.colors = colors(info["psu_led_values"], shift: place["shift"]?.integer ?? 0)
      led.source = draft.source(document.file, place.position)
      draft.board.leds.append(led)
    }
    draft.leaveOut([info], but: ["number_psus", "psu_led", "psu_led_values"], of: "power_info", in: document.file)
  }

  private static func addLights(_ set: OpenSwitchSet, _ document: TreeDocument, _ draft: inout BoardDraft) {
    let types = Dictionary(set.list(.leds, "led_types").compactMap { node in node["type"]?.text.map { ($0, node) } }) { first, _ in first }
    for node in set.list(.leds, "leds") {
      guard let name = node["name"]?.text else { continue }
      var led = BoardLED(name: BoardDraft.name(name))
      let type = node["led_type"]?.text
      led.role = type == "loc" ? "locator" : type
      led.at = OpenSwitchImporter.point(node["led_access"])
      led.colors = colors(type.flatMap { types[$0] }?["settings"], shift: 0)
      led.source = draft.source(document.file, node.position)
      draft.board.leds.append(led)
    }
    draft.leaveOut(set.list(.leds, "leds"), but: ["name", "led_type", "led_access"], of: "leds", in: document.file)
  }

  /// Settings by name, in lower case.
  private static func colors(_ node: Node?, shift: Int) -> [BoardLED.Color] {
    guard (0..<32).contains(shift) else { return [] }
    var names: Set<String> = []
    return (node?.pairs ?? []).compactMap { pair in
      guard let name = pair.key.text?.lowercased(), let value = pair.value.integer, (0...Int(UInt32.max) >> shift).contains(value),
        names.insert(name).inserted
      else { return nil }
      return BoardLED.Color(name, value << shift)
    }
  }
}
