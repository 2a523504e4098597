public import PlatformFormats
import SwitchPlatform

/// Rules for OPX: the tree of devices, the entities made of them, and the tables of ports.
public enum OPXCheck: DescriptionCheck {
  public static let name = "OPX"

  public static func recognises(_ tree: FileTree) -> Bool { !OPXPlatform.folders(of: tree).isEmpty }

  public static func check(_ tree: FileTree, into report: Report) {
    for folder in OPXPlatform.folders(of: tree) {
      let platform = OPXPlatform(tree, folder: folder)
      report.add(platform.diagnostics)
      if let devices = platform.devices { OPXDeviceRules.check(devices, into: report) }
      if let entities = platform.entities, let devices = platform.devices { OPXEntityRules.check(entities, devices, into: report) }
      for table in platform.tables { OPXPortRules.check(table, into: report) }
    }
    OPXSettingRules.check(tree, into: report)
  }
}
