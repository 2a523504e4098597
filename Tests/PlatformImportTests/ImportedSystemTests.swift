import PlatformImport
import SwitchPlatform
import Testing

/// What OPX and FBOSS say of the box: fans, power, heat, lights, memories, firmware, and how ports stand in it.
@Suite struct ImportedSystemTests {
  private static func imported(
    _ importer: any BoardImporter.Type, _ files: [(path: String, text: String)], chip: String? = nil
  ) throws -> ImportedBoard { try ImportedFormatTests.imported(importer, files, chip: chip) }

  // MARK: OPX

  private static let opx: [(path: String, text: String)] = [
    (
      "acme/box/etc/opx/sdi/device.xml",
      """
      <root>
        <fpga_pci_bus instance="0" bus_name="fpga" fpga_sysfs_name="/sys/bus/pci/devices/0000:04:00.0/resource0"/>
        <sys_i2c instance="0" bus_name="smbus0" sysfs_name="/sys/bus/i2c/0">
          <sdi_cpld instance="0" alias="main" addr="0x31" width="1" start_addr="0" end_addr="0x30">
            <sdi_cpld_pin addr="2" offset="3" bus_name="psu_there" polarity="inverted"/>
            <sdi_cpld_pin addr="2" offset="4" bus_name="psu_fine"/>
            <sdi_cpld_pin addr="3" offset="0" bus_name="tray_there"/>
            <sdi_cpld_pin_group start_addr="0x7" start_offset="2" end_offset="3" bus_name="beacon_bus">
              <sdi_mono_color_pin_led instance="0" alias="Blue" led_on_value="2" led_off_value="1"/>
            </sdi_cpld_pin_group>
          </sdi_cpld>
          <emc142x instance="0" addr="0x4c"><temp_sensor instance="1" alias="NPU temp" low_threshold="-3" high_threshold="95"/></emc142x>
          <pmbus_psu instance="1" addr="0x58"><fan instance="0" alias="psu-1-fan" fan_speed="18000"/></pmbus_psu>
          <max6620 instance="0" addr="0x29"><fan instance="2" fan_speed="20000"/></max6620>
          <qsfp instance="3" addr="0x51"/>
          <eeprom instance="0" addr="0x50" parser="ONIE_SYS_EEPROM"/>
          <ina219 instance="0" addr="0x40"/>
        </sys_i2c>
        <sdi_i2cmux_pca parent="smbus0">
          <i2c bus_name="ch2" mux_addr="0x70" mux_sel_value="0x4"><tmp75 instance="5" addr="0x48"/></i2c>
          <i2c bus_name="bad" mux_addr="0x70" mux_sel_value="0x3"/>
        </sdi_i2cmux_pca>
      </root>
      """
    ),
    (
      "acme/box/etc/opx/sdi/entity.xml",
      """
      <root>
        <entity instance="1" type="SDI_ENTITY_PSU_TRAY" alias="PSU 1" presence="psu_there" power_output_status="psu_fine">
          <resource reference="pmbus_psu-1" name="psu"/><resource reference="psu-1-fan" name="PSU fan"/>
        </entity>
        <entity instance="3" type="SDI_ENTITY_FAN_TRAY" alias="Tray" presence="tray_there"><resource reference="fan-2" name="Rotor"/></entity>
        <entity instance="1" type="SDI_ENTITY_SYSTEM_BOARD" alias="Board">
          <resource reference="NPU temp" name="NPU"/><resource reference="eeprom-0" name="Parts"/><resource reference="ina219-0" name="Load"/>
          <resource reference="Blue" name="Beacon"/><resource reference="qsfp-3" name="Optics Media 3"/>
        </entity>
      </root>
      """
    ),
    (
      "acme/box/etc/opx/base_port_physical_mapping_table.xml",
      """
      <front-panel>
        <global default_profile="q"><profile name="q" default_breakout="4x1">
            <hwport_speed_cap value="10000"/><hwport_speed_cap value="25000"/><breakout_cap value="4x4"/></profile>
          <profile name="c" default_breakout="1x1" default_hwport_speed="1000"/><profile name="none" default_breakout="disabled"/></global>
        <front-panel-port id="3" npu="0" mac_offset="9" name="e3"><entry hwport="9"/><entry hwport="10"/><entry hwport="11"/><entry hwport="12"/></front-panel-port>
        <front-panel-port id="4" npu="0" name="e4" profile_type="c"><entry hwport="13"/></front-panel-port>
        <front-panel-port id="6" npu="0" name="e6" breakout="false"><entry hwport="20"/><entry hwport="21"/><entry hwport="22"/><entry hwport="23"/></front-panel-port>
        <front-panel-port id="5" npu="0" name="e5" profile_type="none"><entry hwport="14"/></front-panel-port>
      </front-panel>
      """
    ),
    (
      "acme/box/etc/opx/turned_base_port_physical_mapping_table.xml",
      """
      <front-panel>
        <global default_profile="q"><profile name="q" default_breakout="1x1"><hwport_speed_cap value="25000"/></profile></global>
        <front-panel-port id="3" npu="0" name="e3"><entry hwport="12"/><entry hwport="11"/><entry hwport="10"/><entry hwport="9"/></front-panel-port>
      </front-panel>
      """
    ),
    (
      "acme/box/etc/opx/env-tmpctl/config.json",
      """
      { "cooling": {
          "levels": { "z": [ [ { "entity-type": "fan-tray", "speed": 5000 } ], [ { "entity-type": "fan-tray", "airflow": "reverse", "speed": 9 },
                      { "entity-type": "fan-tray", "airflow": "normal", "speed": 20000 } ] ] },
          "thresholds": [ { "sensor": "NPU", "temperature": { "hi": 80 }, "level": [ { "zone": "z", "hi": 1 } ] },
                          { "sensor": "Lost", "temperature": { "hi": 80 }, "level": [ { "zone": "z", "hi": 1 } ] } ] } }
      """
    )
  ]

