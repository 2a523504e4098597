import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformImport

/// PDDF, the PCI list and the SDK's configuration in the boards that are made of SONiC's platforms.
struct SONiCHardwareImportTests {
  static let pddf = """
    {"PLATFORM": {"num_fans_pertray": "2"},
    "SYSTEM": {"dev_info": {"device_type": "CPU", "device_name": "ROOT_COMPLEX", "device_parent": null}},
    "SMBUS0": {"dev_info": {"device_type": "SMBUS", "device_parent": "SYSTEM"}, "i2c": {"topo_info": {"dev_addr": "0x0"}}},
    "MUX1": {"dev_info": {"device_type": "MUX", "device_parent": "SMBUS0"}, "i2c": {"topo_info": {"parent_bus": "0x0", "dev_addr": "0x77", "dev_type": "pca9548"}, "dev_attr": {"virt_bus": "0x1"}, "channel": [{"chn": "0", "dev": "CPLD1"}]}},
    "CPLD1": {"dev_info": {"device_type": "CPLD", "device_parent": "MUX1"}, "i2c": {"topo_info": {"parent_bus": "0x1", "dev_addr": "0x60", "dev_type": "i2c_cpld"}}},
    "EEPROM1": {"dev_info": {"device_type": "EEPROM", "device_parent": "SMBUS0"}, "i2c": {"topo_info": {"parent_bus": "0x0", "dev_addr": "0x56", "dev_type": "24c02"}}},
    "TEMP1": {"dev_info": {"device_type": "TEMP_SENSOR", "device_parent": "MUX1"}, "dev_attr": {"display_name": "Inlet"}, "i2c": {"topo_info": {"parent_bus": "0x8", "dev_addr": "0x48", "dev_type": "lm75"}}},
    "TEMP2": {"dev_info": {"device_type": "TEMP_SENSOR", "device_parent": "MUX1"}, "i2c": {"topo_info": {"parent_bus": "0x8", "dev_addr": "0x48", "dev_type": "lm75"}}},
    "PORT1": {"dev_info": {"device_type": "QSFP28", "device_parent": "MUX1"}, "dev_attr": {"dev_idx": "1"}, "i2c": {"interface": [{"itf": "eeprom", "dev": "PORT1-EEPROM"}, {"itf": "control", "dev": "PORT1-CTRL"}]}},
    "PORT1-EEPROM": {"dev_info": {"device_type": "", "device_parent": "MUX1", "virt_parent": "PORT1"}, "i2c": {"topo_info": {"parent_bus": "0x3", "dev_addr": "0x50", "dev_type": "optoe1"}, "attr_list": [{"attr_name": "eeprom"}]}},
    "PORT1-CTRL": {"dev_info": {"device_type": "", "device_parent": "MUX1", "virt_parent": "PORT1"}, "i2c": {"topo_info": {"parent_bus": "0x3", "dev_addr": "0x53", "dev_type": "pddf_xcvr"}, "attr_list": [{"attr_name": "xcvr_present", "attr_devaddr": "0x60", "attr_devtype": "cpld", "attr_devname": "CPLD1", "attr_offset": "0x30", "attr_mask": "0x2", "attr_cmpval": "0x0"}, {"attr_name": "xcvr_reset", "attr_devaddr": "0x60", "attr_devtype": "cpld", "attr_offset": "0x4", "attr_mask": "0x9", "attr_cmpval": "0x1"}]}},
    "PSU1": {"dev_info": {"device_type": "PSU", "device_parent": "MUX1"}, "dev_attr": {"dev_idx": "1"}, "i2c": {"interface": [{"itf": "pmbus", "dev": "PSU1-PMBUS"}]}},
    "PSU1-PMBUS": {"dev_info": {"device_type": "PSU-PMBUS", "device_parent": "MUX1", "virt_parent": "PSU1"}, "i2c": {"topo_info": {"parent_bus": "0x2", "dev_addr": "0x58", "dev_type": "psu_pmbus"}, "attr_list": [{"attr_name": "psu_present", "attr_devaddr": "0x60", "attr_devtype": "cpld", "attr_offset": "0x2", "attr_mask": "0x1", "attr_cmpval": "0x0"}, {"attr_name": "psu_fan1_speed_rpm", "attr_devaddr": "0x58", "attr_devtype": "pmbus", "attr_offset": "0x90", "attr_mask": "0x0"}]}},
    "FAN-CTRL": {"dev_info": {"device_type": "FAN", "device_parent": "MUX1"}, "i2c": {"topo_info": {"parent_bus": "0x4", "dev_addr": "0x66", "dev_type": "fan_ctrl"}, "attr_list": [{"attr_name": "fan1_present", "attr_devtype": "FAN-CTRL", "attr_offset": "0xf", "attr_mask": "0x1", "attr_cmpval": "0x0"}, {"attr_name": "fan2_present", "attr_devtype": "FAN-CTRL", "attr_offset": "0xf", "attr_mask": "0x1", "attr_cmpval": "0x0"}, {"attr_name": "fan3_input", "attr_devtype": "FAN-CTRL", "attr_offset": "0x12", "attr_mask": "0xff", "attr_mult": "150"}]}},
    "SYS_LED": {"dev_info": {"device_type": "LED"}, "i2c": {"attr_list": [{"attr_name": "STATUS_LED_COLOR_GREEN", "bits": "7:5", "value": "0x1", "swpld_addr": "0x60", "swpld_addr_offset": "0x41"}]}}
    }
    """

