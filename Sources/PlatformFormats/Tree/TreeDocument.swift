public import SwitchPlatform

/// A file of a tree as a value.
public struct TreeDocument: Hashable, Sendable {
  /// As diagnostics name it.
  public var file: String
  public var root: Node

  public init(file: String, root: Node) {
    self.file = file
    self.root = root
  }
}

extension FileTree {
  /// A JSON file as a value, with what is wrong with its text.
  public func json(_ name: String) -> (document: TreeDocument?, diagnostics: [Diagnostic]) {
    read(name) { JSONDocument.parse(bytes: $0.bytes, file: $0.path) }
  }

  /// A YAML file of one document as a value, with what is wrong with its text.
  public func yaml(_ name: String) -> (document: TreeDocument?, diagnostics: [Diagnostic]) {
    read(name) { YAMLDocument.parse($0.text, file: $0.path) }
  }

  private func read(
    _ name: String, _ parse: (SourceFile) -> (node: Node?, diagnostics: [Diagnostic])
  ) -> (document: TreeDocument?, diagnostics: [Diagnostic]) {
    do throws(CatalogError) {
      let source = try file(name)
      let (node, diagnostics) = parse(source)
      return (node.map { TreeDocument(file: source.path, root: $0) }, diagnostics)
    } catch {
      return (nil, [unreadable(name, error)])
    }
  }

  /// The folder of a name in a tree; empty: the root.
  public static func folder(of name: String) -> String { name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "" }

  /// What stands behind the last `/`.
  public static func lastName(of name: String) -> String {
    name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
  }

  public static func join(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}

extension Node {
  /// A whole number, decimal or `0x…`, with or without a minus sign.
  public var integer: Int? {
    guard let text else { return nil }
    let magnitude = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isHexadecimal = magnitude.hasPrefix("0x") || magnitude.hasPrefix("0X")
    let digits = isHexadecimal ? magnitude.dropFirst(2) : magnitude
    guard let first = digits.first, first != "+", first != "-", let value = Int(digits, radix: isHexadecimal ? 16 : 10) else { return nil }
    return magnitude.count == text.count ? value : -value
  }

  public var number: Double? { text.flatMap { Double($0) } ?? integer.map(Double.init) }

  /// The first pair with this key, for the key's place.
  public func pair(_ key: String) -> Pair? { pairs?.first { $0.key.text == key } }
}
