import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Each hardware rule both ways: the fault is found at its line, and only that; the good neighbour is silent.
@Suite struct SONiCHardwareRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var severity: Diagnostic.Severity
    var file: String
    var position: SourcePosition
    /// A good file, and the same with the fault in it.
    var good: [String: String]
    var bad: [String: String]
    /// Other rules that speak of the fault too.
    var besides: Set<String>
    var testDescription: String { "\(rule) \(file):\(position.line)" }

    /// - Parameters:
    ///   - file: The file that is changed, and in which the fault is told unless `at` names another.
    ///   - old: What stands in the good text.
    ///   - new: What stands there instead.
    init(
      _ rule: String, _ severity: Diagnostic.Severity, _ file: String, _ good: String, replacing old: String, with new: String,
      line: Int, column: Int, at other: String? = nil, with files: [String: String] = [:], besides: Set<String> = []
    ) {
      (self.rule, self.severity, self.file, self.besides) = (rule, severity, other ?? file, besides)
      position = SourcePosition(line: line, column: column)
      self.good = files.merging([file: good]) { $1 }
      bad = files.merging([file: good.replacing(old, with: new)]) { $1 }
    }
  }

  // MARK: Syntax

  static let json = #"{"a": 1,"# + "\n" + #" "b": {"c": 1}}"#
  static let syntax: [Case] = [
    Case("SYN01", .error, "fan.json", "{}", replacing: "{}", with: "\0", line: 1, column: 1),
    Case("SYN05", .error, "fan.json", "{}", replacing: "{}", with: "{}\nx", line: 2, column: 1),
    Case("SYN02", .error, "fan.json", json, replacing: #""b""#, with: #""a""#, line: 2, column: 2),
    Case("SYN02", .error, "fan.json", json, replacing: #"{"c": 1}"#, with: #"{"c": [1], "c": [2]}"#, line: 2, column: 18),
    Case("SYN02", .warning, "fan.json", json, replacing: #"{"c": 1}"#, with: #"{"c": [1], "c": [1]}"#, line: 2, column: 18),
    Case("SYN02", .error, "pcie.yaml", pci, replacing: "  id:", with: "  fn: '1'\n  id:", line: 4, column: 3),
    Case("SYN02", .warning, "bmc.yaml", "a: 1\nb: 2\n", replacing: "b", with: "a", line: 2, column: 1),
    Case("SYN03", .warning, "bmc.yaml", "a: &x 1\nb: &y 2\n", replacing: "&y", with: "&x", line: 2, column: 4),
    Case(
      "SYN04", .warning, "installer.conf", "# shell\nCONSOLE_PORT=0x3f8\n", replacing: "CONSOLE", with: "  if true; then\nCONSOLE", line: 2,
      column: 3)
  ]

  // MARK: The chip

  static let map = "portmap_1=1:100\nportmap_5=5:100\nportmap_9=9:100:4\nportmap_13=13:100:4\nl2_mem_entries=32768\n"
  /// A SKU that has no `platform.json` and four ports on four lanes each.
  static let four: [String: String] = [
    "platform.json": "", "Box/hwsku.json": "",
    "Box/port_config.ini": PlatformFolder.header
      + (0..<4).map {
        "Ethernet\($0 * 4) \($0 * 4 + 1),\($0 * 4 + 2),\($0 * 4 + 3),\($0 * 4 + 4) Eth\($0 + 1) \($0 + 1) 100000\n"
      }.joined()
  ]
  static let yamlMap = """
    ---
    device:
        0:
            PC_PORT_PHYS_MAP:
                ?
                    PORT_ID: 1
                :
                    PC_PHYS_PORT_ID: 1
                ? {PORT_ID: 2}
                : {PC_PHYS_PORT_ID: 5}
                ? {PORT_ID: 3}
                : {PC_PHYS_PORT_ID: 9}
                ? {PORT_ID: 4}
                : {PC_PHYS_PORT_ID: 13}
            PC_PORT:
                ?
                    PORT_ID: [[1, 3], [4, 4]]
                :
                    SPEED: 100000
                    NUM_LANES: 4
    ...
    """
  static let ini = "Box/port_config.ini"

  static let chips: [Case] = [
    Case(
      "ASC01", .error, "platform_asic", "broadcom\n", replacing: "broadcom", with: "mellanox", line: 1, column: 1, besides: ["REF06"]),
    Case(
      "ASC02", .error, "Box/box.config.bcm", map, replacing: "portmap_5=5", with: "portmap_5=1", line: 2, column: 1, with: four,
      besides: ["ASC04"]),
    Case(
      "ASC02", .error, "Box/box.config.bcm", yamlMap, replacing: "ID: 13}", with: "ID: 9}", line: 14, column: 33, with: four,
      besides: ["ASC04"]),
    Case(
      "ASC03", .warning, "Box/box.config.bcm", map, replacing: "l2_mem_entries=32768", with: "l2_mem_entries=1 # old\nl2_mem_entries=2",
      line: 6,
      column: 1, with: four),
    Case(
      "ASC04", .warning, "Box/box.config.bcm", map, replacing: "portmap_13=13", with: "portmap_13=14", line: 5, column: 1, at: ini,
      with: four),
    Case("ASC04", .warning, "Box/box.config.bcm", yamlMap, replacing: "ID: 13}", with: "ID: 14}", line: 5, column: 1, at: ini, with: four),
    Case("ASC05", .warning, "Box/box.config.bcm", map, replacing: "9:100:4", with: "9:100:2", line: 4, column: 1, at: ini, with: four),
    Case("ASC06", .note, "Box/box.config.bcm", map, replacing: "9:100:4", with: "9:40:4", line: 4, column: 1, at: ini, with: four),
    Case(
      "ASC06", .note, "Box/box.config.bcm", yamlMap, replacing: "SPEED: 100000", with: "SPEED: 40000", line: 2, column: 1, at: ini,
      with: four)
  ]

  static let pci = "- bus: '01'\n  dev: '00'\n  fn: '0'\n  id: b870\n  name: 'switch'\n"
  static let lists: [Case] = [
    Case("PCI01", .error, "pcie.yaml", pci, replacing: "b870", with: "'0xb870'", line: 4, column: 7),
    Case("PCI01", .error, "pcie.yaml", pci, replacing: "'00'", with: "'20'", line: 2, column: 8),
    Case("PCI02", .warning, "pcie.yaml", pci, replacing: "b870", with: "1533", line: 4, column: 7),
    Case("PCI02", .warning, "pcie_1.yaml", pci, replacing: "'01'", with: "01", line: 1, column: 8),
    Case("PCI03", .warning, "pcie.yaml", pci, replacing: "  name", with: "  domain: '1'\n  name", line: 5, column: 3),
    Case("PCI04", .warning, "pcie.yaml", pci, replacing: "  fn: '0'\n", with: "", line: 1, column: 3),
    Case(
      "PCI05", .warning, "pcie.yaml", pci, replacing: "b870", with: "b960", line: 4, column: 7,
      with: [
        "Box/sai.profile": "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/td3-box.config.bcm\n",
        "Box/td3-box.config.bcm": "portmap_1=1:100\nportmap_5=5:100\n"
      ])
  ]

  // MARK: Devices

  static let pddf = """
    {"PLATFORM": {"num_psus": 1, "num_temps": 2, "num_ports": 2},
     "SMBUS0": {"dev_info": {"device_type": "SMBUS", "device_name": "SMBUS0"}, "i2c": {"DEVICES": [{"dev": "MUX1"}]}},
     "MUX1": {"dev_info": {"device_type": "MUX", "device_name": "MUX1", "device_parent": "SMBUS0"}, "i2c": {
       "topo_info": {"parent_bus": "0x0", "dev_addr": "0x70", "dev_type": "pca9548"},
       "dev_attr": {"virt_bus": "0x1"},
       "channel": [{"chn": "0", "dev": "CPLD1"},
         {"chn": "1", "dev": "PSU1"},
         {"chn": "2", "dev": "TEMP1"}]}},
     "CPLD1": {"dev_info": {"device_type": "CPLD", "device_name": "CPLD1", "device_parent": "MUX1"},
       "i2c": {"topo_info": {"parent_bus": "0x1", "dev_addr": "0x60", "dev_type": "i2c_cpld"}}},
     "TEMP1": {"dev_info": {"device_type": "TEMP_SENSOR", "device_name": "TEMP1", "device_parent": "MUX1"},
       "i2c": {"topo_info": {"parent_bus": "0x3", "dev_addr": "0x48", "dev_type": "lm75"}}},
     "TEMP2": {"dev_info": {"device_type": "TEMP_SENSOR", "device_name": "TEMP2", "device_parent": "MUX1"},
       "i2c": {"topo_info": {"parent_bus": "0x4", "dev_addr": "0x48", "dev_type": "lm75"}}},
     "PSU1": {"dev_info": {"device_type": "PSU", "device_name": "PSU1", "device_parent": "MUX1"},
       "i2c": {"interface": [{"itf": "pmbus", "dev": "PSU1-PMBUS"}]}},
     "PSU1-PMBUS": {"dev_info": {"device_type": "PSU-PMBUS", "device_name": "PSU1-PMBUS", "device_parent": "MUX1", "virt_parent": "PSU1"},
       "i2c": {"topo_info": {"parent_bus": "0x2", "dev_addr": "0x58", "dev_type": "psu_pmbus"},
         "attr_list": [{"attr_name": "psu_present", "attr_devname": "CPLD1", "attr_devaddr": "0x60"},
           {"attr_name": "psu_v_in"}]}},
     "PORT1": {"dev_info": {"device_type": "QSFP28", "device_name": "PORT1"}},
     "PORT2": {"dev_info": {"device_type": "QSFP28", "device_name": "PORT2"}}}
    """

  static func device(
    _ rule: String, _ severity: Diagnostic.Severity, _ old: String, _ new: String, _ line: Int, _ column: Int, besides: Set<String> = []
  ) -> Case {
    Case(rule, severity, "pddf/pddf-device.json", pddf, replacing: old, with: new, line: line, column: column, besides: besides)
  }

  static let devices: [Case] = [
    device("I2C01", .error, #""0x2", "dev_addr": "0x58""#, #""0x3", "dev_addr": "0x58""#, 18, 40),
    device("I2C01", .error, #"{"chn": "2""#, #"{"chn": "5""#, 12, 40),
    device("I2C02", .error, #""parent_bus": "0x4""#, #""parent_bus": "0x9""#, 14, 40),
    device("I2C03", .error, #""CPLD1", "device_parent": "MUX1""#, #""CPLD1", "device_parent": "SMBUS0""#, 6, 36),
    device("I2C04", .warning, #""parent_bus": "0x4""#, #""parent_bus": "0x3""#, 14, 59),
    device("I2C05", .warning, #""0x58""#, #""0x7a""#, 18, 59),
    device("I2C06", .warning, #""0x58""#, #""0x70""#, 18, 59),
    device("I2C07", .note, #"{"virt_bus": "0x1"}"#, "{}", 3, 2),
    device("DEV01", .error, #""attr_devaddr": "0x60""#, #""attr_devaddr": "0x61""#, 19, 90),
    device("DEV02", .error, #""device_name": "TEMP2""#, #""device_name": "TEMP1""#, 13, 70),
    device("DEV02", .note, #""device_name": "TEMP2""#, #""device_name": "rear""#, 13, 70),
    device("DEV03", .warning, "psu_v_in", "psu_present", 20, 22),
    device("DEV04", .warning, #""num_psus": 1"#, #""num_psus": 2"#, 1, 27),
    device("DEV08", .error, #""virt_parent": "PSU1""#, #""virt_parent": "PSU2""#, 17, 127),
    device("DEV08", .warning, #""attr_devname": "CPLD1""#, #""attr_devname": "CPLD9""#, 19, 65),
    device("DEV06", .note, "PORT2", "PORT3", 21, 2)
  ]

  // MARK: The rest

  static let media = #"{"GLOBAL_MEDIA_SETTINGS": {"1": {"x": {}},"# + "\n" + #" "2-2": {"x": {}}}}"#
  static let sensors = "bus \"i2c-1\" \"one\"\n  chip \"lm75-i2c-1-48\"\nbus \"i2c-2\" \"two\"\n  chip \"lm75-i2c-*-49\"\n"
  static let gearbox = #"{"interfaces": [{"name": "Ethernet0"},"# + "\n" + #" {"name": "Ethernet4"}]}"#
  static let chassis = """
    {"chassis": {"name": "Box",
      "components": [{"name": "CPLD"}, {"name": "BIOS"}],
      "fans": [{"name": "Fan1"}, {"name": "Fan2"}],
      "fan_drawers": [{"name": "D1", "fans": [{"name": "Fan1"}, {"name": "Fan2"}]}],
      "sfps": [{"name": "a"}, {"name": "b"}]}, \((PlatformFolder.good["platform.json"] ?? "").dropFirst())
    """
  static let components = #"{"chassis": {"Box":"# + "\n" + #" {"component": {"CPLD": {},"# + "\n" + #"  "BIOS": {}}}}}"#
  static let policy = """
    {"info_types": [{"type": "fan_info"}, {"type": "thermal_info"}],
     "policies": [{"conditions": [{"type": "fandrawer.one.present"},
       {"type": "thermal.any.hot"}]}]}
    """

  static let others: [Case] = [
    Case("MED01", .warning, "media_settings.json", media, replacing: "2-2", with: "2-4", line: 2, column: 2),
    Case("MED02", .warning, "Box/media_settings.json", media, replacing: "2-2", with: "1,2", line: 2, column: 2),
    Case("SNS01", .warning, "sensors.conf", sensors, replacing: "i2c-2", with: "i2c-1", line: 3, column: 6),
    Case("I2C05", .warning, "sensors.conf", sensors, replacing: "*-49", with: "*-7a", line: 4, column: 9),
    Case("GBX01", .error, "Box/gearbox_config.json", gearbox, replacing: "Ethernet4", with: "Ethernet9", line: 2, column: 11),
    Case("CHS01", .warning, "platform.json", chassis, replacing: #", {"name": "b"}"#, with: "", line: 5, column: 3),
    Case(
      "CHS02", .warning, "platform.json", chassis, replacing: #""fans": [{"name": "Fan1"}, {"name": "Fan2"}],"#,
      with: #""fans": [{"name": "Fan1"}, {"name": "fan2"}],"#, line: 3, column: 39),
    Case("CHS03", .warning, "platform.json", chassis, replacing: #"{"name": "b"}"#, with: #"{"name": "a"}"#, line: 5, column: 36),
    Case(
      "CHS04", .warning, "platform_components.json", components, replacing: "Box", with: "Bax", line: 1, column: 14,
      with: ["platform.json": chassis]),
    Case(
      "CHS05", .warning, "platform_components.json", components, replacing: "BIOS", with: "ONIE", line: 3, column: 3,
      with: ["platform.json": chassis]),
    Case("THR01", .note, "thermal_policy.json", policy, replacing: "thermal_info", with: "psu_info", line: 3, column: 13)
  ]

  @Test(arguments: syntax + chips + lists + devices + others)
  func faultIsFoundAtItsPlace(fault: Case) throws {
    let good = try PlatformFolder(files: PlatformFolder.good.merging(fault.good) { $1 }).check()
    #expect(good == [], "the good neighbour")
    #expect(fault.good != fault.bad)
    let found = try PlatformFolder(files: PlatformFolder.good.merging(fault.bad) { $1 }).check()
    let told = found.filter { $0.rule == fault.rule }
    #expect(told.count == 1, "\(found)")
    #expect(told.first?.severity == fault.severity)
    #expect(told.first?.file == fault.file)
    #expect(told.first?.position == fault.position)
    #expect(found.allSatisfy { $0.rule == fault.rule || fault.besides.contains($0.rule) }, "\(found)")
  }

  // MARK: What is no fault

  /// What the check says of the good platform with other files in it.
  private func check(_ files: [String: String]) throws -> [Diagnostic] {
    try PlatformFolder(files: PlatformFolder.good.merging(files) { $1 }).check()
  }

  @Test func managementAndInactivePortsMayShare() throws {
    let map = "portmap_1=1:100\nportmap_5=5:100\nportmap_6=128:100\nportmap_130=128:10:m\nportmap_7=6:25:i\nportmap_8=6:25:i\n"
    #expect(try check(["Box/box.config.bcm": map]) == [])
  }

  @Test func tapsOfBothModulationsAreNoContradiction() throws {
    let taps = "portmap_1=1:100\nportmap_5=5:100\nserdes_tx_taps_1=nrz:-8:89:-29:0:0:0\nserdes_tx_taps_1=pam4:-8:80:0:0:0:0\n"
    #expect(try check(["Box/box.config.bcm": taps]) == [])
    #expect(try check(["Box/box.config.bcm": taps + "serdes_tx_taps_1=pam4:-9:80:0:0:0:0\n"]).map(\.rule) == ["ASC03"])
  }

  /// Tomahawk 4: a physical port is two lanes.
  @Test func pairsOfLanesAreAnotherNumbering() throws {
    var files = Self.four
    files["Box/box.config.bcm"] = "portmap_1=1:100\nportmap_2=3:100\nportmap_3=5:100\nportmap_4=7:100\n"
    #expect(try check(files) == [])
  }

  @Test func otherUnitsAreNotCompared() throws {
    var files = Self.four
    files["Box/box.config.bcm"] = "portmap_1.1=1:100\nportmap_1.2=1:100\n"
    #expect(try check(files) == [])
  }

  /// The masters of some FPGAs count from 1.
  @Test func mastersOfAnFPGACountFromWhatMostSay() throws {
    func tree(_ odd: String) -> [String: String] {
      let devices = (1...5).map { number in
        """
        "T\(number)": {"dev_info": {"device_type": "EEPROM", "device_parent": "FPGA0"},
          "i2c": {"topo_info": {"parent_bus": "\(number == 5 ? odd : String(99 + number))", "dev_addr": "0x50"}}}
        """
      }
      let channels = (1...5).map { #"{"chn": "\#($0)", "dev": "T\#($0)"}"# }.joined(separator: ", ")
      return [
        "pddf/pddf-device.json": """
        {"FPGA0": {"dev_info": {"device_type": "FPGAPCIE"}, "i2c": {"dev_attr": {"virt_bus": "0x64"}, "channel": [\(channels)]}},
        \(devices.joined(separator: ",\n"))}
        """
      ]
    }
    #expect(try check(tree("104")) == [])
    #expect(try check(tree("110")).map(\.rule) == ["I2C01"])
  }

  @Test func filesThatStandForMadeOnesAreNoErrors() throws {
    let found = try check([
      "pcie.yaml": "- description: Generated at boot\n", "pddf/pddf-device.json": #"{"description": "made at boot"}"#,
      "pcie-variables.yaml": "- name: switch\n  lookup_command: lspci\n"
    ])
    #expect(found.map(\.rule) == ["PCI03", "PCI04"])
    #expect(found.allSatisfy { $0.severity == .warning })
  }

  @Test func addressesOutsideOfI2CAreNotCompared() throws {
    let tree = SONiCHardwareRuleTests.pddf.replacing(#""parent_bus": "0x1", "dev_addr": "0x60""#, with: #""dev_addr": "0x99""#)
    #expect(try check(["pddf/pddf-device.json": tree]) == [])
  }

  @Test func virtualSwitchesHaveNoFamily() throws {
    #expect(try check(["platform_asic": "vs\n"]).allSatisfy { $0.rule != "ASC01" })
  }

  @Test func tablesOfTheSDKMayStandTwice() throws {
    let text = "---\ndevice:\n  0:\n    TM_SCHEDULER:\n      A: 1\n    TM_SCHEDULER:\n      A: 2\n"
    #expect(try check(["Box/box.config.bcm": text]) == [])
  }

  @Test func portsOfMellanoxBelongToModules() throws {
    func list(_ second: String, _ local: String) -> [String: String] {
      var files = Self.four
      files["platform_asic"] = "mellanox\n"
      files["Box/box.config.bcm"] = ""
      files["Box/sai.profile"] = "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/sai_2700.xml\n"
      files["Box/sai_2700.xml"] =
        "<root><ports>\n"
        + ["0", second, "2", "3", "4"].enumerated().map { number, module in
          "<port-info><local-port>\(number == 3 ? local : String(number))</local-port><width>4</width><module>\(module)</module></port-info>\n"
        }.joined() + "</ports></root>\n"
      files[Self.ini] =
        PlatformFolder.header + (0..<4).map { "Ethernet\($0 * 4) \($0 * 4),\($0 * 4 + 1) Eth\($0 + 1) \($0 + 1) 100000\n" }.joined()
      return files
    }
    #expect(try check(list("1", "3")) == [])
    let moved = try check(list("9", "3"))
    #expect(moved.map(\.rule) == ["ASC04"])
    #expect(moved.first?.position.line == 3)
    let twice = try check(list("1", "2"))
    #expect(twice.map(\.rule) == ["ASC02"])
    #expect(twice.first?.position.line == 5)
  }

  @Test func linkedFilesAreToldOfOnce() throws {
    let folder = PlatformFolder(files: PlatformFolder.good.merging(["fan.json": "\0"]) { $1 })
    try folder.run { root in
      try FileManager.default.createSymbolicLink(atPath: root + "/x86_64-acme_box-r0/psu.json", withDestinationPath: "fan.json")
      let report = Report()
      SONiCDescription.check(FileTree(root: root), into: report)
      #expect(report.sorted.map(\.rule) == ["SYN01"])
    }
  }

  /// One file without its platform.
  @Test func filesAreCheckedAlone() throws {
    let folder = PlatformFolder(files: ["pcie.yaml": Self.pci.replacing("b870", with: "1533"), "sensors.conf": Self.sensors])
    try folder.run { root in
      let tree = FileTree(root: root + "/x86_64-acme_box-r0")
      let report = Report()
      #expect(SONiCDescription.check(file: "pcie.yaml", in: tree, into: report))
      #expect(report.sorted.map(\.rule) == ["PCI02"])
      #expect(SONiCDescription.check(file: "sensors.conf", in: tree, into: report))
      #expect(report.sorted.count == 1)
      #expect(!SONiCDescription.check(file: "notes.txt", in: tree, into: report))
    }
  }

  /// Texts that are nothing, or too much, end no run.
  @Test(arguments: [
    "{\"PLATFORM\": [], \"A\": {\"dev_info\": 3, \"i2c\": []}}", "[]", "3", "{\"A\": {\"dev_info\": {}, \"i2c\": {\"channel\": [{}, 3]}}}",
    "{\"A\": {\"dev_info\": {\"device_type\": \"MUX\"}, \"i2c\": {\"dev_attr\": {\"virt_bus\": \"0x7fffffffffffffff\"}, \"channel\": [{\"chn\": \"9223372036854775807\", \"dev\": \"A\"}]}}}"
  ])
  func hostileTreesAreRead(text: String) throws {
    for name in [
      "pddf/pddf-device.json", "media_settings.json", "Box/gearbox_config.json", "thermal_policy.json", "platform_components.json"
    ] {
      #expect(try check([name: text]).allSatisfy { !$0.message.isEmpty })
    }
    let configurations = [
      "portmap_1=9223372036854775807:9223372036854775807:4\nportmap_99999999999999999999=1:1\n=\n==\n",
      "---\ndevice:\n  0:\n    PC_PORT_PHYS_MAP: [1]\n    PC_PORT:\n      ? {PORT_ID: [[0, 9223372036854775807], [5, 1], []]}\n      : {SPEED: 1, NUM_LANES: x}\n"
    ]
    for configuration in configurations { #expect(try check(["Box/box.config.bcm": configuration]).allSatisfy { $0.severity != .error }) }
    #expect(MediaSettings.ports("0-999999999") == nil)
  }
}
