import SwitchPlatform

/// The words and separators of a shell script. Nothing is executed and nothing is expanded.
struct ShellWords {
  enum Kind: Hashable { case word, separator }

  struct Token: Hashable {
    var kind: Kind
    /// Of a word: without its quotes. Of a separator: `;`, `;;`, `|`, `(`, `)`, `&&`, `||`, `&`, `<`, `>` or a line's end.
    var text: String
    /// Whether the shell would put something else in its place.
    var isExpanded = false
    var position: SourcePosition
  }

  /// Tokens beyond which a script is not read.
  static let maximumTokens = 1_000_000

  private(set) var tokens: [Token] = []
  private var cursor: TextCursor

  init(_ source: SourceFile) throws(TextFault) {
    cursor = TextCursor(bytes: source.bytes)
    while let byte = cursor.byte {
      let position = cursor.position
      guard tokens.count < ShellWords.maximumTokens else {
        throw TextFault(rule: "SYN06", position: position, message: "more than \(ShellWords.maximumTokens) words")
      }
      if byte == UInt8(ascii: "\\"), cursor.byte(ahead: 1) == 0x0a {
        cursor.advance(2)
      } else if byte == 0x0a {
        add("\n", at: position)
      } else if TextCursor.isSpace(byte) {
        cursor.advance()
      } else if byte == UInt8(ascii: "#") {
        while let byte = cursor.byte, byte != 0x0a { cursor.advance() }
      } else if cursor.starts(with: ";;") || cursor.starts(with: "&&") || cursor.starts(with: "||") {
        add(String(decoding: [byte, byte], as: UTF8.self), at: position)
      } else if ShellWords.isSeparator(byte) {
        add(String(UnicodeScalar(byte)), at: position)
      } else {
        try word(at: position)
      }
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { ";|&()<>".utf8.contains(byte) }

  private mutating func add(_ text: String, at position: SourcePosition) {
    tokens.append(Token(kind: .separator, text: text, position: position))
    cursor.advance(text.utf8.count)
  }

  private mutating func word(at position: SourcePosition) throws(TextFault) {
    var text: [UInt8] = []
    var isExpanded = false
    while let byte = cursor.byte, !TextCursor.isSpace(byte), !ShellWords.isSeparator(byte) {
      switch byte {
      case UInt8(ascii: "'"): try quoted(byte, into: &text, &isExpanded)
      case UInt8(ascii: "\""): try quoted(byte, into: &text, &isExpanded)
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        isExpanded = true
        try expansion(into: &text)
      case UInt8(ascii: "\\"):
        cursor.advance()
        if let next = cursor.byte, next != 0x0a { text.append(next) }
        cursor.advance()
      default:
        text.append(byte)
        cursor.advance()
      }
    }
    tokens.append(Token(kind: .word, text: String(decoding: text, as: UTF8.self), isExpanded: isExpanded, position: position))
  }

  private mutating func quoted(_ quote: UInt8, into text: inout [UInt8], _ isExpanded: inout Bool) throws(TextFault) {
    let start = cursor.position
    cursor.advance()
    while let byte = cursor.byte, byte != quote {
      if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "$") || byte == UInt8(ascii: "`") {
        isExpanded = true
        try expansion(into: &text)
      } else if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), let next = cursor.byte(ahead: 1) {
        if next != 0x0a { text.append(next) }
        cursor.advance(2)
      } else {
        text.append(byte)
        cursor.advance()
      }
    }
    guard cursor.byte != nil else { throw TextFault(position: start, message: "a quote that does not end") }
    cursor.advance()
  }

  /// `$name`, `${…}`, `$(…)`, `` `…` ``: kept as it stands.
  private mutating func expansion(into text: inout [UInt8]) throws(TextFault) {
    let position = cursor.position
    let first = cursor.offset
    let open = cursor.byte
    cursor.advance()
    if open == UInt8(ascii: "`") {
      while let byte = cursor.byte, byte != UInt8(ascii: "`") { cursor.advance() }
      cursor.advance()
    } else if let bracket = cursor.byte, bracket == UInt8(ascii: "(") || bracket == UInt8(ascii: "{") {
      let end = bracket == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "}")
      var depth = 0
      while let byte = cursor.byte {
        cursor.advance()
        if byte == bracket { depth += 1 }
        if byte == end {
          depth -= 1
          if depth == 0 { break }
        }
      }
      guard depth == 0 else { throw TextFault(position: position, message: "an expansion that does not end") }
    } else {
      while let byte = cursor.byte, DTSExpression.isWord(byte) { cursor.advance() }
    }
    text += cursor.bytes[first..<cursor.offset]
  }
}