  static func platform(_ body: (SONiCPlatform) throws -> Void) throws {
    let name = "acme/x86_64-acme_box-r0"
    let files = SONiCRoundTripTests.small(SONiCRoundTripTests.table).filter { !$0.path.hasSuffix(".bcm") }
    let configuration =
      "xgxs_tx_lane_map_1=0x2031\nxgxs_rx_lane_map_1=0x3210\nphy_xaui_tx_polarity_flip_1=0x2\nportmap_1=1:100\nbcm_core_clock=1700\nxgxs_tx_lane_map_5=0x11\nportmap_5=5:50\n"
    let more: [(path: String, text: String)] = [
      ("\(name)/pddf/pddf-device.json", pddf), ("\(name)/Box/td3-box.config.bcm", configuration),
      ("\(name)/Box/sai.profile", "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/td3-box.config.bcm\n"),
      (
        "\(name)/pcie.yaml",
        "- bus: '01'\n  dev: '0'\n  fn: '0'\n  id: b870\n  name: 'Ethernet controller: Broadcom'\n- bus: '00'\n  dev: '1f'\n  fn: '4'\n  id: 'zz'\n  name: SMBus\n"
      ),
      ("\(name)/Box/media_settings.json", "{\"GLOBAL_MEDIA_SETTINGS\": {}}")
    ]
    try SONiCRoundTripTests.withFolder(files + more) { try body(SONiCPlatform($0, folder: name)) }
  }

