import SwitchPlatform

/// Properties' values.
extension DTSParser {
  mutating func reference() throws(TextFault) -> DTSReference {
    let position = cursor.position
    cursor.advance()
    if cursor.byte == UInt8(ascii: "{") {
      cursor.advance()
      let start = cursor.offset
      while let byte = cursor.byte, byte != UInt8(ascii: "}"), !TextCursor.isSpace(byte) { cursor.advance() }
      let path = cursor.text(from: start)
      try expect(UInt8(ascii: "}"), "after a path")
      return DTSReference(name: path, isPath: true, position: position)
    }
    let start = cursor.offset
    while let byte = cursor.byte, DTSExpression.isWord(byte) { cursor.advance() }
    guard cursor.offset > start else { throw fault("expected a label after '&', found \(cursor.found)") }
    return DTSReference(name: cursor.text(from: start), isPath: false, position: position)
  }

  mutating func values() throws(TextFault) -> [DTSValue] {
    cursor.advance()
    var result: [DTSValue] = []
    while true {
      cursor.skipSpace()
      let position = cursor.position
      if cursor.starts(with: "/bits/") {
        cursor.advance(6)
        cursor.skipSpace()
        _ = word()
        cursor.skipSpace()
      }
      guard let byte = cursor.byte else { throw fault("the file ends; expected a value") }
      switch byte {
      case UInt8(ascii: "\""): result.append(DTSValue(content: .string(try string()), position: position))
      case UInt8(ascii: "<"): result.append(DTSValue(content: .cells(try cells()), position: position))
      case UInt8(ascii: "["): result.append(DTSValue(content: .bytes(try bytes()), position: position))
      case UInt8(ascii: "&"): result.append(DTSValue(content: .reference(try reference()), position: position))
      default:
        let start = cursor.offset
        if cursor.starts(with: "/incbin/") { cursor.advance(8) }
        let name = word()
        guard !name.isEmpty || cursor.offset > start else { throw fault("expected a value, found \(cursor.found)") }
        cursor.skipSpace()
        if cursor.byte == UInt8(ascii: "("), !name.hasPrefix("#") { try skipBrackets() }
        if cursor.byte == UInt8(ascii: ":") { cursor.advance(); continue }
        result.append(DTSValue(content: .opaque(cursor.text(from: start)), position: position))
      }
      cursor.skipSpace()
      if cursor.byte == UInt8(ascii: ",") { cursor.advance(); continue }
      // Strings that macros make stand side by side.
      if let byte = cursor.byte, byte == UInt8(ascii: "\""), case .opaque? = result.last?.content { continue }
      return result
    }
  }

  private mutating func string() throws(TextFault) -> String {
    let start = cursor.position
    cursor.advance()
    var text: [UInt8] = []
    while let byte = cursor.byte, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), let next = cursor.byte(ahead: 1) {
        switch next {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "0"): text.append(0)
        default: text.append(next)
        }
        cursor.advance(2)
      } else {
        text.append(byte)
        cursor.advance()
      }
    }
    guard cursor.byte != nil else { throw TextFault(position: start, message: "a string that does not end") }
    cursor.advance()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func cells() throws(TextFault) -> [DTSCell] {
    cursor.advance()
    var result: [DTSCell] = []
    while true {
      cursor.skipSpace()
      let position = cursor.position
      guard let byte = cursor.byte else { throw fault("the file ends in cells; expected '>'") }
      switch byte {
      case UInt8(ascii: ">"):
        cursor.advance()
        return result
      case UInt8(ascii: "&"): result.append(DTSCell(content: .reference(try reference()), position: position))
      case UInt8(ascii: "("):
        let start = cursor.offset
        try skipBrackets()
        result.append(DTSCell(content: DTSParser.value(cursor.text(from: start)), position: position))
      case UInt8(ascii: "'"):
        let value = cursor.byte(ahead: 1)
        while let byte = cursor.byte, byte != UInt8(ascii: ">"), !TextCursor.isSpace(byte) { cursor.advance() }
        result.append(DTSCell(content: .number(Int(value ?? 0)), position: position))
      default:
        let start = cursor.offset
        while let byte = cursor.byte, DTSExpression.isWord(byte) || (cursor.offset == start && byte == UInt8(ascii: "-")) {
          cursor.advance()
        }
        guard cursor.offset > start else { throw fault("expected a number, a reference or '>', found \(cursor.found)") }
        if cursor.byte == UInt8(ascii: ":") { cursor.advance(); continue }
        // A macro without a definition takes its arguments along.
        if cursor.byte == UInt8(ascii: "(") { try skipBrackets() }
        result.append(DTSCell(content: DTSParser.value(cursor.text(from: start)), position: position))
      }
      guard result.count <= DeviceTree.maximumNodes else {
        throw TextFault(rule: "SYN06", position: position, message: "more than \(DeviceTree.maximumNodes) cells")
      }
    }
  }

  private static func value(_ text: String) -> DTSCell.Content { DTSExpression.value(text.utf8).map { .number($0) } ?? .opaque(text) }

  private mutating func bytes() throws(TextFault) -> [UInt8] {
    cursor.advance()
    var digits: [UInt8] = []
    while let byte = cursor.byte, byte != UInt8(ascii: "]") {
      if !TextCursor.isSpace(byte) {
        guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
          throw fault("expected two hexadecimal digits, found \(cursor.found)")
        }
        digits.append(UInt8(digit))
      }
      cursor.advance()
    }
    guard cursor.byte != nil, digits.count % 2 == 0 else {
      throw fault("expected pairs of hexadecimal digits and ']', found \(cursor.found)")
    }
    cursor.advance()
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
