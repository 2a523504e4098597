import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformCheck

/// Other projects' real files: `$TRYSAIL_SHARED/corpus`, or `shared/corpus` beside the package.
enum Corpus {
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"]
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = (named.map { URL(filePath: $0) } ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "corpus")
    return FileManager.default.fileExists(atPath: folder.path) ? folder.path : nil
  }()
  static let isAbsent: Comment = "the folder of shared data is absent (TRYSAIL_SHARED)"

  static func report(_ project: String, _ check: (FileTree, Report) -> Void) throws -> Report {
    let report = Report()
    check(FileTree(root: try #require(folder) + "/" + project), report)
    return report
  }
}

@Suite(.enabled(if: Corpus.folder != nil, Corpus.isAbsent))
struct OpenSwitchCorpusTests {
  @Test func all() throws {
    let report = try Corpus.report("openswitch") { OpenSwitchCheck.check($0, into: $1) }
    for d in report.sorted { print(d) }
  }
}
