import BoardProbe
import DeviceAccess
import SwitchPlatform
import Testing

@Suite struct EvidenceTests {
  @Test func whatIsWrittenIsReadBack() throws {
    var facts = try Host.trident()
    facts.onie = "x86_64-accton_as7726_32x-r0"
    facts.usb?[1].product = "CP2112 \"bridge\"\n\u{1f600}"
    facts.pci = nil
    let (read, diagnostics) = Evidence.read(bytes: Array(Evidence.text(facts).utf8), file: "e")
    #expect(diagnostics.isEmpty)
    #expect(read == facts)
    #expect(Evidence.read(bytes: Array(Evidence.text(MachineFacts()).utf8), file: "e").facts == MachineFacts())
  }

  @Test(arguments: [
    (#"{ "schema": "switch-evidence/2" }"#, "EVI01", 1, 13),
    ("{ \"schema\": \"switch-evidence/1\",\n  \"usb\": [ { \"port\": \"1\", \"descriptors\": \"12\" } ] }", "EVI02", 2, 22),
    ("{ \"schema\": \"switch-evidence/1\",\n  \"usb\": [ { \"port\": \"1-1\", \"descriptors\": \"1\" } ] }", "EVI03", 2, 44),
    ("{ \"schema\": \"switch-evidence/1\",\n  \"usb\": [ { \"port\": \"1-1\", \"descriptors\": \"1201\" } ] }", "EVI03", 2, 44),
    ("{ \"schema\": \"switch-evidence/1\", \"i2c\": [ { \"number\": -1, \"name\": \"x\" } ] }", "TYP02", 1, 55),
    ("{ \"schema\": \"switch-evidence/1\", \"dmi\": { \"product_name\": [] } }", "TYP01", 1, 59),
    ("{ \"schema\": \"switch-evidence/1\", \"compatble\": [] }", "KEY01", 1, 34), ("[]", "TYP01", 1, 1), ("{", "SYN05", 1, 2)
  ])
  func faultsAreToldWithTheirPlace(_ text: String, _ rule: String, _ line: Int, _ column: Int) {
    let diagnostics = Evidence.read(bytes: Array(text.utf8), file: "e.json").diagnostics
    #expect(diagnostics.map(\.rule) == [rule])
    #expect(diagnostics.first?.position == SourcePosition(line: line, column: column))
  }

  /// Bytes of descriptors that lie about their lengths.
  @Test func descriptorsAreReadWithinTheirBytes() throws {
    let good = Host.descriptors(0x10c4, 0xea90)
    let read = try USBDescriptors(good)
    #expect(read.interfaces.map(\.isHID) == [true])
    #expect(read.interfaces[0].endpoints.map(\.address) == [0x81, 1])
    #expect(read.interfaces[0].endpoints.map(\.kind) == [.interrupt, .interrupt])
    for count in 0..<good.count { _ = try? USBDescriptors(Array(good.prefix(count))) }
    for offset in good.indices {
      for value: UInt8 in [0, 1, 2, 4, 5, 8, 0x7f, 0xff] {
        var bad = good
        bad[offset] = value
        _ = try? USBDescriptors(bad)
      }
    }
    #expect(throws: USBDescriptors.Fault(offset: 0, message: "expected a device descriptor of 18 bytes")) { try USBDescriptors([]) }
    #expect(throws: USBDescriptors.Fault(offset: 18, message: "a descriptor of 0 bytes, with 2 left")) {
      try USBDescriptors(Array(good.prefix(18)) + [0, 0])
    }
    #expect(throws: USBDescriptors.Fault(offset: 18, message: "an endpoint before any interface")) {
      try USBDescriptors(Array(good.prefix(18)) + [7, 5, 1, 3, 64, 0, 1])
    }
  }

  @Test func placesOnUSBAreReadStrictly() {
    #expect(USBDevice.place("usb12")?.bus == 12)
    #expect(USBDevice.place("1-2.3")?.ports == [2, 3])
    for text in ["", "1", "-1", "1-", "1-2.", "1-2-3", "usb", "usb-1", "a-1", "1-+2", "1-1.1.1.1.1.1.1.1", "99999999999999999999-1"] {
      #expect(USBDevice.place(text) == nil)
    }
  }

  @Test func lspciTextIsReadBack() throws {
    let text = LspciText.text(try Host.trident().pci ?? [], note: ["a note"])
    #expect(LspciText.check(text, file: "d").isEmpty)
    #expect(text.hasPrefix("# a note\n\n0000:00:00.0 0600: 8086:6f00 (rev 01)\n00: 00 01 02"))
  }

  @Test(arguments: [
    ("", "LSP01", 1, 1), ("# nothing\n", "LSP01", 1, 1), ("00: 11 22\n01:00.0 x\n", "LSP01", 1, 1),
    ("01:00.0 x\n00: 11 22\n", "LSP04", 1, 1), ("01:00.0 x\n10: 11\n", "LSP03", 2, 1), ("01:00.0 x\n00: 11 2\n", "LSP05", 2, 8),
    ("01:00.0 x\n00: zz\n", "LSP05", 2, 5), ("01:00.0 x\n00: 0 1 2 3 4 5 6 7 8 9 a b c d e f 0\n", "LSP05", 2, 5)
  ])
  func malformedDumpsAreToldWithTheirPlace(_ text: String, _ rule: String, _ line: Int, _ column: Int) {
    let diagnostics = LspciText.check(text, file: "dump.txt")
    let found = diagnostics.first { $0.rule == rule }
    #expect(found?.position == SourcePosition(line: line, column: column), "\(diagnostics)")
  }

  @Test func functionsThatStandTwiceAreErrors() throws {
    let text = LspciText.text([try Host.function("01:00.0", "14e4:b870")])
    let diagnostics = LspciText.check(text + text, file: "d")
    #expect(diagnostics.map(\.rule) == ["LSP02"])
    #expect(diagnostics.first?.position.line == 7)
  }

  /// What `lspci -vvnnxxxx` prints between its addresses and bytes is stepped over.
  @Test func verboseLinesAreSteppedOver() {
    let row = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff"
    let rows = ["00", "10", "20", "30"].map { "\($0): \(row)" }.joined(separator: "\n")
    let text = "01:00.0 Ethernet [0200]: x [14e4:b870]\n\tSubsystem: 00: y\n\tRegion 0: Memory at a0000000\n\(rows)\n\n"
    #expect(LspciText.check(text, file: "d").isEmpty)
    #expect(LspciText.check(text.replacing("\n", with: "\r\n"), file: "d").isEmpty)
  }

  @Test func hostileDumpsEnd() {
    let many = String(repeating: "zz:zz.z\n00: zz\n", count: 20_000)
    #expect(!LspciText.check(many, file: "d").isEmpty)
    #expect(LspciText.check("01:00.0\n" + String(repeating: "00: zz\n", count: 20_000), file: "d").count <= Findings.limit + 1)
    #expect(!LspciText.check(String(repeating: "\u{0}é:", count: 10_000), file: "d").isEmpty)
  }
}
