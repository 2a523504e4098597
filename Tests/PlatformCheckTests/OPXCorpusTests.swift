import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformCheck


@Suite(.enabled(if: Corpus.folder != nil, Corpus.isAbsent))
struct OPXCorpusTests {
  @Test func all() throws {
    let report = try Corpus.report("opx") { OPXCheck.check($0, into: $1) }
    for d in report.sorted { print(d) }
  }
}
