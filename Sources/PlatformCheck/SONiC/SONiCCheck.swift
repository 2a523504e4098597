public import PlatformFormats
import SwitchPlatform

/// The rules for a `device/<vendor>/<platform>` folder.
public enum SONiCCheck {
  /// A rule or a group of them that share what they look at.
  typealias Rule = @Sendable (_ platform: SONiCPlatform, _ report: Report) -> Void

  /// Those that need no other file of the platform.
  static let rulesOfOneFile: [Rule] = [
    { platform, report in report.add(platform.diagnostics) },
    PortRules.check,
    LaneRules.check,
    CageRules.check,
    BreakoutRules.check
  ]

  /// All of them. Another group is another line.
  static let rules: [Rule] =
    rulesOfOneFile + [
      ProfileRules.check,
      DeadPortConfigRules.check,
      ReferenceRules.check,
      LinkRules.check,
      SONiCHardwareCheck.check
    ]

  /// Checks one platform.
  public static func check(_ platform: SONiCPlatform, into report: Report) {
    for rule in rules { rule(platform, report) }
  }
}
