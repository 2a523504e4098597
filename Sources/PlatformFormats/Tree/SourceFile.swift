public import SwitchPlatform

/// A file's text with the name that diagnostics give it.
public struct SourceFile: Hashable, Sendable {
  /// As the user would type it.
  public var path: String
  public var bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// The text; bytes that are no UTF-8 are replaced.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A place by its offset in bytes.
  ///
  /// - Complexity: O(offset).
  public func position(at offset: Int) -> SourcePosition {
    var (line, column) = (1, 1)
    for byte in bytes.prefix(max(0, offset)) {
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else if byte & 0xc0 != 0x80 { column += 1 }
    }
    return SourcePosition(line: line, column: column)
  }

  /// The first place where `text` stands; its line 1, column 1 where it does not.
  public func position(of text: String) -> SourcePosition {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty, wanted.count <= bytes.count else { return SourcePosition(line: 1, column: 1) }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      return position(at: start)
    }
    return SourcePosition(line: 1, column: 1)
  }
}
