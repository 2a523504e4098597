/// Something about a file that its author should know.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
    case error, warning, note

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    private var rank: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .note: 2
      }
    }
  }

  public var severity: Severity
  /// A stable id of the rule, e.g. `KEY01`.
  public var rule: String
  public var file: String
  public var position: SourcePosition
  /// What is wrong, what was expected, and the nearest match where there is one.
  public var message: String
  /// Other places that belong to it: where the name was first used, what it contradicts.
  public var related: [Related] = []

  public struct Related: Hashable, Sendable {
    public var file: String
    public var position: SourcePosition
    /// `first used here`.
    public var message: String

    public init(file: String, at position: SourcePosition, _ message: String) {
      self.file = file
      self.position = position
      self.message = message
    }
  }

  public init(
    _ severity: Severity, rule: String, file: String, at position: SourcePosition, _ message: String,
    related: [Related] = []
  ) {
    self.severity = severity
    self.rule = rule
    self.file = file
    self.position = position
    self.message = message
    self.related = related
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: severity RULE message`, as compilers say it.
  public var description: String { "\(file):\(position.line):\(position.column): \(severity.rawValue) \(rule) \(message)" }
}
