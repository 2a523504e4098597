import Foundation
import SwitchPlatform
import Testing

@testable import PlatformFormats

@Suite struct SONiCModelTests {
  static func source(_ text: String) -> SourceFile { SourceFile(path: "f", bytes: Array(text.utf8)) }

  @Test func cellsHaveTheirPlaces() {
    let table = ColumnTable(SONiCModelTests.source("# a comment\n#name  lanes\talias\r\n\nEthernet0   1,2 Eth1\nx\nEthernet4 3\n"))
    #expect(table.hasHeader)
    #expect(table.columns.map(\.text) == ["name", "lanes", "alias"])
    #expect(table.columns.map(\.position.column) == [2, 8, 14])
    #expect(table.rows.map { $0.map(\.text) } == [["Ethernet0", "1,2", "Eth1"], ["Ethernet4", "3"]], "rows of one word are skipped")
    #expect(table.rows[0].map(\.position.column) == [1, 13, 17])
    #expect(table.rows[1][0].position.line == 6)
  }

  @Test func withoutHeaderTheColumnsAreTheUsualOnes() {
    let config = SONiCPortConfig(SONiCModelTests.source("Ethernet0 1,2 Eth1 7\n"))
    #expect(!config.table.hasHeader)
    #expect(config.rows.first?.index == 7)
    #expect(config.rows.first?.lanes == [1, 2])
    #expect(config.rows.first?.speed == nil)
  }

  @Test func internalPortsAreKnownByNameOrRole() {
    let text = "# name lanes role\nEthernet0 1 Ext\nEthernet-Rec0 2 x\nEthernet4 3 Int\n"
    #expect(SONiCPortConfig(SONiCModelTests.source(text)).rows.map(\.isInternal) == [false, true, true])
  }

  @Test func assignmentsAreReadAndNotExecuted() {
    let read = Assignments(SONiCModelTests.source("# c\nA=1\n  B = \"two words\"\nif [ x ]; then\nA=$(rm x)\n"))
    #expect(read.entries.map(\.key) == ["A", "B", "A"])
    #expect(read["B"]?.value == "two words")
    #expect(read["B"]?.keyPosition.column == 3)
    #expect(read["B"]?.valuePosition.column == 7)
    #expect(read["A"]?.value == "$(rm x)", "the last one counts")
    #expect(read.others.map(\.text) == ["if [ x ]; then"])
  }

  @Test(arguments: [("1,2", [1, 2]), ("1, 2", [1, 2])])
  func laneLists(text: String, lanes: [Int]) { #expect(SONiCLanes.list(text) == lanes) }

  @Test(arguments: ["", "1,", ",1", "a", "1,-2", "99999999999999999999"])
  func wrongLaneLists(text: String) { #expect(SONiCLanes.list(text) == nil) }

  static let platform = """
    {"interfaces": {"Ethernet8": {"index": "3,3,4,4", "lanes": "9,10,11,12", "breakout_modes": {
      "1x100G[40G]": ["E3"], "2x50G(2)+2x25G(2)": ["a", "b", "c", "d"], "4x25G[10G]": ["p", "q", "r", "s"], "2x100G": "xy"}}}}
    """

  static func ports(_ mode: String) throws -> [SONiCPort] {
    let node = try #require(JSONDocument.parse(platform, file: "p").node)
    let cage = try #require(SONiCPlatformFile(file: "p", root: node).interfaces.first)
    return SONiCPort.ports(of: cage, as: try #require(SONiCBreakoutMode(mode)))
  }

  @Test func cagesMakePortsAsSONiCDoes() throws {
    let whole = try SONiCModelTests.ports("1x100G[40G]")
    #expect(whole.map(\.name) == ["Ethernet8"])
    #expect(whole.map(\.subport) == [0])
    let parts = try SONiCModelTests.ports("2x50G(2)+2x25G(2)")
    #expect(parts.map(\.name) == ["Ethernet8", "Ethernet9", "Ethernet10", "Ethernet11"])
    #expect(parts.map(\.lanes) == [["9"], ["10"], ["11"], ["12"]])
    #expect(parts.map(\.alias) == ["a", "b", "c", "d"])
    #expect(parts.map(\.index) == ["3", "3", "4", "4"])
    #expect(parts.map(\.speed) == [50_000, 50_000, 25_000, 25_000])
    #expect(parts.map(\.subport) == [1, 2, 3, 4])
    #expect(parts.map(\.fec) == ["rs", "rs", nil, nil])
  }

  /// The mode that is equal gives the aliases, the SKU's text the speed.
  @Test func anEqualModeGivesItsAliases() throws {
    let ports = try SONiCModelTests.ports("4x10G[25G]")
    #expect(ports.map(\.alias) == ["p", "q", "r", "s"])
    #expect(ports.map(\.speed) == [10_000, 10_000, 10_000, 10_000])
    #expect(try SONiCModelTests.ports("2x100G").map(\.alias) == ["x", "y"], "a string gives its letters")
    #expect(try SONiCModelTests.ports("4x40G").isEmpty)
  }

  @Test func platformsAreFoundFromAnyHeight() throws {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "trysail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for name in [
      "device/acme/x86_64-acme_a-r0/default_sku", "device/acme/x86_64-acme_a-r0/Box/0/port_config.ini",
      "device/acme/x86_64-acme_a-r0/plugins/x.py", "device/acme/x86_64-acme_common/x86_64-acme_chip/a.config.bcm",
      "device/other/x86_64-other_b-r0/platform_asic"
    ] {
      let url = root.appending(path: name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("Box t1".utf8).write(to: url)
    }
    let first = root.appending(path: "device/acme/x86_64-acme_a-r0")
    try FileManager.default.createSymbolicLink(at: root.appending(path: "device/acme/x86_64-acme_c-r0"), withDestinationURL: first)
    try FileManager.default.createSymbolicLink(at: first.appending(path: "Link"), withDestinationURL: first.appending(path: "Box"))
    try FileManager.default.createSymbolicLink(at: first.appending(path: "loop"), withDestinationURL: root)
    let acme = ["x86_64-acme_a-r0"]
    #expect(SONiCPlatform.folders(in: FileTree(root: root.path)) == ["device/acme/x86_64-acme_a-r0", "device/other/x86_64-other_b-r0"])
    #expect(SONiCPlatform.folders(in: FileTree(root: root.path + "/device/acme/")) == acme)
    #expect(SONiCPlatform.folders(in: FileTree(root: first.path)) == [""])
    let platform = SONiCPlatform(FileTree(root: first.path), folder: "")
    #expect(platform.vendor == "acme")
    #expect(platform.name == acme[0])
    #expect(platform.skus.map(\.name) == ["Box", "Link"])
    #expect(platform.skus[0].asics.map(\.number) == [0])
    #expect(platform.preset?.text == "t1")
  }
}
