import PlatformFormats
import SwitchPlatform

/// Lights on the pins of a CPLD. Several on one group are one light of ours, with a colour for each.
enum OPXLights {
  static func add(_ pin: OPXPin, on device: DeviceReference, _ file: String, to draft: inout BoardDraft) {
    let lights = pin.element.children(named: "sdi_mono_color_pin_led")
    for child in pin.element.children where child.name != "sdi_mono_color_pin_led" {
      draft.remark(file, child.position, "<\(child.name)> \(child["alias"] ?? "") is left out: a board has lights with colours only")
    }
    guard !lights.isEmpty else { return }
    var led = BoardLED(name: BoardDraft.name(pin.name))
    led.source = draft.source(file, pin.element.position)
    led.title = lights.count == 1 ? lights.first?["alias"] : nil
    let words = pin.name.lowercased()
    led.role = ["locator", "beacon"].contains { words.contains($0) } ? "locator" : ["fan", "psu"].first { words.contains($0) } ?? "system"
    var point = Point(device, reg: pin.register, invert: pin.isInverted)
    if pin.register == pin.lastRegister, pin.first == pin.last { point.bit = pin.first } else { point.mask = pin.mask }
    guard let mask = pin.mask else {
      draft.remark(file, pin.element.position, "light '\(pin.name)' is left out: it is in several registers")
      return
    }
    led.at = point
    let most = mask >> pin.first
    var names: Set<String> = []
    for light in lights {
      let on = light.integer("led_on_value") ?? most
      let off = light.integer("led_off_value") ?? 0
      for (name, value) in [(lights.count == 1 ? "on" : BoardDraft.name(light["alias"] ?? "on"), on), ("off", off)] {
        guard (0...most).contains(value) else {
          draft.remark(file, light.position, "'\(name)' of light '\(pin.name)' is left out: \(value) is beyond its pins")
          continue
        }
        if names.insert(name).inserted { led.colors.append(.init(name, value << pin.first)) }
      }
    }
    draft.board.leds.append(led)
  }
}
