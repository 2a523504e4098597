import Foundation
import Testing

@testable import SwitchPlatform

/// Faults put into every board: each is told in the line that was changed, or in one that refers to it.
@Suite struct BoardMutationTests {
  static let all = Catalog(folder: Fixtures.platforms).boards.map(\.path)
  static let members = all.filter { path in
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.contains("\nextends:")
  }

  @Test(arguments: all)
  func tenFaultsAreAllTold(_ path: String) throws {
    let catalog = Catalog(folder: Fixtures.platforms)
    let (chips, families) = (catalog.knownChips, catalog.families)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var generator = SeededGenerator(state: UInt64(path.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xffff_ffff }))
    let engine = MutationEngine(text)
    var kinds: Set<String> = []
    for round in 0..<10 {
      guard let mutation = engine.mutation(round, &generator) else {
        Issue.record("\(path): no mutation for round \(round)")
        continue
      }
      kinds.insert(mutation.kind)
      let diagnostics = BoardLoader.describe(text: mutation.text, file: path, chips: chips, families: families).diagnostics
      let told = diagnostics.filter { $0.severity == .error }
      #expect(
        mutation.isTold(by: told, in: path),
        "\(path): \(mutation.kind) in \(mutation.lines.sorted()): \(told.map(\.description))\n\(mutation.text)")
    }
    // The shortest board has nothing but its identity.
    #expect(kinds.count >= (Self.members.contains(path) ? 4 : 5), "\(kinds)")
  }

  /// A fault in a family is told at its place in the family's file, by each board that takes that part of it over: one that has its own is
  /// not faulty, and the others are.
  @Test(arguments: members)
  func tenFaultsInItsFamilyAreAllTold(_ path: String) throws {
    let catalog = Catalog(folder: Fixtures.platforms)
    let (chips, families) = (catalog.knownChips, catalog.families)
    let board = try String(contentsOfFile: path, encoding: .utf8)
    let name = try #require(YAMLDocument.parse(board, file: path).node?["extends"]?.text)
    let family = try #require(families.path(name, path))
    let engine = MutationEngine(try #require(families.text(family)))
    var generator = SeededGenerator(state: UInt64(path.utf8.reduce(11) { ($0 &* 31 &+ Int($1)) & 0xffff_ffff }))
    var kinds: Set<String> = []
    for round in 0..<10 {
      guard let mutation = engine.mutation(round, &generator) else {
        Issue.record("\(family): no mutation for round \(round)")
        continue
      }
      kinds.insert(mutation.kind)
      let changed = FamilySource(path: families.path, text: { $0 == family ? mutation.text : families.text($0) }, names: families.names)
      let ofBoard = BoardLoader.describe(text: board, file: path, chips: chips, families: changed).diagnostics.filter {
        $0.severity == .error
      }
      var isTold = mutation.isTold(by: ofBoard, in: family)
      for other in Self.members where !isTold && other != path {
        let text = try String(contentsOfFile: other, encoding: .utf8)
        let ofOther = BoardLoader.describe(text: text, file: other, chips: chips, families: changed).diagnostics
        isTold = mutation.isTold(by: ofOther.filter { $0.severity == .error }, in: family)
      }
      #expect(
        isTold,
        "\(family) for \(path): \(mutation.kind) in \(mutation.lines.sorted()): \(ofBoard.map(\.description))\n\(mutation.text)"
      )
    }
    #expect(kinds.count >= 5, "\(kinds)")
  }
}
