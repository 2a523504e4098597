import Foundation
import Testing

/// `board check` on other projects' folders and files.
@Suite struct BoardCheckTests {
  /// A SONiC platform of one SKU, whose second port has the alias of the first.
  static func platform(_ alias: String, in folder: URL) throws -> String {
    let box = folder.appending(path: "x86_64-acme_box-r0")
    try FileManager.default.createDirectory(at: box.appending(path: "Box"), withIntermediateDirectories: true)
    let files = [
      "default_sku": "Box t1\n", "platform_asic": "mellanox\n",
      "Box/port_config.ini": "# name lanes alias index speed\nEthernet0 1 Eth1 1 10000\nEthernet1 2 \(alias) 2 10000\n"
    ]
    for (name, text) in files { try text.write(to: box.appending(path: name), atomically: true, encoding: .utf8) }
    return box.path
  }

  @Test func aFolderIsRecognisedByItsContent() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth1", in: folder)
      for path in [box, folder.path] {
        let result = try Tool.run("board", "check", path)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(
          result.errorLines.first == "\(box)/Box/port_config.ini:3:13: error PRT05 alias Eth1 of Ethernet1 is already that of Ethernet0")
        #expect(result.errorLines.contains("    \(box)/Box/port_config.ini:2:13: first used here"))
        #expect(result.errorLines.contains("                ^"))
        #expect(result.errorLines.last == "trysail: \(path) (SONiC): 1 error, 0 warnings")
      }
      let file = try Tool.run("board", "check", "\(box)/Box/port_config.ini")
      #expect(file.status == 1)
      #expect(file.errorLines.first?.hasPrefix("\(box)/Box/port_config.ini:3:13: error PRT05 ") ?? false)
      let other = try Tool.run("board", "check", "\(box)/default_sku")
      #expect(other.status == 0, "only what concerns the file")
    }
  }

  @Test func goodFoldersAreOK() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth2", in: folder)
      let result = try Tool.run("board", "check", box)
      #expect(result.status == 0)
      #expect(result.output == "\(box) (SONiC): ok\n")
    }
  }

  /// Nothing is called ok that nothing has read.
  @Test func whatIsNotCheckedIsSaid() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth2", in: folder)
      let other = folder.appending(path: "notes.yaml").path
      try "a: 1\n".write(toFile: other, atomically: true, encoding: .utf8)
      let alone = try Tool.run("board", "check", other)
      #expect(alone.status == 1)
      #expect(alone.output.isEmpty)
      #expect(alone.errors.contains("\(other):1:1: error "), "\(alone.errors)")
      let whole = try Tool.run("board", "check", "--notes", folder.path)
      #expect(whole.status == 0)
      #expect(whole.output == "\(folder.path) (SONiC): ok\n\(folder.path): 1 file of no project, not checked\n")
      #expect(whole.errorLines.first == "\(other):1:1: note SYN08 the file is of no project, and is not checked")
      // Of what stands among a platform's files the syntax is read.
      try "a: 1\n".write(toFile: "\(box)/notes.yaml", atomically: true, encoding: .utf8)
      let inner = try Tool.run("board", "check", "\(box)/notes.yaml")
      #expect(inner.errorLines.first == "\(box)/notes.yaml:1:1: warning SYN09 no rule knows such a file: only its syntax is checked")
    }
  }

  /// Files of ours beside another project's are checked as well.
  @Test func ourFilesBesideAPlatformAreChecked() throws {
    try Tool.withFolder { (folder: URL) throws in
      _ = try BoardCheckTests.platform("Eth2", in: folder)
      let own = folder.appending(path: "own.yaml").path
      try "schema: switch-platform/1\nplatform: 7\n".write(toFile: own, atomically: true, encoding: .utf8)
      let result = try Tool.run("board", "check", folder.path)
      #expect(result.status == 1)
      #expect(result.output == "\(folder.path) (SONiC): ok\n")
      #expect(result.errors.contains("\(own):2:11: error "), "\(result.errors)")
    }
  }

  @Test func aTableInThePlatformsFolderIsRead() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth2", in: folder)
      let table = "\(box)/port_config.ini"
      try "# name lanes alias\nEthernet0 1 Eth1\nEthernet1 2 Eth1\n".write(toFile: table, atomically: true, encoding: .utf8)
      for path in [table, box] {
        let result = try Tool.run("board", "check", path)
        #expect(result.status == 1)
        #expect(result.errorLines.first == "\(table):3:13: error PRT05 alias Eth1 of Ethernet1 is already that of Ethernet0")
      }
    }
  }

  @Test func warningsAreErrorsIfStrict() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth2", in: folder)
      try "Box\n".write(toFile: "\(box)/default_sku", atomically: true, encoding: .utf8)
      #expect(try Tool.run("board", "check", box).status == 0)
      #expect(try Tool.run("board", "check", "--strict", box).status == 1)
    }
  }

  @Test func waivedFindingsAreCounted() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth1", in: folder)
      let list = folder.appending(path: "waivers.yaml")
      try "- { rule: PRT05, where: Box/port_config.ini:Ethernet1, why: a test }\n".write(to: list, atomically: true, encoding: .utf8)
      let result = try Tool.run("board", "check", "--waivers", list.path, box)
      #expect(result.status == 0)
      #expect(result.output == "\(box): ok (0 errors, 0 warnings, 1 waived)\n")
      try "- { rule: PRT05, where: Bax, why: a test }\n".write(to: list, atomically: true, encoding: .utf8)
      let unused = try Tool.run("board", "check", "--waivers", list.path, box)
      #expect(unused.status == 1)
      #expect(unused.errorLines.contains { $0.hasPrefix("\(list.path):1:3: warning WVR01 ") })
    }
  }

  @Test func programsGetJSON() throws {
    try Tool.withFolder { (folder: URL) throws in
      let box = try BoardCheckTests.platform("Eth1", in: folder)
      let result = try Tool.run("board", "check", "--json", box)
      #expect(result.status == 1)
      let findings = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
      #expect(findings.map { $0["rule"] as? String } == ["PRT05"])
      #expect(findings[0]["severity"] as? String == "E")
      let sarif = try Tool.run("board", "check", "--sarif", box)
      let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any])
      #expect(log["version"] as? String == "2.1.0")
      #expect(try Tool.run("board", "check", "--github", box).output.hasPrefix("::error file="))
      #expect(try Tool.run("board", "check", "--github", "--json", box).status == 64)
    }
  }

  @Test func rulesAreExplained() throws {
    let result = try Tool.run("board", "check", "--explain", "LAN02")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("LAN02  "))
    let wrong = try Tool.run("board", "check", "--explain", "LAN2")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("did you mean 'LAN0"))
  }

  @Test func foldersOfNothingAreErrors() throws {
    try Tool.withFolder { (folder: URL) throws in
      let result = try Tool.run("board", "check", folder.path)
      #expect(result.status == 1)
      #expect(result.errors.contains("no board or chip files"))
    }
  }
}
