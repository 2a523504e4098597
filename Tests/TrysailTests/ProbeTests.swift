import DeviceAccess
import Foundation
import HostFixtures
import Testing

@Suite struct ProbeTests {
  private static func write(_ text: String, _ path: String, below root: URL) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A GS1900-8 whose I2C adapter and USB bridge are extras.
  private static func smallSwitch(_ root: URL) throws {
    try write("zyxel,gs1900-8\0realtek,rtl838x-soc\0", "firmware/devicetree/base/compatible", below: root)
    try write("SMBus I801 adapter at f000\n", "bus/i2c/devices/i2c-0/name", below: root)
    try write("", "bus/usb/devices/1-2/x", below: root)
    try Data(USBTestbed.cp2112).write(to: root.appending(path: "bus/usb/devices/1-2/descriptors"))
    let sysfs = FakeSysfs(root)
    for space in ConfigurationSpace.q35 { try sysfs.add(space) }
  }

  /// A folder of boards with one more: a switch with a Trident3 and an FPGA.
  private static func catalog(_ folder: URL, adding text: String = box) throws -> URL {
    let platforms = folder.appending(path: "Platforms")
    try FileManager.default.copyItem(at: Tool.root.appending(path: "Platforms"), to: platforms)
    try write(text, "boards/example/box.yaml", below: platforms)
    return platforms
  }

  private static func run(_ platforms: URL, _ arguments: [String]) throws -> Tool.Result {
    guard let program = Tool.program else { throw Tool.Missing() }
    return try Tool.execute(URL(filePath: "/usr/bin/env"), ["TRYSAIL_PLATFORMS=\(platforms.path)", program.path] + arguments)
  }

  private static func boards(_ result: Tool.Result) throws -> [[String: Any]] {
    try #require(try Tool.json(result.output)["boards"] as? [[String: Any]])
  }

  @Test func aDeviceTreeNamesItsBoard() throws {
    try Tool.withFolder { root in
      try ProbeTests.smallSwitch(root)
      let result = try Tool.run("board", "probe", "--sysfs", root.path, "--json")
      #expect(result.status == 0, "\(result.errors)")
      let first = try #require(try ProbeTests.boards(result).first)
      #expect(first["name"] as? String == "gs1900-8")
      #expect(first["isCertain"] as? Bool == true)
      let found = try Tool.json(result.output)
      let functions = try #require(found["pci"] as? [[String: Any]])
      #expect(functions.contains { $0["id"] as? String == "1b36:0006" })
      #expect(functions.last?["bridge"] as? String == "0000:00:02.0")
      #expect((found["usb"] as? [[String: Any]])?.first?["id"] as? String == "10c4:ea90")
      #expect(found["i2c"] as? [String: String] == ["0": "SMBus I801 adapter at f000"])
      let text = try Tool.run("board", "probe", "--sysfs", root.path)
      #expect(text.output.contains("zyxel/gs1900-8  GS1900-8  chip rtl8380  certain\n    agrees  compatible zyxel,gs1900-8\n"))
    }
  }

  @Test func evidenceIsReadBack() throws {
    try Tool.withFolder { folder in
      let (root, evidence) = (folder.appending(path: "sys"), folder.appending(path: "evidence").path)
      try ProbeTests.smallSwitch(root)
      let written = try Tool.run("board", "evidence", "--sysfs", root.path, "-o", evidence)
      #expect(written.status == 0, "\(written.errors)")
      #expect(written.output == "\(evidence)/lspci.txt: 7 functions\n\(evidence)/evidence.json: 1 USB device\n")
      let again = try Tool.run("board", "evidence", "--sysfs", root.path, "-o", evidence)
      #expect(again.status == 1)
      #expect(again.errors == "trysail: \(evidence)/lspci.txt: is there already\n")
      let (live, read) = (
        try Tool.run("board", "probe", "--sysfs", root.path, "--json"), try Tool.run("board", "probe", "--evidence", evidence, "--json")
      )
      let (before, after) = (try Tool.json(live.output), try Tool.json(read.output))
      for key in ["usb", "i2c", "compatible", "boards"] {
        #expect(before[key] as? NSObject == after[key] as? NSObject, "\(key)")
      }
      let ids = [before, after].map { ($0["pci"] as? [[String: Any]] ?? []).map { $0["id"] as? String } }
      #expect(ids[0] == ids[1] && ids[0].count == 7)
      let parts = try Tool.run("board", "probe", "--lspci", evidence + "/lspci.txt", "--usb", evidence + "/evidence.json", "--json")
      #expect(try Tool.json(parts.output)["usb"] as? NSObject == before["usb"] as? NSObject)
      #expect(try Tool.json(parts.output)["compatible"] == nil, "only what was named is read")
    }
  }

