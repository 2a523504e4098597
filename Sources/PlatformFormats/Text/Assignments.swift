public import SwitchPlatform

/// A text of `KEY=VALUE` lines: `sai.profile`, `asic.conf`, `platform_env.conf`. It is read, never executed.
public struct Assignments: Sendable {
  public struct Entry: Hashable, Sendable {
    public var key: String
    /// Without the quotes round it.
    public var value: String
    public var keyPosition: SourcePosition
    public var valuePosition: SourcePosition
  }

  public var file: String
  public var entries: [Entry] = []
  /// Lines that are neither empty, nor a comment, nor an assignment.
  public var others: [(text: String, position: SourcePosition)] = []

  public init(_ source: SourceFile) {
    file = source.path
    var line = 0
    var isOpen = false
    for bytes in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let text = String(decoding: bytes, as: UTF8.self)
      // A value goes on behind a backslash at the end of its line.
      if isOpen {
        isOpen = text.trimmed.hasSuffix("\\")
        continue
      }
      read(text, line: line)
      isOpen = entries.last?.keyPosition.line == UInt32(line) && text.trimmed.hasSuffix("\\")
    }
  }

  private mutating func read(_ text: String, line: Int) {
    let indent = text.prefix { $0.isWhitespace }.count
    let body = text.dropFirst(indent)
    guard let first = body.first, first != "#" else { return }
    let position = SourcePosition(line: line, column: indent + 1)
    guard let equals = body.firstIndex(of: "="), case let key = body[..<equals].trimmed, Assignments.isName(key) else {
      others.append((String(body).trimmed, position))
      return
    }
    let after = body[body.index(after: equals)...]
    let space = after.prefix { $0.isWhitespace }.count
    let column = indent + 1 + body.distance(from: body.startIndex, to: equals) + 1 + space
    var value = Substring(after.trimmed)
    for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
      value = value.dropFirst().dropLast()
      break
    }
    entries.append(
      Entry(key: key, value: String(value), keyPosition: position, valuePosition: SourcePosition(line: line, column: column)))
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0 == "_" || $0 == "." || $0 == "-" || ($0.isASCII && $0.properties.isAlphabetic) || ("0"..."9").contains($0)
      }
  }

  /// The last entry of this key, which is the one that counts.
  public subscript(_ key: String) -> Entry? { entries.last { $0.key == key } }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text.drop { $0.isWhitespace })
  }
}
