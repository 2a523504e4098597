import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Faults put into real platforms' files: each is told in the line that was changed, or in one that refers to it.
@Suite("Mutations of SONiC's platforms", .enabled(if: SONiCCorpusTests.corpus != nil, SONiCCorpusTests.isAbsent))
struct SONiCMutationTests {
  static let names: Set<String> = ["port_config.ini", "platform.json", "hwsku.json", "pcie.yaml"]

  /// Faults that nothing in a platform's folder contradicts, and why.
  static let unseen: [String: String] = [
    "port_config.ini swap": """
    Two ports that change their lanes are a platform that is wired so. Only a second file can tell: platform.json with hwsku.json (XRF02).
    """,
    "hwsku.json child": """
    The loader goes by the cages. A port that the mode of its cage makes may be listed, and its own mode is not read (PRF08 says so).
    """,
    "hwsku.json without cages": """
    Where platform.json lists no interfaces, or is absent, no program reads hwsku.json (PRF03, PRF04 say so), and a mode that is another one \
    changes nothing.
    """,
    "pcie.yaml cut between entries, id that is another": """
    A list that ends after a whole entry is a shorter list, and four hexadecimal digits are an id: what a box has is written nowhere else. Such \
    faults are not made here.
    """
  ]

  /// 16 platforms, spread over the vendors; a debug build takes half a second for each mutation.
  static let platforms: [String] = {
    guard let corpus = SONiCCorpusTests.corpus else { return [] }
    let tree = FileTree(root: corpus.appending(path: "sonic/device").path)
    let all = SONiCPlatform.folders(in: tree).filter { folder in
      tree.allFiles(below: folder).contains { name in
        guard FileTree.lastName(of: name) == "port_config.ini", let text = try? tree.file(name).text else { return false }
        return FileMutations(file: name, text: text).mutation("double") != nil
      }
    }
    return (0..<min(16, all.count)).map { all[$0 * all.count / min(16, all.count)] }
  }()

  @Test(arguments: platforms) func faultsAreAllTold(_ folder: String) throws {
    let root = try #require(SONiCCorpusTests.corpus).appending(path: "sonic/device/\(folder)").path
    let copy = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "trysail-\(UUID().uuidString)")
    let own = copy.appending(path: FileTree.lastName(of: folder)).path
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: copy) }
    try FileManager.default.copyItem(atPath: root, toPath: own)
    let tree = FileTree(root: own)
    let files = tree.allFiles().filter { Self.names.contains(FileTree.lastName(of: $0)) }
    let cages = Set((SONiCPlatform(tree, folder: "").cages?.interfaces ?? []).map(\.name))
    let before = Dictionary(grouping: check(own), by: key).mapValues(\.count)
    var tried = 0
    // Of each name the first file.
    for name in Self.names.sorted() {
      let named = files.filter { FileTree.lastName(of: $0) == name }
      for file in named.prefix(1) {
        let text = try tree.file(file).text
        for kind in FileMutations.kinds {
          guard let mutation = FileMutations(file: file, text: text).mutation(kind) else { continue }
          tried += 1
          try Data(mutation.text.utf8).write(to: URL(fileURLWithPath: "\(own)/\(file)"))
          let found = Dictionary(grouping: check(own), by: key).filter { $0.value.count > before[$0.key, default: 0] }.values.joined()
          let reason = reason(mutation, name, cages, hasSKU: files.contains("\(FileTree.folder(of: file))/hwsku.json"))
          let isTold = found.contains { isAbout($0, mutation, "\(own)/\(file)") }
          #expect(
            isTold || reason != nil, "\(folder)/\(file): \(kind) at \(mutation.lines.sorted()): \(found.prefix(5).map(\.description))")
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(own)/\(file)"))
      }
    }
    #expect(tried >= 5, "\(folder): only \(tried) mutations")
  }

  /// Why a fault may stay unseen; `nil`: it may not.
  private func reason(_ mutation: FileMutation, _ name: String, _ cages: Set<String>, hasSKU: Bool) -> String? {
    if name == "hwsku.json", cages.isEmpty { return Self.unseen["hwsku.json without cages"] }
    if name == "hwsku.json", let port = mutation.words.last, !cages.contains(port) { return Self.unseen["hwsku.json child"] }
    if mutation.kind == "swap", cages.isEmpty || !hasSKU { return Self.unseen["port_config.ini swap"] }
    return nil
  }

  private func check(_ folder: String) -> [Diagnostic] {
    let report = Report()
    SONiCDescription.check(FileTree(root: folder), into: report)
    return report.diagnostics
  }

  private func key(_ diagnostic: Diagnostic) -> String { "\(diagnostic.rule) \(diagnostic.file) \(diagnostic.message)" }

  private func isAbout(_ diagnostic: Diagnostic, _ mutation: FileMutation, _ path: String) -> Bool {
    func isThere(_ file: String, _ position: SourcePosition) -> Bool { file == path && mutation.lines.contains(Int(position.line)) }
    return isThere(diagnostic.file, diagnostic.position) || diagnostic.related.contains { isThere($0.file, $0.position) }
      || mutation.words.contains { word in diagnostic.message.split { !($0.isLetter || $0.isNumber) }.contains { $0 == word } }
  }
}
