/// Diagnostics as text, with the line they are about and a caret below its place.
///
///     boards/x.yaml:12:5: error KEY01 cage 1 has no key 'knd'; did you mean 'kind'?
///         knd: qsfp28
///         ^
public struct DiagnosticPrinter: Sendable {
  private let lines: [Substring]
  /// Whether escape sequences for colours are put in.
  public var isColored: Bool

  /// - Parameter source: The text of the file; empty: no excerpts.
  public init(source: String = "", isColored: Bool = false) {
    // Data files end their lines by \n or \r\n, which are one character each.
    lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    self.isColored = isColored
  }

  /// Longest excerpt.
  ///
  /// - Unit: characters.
  static let maximumExcerpt = 160

  public func text(_ diagnostic: Diagnostic) -> String {
    let place = "\(diagnostic.file):\(diagnostic.position.line):\(diagnostic.position.column):"
    let severity = "\(diagnostic.severity.rawValue) \(diagnostic.rule)"
    var result = "\(paint(place, 1)) \(paint(severity, color(diagnostic.severity))) \(diagnostic.message)"
    let line = Int(diagnostic.position.line) - 1
    let column = Int(diagnostic.position.column) - 1
    if lines.indices.contains(line), column >= 0, !lines[line].isEmpty {
      let scalars = lines[line].unicodeScalars
      // Tabs stay tabs, so that the caret stands below its place.
      let indent = String(
        String.UnicodeScalarView(scalars.prefix(min(column, DiagnosticPrinter.maximumExcerpt)).map { $0 == "\t" ? $0 : " " }))
      let excerpt = String(
        String.UnicodeScalarView(scalars.prefix(DiagnosticPrinter.maximumExcerpt).map { $0.value < 0x20 && $0 != "\t" ? "?" : $0 }))
      result += "\n    \(excerpt)"
      if column <= DiagnosticPrinter.maximumExcerpt { result += "\n    \(indent)\(paint("^", 32))" }
    }
    return result
  }

  /// All of them, and a line that counts them.
  public func text(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.filter { $0.severity == .error }.count
    let warnings = diagnostics.filter { $0.severity == .warning }.count
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    return (diagnostics.map { text($0) } + ["\(count(errors, "error")), \(count(warnings, "warning"))"]).joined(separator: "\n")
  }

  private func color(_ severity: Diagnostic.Severity) -> Int {
    switch severity {
    case .error: 31
    case .warning: 33
    case .note: 36
    }
  }

  private func paint(_ text: String, _ code: Int) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
