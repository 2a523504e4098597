import Foundation
import SwitchConformance
import SwitchControl
import SwitchHAL
import SwitchModel
import Testing

@Suite struct ReadmeTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let root = folder.deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

  /// The fenced blocks of a language.
  private static func blocks(_ language: String, of text: String) -> [String] {
    text.components(separatedBy: "\n```\(language)\n").dropFirst().compactMap { $0.components(separatedBy: "\n```").first }
  }

  @Test func theDriverStandsInTheReadme() throws {
    let readme = try Self.text(Self.root.appending(path: "README.md"))
    let source = try Self.text(Self.folder.appending(path: "DictionaryVLANs.swift"))
    #expect(Self.blocks("swift", of: readme) == [source.trimmingCharacters(in: .newlines)])
  }

  @Test func theDriverKeepsTheContract() {
    let results = Conformance(ports: [], make: makeDevice).run()
    #expect(results.map(\.kind) == ConformanceClause.allCases.map { _ in .vlan })
    #expect(results.filter { $0.verdict != .kept }.map(\.description) == [])
  }

  @Test func theDriverTakesCommits() throws {
    let managed = try makeSwitch()
    #expect(managed.device.vlans.row(at: .default) == VLAN(id: .default))
    var transaction = Transaction()
    transaction.insert(VirtualRouter(id: VirtualRouterID(0)))
    #expect(throws: CommitFailure.self) { try managed.commit(transaction) }
  }

  /// A module that is added or goes must be added to the page, or go from it.
  @Test func theModuleTableIsWhole() throws {
    let readme = try Self.text(Self.root.appending(path: "README.md"))
    let named = readme.split(separator: "\n").compactMap { line in
      line.hasPrefix("| `Sources/") || line.hasPrefix("| `Simulator/") ? line.split(separator: "`")[1] : nil
    }
    let there = try ["Sources", "Simulator"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path).map { "\(folder)/\($0)" }
    }
    #expect(named.map(String.init).sorted() == there.sorted())
  }
}