  @Test func boardsAreKnownByPCI() throws {
    try Tool.withFolder { folder in
      let platforms = try ProbeTests.catalog(folder)
      let dump = folder.appending(path: "lspci.txt")
      try ConfigurationSpace.switchBox.map(\.dump).joined(separator: "\n").write(to: dump, atomically: true, encoding: .utf8)
      let result = try ProbeTests.run(platforms, ["board", "probe", "--lspci", dump.path, "--json"])
      let first = try #require(try ProbeTests.boards(result).first)
      #expect(first["name"] as? String == "box")
      #expect(first["isCertain"] as? Bool == false, "a chip is no name")
      let agrees = try #require(first["agrees"] as? [[String: Any]])
      #expect(agrees.map { $0["kind"] as? String } == ["asic", "pci"])
      #expect(agrees.last?["found"] as? String == "is at 0000:05:00.0")
      let disagrees = try #require(first["disagrees"] as? [[String: Any]])
      #expect(disagrees.map { $0["expected"] as? String } == ["8086:1234 at 02:00.0 (NIC)"])
      #expect(disagrees.first?["found"] as? String == "8086:1533 is there")
      #expect((first["unknown"] as? [[String: Any]])?.first?["kind"] as? String == "onie")
    }
  }

  /// Marvell's packet processors are known by their ids, which a board need not repeat; nothing else of the vendor is taken for one.
  @Test func aPresteraIsKnownByItsChip() throws {
    try Tool.withFolder { folder in
      let platforms = try ProbeTests.catalog(folder, adding: ProbeTests.prestera)
      let (dump, draft) = (folder.appending(path: "lspci.txt"), folder.appending(path: "draft.yaml"))
      try ConfigurationSpace.prestera.map(\.dump).joined(separator: "\n").write(to: dump, atomically: true, encoding: .utf8)
      let result = try ProbeTests.run(platforms, ["board", "probe", "--lspci", dump.path, "--json", "--draft", draft.path])
      #expect(result.status == 0, "\(result.errors)")
      let boards = try ProbeTests.boards(result)
      #expect(boards.map { $0["name"] as? String } == ["box"])
      let agrees = try #require(boards.first?["agrees"] as? [[String: Any]])
      #expect(agrees.map { $0["kind"] as? String } == ["asic"])
      #expect(agrees.first?["expected"] as? String == "11ab:c804 or 11ab:c80c (npu0)")
      let text = try String(contentsOf: draft, encoding: .utf8)
      #expect(text.contains("npu0: { chip: \"98dx32\", pci: { bdf: \"01:00.0\", id: \"11ab:c804\" } }"), "\(text)")
    }
  }

  /// A board file that cannot be read ends no search.
  @Test func faultyBoardFilesArePassedOver() throws {
    try Tool.withFolder { folder in
      let (root, platforms) = (folder.appending(path: "sys"), try ProbeTests.catalog(folder, adding: "platform: [\n"))
      try ProbeTests.smallSwitch(root)
      let result = try ProbeTests.run(platforms, ["board", "probe", "--sysfs", root.path, "--json"])
      #expect(result.status == 0)
      #expect(result.errors.contains("boards/example/box.yaml:2:1: error SYN05"), "\(result.errors)")
      #expect(try ProbeTests.boards(result).first?["name"] as? String == "gs1900-8")
    }
  }

  /// A draft is a board file by which the same host is known for certain.
  @Test func draftsKnowTheirHost() throws {
    try Tool.withFolder { folder in
      let root = folder.appending(path: "sys")
      try ProbeTests.smallSwitch(root)
      try ProbeTests.write("Nobody: \"x\" # {\n", "class/dmi/id/product_name", below: root)
      let draft = folder.appending(path: "draft.yaml")
      let result = try Tool.run("board", "probe", "--sysfs", root.path, "--draft", draft.path)
      #expect(result.status == 0)
      #expect(result.errors == "trysail: \(draft.path): written\n")
      #expect(try Tool.run("board", "probe", "--sysfs", root.path, "--draft", draft.path).status == 1, "it is not written over")
      let text = try String(contentsOf: draft, encoding: .utf8)
      #expect(text.contains("pci: { bdf: \"00:01.0\", id: \"1b36:0006\" }"), "the rocker is the ASIC")
      let platforms = try ProbeTests.catalog(folder, adding: text)
      let probed = try ProbeTests.run(platforms, ["board", "probe", "--sysfs", root.path, "--json"])
      let first = try #require(try ProbeTests.boards(probed).first)
      #expect(first["vendor"] as? String == "example")
      #expect(first["score"] as? Int == 100)
      #expect((first["unknown"] as? [Any])?.isEmpty == true)
    }
  }

