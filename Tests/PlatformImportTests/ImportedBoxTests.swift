import PlatformImport
import SwitchPlatform
import Testing

/// What Stratum and OpenSwitch say of the box: fans, power, heat, lights, memories, and how ports stand in it.
@Suite struct ImportedBoxTests {
  private static func imported(
    _ importer: any BoardImporter.Type, _ files: [(path: String, text: String)], chip: String? = nil
  ) throws -> ImportedBoard { try ImportedFormatTests.imported(importer, files, chip: chip) }

  // MARK: Stratum

  private static let chassis = """
    chassis { platform: PLT_GENERIC_TRIDENT2 name: "Box" }
    nodes { id: 1 slot: 1 index: 1 }
    singleton_ports { id: 1 name: "a" slot: 1 port: 1 speed_bps: 40000000000 node: 1 }
    singleton_ports { id: 2 name: "b" slot: 1 port: 2 channel: 2 speed_bps: 10000000000 node: 1 }
    singleton_ports { id: 3 name: "c" slot: 1 port: 2 channel: 1 speed_bps: 10000000000 node: 1 }
    singleton_ports { id: 4 name: "d" slot: 1 port: 5 speed_bps: 1000000000 node: 1 }

    """

  @Test func stratumBox() throws {
    let phal = """
      cards { slot: 1
        ports { port: 1 physical_port_type: PHYSICAL_PORT_TYPE_QSFP_CAGE }
        ports { port: 2 physical_port_type: PHYSICAL_PORT_TYPE_SFP_CAGE }
        ports { port: 3 physical_port_type: PHYSICAL_PORT_TYPE_SFP_CAGE }
        ports { port: 5 physical_port_type: PHYSICAL_PORT_TYPE_RJ45 }
      }
      fan_trays { fans { slot: 1 } fans { slot: 2 } }
      fan_trays { fans { slot: 1 } }
      psu_trays { psus { slot: 2 } }
      led_groups { leds { led_index: 7 } }
      thermal_groups { thermals { thermal_index: 1 } thermals { thermal_index: 5 } }

      """
    let result = try Self.imported(
      StratumImporter.self,
      [("x86-64-acme-box-r0/chassis_config.pb.txt", Self.chassis), ("x86-64-acme-box-r0/phal_config.pb.txt", phal)])
    let board = result.board
    #expect(board.platform.id == "x86-64-acme-box-r0")
    #expect(board.platform.vendor == "acme")
    #expect(board.platform.arch == "x86_64")
    #expect(board.platform.product == "Box")
    #expect(board.asics.map(\.chip) == ["bcm56850"])
    #expect(board.fans.map(\.name) == ["fan1-1", "fan1-2", "fan2-1"])
    #expect(board.fans.map(\.tray) == [1, 1, 2])
    #expect(board.psus.map(\.name) == ["psu2"])
    #expect(board.leds.map(\.name) == ["led7"])
    #expect(board.sensors.map(\.name) == ["thermal1", "thermal5"])
    #expect(board.sensors.allSatisfy { $0.type == .temperature })
    // No file tells lanes: they are in the order of the front panel; a cage that no port is in is left out.
    #expect(board.cages.map(\.lanes.lanes) == [[1, 2, 3, 4], [5, 6], [7]])
    #expect(board.cages.map(\.kind) == [.qsfp, .sfpDD, .rj45])
    #expect(board.sources["cages"]?.contains("no file tells them") == true)
    #expect(result.remarks.contains { $0.contains("port 3 of slot 1 is left out") })
    let choices = try #require(board.profiles.first?.choices)
    #expect(choices.map(\.breakout.description) == ["1x40G", "2x10G", "1x1G"])
    #expect(choices.map(\.names) == [["a"], ["c", "b"], ["d"]], "by channel")
  }

