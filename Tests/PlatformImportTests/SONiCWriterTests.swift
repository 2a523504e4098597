import Foundation
import PlatformCheck
import PlatformFormats
import PlatformImport
import SwitchPlatform
import Testing

/// What SONiC reads of the files that we write: names, lanes, alias, index, speed, modes.
@Suite struct SONiCWriterTests {
  static let board = """
    schema: switch-platform/1
    platform: { id: x-y, vendor: x, product: Y }
    asics:
      npu0: { chip: stand-in, replaces: bcm56870 }
    cages:
      "1..2":
        kind: qsfp28
        lanes: "npu0[{4*n-3}..{4*n}]"
        breakouts: [ "1x100G[50G,40G]", "4x25G[10G]" ]
      3: { kind: sfp, index: 33, lanes: "npu0.mgmt[128]", breakouts: [ "1x10G[1G]" ] }
    devices:
      cpld: { kind: cpld, on: cpu }
    fans:
      "f{1..2}": { tray: 1 }
    psus:
      p1: {}
    profiles:
      A-whole:
        default: true
        names: { port: "Ethernet{first}", alias: "hundredGigE{cage}{sub:/}" }
        ports:
          "1..2": { breakout: 1x100G, fec: rs }
          3: { breakout: 1x10G, names: [ Ethernet8 ], aliases: [ tenGigE3 ], autoneg: true, attributes: { role: Mgmt } }
      A-mixed:
        names: { port: "Ethernet{first}", alias: "Eth{cage}{sub:/}" }
        ports:
          1: { breakout: "4x25G" }
          2: { breakout: "1x100G", speed: 40G }
    """

  private func files(_ text: String) throws -> [String: String] {
    let (description, diagnostics) = BoardLoader.describe(text: text, file: "t")
    #expect(diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    var chip = ChipInventory.Chip(name: "bcm56870", vendor: "broadcom", family: "Trident3 X7")
    chip.lanes = 128
    let files = SONiCWriter(try #require(description), inventory: ChipInventory(chips: [chip])).files
    return Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
  }

  private func json(_ text: String?) throws -> [String: Any] {
    let bytes = Data((text ?? "").utf8)
    return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  @Test func aPlatformDirectory() throws {
    let files = try files(Self.board)
    #expect(
      files.keys.sorted() == [
        "A-mixed/port_config.ini", "A-mixed/sai.profile", "A-whole/hwsku.json", "A-whole/port_config.ini", "A-whole/sai.profile",
        "default_sku", "platform.json", "platform_asic"
      ])
    #expect(files["default_sku"] == "A-whole t1\n")
    #expect(files["platform_asic"] == "broadcom\n")
    let rows = (files["A-whole/port_config.ini"] ?? "").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(
      rows == [
        ["#", "name", "lanes", "alias", "index", "speed", "fec", "autoneg", "role"],
        ["Ethernet0", "1,2,3,4", "hundredGigE1", "1", "100000", "rs", "off", "N/A"],
        ["Ethernet4", "5,6,7,8", "hundredGigE2", "2", "100000", "rs", "off", "N/A"],
        ["Ethernet8", "128", "tenGigE3", "33", "10000", "none", "on", "Mgmt"]
      ])
    let mixed = (files["A-mixed/port_config.ini"] ?? "").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(mixed.map { $0.dropFirst().first } == ["name", "1", "2", "3", "4", "5,6,7,8"])
    #expect(mixed.last == ["Ethernet4", "5,6,7,8", "Eth2", "2", "40000"])
  }

  @Test func interfacesAndModes() throws {
    let files = try files(Self.board)
    let platform = try json(files["platform.json"])
    let interfaces = try #require(platform["interfaces"] as? [String: [String: Any]])
    #expect(interfaces.keys.sorted() == ["Ethernet0", "Ethernet4", "Ethernet8"])
    let first = try #require(interfaces["Ethernet0"])
    #expect(first["index"] as? String == "1,1,1,1")
    #expect(first["lanes"] as? String == "1,2,3,4")
    #expect(
      first["breakout_modes"] as? [String: [String]] == [
        "1x100G[50G,40G]": ["hundredGigE1"], "4x25G[10G]": ["Eth1/1", "Eth1/2", "Eth1/3", "Eth1/4"]
      ])
    let sku = try json(files["A-whole/hwsku.json"])
    let modes = try #require(sku["interfaces"] as? [String: [String: String]])
    #expect(modes["Ethernet0"]?["default_brkout_mode"] == "1x100G[50G,40G]")
    // SONiC would expand it to other aliases and speeds than the port table has, and pass over the table.
    #expect(files["A-mixed/hwsku.json"] == nil)
    let chassis = try #require(platform["chassis"] as? [String: Any])
    #expect((chassis["fan_drawers"] as? [[String: Any]])?.count == 1)
    #expect((chassis["psus"] as? [[String: String]])?.map { $0["name"] } == ["p1"])
  }

