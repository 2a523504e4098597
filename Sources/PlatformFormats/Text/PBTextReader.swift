import SwitchPlatform

/// A recursive-descent reader; its depth is bounded by `PBText.maximumDepth`.
struct PBTextReader {
  private var cursor: TextCursor
  private var depth = 0
  private var nodes = 0

  init(bytes: [UInt8]) { cursor = TextCursor(bytes: bytes) }

  mutating func document() throws(TextFault) -> Node {
    skip()
    if cursor.isAtEnd { throw TextFault(rule: "SYN01", position: cursor.position, message: "the file is empty; expected a message") }
    return try fields(until: nil, at: cursor.position)
  }

  private mutating func fields(until end: UInt8?, at start: SourcePosition) throws(TextFault) -> Node {
    var pairs: [Node.Pair] = []
    while true {
      skip()
      guard let byte = cursor.byte else {
        guard let end else { return Node(.mapping(pairs), at: start) }
        throw cursor.fault("the file ends in a message that began at \(start.line):\(start.column); expected '\(PBTextReader.text(end))'")
      }
      if let end, byte == end {
        cursor.advance()
        return Node(.mapping(pairs), at: start)
      }
      pairs.append(try field())
      skip()
      if cursor.byte == UInt8(ascii: ",") || cursor.byte == UInt8(ascii: ";") { cursor.advance() }
    }
  }

  private mutating func field() throws(TextFault) -> Node.Pair {
    let position = cursor.position
    let first = cursor.offset
    if cursor.byte == UInt8(ascii: "[") {
      while let byte = cursor.byte, byte != UInt8(ascii: "]"), byte != UInt8(ascii: "\n") { cursor.advance() }
      guard cursor.byte == UInt8(ascii: "]") else { throw TextFault(position: position, message: "the name of an extension does not end") }
      cursor.advance()
    } else {
      while let byte = cursor.byte, PBTextReader.isName(byte) { cursor.advance() }
      guard cursor.offset > first else { throw cursor.fault("expected the name of a field, found \(cursor.found)") }
    }
    let name = cursor.text(from: first)
    let key = Node(.scalar(name, isQuoted: false), at: position)
    skip()
    guard let byte = cursor.byte else { throw cursor.fault("the file ends after '\(name)'; expected ':' or '{'") }
    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "<") { return Node.Pair(key: key, value: try message()) }
    guard byte == UInt8(ascii: ":") else { throw cursor.fault("expected ':' or '{' after '\(name)', found \(cursor.found)") }
    cursor.advance()
    skip()
    return Node.Pair(key: key, value: try value(of: name))
  }

  private mutating func message() throws(TextFault) -> Node {
    let start = cursor.position
    let end: UInt8 = cursor.byte == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "}")
    try enter(at: start)
    cursor.advance()
    let node = try fields(until: end, at: start)
    depth -= 1
    return node
  }

  private mutating func value(of name: String) throws(TextFault) -> Node {
    let position = cursor.position
    guard let byte = cursor.byte else { throw cursor.fault("the file ends; expected a value of '\(name)'") }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "<"): return try message()
    case UInt8(ascii: "["): return try list(of: name)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      try count(at: position)
      var text: [UInt8] = []
      // Neighbouring strings are one.
      while let quote = cursor.byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        text += try string(quote)
        skip()
      }
      return Node(.scalar(String(decoding: text, as: UTF8.self), isQuoted: true), at: position)
    default:
      try count(at: position)
      let first = cursor.offset
      if byte == UInt8(ascii: "-") {
        cursor.advance()
        skip()
      }
      let start = cursor.offset
      while let byte = cursor.byte, PBTextReader.isName(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { cursor.advance() }
      guard cursor.offset > start else { throw cursor.fault("expected a value of '\(name)', found \(cursor.found)") }
      let text = byte == UInt8(ascii: "-") ? "-" + cursor.text(from: start) : cursor.text(from: first)
      return Node(.scalar(text, isQuoted: false), at: position)
    }
  }

  private mutating func list(of name: String) throws(TextFault) -> Node {
    let start = cursor.position
    try enter(at: start)
    cursor.advance()
    var elements: [Node] = []
    skip()
    while cursor.byte != UInt8(ascii: "]") {
      elements.append(try value(of: name))
      skip()
      if cursor.byte == UInt8(ascii: ",") {
        cursor.advance()
        skip()
      } else if cursor.byte != UInt8(ascii: "]") {
        throw cursor.fault("expected ',' or ']' in the list of '\(name)', found \(cursor.found)")
      }
    }
    cursor.advance()
    depth -= 1
    return Node(.sequence(elements), at: start)
  }

  private mutating func string(_ quote: UInt8) throws(TextFault) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    var text: [UInt8] = []
    while let byte = cursor.byte, byte != quote, byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\\") {
        text += try escape()
      } else {
        text.append(byte)
        cursor.advance()
      }
    }
    guard cursor.byte == quote else { throw TextFault(position: start, message: "the string does not end on its line") }
    cursor.advance()
    return text
  }

  private mutating func escape() throws(TextFault) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    guard let byte = cursor.byte else { throw cursor.fault("the file ends in a string") }
    let plain: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 0x0a, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08,
      UInt8(ascii: "f"): 0x0c, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
      UInt8(ascii: "?"): 0x3f
    ]
    if let value = plain[byte] {
      cursor.advance()
      return [value]
    }
    if byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X") {
      cursor.advance()
      return [UInt8(truncatingIfNeeded: try digits(radix: 16, atMost: 2, start))]
    }
    if byte == UInt8(ascii: "u") || byte == UInt8(ascii: "U") {
      cursor.advance()
      let value = try digits(radix: 16, atMost: byte == UInt8(ascii: "u") ? 4 : 8, start)
      guard let scalar = Unicode.Scalar(value) else { throw TextFault(position: start, message: "the escape is no Unicode scalar") }
      return Array(String(Character(scalar)).utf8)
    }
    return [UInt8(truncatingIfNeeded: try digits(radix: 8, atMost: 3, start))]
  }

  private mutating func digits(radix: UInt32, atMost limit: Int, _ start: SourcePosition) throws(TextFault) -> UInt32 {
    var (value, count): (UInt32, Int) = (0, 0)
    while count < limit, let byte = cursor.byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < Int(radix) {
      value = value &* radix &+ UInt32(digit)
      count += 1
      cursor.advance()
    }
    if count == 0 { throw TextFault(position: start, message: "an escape that is not known") }
    return value
  }

  private mutating func skip() {
    while true {
      cursor.skipSpace()
      guard cursor.byte == UInt8(ascii: "#") else { return }
      while let byte = cursor.byte, byte != UInt8(ascii: "\n") { cursor.advance() }
    }
  }

  private mutating func enter(at position: SourcePosition) throws(TextFault) {
    try count(at: position)
    depth += 1
    if depth > PBText.maximumDepth {
      throw TextFault(rule: "SYN06", position: position, message: "nested more than \(PBText.maximumDepth) levels deep")
    }
  }

  private mutating func count(at position: SourcePosition) throws(TextFault) {
    nodes += 1
    if nodes > PBText.maximumNodes {
      throw TextFault(rule: "SYN06", position: position, message: "more than \(PBText.maximumNodes) values")
    }
  }

  private static func text(_ byte: UInt8) -> String { String(Character(Unicode.Scalar(byte))) }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