  @Test func factsAndWhatIsLeftOut() throws {
    try Self.platform { platform in
      let made = try SONiCImporter(platform, inventory: SONiCRoundTripTests.catalog.inventory)
      let board = made.board
      let read = BoardLoader.describe(text: made.text, file: "b.yaml", chips: SONiCRoundTripTests.catalog.knownChips)
      #expect(read.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
      #expect(read.description == board)
      #expect(board.device(named: "MUX1")?.on == DeviceReference("SMBUS0", channel: nil))
      #expect(board.device(named: "CPLD1")?.on == DeviceReference("MUX1", channel: 0) && board.device(named: "CPLD1")?.kind == "cpld")
      #expect(board.device(named: "CPLD1")?.source == "SONiC device/acme/x86_64-acme_box-r0/pddf/pddf-device.json:5")
      #expect(board.eeproms.map(\.dev.device) == ["EEPROM1"])
      #expect(board.sensors.map(\.name) == ["TEMP1", "TEMP2"] && board.sensors[0].title == "Inlet" && board.sensors[1].at == nil)
      let cage = try #require(board.cages.first)
      #expect(cage.eeprom?.dev.device == "PORT1-EEPROM" && cage.signals.map(\.name) == ["present"])
      #expect(cage.signals.first?.point == Point(DeviceReference("CPLD1", channel: nil), reg: 0x30, bit: 2, invert: true))
      #expect(
        board.psus.map(\.fans) == [["PSU1-fan1"]] && board.psus[0].present?.invert == true && board.psus[0].monitor?.device == "PSU1-PMBUS")
      #expect(board.fans.map(\.name) == ["PSU1-fan1", "fan1", "fan2", "fan3"] && board.fans.map(\.tray) == [nil, 1, 1, 2])
      #expect(board.fans.last?.rpm?.scale == 150)
      #expect(board.leds.map(\.colors) == [[.init("green", 0x20)]] && board.leds[0].at?.mask == 0xe0)
      #expect(board.pci.map(\.place) == ["01:00.0", "00:1f.4"] && board.pci.map(\.id) == ["14e4:b870", nil])
      #expect(board.asics[0].pci?.bdf == "01:00.0")
      let wires = board.asics[0].serdes
      #expect(wires.map(\.lane) == [1, 2, 3, 4] && wires.map(\.tx) == [1, 3, 0, 2] && wires.map(\.rx) == [0, 1, 2, 3])
      #expect(wires.map(\.invertsTX) == [false, true, false, false])
      guard case .mapping(let facts)? = board.profiles[0].asics.first?.value else { Issue.record("no facts of the SDK"); return }
      #expect(facts.map(\.key) == ["config", "bcm_core_clock", "ports"])
      for text in [
        "pddf-device.json:8: device 'TEMP2' is left out: 'TEMP1' has its address", "pddf-device.json:11: 'xcvr_reset' is left out: its bit",
        "pcie.yaml:6: id 'zz' is left out", "td3-box.config.bcm:6: lane map '0x11' is left out",
        "media_settings.json:1: 'GLOBAL_MEDIA_SETTINGS'"
      ] { #expect(made.remarks.contains { $0.contains(text) }, "\(text) in \(made.remarks)") }
    }
  }

  /// Every platform's board checks clean; what the source contradicts itself in is left out and told, with its line.
  @Test(.enabled(if: SONiCRoundTripTests.shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func everyPlatformChecksClean() throws {
    let tree = FileTree(root: try #require(SONiCRoundTripTests.shared).appending(path: "corpus/sonic/device").path)
    let catalog = SONiCRoundTripTests.catalog
    var counts: [String: Int] = [:]
    for folder in SONiCPlatform.folders(in: tree) {
      let platform = SONiCPlatform(tree, folder: folder)
      // Which chip it is matters to the lanes only.
      guard
        let made = (try? SONiCImporter(platform, inventory: catalog.inventory))
          ?? (try? SONiCImporter(platform, chip: "virtual", inventory: catalog.inventory))
      else { continue }
      let read = BoardLoader.describe(text: made.text, file: "\(folder).yaml", chips: catalog.knownChips)
      #expect(read.diagnostics.filter { $0.severity == .error }.prefix(3).map(\.description) == [])
      let names = Set(made.board.devices.map(\.name))
      #expect(made.board.cages.allSatisfy { $0.eeprom.map { names.contains($0.dev.device) } ?? true })
      #expect(made.remarks.allSatisfy { $0.contains(":") })
      for (what, count) in [
        ("platforms", 1), ("devices", made.board.devices.count), ("cages with signals", made.board.cages.count { !$0.signals.isEmpty }),
        ("sensors", made.board.sensors.count), ("fans", made.board.fans.count), ("PSUs", made.board.psus.count),
        ("LEDs", made.board.leds.count),
        ("PCI functions", made.board.pci.count), ("lanes wired", made.board.asics.reduce(0) { $0 + $1.serdes.count }),
        ("remarks", made.remarks.count)
      ] { counts[what, default: 0] += count }
    }
    for (what, count) in counts.sorted(by: { $0.key < $1.key }) { print("imported: \(count) \(what)") }
    #expect((counts["devices"] ?? 0) > 400 && (counts["lanes wired"] ?? 0) > 1000 && (counts["PCI functions"] ?? 0) > 500)
  }
}
