import PlatformFormats
public import SwitchPlatform

/// What a check has found so far, in any number of files.
///
/// A reference, because all rules of one run write to it.
public final class Report {
  public private(set) var diagnostics: [Diagnostic] = []
  /// Diagnostics beyond which a rule says nothing more about a file; what comes after is counted as one.
  public static let limitPerRuleAndFile = 2000
  private var counts: [String: Int] = [:]

  public init() {}

  public func error(
    _ rule: String, _ file: String, at position: SourcePosition, _ message: String, related: [Diagnostic.Related] = []
  ) { add(Diagnostic(.error, rule: rule, file: file, at: position, message, related: related)) }

  public func warning(
    _ rule: String, _ file: String, at position: SourcePosition, _ message: String, related: [Diagnostic.Related] = []
  ) { add(Diagnostic(.warning, rule: rule, file: file, at: position, message, related: related)) }

  public func note(
    _ rule: String, _ file: String, at position: SourcePosition, _ message: String, related: [Diagnostic.Related] = []
  ) { add(Diagnostic(.note, rule: rule, file: file, at: position, message, related: related)) }

  public func add(_ diagnostic: Diagnostic) {
    let count = counts["\(diagnostic.rule) \(diagnostic.file)", default: 0] + 1
    counts["\(diagnostic.rule) \(diagnostic.file)"] = count
    if count <= Report.limitPerRuleAndFile {
      diagnostics.append(diagnostic)
    } else if count == Report.limitPerRuleAndFile + 1 {
      var last = diagnostic
      last.message = "more than \(Report.limitPerRuleAndFile) of these in this file; the rest is not shown"
      last.related = []
      diagnostics.append(last)
    }
  }

  public func add(_ more: [Diagnostic]) { for diagnostic in more { add(diagnostic) } }

  /// By file, then in the order of the file.
  public var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      return (a.file, a.position.line, a.position.column, left.offset) < (b.file, b.position.line, b.position.column, right.offset)
    }.map(\.element)
  }
}
