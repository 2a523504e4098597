import PlatformFormats
import PlatformImport
import SwitchPlatform
import Testing

/// Small descriptions of each project: facts with their places, and what is listed as left out.
@Suite struct ImportedFormatTests {
  static let chips = SONiCRoundTripTests.catalog.knownChips

  /// The first board of some files; what is written of it has no errors.
  static func imported(
    _ importer: any BoardImporter.Type, _ files: [(path: String, text: String)], chip: String? = nil
  ) throws -> ImportedBoard {
    var result: ImportedBoard?
    try SONiCRoundTripTests.withFolder(files) { tree in
      let name = try #require(importer.boards(of: tree).first)
      let board = try importer.board(name, of: tree, chip: chip, chips: chips)
      let read = BoardLoader.describe(text: board.text, file: "board", chips: chips)
      #expect(read.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
      result = board
    }
    return try #require(result)
  }

  @Test func stratumWiring() throws {
    let chassis = """
      chassis { platform: PLT_GENERIC_TOMAHAWK name: "Box" }
      nodes { id: 1 slot: 1 index: 1 }
      singleton_ports { id: 1 name: "1/1" slot: 1 port: 1 channel: 1 speed_bps: 50000000000 node: 1 }
      singleton_ports { id: 2 name: "1/2" slot: 1 port: 1 channel: 2 speed_bps: 50000000000 node: 1 }
      vendor_config { }

      """
    let map = """
      bcm_chassis_maps {
        bcm_chips { type: TOMAHAWK slot: 1 pci_bus: 1 }
        bcm_ports { slot: 1 port: 1 speed_bps: 100000000000 physical_port: 5 serdes_core: 1 num_serdes_lanes: 4
          tx_lane_map: 0x2301 rx_lane_map: 0x3210 tx_polarity_flip: 0x2 }
        bcm_ports { slot: 1 port: 1 speed_bps: 40000000000 physical_port: 5 num_serdes_lanes: 4 }
        bcm_ports { slot: 1 port: 1 channel: 1 speed_bps: 50000000000 physical_port: 5 num_serdes_lanes: 2 }
        bcm_ports { slot: 1 port: 1 channel: 2 speed_bps: 50000000000 physical_port: 7 num_serdes_lanes: 2 }
      }

      """
    let phal = "cards { slot: 1 ports { port: 1 physical_port_type: PHYSICAL_PORT_TYPE_QSFP_CAGE } }\nfan_trays { fans { slot: 1 } }\n"
    let result = try Self.imported(
      StratumImporter.self,
      [("box/chassis_config.pb.txt", chassis), ("box/base_bcm_chassis_map.pb.txt", map), ("box/phal_config.pb.txt", phal)])
    let board = result.board
    #expect(board.asics.first?.chip == "bcm56960")
    #expect(board.asics.first?.pci?.bdf == "01:00.0")
    #expect(board.asics.first?.serdes.map(\.tx) == [1, 0, 3, 2])
    #expect(board.asics.first?.serdes.map(\.invertsTX) == [false, true, false, false])
    #expect(board.cages.first?.kind == .qsfp28)
    #expect(board.cages.first?.lanes.lanes == [5, 6, 7, 8])
    #expect(board.cages.first?.breakouts.map(\.description) == ["1x100G", "1x40G", "2x50G"])
    #expect(board.cages.first?.source == "Stratum box/phal_config.pb.txt:1")
    #expect(board.profiles.first?.choices.first?.names == ["1/1", "1/2"])
    #expect(board.fans.map(\.name) == ["fan1"])
    #expect(result.remarks.contains { $0.contains("chassis_config.pb.txt:5:1: 'vendor_config' of the chassis is left out") })
  }

