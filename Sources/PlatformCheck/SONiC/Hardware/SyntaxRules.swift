import PlatformFormats
import SwitchPlatform

/// SYN01–05 in the files that no other rule reads: empty files, keys given twice, anchors given twice, shell code among assignments.
enum SyntaxRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    // A file that links name several times is told of once.
    for (file, found) in Dictionary(grouping: input.files.diagnostics, by: \.file).sorted(by: { $0.key < $1.key })
    where report.isFirst("syntax \(FileTree.standardized(file))") { report.add(found) }
    for json in input.files.json where input.isFirst("keys", json.name, report) {
      if let root = json.root { keys(in: root, of: json.file, .error, report) }
      if !SONiCHardwareCheck.hasRules(json.name) { report.syntaxOnly.insert(json.file) }
    }
    for yaml in input.files.yaml where input.isFirst("keys", yaml.name, report) {
      for anchor in yaml.stream.repeatedAnchors {
        report.warning(
          "SYN03", yaml.file, at: anchor.position,
          "anchor '\(anchor.name.excerpt)' is already that of an earlier node; PyYAML refuses the file",
          related: [.init(yaml.file, at: anchor.first, "first used here")])
      }
      // Broadcom's SDK applies each entry in turn, so a table that stands twice is read twice.
      guard !input.files.configurations.contains(where: { $0.name == yaml.name }) else { continue }
      let isPython = PCIRules.isList(FileTree.lastName(of: yaml.name))
      if !isPython { report.syntaxOnly.insert(yaml.file) }
      for document in yaml.stream.documents { keys(in: document, of: yaml.file, isPython ? .error : .warning, report) }
    }
    for text in input.files.assignments where input.isFirst("shell", text.name, report) {
      repeated(text.value, text.name, report)
      for other in text.value.others {
        report.warning(
          "SYN04", text.value.file, at: other.position,
          "'\(other.text.excerpt)' is no KEY=VALUE; what reads this file without a shell passes over it")
      }
    }
  }

  /// SYN02: the last of two assignments counts. In a shell's file the second may be meant; a profile is read by the SDK's library.
  private static func repeated(_ assignments: Assignments, _ name: String, _ report: Report) {
    var first: [String: Assignments.Entry] = [:]
    for entry in assignments.entries {
      guard let known = first[entry.key] else {
        first[entry.key] = entry
        continue
      }
      let isSame = known.value == entry.value
      let isShell = !assignments.others.isEmpty || entry.value.contains("$")
      report.add(
        Diagnostic(
          !isSame && !isShell && name.hasSuffix("sai.profile") ? .error : .warning, rule: "SYN02", file: assignments.file,
          at: entry.keyPosition,
          "'\(entry.key.excerpt)' is already in this file, with \(isSame ? "the same" : "another") value",
          related: [.init(assignments.file, at: known.keyPosition, "first given here")]))
    }
  }

  private static func keys(in node: Node, of file: String, _ gravest: Diagnostic.Severity, _ report: Report) {
    if let pairs = node.pairs {
      var first: [String: Node.Pair] = [:]
      for pair in pairs {
        if let key = pair.key.text {
          if let known = first[key] {
            let isSame = known.value.says(pair.value)
            report.add(
              Diagnostic(
                isSame ? .warning : gravest, rule: "SYN02", file: file, at: pair.key.position,
                isSame
                  ? "'\(key.excerpt)' is already in this object, with the same value"
                  : "'\(key.excerpt)' is already in this object, with another value; programs take the last and say nothing",
                related: [.init(file, at: known.key.position, "first given here")]))
          } else {
            first[key] = pair
          }
        }
        keys(in: pair.value, of: file, gravest, report)
      }
    } else {
      for element in node.elements ?? [] { keys(in: element, of: file, gravest, report) }
    }
  }
}

extension Node {
  /// Whether two values are equal, wherever they stand.
  func says(_ other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let text, let isQuoted), .scalar(let otherText, let otherIsQuoted)): text == otherText && isQuoted == otherIsQuoted
    case (.sequence(let elements), .sequence(let others)):
      elements.count == others.count && zip(elements, others).allSatisfy { $0.says($1) }
    case (.mapping(let pairs), .mapping(let others)):
      pairs.count == others.count && zip(pairs, others).allSatisfy { $0.key.says($1.key) && $0.value.says($1.value) }
    default: false
    }
  }
}
