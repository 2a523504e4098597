import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformCheck

/// Small sets that are right, and each with one fault.
struct OtherProjectsTests {
  /// What checks say of some files: `file:line RULE`.
  static func findings(_ files: [String: String], _ check: (FileTree, Report) -> Void) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let report = Report()
    check(FileTree(root: folder.path), report)
    return report.sorted.map { "\(FileTree.lastName(of: $0.file)):\($0.position.line) \($0.rule)" }
  }

  static func mutated(_ files: [String: String], _ file: String, _ from: String, _ to: String) throws -> [String: String] {
    var files = files
    let text = try #require(files[file])
    let range = try #require(text.range(of: from))
    files[file] = text.replacingCharacters(in: range, with: to)
    return files
  }

  static let fboss: [String: String] = [
    "platform_manager.json": """
    {"rootPmUnitName": "MCB", "rootSlotType": "MCB_SLOT",
     "slotTypeConfigs": {
      "MCB_SLOT": {"numOutgoingI2cBuses": 0, "idpromConfig": {"busName": "CPU@0", "address": "0x53"}},
      "FAN_SLOT": {"numOutgoingI2cBuses": 1}},
     "i2cAdaptersFromCpu": ["CPU@0"],
     "pmUnitConfigs": {
      "MCB": {"pluggedInSlotType": "MCB_SLOT",
       "pciDeviceConfigs": [{"pmUnitScopedName": "IOB", "i2cAdapterBlockConfigs": [
        {"pmUnitScopedNamePrefix": "IOB_I2C_MASTER", "startAdapterIndex": 1, "numAdapters": 2,
         "csrOffsetCalc": "0x10 + ({adapterIndex} - {startAdapterIndex})*0x4"}]}],
       "i2cDeviceConfigs": [
        {"busName": "IOB_I2C_MASTER_1", "address": "0x70", "pmUnitScopedName": "MUX", "numOutgoingChannels": 4},
        {"busName": "MUX@1", "address": "0x48", "pmUnitScopedName": "INLET"}],
       "outgoingSlotConfigs": {
        "FAN_SLOT@0": {"slotType": "FAN_SLOT", "outgoingI2cBusNames": ["MUX@3"]}}},
      "FAN": {"pluggedInSlotType": "FAN_SLOT",
       "i2cDeviceConfigs": [
        {"busName": "INCOMING@0", "address": "0x50", "pmUnitScopedName": "FAN_EEPROM"}]}},
     "symbolicLinkToDevicePath": {
      "/run/devmap/sensors/INLET": "/[INLET]",
      "/run/devmap/eeproms/FAN": "/FAN_SLOT@0/[FAN_EEPROM]"}}
    """,
    "sensor_service.json": """
    {"pmUnitSensorsList": [{"slotPath": "/", "pmUnitName": "MCB", "sensors": [
      {"name": "INLET_TEMP", "sysfsPath": "/run/devmap/sensors/INLET/temp1_input",
       "thresholds": {"upperCriticalVal": 80, "maxAlarmVal": 70}}]}]}
    """,
    "fan_service.json": """
    {"pwmLowerThreshold": 20, "pwmUpperThreshold": 70,
     "sensors": [{"sensorName": "INLET_TEMP",
      "normalUpTable": {"40": 60, "30": 20}}],
     "fans": [{"fanName": "FAN_1", "pwmMin": 0, "pwmMax": 40}],
     "zones": [{"sensorNames": ["INLET_TEMP"],
      "fanNames": ["FAN_1"]}]}
    """
  ]

  @Test func rightFBOSSIsSilent() throws {
    #expect(try OtherProjectsTests.findings(OtherProjectsTests.fboss) { FBOSSCheck.check($0, into: $1) } == [])
  }

  @Test(arguments: [
    ("platform_manager.json", "MUX@1", "MUX@4", 13, "I2C08"), ("platform_manager.json", "MUX@1", "MUXX@1", 13, "REF10"),
    ("platform_manager.json", "IOB_I2C_MASTER_1\"", "IOB_I2C_MASTER_3\"", 12, "REF10"),
    ("platform_manager.json", "INCOMING@0", "INCOMING@1", 18, "I2C08"), ("platform_manager.json", "/[INLET]", "/[INLTE]", 20, "REF10"),
    ("platform_manager.json", "/FAN_SLOT@0/[", "/FAN_SLOT@1/[", 21, "REF10"), ("platform_manager.json", "[\"MUX@3\"]", "[]", 15, "KEY03"),
    ("platform_manager.json", "{startAdapterIndex}", "{startAdapterIdex}", 10, "EXP02"),
    ("platform_manager.json", "\"0x48\"", "\"0x480\"", 13, "TYP02"),
    ("sensor_service.json", "sensors/INLET/", "sensors/INLT/", 2, "REF10"), ("sensor_service.json", "70", "90", 3, "THR02"),
    ("sensor_service.json", "\"MCB\"", "\"MCC\"", 1, "REF10"), ("fan_service.json", "\"40\": 60", "\"40\": 10", 3, "THR03"),
    ("fan_service.json", "70", "10", 1, "FAN01"), ("fan_service.json", "[\"FAN_1\"]", "[\"FAN_2\"]", 6, "REF11")
  ])
  func faultyFBOSS(file: String, from: String, to: String, line: Int, rule: String) throws {
    let files = try OtherProjectsTests.mutated(OtherProjectsTests.fboss, file, from, to)
    #expect(try OtherProjectsTests.findings(files) { FBOSSCheck.check($0, into: $1) } == ["\(file):\(line) \(rule)"])
  }

  @Test func lanesWiredTwiceAndPortsThatShareThem() throws {
    let header = "A_SLOT_ID,A_CHIP_ID,A_CHIP_TYPE,A_CORE_ID,A_CORE_TYPE,A_CORE_LANE,A_PHYSICAL_TX_LANE,A_PHYSICAL_RX_LANE\n"
    let ports = "Global_PortID,Port_Name,Controlling_Port\n1,eth1/1/1,1\n2,eth1/1/2,1\n"
    func check(_ rows: String) throws -> [String] {
      try OtherProjectsTests.findings(["a_static_mapping.csv": header + rows, "a_port_profile_mapping.csv": ports]) {
        FBOSSCheck.check($0, into: $1)
      }
    }
    #expect(try check("1,1,NPU,0,X,0,0,1\n1,1,NPU,0,X,1,1,0\n") == [])
    #expect(try check("1,1,NPU,0,X,0,0,1\n1,1,NPU,0,X,1,0,0\n") == ["a_static_mapping.csv:3 SRD01"])
  }

  static let opx: [String: String] = [
    "sdi/device.xml": """
    <root>
     <sys_i2c instance="0" bus_name="smbus0">
      <tmp75 instance="0" addr="0x48" low_threshold="10" high_threshold="90"/>
      <sdi_cpld instance="0" addr="0x31" width="1" start_addr="0x0" end_addr="0x8">
       <sdi_cpld_pin_group instance="0" start_addr="0x2" start_offset="0" end_offset="7" bus_name="pres" direction="in" polarity="normal"/>
      </sdi_cpld>
      <sfp instance="1" addr="0x50" mod_pres_bus="pres"/>
     </sys_i2c>
    </root>
    """,
    "sdi/entity.xml":
      "<root>\n <entity instance=\"1\" alias=\"Board\">\n  <resource reference=\"tmp75-0\" name=\"T\"/>\n </entity>\n</root>",
    "base_port_physical_mapping_table.xml": """
    <front-panel>
     <profile name="p" default_breakout="1x1"><breakout_cap value="1x1"/></profile>
     <front-panel-port id="1" slot="1" npu="0" mac_offset="0"><entry hwport="1"/></front-panel-port>
     <front-panel-port id="2" slot="1" npu="0" mac_offset="1"><entry hwport="2"/></front-panel-port>
    </front-panel>
    """
  ]

  @Test func rightOPXIsSilent() throws {
    #expect(try OtherProjectsTests.findings(OtherProjectsTests.opx) { OPXCheck.check($0, into: $1) } == [])
  }

  @Test(arguments: [
    ("sdi/device.xml", "mod_pres_bus=\"pres\"", "mod_pres_bus=\"prse\"", 7, "REF10"),
    ("sdi/device.xml", "end_offset=\"7\"", "end_offset=\"8\"", 5, "PNT01"),
    ("sdi/device.xml", "high_threshold=\"90\"", "high_threshold=\"9\"", 3, "THR02"),
    ("sdi/device.xml", "direction", "diretion", 5, "KEY01"),
    ("sdi/device.xml", "\"0x50\"", "\"0x48\"", 7, "I2C04"), ("sdi/entity.xml", "tmp75-0", "tmp75-1", 3, "REF10"),
    ("base_port_physical_mapping_table.xml", "default_breakout=\"1x1\"", "default_breakout=\"4x1\"", 2, "PRF01"),
    ("base_port_physical_mapping_table.xml", "hwport=\"2\"", "hwport=\"1\"", 4, "LAN02"),
    ("base_port_physical_mapping_table.xml", "mac_offset=\"1\"", "mac_offset=\"0\"", 4, "MAC01"),
    ("base_port_physical_mapping_table.xml", "id=\"2\"", "id=\"1\"", 4, "PRT04")
  ])
  func faultyOPX(file: String, from: String, to: String, line: Int, rule: String) throws {
    let files = try OtherProjectsTests.mutated(OtherProjectsTests.opx, file, from, to)
    #expect(try OtherProjectsTests.findings(files) { OPXCheck.check($0, into: $1) } == ["\(FileTree.lastName(of: file)):\(line) \(rule)"])
  }

  static let stratum: [String: String] = [
    "chassis_config.pb.txt": """
    nodes { id: 1 slot: 1 }
    singleton_ports { id: 1 slot: 1 port: 1 node: 1 }
    singleton_ports < id: 2, slot: 1, port: 2, node: 1 >
    trunk_ports { id: 9 members: [1, 2] }
    """,
    "phal_config.pb.txt": "cards {\n slot: 1\n ports { port: 1 }\n ports { port: 2 } # two\n}\n",
    "base_bcm_chassis_map.pb.txt": "bcm_chassis_maps {\n bcm_ports { port: 1 logical_port: 1 tx_lane_map: 0x3210 }\n}\n"
  ]

  @Test func rightStratumIsSilent() throws {
    #expect(try OtherProjectsTests.findings(OtherProjectsTests.stratum) { StratumCheck.check($0, into: $1) } == [])
  }

  @Test(arguments: [
    ("chassis_config.pb.txt", "port: 2", "port: 3", 3, "CAG02"), ("chassis_config.pb.txt", "id: 2", "id: 1", 3, "PRT04"),
    ("chassis_config.pb.txt", "node: 1 >", "node: 2 >", 3, "REF13"), ("phal_config.pb.txt", "port: 2", "port: 1", 4, "PRT04"),
    ("base_bcm_chassis_map.pb.txt", "0x3210", "0x3211", 2, "SRD01"), ("phal_config.pb.txt", "slot: 1", "slot 1", 2, "SYN05")
  ])
  func faultyStratum(file: String, from: String, to: String, line: Int, rule: String) throws {
    let files = try OtherProjectsTests.mutated(OtherProjectsTests.stratum, file, from, to)
    #expect(try OtherProjectsTests.findings(files) { StratumCheck.check($0, into: $1) }.contains("\(file):\(line) \(rule)"))
  }

  static let openSwitch: [String: String] = [
    "manifest.yaml": "files:\n  - name: devices\n    filename: devices.yaml\n  - name: thermal\n    filename: thermal.yaml\n",
    "devices.yaml": """
    buses:
      - name: i2c_0
    devices:
      - { name: tmp1, bus: i2c_0, dev_type: lm75, address: 0x48 }
      - { name: tmp2, bus: i2c_0, dev_type: lm75, address: 0x49 }
    """,
    "thermal.yaml": """
    thermal_info:
      num_sensors: 1
    sensors:
      - number: 1
        device: tmp1
        alarm_thresholds:
          max_on: 57
          max_off: 52
    """
  ]

  @Test func rightOpenSwitchIsSilent() throws {
    #expect(try OtherProjectsTests.findings(OtherProjectsTests.openSwitch) { OpenSwitchCheck.check($0, into: $1) } == [])
  }

  @Test(arguments: [
    ("devices.yaml", "name: tmp2, bus: i2c_0", "name: tmp2, bus: i2c_1", 5, "REF10"), ("devices.yaml", "0x49", "0x48", 5, "I2C04"),
    ("devices.yaml", "name: tmp2", "name: tmp1", 5, "DEV05"), ("thermal.yaml", "max_off: 52", "max_off: 60", 8, "THR02"),
    ("thermal.yaml", "num_sensors: 1", "num_sensors: 2", 2, "KEY03"), ("thermal.yaml", "device: tmp1", "device: tpm1", 5, "REF10"),
    ("manifest.yaml", "filename: thermal.yaml", "filename: thermals.yaml", 5, "REF12")
  ])
  func faultyOpenSwitch(file: String, from: String, to: String, line: Int, rule: String) throws {
    let files = try OtherProjectsTests.mutated(OtherProjectsTests.openSwitch, file, from, to)
    let findings = try OtherProjectsTests.findings(files) { OpenSwitchCheck.check($0, into: $1) }
    #expect(findings.contains("\(file):\(line) \(rule)"))
  }

  /// Every rule that these checks can report has a page, and no two pages have one id.
  @Test func rulesHavePages() throws {
    let pages = OtherProjectsRules.pages.map(\.id)
    #expect(Set(pages).count == pages.count)
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources")
    var used: Set<String> = []
    for folder in [
      "PlatformCheck/FBOSS", "PlatformCheck/OPX", "PlatformCheck/OpenSwitch", "PlatformCheck/Stratum", "PlatformCheck/Shared",
      "PlatformFormats/Text"
    ] {
      let tree = FileTree(root: sources.appending(path: folder).path)
      for name in tree.files() where name.hasSuffix(".swift") {
        for match in try tree.file(name).text.matches(of: /"([A-Z0-9]{3}[0-9]{2})"/) { used.insert(String(match.1)) }
      }
    }
    #expect(used.count > 20)
    #expect(used.subtracting(pages) == [])
  }
}
