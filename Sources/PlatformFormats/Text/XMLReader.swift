import SwitchPlatform

/// Reads elements with its own stack, so that no text is deeper than the program's.
struct XMLReader {
  private var cursor: TextCursor
  private var stack: [XMLElement] = []
  private var nodes = 0

  init(bytes: [UInt8]) { cursor = TextCursor(bytes: bytes) }

  /// The root element; the cursor is behind it then.
  mutating func document() throws(TextFault) -> XMLElement {
    try skipMisc()
    guard !cursor.isAtEnd else {
      throw TextFault(rule: "SYN01", position: cursor.position, message: "the file is empty; expected an XML element")
    }
    guard cursor.byte == UInt8(ascii: "<") else { throw cursor.fault("expected an element, found \(cursor.found)") }
    if let root = try open() { return root }
    while let top = stack.last {
      guard let byte = cursor.byte else {
        throw cursor.fault(
          "the file ends in <\(top.name)>, which began at \(top.position.line):\(top.position.column); expected </\(top.name)>")
      }
      if byte != UInt8(ascii: "<") {
        try characters()
      } else if cursor.starts(with: "</") {
        if let root = try close() { return root }
      } else if cursor.starts(with: "<!--") {
        try skip(past: "-->", "a comment")
      } else if cursor.starts(with: "<![CDATA[") {
        try characterData()
      } else if cursor.starts(with: "<?") {
        try skip(past: "?>", "a processing instruction")
      } else if let root = try open() {
        return root
      }
    }
    throw cursor.fault("expected an element")
  }

  /// Nothing but comments and space after the root.
  mutating func end() throws(TextFault) {
    try skipMisc()
    if !cursor.isAtEnd { throw cursor.fault("text after the root element, beginning with \(cursor.found)") }
  }

  private mutating func skipMisc() throws(TextFault) {
    while true {
      cursor.skipSpace()
      if cursor.starts(with: "<!--") {
        try skip(past: "-->", "a comment")
      } else if cursor.starts(with: "<?") {
        try skip(past: "?>", "a processing instruction")
      } else if cursor.starts(with: "<!") {
        throw cursor.fault("a document type declaration, which is not read here")
      } else {
        return
      }
    }
  }

  private mutating func skip(past end: StaticString, _ what: String) throws(TextFault) {
    let start = cursor.position
    cursor.advance(2)
    while !cursor.starts(with: end) {
      if cursor.isAtEnd { throw TextFault(position: start, message: "\(what) that does not end; expected \(end)") }
      cursor.advance()
    }
    cursor.advance(end.utf8CodeUnitCount)
  }

  /// An opening tag. - Returns: The root where that is all of the document.
  private mutating func open() throws(TextFault) -> XMLElement? {
    let start = cursor.position
    if cursor.starts(with: "<!") { throw cursor.fault("a declaration, which is not read here") }
    cursor.advance()
    guard let name = name() else { throw cursor.fault("expected the name of an element, found \(cursor.found)") }
    try count(at: start)
    var element = XMLElement(name: name, position: start, textPosition: start)
    var names: Set<String> = []
    while true {
      let before = cursor.offset
      cursor.skipSpace()
      if cursor.starts(with: "/>") {
        cursor.advance(2)
        return add(element)
      }
      if cursor.byte == UInt8(ascii: ">") {
        cursor.advance()
        guard stack.count < XMLDocument.maximumDepth else {
          throw TextFault(rule: "SYN06", position: start, message: "nested more than \(XMLDocument.maximumDepth) levels deep")
        }
        stack.append(element)
        return nil
      }
      if before == cursor.offset {
        throw cursor.fault("expected a space, '>' or '/>' in the tag of <\(element.name)>, found \(cursor.found)")
      }
      let attribute = try attribute(of: element.name)
      guard names.insert(attribute.name).inserted else {
        throw TextFault(position: attribute.position, message: "<\(element.name)> has the attribute '\(attribute.name)' twice")
      }
      guard element.attributes.count < XMLDocument.maximumAttributes else {
        throw TextFault(
          rule: "SYN06", position: attribute.position,
          message: "<\(element.name)> has more than \(XMLDocument.maximumAttributes) attributes")
      }
      element.attributes.append(attribute)
    }
  }