  @Test func openSwitchSelectsAndSharedBits() throws {
    let manifest =
      "manufacturer: Acme\nproduct_name: Box\nfiles:\n  - {name: devices, filename: devices.yaml}\n  - {name: ports, filename: ports.yaml}\n"
    let devices = """
      buses:
        - { name: i2c_0, dev_name: /dev/i2c-1 }
      devices:
        - { name: mux, bus: i2c_0, dev_type: i2c_mux, address: 0x70 }
        - { name: cpld, bus: i2c_0, dev_type: cpld, address: 0x60, pre: [ { device: mux, register: NONE, data: [ 0x04 ] } ] }
        - { name: m1, bus: i2c_0, dev_type: sfpp, address: 0x50, pre: [ { device: cpld, register: 2, data: [ 1 ] } ], post: [ { device: cpld, register: 2, data: [ 0xff ] } ] }
        - { name: lost, bus: i2c_9, dev_type: lm75, address: 0x48 }

      """
    let ports = """
      port_info: { number_ports: 3 }
      ports:
        - name: 1
          switch_device_port: 1
          connector: SFP_PLUS
          max_speed: 10000
          speeds: [1000, 10000]
          module_eeprom: m1
          module_signals:
            sfpp_mod_present: { device: cpld, register: 6, bitmask: 0x02, polarity: negative }
        - name: 2
          switch_device_port: 2
          connector: SFP_PLUS
          max_speed: 10000
          speeds: [10000]
          module_signals:
            sfpp_mod_present: { device: cpld, register: 6, bitmask: 0x02 }

      """
    let files = [("box/manifest.yaml", manifest), ("box/devices.yaml", devices), ("box/ports.yaml", ports)]
    #expect(throws: ImportFault.self) { try Self.imported(OpenSwitchImporter.self, files) }
    let result = try Self.imported(OpenSwitchImporter.self, files, chip: "bcm56850")
    let board = result.board
    #expect(board.platform.id == "acme_box")
    #expect(board.device(named: "cpld")?.on == DeviceReference("mux", channel: 2))
    #expect(board.device(named: "m1")?.select.map(\.value) == [1])
    #expect(board.device(named: "m1")?.select.map(\.after) == [0xff])
    #expect(board.cages.map(\.breakouts.first?.description) == ["1x10G[1G]", "1x10G"])
    #expect(board.cages.first?.signals.first?.point.bit == 1)
    #expect(board.cages.first?.signals.first?.point.invert == true)
    #expect(board.cages.last?.signals.isEmpty == true)
    #expect(result.remarks.contains { $0.hasPrefix("box/ports.yaml:11: 'present' of cage 2 is left out: bit 1") }, "\(result.remarks)")
    #expect(result.remarks.contains { $0.hasPrefix("box/devices.yaml:7: device 'lost' is left out") })
    #expect(result.remarks.contains { $0.contains("'number_ports' is 3; the file has 2") })
  }

