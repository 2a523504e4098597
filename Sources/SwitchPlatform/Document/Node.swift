/// A value of a data file, with the place it came from. Scalars stay text until a schema types them.
public struct Node: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// `isQuoted`: the file has it in quotes, so it is text and nothing else.
    case scalar(String, isQuoted: Bool)
    /// In file order; a key that stands twice is here twice.
    case mapping([Pair])
    case sequence([Node])
  }

  public struct Pair: Hashable, Sendable {
    public var key: Node
    public var value: Node
    public init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }
  }

  public var content: Content
  public var position: SourcePosition

  public init(_ content: Content, at position: SourcePosition) {
    self.content = content
    self.position = position
  }

  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  public var pairs: [Pair]? {
    if case .mapping(let pairs) = content { pairs } else { nil }
  }

  public var elements: [Node]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The value of the first pair with this key.
  ///
  /// - Complexity: O(pairs).
  public subscript(_ key: String) -> Node? { pairs?.first { $0.key.text == key }?.value }

  /// What kind of value it is, in words.
  public var kindName: String {
    switch content {
    case .scalar: "a scalar"
    case .mapping: "a mapping"
    case .sequence: "a list"
    }
  }
}

/// A place in a file. Lines and columns count from 1; 0: unknown.
public struct SourcePosition: Hashable, Sendable, BitwiseCopyable {
  public var line: UInt32
  public var column: UInt32
  /// Which of the files that were read together: 0 the file itself, 1… those it extends.
  public var file: UInt16

  public init(line: Int, column: Int, file: Int = 0) {
    self.line = UInt32(clamping: line)
    self.column = UInt32(clamping: column)
    self.file = UInt16(clamping: file)
  }

  public static let unknown = SourcePosition(line: 0, column: 0)
}
