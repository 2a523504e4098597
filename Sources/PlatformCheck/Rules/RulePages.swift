import SwitchPlatform

/// What explains the rules.
public enum RulePages {
  /// All pages by id. Another group is another line; what groups say of one rule is one page.
  public static let all: [RulePage] = merged(groups)

  static var groups: [[RulePage]] {
    [
      reading, ports, lanes, breakout, profiles, references, hardwareSyntax, chips, devices, inventory, OtherProjectsRules.pages,
      deviceTree,
      ours
    ]
  }

  /// Our own board files' rules, which their reader knows.
  private static var ours: [RulePage] { BoardRulePages.all.map { RulePage($0.id, $0.severity, $0.title, $0.text) } }

  private static func merged(_ groups: [[RulePage]]) -> [RulePage] {
    var pages: [String: RulePage] = [:]
    for page in groups.joined() {
      guard let known = pages[page.id] else {
        pages[page.id] = page
        continue
      }
      if !known.text.contains(page.text) { pages[page.id]?.text = known.text + "\n\nIn other descriptions: \(page.title). \(page.text)" }
      pages[page.id]?.severity = min(known.severity, page.severity)
    }
    return pages.values.sorted { $0.id < $1.id }
  }

  public static func page(_ id: String) -> RulePage? { all.first { $0.id == id.uppercased() } }
}
