import SwitchPlatform
import Testing

@Suite struct ChipFileTests {
  @Test(arguments: ["ts-32x100g", "rtl8380"])
  func loadsClean(_ chip: String) throws {
    let path = "Platforms/asics/\(chip).yaml"
    let (description, diagnostics) = ASICLoader.load(text: try Fixtures.text(path), file: path)
    #expect(diagnostics.map(\.description) == [])
    #expect(description?.name == chip)
  }

  @Test func dataCentreChip() throws {
    let chip = try #require(ASICLoader.load(text: try Fixtures.text("Platforms/asics/ts-32x100g.yaml"), file: "t").description)
    #expect(chip.clock == 1_350_000_000)
    #expect(chip.ports == PortGeometry(count: 128, cpu: 128, lanes: 128, maximumSpeed: 100_000, pipes: 4))
    #expect(Set(chip.tables.map(\.role)) == Set(TableRole.allCases))
    #expect(chip.provenance.shareAssumed == 1)
    let route = try #require(chip.table(.routeIPv4))
    #expect(route.depth == 98304 * 32)
    #expect(route.layout.width == 62)
    #expect(chip.memories[route.memory].rowsPerBlock == 32)
    #expect(chip.table(.aclIngress)?.layout.busWords == 31)
    #expect(chip.table(.fdb)?.match == .hash(HashMatch(ways: 8, hashes: 2, function: .mix, seed: 0)))
    #expect(chip.interrupts?.receiveOverflow == BitField(name: "overflow", low: 1, high: 1))
    #expect(chip.rings.map { chip.registers[$0.transmit.tail].name } == "TX_TAIL")
  }

  @Test func smallChip() throws {
    let chip = try #require(ASICLoader.load(text: try Fixtures.text("Platforms/asics/rtl8380.yaml"), file: "t").description)
    #expect(chip.table(.fdb)?.depth == 8192)
    #expect(chip.table(.aclIngress)?.depth == 1536)
    #expect(chip.table(.routeIPv4) == nil)
    #expect(chip.provenance.shareAssumed < 0.7)
    #expect((chip.provenance.counts[.public] ?? 0) > 40)
    guard case .indirect(let access)? = chip.table(.aclIngress).map({ chip.access[$0.access].method }) else {
      Issue.record("expected indirect access")
      return
    }
    #expect(chip.registers[access.command].address == 0x6914)
    #expect(access.select == BitField(name: "table", low: 12, high: 13))
    #expect(access.selection == 1)
    #expect(access.index.width == 12)
  }
}
