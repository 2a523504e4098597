/// Integer expressions of C, as cells and `#if` have them.
struct DTSExpression {
  /// Nesting beyond which an expression has no value.
  static let maximumDepth = 32

  private let bytes: [UInt8]
  private var offset = 0
  private var depth = 0
  private let name: (String) -> Int?

  /// - Parameter name: The value of a name; `nil`: it has none.
  /// - Returns: `nil` where the text is none, a name has no value, or a value needs more than 64 bits.
  static func value(_ text: some Sequence<UInt8>, name: (String) -> Int? = { _ in nil }) -> Int? {
    withoutActuallyEscaping(name) { name in
      var expression = DTSExpression(bytes: Array(text), name: name)
      guard let value = expression.ternary() else { return nil }
      expression.skipSpace()
      return expression.offset == expression.bytes.count ? value : nil
    }
  }

  private init(bytes: [UInt8], name: @escaping (String) -> Int?) {
    self.bytes = bytes
    self.name = name
  }

  private mutating func skipSpace() { while offset < bytes.count, TextCursor.isSpace(bytes[offset]) { offset += 1 } }

  private mutating func take(_ text: StaticString) -> Bool {
    skipSpace()
    let count = text.utf8CodeUnitCount
    guard count <= bytes.count - offset, text.withUTF8Buffer({ $0.elementsEqual(bytes[offset..<(offset + count)]) }) else { return false }
    offset += count
    return true
  }

  /// `a ? b : c`
  private mutating func ternary() -> Int? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= DTSExpression.maximumDepth, let condition = binary(0) else { return nil }
    guard take("?") else { return condition }
    let yes = ternary()
    guard take(":") else { return nil }
    let no = ternary()
    return condition != 0 ? yes : no
  }

  /// Operators by how tightly they bind; of one row the longer first.
  private static let operators: [[StaticString]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]
  ]

  private mutating func binary(_ row: Int) -> Int? {
    guard row < DTSExpression.operators.count else { return unary() }
    guard var left = binary(row + 1) else { return nil }
    while let found = nextOperator(row) {
      guard let right = binary(row + 1), let value = DTSExpression.apply(found, left, right) else { return nil }
      left = value
    }
    return left
  }

  private mutating func nextOperator(_ row: Int) -> String? {
    skipSpace()
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    for text in DTSExpression.operators[row] {
      // `|` is not the first half of `||`, nor `<` of `<<`.
      let isSingle = text.utf8CodeUnitCount == 1
      if isSingle, offset < bytes.count, "|&<>".utf8.contains(bytes[offset]), next == bytes[offset] { continue }
      if take(text) { return text.description }
    }
    return nil
  }

  private static func apply(_ symbol: String, _ left: Int, _ right: Int) -> Int? {
    func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? { result.overflow ? nil : result.partialValue }
    switch symbol {
    case "||": return left != 0 || right != 0 ? 1 : 0
    case "&&": return left != 0 && right != 0 ? 1 : 0
    case "|": return left | right
    case "^": return left ^ right
    case "&": return left & right
    case "==": return left == right ? 1 : 0
    case "!=": return left != right ? 1 : 0
    case "<=": return left <= right ? 1 : 0
    case ">=": return left >= right ? 1 : 0
    case "<": return left < right ? 1 : 0
    case ">": return left > right ? 1 : 0
    case "<<": return (0..<63).contains(right) && left >= 0 && left <= Int.max >> right ? left << right : nil
    case ">>": return (0..<64).contains(right) ? left >> right : nil
    case "+": return checked(left.addingReportingOverflow(right))
    case "-": return checked(left.subtractingReportingOverflow(right))
    case "*": return checked(left.multipliedReportingOverflow(by: right))
    case "/": return checked(left.dividedReportingOverflow(by: right))
    case "%": return checked(left.remainderReportingOverflow(dividingBy: right))
    default: return nil
    }
  }

  private mutating func unary() -> Int? {
    var signs: [UInt8] = []
    skipSpace()
    while offset < bytes.count, "!~-+".utf8.contains(bytes[offset]), signs.count < DTSExpression.maximumDepth {
      signs.append(bytes[offset])
      offset += 1
      skipSpace()
    }
    guard var value = primary() else { return nil }
    for sign in signs.reversed() {
      switch sign {
      case UInt8(ascii: "!"): value = value == 0 ? 1 : 0
      case UInt8(ascii: "~"): value = ~value
      case UInt8(ascii: "-"):
        guard value != Int.min else { return nil }
        value = -value
      default: break
      }
    }
    return value
  }

  private mutating func primary() -> Int? {
    skipSpace()
    if take("(") {
      let value = ternary()
      return take(")") ? value : nil
    }
    let start = offset
    while offset < bytes.count, DTSExpression.isWord(bytes[offset]) { offset += 1 }
    guard offset > start else { return nil }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    return bytes[start].isDigit ? DTSExpression.number(word) : name(word)
  }

  static func isWord(_ byte: UInt8) -> Bool {
    byte.isDigit || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// `8`, `010`, `0x1f`, with `U` and `L` behind it.
  static func number(_ word: String) -> Int? {
    var text = Substring(word.lowercased())
    while let last = text.last, last == "u" || last == "l" { text.removeLast() }
    if text.hasPrefix("0x") {
      // Eight bytes are cells too: the bits of a large one are kept.
      return text.dropFirst(2).first?.isHexDigit == true ? UInt(text.dropFirst(2), radix: 16).map(Int.init(bitPattern:)) : nil
    }
    guard text.utf8.allSatisfy(\.isDigit) else { return nil }
    return text.count > 1 && text.hasPrefix("0") ? Int(text, radix: 8) : Int(text)
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
