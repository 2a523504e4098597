import PlatformFormats
import SwitchPlatform

/// SNS01 and I2C05: buses and addresses in `sensors.conf`.
enum SensorRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for text in input.files.sensors where input.isFirst("sensors", text.name, report) {
      let sensors = text.value
      var first: [String: SensorsConfiguration.Bus] = [:]
      for bus in sensors.buses {
        guard let known = first[bus.name.text] else {
          first[bus.name.text] = bus
          continue
        }
        let isSame = known.adapter?.text == bus.adapter?.text
        let other = known.adapter.map { "'\($0.text.excerpt)'" } ?? "no adapter"
        report.warning(
          "SNS01", sensors.file, at: bus.name.position,
          "bus \(bus.name.text.excerpt) is declared a second time" + (isSame ? "" : ", and before it was \(other)"),
          related: [.init(sensors.file, at: known.name.position, "first declared here")])
      }
      for chip in sensors.chips {
        guard let address = SensorsConfiguration.address(of: chip.text), address > BusRules.highestAddress, address < 0x80 else { continue }
        report.warning(
          "I2C05", sensors.file, at: chip.position,
          "\(chip.text.excerpt) has I2C address \(SONiCHardwareCheck.hex(address)); addresses above \(SONiCHardwareCheck.hex(BusRules.highestAddress)) are reserved"
        )
      }
    }
  }
}