  /// SONiC takes no other names of ports than Ethernet and a number.
  @Test(arguments: [
    (#"{ port: "lan{cage}", alias: "Ethernet{cage-1}" }"#, ["Ethernet0 lan1", "Ethernet1 lan2"]),
    (#"{ port: "lan{cage}", alias: "x{cage}" }"#, ["Ethernet0 x1", "Ethernet4 x2"])
  ]) func namesThatSONiCDoesNotTake(_ names: String, _ rows: [String]) throws {
    let text = Self.board.replacing(#"{ port: "Ethernet{first}", alias: "hundredGigE{cage}{sub:/}" }"#, with: names)
    let lines = (try files(text)["A-whole/port_config.ini"] ?? "").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.dropFirst().prefix(2).map { "\($0[0]) \($0[2])" } == rows)
  }

  /// Modes that no profile chooses are named by the template, which may be what another cage is called.
  @Test func aliasesOfTwoCagesDoNotMeet() throws {
    let text = Self.board.replacing(#"alias: "hundredGigE{cage}{sub:/}""#, with: #"alias: "Eth1/{cage}""#)
      .replacing("names: { port: \"Ethernet{first}\", alias: \"Eth{cage}{sub:/}\" }", with: "names: { port: \"Ethernet{first}\" }")
      .replacing("          1: { breakout: \"4x25G\" }\n", with: "")
    let platform = try json(try files(text)["platform.json"])
    let interfaces = try #require(platform["interfaces"] as? [String: [String: Any]])
    let modes = interfaces.mapValues { $0["breakout_modes"] as? [String: [String]] ?? [:] }
    #expect(modes["Ethernet0"]?["1x100G[50G,40G]"] == ["Eth1/1"])
    #expect(modes["Ethernet4"]?["1x100G[50G,40G]"] == ["Eth1/2"])
    let (first, second) = (modes["Ethernet0"]?.values.flatMap(\.self) ?? [], modes["Ethernet4"]?.values.flatMap(\.self) ?? [])
    #expect(Set(first).isDisjoint(with: second), "\(first) \(second)")
  }

  @Test func severalASICsHaveFoldersOfTheirOwn() throws {
    let text = Self.board.replacing("npu0: { chip: stand-in, replaces: bcm56870 }", with: "npu0: { chip: a }\n  npu1: { chip: a }")
      .replacing("\"npu0[{4*n-3}..{4*n}]\"", with: "{ 1: \"npu0[1..4]\", 2: \"npu1[1..4]\" }")
      .replacing("Ethernet{first}", with: "Ethernet{4*cage-4+first}")
    let files = try files(text)
    #expect(files["asic.conf"] == "NUM_ASIC=2\n")
    #expect(files["platform.json"] == nil)
    #expect(files["A-whole/0/port_config.ini"]?.contains("Ethernet0 ") == true)
    #expect(files["A-whole/0/port_config.ini"]?.contains("Ethernet4 ") == false)
    #expect(files["A-whole/1/port_config.ini"]?.contains("Ethernet4 ") == true)
  }

  @Test func namesCannotLeaveTheFolder() throws {
    let files = try files(Self.board.replacing("  A-mixed:", with: "  \"../../etc\":").replacing("  A-whole:", with: "  \"..\":"))
    #expect(files.keys.allSatisfy { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }, "\(files.keys)")
  }

  /// What is written of a board and is wrong, because what the board was imported from is.
  private static let ofTheSource: [String: String] = [
    "x86_64-cel_questone_2-r0 PRT09": """
    Questone_2A wires its cages otherwise than Questone_2 does, and the lanes are what the cages are known by: Ethernet40 to 43 are on the lanes \
    of cage 49, as aliases of the cages 41 to 44.
    """
  ]

  /// What is written refers to nothing that is not there, and says nothing twice: each board of ours, one folder after the other.
  /// (A chip that no vendor's library drives has no platform_asic.)
  @Test func whatIsWrittenIsRight() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let catalog = Catalog(folder: root.appendingPathComponent("Platforms").path)
    var seen: Set<String> = []
    for entry in catalog.boards {
      let board = try catalog.description(named: entry.path)
      let files = SONiCWriter(board, inventory: catalog.inventory).files
      let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "trysail-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      for file in files {
        let url = folder.appending(path: "x86_64-box-r0/\(file.path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: url)
      }
      let report = Report()
      SONiCDescription.check(FileTree(root: folder.path), into: report)
      let errors = report.diagnostics.filter { $0.severity == .error && $0.rule != "REF05" }
      for rule in Set(errors.map { "\(entry.name) \($0.rule)" }) where Self.ofTheSource[rule] != nil { seen.insert(rule) }
      #expect(errors.filter { Self.ofTheSource["\(entry.name) \($0.rule)"] == nil }.map(\.description) == [], "\(entry.name)")
    }
    #expect(seen == Set(Self.ofTheSource.keys))
  }

  /// Every board of ours: each port stands once in its table.
  @Test func everyBoardOfTheCatalog() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let catalog = Catalog(folder: root.appendingPathComponent("Platforms").path)
    for entry in catalog.boards {
      let board = try catalog.description(named: entry.path)
      let files = SONiCWriter(board, inventory: catalog.inventory).files
      #expect(files == SONiCWriter(board, inventory: catalog.inventory).files)
      for file in files where file.path.hasSuffix(".json") { _ = try json(file.text) }
      for profile in board.profiles where board.asics.count == 1 {
        let tables = files.filter { $0.path.hasSuffix("/port_config.ini") }
        // SONiC's name is the board's, or its alias where only that begins with Ethernet.
        let names = board.ports(of: profile).map { $0.name.hasPrefix("Ethernet") ? $0.name : $0.alias }
        #expect(
          tables.contains { table in
            let rows = table.text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
            return rows == names
          }, "\(entry.name), \(profile.name)")
      }
    }
  }
}
