import SwitchPlatform

/// Puts includes and macros into the text of a device tree, and leaves out comments and what a condition excludes.
struct DTSPreprocessor {
  typealias Resolve = (_ name: String, _ from: String) -> SourceFile?

  static let maximumDepth = 32
  static let maximumIncludes = 512
  /// Bytes of all files together beyond which no more is read.
  static let maximumSource = 32 << 20

  private(set) var text = DTSText()
  private(set) var files: [String] = []
  private(set) var includes: [DeviceTree.Include] = []
  private var expander = DTSExpander()
  private let resolve: Resolve
  /// For each open `#if`: whether a branch was taken, and whether this one is.
  private var conditions: [(wasTaken: Bool, isTaken: Bool, place: SourcePosition)] = []
  private var depth = 0
  private var sourceBytes = 0

  init(resolve: @escaping Resolve) { self.resolve = resolve }

  private var isTaken: Bool { conditions.allSatisfy(\.isTaken) }

  mutating func read(_ source: SourceFile) throws(TextFault) {
    let file = files.count
    files.append(source.path)
    sourceBytes += source.bytes.count
    guard sourceBytes <= DTSPreprocessor.maximumSource else {
      throw TextFault(
        rule: "SYN06", position: SourcePosition(line: 1, column: 1, file: file), message: "the files are larger than 32 MB together")
    }
    let outer = conditions.count
    var cursor = TextCursor(bytes: source.bytes)
    func place() -> SourcePosition {
      var place = cursor.position
      place.file = UInt16(clamping: file)
      return place
    }
    var isAtLineStart = true
    while let byte = cursor.byte {
      let start = place()
      if byte == UInt8(ascii: "/"), cursor.starts(with: "/*") {
        while !cursor.isAtEnd, !cursor.starts(with: "*/") { cursor.advance() }
        if cursor.isAtEnd { throw TextFault(position: start, message: "a comment that does not end; expected */") }
        cursor.advance(2)
        try text.skip(at: start)
      } else if byte == UInt8(ascii: "/"), cursor.starts(with: "//") {
        while let byte = cursor.byte, byte != UInt8(ascii: "\n") { cursor.advance() }
      } else if isAtLineStart, byte == UInt8(ascii: "#"), let line = DTSPreprocessor.directive(&cursor) {
        try obey(line, at: start, in: source.path)
        try text.skip(at: start)
      } else if !isTaken {
        if byte == UInt8(ascii: "\n") { isAtLineStart = true } else if !TextCursor.isSpace(byte) { isAtLineStart = false }
        // A quote in prose that is left out ends nowhere.
        cursor.advance()
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let end = DTSToken.endOfString(cursor.bytes, from: cursor.offset)
        try text.append(cursor.bytes[cursor.offset..<end], at: start)
        cursor.advance(end - cursor.offset)
        isAtLineStart = false
      } else if byte == UInt8(ascii: "/"), cursor.starts(with: "/include/") {
        cursor.advance(9)
        cursor.skipSpace()
        guard cursor.byte == UInt8(ascii: "\"") else {
          throw TextFault(position: place(), message: "expected the name of a file in quotes")
        }
        let end = DTSToken.endOfString(cursor.bytes, from: cursor.offset)
        let name = String(decoding: cursor.bytes[(cursor.offset + 1)..<max(cursor.offset + 1, end - 1)], as: UTF8.self)
        cursor.advance(end - cursor.offset)
        try include(name, at: start, in: source.path)
      } else if DTSExpression.isWord(byte) {
        isAtLineStart = false
        try word(&cursor, at: start)
      } else {
        if byte == UInt8(ascii: "\n") { isAtLineStart = true } else if !TextCursor.isSpace(byte) { isAtLineStart = false }
        try text.append(CollectionOfOne(byte), at: start)
        cursor.advance()
      }
    }
    if conditions.count > outer, let last = conditions.last {
      throw TextFault(position: last.place, message: "a condition that does not end; expected #endif")
    }
  }

  /// A name or number, with the arguments of a macro behind it.
  private mutating func word(_ cursor: inout TextCursor, at start: SourcePosition) throws(TextFault) {
    let first = cursor.offset
    let isName = cursor.byte.map(DTSToken.isNameStart) ?? false
    while let byte = cursor.byte, DTSExpression.isWord(byte) { cursor.advance() }
    let bytes = cursor.bytes[first..<cursor.offset]
    let name = isName ? String(decoding: bytes, as: UTF8.self) : ""
    let macro = isName ? expander.macros[name] : nil
    guard macro != nil || (isName && KnownDTSMacro.isKnown(name)) else { return try text.append(bytes, at: start) }
    guard macro?.parameters != nil || macro == nil else { return try put(macro, [], at: start) }
    guard let end = DTSPreprocessor.endOfArguments(cursor), let (arguments, _) = DTSExpander.arguments(end.tokens, from: 0) else {
      return try text.append(bytes, at: start)
    }
    if let macro, let parameters = macro.parameters, DTSExpander.fits(arguments, parameters) {
      cursor.advance(end.count)
      try put(macro, arguments, at: start)
    } else if macro == nil, let made = KnownDTSMacro.text(name, arguments.map { String(decoding: $0.flatMap(\.bytes), as: UTF8.self) }) {
      cursor.advance(end.count)
      try text.append(made: Array(made.utf8), at: start)
    } else {
      try text.append(bytes, at: start)
    }
  }

