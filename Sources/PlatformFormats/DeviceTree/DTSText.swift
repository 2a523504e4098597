import SwitchPlatform

/// The text of a device tree with its includes and macros put in, which knows where each of its bytes stood.
struct DTSText {
  /// A run of bytes from one place on.
  private struct Span {
    var offset: Int
    var position: SourcePosition
    /// All of it stands at this one place, where a macro is used.
    var isFixed: Bool
  }

  /// Bytes beyond which a text is refused, includes and macros counted.
  static let maximumBytes = 16 << 20

  private(set) var bytes: [UInt8] = []
  private var spans: [Span] = []
  private var isBroken = true

  /// Bytes as they stand in a file.
  mutating func append(_ more: some Sequence<UInt8>, at position: SourcePosition) throws(TextFault) {
    if isBroken { spans.append(Span(offset: bytes.count, position: position, isFixed: false)) }
    isBroken = false
    bytes += more
    try check(position)
  }

  /// Bytes that a macro at this place makes.
  mutating func append(made more: [UInt8], at position: SourcePosition) throws(TextFault) {
    guard !more.isEmpty else { return }
    spans.append(Span(offset: bytes.count, position: position, isFixed: true))
    bytes += more
    isBroken = true
    try check(position)
  }

  /// What was left out separates what stands round it.
  mutating func skip(at position: SourcePosition) throws(TextFault) { try append(made: [0x20], at: position) }

  private func check(_ position: SourcePosition) throws(TextFault) {
    guard bytes.count <= DTSText.maximumBytes else {
      throw TextFault(rule: "SYN06", position: position, message: "the text is larger than 16 MB with its includes and macros")
    }
  }

  /// A place in the text that moves on.
  struct Cursor {
    let text: DTSText
    private(set) var offset = 0
    private(set) var position: SourcePosition
    private var span = 0

    init(_ text: DTSText) {
      self.text = text
      position = text.spans.first?.position ?? SourcePosition(line: 1, column: 1)
    }

    var byte: UInt8? { offset < text.bytes.count ? text.bytes[offset] : nil }
    func byte(ahead count: Int) -> UInt8? { offset + count < text.bytes.count ? text.bytes[offset + count] : nil }

    mutating func advance(_ count: Int = 1) {
      for _ in 0..<count {
        guard let byte else { return }
        offset += 1
        if span + 1 < text.spans.count, text.spans[span + 1].offset == offset {
          span += 1
          position = text.spans[span].position
        } else if !text.spans[span].isFixed {
          if byte == UInt8(ascii: "\n") {
            position.line &+= 1
            position.column = 1
          } else if byte & 0xc0 != 0x80 {
            position.column &+= 1
          }
        }
      }
    }

    mutating func skipSpace() { while let byte, TextCursor.isSpace(byte) { advance() } }

    func starts(with text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard count <= self.text.bytes.count - offset else { return false }
      return text.withUTF8Buffer { $0.elementsEqual(self.text.bytes[offset..<(offset + count)]) }
    }

    func text(from start: Int) -> String { String(decoding: text.bytes[min(start, offset)..<offset], as: UTF8.self) }

    /// What stands here, in words.
    var found: String {
      guard let byte else { return "the end of the file" }
      return (0x21...0x7e).contains(byte) ? "'\(String(UnicodeScalar(byte)))'" : "the byte 0x\(String(byte, radix: 16))"
    }
  }
}
