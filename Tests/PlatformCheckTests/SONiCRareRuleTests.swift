import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Rules that no published platform breaks today, each both ways; and traps that look like a fault and are none.
@Suite struct SONiCRareRuleTests {
  typealias Case = SONiCRuleTests.Case
  typealias Pair = SONiCHardwareRuleTests.Case

  static let ini = SONiCRuleTests.ini
  private static func table(_ text: String, header: String = PlatformFolder.header) -> [String: String] {
    SONiCRuleTests.table(text, header: header)
  }

  static func family(_ name: String, _ text: String) -> [String: String] {
    table(text).merging([
      "Box/sai.profile": "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/\(name)-box.config.bcm\n", "Box/\(name)-box.config.bcm": "a=1\n",
      "Box/box.config.bcm": ""
    ]) { $1 }
  }

  /// Three SKUs of a folder without scripts, whose profiles name files that are not in it.
  static func extract(_ names: [String]) -> [String: String] {
    var files = ["plugins/eeprom.py": "", "platform.json": "", "Box/hwsku.json": "", "Box/box.config.bcm": ""]
    for (number, name) in names.enumerated() {
      files["B\(number)/sai.profile"] = "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/\(name)\n"
      files["B\(number)/port_config.ini"] = PlatformFolder.good[ini] ?? ""
    }
    files["Box/sai.profile"] = files["B0/sai.profile"]
    return files
  }

  static let faults: [Case] = [
    Case("PRT14", .error, ini, 2, table("Ethrenet0 1 Eth1 1 10000\n")),
    Case("PRT15", .note, ini, 3, table("Ethernet0 1 Eth1 1 10000\nEthernet1 2 Eth2 2 1000")),
    Case("PRT06", .error, ini, 2, table("Ethernet0 1 Eth1 1 10000 x\n", header: "# name lanes alias index speed subport\n")),
    Case("PRT01", .error, ini, 1, table("Ethernet0 1 Eth1 1 10000\n", header: "# name lanes alias index Speed\n")),
    // Lanes of the family, and what is left of a list that cannot be read.
    Case("LAN05", .error, ini, 2, family("td3", "Ethernet0 1,2 Eth1 1 100000\n")),
    Case("LAN05", .error, ini, 3, family("th3", "Ethernet0 1,2 Eth1 1 100000\nEthernet2 3 Eth2 2 100000\n")),
    // Only lane 128 of a Trident3 is two.
    Case("LAN02", .error, ini, 3, family("td2", "Ethernet0 1,2,3,4 Eth1 1 40000\nEthernet4 4 Eth2 2 10000\n"))
  ]

  @Test(arguments: faults) func faultIsFoundAtItsLine(fault: Case) throws {
    let found = try PlatformFolder(files: PlatformFolder.good.merging(fault.files) { $1 }).check()
    let told = found.filter { $0.rule == fault.rule }
    #expect(told.count == 1, "\(found)")
    #expect(told.first?.severity == fault.severity && told.first?.file == fault.file && told.first?.position.line == fault.line, "\(found)")
    #expect(!found.contains { $0.rule != fault.rule && $0.severity == .error }, "\(found)")
  }

