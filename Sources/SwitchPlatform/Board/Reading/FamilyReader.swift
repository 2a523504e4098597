/// Where families are found.
public struct FamilySource: Sendable {
  /// The path of the family that `name` means in `file`; `nil` where there is none.
  public var path: @Sendable (_ name: String, _ file: String) -> String?
  /// A file's text.
  public var text: @Sendable (_ path: String) -> String?
  /// Names of families, for suggestions.
  public var names: @Sendable () -> [String]

  public init(
    path: @escaping @Sendable (String, String) -> String?, text: @escaping @Sendable (String) -> String?,
    names: @escaping @Sendable () -> [String] = { [] }
  ) {
    self.path = path
    self.text = text
    self.names = names
  }
}

/// Applies `extends:`. What a board says wins over its family, key by key in mappings; a list replaces a list; `null` and `~` take a
/// key of the family away. Places stay those of the file in which a value stands.
struct FamilyReader {
  let findings: Findings
  let families: FamilySource?

  /// Families over each other beyond which a file is refused.
  static let maximumDepth = 8

  func extended(_ node: Node, of file: String) -> Node { extended(node, chain: [file]) }

  private func extended(_ node: Node, chain: [String]) -> Node {
    guard let key = node["extends"], let file = chain.last else { return node }
    guard let name = key.text, !name.isEmpty else { return node }
    guard let families, let path = families.path(name, file) else {
      let suggestion = NearestName.suggestion(for: name, among: families?.names() ?? [])
      findings.error("FAM01", at: key.position, "no family is found as '\(name.prefix(120))'\(suggestion)")
      return node
    }
    guard !chain.contains(path) else {
      findings.error("FAM02", at: key.position, "the family '\(name)' extends itself, by way of \(chain.joined(separator: ", "))")
      return node
    }
    guard chain.count <= FamilyReader.maximumDepth else {
      findings.error("FAM03", at: key.position, "more than \(FamilyReader.maximumDepth) families over each other")
      return node
    }
    guard let text = families.text(path) else {
      findings.error("FAM01", at: key.position, "the family \(path) cannot be read")
      return node
    }
    let (base, diagnostics) = YAMLDocument.parse(text, file: path)
    findings.add(diagnostics)
    guard let base, diagnostics.isEmpty, let index = findings.add(file: path) else { return node }
    let marked = FamilyReader.mark(base, file: index)
    if marked["family"] == nil {
      findings.error("FAM04", at: key.position, "\(path) is no family; expected a file with 'family: NAME'")
    }
    if marked["schema"] == nil { findings.error("FAM04", at: key.position, "\(path) has no 'schema'; expected the schema of its boards") }
    return merge(extended(marked, chain: chain + [path]), node, isRoot: true)
  }

  /// A node with the index of its file in all places.
  private static func mark(_ node: Node, file: Int) -> Node {
    var node = node
    node.position.file = UInt16(clamping: file)
    switch node.content {
    case .scalar: break
    case .mapping(let pairs):
      node.content = .mapping(pairs.map { Node.Pair(key: mark($0.key, file: file), value: mark($0.value, file: file)) })
    case .sequence(let elements): node.content = .sequence(elements.map { mark($0, file: file) })
    }
    return node
  }

  private func merge(_ base: Node, _ own: Node, isRoot: Bool = false) -> Node {
    guard var pairs = base.pairs, let more = own.pairs else { return own }
    // A family's name is not its boards', and each file says its own schema.
    if isRoot {
      let apart: Set<String> = ["family", "extends", "schema"]
      var first: [String: Node] = [:]
      for pair in pairs {
        guard let key = pair.key.text, apart.contains(key) else { continue }
        if let earlier = first[key] {
          // Nobody reads these of a family behind this.
          findings.error(
            "SYN02", at: pair.key.position, "key '\(key)' stands twice in the file; the first is in line \(earlier.position.line)")
        }
        first[key] = first[key] ?? pair.key
      }
      pairs.removeAll { $0.key.text.map(apart.contains) ?? false }
    }
    var indices: [String: Int] = [:]
    for (index, pair) in pairs.enumerated() {
      if let key = pair.key.text, indices[key] == nil { indices[key] = index }
    }
    var taken: Set<String> = []
    var removed: Set<Int> = []
    var added: [Node.Pair] = []
    for pair in more {
      // A key that stands twice is told by whoever reads it.
      guard let key = pair.key.text, taken.insert(key).inserted else {
        added.append(pair)
        continue
      }
      switch (indices[key], FamilyReader.isNull(pair.value)) {
      case (let index?, true): removed.insert(index)
      case (let index?, false): pairs[index] = Node.Pair(key: pair.key, value: merge(pairs[index].value, pair.value))
      case (nil, true):
        let suggestion = NearestName.suggestion(for: key, among: pairs.compactMap(\.key.text))
        findings.error("FAM05", at: pair.key.position, "there is no '\(key)' in the family to take away\(suggestion)")
      case (nil, false): added.append(pair)
      }
    }
    let kept = pairs.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    return Node(.mapping(kept + added), at: own.position)
  }

  private static func isNull(_ node: Node) -> Bool {
    node.content == .scalar("null", isQuoted: false) || node.content == .scalar("~", isQuoted: false)
  }
}
