public import PlatformFormats
import SwitchPlatform

/// Rules for FBOSS: the services' configuration and the tables of lanes.
public enum FBOSSCheck: DescriptionCheck {
  public static let name = "FBOSS"

  /// Whether a tree has a platform manager's configuration or a table of lanes.
  public static func recognises(_ tree: FileTree) -> Bool {
    tree.allFiles().contains { name in
      let last = FileTree.lastName(of: name)
      return last == FBOSSPlatform.Service.platformManager.rawValue || last.hasSuffix("_static_mapping.csv")
        || last.hasSuffix("_port_profile_mapping.csv") || FBOSSPlatformMappingRules.isMapping(last)
    }
  }

  public static func check(_ tree: FileTree, into report: Report) {
    for folder in FBOSSPlatform.folders(of: tree) {
      let platform = FBOSSPlatform(tree, folder: folder)
      report.add(platform.diagnostics)
      for document in platform.documents.values { DuplicateKeys.check(document.root, in: document.file, into: report) }
      FBOSSUnitRules.check(platform, into: report)
      FBOSSLinkRules.check(platform, into: report)
      FBOSSSensorRules.check(platform, into: report)
      FBOSSFanRules.check(platform, into: report)
    }
    let names = tree.allFiles()
    FBOSSMappingRules.check(tree, names, into: report)
    FBOSSSettingRules.check(tree, names, into: report)
    for name in names where FBOSSPlatformMappingRules.isMapping(name) {
      if let document = tree.json(name, into: report) { FBOSSPlatformMappingRules.check(document, into: report) }
    }
  }
}