  @Test func opxBox() throws {
    let result = try Self.imported(OPXImporter.self, Self.opx, chip: "bcm56960")
    let board = result.board
    #expect(board.device(named: "fpga")?.bdf == "04:00.0")
    #expect(board.pci.map(\.place) == ["04:00.0"])
    #expect(board.device(named: "smbus0")?.match == .mapping([.init("sysfs_name", .text("/sys/bus/i2c/0"))]))
    #expect(board.device(named: "main")?.width == 8)
    #expect(board.device(named: "mux-smbus0-70")?.channels == 8)
    #expect(board.device(named: "tmp75-5")?.on == DeviceReference("mux-smbus0-70", channel: 2))
    #expect(result.remarks.contains { $0.contains("bus 'bad' is left out") })
    let psu = try #require(board.psus.first)
    #expect(psu.title == "PSU 1")
    #expect(psu.present == Point(DeviceReference("main"), reg: 2, bit: 3, invert: true))
    #expect(psu.good == Point(DeviceReference("main"), reg: 2, bit: 4))
    #expect(psu.fans == ["psu-1-fan"])
    #expect(psu.monitor?.device == "pmbus_psu-1")
    let rotor = try #require(board.fans.first { $0.title == "Rotor" })
    #expect(rotor.tray == 3)
    #expect(rotor.present == Point(DeviceReference("main"), reg: 3, bit: 0))
    #expect(rotor.rpm?.dev.device == "max6620-0" && rotor.rpm?.attribute == "fan2")
    #expect(rotor.rpmRange == 0...20000)
    let heat = try #require(board.sensors.first { $0.title == "NPU" })
    #expect(heat.at?.dev.device == "emc142x-0" && heat.at?.attribute == "temp1")
    #expect(heat.thresholds?.low == -3 && heat.thresholds?.high == 95)
    #expect(board.sensors.first { $0.title == "Load" }?.type == .power)
    #expect(board.eeproms.map(\.format) == ["onie-tlv"])
    let light = try #require(board.leds.first)
    #expect(light.role == "locator")
    #expect(light.at?.reg == 7 && light.at?.mask == 0xc)
    #expect(light.colors == [.init("on", 8), .init("off", 4)])
    #expect(!result.remarks.contains { $0.contains("'Blue'") }, "a light is no sensor that is left out")
  }