  @Test(arguments: [
    ("01:00.0 x\n00: 11\n", ":1:1: error LSP04 0000:01:00.0 has 1 bytes"), ("\n\n00: 11\n", ":3:1: error LSP01 bytes before"),
    ("", ":1:1: error LSP01 no PCI function"), ("01:00.0\n10: 00\n", ":2:1: error LSP03 offset 10; expected 00"),
    (String(repeating: "01:00.0\n00: zz\n", count: 3000), ":2:5: error LSP05 'zz'")
  ])
  func malformedDumpsAreErrorsWithTheirLine(_ text: String, _ words: String) throws {
    try Tool.withFolder { folder in
      let dump = folder.appending(path: "d.txt")
      try text.write(to: dump, atomically: true, encoding: .utf8)
      let result = try Tool.run("board", "probe", "--lspci", dump.path)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.errors.contains("\(dump.path)\(words)"), "\(result.errors.prefix(500))")
    }
  }

  @Test func whatCannotBeReadIsAnError() throws {
    try Tool.withFolder { folder in
      let json = folder.appending(path: "e.json")
      try #"{ "schema": "switch-evidence/1", "usb": [ { "port": "1-1", "descriptors": "12" } ] }"#
        .write(to: json, atomically: true, encoding: .utf8)
      for (arguments, words) in [
        (["--lspci", "/no/file"], "/no/file: no such file"), (["--lspci", "/dev/zero"], "/dev/zero: is not a regular file"),
        (["--lspci", folder.path], "is a folder"), (["--sysfs", "/no/folder"], "--sysfs: /no/folder: no such folder"),
        (["--usb", json.path], "e.json:1:75: error EVI03"), (["--evidence", folder.path], "evidence.json: no such file")
      ] {
        let result = try Tool.run(["board", "probe"] + arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
      }
      #expect(try Tool.run("board", "probe", "--evidence", "x", "--lspci", "y").status == 64)
      #expect(try Tool.run("board", "probe", "--draft", "x.txt").status == 64)
      #expect(try Tool.run("board", "probe", "--limit", "0").status == 64)
    }
  }

  /// A tree that libpci ends its process on: what else there is is told all the same.
  @Test func treesThatLibpciCannotReadAreTold() throws {
    try Tool.withFolder { root in
      try ProbeTests.smallSwitch(root)
      try FileManager.default.removeItem(at: FakeSysfs(root).folder("0000:00:01.0").appending(path: "vendor"))
      let result = try Tool.run("board", "probe", "--sysfs", root.path, "--json")
      #expect(result.status == 0)
      #expect(result.errors.hasPrefix("trysail: PCI: \(root.path)/bus/pci: libpci cannot read it: pcilib: Cannot open"))
      #expect(try ProbeTests.boards(result).first?["name"] as? String == "gs1900-8")
    }
  }

  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func devicesOfThisHostAreFound() throws {
    guard let program = Tool.program else { throw Tool.Missing() }
    try Tool.withFolder { folder in
      let device = folder.appending(path: "cp2112.umockdev")
      try USBTestbed.description().write(to: device, atomically: true, encoding: .utf8)
      let result = try Tool.execute(
        URL(filePath: USBTestbed.program), ["-d", device.path, "--", program.path, "board", "probe", "--json"])
      let devices = try #require(try Tool.json(result.output)["usb"] as? [[String: Any]])
      #expect(devices.map { $0["port"] as? String } == ["usb1", "1-2"])
      #expect(devices.last?["product"] as? String == "CP2112 HID USB-to-SMBus Bridge")
    }
  }

  private static let prestera = """
    schema: switch-platform/1
    platform: { id: example-box, vendor: example, product: Box }
    asics: { npu0: { chip: 98dx32 } }

    """

  private static let box = """
    schema: switch-platform/1
    platform: { id: example-box, vendor: example, product: Box, match: { onie: example-box } }
    asics: { npu0: { chip: ts-32x100g, pci: { bdf: "01:00.0", id: "14e4:b870" } } }
    pci:
      - { bdf: "04:00.0", id: "10ee:7021", name: FPGA }
      - { bdf: "02:00.0", id: "8086:1234", name: NIC }

    """
}
