import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// What is called checked has been read; what nothing has read is told.
@Suite struct RecognitionTests {
  /// Findings of one file of the good platform with some more files; `nil`: it is of no project.
  private func check(_ file: String, _ more: [String: String]) throws -> (project: String?, found: [Diagnostic]) {
    try PlatformFolder(files: PlatformFolder.good.merging(more) { $1 }).run { root in
      let report = Report()
      let kind = Recognition.check(file: "\(root)/x86_64-acme_box-r0/\(file)", into: report)
      return (kind?.name, report.sorted)
    }
  }

  @Test func aFileThatNothingReadsIsOfNoProject() throws {
    for file in ["plugins/notes.txt", "../notes.yaml", "Box/README.md"] {
      #expect(try check(file, [file: "a: 1\n"]).project == nil, "\(file)")
    }
  }

  @Test func aFileThatIsReadIsOfItsProject() throws {
    for file in ["default_sku", "platform.json", "Box/port_config.ini", "Box/sai.profile", "Box/box.config.bcm"] {
      let (project, found) = try check(file, [:])
      #expect(project == "SONiC", "\(file)")
      #expect(found == [], "\(file)")
    }
    let (project, found) = try check("port_config.ini", ["port_config.ini": "# name lanes alias\nEthernet0 1 Eth1\nEthernet0 2 Eth2\n"])
    #expect(project == "SONiC")
    #expect(found.contains { $0.rule == "PRT04" && $0.position.line == 3 })
  }

  /// A file of which no more than the syntax is known is not simply ok.
  @Test(arguments: ["notes.yaml", "platform_reboot.json", "Box/pci.yml"]) func syntaxAloneIsNotACheck(file: String) throws {
    let (project, found) = try check(file, [file: #"{"a": 1}"#])
    #expect(project == "SONiC")
    #expect(found.map(\.rule) == ["SYN09"])
    #expect(found.first?.severity == .warning)
    // Among all the files of a platform it is no more than a remark.
    try PlatformFolder(files: PlatformFolder.good.merging([file: #"{"a": 1}"#]) { $1 }).run { root in
      let report = Report()
      SONiCDescription.check(FileTree(root: root), into: report)
      #expect(report.sorted == [])
      let notes = Recognition.notes(syntaxOnly: report)
      #expect(notes.map(\.file) == ["\(root)/x86_64-acme_box-r0/\(file)"])
      #expect(notes.allSatisfy { $0.rule == "SYN09" && $0.severity == .note })
    }
  }

  @Test func descriptionsThatNothingReadsAreListed() throws {
    let more = ["../notes.yaml": "a: 1\n", "plugins/table.ini": "x\n", "plugins/readme.txt": "x\n", "port_config.ini": "# name lanes\n"]
    try PlatformFolder(files: PlatformFolder.good.merging(more) { $1 }).run { root in
      let tree = FileTree(root: root)
      SONiCDescription.check(tree, into: Report())
      let unread = Recognition.unread(tree)
      #expect(unread == ["notes.yaml", "x86_64-acme_box-r0/plugins/table.ini"])
      let notes = Recognition.notes(unread: unread, of: tree)
      #expect(notes.map(\.rule) == ["SYN08", "SYN08"])
      #expect(notes.map(\.file) == unread.map { "\(root)/\($0)" })
    }
  }
}
