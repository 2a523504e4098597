import Testing

@testable import SwitchPlatform

@Suite struct BoardFamilyTests {
  static let family = """
    schema: switch-platform/1
    family: example
    platform: { vendor: x, form: fixed, arch: mips }
    asics:
      npu0: { chip: chip8 }
    cages:
      "1..2":
        kind: qsfp28
        lanes: "npu0[{4*n-3}..{4*n}]"
        breakouts: [ "1x100G", "4x25G" ]
    devices:
      bus: { kind: i2c-adapter, on: cpu }
      tmp: { kind: lm75, on: bus, addr: 0x48 }
      odd: { kind: lm75, on: bus, addr: 0x49 }
    """

  static let board = """
    schema: switch-platform/1
    extends: ../family.yaml
    platform: { id: x-y, product: Y }
    devices:
      odd: null
      tmp: { addr: 0x4a }
      more: { kind: lm75, on: bus, addr: 0x4b }
    cages:
      "1..2": { breakouts: [ "1x100G" ] }
    profiles:
      p: { ports: { "1..2": { breakout: 1x100G } } }
    """

  private func load(_ board: String, _ families: [String: String]) -> (description: BoardDescription?, diagnostics: [Diagnostic]) {
    let source = FamilySource {
      name, _ in
      families[name] == nil ? nil : name
    } text: {
      families[$0]
    } names: {
      families.keys.sorted()
    }
    return BoardLoader.describe(text: board, file: "b.yaml", chips: BoardFaultTests.chips, families: source)
  }

  @Test func mappingsMergeAndListsReplace() throws {
    let (board, diagnostics) = load(Self.board, ["../family.yaml": Self.family])
    #expect(diagnostics.map(\.description) == [])
    let found = try #require(board)
    #expect(found.platform.vendor == "x" && found.platform.arch == "mips" && found.platform.id == "x-y")
    #expect(found.devices.map(\.name) == ["bus", "tmp", "more"])
    #expect(found.devices.map(\.address) == [nil, 0x4a, 0x4b])
    #expect(found.cages.map { $0.breakouts.map(\.description) } == [["1x100G"], ["1x100G"]])
  }

  @Test func aFamilyByItselfIsChecked() {
    let (board, diagnostics) = load(Self.family, [:])
    #expect(board == nil && diagnostics.map(\.description) == [])
    let faulty = Self.family.replacing("{4*n-3}..{4*n}", with: "{3*n-2}..{3*n+1}").replacing("form: fixed", with: "form: fixd")
    #expect(load(faulty, [:]).diagnostics.map(\.rule) == ["NAM01", "LAN02"])
  }

  @Test func placesAreThoseOfTheFileAValueIsIn() {
    let faulty = Self.family.replacing("on: bus, addr: 0x48", with: "on: buss, addr: 0x48")
    let diagnostics = load(Self.board.replacing("id: x-y", with: "id: x-y, colour: z"), ["../family.yaml": faulty]).diagnostics
    #expect(
      diagnostics.map(\.description) == [
        "b.yaml:3:22: error KEY01 'platform' has no key 'colour'; keys are id, vendor, product, form, arch, match, console, mac",
        "../family.yaml:13:26: error REF10 'on' of device 'tmp' names device 'buss', which is not in the file; did you mean 'bus'?"
      ])
  }

  @Test func chainsThatCannotBeFollowed() {
    #expect(load(Self.board, ["../famly.yaml": Self.family]).diagnostics.map(\.rule).first == "FAM01")
    #expect(load(Self.board, ["../famly.yaml": Self.family]).diagnostics.first?.message.contains("did you mean") == true)
    let loop = Self.family.replacing("family: example", with: "family: example\nextends: ../family.yaml")
    #expect(load(Self.board, ["../family.yaml": loop]).diagnostics.map(\.rule) == ["FAM02"])
    var chain: [String: String] = ["../family.yaml": Self.family.replacing("family: example", with: "family: a\nextends: f0")]
    for index in 0..<20 { chain["f\(index)"] = "schema: switch-platform/1\nfamily: f\nextends: f\(index + 1)" }
    #expect(load(Self.board, chain).diagnostics.contains { $0.rule == "FAM03" })
    #expect(load(Self.board, ["../family.yaml": "a: [1"]).diagnostics.contains { $0.file == "../family.yaml" && $0.rule == "SYN05" })
    #expect(load(Self.board, ["../family.yaml": Self.family.replacing("family: example\n", with: "")]).diagnostics.map(\.rule) == ["FAM04"])
    #expect(load(Self.board.replacing("odd: null", with: "od: null"), ["../family.yaml": Self.family]).diagnostics.map(\.rule) == ["FAM05"])
  }

  @Test func severalASICsAndChipsOfTheInventoryAreDescribedAndNotRun() throws {
    let two = BoardFaultTests.good.replacing("npu0: { chip: chip8 }", with: "npu0: { chip: chip8 }\n  npu1: { chip: chip8 }")
    let described = BoardLoader.describe(text: two, file: "t", chips: BoardFaultTests.chips)
    #expect(described.description?.asics.count == 2)
    var chip = ChipInventory.Chip(name: "bcm1", vendor: "b", family: "f")
    chip.lanes = 8
    chip.laneRate = 25000
    chip.nearest = ["chip8"]
    var chips = BoardFaultTests.chips
    chips.inventory = ChipInventory(chips: [chip])
    let real = BoardFaultTests.good.replacing("chip: chip8", with: "chip: bcm1")
    let description = try #require(BoardLoader.describe(text: real, file: "t", chips: chips).description)
    #expect(throws: BoardFault.self) { try Board(description, chips: chips) }
    let told = BoardLoader.load(text: real, file: "t", chips: chips).diagnostics.filter { $0.severity == .error }
    #expect(told.map(\.rule) == ["ASC10"])
    #expect(told.first?.message.contains("the nearest with a chip file: chip8") == true)
    chips.inventory.chips[0].laneRate = 10000
    #expect(BoardLoader.describe(text: real, file: "t", chips: chips).diagnostics.contains { $0.rule == "LAN07" })
  }

  @Test func aProfileByName() {
    let text = BoardFaultTests.good.replacing(
      "waivers:\n", with: "  second: { ports: { 1: { breakout: 4x25G, names: [ a, b, c, d ], aliases: [ e, f, g, h ] } } }\nwaivers:\n")
    let board = BoardLoader.load(text: text, file: "t", profile: "second", chips: BoardFaultTests.chips).board
    #expect(board?.ports.map(\.name) == ["a", "b", "c", "d"])
    let fault = BoardLoader.load(text: text, file: "t", profile: "secnd", chips: BoardFaultTests.chips).diagnostics.first {
      $0.rule == "PRF11"
    }
    #expect(fault?.message == "no profile is named 'secnd'; did you mean 'second'?")
  }
}
