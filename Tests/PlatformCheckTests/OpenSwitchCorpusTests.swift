import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformCheck

/// Other projects' real files: `$TRYSAIL_SHARED/corpus`, or `shared/corpus` beside the package.
enum OtherCorpus {
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"]
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = (named.map { URL(filePath: $0) } ?? package.deletingLastPathComponent().appending(path: "shared")).appending(
      path: "corpus")
    return FileManager.default.fileExists(atPath: folder.path) ? folder.path : nil
  }()
  static let isAbsent: Comment = "the folder of shared data is absent (TRYSAIL_SHARED)"

  static func report(_ project: String, _ check: (FileTree, Report) -> Void) throws -> Report {
    let report = Report()
    check(FileTree(root: try #require(folder) + "/" + project), report)
    return report
  }

  /// `Folder/file.yaml:12 RULE`, without what stands before the project.
  static func place(_ diagnostic: Diagnostic, _ project: String) throws -> String {
    let prefix = try #require(folder) + "/\(project)/"
    return "\(diagnostic.file.dropFirst(prefix.count)):\(diagnostic.position.line) \(diagnostic.rule)"
  }
}

@Suite(.enabled(if: OtherCorpus.folder != nil, OtherCorpus.isAbsent))
struct OpenSwitchCorpusTests {
  /// The errors that the published files have: two signals on one bit, a wrong count, and a file of the project's own tests that
  /// is no YAML (line 95 is indented less than its list).
  static let real: Set<String> = [
    "Accton/AS5712-54X/ports.yaml:805 PNT02", "Accton/AS5712-54X/ports.yaml:1621 PNT02", "Accton/AS5812-54X/ports.yaml:805 PNT02",
    "Accton/AS5812-54X/ports.yaml:1621 PNT02", "Accton/AS6712-32X/ports.yaml:24 KEY03", "Generic-x86/X86-64/ports.yaml:575 PNT02",
    "Generic-x86/X86-64/ports.yaml:1229 PNT02", "Generic-x86/X86-64/ports.yaml:1391 PNT02", "tests/yaml_files/fans.yaml:95 SYN05",
    "tests/yaml_files/ports.yaml:569 PNT02", "tests/yaml_files/ports.yaml:1223 PNT02", "tests/yaml_files/ports.yaml:1385 PNT02"
  ]

  @Test func realErrorsAndNoOthers() throws {
    let report = try OtherCorpus.report("openswitch") { OpenSwitchCheck.check($0, into: $1) }
    let errors = report.diagnostics.filter { $0.severity == .error && !$0.file.contains("/bad.") }
    #expect(try Set(errors.map { try OtherCorpus.place($0, "openswitch") }) == OpenSwitchCorpusTests.real)
    #expect(errors.count == OpenSwitchCorpusTests.real.count)
  }

  @Test(arguments: [
    "devices.yaml:36 KEY01", "fans.yaml:27 KEY03", "fans.yaml:94 KEY01", "fru.yaml:23 KEY01", "fru.yaml:37 TYP02", "leds.yaml:26 KEY03",
    "leds.yaml:36 KEY01", "ports.yaml:44 KEY01", "ports.yaml:69 KEY01", "power.yaml:32 SYN05", "thermal.yaml:27 KEY02",
    "thermal.yaml:47 KEY01"
  ])
  func badFiles(_ expected: String) throws {
    let report = try OtherCorpus.report("openswitch") { OpenSwitchCheck.check($0, into: $1) }
    #expect(try report.diagnostics.contains { try OtherCorpus.place($0, "openswitch") == "tests/yaml_files/bad.\(expected)" })
  }
}
