import CYaml

/// A YAML text as positioned nodes. The only file that knows a YAML library.
///
/// It reads the events of libyaml, which the Yams package carries, and not Yams' own nodes: those refuse a duplicate key without
/// saying where the second one is, recurse as deep as the text asks them to, and hash keys that aliases make exponentially large.
public enum YAMLDocument {
  /// Nesting beyond which a text is refused, aliases expanded.
  public static let maximumDepth = 256
  /// Nodes beyond which a text is refused, aliases expanded.
  public static let maximumNodes = 1_000_000
  /// Anchors of one document beyond which a text is refused.
  public static let maximumAnchors = 10_000

  /// Reads a YAML text of one document. A JSON text is one too.
  ///
  /// Scalars stay text; those in quotes or in block style are `isQuoted`. A key that stands twice stays twice. `<<` merges mappings.
  ///
  /// - Returns: The value, or `nil` with an error that says where reading ended.
  public static func parse(_ text: String, file: String) -> (node: Node?, diagnostics: [Diagnostic]) {
    let (documents, diagnostics) = parseAll(text, file: file)
    guard diagnostics.isEmpty else { return (nil, diagnostics) }
    if documents.count > 1, let second = documents.dropFirst().first {
      return (documents.first, [Diagnostic(.error, rule: "SYN05", file: file, at: second.position, "a second document; expected one")])
    }
    guard let node = documents.first else {
      let start = SourcePosition(line: 1, column: 1)
      return (nil, [Diagnostic(.error, rule: "SYN01", file: file, at: start, "the file is empty; expected a YAML mapping")])
    }
    return (node, [])
  }

  /// Reads a YAML text of any number of documents; those before an error are returned with it.
  public static func parseAll(_ text: String, file: String) -> (nodes: [Node], diagnostics: [Diagnostic]) {
    let stream = stream(bytes: Array(text.utf8), file: file)
    return (stream.documents, stream.diagnostics)
  }

  /// Reads a YAML text of any number of documents, keys that are mappings or lists included.
  public static func stream(bytes: [UInt8], file: String) -> YAMLStream {
    bytes.withUnsafeBufferPointer { buffer in
      var composer = YAMLComposer()
      var diagnostics: [Diagnostic] = []
      do throws(YAMLFault) {
        try composer.read(buffer)
      } catch {
        diagnostics = [Diagnostic(.error, rule: error.rule, file: file, at: error.position, error.message)]
      }
      return YAMLStream(documents: composer.documents, repeatedAnchors: composer.repeatedAnchors, diagnostics: diagnostics)
    }
  }
}

/// The documents of a YAML text.
public struct YAMLStream: Sendable {
  /// An anchor that an earlier node of its document has already. YAML 1.2 lets the later one count; PyYAML refuses the text.
  public struct RepeatedAnchor: Hashable, Sendable {
    public var name: String
    public var position: SourcePosition
    public var first: SourcePosition
  }

  /// Those before an error.
  public var documents: [Node]
  public var repeatedAnchors: [RepeatedAnchor]
  /// Empty, or the error that ended reading.
  public var diagnostics: [Diagnostic]
}

/// Why a text is not YAML, and where.
private struct YAMLFault: Error {
  var rule = "SYN05"
  var position: SourcePosition
  var message: String
}

/// Builds nodes from libyaml's events, with its own stack.
private struct YAMLComposer {
  /// A node with what it costs when it is copied.
  private struct Built {
    var node: Node
    /// Nodes in it, aliases expanded.
    var size = 1
    /// Levels in it, aliases expanded.
    var height = 1
  }

  private struct Open {
    var isMapping: Bool
    var anchor: String?
    var position: SourcePosition
    var items: [Node] = []
    var size = 1
    var height = 1
  }

  private(set) var documents: [Node] = []
  private(set) var repeatedAnchors: [YAMLStream.RepeatedAnchor] = []
  private var anchorPlaces: [String: SourcePosition] = [:]
  private var stack: [Open] = []
  private var anchors: [String: Built] = [:]
  private var total = 0

  mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLFault) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw YAMLFault(position: SourcePosition(line: 0, column: 0), message: "no memory for the YAML parser")
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { throw YAMLComposer.fault(of: parser, in: text) }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(YAMLFault) {
    let position = YAMLComposer.position(event.start_mark)
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      anchors = [:]
      anchorPlaces = [:]
      total = 0
    case YAML_ALIAS_EVENT:
      let name = YAMLComposer.text(event.data.alias.anchor) ?? ""
      guard var built = anchors[name] else {
        let nearest = NearestName.suggestion(for: name, among: anchors.keys.sorted())
        throw YAMLFault(position: position, message: "no anchor is named '\(name)' before this\(nearest)")
      }
      if stack.last?.isMapping != true || (stack.last?.items.count ?? 0) % 2 == 1 {
        // A scalar's value is said here; a collection's parts stay where they stand.
        if case .scalar = built.node.content { built.node.position = position }
      }
      try add(built, at: position)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let isText = scalar.style != YAML_PLAIN_SCALAR_STYLE || YAMLComposer.text(scalar.tag) == "tag:yaml.org,2002:str"
      let built = Built(node: Node(.scalar(text, isQuoted: isText), at: position))
      if let anchor = YAMLComposer.text(scalar.anchor) {
        try note(anchor, at: position)
        anchors[anchor] = built
      }
      try add(built, at: position)
    case YAML_SEQUENCE_START_EVENT:
      try open(isMapping: false, anchor: YAMLComposer.text(event.data.sequence_start.anchor), at: position)
    case YAML_MAPPING_START_EVENT:
      try open(isMapping: true, anchor: YAMLComposer.text(event.data.mapping_start.anchor), at: position)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      try close()
    default: break
    }
  }

  private mutating func open(isMapping: Bool, anchor: String?, at position: SourcePosition) throws(YAMLFault) {
    guard stack.count < YAMLDocument.maximumDepth else { throw YAMLComposer.tooDeep(position) }
    if let anchor { try note(anchor, at: position) }
    stack.append(Open(isMapping: isMapping, anchor: anchor, position: position))
  }

  private mutating func note(_ anchor: String, at position: SourcePosition) throws(YAMLFault) {
    guard anchorPlaces.count < YAMLDocument.maximumAnchors, repeatedAnchors.count < YAMLDocument.maximumAnchors else {
      throw YAMLFault(rule: "SYN06", position: position, message: "more than \(YAMLDocument.maximumAnchors) anchors")
    }
    if let first = anchorPlaces[anchor] {
      repeatedAnchors.append(YAMLStream.RepeatedAnchor(name: anchor, position: position, first: first))
    } else {
      anchorPlaces[anchor] = position
    }
  }

  private mutating func close() throws(YAMLFault) {
    guard let last = stack.popLast() else { return }
    let content: Node.Content
    if last.isMapping {
      var pairs: [Node.Pair] = []
      pairs.reserveCapacity(last.items.count / 2)
      for index in stride(from: 0, to: last.items.count - 1, by: 2) {
        pairs.append(Node.Pair(key: last.items[index], value: last.items[index + 1]))
      }
      content = .mapping(try YAMLComposer.merged(pairs))
    } else {
      content = .sequence(last.items)
    }
    let built = Built(node: Node(content, at: last.position), size: last.size, height: last.height)
    if let anchor = last.anchor { anchors[anchor] = built }
    // Its parts have been counted when they were added.
    total -= last.size - 1
    try add(built, at: last.position)
  }

  private mutating func add(_ built: Built, at position: SourcePosition) throws(YAMLFault) {
    total += built.size
    guard total <= YAMLDocument.maximumNodes else {
      throw YAMLFault(
        rule: "SYN06", position: position, message: "more than \(YAMLDocument.maximumNodes) values, aliases expanded")
    }
    guard stack.count + built.height <= YAMLDocument.maximumDepth else { throw YAMLComposer.tooDeep(position) }
    guard let last = stack.indices.last else {
      documents.append(built.node)
      return
    }
    stack[last].items.append(built.node)
    stack[last].size += built.size
    stack[last].height = max(stack[last].height, built.height + 1)
  }

  /// Replaces `<<` keys by the pairs of the mappings they name; keys that stand in the mapping itself win.
  private static func merged(_ pairs: [Node.Pair]) throws(YAMLFault) -> [Node.Pair] {
    func isMerge(_ pair: Node.Pair) -> Bool { pair.key.content == .scalar("<<", isQuoted: false) }
    guard pairs.contains(where: isMerge) else { return pairs }
    var result = pairs.filter { !isMerge($0) }
    var known = Set(result.compactMap(\.key.text))
    for pair in pairs where isMerge(pair) {
      for source in pair.value.elements ?? [pair.value] {
        guard let more = source.pairs else {
          throw YAMLFault(position: pair.value.position, message: "'<<' merges mappings; found \(source.kindName)")
        }
        for pair in more where known.insert(pair.key.text ?? "").inserted { result.append(pair) }
      }
    }
    return result
  }

  private static func tooDeep(_ position: SourcePosition) -> YAMLFault {
    YAMLFault(rule: "SYN06", position: position, message: "nested more than \(YAMLDocument.maximumDepth) levels deep")
  }

  private static func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(decodingCString: $0, as: UTF8.self) }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { text(pointer.map { UnsafePointer($0) }) }

  private static func position(_ mark: yaml_mark_t) -> SourcePosition {
    SourcePosition(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
  }

  private static func fault(of parser: yaml_parser_t, in text: UnsafeBufferPointer<UInt8>) -> YAMLFault {
    let problem = parser.problem.map { String(cString: $0) } ?? "cannot be read"
    if parser.error == YAML_READER_ERROR {
      // The reader gives an offset in bytes, and no mark.
      var (line, column) = (1, 1)
      for byte in text.prefix(Int(clamping: parser.problem_offset)) {
        if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else if byte & 0xc0 != 0x80 { column += 1 }
      }
      return YAMLFault(rule: "SYN07", position: SourcePosition(line: line, column: column), message: problem)
    }
    let place = position(parser.problem_mark)
    if isIndentedByTab(at: place, in: text) { return YAMLFault(position: place, message: "a tab indents the line; expected spaces") }
    let context = parser.context.map { " \(String(cString: $0))" } ?? ""
    return YAMLFault(position: place, message: problem + context)
  }
  /// Whether there is a tab at a place, and nothing but spaces and tabs before it in its line.
  private static func isIndentedByTab(at place: SourcePosition, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var (line, column, isIndent) = (1, 1, true)
    for byte in text {
      if line == place.line, column == place.column { return isIndent && byte == UInt8(ascii: "\t") }
      if byte == UInt8(ascii: "\n") {
        (line, column, isIndent) = (line + 1, 1, true)
      } else {
        if byte & 0xc0 != 0x80 { column += 1 }
        isIndent = isIndent && (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t"))
      }
    }
    return false
  }
}
