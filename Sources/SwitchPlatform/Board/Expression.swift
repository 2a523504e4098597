/// Integer arithmetic in `{…}`: + - * / % and parentheses over numbers and named values.
enum Expression {
  struct Fault: Error {
    var message: String
  }

  /// The value of an expression. Division rounds towards zero.
  ///
  /// - Throws: for anything that is not an expression, unknown names, division by zero, and overflow.
  static func evaluate(_ text: String, _ values: [String: Int]) throws(Fault) -> Int {
    var parser = Parser(text: Array(text.utf8.filter { $0 != UInt8(ascii: " ") }), values: values)
    let value = try parser.sum()
    if let rest = parser.rest { throw Fault(message: "expected an operator in {\(text)}, found '\(rest)'") }
    return value
  }

  /// Replaces every `{expression}` of a text by its value.
  ///
  /// `{name:separator}` is the separator and the value, or nothing where the value is absent: `{sub:/}` is `/1`. `{{` is a brace.
  static func expand(_ text: String, _ values: [String: Int]) throws(Fault) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      let body = rest[rest.index(after: open)...]
      if body.first == "{" {
        result += "{"
        rest = body.dropFirst()
        continue
      }
      guard let close = body.firstIndex(of: "}") else { throw Fault(message: "'{' without '}' in \"\(text)\"") }
      let inside = body[..<close]
      if let colon = inside.firstIndex(of: ":") {
        if let value = values[String(inside[..<colon])] { result += inside[inside.index(after: colon)...] + String(value) }
      } else {
        result += String(try evaluate(String(inside), values))
      }
      rest = body[body.index(after: close)...]
    }
    return result + rest
  }

  private struct Parser {
    let text: [UInt8]
    let values: [String: Int]
    var offset = 0
    var depth = 0

    var byte: UInt8? { offset < text.count ? text[offset] : nil }
    var rest: String? { offset < text.count ? String(decoding: text[offset...], as: UTF8.self) : nil }

    mutating func sum() throws(Fault) -> Int {
      var value = try product()
      while let sign = byte, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        offset += 1
        let right = try product()
        value = try checked(sign == UInt8(ascii: "+") ? value.addingReportingOverflow(right) : value.subtractingReportingOverflow(right))
      }
      return value
    }

    mutating func product() throws(Fault) -> Int {
      var value = try factor()
      while let sign = byte, [UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%")].contains(sign) {
        offset += 1
        let right = try factor()
        if sign == UInt8(ascii: "*") {
          value = try checked(value.multipliedReportingOverflow(by: right))
        } else {
          guard right != 0 else { throw Fault(message: "division by zero") }
          value = try checked(
            sign == UInt8(ascii: "/") ? value.dividedReportingOverflow(by: right) : value.remainderReportingOverflow(dividingBy: right))
        }
      }
      return value
    }

    mutating func factor() throws(Fault) -> Int {
      guard let first = byte else { throw Fault(message: "expected a number or a name, found the end of the expression") }
      if first == UInt8(ascii: "(") {
        depth += 1
        guard depth <= 64 else { throw Fault(message: "more than 64 parentheses in each other") }
        offset += 1
        let value = try sum()
        guard byte == UInt8(ascii: ")") else { throw Fault(message: "'(' without ')'") }
        offset += 1
        depth -= 1
        return value
      }
      let start = offset
      while let next = byte, Character(Unicode.Scalar(next)).isLetter || Character(Unicode.Scalar(next)).isNumber { offset += 1 }
      let word = String(decoding: text[start..<offset], as: UTF8.self)
      if let value = values[word] ?? Quantity.signed(word) { return value }
      guard !word.isEmpty else { throw Fault(message: "expected a number or a name, found '\(rest ?? "")'") }
      let names = values.keys.sorted()
      throw Fault(message: "no value is named '\(word)'; names are \(names.joined(separator: ", "))")
    }

    private func checked(_ result: (partialValue: Int, overflow: Bool)) throws(Fault) -> Int {
      if result.overflow { throw Fault(message: "the result is too large") }
      return result.partialValue
    }
  }
}
