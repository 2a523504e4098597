public import SwitchPlatform

/// What a text of lines may be: tables, assignments, lists. Those that SONiC and FBOSS have are a hundredth of it.
public enum TextLimits {
  public static let maximumLines = 20_000
  /// - Unit: bytes.
  public static let maximumLine = 1 << 16

  /// Why a file is none that is read; `nil`: it is one.
  ///
  /// - Complexity: O(bytes), and O(1) memory.
  public static func fault(_ source: SourceFile) -> Diagnostic? {
    var (line, start) = (1, 0)
    func fault(_ rule: String, _ message: String) -> Diagnostic {
      Diagnostic(.error, rule: rule, file: source.path, at: SourcePosition(line: line, column: 1), message)
    }
    for (offset, byte) in source.bytes.enumerated() {
      if byte == 0 { return fault("SYN07", "the file is no text: it has a byte 0") }
      guard byte == UInt8(ascii: "\n") else {
        if offset - start >= maximumLine { return fault("SYN06", "the line is longer than \(maximumLine) bytes") }
        continue
      }
      (line, start) = (line + 1, offset + 1)
      if line > maximumLines + 1 { return fault("SYN06", "the file has more than \(maximumLines) lines") }
    }
    return nil
  }
}

extension FileTree {
  /// A text of lines; what cannot be read, or is none, is told.
  ///
  /// - Returns: `nil` with a diagnostic.
  public func lines(_ name: String, _ diagnostics: inout [Diagnostic]) -> SourceFile? {
    do throws(CatalogError) {
      let source = try file(name)
      guard let fault = TextLimits.fault(source) else { return source }
      diagnostics.append(fault)
    } catch {
      diagnostics.append(unreadable(name, error))
    }
    return nil
  }
}
