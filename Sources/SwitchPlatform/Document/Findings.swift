/// What has been found in a file so far: diagnostics, and what its numbers stand on.
///
/// A reference, because all readers of one file write to it.
public final class Findings {
  public let file: String
  /// The file, and those that it extends; positions name them by index.
  private(set) var files: [String]
  public private(set) var diagnostics: [Diagnostic] = []
  /// Numbers read so far.
  public private(set) var provenance = NumberProvenance()
  /// What has been said of where, for `isRepeating`.
  private var said: Set<String> = []
  /// Set while the same text is read again for another number of its range: what has been said of a place is not said again.
  var isRepeating = false

  /// Diagnostics beyond which a file is not worth reading on; what comes after is counted as one.
  public static let limit = 1000

  public init(file: String, diagnostics: [Diagnostic] = []) {
    self.file = file
    files = [file]
    self.diagnostics = diagnostics
  }

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Whether nothing more is shown, so that reading on has no use.
  var isFull: Bool { diagnostics.count > Findings.limit }

  public func error(_ rule: String, at position: SourcePosition, _ message: String) { add(.error, rule, position, message) }
  public func warning(_ rule: String, at position: SourcePosition, _ message: String) { add(.warning, rule, position, message) }

  /// Takes another file in, and returns its index; `nil` where there are too many.
  func add(file: String) -> Int? {
    guard files.count < Int(UInt16.max) else { return nil }
    files.append(file)
    return files.count - 1
  }

  /// The file that a place is in.
  func file(of position: SourcePosition) -> String {
    files.indices.contains(Int(position.file)) ? files[Int(position.file)] : file
  }

  /// Replaces what has been found by what `change` makes of it.
  func revise(_ change: (Diagnostic) -> Diagnostic) { diagnostics = diagnostics.map(change) }

  func add(_ more: [Diagnostic]) { diagnostics += more }

  func count(_ kind: NumberProvenance.Kind) { provenance.counts[kind, default: 0] += 1 }

  private func add(_ severity: Diagnostic.Severity, _ rule: String, _ position: SourcePosition, _ message: String) {
    let isNew = said.insert("\(rule) \(position.file):\(position.line):\(position.column)").inserted
    if isRepeating, !isNew { return }
    if diagnostics.count < Findings.limit {
      diagnostics.append(Diagnostic(severity, rule: rule, file: file(of: position), at: position, message))
    } else if diagnostics.count == Findings.limit {
      let message = "more than \(Findings.limit) faults; the rest is not shown"
      diagnostics.append(Diagnostic(.error, rule: "SYN06", file: file(of: position), at: position, message))
    }
  }

  /// The diagnostics in the order of the file.
  public var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted { left, right in
      (left.element.position.file, left.element.position.line, left.element.position.column, left.offset)
        < (right.element.position.file, right.element.position.line, right.element.position.column, right.offset)
    }.map { pair in
      var diagnostic = pair.element
      diagnostic.position.file = 0
      return diagnostic
    }
  }
}
