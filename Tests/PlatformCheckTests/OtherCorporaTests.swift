import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformCheck

@Suite(.enabled(if: OtherCorpus.folder != nil, OtherCorpus.isAbsent))
struct OtherCorporaTests {
  @Test func fbossIsSilent() throws {
    let report = try OtherCorpus.report("fboss") { FBOSSCheck.check($0, into: $1) }
    #expect(report.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
  }

  @Test func opxHasNoErrors() throws {
    let report = try OtherCorpus.report("opx") { OPXCheck.check($0, into: $1) }
    #expect(report.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    // s5296f spells an attribute in three wrong ways.
    #expect(report.diagnostics.filter { $0.rule == "KEY01" && $0.file.contains("/s5296f/") }.count == 3)
  }

  @Test func stratumHasNotesOnPortsWithoutCages() throws {
    let report = try OtherCorpus.report("stratum") { StratumCheck.check($0, into: $1) }
    #expect(report.diagnostics.allSatisfy { $0.severity == .note && $0.rule == "CAG02" })
    #expect(!report.diagnostics.isEmpty)
  }

  @Test func projectsAreToldApart() throws {
    let folder = try #require(OtherCorpus.folder)
    let checks: [(String, (FileTree) -> Bool)] = [
      ("fboss", FBOSSCheck.recognises), ("opx", OPXCheck.recognises), ("openswitch", OpenSwitchCheck.recognises),
      ("stratum", StratumCheck.recognises)
    ]
    for (project, _) in checks {
      let known = checks.filter { $0.1(FileTree(root: "\(folder)/\(project)")) }.map(\.0)
      #expect(known == [project])
    }
  }
}
