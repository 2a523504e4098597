public import PlatformFormats
import SwitchPlatform

/// The rules for what a SONiC platform says of its hardware: buses, devices, chips, sensors, inventory.
public enum SONiCHardwareCheck {
  /// A platform with all its files.
  struct Input {
    var platform: SONiCPlatform
    var files: SONiCFileSet

    /// Whether nobody has looked at a file for a purpose yet: links make several names of one.
    func isFirst(_ purpose: String, _ name: String, _ report: Report) -> Bool {
      report.isFirst("\(purpose) \(platform.tree.absolute(platform.inside(name)))")
    }
  }

  /// A rule or a group of them that share what they look at.
  typealias Rule = @Sendable (_ input: Input, _ report: Report) -> Void

  /// All of them. Another group is another line.
  static let rules: [Rule] = [
    SyntaxRules.check,
    FamilyRules.check,
    SDKRules.check,
    PCIRules.check,
    BusRules.check,
    DeviceRules.check,
    SignalRules.check,
    InventoryRules.check,
    MediaRules.check,
    SensorRules.check,
    GearboxRules.check,
    GearboxLaneRules.check,
    ChassisRules.check,
    ThermalRules.check
  ]

  /// Checks one platform.
  public static func check(_ platform: SONiCPlatform, into report: Report) {
    let input = Input(platform: platform, files: SONiCFileSet(platform))
    for rule in rules { rule(input, report) }
  }

  /// Checks one file of a folder that is no platform's: `pcie.yaml`, `pddf-device.json`, …
  ///
  /// - Returns: Whether there is a rule for such files.
  static func check(file name: String, in tree: FileTree, into report: Report) -> Bool {
    guard isHardware(name) else { return false }
    let platform = SONiCPlatform(only: name, in: tree)
    let input = Input(platform: platform, files: SONiCFileSet(platform, only: name))
    for rule in rules { rule(input, report) }
    return true
  }

  private static func isHardware(_ name: String) -> Bool {
    let names: Set<String> = [
      "sensors.conf", "media_settings.json", "platform_components.json", "gearbox_config.json", "thermal_policy.json", "installer.conf",
      "platform.json"
    ]
    return names.contains(name) || name.hasPrefix("pddf-device") && name.hasSuffix(".json") || PCIRules.isList(name)
      || name.hasSuffix(".bcm")
  }

  /// Whether a JSON file of a platform has rules beyond those of its syntax.
  static func hasRules(_ name: String) -> Bool {
    let last = FileTree.lastName(of: name)
    return ["platform.json", "hwsku.json", "media_settings.json", "gearbox_config.json", "thermal_policy.json"].contains(last)
      || last.hasPrefix("platform_components") || last.hasPrefix("pddf-device") || GearboxLaneRules.isPHY(name)
  }

  /// Where a file as a whole is meant.
  static let start = SourcePosition(line: 1, column: 1)

  /// `a, b, c and 4 more`.
  static func list(_ names: some Sequence<String>) -> String {
    let names = Array(names)
    let shown = names.prefix(8).map(\.excerpt).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  static func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }
}
