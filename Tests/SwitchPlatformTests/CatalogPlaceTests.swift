import Foundation
import SwitchPlatform
import Testing

@Suite struct CatalogPlaceTests {
  /// A catalog of boards, `vendor/name.yaml` and its platform.
  private func withCatalog(_ files: [String: String], _ body: (Catalog) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root.appendingPathComponent("asics"), withIntermediateDirectories: true)
    for (name, platform) in files {
      let file = root.appendingPathComponent("boards/\(name)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("schema: switch-platform/1\nplatform: \(platform)\n".utf8).write(to: file)
    }
    try body(Catalog(folder: root.path))
  }

  @Test func anIdStandsOnce() throws {
    let files = ["a/one.yaml": "{ id: x, vendor: a }", "b/two.yaml": "{ id: x, vendor: b }", "b/three.yaml": "{ id: y, vendor: b }"]
    try withCatalog(files) { catalog in
      func faults(_ name: String) -> [String] {
        catalog.placeFaults(of: "\(catalog.folder)/boards/\(name)", among: catalog.boards).map {
          "\($0.rule) \($0.position.column) \($0.message)"
        }
      }
      #expect(faults("a/one.yaml") == ["IDN01 17 id 'x' is that of b/two"])
      #expect(faults("b/two.yaml") == ["IDN01 17 id 'x' is that of a/one"])
      #expect(faults("b/three.yaml") == [])
      #expect(faults("b/../a/one.yaml").count == 1, "a path is the file it leads to")
    }
  }

  @Test func theVendorIsTheFoldersName() throws {
    let files = [
      "a/one.yaml": "{ id: x, vendor: A }", "a/two.yaml": "{ id: TODO, vendor: TODO }", "a/three.yaml": "{ id: TODO, vendor: a }"
    ]
    try withCatalog(files) { catalog in
      let boards = catalog.boards
      let found = boards.map { catalog.placeFaults(of: $0.path, among: boards).map(\.description) }
      #expect(boards.map(\.name) == ["one", "three", "two"])
      #expect(found == [["\(catalog.folder)/boards/a/one.yaml:2:28: warning IDN02 vendor is 'A'; expected its folder's name, 'a'"], [], []])
      #expect(catalog.vendor(ofFolder: catalog.folder + "/boards/new") == "new")
      #expect(catalog.vendor(ofFolder: catalog.folder + "/boards") == nil)
      #expect(catalog.vendor(ofFolder: catalog.folder + "/boards/a/b") == nil)
      #expect(catalog.vendor(ofFolder: catalog.folder + "/boards/family") == nil)
    }
  }

  @Test func aFileOutsideOwesNothing() throws {
    try withCatalog(["a/one.yaml": "{ id: x, vendor: a }"]) { catalog in
      let copy = catalog.folder + "/copy.yaml"
      try Data("schema: switch-platform/1\nplatform: { id: x, vendor: b }\n".utf8).write(to: URL(fileURLWithPath: copy))
      #expect(catalog.placeFaults(of: copy, among: catalog.boards) == [])
      #expect(catalog.placeFaults(of: catalog.folder + "/nothing.yaml", among: catalog.boards) == [])
    }
  }
}
