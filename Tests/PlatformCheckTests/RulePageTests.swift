import Foundation
import Testing

@testable import PlatformCheck

@Suite struct RulePageTests {
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
    #expect(Set(RulePages.all.map(\.id)).count == RulePages.all.count, "an id has two pages")
    for page in RulePages.all {
      #expect(!page.title.isEmpty && !page.title.hasSuffix("."), "\(page.id)")
      #expect(page.text.count > 25, "\(page.id)")
    }
    #expect(RulePages.page("lan02")?.id == "LAN02")
  }
}
