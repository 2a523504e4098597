/// Diagnostics as text, with the line they are about and a caret below its place.
///
///     boards/x.yaml:12:5: error KEY01 cage 1 has no key 'knd'; did you mean 'kind'?
///         knd: qsfp28
///         ^
public struct DiagnosticPrinter: Sendable {
  private let bytes: [UInt8]
  /// Where each line begins, and where one more would.
  private let starts: [UInt32]
  /// Whether escape sequences for colours are put in.
  public var isColored: Bool

  /// - Parameter source: The text of the file; empty: no excerpts.
  public init(source: String = "", isColored: Bool = false) { self.init(bytes: Array(source.utf8), isColored: isColored) }

  /// - Parameter bytes: The text of the file in UTF-8; what is none is shown as such.
  public init(bytes: [UInt8], isColored: Bool = false) {
    self.bytes = bytes.count < Int(UInt32.max) ? bytes : []
    var starts: [UInt32] = [0]
    for (offset, byte) in self.bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(UInt32(offset + 1)) }
    starts.append(UInt32(self.bytes.count + 1))
    self.starts = starts
    self.isColored = isColored
  }

  /// A line, from 0, without its end, as far as an excerpt goes; `nil`: there is none, or it is empty.
  private func line(_ number: Int) -> String? {
    guard number >= 0, number + 1 < starts.count else { return nil }
    let start = Int(starts[number])
    // A character has 4 bytes at most.
    let end = min(Int(starts[number + 1]) - 1, start + 4 * DiagnosticPrinter.maximumExcerpt)
    guard start < end else { return nil }
    var text = bytes[start..<end]
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// Longest excerpt.
  ///
  /// - Unit: characters.
  static let maximumExcerpt = 160

  public func text(_ diagnostic: Diagnostic) -> String {
    let place = "\(diagnostic.file):\(diagnostic.position.line):\(diagnostic.position.column):"
    let severity = "\(diagnostic.severity.rawValue) \(diagnostic.rule)"
    var result = "\(paint(place, 1)) \(paint(severity, color(diagnostic.severity))) \(diagnostic.message)"
    let column = Int(diagnostic.position.column) - 1
    if column >= 0, let line = line(Int(diagnostic.position.line) - 1) {
      let scalars = line.unicodeScalars
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