  static let pci =
    "- bus: '01'\n  dev: '00'\n  fn: '0'\n  id: b870\n  name: one\n- bus: '01'\n  dev: '00'\n  fn: '1'\n  id: b870\n  name: two\n"
  static let pddf = """
    {"SMBUS0": {"dev_info": {"device_type": "SMBUS", "device_name": "SMBUS0"}, "i2c": {}},
     "CPLD1": {"dev_info": {"device_type": "CPLD", "device_name": "CPLD1", "device_parent": "SMBUS0"},
       "i2c": {"topo_info": {"parent_bus": "0x0", "dev_addr": "0x60", "dev_type": "i2c_cpld"}}},
     "MUX1": {"dev_info": {"device_type": "MUX", "device_name": "MUX1", "device_parent": "SMBUS0"}, "i2c": {
       "topo_info": {"parent_bus": "0x0", "dev_addr": "0x70", "dev_type": "pca9548"},
       "dev_attr": {"virt_bus": "0x1"}, "channel": []}},
     "MUX2": {"dev_info": {"device_type": "MUX", "device_name": "MUX2", "device_parent": "SMBUS0"}, "i2c": {
       "topo_info": {"parent_bus": "0x0", "dev_addr": "0x71", "dev_type": "pca9548"},
       "dev_attr": {"virt_bus": "0x9"}, "channel": []}},
     "PORT1-CTRL": {"dev_info": {"device_type": "", "device_name": "PORT1-CTRL", "device_parent": "MUX1"}, "i2c": {"attr_list": [
       {"attr_name": "xcvr_present", "attr_devname": "CPLD1", "attr_devaddr": "0x60", "attr_offset": "0x10", "attr_mask": "0x0"}]}},
     "PORT2-CTRL": {"dev_info": {"device_type": "", "device_name": "PORT2-CTRL", "device_parent": "MUX1"}, "i2c": {"attr_list": [
       {"attr_name": "xcvr_present", "attr_devname": "CPLD1", "attr_devaddr": "0x60", "attr_offset": "0x10", "attr_mask": "0x1"}]}}}
    """
  static let cores: [String: String] = [
    "platform.json": "", "Box/hwsku.json": "", "platform_asic": "broadcom-dnx\n",
    "Box/box.config.bcm": "ucode_port_1.BCM8869X=CGE2_0:core_0.1\nucode_port_2=CGE2_1:core_1.2\n"
  ]
  static let coreTable = """
    # name lanes alias index speed core_id core_port_id
    Ethernet0 1,2 Eth1 1 100000 0 1
    Ethernet2 3,4 Eth2 2 100000 1 2

    """
  static let gearbox = """
    {"phys": [{"phy_id": 1, "config_file": "/usr/share/sonic/hwsku/phy1_config.json"}, {"phy_id": 2}],
     "interfaces": [{"name": "Ethernet0", "phy_id": 1, "system_lanes": [0, 1], "line_lanes": [2, 3]},
      {"name": "Ethernet4", "phy_id": 2, "system_lanes": [0, 1], "line_lanes": [2, 3]}]}
    """
  static let phy = ["Box/phy1_config.json": #"{"lanes": [{"index": 1}, {"index": 2}], "ports": [{"index": 1}]}"#]
  static let file = "pddf/pddf-device.json"
  static let config = "Box/gearbox_config.json"

  static let pairs: [Pair] = [
    Pair("PCI06", .error, "pcie.yaml", pci, replacing: "'1'\n", with: "'0'\n", line: 6, column: 3),
    Pair("I2C10", .error, file, pddf, replacing: #""virt_bus": "0x9""#, with: #""virt_bus": "0x1""#, line: 9, column: 34),
    Pair("PNT02", .error, file, pddf, replacing: #""attr_mask": "0x1""#, with: #""attr_mask": "0x0""#, line: 13, column: 103),
    Pair("ASC11", .error, ini, coreTable, replacing: "100000 1 2", with: "100000 1 3", line: 3, column: 33, with: cores),
    Pair(
      "GBX02", .error, config, gearbox, replacing: #""Ethernet4", "phy_id": 2"#, with: #""Ethernet4", "phy_id": 3"#, line: 3, column: 35,
      with: phy),
    Pair(
      "GBX02", .error, config, gearbox, replacing: "[0, 1], \"line_lanes\": [2, 3]},", with: "[0, 0], \"line_lanes\": [2, 3]},", line: 2,
      column: 71, with: phy),
    Pair(
      "GBX03", .error, config, gearbox, replacing: #"{"phy_id": 2}"#, with: #"{"phy_id": 2}, {"phy_id": 1}"#, line: 1, column: 110,
      with: phy),
    Pair("GBX03", .warning, config, gearbox, replacing: "hwsku/phy1", with: "hwsku/phy7", line: 1, column: 41, with: phy),
    Pair("GBX03", .error, "Box/phy1_config.json", phy["Box/phy1_config.json"] ?? "", replacing: "2}", with: "1}", line: 1, column: 36),
    Pair(
      "SYN02", .error, "Box/sai.profile", "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/box.config.bcm\nA=1\n", replacing: "A=1",
      with: "A=1\nA=2",
      line: 3, column: 1)
  ]

  @Test(arguments: pairs) func faultIsFoundAtItsPlace(fault: Pair) throws {
    let good = try PlatformFolder(files: PlatformFolder.good.merging(fault.good) { $1 }).check()
    #expect(good == [], "the good neighbour")
    #expect(fault.good != fault.bad)
    let found = try PlatformFolder(files: PlatformFolder.good.merging(fault.bad) { $1 }).check()
    #expect(found.map(\.rule) == [fault.rule], "\(found)")
    #expect(found.first?.severity == fault.severity && found.first?.file == fault.file, "\(found)")
    #expect(found.first?.position == fault.position, "\(found)")
  }

  /// A list that cannot be read is told as such, and a speed that the rest of it cannot have as well.
  @Test func whatIsLeftOfALaneListBoundsTheSpeed() throws {
    let found = try check(Self.family("th3", "Ethernet0 1.2.3.4,5 Eth1 1 400000\n"))
    #expect(found.filter { $0.severity == .error }.map(\.rule).sorted() == ["LAN01", "LAN05"])
  }

  /// Of what may be an extract an error is only a name that is wrong by itself.
  @Test func namesOfFilesThatAreLeftOut() throws {
    let odd = Self.extract(["b-256x200_2x25.yaml", "b-64x800_2x25.yaml", "b-128x400_2x25G.yaml"])
    let found = try check(odd).filter { $0.rule == "REF01" }
    #expect(found.map(\.severity) == [.warning, .warning, .error, .warning])
    #expect(found.first { $0.severity == .error }?.file == "B2/sai.profile")
    let alike = Self.extract(["b-256x200_2x25.yaml", "b-64x800_2x25.yaml", "b-128x400_2x25.yaml"])
    #expect(try check(alike).filter { $0.rule == "REF01" }.allSatisfy { $0.severity == .warning })
  }

  @Test func linksThatLeadNowhere() throws {
    try PlatformFolder().run { root in
      let platform = "\(root)/x86_64-acme_box-r0"
      try FileManager.default.createSymbolicLink(atPath: "\(platform)/Box/own", withDestinationPath: "box.confg.bcm")
      try FileManager.default.createSymbolicLink(atPath: "\(platform)/Box/common", withDestinationPath: "../../acme_common/x")
      try FileManager.default.createSymbolicLink(atPath: "\(platform)/Box/good", withDestinationPath: "box.config.bcm")
      let report = Report()
      SONiCDescription.check(FileTree(root: root), into: report)
      let found = report.sorted.map { "\($0.rule) \($0.severity) \(FileTree.lastName(of: $0.file))" }
      #expect(found == ["REF09 warning common", "REF09 error own"])
    }
  }

  // MARK: What is no fault

  private func check(_ files: [String: String]) throws -> [Diagnostic] {
    try PlatformFolder(files: PlatformFolder.good.merging(files) { $1 }).check()
  }

  /// Traps: what looks wrong and is right.
  @Test(arguments: [
    // Lane 128 of a Trident3 is in a cage and in the management port.
    table("Ethernet0 125,126,127,128 Eth1 1 100000\nEthernet4 128 Eth2 2 10000\n").merging([
      "Box/box.config.bcm": "portmap_1=125:100\nportmap_130=128:10:m\n"
    ]) { $1 },
    // Another domain is another bus.
    ["pcie.yaml": pci.replacing("'1'\n", with: "'0'\n").replacing("  name: two", with: "  domain: '1'\n  name: two")],
    // A gearbox' PHYs number lanes each by itself.
    phy.merging([config: gearbox]) { $1 },
    // A value goes on in the next line.
    ["installer.conf": "ONIE_PLATFORM_EXTRA_CMDLINE_LINUX=\"a=1 \\\n  b=2\"\nCONSOLE_PORT=0x3f8\n"],
    // 21 Gb/s on four lanes of a Helix4 is stacking's.
    family("helix4", "Ethernet0 1,2,3,4 Eth1 1 40000\n"),
    // A chip whose lanes nobody knows.
    family("zz9", "Ethernet0 1 Eth1 1 100000\n"),
    // Recycle and inband ports have lanes of their own space, and any speed.
    table(
      "Ethernet0 1 Eth1 1 10000 Ext\nEthernet-Rec0 1 Rec0 2 400000 Rec\nEthernet-IB0 1 IB0 3 400000 Inb\n",
      header: "# name lanes alias index speed role\n")
  ])
  func trapsAreSilent(files: [String: String]) throws {
    let found = try check(files).filter { $0.severity != .note && $0.rule != "PCI03" }
    #expect(found == [])
  }
}
