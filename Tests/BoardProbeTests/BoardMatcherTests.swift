import BoardProbe
import DeviceAccess
import SwitchPlatform
import Testing

@Suite struct BoardMatcherTests {
  private static func board(_ name: String, _ body: (inout BoardSignature) -> Void) -> BoardSignature {
    var board = BoardSignature(name: name, vendor: "example", chip: "chip")
    body(&board)
    return board
  }

  private static func asic(_ place: String?, _ id: String) -> BoardSignature.Function { .init(place: place, ids: [id], isASIC: true) }

  @Test func theBoardWhoseNameAgreesComesFirst() throws {
    let facts = try Host.trident()
    let boards = [
      Self.board("sibling") {
        $0.pci = [Self.asic("01:00.0", "14e4:b870")]
        $0.dmi = ["product_name": "AS9999"]
      },
      Self.board("same") {
        $0.pci = [Self.asic("01:00.0", "14e4:b870")]
        $0.dmi = ["product_name": "as7726-32x"]
        $0.adapters = ["SMBus I801"]
      }, Self.board("stranger") { $0.pci = [Self.asic("01:00.0", "15b3:cb84")] }
    ]
    let matches = BoardMatcher.matches(of: facts, among: boards)
    #expect(matches.map(\.board.name) == ["same", "sibling"])
    #expect(matches[0].isCertain)
    #expect(matches[0].score == 100)
    #expect(!matches[1].isCertain)
    #expect(matches[1].score == 50)
    #expect(matches[1].disagreeing.map(\.found) == ["AS7726-32X"])
  }

  @Test func placesCount() throws {
    let facts = try Host.trident()
    let right = BoardMatcher.match(Self.board("right") { $0.pci = [Self.asic("01:00.0", "14E4:B870")] }, with: facts)
    let moved = BoardMatcher.match(Self.board("moved") { $0.pci = [Self.asic("05:00.0", "14e4:b870")] }, with: facts)
    let other = BoardMatcher.match(Self.board("other") { $0.pci = [Self.asic("01:00.0", "14e4:b960")] }, with: facts)
    let anywhere = BoardMatcher.match(Self.board("anywhere") { $0.pci = [Self.asic(nil, "14e4:b870")] }, with: facts)
    #expect(right.agreeingWeight > moved.agreeingWeight)
    #expect(right.agreeingWeight == anywhere.agreeingWeight)
    #expect(moved.agreeing.map(\.found) == ["is at 0000:01:00.0"])
    #expect(other.disagreeing.map(\.found) == ["14e4:b870 is there"])
    #expect(other.agreeing.isEmpty)
  }

  /// An id that the board's file says tells more than one that its chip is known by.
  @Test func idsOfTheChipSayLess() throws {
    let facts = try Host.trident()
    let own = BoardMatcher.match(Self.board("own") { $0.pci = [Self.asic(nil, "14e4:b870")] }, with: facts)
    let chip = BoardMatcher.match(
      Self.board("chip") { $0.pci = [.init(place: nil, ids: ["14e4:b870"], isASIC: true, isOfChip: true)] }, with: facts)
    #expect(own.agreeingWeight > chip.agreeingWeight)
    #expect(chip.agreeing.map(\.kind) == [.asic])
  }

  @Test func whatNobodyLookedAtSaysNothing() throws {
    let board = Self.board("all") {
      $0.onie = ["x"]
      $0.compatible = ["v,b"]
      $0.model = ["M"]
      $0.dmi = ["product_name": "P"]
      $0.pci = [Self.asic("01:00.0", "14e4:b870")]
      $0.usb = [.init(place: "1-1.2", id: nil)]
      $0.adapters = ["SMBus"]
    }
    let nothing = BoardMatcher.match(board, with: MachineFacts())
    #expect(nothing.unknown.count == 7)
    #expect(nothing.agreeing.isEmpty && nothing.disagreeing.isEmpty)
    #expect(nothing.score == 0)
    var empty = MachineFacts()
    (empty.pci, empty.usb, empty.dmi, empty.compatible, empty.model, empty.onie, empty.i2c) = ([], [], [:], [], "", "", [])
    let absent = BoardMatcher.match(board, with: empty)
    #expect(absent.disagreeing.count == 7)
    #expect(absent.unknown.isEmpty)
  }

  @Test func optionalOnesMayBeAbsent() throws {
    let facts = try Host.trident()
    let board = Self.board("optional") {
      $0.pci = [.init(place: "07:00.0", ids: ["10ee:7021"], isOptional: true), .init(place: "02:00.0", ids: [])]
      $0.usb = [.init(place: "1-9", id: "0000:0001", isOptional: true), .init(place: nil, id: "10C4:EA90"), .init(place: "1-1", id: nil)]
    }
    let match = BoardMatcher.match(board, with: facts)
    #expect(match.agreeing.map(\.kind) == [.pci, .usb])
    #expect(match.disagreeing.map(\.expected) == ["any at 1-1"])
  }

  /// Names of several revisions, and a device tree that lists general names behind its own.
  @Test func anyOfSeveralNamesIsEnough() {
    var facts = MachineFacts()
    facts.compatible = ["zyxel,gs1900-8-v2", "zyxel,gs1900-8", "realtek,rtl838x-soc"]
    let board = Self.board("gs1900-8") { $0.compatible = ["zyxel,gs1900-8", "zyxel,gs1900-8-v1"] }
    #expect(BoardMatcher.match(board, with: facts).isCertain)
  }

  @Test func aBoardFileIsReadAsItStands() throws {
    let text = """
      platform: { id: p, product: Box, match: { onie: [ a, b ], dmi: { product_name: Box, board_name: [ 1 ] }, model: M } }
      asics: { npu0: { chip: stand-in, replaces: bcm1 } }
      devices: { smbus: { kind: i2c-adapter, on: pci, match: { name: SMBus } }, fpga: { kind: fpga, on: pci, match: { id: "10ee:7021" } } }
      pci: [ { bdf: "01:00.0", id: "14e4:b870", name: ASIC }, { name: nothing }, 7, { id: "8086:1533", optional: true } ]
      usb: [ { port: "1-1", id: "0403:6001", optional: true }, [] ]
      """
    let node = try #require(YAMLDocument.parse(text, file: "x").node)
    let board = BoardSignature(node, name: "box", vendor: "v") { $0 == "bcm1" ? ["14e4:b870"] : [] }
    #expect(board.chip == "bcm1")
    #expect(board.onie == ["a", "b"])
    #expect(board.dmi == ["product_name": "Box"])
    #expect(board.pci.map(\.ids) == [["14e4:b870"], ["14e4:b870"], ["8086:1533"], ["10ee:7021"]])
    #expect(board.pci.map(\.isASIC) == [true, false, false, false])
    #expect(board.pci.map(\.isOptional) == [false, false, true, false])
    #expect(board.pci.map(\.isOfChip) == [true, false, false, false])
    #expect(board.usb == [.init(place: "1-1", id: "0403:6001", isOptional: true)])
    #expect(board.adapters == ["SMBus"])
    for text in ["", "7", "[]", "platform: 3\nasics: [1]\npci: {}\nusb: x\ndevices: []"] {
      let node = YAMLDocument.parse(text, file: "x").node
      #expect(node.map { BoardSignature($0, name: "n", vendor: "v").pci.isEmpty } ?? true)
    }
  }
}
