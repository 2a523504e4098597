public import SwitchPlatform

/// A text in the text format of protocol buffers as positioned nodes.
///
/// A message is a mapping in which a repeated field stands as often as in the text; `[a, b]` is a sequence; strings are quoted
/// scalars with their escapes resolved; numbers, enums and `true` are plain scalars. An extension keeps its brackets: `[a.b]`.
public enum PBText {
  /// Nesting beyond which a text is refused.
  public static let maximumDepth = 128
  /// Values beyond which a text is refused.
  public static let maximumNodes = 1_000_000

  /// - Returns: The outermost message, or `nil` with an error that says where reading ended.
  /// - Complexity: O(bytes).
  public static func parse(bytes: [UInt8], file: String) -> (node: Node?, diagnostics: [Diagnostic]) {
    var reader = PBTextReader(bytes: bytes)
    do throws(TextFault) {
      return (try reader.document(), [])
    } catch {
      return (nil, [error.diagnostic(file: file)])
    }
  }

  public static func parse(_ text: String, file: String) -> (node: Node?, diagnostics: [Diagnostic]) {
    parse(bytes: Array(text.utf8), file: file)
  }
}

extension Node {
  /// The values of a field that may stand any number of times, lists taken apart.
  public func all(_ key: String) -> [Node] {
    (pairs ?? []).filter { $0.key.text == key }.flatMap { $0.value.elements ?? [$0.value] }
  }
}
