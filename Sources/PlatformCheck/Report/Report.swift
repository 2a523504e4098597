import PlatformFormats
public import SwitchPlatform

/// What a check has found so far, in any number of files.
///
/// A reference, because all rules of one run write to it.
public final class Report {
  public private(set) var diagnostics: [Diagnostic] = []
  /// Diagnostics beyond which a rule says nothing more about a file; what comes after is counted as one.
  public static let limitPerRuleAndFile = 2000
  /// Files of which no rule knows more than the syntax: who reads that they are in order is not to take it for more than it is.
  public internal(set) var syntaxOnly: Set<String> = []
  private var counts: [String: Int] = [:]
  private var places: Set<Place> = []
  private var seen: Set<String> = []

  /// Where a rule has spoken: two rules that read the same file tell its syntax once.
  private struct Place: Hashable {
    var rule: String
    var file: String
    var position: SourcePosition
    var message: String
  }

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

  /// Whether this is the first time that this run asks for it: a file that links name several times is checked once.
  public func isFirst(_ thing: String) -> Bool { seen.insert(thing).inserted }

  /// Whether a rule has said of a file all that is shown, so that nothing more need be looked for.
  public func isFull(_ rule: String, _ file: String) -> Bool { counts["\(rule) \(file)", default: 0] > Report.limitPerRuleAndFile }

  /// Whether a name that was meant is still looked for: not where so many are wrong that nobody reads them.
  public func guesses(_ rule: String, _ file: String) -> Bool { counts["\(rule) \(file)", default: 0] < 64 }

  /// Adds a finding; one that says the same of the same place is there already.
  public func add(_ diagnostic: Diagnostic) {
    guard !isFull(diagnostic.rule, diagnostic.file) else { return }
    let message = diagnostic.rule.hasPrefix("SYN") ? "" : diagnostic.message
    let place = Place(rule: diagnostic.rule, file: diagnostic.file, position: diagnostic.position, message: message)
    guard places.insert(place).inserted else { return }
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