  @Test func opxPortsAndHeat() throws {
    let result = try Self.imported(OPXImporter.self, Self.opx, chip: "bcm56960")
    let board = result.board
    #expect(board.cages.map(\.number) == [3, 4, 6])
    #expect(board.cages.first?.macOffset == 9)
    #expect(board.cages.first?.breakouts.map(\.description) == ["4x25G[10G]", "1x100G[40G]"])
    #expect(board.cages.map(\.kind) == [.qsfp28, .rj45, .qsfp28], "a port without a module, where others have them, is of copper")
    #expect(board.cages.first?.eeprom?.dev.device == "qsfp-3")
    #expect(board.cages.dropFirst().first?.breakouts.map(\.description) == ["1x1G"])
    #expect(board.cages.last?.breakouts.map(\.description) == ["4x25G[10G]"], "it is not broken out otherwise")
    #expect(board.profiles.map(\.name) == ["box", "box-turned"])
    #expect(board.profiles.first?.choices.map(\.names).prefix(2) == [["e3-1", "e3-2", "e3-3", "e3-4"], ["e4"]])
    #expect(board.profiles.map { $0.choices.first?.lanes?.lanes } == [nil, [12, 11, 10, 9]])
    #expect(result.remarks.contains { $0.contains("port 'e5' has no ports in this profile") })
    let zone = try #require(board.thermal?.zones.first)
    #expect(zone.title == "z: NPU")
    #expect(zone.fans == ["fan-2"], "a supply's fan is its own")
    #expect(zone.table.map(\.temperature) == [0, 80])
    #expect(zone.table.map(\.speed) == [25, 100])
    #expect(result.remarks.contains { $0.contains("a threshold of 'Lost' is left out") })
  }

  // MARK: FBOSS

  private static let header =
    "A_CHIP_ID,A_CHIP_TYPE,A_CORE_ID,A_CORE_TYPE,A_CORE_LANE,A_PHYSICAL_TX_LANE,A_PHYSICAL_RX_LANE,A_TX_POLARITY_SWAP,A_RX_POLARITY_SWAP,Z_CHIP_ID,Z_CHIP_TYPE,Z_CORE_TYPE,Z_CORE_LANE\n"

