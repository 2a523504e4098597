import SwitchPlatform

/// A `#define` of the C preprocessor.
struct DTSMacro {
  var name: String
  /// `nil`: it takes no arguments.
  var parameters: [String]?
  var body: [DTSToken]
}

/// A piece of a line as the C preprocessor sees it.
struct DTSToken: Hashable {
  enum Kind: Hashable { case name, number, string, space, other }
  var kind: Kind
  var bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }
  func `is`(_ text: StaticString) -> Bool { kind == .other && text.withUTF8Buffer { $0.elementsEqual(bytes) } }

  static func isNameStart(_ byte: UInt8) -> Bool { DTSExpression.isWord(byte) && !byte.isDigit }

  /// All tokens of a text without comments.
  static func tokens(_ bytes: [UInt8]) -> [DTSToken] {
    var result: [DTSToken] = []
    var offset = 0
    while offset < bytes.count {
      let start = offset
      let first = bytes[offset]
      var kind = Kind.other
      offset += 1
      if isNameStart(first) || first.isDigit {
        kind = first.isDigit ? .number : .name
        while offset < bytes.count, DTSExpression.isWord(bytes[offset]) { offset += 1 }
      } else if TextCursor.isSpace(first) {
        kind = .space
        while offset < bytes.count, TextCursor.isSpace(bytes[offset]) { offset += 1 }
      } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
        kind = .string
        offset = endOfString(bytes, from: start)
      } else if first == UInt8(ascii: "#"), offset < bytes.count, bytes[offset] == first {
        offset += 1
      }
      result.append(DTSToken(kind: kind, bytes: Array(bytes[start..<offset])))
    }
    return result
  }

  /// Behind the quote that ends a string; the end of the text where none does.
  static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var offset = start + 1
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "\\") {
        offset += 2
      } else if bytes[offset] == bytes[start] {
        return offset + 1
      } else {
        offset += 1
      }
    }
    return bytes.count
  }
}

/// Puts macros in: the rules of C, with text pasted as GCC does it for assembler, where `@##n` is no fault.
struct DTSExpander {
  /// Macros in macros beyond which a name stays as it is.
  static let maximumDepth = 32

  var macros: [String: DTSMacro]
  /// Bytes that all uses together may make; real trees make some kilobytes.
  static let maximumBytes = 2 << 20

  private(set) var budget = DTSExpander.maximumBytes

  init(macros: [String: DTSMacro] = [:]) { self.macros = macros }

  enum Fault: Error { case tooLarge }

  /// - Parameter active: Macros that are being put in, which do not put themselves in again.
  mutating func expand(_ tokens: [DTSToken], active: Set<String> = []) throws(Fault) -> [DTSToken] {
    var result: [DTSToken] = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      guard token.kind == .name, active.count < DTSExpander.maximumDepth, !active.contains(token.text), let macro = macros[token.text]
      else {
        result.append(token)
        continue
      }
      var arguments: [[DTSToken]] = []
      if let parameters = macro.parameters {
        guard let (found, end) = DTSExpander.arguments(tokens, from: index), DTSExpander.fits(found, parameters) else {
          result.append(token)
          continue
        }
        (arguments, index) = (found, end)
      }
      result += try replacement(of: macro, arguments, active: active)
    }
    return result
  }

  /// What one use of a macro makes.
  mutating func replacement(of macro: DTSMacro, _ arguments: [[DTSToken]], active: Set<String> = []) throws(Fault) -> [DTSToken] {
    let parameters = macro.parameters ?? []
    var made: [UInt8] = []
    var index = 0
    let body = macro.body
    /// The next token that is no space.
    func neighbour(_ from: Int, _ step: Int) -> Int? {
      var place = from + step
      while body.indices.contains(place), body[place].kind == .space { place += step }
      return body.indices.contains(place) ? place : nil
    }
    while index < body.count {
      let token = body[index]
      if token.is("##") {
        while made.last.map(TextCursor.isSpace) == true { made.removeLast() }
        index = neighbour(index, 1) ?? body.count
        continue
      }
      if token.is("#"), let next = neighbour(index, 1), let place = parameters.firstIndex(of: body[next].text),
        arguments.indices.contains(place)
      {
        made += DTSExpander.quoted(arguments[place])
        index = next + 1
        continue
      }
      if token.kind == .name, let place = parameters.firstIndex(of: token.text), arguments.indices.contains(place) {
        let isPasted = [-1, 1].contains { step in neighbour(index, step).map { body[$0].is("##") } ?? false }
        let value = isPasted ? arguments[place] : try expand(arguments[place], active: active)
        made += value.flatMap(\.bytes)
      } else {
        made += token.bytes
      }
      index += 1
      guard made.count <= budget else { throw .tooLarge }
    }
    budget -= made.count
    guard budget > 0 else { throw .tooLarge }
    return try expand(DTSToken.tokens(made), active: active.union([macro.name]))
  }

  private static func quoted(_ tokens: [DTSToken]) -> [UInt8] {
    let text = tokens.flatMap(\.bytes).flatMap { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0] }
    return [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
  }

  static func fits(_ arguments: [[DTSToken]], _ parameters: [String]) -> Bool {
    arguments.count == parameters.count || (parameters.isEmpty && arguments.count == 1 && arguments[0].isEmpty)
  }

  /// The arguments in brackets that follow, spaces at their ends taken off, and what comes after; `nil`: there are none.
  static func arguments(_ tokens: [DTSToken], from start: Int) -> (arguments: [[DTSToken]], end: Int)? {
    var index = start
    while index < tokens.count, tokens[index].kind == .space { index += 1 }
    guard index < tokens.count, tokens[index].is("(") else { return nil }
    index += 1
    var (depth, result): (Int, [[DTSToken]]) = (0, [[]])
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      if token.is("(") {
        depth += 1
      } else if token.is(")") {
        if depth == 0 { return (result.map(trimmed), index) }
        depth -= 1
      } else if token.is(","), depth == 0 {
        result.append([])
        continue
      }
      result[result.count - 1].append(token)
    }
    return nil
  }

  private static func trimmed(_ tokens: [DTSToken]) -> [DTSToken] {
    var tokens = tokens[...]
    while tokens.first?.kind == .space { tokens.removeFirst() }
    while tokens.last?.kind == .space { tokens.removeLast() }
    return Array(tokens)
  }
}
