import PlatformFormats
import SwitchPlatform

/// REF09: links that lead nowhere.
enum LinkRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    var queue = [(folder: platform.folder, depth: 0)]
    while let next = queue.popLast() {
      for name in platform.tree.names(in: next.folder) {
        let inner = next.folder.isEmpty ? name : "\(next.folder)/\(name)"
        switch platform.tree.kind(inner) {
        case .brokenLink: tell(inner, platform, report)
        case .folder where !platform.tree.isLink(inner) && next.depth < 8: queue.append((inner, next.depth + 1))
        default: break
        }
      }
    }
  }

  private static func tell(_ name: String, _ platform: SONiCPlatform, _ report: Report) {
    let target = platform.tree.target(of: name) ?? ""
    let message = "the link leads to '\(target.excerpt)', which is not there"
    let place = SourcePosition(line: 1, column: 1)
    // Folders that platforms share may have stayed behind where a platform was copied; its own files have not.
    let own = platform.tree.absolute(platform.folder)
    let wanted = FileTree.standardized("\(platform.tree.path(FileTree.folder(of: name)))/\(target)")
    if !target.hasPrefix("/"), wanted.hasPrefix(own + "/") {
      report.error("REF09", platform.tree.path(name), at: place, message)
    } else {
      report.warning("REF09", platform.tree.path(name), at: place, message)
    }
  }
}