  private static let fboss: [(path: String, text: String)] = [
    (
      "configs/box/platform_manager.json",
      """
      { "platformName": "BOX", "rootPmUnitName": "MAIN", "rootSlotType": "MAIN_SLOT", "i2cAdaptersFromCpu": ["CPU_BUS@0"],
        "chassisEepromDevicePath": "/[IDPROM]",
        "slotTypeConfigs": { "MAIN_SLOT": { "numOutgoingI2cBuses": 0, "pmUnitName": "MAIN",
            "idpromConfig": { "busName": "MUX@3", "address": "0x53", "kernelDeviceName": "24c02" } },
          "FREE_SLOT": { "numOutgoingI2cBuses": 0 } },
        "pmUnitConfigs": {
          "MAIN": { "pluggedInSlotType": "MAIN_SLOT",
            "embeddedSensorConfigs": [ { "pmUnitScopedName": "CPU_CORE", "sysfsPath": "/sys/bus/platform/devices/coretemp.0" } ],
            "i2cDeviceConfigs": [ { "busName": "CPU_BUS@0", "address": "0x70", "kernelDeviceName": "pca9548", "pmUnitScopedName": "MUX", "numOutgoingChannels": 8 },
              { "busName": "MUX@2", "address": "0x33", "kernelDeviceName": "fan_cpld", "pmUnitScopedName": "FAN_CPLD" } ],
            "outgoingSlotConfigs": { "FREE_SLOT@0": { "slotType": "FREE_SLOT", "outgoingI2cBusNames": [] } } } },
        "symbolicLinkToDevicePath": { "/run/devmap/sensors/FAN_CPLD": "/[FAN_CPLD]", "/run/devmap/sensors/CPU": "/[CPU_CORE]" } }
      """
    ),
    (
      "configs/box/sensor_service.json",
      """
      { "pmUnitSensorsList": [ { "slotPath": "/", "pmUnitName": "MAIN", "sensors": [
        { "name": "CPU", "sysfsPath": "/run/devmap/sensors/CPU/temp1_input", "type": 3, "thresholds": { "lowerCriticalVal": 1, "minAlarmVal": 2, "maxAlarmVal": 80, "upperCriticalVal": 85 } },
        { "name": "P", "sysfsPath": "/run/devmap/sensors/CPU/power1_input", "type": 0 }, { "name": "V", "sysfsPath": "/run/devmap/sensors/CPU/in1_input", "type": 1 },
        { "name": "I", "sysfsPath": "/run/devmap/sensors/CPU/curr1_input", "type": 2 }, { "name": "X", "sysfsPath": "/x", "type": 9 } ] } ] }
      """
    ),
    (
      "configs/box/fan_service.json",
      """
      { "controlInterval": { "sensorReadInterval": 9 },
        "fans": [ { "fanName": "FAN_1", "rpmSysfsPath": "/run/devmap/sensors/FAN_CPLD/fan1_input", "pwmSysfsPath": "/run/devmap/sensors/FAN_CPLD/pwm1",
          "presenceSysfsPath": "/run/devmap/sensors/FAN_CPLD/fan1_present", "fanPresentVal": 0, "pwmMin": 1, "pwmMax": 64, "rpmMin": 500, "rpmMax": 9000 } ],
        "sensors": [ { "sensorName": "CPU", "normalUpTable": { "50": 60, "30": 40 } } ],
        "zones": [ { "zoneName": "z1", "sensorNames": [ "CPU", "lost" ], "fanNames": [ "FAN_1" ] } ] }
      """
    ),
    (
      "configs/box/led_manager.json",
      """
      { "systemLedConfig": { "presentLedColor": 1 }, "fruTypeLedConfigs": { "FAN": {} },
        "fruConfigs": [ { "fruName": "PSU1", "fruType": "PSU", "presenceDetection": { "sysfsFileHandle": { "presenceFilePath": "/run/devmap/sensors/FAN_CPLD/psu1_present", "desiredValue": 1 } } },
          { "fruName": "FAN1", "fruType": "FAN" } ] }
      """
    ),
    (
      "configs/box/fw_util.json",
      #"{ "fwConfigs": { "bios": { "version": { "path": "/run/devmap/sensors/FAN_CPLD/fw_ver" } }, "other": {} } }"#
    ),
    (
      "platforms/crate_platform_descriptor.csv",
      "System_Vendor,Platform_Type,Product_Name_Prefixes,Mode_Names,Asic_Type,Variant_Attributes\nacme,PLATFORM_BOX,BOX,cart-box,ASIC_TYPE_TOMAHAWK5,\n"
    ),
    (
      "platforms/crate/crate_static_mapping.csv",
      header + (0..<4).map { "1,NPU,0,NIF,\($0),\($0),\(3 - $0),N,\($0 == 1 ? "Y" : "N"),2,TRANSCEIVER,OSFP,\(3 - $0)\n" }.joined()
        + (4..<6).map { "1,NPU,0,NIF,\($0),\($0),\($0),N,N,2,BACKPLANE,EXAMAX,\($0 - 4)\n" }.joined()
        + "1,NPU,0,NIF,6,6,6,N,N,1,,,0\n1,NPU,0,MGMT,0,0,0,N,N,9,TRANSCEIVER,SFP28,0\n2,NPU,0,NIF,2,2,2,N,N,11,TRANSCEIVER,SFP28,0\n"
    ),
    (
      "platforms/crate/crate_port_profile_mapping.csv",
      "Port_Name,Supported_Port_Profiles\neth1/2/1,38\neth1/9/1,3\neth1/11/1,3\nrcy1/1,3\n"
    )
  ]

