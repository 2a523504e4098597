import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Files that somebody made to do harm: what is too deep, too large, or no text is refused, and how much is said of it is bounded.
@Suite struct HostilePlatformTests {
  private func check(_ files: [String: String]) throws -> [Diagnostic] {
    try PlatformFolder(files: PlatformFolder.good.merging(files) { $1 }).check()
  }

  private static let jsonFiles = [
    "platform.json", "Box/hwsku.json", "pddf/pddf-device.json", "media_settings.json", "Box/gearbox_config.json"
  ]

  @Test(arguments: jsonFiles) func deepJSONIsRefused(file: String) throws {
    for piece in ["[", #"{"a":"#] {
      let found = try check([file: String(repeating: piece, count: 200_000)])
      #expect(found.filter { $0.file == file && $0.severity == .error }.map(\.rule) == ["SYN06"])
    }
  }

  @Test func aliasesDoNotGrow() throws {
    var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<40 { text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]\n" }
    let found = try check(["pcie.yaml": text])
    #expect(found.contains { $0.file == "pcie.yaml" && $0.severity == .error && $0.rule.hasPrefix("SYN") }, "\(found.prefix(3))")
  }

  @Test(arguments: [
    "platform.json", "Box/port_config.ini", "pcie.yaml", "Box/box.config.bcm", "Box/sai.profile", "sensors.conf", "default_sku"
  ])
  func filesBeyondTheLimitAreRefused(file: String) throws {
    let found = try check([file: String(repeating: " ", count: FileTree.maximumFileSize + 1)]).filter { $0.file == file }
    #expect(found.filter { $0.rule.hasPrefix("SYN") }.map(\.rule) == ["SYN06"], "\(found)")
    #expect(found.contains { $0.rule == "SYN06" && $0.severity == .error && $0.message.hasSuffix("is larger than 16 MB") }, "\(found)")
  }

  /// A fault in each of many rows is told so often, and the rest counted.
  @Test func findingsOfOneKindAreBounded() throws {
    let limit = Report.limitPerRuleAndFile
    let rows = (0..<(limit + 500)).map { "Ethernet\($0) \($0) Same \($0) 10000\n" }.joined()
    let found = try check(SONiCRuleTests.table(rows))
    #expect(found.count { $0.rule == "PRT05" } == limit + 1)
  }

  /// Names that lead nowhere, each of which might be looked for among all the others.
  @Test func manyBrokenReferencesAreTold() throws {
    let devices = (0..<6000).map {
      #""D\#($0)": {"dev_info": {"device_type": "CPLD", "device_name": "D\#($0)", "device_parent": "NONE\#($0)"}, "i2c": {}}"#
    }
    let found = try check(["pddf/pddf-device.json": "{" + devices.joined(separator: ",\n") + "}"])
    #expect(found.count { $0.rule == "DEV08" } == Report.limitPerRuleAndFile + 1)
  }
}