  private mutating func attribute(of element: String) throws(TextFault) -> XMLElement.Attribute {
    let position = cursor.position
    guard let name = name() else {
      throw cursor.fault("expected an attribute, '>' or '/>' in the tag of <\(element)>, found \(cursor.found)")
    }
    try count(at: position)
    cursor.skipSpace()
    guard cursor.byte == UInt8(ascii: "=") else { throw cursor.fault("expected '=' after '\(name)', found \(cursor.found)") }
    cursor.advance()
    cursor.skipSpace()
    guard let quote = cursor.byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw cursor.fault("expected a quoted value of '\(name)', found \(cursor.found)")
    }
    let quotePosition = cursor.position
    cursor.advance()
    let valuePosition = cursor.position
    var value: [UInt8] = []
    while let byte = cursor.byte, byte != quote {
      if byte == UInt8(ascii: "<") { throw cursor.fault("'<' in the value of '\(name)'; write &lt;") }
      if byte == UInt8(ascii: "&") {
        value += try reference()
      } else {
        value.append(TextCursor.isSpace(byte) ? 0x20 : byte)
        cursor.advance()
      }
    }
    if cursor.isAtEnd { throw TextFault(position: quotePosition, message: "the value of '\(name)' does not end") }
    cursor.advance()
    return XMLElement.Attribute(
      name: name, value: String(decoding: value, as: UTF8.self), position: position, valuePosition: valuePosition)
  }

  private mutating func close() throws(TextFault) -> XMLElement? {
    let start = cursor.position
    cursor.advance(2)
    let name = name() ?? ""
    cursor.skipSpace()
    guard cursor.byte == UInt8(ascii: ">") else { throw cursor.fault("expected '>' after </\(name), found \(cursor.found)") }
    guard let top = stack.popLast() else { throw TextFault(position: start, message: "</\(name)> closes nothing") }
    guard top.name == name else {
      throw TextFault(
        position: start,
        message: "</\(name)> stands where </\(top.name)> is expected (<\(top.name)> began at \(top.position.line):\(top.position.column))")
    }
    cursor.advance()
    return add(top)
  }

  private mutating func add(_ element: XMLElement) -> XMLElement? {
    if stack.isEmpty { return element }
    stack[stack.count - 1].children.append(element)
    return nil
  }

  private mutating func characters() throws(TextFault) {
    var piece: [UInt8] = []
    var position: SourcePosition?
    while let byte = cursor.byte, byte != UInt8(ascii: "<") {
      if position == nil, !TextCursor.isSpace(byte) { position = cursor.position }
      if byte == UInt8(ascii: "&") {
        piece += try reference()
      } else {
        piece.append(byte)
        cursor.advance()
      }
    }
    append(piece, at: position)
  }

  private mutating func characterData() throws(TextFault) {
    let start = cursor.position
    cursor.advance(9)
    let (position, first) = (cursor.position, cursor.offset)
    while !cursor.starts(with: "]]>") {
      if cursor.isAtEnd { throw TextFault(position: start, message: "a CDATA section that does not end; expected ]]>") }
      cursor.advance()
    }
    append(Array(cursor.bytes[first..<cursor.offset]), at: position)
    cursor.advance(3)
  }

  private mutating func append(_ piece: [UInt8], at position: SourcePosition?) {
    let top = stack.count - 1
    guard top >= 0 else { return }
    if let position, stack[top].text.utf8.allSatisfy(TextCursor.isSpace) { stack[top].textPosition = position }
    stack[top].text += String(decoding: piece, as: UTF8.self)
  }

  /// An entity's bytes.
  private mutating func reference() throws(TextFault) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    let first = cursor.offset
    while let byte = cursor.byte, byte != UInt8(ascii: ";"), cursor.offset - first < 12, !TextCursor.isSpace(byte) { cursor.advance() }
    let name = cursor.text(from: first)
    guard cursor.byte == UInt8(ascii: ";") else { throw TextFault(position: start, message: "'&' without an entity; write &amp;") }
    cursor.advance()
    switch name {
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "amp": return [UInt8(ascii: "&")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
    let isDigits = !digits.isEmpty && digits.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
    if name.hasPrefix("#"), isDigits, let value = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10), value != 0,
      let scalar = Unicode.Scalar(value)
    {
      return Array(String(Character(scalar)).utf8)
    }
    throw TextFault(position: start, message: "the entity &\(name); is not known; XML has lt, gt, amp, quot, apos and numbers")
  }

  private mutating func name() -> String? {
    func isStart(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
      default: false
      }
    }
    guard let byte = cursor.byte, isStart(byte) else { return nil }
    let first = cursor.offset
    while let byte = cursor.byte,
      isStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    { cursor.advance() }
    return cursor.text(from: first)
  }

  private mutating func count(at position: SourcePosition) throws(TextFault) {
    nodes += 1
    if nodes > XMLDocument.maximumNodes {
      throw TextFault(
        rule: "SYN06", position: position, message: "more than \(XMLDocument.maximumNodes) elements and attributes")
    }
  }
}