  @Test func stratumChips() throws {
    let map = """
      bcm_chassis_maps {
        bcm_chassis { sdk_properties: "a=1" sdk_properties: "b=2" }
        bcm_chips { type: TRIDENT2 unit: 0 slot: 1 pci_bus: 17 pci_slot: 2 }
        bcm_ports { slot: 1 port: 1 speed_bps: 40000000000 physical_port: 9 serdes_core: 2 num_serdes_lanes: 4 rx_lane_map: 0x0123 rx_polarity_flip: 0x8 }
        bcm_ports { slot: 1 port: 2 channel: 1 speed_bps: 10000000000 physical_port: 13 serdes_core: 3 serdes_lane: 0 num_serdes_lanes: 1 tx_lane_map: 0x3201 }
        bcm_ports { slot: 1 port: 2 channel: 2 speed_bps: 10000000000 physical_port: 14 serdes_core: 3 serdes_lane: 1 num_serdes_lanes: 1 tx_lane_map: 0x3201 }
        bcm_ports { slot: 1 port: 4 speed_bps: 10000000000 physical_port: 33 num_serdes_lanes: 1 internal: true }
      }

      """
    let result = try Self.imported(
      StratumImporter.self, [("box/chassis_config.pb.txt", Self.chassis), ("box/base_bcm_chassis_map.pb.txt", map)])
    let board = result.board
    #expect(board.asics.first?.pci?.bdf == "11:02.0")
    let serdes = try #require(board.asics.first?.serdes)
    #expect(serdes.map(\.lane) == [9, 10, 11, 12, 13, 14])
    #expect(serdes.map(\.core) == [2, 2, 2, 2, 3, 3])
    #expect(serdes.map(\.tx) == [0, 1, 2, 3, 1, 0])
    #expect(serdes.map(\.rx) == [3, 2, 1, 0, 0, 1])
    #expect(serdes.map(\.invertsRX) == [false, false, false, true, false, false])
    #expect(board.cages.map(\.kind) == [.internal, .internal, .internal], "no PHAL: no cages of the front panel")
    #expect(board.cages.map(\.lanes.lanes) == [[9, 10, 11, 12], [13, 14], [1]])
    let attributes = try #require(board.profiles.first?.asics.first)
    #expect(attributes.value == .mapping([.init("sdk_properties", .list([.text("a=1"), .text("b=2")]))]))
    #expect("\(attributes)".contains("a=1") && "\(attributes)".contains("b=2"))
    #expect(
      result.remarks.contains { $0.contains("base_bcm_chassis_map.pb.txt:7:") && $0.contains("a port inside of the box is left out") })
  }

  @Test func stratumModelsAreNoBoxes() throws {
    let result = try Self.imported(StratumImporter.self, [("x86-64-acme-model/chassis_config.pb.txt", Self.chassis)])
    #expect(result.board.platform.form == .virtual)
  }

  // MARK: OpenSwitch

  private static let openSwitch: [(path: String, text: String)] = [
    (
      "box/manifest.yaml",
      "manufacturer: Acme Networks\nproduct_name: Box\nsubsystem_info: A switch with a Trident2\nfiles:\n"
        + ["devices", "ports", "fans", "power", "thermal", "leds", "fru", "qos"].map { "  - {name: \($0), filename: \($0).yaml}\n" }
        .joined()
    ),
    ("box/qos.yaml", "qos: {}\n"), ("box/fru.yaml", "fru_info: { platform_name: x86_64-acme_box-r0 }\n"),
    (
      "box/devices.yaml",
      """
      buses: [ { name: i2c_0, dev_name: /dev/i2c-0 } ]
      devices:
        - { name: cpld, bus: i2c_0, dev_type: cpld, address: 0x60 }
        - { name: tmp, bus: i2c_0, dev_type: lm75, address: 0x48 }
        - { name: psu1, bus: i2c_0, dev_type: power_supply, address: 0x58 }
        - { name: rom, bus: i2c_0, dev_type: fru_eeprom, address: 0x56 }

      """
    ),
    (
      "box/ports.yaml",
      "port_info: { number_ports: 6 }\nports:\n"
        + "  - { name: 1, switch_device_port: 13, connector: QSFP_PLUS, max_speed: 40000, speeds: [40000], module_eeprom: rom, module_signals: { qsfpp_tx_disable: { device: cpld, register: 9, bitmask: 0x01 } } }\n"
        + (1...4).map {
          "  - { name: 1-\($0), parent_port: 1, subport_number: \($0), switch_device_port: \(17 - $0), connector: QSFP_PLUS, max_speed: 10000, speeds: [1000, 10000] }\n"
        }.joined()
        + "  - { name: 2, switch_device_port: 20, connector: RJ45, max_speed: 1000, speeds: [10, 100, 1000], module_eeprom: lost }\n"
    ),
    (
      "box/fans.yaml",
      """
      fan_info: { number_fan_frus: 1, fan_direction: B2F, fan_speed_control: { device: cpld, register: 0x11, bitmask: 0x1f }, fan_speed_settings: { SLOW: 5, FAST: 15, MAX: 20 }, fan_speed_min: SLOW, fan_speed_multiplier: 150, fan_led_values: { GOOD: 1, FAULT: 2 } }
      fan_frus:
        - number: 2
          fan_leds: { device: cpld, register: 0x30, bitmask: 0x0c, shift: 2 }
          fan_direction_detect: { device: cpld, register: 0x31, bitmask: 0x01 }
          fans: [ { name: fan_1, speed: { device: cpld, register: 0x12, bitmask: 0xff }, fault: { device: cpld, register: 0x13, bitmask: 0x80, polarity: negative } } ]

      """
    ),
    (
      "box/power.yaml",
      """
      power_info: { number_psus: 1, psu_led: { device: cpld, register: 0x32, bitmask: 0x03 }, psu_led_values: { GOOD: 1, FAULT: 2 } }
      psus: [ { number: 1, psu_present: { device: cpld, register: 2, bitmask: 0x01, polarity: negative }, psu_output_ok: { device: cpld, register: 2, bitmask: 0x02 } } ]

      """
    ),
    (
      "box/thermal.yaml",
      """
      thermal_info: { polling_period: 7000, auto_shutdown: True }
      sensors:
        - number: 3
          location: Inlet
          device: tmp
          alarm_thresholds: { low_crit: -5, min: 5, max_on: 70, critical_on: 80, emergency_on: 90 }
          fan_thresholds: { fast_on: 40, fast_off: 35, max_on: 60 }

      """
    ),
    (
      "box/leds.yaml",
      """
      led_types: [ { type: loc, settings: { LED_ON: 1, LED_OFF: 0 } } ]
      leds: [ { name: beacon, led_type: loc, led_access: { device: cpld, register: 0x40, bitmask: 0x01 } } ]

      """
    )
  ]

  @Test func openSwitchBox() throws {
    let result = try Self.imported(OpenSwitchImporter.self, Self.openSwitch)
    let board = result.board
    #expect(board.asics.first?.chip == "bcm56850", "the manifest's text names it")
    #expect(board.platform.match == .mapping([.init("onie", .text("x86_64-acme_box-r0"))]))
    #expect(board.eeproms.map(\.dev.device) == ["rom"])
    let fan = try #require(board.fans.first)
    #expect(fan.tray == 2)
    #expect(fan.airflow == .backToFront)
    #expect(fan.rpm?.reg == 0x12 && fan.rpm?.mask == 0xff && fan.rpm?.scale == 150)
    #expect(fan.pwm?.reg == 0x11 && fan.pwm?.range == 5...20)
    #expect(fan.fault?.bit == 7 && fan.fault?.invert == true)
    #expect(fan.direction?.reg == 0x31)
    let other = Self.openSwitch.map { file in (path: file.path, text: file.text.replacing("B2F", with: "F2B")) }
    #expect(try Self.imported(OpenSwitchImporter.self, other).board.fans.first?.airflow == .frontToBack)
    let psu = try #require(board.psus.first)
    #expect(psu.present?.bit == 0 && psu.present?.invert == true)
    #expect(psu.good?.bit == 1 && psu.good?.invert == false)
    #expect(psu.monitor?.device == "psu1")
    let lights = Dictionary(board.leds.map { ($0.name, $0) }) { first, _ in first }
    #expect(lights.keys.sorted() == ["beacon", "fan2", "psu"])
    #expect(lights["fan2"]?.colors == [.init("good", 4), .init("fault", 8)])
    #expect(lights["psu"]?.colors == [.init("good", 1), .init("fault", 2)])
    #expect(lights["beacon"]?.role == "locator")
    #expect(lights["beacon"]?.colors == [.init("led_on", 1), .init("led_off", 0)])
    #expect(result.remarks.contains { $0.contains("'qos' is left out") })
  }

  @Test func openSwitchHeat() throws {
    let board = try Self.imported(OpenSwitchImporter.self, Self.openSwitch).board
    let sensor = try #require(board.sensors.first)
    #expect(sensor.title == "Inlet")
    #expect(sensor.at?.dev.device == "tmp")
    let limits = try #require(sensor.thresholds)
    #expect([limits.lowCritical, limits.low, limits.high, limits.critical] == [-5, 5, 70, 80])
    let thermal = try #require(board.thermal)
    #expect(thermal.interval == 7)
    #expect(thermal.shutdownAny.map(\.sensor) == [sensor.name])
    #expect(thermal.shutdownAny.map(\.above) == [90])
    let zone = try #require(thermal.zones.first)
    #expect(zone.fans == ["fan_1"])
    #expect(zone.table.map(\.temperature) == [5, 40, 60])
    #expect(zone.table.map(\.speed) == [25, 75, 100])
  }

  @Test func openSwitchPorts() throws {
    let result = try Self.imported(OpenSwitchImporter.self, Self.openSwitch)
    let board = result.board
    #expect(board.cages.map(\.kind) == [.qsfp, .rj45])
    #expect(board.cages.map(\.lanes.lanes) == [[16, 15, 14, 13], [20]])
    #expect(board.cages.first?.breakouts.map(\.description) == ["1x40G", "4x10G[1G]"])
    #expect(board.cages.last?.breakouts.map(\.description) == ["1x1G[100,10]"])
    #expect(board.cages.first?.eeprom?.dev.device == "rom")
    #expect(board.cages.first?.signals.map(\.name) == ["txdisable"])
    #expect(board.profiles.first?.choices.map(\.breakout.description) == ["1x40G", "1x1G"])
    #expect(result.remarks.contains { $0.contains("'module_eeprom' of port '2' is left out: there is no device 'lost'") })
    // Ports whose lanes would meet are numbered as they stand.
    let narrow = Self.openSwitch.map { file in
      file.path.hasSuffix("ports.yaml") ? (file.path, file.text.replacing("switch_device_port: 20", with: "switch_device_port: 14")) : file
    }
    let ordered = try Self.imported(OpenSwitchImporter.self, narrow)
    #expect(ordered.board.cages.map(\.lanes.lanes) == [[1, 2, 3, 4], [5]])
    #expect(ordered.remarks.contains { $0.contains("'switch_device_port' is left out") })
  }
}
