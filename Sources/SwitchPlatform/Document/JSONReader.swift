/// A JSON text as positioned nodes, read strictly by RFC 8259.
public enum JSONDocument {
  /// Nesting beyond which a text is refused.
  public static let maximumDepth = 256
  /// Values beyond which a text is refused.
  public static let maximumNodes = 1_000_000

  /// Reads a JSON text.
  ///
  /// Numbers, `true`, `false` and `null` become unquoted scalars with their text as it stands; strings become quoted scalars.
  /// A key that stands twice stays twice. Columns count Unicode scalars, as those of YAML do.
  ///
  /// - Returns: The value, or `nil` with an error that says where reading ended. Text after the value is an error too, but
  ///   the value is still returned.
  /// - Complexity: O(bytes).
  public static func parse(_ text: String, file: String) -> (node: Node?, diagnostics: [Diagnostic]) {
    parse(bytes: Array(text.utf8), file: file)
  }

  /// Reads a JSON text in UTF-8, without byte order mark.
  public static func parse(bytes: [UInt8], file: String) -> (node: Node?, diagnostics: [Diagnostic]) {
    var reader = JSONReader(bytes: bytes)
    do throws(JSONFault) {
      let node = try reader.document()
      guard let trailing = reader.trailing else { return (node, []) }
      return (node, [trailing.diagnostic(file: file)])
    } catch {
      return (nil, [error.diagnostic(file: file)])
    }
  }
}

/// Why a text is not JSON, and where.
struct JSONFault: Error {
  var rule = "SYN05"
  var position: SourcePosition
  var message: String

  func diagnostic(file: String) -> Diagnostic { Diagnostic(.error, rule: rule, file: file, at: position, message) }
}

