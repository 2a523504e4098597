import Foundation
public import SwitchPlatform

/// Findings for programs: JSON, SARIF 2.1.0, GitHub's workflow commands.
public enum MachineText {
  struct Place: Encodable {
    var file: String
    var line: UInt32
    var column: UInt32
    var message: String
  }

  struct Finding: Encodable {
    var rule: String
    var severity: String
    var file: String
    var line: UInt32
    var column: UInt32
    var message: String
    var related: [Place]
    /// The reason, where it is waived.
    var waived: String?
  }

  /// One array; severities are `E`, `W`, `I`.
  public static func json(_ open: [Diagnostic], _ waived: [Waivers.Waived] = []) -> String {
    encode(open.map { finding($0, nil) } + waived.map { finding($0.diagnostic, $0.why) })
  }

  private static func finding(_ diagnostic: Diagnostic, _ why: String?) -> Finding {
    Finding(
      rule: diagnostic.rule, severity: letter(diagnostic.severity), file: diagnostic.file, line: diagnostic.position.line,
      column: diagnostic.position.column, message: diagnostic.message,
      related: diagnostic.related.map { Place(file: $0.file, line: $0.position.line, column: $0.position.column, message: $0.message) },
      waived: why)
  }

  static func letter(_ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "E"
    case .warning: "W"
    case .note: "I"
    }
  }

  static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Texts, numbers and lists always encode.
    guard let data = try? encoder.encode(value) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  /// A line for each finding, which GitHub shows beside the changed lines.
  public static func workflowCommands(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
      let command =
        switch diagnostic.severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
      let place = "file=\(property(diagnostic.file)),line=\(max(1, diagnostic.position.line)),col=\(max(1, diagnostic.position.column))"
      return "::\(command) \(place),title=\(property(diagnostic.rule))::\(data(diagnostic.message))"
    }.joined(separator: "\n")
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String { data(text).replacing(":", with: "%3A").replacing(",", with: "%2C") }
}
