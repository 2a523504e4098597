public import PlatformFormats

/// SONiC's `device` folder, or a part of it.
public enum SONiCDescription: DescriptionCheck {
  public static let name = "SONiC"

  public static func recognises(_ tree: FileTree) -> Bool { !SONiCPlatform.folders(in: tree).isEmpty }

  public static func check(_ tree: FileTree, into report: Report) {
    var platforms = SONiCPlatform.folders(in: tree).map { SONiCPlatform(tree, folder: $0) }
    let endings = ReferenceRules.completeEndings(of: platforms)
    for index in platforms.indices {
      platforms[index].completeEndings = endings
      SONiCCheck.check(platforms[index], into: report)
    }
  }

  /// A file of a platform without its platform: what can be said of it alone.
  public static func check(file name: String, in tree: FileTree, into report: Report) -> Bool {
    let isHardware = SONiCHardwareCheck.check(file: name, in: tree, into: report)
    guard let platform = SONiCPlatform(alone: name, in: tree) else { return isHardware }
    for rule in SONiCCheck.rulesOfOneFile { rule(platform, report) }
    return true
  }
}