  private mutating func put(_ macro: DTSMacro?, _ arguments: [[DTSToken]], at start: SourcePosition) throws(TextFault) {
    guard let macro else { return }
    do throws(DTSExpander.Fault) {
      let made = try expander.replacement(of: macro, arguments).flatMap(\.bytes)
      try append(made, at: start)
    } catch {
      throw TextFault(rule: "SYN06", position: start, message: "macro '\(macro.name.prefix(60))' and others make more than 2 MB")
    }
  }

  private mutating func append(_ made: [UInt8], at start: SourcePosition) throws(DTSExpander.Fault) {
    do throws(TextFault) { try text.append(made: made.isEmpty ? [0x20] : made, at: start) } catch { throw .tooLarge }
  }

  /// The arguments in brackets behind a name, without comments, and how many bytes they take; `nil` beyond 64 KB.
  private static func endOfArguments(_ cursor: TextCursor) -> (tokens: [DTSToken], count: Int)? {
    var offset = cursor.offset
    let bytes = cursor.bytes
    let limit = min(bytes.count, offset + 65536)
    while offset < limit, TextCursor.isSpace(bytes[offset]) { offset += 1 }
    guard offset < limit, bytes[offset] == UInt8(ascii: "(") else { return nil }
    var depth = 0
    var text: [UInt8] = []
    while offset < limit {
      let byte = bytes[offset]
      let start = offset
      let next = offset + 1 < limit ? bytes[offset + 1] : 0
      offset += 1
      if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") || next == byte {
        let isLine = next == byte
        while offset < limit,
          !(isLine ? bytes[offset] == 0x0a : bytes[offset - 1] == UInt8(ascii: "*") && bytes[offset] == byte && offset > start + 2)
        {
          offset += 1
        }
        offset = min(offset + 1, limit)
        text.append(0x20)
        continue
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { offset = DTSToken.endOfString(bytes, from: start) }
      text += bytes[start..<offset]
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return (DTSToken.tokens(text), offset - cursor.offset) }
      }
    }
    return nil
  }

  // MARK: Directives

  private static let words: Set<String> = [
    "include", "define", "undef", "ifdef", "ifndef", "if", "elif", "else", "endif", "error", "warning", "pragma", "line"
  ]

  /// The word and the rest of a directive's line, continued lines joined, comments taken out; the cursor is behind it then.
  /// `nil`: `#` begins a property's name.
  private static func directive(_ cursor: inout TextCursor) -> (word: String, rest: [UInt8])? {
    let bytes = cursor.bytes
    var offset = cursor.offset + 1
    while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
    let start = offset
    while offset < bytes.count, DTSToken.isNameStart(bytes[offset]) { offset += 1 }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard words.contains(word), offset >= bytes.count || !"-,.+?#@=".utf8.contains(bytes[offset]) else { return nil }
    var rest: [UInt8] = []
    var isComment = false
    while offset < bytes.count {
      let byte = bytes[offset]
      let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
      if isComment {
        if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") { (isComment, offset) = (false, offset + 1) }
      } else if byte == UInt8(ascii: "\\"), next == 0x0a {
        rest.append(0x20)
        offset += 1
      } else if byte == UInt8(ascii: "\\"), next == 0x0d {
        rest.append(0x20)
        offset += offset + 2 < bytes.count && bytes[offset + 2] == 0x0a ? 2 : 1
      } else if byte == 0x0a {
        break
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        (isComment, offset) = (true, offset + 1)
        rest.append(0x20)
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/"), word != "include" {
        while offset < bytes.count, bytes[offset] != 0x0a { offset += 1 }
        break
      } else if byte == UInt8(ascii: "\"") {
        let end = DTSToken.endOfString(bytes, from: offset)
        let line = bytes[offset..<end].prefix { $0 != 0x0a }
        rest += line
        offset += line.count - 1
      } else {
        rest.append(byte)
      }
      offset += 1
    }
    cursor.advance(offset - cursor.offset)
    return (word, rest)
  }

  private mutating func obey(_ line: (word: String, rest: [UInt8]), at place: SourcePosition, in file: String) throws(TextFault) {
    let rest = line.rest
    let tokens = DTSToken.tokens(rest)
    let name = tokens.first { $0.kind != .space }
    switch line.word {
    case "ifdef", "ifndef":
      let isDefined = name.map { expander.macros[$0.text] != nil } ?? false
      open(isDefined == (line.word == "ifdef"), at: place)
    case "if": open(try isTrue(tokens), at: place)
    case "elif":
      guard let last = conditions.popLast() else { throw TextFault(position: place, message: "#elif without #if") }
      let isNext = last.wasTaken ? false : try isTrue(tokens)
      conditions.append((last.wasTaken || isNext, isNext, last.place))
    case "else":
      guard let last = conditions.popLast() else { throw TextFault(position: place, message: "#else without #if") }
      conditions.append((true, !last.wasTaken, last.place))
    case "endif": guard conditions.popLast() != nil else { throw TextFault(position: place, message: "#endif without #if") }
    default:
      guard isTaken else { return }
      switch line.word {
      case "define": define(rest)
      case "undef": if let name { expander.macros[name.text] = nil }
      case "include": try include(rest, at: place, in: file)
      case "error":
        throw TextFault(position: place, message: "#error: \(String(decoding: rest.prefix(120), as: UTF8.self).trimmed)")
      default: break
      }
    }
  }

  private mutating func open(_ isTrue: Bool, at place: SourcePosition) {
    // A condition inside of what is left out is left out whole.
    conditions.append(isTaken ? (isTrue, isTrue, place) : (true, false, place))
  }

  /// As the C preprocessor has it, a name that is no macro is 0.
  private mutating func isTrue(_ tokens: [DTSToken]) throws(TextFault) -> Bool {
    guard isTaken else { return false }
    var asked: [DTSToken] = []
    var index = 0
    let tokens = tokens.filter { $0.kind != .space }
    while index < tokens.count {
      if tokens[index].text == "defined" {
        let isBracketed = index + 1 < tokens.count && tokens[index + 1].is("(")
        let place = index + (isBracketed ? 2 : 1)
        let isDefined = place < tokens.count && expander.macros[tokens[place].text] != nil
        asked.append(DTSToken(kind: .number, bytes: [UInt8(ascii: isDefined ? "1" : "0")]))
        index = place + (isBracketed ? 2 : 1)
      } else {
        asked.append(tokens[index])
        index += 1
      }
    }
    let text = ((try? expander.expand(asked)) ?? asked).flatMap(\.bytes)
    return DTSExpression.value(text, name: { _ in 0 }).map { $0 != 0 } ?? false
  }

  /// `NAME text`, `NAME(a, b) text`. A macro of any number of arguments stays unknown.
  private mutating func define(_ rest: [UInt8]) {
    let tokens = Array(DTSToken.tokens(rest).drop { $0.kind == .space })
    guard let name = tokens.first, name.kind == .name else { return }
    var macro = DTSMacro(name: name.text, body: Array(tokens.dropFirst()))
    if macro.body.first?.is("(") == true {
      guard let (parameters, end) = DTSExpander.arguments(tokens, from: 1) else { return }
      guard parameters.allSatisfy({ $0.count <= 1 && ($0.first?.kind ?? .name) == .name }) else { return }
      macro.parameters = parameters.compactMap { $0.first?.text }
      macro.body = Array(tokens[end...])
    }
    while macro.body.first?.kind == .space { macro.body.removeFirst() }
    while macro.body.last?.kind == .space { macro.body.removeLast() }
    expander.macros[macro.name] = macro
  }

  private mutating func include(_ rest: [UInt8], at place: SourcePosition, in file: String) throws(TextFault) {
    let text = String(decoding: rest, as: UTF8.self).trimmed
    let end: Character = text.first == "<" ? ">" : "\""
    guard text.first == "<" || text.first == "\"", let close = text.dropFirst().firstIndex(of: end) else {
      throw TextFault(position: place, message: "expected the name of a file in quotes or in <>")
    }
    try include(String(text[text.index(after: text.startIndex)..<close]), at: place, in: file)
  }

  private mutating func include(_ name: String, at place: SourcePosition, in file: String) throws(TextFault) {
    guard depth < DTSPreprocessor.maximumDepth, includes.count < DTSPreprocessor.maximumIncludes else {
      throw TextFault(
        rule: "SYN06", position: place,
        message: "more than \(DTSPreprocessor.maximumDepth) files in each other, or \(DTSPreprocessor.maximumIncludes) in all")
    }
    let source = resolve(name, file)
    includes.append(DeviceTree.Include(name: name, position: place, isResolved: source != nil))
    guard let source else { return }
    depth += 1
    defer { depth -= 1 }
    try text.skip(at: place)
    try read(source)
    try text.skip(at: place)
  }
}
