/// What a rule means: the text of `--explain`.
public struct BoardRulePage: Hashable, Sendable {
  public var id: String
  public var severity: Diagnostic.Severity
  /// One line.
  public var title: String
  /// What it means, why it matters, an example, how to mend it.
  public var text: String

  public init(_ id: String, _ severity: Diagnostic.Severity, _ title: String, _ text: String) {
    self.id = id
    self.severity = severity
    self.title = title
    self.text = text
  }
}
