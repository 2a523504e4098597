import SwitchPlatform

/// Why a text cannot be read, and where.
struct TextFault: Error {
  /// `SYN01` empty, `SYN05` not the language, `SYN06` beyond a limit.
  var rule = "SYN05"
  var position: SourcePosition
  var message: String

  func diagnostic(file: String) -> Diagnostic { Diagnostic(.error, rule: rule, file: file, at: position, message) }
}

/// A place in UTF-8 bytes that knows its line and column. Columns count scalars.
struct TextCursor {
  let bytes: [UInt8]
  private(set) var offset = 0
  private var line = 1
  private var column = 1

  init(bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark is no character of the text.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { offset = 3 }
  }

  var position: SourcePosition { SourcePosition(line: line, column: column) }
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }
  var isAtEnd: Bool { offset >= bytes.count }

  func byte(ahead count: Int) -> UInt8? {
    count >= 0 && count < bytes.count - offset ? bytes[offset + count] : nil
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<max(0, count) {
      guard let byte else { return }
      offset += 1
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else if byte & 0xc0 != 0x80 { column += 1 }
    }
  }

  func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard count <= bytes.count - offset else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(bytes[offset..<(offset + count)]) }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

  mutating func skipSpace() { while let byte, TextCursor.isSpace(byte) { advance() } }

  /// The text from a place to here.
  func text(from start: Int) -> String { String(decoding: bytes[min(start, offset)..<offset], as: UTF8.self) }

  /// What stands here, in words.
  var found: String {
    guard let byte else { return "the end of the file" }
    if byte < 0x20 || byte == 0x7f { return "the byte 0x\(String(byte, radix: 16))" }
    let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
    return "'\(scalar.map(String.init) ?? "")'"
  }

  func fault(_ message: String) -> TextFault { TextFault(position: position, message: message) }
}