  @Test func opxPinsAndPorts() throws {
    let devices = """
      <root>
        <sys_i2c instance="0" bus_name="smbus0" dev_name="/dev/i2c-0">
          <tmp75 instance="0" addr="0x4d" low_threshold="10" high_threshold="100"/>
          <sdi_cpld instance="0" alias="main" addr="0x31" width="1" start_addr="0" end_addr="0x30">
            <sdi_cpld_pin_group start_addr="0x20" end_addr="0x21" start_offset="0" end_offset="7" bus_name="there" polarity="inverted"/>
            <sdi_cpld_pin_group start_addr="0x10" start_offset="2" end_offset="5" bus_name="choose"/>
          </sdi_cpld>
          <qsfp instance="1" addr="0x50" mux_sel_bus="choose" mux_sel_value="0x3" mod_pres_bus="there" mod_pres_bitmask="0x9"/>
        </sys_i2c>
      </root>
      """
    let entities = """
      <root><entity instance="1" type="SDI_ENTITY_SYSTEM_BOARD" alias="Board">
        <resource reference="tmp75-0" name="Inlet"/><resource reference="qsfp-1" name="Optics Media 1"/><resource reference="gone" name="Gone"/>
      </entity></root>
      """
    let ports = """
      <front-panel><global default_profile="q"><profile name="q" default_breakout="1x1" default_hwport_speed="10000">
        <breakout_cap value="1x1"/><breakout_cap value="4x1"/></profile></global>
        <front-panel-port id="1" npu="0" mac_offset="1" name="e101-001-0"><entry hwport="5"/><entry hwport="6"/><entry hwport="7"/><entry hwport="8"/></front-panel-port>
      </front-panel>
      """
    let sai = "<SAI><SWITCH instance=\"0\" type=\"BCM56850_A2_TRIDENT2\"/></SAI>"
    let result = try Self.imported(
      OPXImporter.self,
      [
        ("acme/box/etc/opx/sdi/device.xml", devices), ("acme/box/etc/opx/sdi/entity.xml", entities),
        ("acme/box/etc/opx/base_port_physical_mapping_table.xml", ports), ("acme/box/etc/opx/sai/init.xml", sai)
      ])
    let board = result.board
    #expect(board.platform.id == "acme_box")
    #expect(board.asics.first?.chip == "bcm56850")
    #expect(board.cages.first?.breakouts.map(\.description) == ["1x40G", "4x10G"])
    let present = try #require(board.cages.first?.signals.first?.point)
    #expect(board.cages.first?.signals.map(\.name) == ["present"])
    #expect(board.cages.first?.eeprom?.dev.device == "qsfp-1")
    #expect(present.reg == 0x21)
    #expect(present.bit == 1)
    #expect(present.invert)
    #expect(board.device(named: "qsfp-1")?.select.first?.value == 0xc)
    #expect(board.device(named: "qsfp-1")?.select.first?.mask == 0x3c)
    #expect(board.sensors.map(\.title) == ["Inlet"])
    #expect(board.sensors.first?.thresholds?.high == 100)
    #expect(
      result.remarks.contains { $0.contains("entity.xml:2:") && $0.contains("resource 'gone' (Gone) is left out") }, "\(result.remarks)")
  }

  static let manager = """
    { "platformName": "BOX", "rootPmUnitName": "MAIN", "rootSlotType": "MAIN_SLOT", "i2cAdaptersFromCpu": ["CPU_BUS@0"],
      "slotTypeConfigs": { "MAIN_SLOT": { "numOutgoingI2cBuses": 0, "pmUnitName": "MAIN" }, "SUB_SLOT": { "numOutgoingI2cBuses": 1, "pmUnitName": "SUB" } },
      "pmUnitConfigs": {
        "MAIN": { "pluggedInSlotType": "MAIN_SLOT",
          "pciDeviceConfigs": [ { "pmUnitScopedName": "FPGA", "vendorId": "0x1D9B", "deviceId": "0x0011",
            "i2cAdapterBlockConfigs": [ { "pmUnitScopedNamePrefix": "MASTER", "startAdapterIndex": 1, "numAdapters": 2 } ] } ],
          "outgoingSlotConfigs": { "SUB_SLOT@0": { "slotType": "SUB_SLOT", "outgoingI2cBusNames": [ "MASTER_2" ] } } },
        "SUB": { "pluggedInSlotType": "SUB_SLOT",
          "i2cDeviceConfigs": [ { "busName": "INCOMING@0", "address": "0x48", "kernelDeviceName": "tmp1075", "pmUnitScopedName": "SENSOR" } ] } },
      "symbolicLinkToDevicePath": { "/run/devmap/sensors/INLET": "/SUB_SLOT@0/[SENSOR]" } }
    """

  @Test func fbossUnitsAndLanes() throws {
    let sensors = """
      { "pmUnitSensorsList": [ { "slotPath": "/SUB_SLOT@0", "pmUnitName": "SUB", "sensors": [
        { "name": "INLET", "sysfsPath": "/run/devmap/sensors/INLET/temp1_input", "type": 3, "compute": "(5/2)*@/1000.0", "thresholds": { "maxAlarmVal": 80, "upperCriticalVal": 85 } },
        { "name": "ODD", "sysfsPath": "/run/devmap/sensors/INLET/temp2_input", "type": 3, "compute": "3 - 2*@" } ] } ] }
      """
    let header =
      "A_CHIP_ID,A_CHIP_TYPE,A_CORE_ID,A_CORE_TYPE,A_CORE_LANE,A_PHYSICAL_TX_LANE,A_PHYSICAL_RX_LANE,A_TX_POLARITY_SWAP,A_RX_POLARITY_SWAP,Z_CHIP_ID,Z_CHIP_TYPE,Z_CORE_TYPE,Z_CORE_LANE\n"
    let rows = (0..<4).map { "1,NPU,1,TH5_NIF,\($0),\(3 - $0),\($0),\($0 == 0 ? "Y" : "N"),N,7,TRANSCEIVER,OSFP,\($0)\n" }.joined()
    let ports = "Port_Name,Supported_Port_Profiles\neth1/7/1,38-47-99\neth1/7/2,47\neth1/7/3,47\neth1/7/4,47\n"
    let result = try Self.imported(
      FBOSSImporter.self,
      [
        ("configs/box/platform_manager.json", Self.manager), ("configs/box/sensor_service.json", sensors),
        ("platforms/box/box_static_mapping.csv", header + rows), ("platforms/box/box_port_profile_mapping.csv", ports)
      ])
    let board = result.board
    #expect(board.asics.first?.chip == "bcm78900")
    #expect(board.cages.map(\.number) == [7])
    #expect(board.cages.first?.lanes.lanes == [5, 6, 7, 8])
    #expect(board.cages.first?.breakouts.map(\.description) == ["1x400G", "4x100G"])
    #expect(board.asics.first?.serdes.map(\.tx) == [3, 2, 1, 0])
    #expect(board.asics.first?.serdes.map(\.invertsTX) == [true, false, false, false])
    #expect(board.device(named: "SUB_SLOT-0/SENSOR")?.on == DeviceReference("MASTER_2"))
    #expect(board.device(named: "SUB_SLOT-0/SENSOR")?.address == 0x48)
    #expect(board.device(named: "MASTER_2")?.provides == [.init("i2c", 1)])
    #expect(board.pci.map(\.id) == ["1d9b:0011"])
    let inlet = try #require(board.sensors.first { $0.name == "INLET" })
    #expect(inlet.at?.dev.device == "SUB_SLOT-0/SENSOR")
    #expect(inlet.at?.attribute == "temp1_input")
    #expect(inlet.at?.scale == 0.0025)
    #expect(inlet.source == "FBOSS configs/box/sensor_service.json:2")
    #expect(result.remarks.contains { $0.contains("'compute' of sensor 'ODD' is left out: '3 - 2*@' is more than a factor") })
    #expect(result.remarks.contains { $0.contains("settings 99 of 'eth1/7/1'") })
  }

  @Test func fbossWithoutLanesIsRefusedByName() throws {
    try SONiCRoundTripTests.withFolder([("configs/box/platform_manager.json", Self.manager)]) { tree in
      let fault = #expect(throws: ImportFault.self) { try FBOSSImporter.board("configs/box", of: tree, chip: nil, chips: Self.chips) }
      #expect(fault?.message.contains("no table of lanes is in the folder (box_static_mapping.csv)") == true)
    }
  }
}
