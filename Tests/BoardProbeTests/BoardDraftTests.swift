import BoardProbe
import DeviceAccess
import SwitchPlatform
import Testing

@Suite struct BoardDraftTests {
  /// The draft of a host is a YAML file by which the host is known again.
  @Test func draftsKnowTheirHostAgain() throws {
    var facts = try Host.trident()
    facts.onie = "x86_64-box-r0"
    let node = try #require(YAMLDocument.parse(BoardDraft.text(facts, closest: nil), file: "d").node)
    let board = BoardSignature(node, name: "d", vendor: "v")
    #expect(board.pci.first?.ids == ["14e4:b870"])
    #expect(board.pci.first?.isASIC == true)
    let match = BoardMatcher.match(board, with: facts)
    #expect(match.isCertain)
    #expect(match.unknown.isEmpty)
    #expect(match.agreeing.contains { $0.kind == .usb && $0.expected.contains("10c4:ea90") })
    #expect(match.agreeing.contains { $0.kind == .i2c })
  }

  /// A function that a chip is known by is the ASIC, whatever it says it is.
  @Test func chipsAreKnownByTheirIDs() throws {
    var facts = try Host.trident()
    facts.pci?.append(try Host.function("03:00.0", "11ab:c804", classCode: 0x058000))
    let text = BoardDraft.text(facts, closest: nil) { $0 == "11ab:c804" ? "98dx32" : nil }
    #expect(text.contains("npu0: { chip: \"98dx32\", pci: { bdf: \"03:00.0\", id: \"11ab:c804\" } }"), "\(text)")
  }

  /// Names are whatever somebody put into a BIOS.
  @Test(arguments: [
    "\"\n}: {", "a # b", "- x", "\u{0}\u{1b}[31m", "\\", "é\u{2028}\u{85}", "{{{{", "TODO", "\u{fffe}", "'", "key: value\npci: []"
  ])
  func namesStayNames(_ name: String) throws {
    var facts = try Host.trident()
    facts.dmi = ["product_name": name, "sys_vendor": name]
    facts.i2c = [I2CAdapter(number: 1, name: name)]
    facts.usb?[1].product = name
    facts.pci?[1].driver = name
    let (node, diagnostics) = YAMLDocument.parse(BoardDraft.text(facts, closest: nil), file: "d")
    #expect(diagnostics.isEmpty)
    let board = BoardSignature(try #require(node), name: "d", vendor: "v")
    #expect(board.dmi["product_name"] == name)
    #expect(board.product == name)
    #expect(board.pci.count == 3)
    #expect(board.adapters == [name])
  }

  @Test func anEmptyHostIsAllToDo() throws {
    let text = BoardDraft.text(MachineFacts(), closest: nil)
    let node = try #require(YAMLDocument.parse(text, file: "d").node)
    #expect(node["platform"]?["id"]?.text?.hasPrefix("TODO") == true)
    #expect(node["asics"]?["npu0"]?["chip"]?.text?.hasPrefix("TODO") == true)
  }
}