/// A recursive-descent reader over UTF-8 bytes.
struct JSONReader {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  /// Offset of the current line's first byte, moved on by one for each continuation byte, so that columns count scalars.
  private var lineStart = 0
  private var depth = 0
  private var nodes = 0
  /// Set by `document()` where something follows the value.
  private(set) var trailing: JSONFault?

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var position: SourcePosition { SourcePosition(line: line, column: offset - lineStart + 1) }
  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func document() throws(JSONFault) -> Node {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      throw fault("the text begins with a byte order mark; JSON has none")
    }
    skipSpace()
    if byte == nil { throw JSONFault(rule: "SYN01", position: position, message: "the file is empty; expected a JSON value") }
    let node = try value()
    skipSpace()
    if byte != nil { trailing = fault("text after the JSON value, beginning with \(found)") }
    return node
  }

  private mutating func value() throws(JSONFault) -> Node {
    let start = position
    nodes += 1
    guard nodes <= JSONDocument.maximumNodes else {
      throw JSONFault(rule: "SYN06", position: start, message: "more than \(JSONDocument.maximumNodes) values")
    }
    guard let byte else { throw fault("expected a value, found the end of the file") }
    switch byte {
    case UInt8(ascii: "{"): return try object(at: start)
    case UInt8(ascii: "["): return try array(at: start)
    case UInt8(ascii: "\""): return Node(.scalar(try string(), isQuoted: true), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return Node(.scalar(try number(), isQuoted: false), at: start)
    case UInt8(ascii: "t"): return try literal("true", at: start)
    case UInt8(ascii: "f"): return try literal("false", at: start)
    case UInt8(ascii: "n"): return try literal("null", at: start)
    default: throw fault("expected a value, found \(found)")
    }
  }

  private mutating func enter() throws(JSONFault) {
    depth += 1
    if depth > JSONDocument.maximumDepth {
      throw JSONFault(
        rule: "SYN06", position: position, message: "nested more than \(JSONDocument.maximumDepth) levels deep")
    }
    offset += 1
    skipSpace()
  }

  private mutating func leave() {
    depth -= 1
    offset += 1
  }

  private mutating func object(at start: SourcePosition) throws(JSONFault) -> Node {
    try enter()
    var pairs: [Node.Pair] = []
    while byte != UInt8(ascii: "}") {
      let keyStart = position
      guard byte == UInt8(ascii: "\"") else {
        throw fault(pairs.isEmpty ? "expected a key in quotes or '}', found \(found)" : "expected a key in quotes, found \(found)")
      }
      let key = Node(.scalar(try string(), isQuoted: true), at: keyStart)
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw fault("expected ':' after the key, found \(found)") }
      offset += 1
      skipSpace()
      pairs.append(Node.Pair(key: key, value: try value()))
      skipSpace()
      if byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: ",") else { throw fault("expected ',' or '}', found \(found)") }
      offset += 1
      skipSpace()
      if byte == UInt8(ascii: "}") { throw fault("expected a key after ',', found '}'") }
    }
    leave()
    return Node(.mapping(pairs), at: start)
  }

  private mutating func array(at start: SourcePosition) throws(JSONFault) -> Node {
    try enter()
    var elements: [Node] = []
    while byte != UInt8(ascii: "]") {
      elements.append(try value())
      skipSpace()
      if byte == UInt8(ascii: "]") { break }
      guard byte == UInt8(ascii: ",") else { throw fault("expected ',' or ']', found \(found)") }
      offset += 1
      skipSpace()
      if byte == UInt8(ascii: "]") { throw fault("expected a value after ',', found ']'") }
    }
    leave()
    return Node(.sequence(elements), at: start)
  }

  private mutating func literal(_ word: StaticString, at start: SourcePosition) throws(JSONFault) -> Node {
    let text = word.description
    for expected in text.utf8 {
      guard byte == expected else { throw fault("expected '\(text)', found \(found)") }
      offset += 1
    }
    return Node(.scalar(text, isQuoted: false), at: start)
  }

  private mutating func number() throws(JSONFault) -> String {
    let start = offset
    if byte == UInt8(ascii: "-") { offset += 1 }
    if byte == UInt8(ascii: "0") {
      offset += 1
      if let byte, isDigit(byte) { throw fault("a number has no leading zeros") }
    } else {
      try digits()
    }
    if byte == UInt8(ascii: ".") {
      offset += 1
      try digits()
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      offset += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func digits() throws(JSONFault) {
    guard let first = byte, isDigit(first) else { throw fault("expected a digit, found \(found)") }
    while let byte, isDigit(byte) { offset += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// Skips the four characters that JSON calls white space, counting lines.
  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
      case UInt8(ascii: "\n"):
        offset += 1
        line += 1
        lineStart = offset
      default: return
      }
    }
  }

  /// Reads a string, the opening quote included.
  private mutating func string() throws(JSONFault) -> String {
    let opening = position
    offset += 1
    let start = offset
    var continuations = 0
    // Most strings have no escapes: they are one copy.
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      if byte & 0xc0 == 0x80 { continuations += 1 }
      offset += 1
    }
    var text = try decode(start..<offset, at: opening)
    lineStart += continuations
    while byte != UInt8(ascii: "\"") {
      guard let next = byte else {
        throw JSONFault(position: opening, message: "the string that begins here has no closing quote")
      }
      if next == UInt8(ascii: "\\") {
        text.unicodeScalars.append(try escape())
      } else if next < 0x20 {
        throw fault(
          next == 10
            ? "line break inside a string; write \\n" : "control character \(JSONReader.hex(next)) inside a string; write it as \\u")
      } else {
        text += try run(at: opening)
      }
    }
    offset += 1
    return text
  }

  private mutating func run(at opening: SourcePosition) throws(JSONFault) -> String {
    let start = offset
    var continuations = 0
    while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      if byte & 0xc0 == 0x80 { continuations += 1 }
      offset += 1
    }
    let text = try decode(start..<offset, at: opening)
    lineStart += continuations
    return text
  }

  private func decode(_ range: Range<Int>, at opening: SourcePosition) throws(JSONFault) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw JSONFault(rule: "SYN07", position: opening, message: "the string that begins here is not UTF-8")
    }
    return text
  }

  /// Reads an escape, the backslash included.
  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = position
    offset += 1
    let letter = byte
    offset += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw JSONFault(position: start, message: "no such escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    let first = try hexadecimal(at: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, byte == UInt8(ascii: "\\"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "u") else {
      throw JSONFault(position: start, message: "half of a surrogate pair; expected the high half and then the low half")
    }
    offset += 2
    let second = try hexadecimal(at: start)
    guard (0xdc00..<0xe000).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) else {
      throw JSONFault(position: start, message: "half of a surrogate pair; expected the high half and then the low half")
    }
    return scalar
  }

  private mutating func hexadecimal(at start: SourcePosition) throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw JSONFault(position: start, message: "expected four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func fault(_ message: String) -> JSONFault { JSONFault(position: position, message: message) }

  /// What stands at the current offset, in words.
  private var found: String {
    guard let byte else { return "the end of the file" }
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return "the end of the line" }
    if (0x20..<0x7f).contains(byte) { return "'\(Character(Unicode.Scalar(byte)))'" }
    return "byte \(JSONReader.hex(byte))"
  }

  static func hex(_ byte: UInt8) -> String { "0x" + String(byte, radix: 16) }
}
