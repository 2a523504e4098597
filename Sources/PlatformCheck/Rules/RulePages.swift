/// What explains the rules.
public enum RulePages {
  /// All pages by id. Another group is another line.
  public static let all: [RulePage] = [
    reading, ports, lanes, breakout, profiles, references,
    hardwareSyntax, chips, devices, inventory
  ].flatMap { $0 }.sorted { $0.id < $1.id }

  public static func page(_ id: String) -> RulePage? { all.first { $0.id == id.uppercased() } }
}
