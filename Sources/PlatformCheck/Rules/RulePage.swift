public import SwitchPlatform

/// What a rule means, for a reader who has met its id.
public struct RulePage: Hashable, Sendable {
  /// `I2C04`.
  public var id: String
  /// The gravest that it reports.
  public var severity: Diagnostic.Severity
  /// A line without a full stop.
  public var title: String
  /// What it means, why it matters, and how to mend it.
  public var text: String

  public init(_ id: String, _ severity: Diagnostic.Severity, _ title: String, _ text: String) {
    self.id = id
    self.severity = severity
    self.title = title
    self.text = text
  }
}
