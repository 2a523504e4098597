import SwitchPlatform
import Testing

@Suite struct BoardScaffoldTests {
  let catalog = Catalog(folder: Fixtures.platforms)

  /// A new file on a board of the catalog, and what it says.
  private func begun(on name: String, _ scaffold: BoardScaffold) throws -> (text: String, node: Node, read: [Diagnostic], BoardDescription?)
  {
    let path = try catalog.entry(named: name).path
    let own = try #require(catalog.families.text(path).flatMap { YAMLDocument.parse($0, file: path).node })
    let text = scaffold.text(on: try catalog.description(named: path), own: own)
    let node = try #require(YAMLDocument.parse(text, file: "new.yaml").node, "\(text)")
    let (board, faults) = BoardLoader.describe(text: text, file: "new.yaml", chips: catalog.knownChips, families: catalog.families)
    return (text, node, faults, board)
  }

  @Test func aBoardOfAFamilySaysWhatItAdds() throws {
    let (text, node, faults, board) = try begun(on: "1920-8g", BoardScaffold(id: "me_box", vendor: "me", product: "Box"))
    #expect(node["extends"]?.text == "family/rtl838x-8")
    #expect(node["asics"] == nil && node["cages"]?["1..8"] == nil && node["platform"]?["console"] == nil, "\(text)")
    #expect(node["cages"]?.pairs?.map(\.key.text) == ["9..10"])
    #expect(Set(faults.map(\.rule)) == ["TODO01"])
    let old = try catalog.description(named: "1920-8g")
    let new = try #require(board)
    #expect(new.platform.id == "me_box" && new.platform.vendor == "me" && new.platform.product == "Box")
    #expect(new.cages.map(\.lanes) == old.cages.map(\.lanes) && new.cages.map(\.label) == old.cages.map(\.label))
    #expect(new.devices.map(\.address) == old.devices.map(\.address))
  }

  @Test func nothingIsSaidToBeFromTheOthersSources() throws {
    for name in ["1920-8g", "gs1900-8", "as7726-32x"] {
      let (text, node, faults, _) = try begun(on: name, BoardScaffold())
      #expect(Set(faults.map(\.rule)) == ["TODO01"], "\(name)")
      let old = try catalog.description(named: name)
      for source in [old.platform.source, old.cages.compactMap(\.source).first, old.devices.compactMap(\.source).first].compactMap({ $0 }) {
        #expect(!text.contains(source), "\(name)")
      }
      #expect(node["platform"]?["match"]?.pairs?.allSatisfy { $0.value.text?.hasPrefix("TODO") == true } == true, "\(name)")
    }
  }

  @Test func aBoardOfNoFamilyIsCopiedWhole() throws {
    let (_, node, _, board) = try begun(on: "xgs1250-12", BoardScaffold())
    #expect(node["extends"] == nil)
    let old = try catalog.description(named: "xgs1250-12")
    #expect(board?.cages.map(\.lanes) == old.cages.map(\.lanes))
    #expect(board?.asics.map(\.chip) == old.asics.map(\.chip))
    #expect(board?.devices.map(\.name) == old.devices.map(\.name))
  }

  @Test func aFamilyAloneIsEnough() throws {
    let text = BoardScaffold(id: "me_box").text(extending: "family/rtl838x-8")
    let (board, faults) = BoardLoader.describe(text: text, file: "new.yaml", chips: catalog.knownChips, families: catalog.families)
    #expect(Set(faults.map(\.rule)) == ["TODO01"])
    #expect(board?.cages.count == 8 && board?.platform.id == "me_box")
  }

  /// Every board of the catalog can be begun on.
  @Test func allBoards() throws {
    for entry in catalog.boards {
      let (_, _, faults, board) = try begun(on: entry.path, BoardScaffold(vendor: "me"))
      #expect(board != nil, "\(entry.name)")
      #expect(faults.filter { $0.rule != "TODO01" && $0.severity != .note }.map(\.description) == [], "\(entry.name)")
    }
  }
}
