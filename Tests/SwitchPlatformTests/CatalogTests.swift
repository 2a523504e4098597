import SwitchPlatform
import Testing

@Suite struct CatalogTests {
  let catalog = Catalog(folder: Fixtures.platforms)

  @Test func everyBoardLoadsClean() throws {
    let boards = catalog.boards.map(\.name)
    for name in [
      "as7726-32x", "dgs-1210-52", "cn9130-crb", "edgerouter-x", "gs1900-24", "gs1900-48", "gs1900-8", "xgs1210-12", "xgs1250-12"
    ] { #expect(boards.contains(name)) }
    #expect(boards.count >= 60 && Set(boards).count == boards.count)
    #expect(Set(catalog.boards.map(\.vendor)).count >= 20)
    #expect(
      catalog.chips.map(\.name) == ["88e6393x", "mt7530", "rtl8380", "rtl8390", "rtl9300", "spectrum", "tofino1", "trident2", "ts-32x100g"])
    let all = catalog.boards
    for board in all {
      let diagnostics = try catalog.check(path: board.path)
      #expect((diagnostics + catalog.placeFaults(of: board.path, among: all)).map(\.description) == [])
      // Others are described only.
      guard catalog.chips.contains(where: { $0.name == board.chip }) else { continue }
      let platform = try catalog.platform(named: board.path)
      #expect(platform.asic.name == board.chip)
    }
    let inventory = catalog.inventory.chips
    #expect(inventory.count >= 60)
    #expect(Set(inventory.map(\.name)).count == inventory.count)
    // A name means one chip, and the chips that are near have files.
    let names = inventory.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(Set(inventory.flatMap(\.nearest)).isSubset(of: catalog.chips.map(\.name)))
    let path = Fixtures.platforms + "/asics/inventory.yaml"
    let faults = try catalog.check(path: path)
    #expect(faults.map(\.description) == [])
    for chip in catalog.chips {
      let diagnostics = try catalog.check(path: chip.path)
      #expect(diagnostics.map(\.description) == [])
      let description = try catalog.chip(named: chip.name)
      #expect(description.name == chip.name)
    }
  }

  @Test(arguments: ["as7726-32x", "AS7726-32X", "accton/as7726-32x", "x86_64-accton_as7726_32x-r0"])
  func boardByAnyName(_ name: String) throws {
    let board = try catalog.board(named: name)
    #expect(board.id == "x86_64-accton_as7726_32x-r0")
    #expect(board.chip == "ts-32x100g")
    #expect(board.ports.count == 32)
    #expect(board.ports.map(\.name).prefix(2) == ["Ethernet0", "Ethernet4"])
    #expect(
      board.ports.last
        == BoardPort(
          number: 32, name: "Ethernet124", alias: "hundredGigE32", label: "32", lanes: [125, 126, 127, 128], speed: 100_000))
  }

  @Test func smallBoard() throws {
    let board = try catalog.board(named: "gs1900-8")
    #expect(board.ports.map(\.name) == (1...8).map { "lan\($0)" })
    #expect(board.ports.map(\.lanes) == (9...16).map { [UInt16($0)] })
    #expect(board.ports.allSatisfy { $0.speed == 1000 })
  }

  @Test func nearestNames() {
    #expect(throws: CatalogError(message: "no board is named 'as7726-32y'; did you mean 'as7726-32x'?")) {
      try catalog.board(named: "as7726-32y")
    }
    do {
      _ = try catalog.board(named: "nothing")
      Issue.record("there is no such board")
    } catch {
      #expect(error.message.hasPrefix("no board is named 'nothing'; the boards are as7726-32x, "))
    }
    #expect(throws: CatalogError(message: "no chip is named 'rtl838'; did you mean 'rtl8380'?")) { try catalog.chip(named: "rtl838") }
    #expect(throws: CatalogError(message: "/nowhere.yaml: no such file")) { try catalog.board(named: "/nowhere.yaml") }
  }
}
