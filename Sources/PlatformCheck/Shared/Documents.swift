import PlatformFormats
import SwitchPlatform

extension FileTree {
  /// A JSON file as a value; what is wrong with its text, and keys that stand twice, are reported.
  func json(_ name: String, into report: Report) -> TreeDocument? {
    let (document, diagnostics) = json(name)
    report.add(diagnostics)
    if let document { DuplicateKeys.check(document.root, in: document.file, into: report) }
    return document
  }
}

/// SYN02: a key that stands twice in one mapping; most readers keep the last without a word.
enum DuplicateKeys {
  static func check(_ root: Node, in file: String, into report: Report) {
    var open: [Node] = [root]
    while let node = open.popLast() {
      if let elements = node.elements { open += elements }
      guard let pairs = node.pairs else { continue }
      var first: [String: Node.Pair] = [:]
      for pair in pairs {
        open.append(pair.value)
        guard let key = pair.key.text else { continue }
        guard let known = first[key] else {
          first[key] = pair
          continue
        }
        let isSame = Node.isEqual(known.value, pair.value)
        report.add(
          Diagnostic(
            isSame ? .warning : .error, rule: "SYN02", file: file, at: pair.key.position,
            "the key '\(key.prefix(60))' stands twice\(isSame ? "" : ", with different values")",
            related: [Diagnostic.Related(file: file, at: known.key.position, "first here")]))
      }
    }
  }
}

extension Node {
  /// Whether two values are the same, wherever they stand.
  static func isEqual(_ left: Node, _ right: Node) -> Bool {
    switch (left.content, right.content) {
    case (.scalar(let a, _), .scalar(let b, _)): a == b
    case (.sequence(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy { isEqual($0, $1) }
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count && zip(a, b).allSatisfy { isEqual($0.key, $1.key) && isEqual($0.value, $1.value) }
    default: false
    }
  }
}
