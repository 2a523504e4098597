import Foundation
import Testing

@testable import PlatformCheck

@Suite struct RulePageTests {
  /// Ids that several groups explain, each for its descriptions.
  private static let shared = Set(
    """
    BRK02 BRK05 DEV05 FAN01 I2C04 I2C08 KEY01 KEY02 KEY03 LAN01 LAN02 LAN03 LAN04 LAN05 MAC01 PCI01 PNT01 PNT02 PRF01
    PRF02 PRF05 PRT03 PRT04 PRT07 REF10 REF11 SRD01 SYN01 SYN02 SYN05 SYN06 SYN07 THR02 THR03 TYP01 TYP02 WVR01 WVR02
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Every id that stands in the sources of the rules, or that the JSON reader gives, has a page.
  @Test func everyRuleHasAPage() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardizedFileURL
    var files = [sources.appending(path: "SwitchPlatform/Document/JSONReader.swift")]
    for name in try FileManager.default.subpathsOfDirectory(atPath: sources.appending(path: "PlatformCheck").path)
    where name.hasSuffix(".swift") && !name.contains("Rules/RulePages") { files.append(sources.appending(path: "PlatformCheck/\(name)")) }
    var ids: Set<String> = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /"([A-Z][A-Z0-9]{2}[0-9]{2})"/) { ids.insert(String(match.1)) }
    }
    #expect(ids.count > 40)
    for id in ids.sorted() { #expect(RulePages.page(id) != nil, "no page for \(id)") }
  }

  @Test func pagesAreComplete() {
    // Rules that mean one thing in all projects may be told by several groups; any other id is one group's.
    var owners: [String: Int] = [:]
    for group in RulePages.groups { for id in Set(group.map(\.id)) { owners[id, default: 0] += 1 } }
    let shared = Set(owners.filter { $0.value > 1 }.keys)
    #expect(shared.subtracting(Self.shared).sorted() == [])
    for page in RulePages.all {
      #expect(!page.title.isEmpty && !page.title.hasSuffix("."), "\(page.id)")
      #expect(page.text.count > 25, "\(page.id)")
    }
    #expect(RulePages.page("lan02")?.id == "LAN02")
  }
}