  @Test func fbossBox() throws {
    let result = try Self.imported(FBOSSImporter.self, Self.fboss)
    let board = result.board
    #expect(board.platform.vendor == "acme")
    #expect(board.asics.map(\.chip) == ["bcm78900", "bcm78900"], "by the descriptor of which the platform is a mode")
    #expect(board.device(named: "MUX")?.channels == 8)
    #expect(board.device(named: "MUX")?.address == 0x70)
    #expect(board.device(named: "FAN_CPLD")?.on == DeviceReference("MUX", channel: 2))
    #expect(board.device(named: "CPU_CORE")?.match == .mapping([.init("sysfs", .text("/sys/bus/platform/devices/coretemp.0"))]))
    #expect(board.device(named: "IDPROM")?.on == DeviceReference("MUX", channel: 3))
    #expect(board.device(named: "IDPROM")?.address == 0x53)
    #expect(board.eeproms.map(\.name) == ["IDPROM", "chassis"])
    #expect(board.eeproms.map(\.dev.device) == ["IDPROM", "IDPROM"])
    #expect(board.sensors.map(\.type) == [.temperature, .power, .voltage, .current])
    let limits = try #require(board.sensors.first?.thresholds)
    #expect([limits.lowCritical, limits.low, limits.high, limits.critical] == [1, 2, 80, 85])
    let fan = try #require(board.fans.first)
    #expect(fan.rpm?.attribute == "fan1_input" && fan.rpm?.dev.device == "FAN_CPLD")
    #expect(fan.pwm?.attribute == "pwm1" && fan.pwm?.range == 1...64)
    #expect(fan.present?.attribute == "fan1_present" && fan.present?.invert == true)
    #expect(fan.rpmRange == 500...9000)
    #expect(board.psus.map(\.name) == ["PSU1"])
    #expect(board.psus.first?.present?.attribute == "psu1_present")
    #expect(board.psus.first?.present?.invert == false)
    #expect(board.leds.map(\.role) == ["system", "fan"])
    #expect(board.components.map(\.name) == ["bios", "other"])
    #expect(board.components.first?.version?.attribute == "fw_ver")
    let thermal = try #require(board.thermal)
    #expect(thermal.interval == 9)
    #expect(thermal.zones.map(\.title) == ["z1: CPU"])
    #expect(thermal.zones.first?.fans == ["FAN_1"])
    #expect(thermal.zones.first?.table.map(\.temperature) == [30, 50])
    #expect(thermal.zones.first?.table.map(\.speed) == [40, 60])
    #expect(result.remarks.contains { $0.contains("'lost' of zone 'z1' is left out") })
    #expect(result.remarks.contains { $0.contains("sensor 'X' is left out: a board has none of its type") })
    #expect(result.remarks.contains { $0.contains("slot '/FREE_SLOT@0' is empty") })
  }

  @Test func fbossPorts() throws {
    let result = try Self.imported(FBOSSImporter.self, Self.fboss)
    let board = result.board
    #expect(board.cages.map(\.number) == [2, 9, 11])
    #expect(board.cages.first?.kind == .osfp)
    #expect(board.cages.first?.lanes.lanes == [4, 3, 2, 1], "in the order of the module's lanes")
    #expect(board.cages.last?.kind == .sfp28)
    #expect(board.cages.last?.lanes.description == "npu1[3]")
    let serdes = try #require(board.asics.first?.serdes)
    #expect(serdes.map(\.lane) == [1, 2, 3, 4, 5, 6, 8])
    #expect(serdes.map(\.core) == [0, 0, 0, 0, 0, 0, 1])
    #expect(serdes.prefix(4).map(\.rx) == [3, 2, 1, 0])
    #expect(serdes.map(\.invertsRX) == [false, true, false, false, false, false, false])
    #expect(board.profiles.first?.choices.map(\.names) == [["eth1/2/1"], ["eth1/9/1"], ["eth1/11/1"]])
    #expect(result.remarks.contains { $0.contains("lane 6 of core 0 (NIF) is left out: it leads nowhere") })
    #expect(result.remarks.contains { $0.contains("backplane 2 is left out: no setting of its ports is known") })
    #expect(result.remarks.contains { $0.contains("port 'rcy1/1' is left out: it is at no transceiver") })
  }
}
