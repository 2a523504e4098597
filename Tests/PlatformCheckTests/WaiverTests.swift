import Foundation
import SwitchPlatform
import Testing

@testable import PlatformCheck

@Suite struct WaiverTests {
  static let finding = Diagnostic(
    .error, rule: "LAN02", file: "device/acme/box/Box/port_config.ini", at: SourcePosition(line: 3, column: 11),
    "lane 128 of Ethernet4 is already used by Ethernet0",
    related: [.init(file: "device/acme/box/Box/port_config.ini", at: SourcePosition(line: 2, column: 11), "first used here")])

  @Test(arguments: ["box", "port_config.ini", "box/Box/port_config.ini:Ethernet4", "Box/port_config.ini:3", "device/acme/box/"])
  func matchingWaiversWaive(place: String) {
    let list = Waivers(text: "- { rule: LAN02, where: '\(place)', why: management MAC }", file: "w.yaml")
    let (open, waived) = list.apply(to: [WaiverTests.finding])
    #expect(open == [])
    #expect(waived.map(\.why) == ["management MAC"])
  }

  @Test(arguments: ["ox", "port_config", "port_config.ini:Ethernet", "port_config.ini:4", "other/port_config.ini"])
  func othersDoNot(place: String) {
    let list = Waivers(text: "- { rule: LAN02, where: '\(place)', why: management MAC }", file: "w.yaml")
    let (open, waived) = list.apply(to: [WaiverTests.finding])
    #expect(open.map(\.rule) == ["LAN02", "WVR01"])
    #expect(waived == [])
  }

  @Test func aWaiverNeedsAReason() {
    let list = Waivers(
      text: "- { rule: LAN02, where: box }\n- { rule: LAN02, where: box, why: ' ' }\n- { rule: LAN02, were: box, why: x }", file: "w.yaml")
    let (open, waived) = list.apply(to: [WaiverTests.finding])
    #expect(waived == [])
    #expect(open.filter { $0.rule == "WVR02" }.map(\.position.line) == [1, 2, 3, 3])
    #expect(open.contains { $0.message.contains("did you mean 'where'?") })
  }

  @Test func programsGetAllOfIt() throws {
    let waived = Waivers.Waived(diagnostic: WaiverTests.finding, why: "management MAC")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(MachineText.json([WaiverTests.finding], [waived]).utf8)) as? [[String: Any]])
    #expect(json.count == 2)
    #expect(json[0]["severity"] as? String == "E")
    #expect(json[0]["line"] as? Int == 3)
    #expect((json[0]["related"] as? [[String: Any]])?.first?["line"] as? Int == 2)
    #expect(json[1]["waived"] as? String == "management MAC")

    let sarif = SARIF.text([WaiverTests.finding], [waived], pages: RulePages.all)
    let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 2)
    #expect(results[0]["level"] as? String == "error")
    #expect(results[0]["ruleIndex"] as? Int == 0)
    #expect(results[1]["suppressions"] != nil)
    #expect(SARIF.uri("/a b/ü.ini") == "file:///a%20b/%C3%BC.ini")
  }

  @Test func workflowCommandsEscape() {
    let odd = Diagnostic(.note, rule: "PRT08", file: "a,b:c.ini", at: SourcePosition(line: 0, column: 0), "100% of\nlines")
    #expect(MachineText.workflowCommands([odd]) == "::notice file=a%2Cb%3Ac.ini,line=1,col=1,title=PRT08::100%25 of%0Alines")
  }
}
