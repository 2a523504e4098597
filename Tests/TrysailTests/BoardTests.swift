import Foundation
import Testing

@Suite struct BoardTests {
  @Test func boardsAreListed() throws {
    let result = try Tool.run("boards")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains { $0.starts(with: ["as7726-32x", "accton", "AS7726-32X", "ts-32x100g", "32", "32", "×", "100G"]) })
    #expect(lines.contains { $0.starts(with: ["gs1900-8", "zyxel", "GS1900-8", "rtl8380", "8", "8", "×", "1G"]) })
  }

  @Test func portsOfABoardAreListed() throws {
    let result = try Tool.run("boards", "1920-8g")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.first == ["label", "kind", "name", "alias", "lanes", "speed"])
    #expect(lines.dropFirst().first == ["1", "rj45", "lan1", "Ethernet0", "npu0[9]", "1G"])
    #expect(lines.last == ["10", "sfp", "lan10", "Ethernet9", "npu0[27]", "1G"])
    let unknown = try Tool.run("boards", "1920-8g", "--profile", "none")
    #expect(unknown.status == 1 && unknown.errors.contains("no profile is named 'none'; the profiles are default"))
    #expect(try Tool.run("boards", "--profile", "default").status == 64)
  }

  @Test func boardsAreListedAsJSON() throws {
    let result = try Tool.run("boards", "--json")
    let boards = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let small = try #require(boards.first { $0["name"] as? String == "gs1900-8" })
    #expect(small["ports"] as? Int == 8)
    #expect(small["chip"] as? String == "rtl8380")
  }

  @Test func goodFilesAreOK() throws {
    let files = ["Platforms/boards/zyxel/gs1900-8.yaml", "Platforms/boards/accton/as7726-32x.yaml", "Platforms/asics/rtl8380.yaml"]
    let result = try Tool.run(["board", "check"] + files)
    #expect(result.status == 0)
    #expect(result.output == files.map { "\($0): ok\n" }.joined())
    #expect(result.errors.isEmpty)
  }

  /// A wrong key, a lane used twice, a wrong type and a reference to nothing: each is told once, with its place.
  @Test func everyFaultIsToldWithItsPlace() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "box.yaml")
      try BoardTests.faulty.write(to: file, atomically: true, encoding: .utf8)
      let result = try Tool.run("board", "check", file.path)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      let told = result.errorLines.filter { $0.hasPrefix("\(file.path):") }.map { $0.dropFirst(file.path.count) }
      #expect(told.count == 4)
      #expect(told.contains { $0.hasPrefix(":19:5: error ") && $0.contains("'labl'") && $0.contains("label") })
      #expect(told.contains { $0.hasPrefix(":26:12: error ") && $0.contains("lane 4") })
      #expect(told.contains { $0.hasPrefix(":32:42: error ") && $0.contains("'fifty'") })
      #expect(told.contains { $0.hasPrefix(":33:29: error ") && $0.contains("'smbsu'") && $0.contains("did you mean 'smbus'?") })
      #expect(result.errorLines.contains("        labl: \"1\""), "the line itself is shown")
      #expect(result.errorLines.last == "trysail: \(file.path): 4 errors, 0 warnings")
    }
  }

  @Test func filesThatCannotBeReadAreErrors() throws {
    let result = try Tool.run("board", "check", "Platforms/boards/zyxel/nothing.yaml", "Platforms/asics/rtl8380.yaml")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("trysail: Platforms/boards/zyxel/nothing.yaml: "))
    #expect(result.output == "Platforms/asics/rtl8380.yaml: ok\n", "the others are checked all the same")
  }

  @Test func aNewBoardIsCheckedButForWhatIsToDo() throws {
    try Tool.withFolder { (folder: URL) throws in
      let file = folder.appending(path: "new.yaml").path
      let made = try Tool.run("board", "new", "--like", "gs1900-8", "-o", file, "--id", "me_box", "--vendor", "me")
      #expect(made.status == 0, "\(made.errors)")
      let check = try Tool.run("board", "check", file)
      #expect(check.status == 0)
      #expect(check.errorLines.filter { $0.contains(" warning TODO01 ") }.count == 4)
      #expect(!check.errors.contains(" error "))
      let again = try Tool.run("board", "new", "--like", "gs1900-8", "-o", file)
      #expect(again.status == 1 && again.errors.contains("is there already"))
      let taken = try Tool.run("board", "new", "--like", "gs1900-8", "-o", file + ".yaml", "--id", "zyxel_gs1900-8")
      #expect(taken.status == 1 && taken.errors.contains("the id 'zyxel_gs1900-8' is that of zyxel/gs1900-8"))
      let family = try Tool.run("board", "new", "--like", "family/rtl838x-8", "-o", folder.appending(path: "on.yaml").path)
      #expect(family.status == 0, "\(family.errors)")
      #expect(try String(contentsOfFile: folder.appending(path: "on.yaml").path, encoding: .utf8).contains("extends: family/rtl838x-8\n"))
      let nearest = try Tool.run("board", "new", "--like", "family/rtl838x-9", "-o", file + ".yaml")
      #expect(nearest.status == 1 && nearest.errors.contains("did you mean 'family/rtl838x-8'?"))
      let unknown = try Tool.run("board", "new", "--like", "gs1900-9", "-o", file + ".yaml")
      #expect(unknown.status == 1 && unknown.errors.contains("did you mean 'gs1900-8'?"))
    }
  }

  @Test func aBoardIsConverted() throws {
    try Tool.withFolder { (folder: URL) throws in
      let output = folder.appending(path: "out").path
      let result = try Tool.run("board", "convert", "--to", "sonic", "as7726-32x", "-o", output)
      #expect(result.status == 0, "\(result.errors)")
      let table = try String(contentsOfFile: output + "/Accton-AS7726-32X/port_config.ini", encoding: .utf8)
      #expect(table.split(separator: "\n").count == 33)
      #expect(try String(contentsOfFile: output + "/platform_asic", encoding: .utf8) == "broadcom\n")
      #expect(try Tool.run("board", "convert", "--to", "sonic", "as7726-32x", "-o", output).status == 1)
      #expect(try Tool.run("board", "convert", "--to", "sonic", "as7726-32x", "-o", output, "--force").status == 0)
      #expect(try Tool.run("board", "convert", "--to", "vax", "as7726-32x", "-o", output).status == 64)
    }
  }

  @Test func theSchemaIsJSONAndThePagesAreFresh() throws {
    let schema = try Tool.run("board", "schema")
    #expect(schema.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any]
    #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    let pages = try Tool.run("board", "pages", "--check")
    #expect(pages.status == 0, "\(pages.errors)")
    try Tool.withFolder { (folder: URL) throws in
      let missing = try Tool.run("board", "pages", "--check", "-o", folder.path)
      #expect(missing.status == 1 && missing.errors.contains("HARDWARE.md: stale"))
      #expect(try Tool.run("board", "pages", "-o", folder.path).status == 0)
      #expect(try Tool.run("board", "pages", "--check", "-o", folder.path).status == 0)
    }
  }

  @Test func aProfileThatIsNotThere() throws {
    let result = try Tool.run(["show", "ports", "--board", "as7726-32x", "--profile", "Accton"])
    #expect(result.status != 0)
  }

  @Test func unknownCommandsAreWrongUse() throws {
    #expect(try Tool.run("bords").status == 64)
    #expect(try Tool.run("board", "check").status == 64)
    #expect(try Tool.run("--help").status == 0)
  }

  private static let faulty = """
    schema: switch-platform/1

    platform:
      id: example-box
      vendor: example
      product: Box
      form: fixed
      arch: x86_64
      match: { onie: example-box }
      source: "a test"

    asics:
      npu0: { chip: ts-32x100g }

    cages:
      "1":
        kind: qsfp28
        label: "1"
        labl: "1"
        lanes: "npu0[1..4]"
        breakouts: [ "1x100G" ]
        eeprom: { dev: sfp1 }
      "2":
        kind: qsfp28
        label: "2"
        lanes: "npu0[4..7]"
        breakouts: [ "1x100G" ]
        eeprom: { dev: sfp2 }

    devices:
      smbus: { kind: i2c-adapter, on: pci, match: { name: "SMBus" } }
      sfp1: { kind: optoe1, on: smbus, addr: fifty }
      sfp2: { kind: optoe1, on: smbsu, addr: 0x51 }

    profiles:
      default:
        default: true
        names: { port: "Ethernet{first}", alias: "E{cage}" }
        ports:
          "1..2": { breakout: 1x100G }

    """
}
