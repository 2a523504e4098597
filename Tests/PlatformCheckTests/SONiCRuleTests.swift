import SwitchPlatform
import Testing

/// Each rule both ways: the fault is found at its line, and only that; without it nothing is said.
@Suite struct SONiCRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var severity: Diagnostic.Severity
    var file: String
    var line: UInt32
    /// Files in place of the good ones.
    var files: [String: String]
    var testDescription: String { "\(rule) \(file):\(line)" }

    init(_ rule: String, _ severity: Diagnostic.Severity, _ file: String, _ line: UInt32, _ files: [String: String]) {
      (self.rule, self.severity, self.file, self.line, self.files) = (rule, severity, file, line, files)
    }
  }

  static let ini = "Box/port_config.ini"
  /// A platform whose ports are those of the table.
  static func table(_ text: String, header: String = PlatformFolder.header) -> [String: String] {
    ["platform.json": "", "Box/hwsku.json": "", ini: header + text]
  }

  /// The good platform.json with something else in it.
  static func platform(_ old: String, _ new: String) -> [String: String] {
    ["platform.json": (PlatformFolder.good["platform.json"] ?? "").replacing(old, with: new)]
  }

  static func hwsku(_ lines: String...) -> [String: String] {
    ["Box/hwsku.json": "{\"interfaces\": {\n\(lines.joined(separator: ",\n"))\n}}", ini: ""]
  }

  /// With a SKU that uses one cage.
  static func only(_ cage: Int, _ files: [String: String]) -> [String: String] {
    files.merging(hwsku(#""Ethernet\#(cage)": \#(all)"#)) { $1 }
  }

  static let all = #"{"default_brkout_mode": "1x100G[40G]"}"#
  static let four = #"{"default_brkout_mode": "4x25G[10G]"}"#

  static let ports: [Case] = [
    Case("SYN01", .error, "platform.json", 1, ["platform.json": "\0", "Box/hwsku.json": ""]),
    Case("SYN05", .error, "Box/hwsku.json", 1, ["Box/hwsku.json": "{,}"]),
    Case("PRT01", .error, ini, 1, table("Ethernet0 1 Eth1 1 10000\n", header: "# name lanes alias index speeed\n")),
    Case("PRT02", .warning, ini, 3, table("Ethernet0 1 Eth1 1 10000\nEthernet1 2 Eth2 2\n")),
    Case("PRT03", .error, ini, 2, table("Ethernet0 1 Eth1 1 10000 rs\n")),
    Case("PRT04", .error, ini, 3, table("Ethernet0 1 Eth1 1 10000\nEthernet0 2 Eth2 2 10000\n")),
    Case("PRT05", .error, ini, 3, table("Ethernet0 1 Eth1 1 10000\nEthernet1 2 Eth1 2 10000\n")),
    Case("PRT06", .error, ini, 2, table("Ethernet0 1 Eth1 1 10000 1\n", header: "# name lanes alias index speed autoneg\n")),
    Case("PRT07", .warning, ini, 2, table("Ethernet0 1,2,3,4 Eth1 1 21000\n")),
    Case("PRT08", .note, ini, 2, table("Ethernet0 1 Eth1 1 10000 9126\n", header: "# name lanes alias index speed mtu\n")),
    Case("PRT10", .note, ini, 3, table("Ethernet0 1 Eth1 1 10000\nEthernet1 2 Eth3 3 10000\n")),
    Case("PRT11", .warning, ini, 2, table("Ethernet0 1 Eth1 1 10000 1\n", header: "# name lanes alias index speed subport\n")),
    Case(
      "PRT09", .error, ini, 10,
      table((1...8).map { "Ethernet\($0) \($0) Eth\($0)/1 \($0) 10000\n" }.joined() + "Ethernet9 9 Eth9/1 8 10000\n")),
    Case("PRT12", .note, ini, 2, table((0...8).map { "Ethernet\($0) \($0) Eth1/\($0) 1 10000\n" }.joined()))
  ]

  static let lanes: [Case] = [
    Case("LAN01", .error, ini, 2, table("Ethernet0 1,2, Eth1 1 50000\n")),
    Case("LAN02", .error, ini, 3, table("Ethernet0 1,2,3,4 Eth1 1 100000\nEthernet4 4,5,6,7 Eth2 2 100000\n")),
    Case("LAN03", .error, ini, 2, table("Ethernet0 1,2,2,3 Eth1 1 100000\n")),
    Case("LAN04", .note, ini, 2, table("Ethernet0 1,2,3 Eth1 1 40000\n")),
    Case("LAN05", .error, ini, 2, table("Ethernet0 1 Eth1 1 400000\n")),
    Case("LAN06", .note, "platform.json", 5, only(4, platform(#""1x100G[40G]": ["Eth1"]"#, #""1x100G[40G,10G]": ["Eth1"]"#))),
    Case("LAN02", .error, "platform.json", 9, only(0, platform("5,6,7,8", "4,5,6,7"))),
    Case("LAN01", .error, "platform.json", 9, platform("5,6,7,8", "5,6,7,x"))
  ]

  static let modes: [Case] = [
    Case("BRK01", .error, "platform.json", 3, platform("1,1,1,1", "1")),
    Case("BRK02", .error, "platform.json", 5, platform(#""Eth1/3", "Eth1/4""#, #""Eth1/3""#)),
    Case("BRK03", .error, "platform.json", 10, platform("Eth2/4", "Eth1/4")),
    Case("BRK03", .error, "platform.json", 10, platform("Eth2/4", "Eth2/3")),
    Case("BRK04", .error, "platform.json", 10, platform(#"["Eth2"]"#, #""Eth2""#)),
    Case("BRK05", .error, "platform.json", 5, platform(#""4x25G[10G]": ["Eth1/1""#, #""4x25G(4)[10G]": ["Eth1/1""#)),
    Case(
      "BRK06", .warning, "platform.json", 5,
      platform(#""Eth1/4"]}"#, #""Eth1/4"], "4x25G[10G,25G]": ["Eth1/1", "Eth1/2", "Eth1/3", "Eth1/4"]}"#)),
    Case("BRK07", .note, "platform.json", 5, platform(#""1x100G[40G]": ["Eth1"]"#, #""1x40G[100G]": ["Eth1"]"#))
  ]

  static let profiles: [Case] = [
    Case("PRF01", .error, "Box/hwsku.json", 3, hwsku(#""Ethernet0": \#(all)"#, #""Ethernet4": {"default_brkout_mode": "2x50G"}"#)),
    Case("PRF02", .error, "Box/hwsku.json", 4, hwsku(#""Ethernet0": \#(all)"#, #""Ethernet4": \#(all)"#, #""Ethernet9": \#(all)"#)),
    Case(
      "PRF03", .warning, "Box/hwsku.json", 1,
      ["platform.json": "", "Box/port_config.ini": PlatformFolder.header + "Ethernet0 1 Eth1 1 10000\n"]),
    Case("PRF04", .note, "Box/hwsku.json", 1, ["platform.json": #"{"interfaces": {}}"#]),
    Case(
      "PRF05", .error, "Box/hwsku.json", 3,
      platform(#""Ethernet4""#, #""Ethernet2""#).merging(hwsku(#""Ethernet0": \#(four)"#, #""Ethernet2": \#(all)"#)) { $1 }),
    Case("PRF06", .note, "Box/hwsku.json", 3, hwsku(#""Ethernet0": \#(all)"#, #""Ethernet4": {"default_brkout_mode": "1x40G[100G]"}"#)),
    Case(
      "PRF07", .note, "Box/hwsku.json", 3,
      hwsku(#""Ethernet0": \#(all)"#, #""Ethernet4": {"default_brkout_mode": "1x100G[40G]", "port_type": "RJ45"}"#)),
    Case("PRF08", .note, "Box/hwsku.json", 3, hwsku(#""Ethernet0": \#(four)"#, #""Ethernet1": \#(four)"#, #""Ethernet4": \#(all)"#)),
    Case("PRF09", .note, "Box/hwsku.json", 1, hwsku(#""Ethernet0": \#(all)"#)),
    Case("XRF01", .error, "Box/hwsku.json", 1, dead("Ethernet8 9,10,11,12 Eth3 3 100000\n", "", replacing: "~")),
    Case("XRF02", .error, "Box/hwsku.json", 3, dead("5,6,7,8", "5,6,8,7")),
    Case("XRF03", .error, "Box/hwsku.json", 3, dead("Eth2 2 100000", "Eth2 2 40000")),
    Case("XRF04", .error, "Box/hwsku.json", 2, dead("Eth1 1", "Eth1 0")),
    Case("XRF05", .warning, "Box/hwsku.json", 3, dead("Eth2 2", "hundredGigE2 2"))
  ]

  /// The good table with something else in it; `~`: added.
  static func dead(_ old: String, _ new: String, replacing: String = "") -> [String: String] {
    let good = PlatformFolder.good[ini] ?? ""
    return [ini: replacing == "~" ? good + old : good.replacing(old, with: new)]
  }

  static let references: [Case] = [
    Case("REF01", .error, "Box/sai.profile", 1, ["Box/box.config.bcm": ""]),
    Case("REF01", .note, "Box/sai.profile", 1, ["Box/box.config.bcm": "", "Box/box.config.bcm.j2": "{{ lanes }}"]),
    Case(
      "REF01", .warning, "Box/sai.profile", 2,
      ["Box/sai.profile": "SAI_INIT_CONFIG_FILE=/usr/share/sonic/hwsku/box.config.bcm\nSAI_LED=/usr/share/sonic/platform/l.bin\n"]),
    Case("REF01", .warning, "Box/sai.profile", 1, ["Box/box.config.bcm": "", "plugins/eeprom.py": ""]),
    Case("REF02", .error, "default_sku", 1, ["default_sku": "Bax t1\n"]),
    Case("REF02", .note, "default_sku", 1, ["default_sku": "Bax t1\n", "platform_asic": "aspeed\n"]),
    Case("REF03", .warning, "default_sku", 1, ["default_sku": ""]),
    Case("REF04", .warning, "default_sku", 1, ["default_sku": "Box\n"]),
    Case("REF05", .error, "platform_asic", 1, ["platform_asic": ""]),
    Case("REF06", .error, "Box/sai.profile", 1, ["Box/sai.profile": ""]),
    Case("REF07", .warning, "asic.conf", 2, ["asic.conf": "# number\nNUM_ASIC=2\n"])
  ]

  @Test(arguments: ports + lanes + modes + profiles + references)
  func faultIsFoundAtItsLine(fault: Case) throws {
    let found = try PlatformFolder(files: PlatformFolder.good.merging(fault.files) { $1 }).check()
    let told = found.filter { $0.rule == fault.rule }
    #expect(told.count == 1, "\(found)")
    #expect(told.first?.severity == fault.severity)
    #expect(told.first?.file == fault.file)
    #expect(told.first?.position.line == fault.line)
    #expect(!found.contains { $0.rule != fault.rule && $0.severity == .error }, "\(found)")
  }

  @Test func theGoodPlatformIsSilent() throws { #expect(try PlatformFolder().check() == []) }

  /// A Trident3's management port uses the number of a lane again; `:m` in the SDK's map says so.
  @Test func managementLanesAreNoConflict() throws {
    var folder = PlatformFolder()
    folder.files.merge(SONiCRuleTests.table("Ethernet0 125,126,127,128 Eth1 1 100000\nEthernet4 128 Eth2 2 10000\n")) { $1 }
    folder.files["Box/box.config.bcm"] = "portmap_1=125:100\nportmap_130=128:10:m\n"
    #expect(try folder.check().map(\.severity) == [.note])
    folder.files["Box/box.config.bcm"] = "portmap_1=125:100\nportmap_130=128:10\n"
    #expect(try folder.check().map(\.severity) == [.error])
  }

  @Test func internalPortsAreNotBoundByLanes() throws {
    var folder = PlatformFolder()
    folder.files.merge(
      SONiCRuleTests.table(
        "Ethernet0 1 Eth1 1 10000 Ext\nEthernet-Rec0 1 Rec0 2 400000 Rec\nEthernet-IB0 2 IB0 3 400000 Inb\n",
        header: "# name lanes alias index speed role\n")
    ) { $1 }
    #expect(try folder.check() == [])
  }

  /// Several cages on one index are a rule of the platform where there are many of them: co-packaged optics.
  @Test func sharedIndexesOfEnginesAreNoError() throws {
    var folder = PlatformFolder()
    let rows = (0..<16).map { "Ethernet\($0) \($0) Eth\($0)/1 \($0 / 4) 100000\n" }.joined()
    folder.files.merge(SONiCRuleTests.table(rows)) { $1 }
    #expect(try folder.check().allSatisfy { $0.severity == .note })
  }

  /// Older platforms keep one table of ports for all their SKUs beside `default_sku`.
  @Test func theTableOfThePlatformsFolderIsChecked() throws {
    var folder = PlatformFolder()
    let rows = "Ethernet0 1,2,3,4 Eth1 1 100000\nEthernet4 4,5,6,7 Eth1 2 100000\n"
    folder.files.merge(["platform.json": "", "Box/hwsku.json": "", Self.ini: "", "port_config.ini": PlatformFolder.header + rows]) { $1 }
    let found = try folder.check()
    #expect(found.map(\.rule) == ["LAN02", "PRT05"], "\(found)")
    #expect(found.allSatisfy { $0.file == "port_config.ini" && $0.position.line == 3 })
    // Nor is the folder a SKU's because of it.
    folder.files["default_sku"] = ""
    folder.files["platform_asic"] = ""
    #expect(Set(try folder.check().map(\.rule)).isSuperset(of: ["LAN02", "PRT05", "REF03"]))
  }

  /// The SDK's maps of the SKUs tell of management lanes in a table that they share.
  @Test func managementLanesOfASharedTableAreNoConflict() throws {
    var folder = PlatformFolder()
    let rows = PlatformFolder.header + "Ethernet0 125,126,127,128 Eth1 1 100000\nEthernet4 128 Eth2 2 10000\n"
    folder.files.merge(["platform.json": "", "Box/hwsku.json": "", Self.ini: "", "port_config.ini": rows]) { $1 }
    folder.files["Box/box.config.bcm"] = "portmap_1=125:100\nportmap_130=128:10:m\n"
    #expect(try folder.check().map(\.severity) == [.note])
    folder.files["Box/box.config.bcm"] = "portmap_1=125:100\nportmap_130=128:10\n"
    #expect(try folder.check().map(\.severity) == [.error])
  }

  @Test func foldersOfASICsAreCounted() throws {
    var folder = PlatformFolder()
    let rows = PlatformFolder.good[SONiCRuleTests.ini] ?? ""
    folder.files = ["default_sku": "Box t1\n", "platform_asic": "vs\n", "asic.conf": "NUM_ASIC=2\n"]
    folder.files["Box/0/port_config.ini"] = rows
    folder.files["Box/1/port_config.ini"] = rows
    #expect(try folder.check() == [])
    folder.files["Box/2/port_config.ini"] = rows.replacing("Eth2", with: "Eth1")
    let found = try folder.check()
    #expect(found.map(\.rule) == ["PRT05", "REF07"])
    #expect(found.first?.file == "Box/2/port_config.ini")
  }
}
