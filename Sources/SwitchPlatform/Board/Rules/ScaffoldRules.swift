/// What the author of a new board has still to say.
enum ScaffoldRules {
  /// Tells every text with the word TODO in it.
  static func check(_ node: Node, _ findings: Findings) {
    if let text = node.text, isToDo(text) {
      findings.warning("TODO01", at: node.position, "still to be said: \(text.prefix(100))")
    }
    for pair in node.pairs ?? [] { check(pair.value, findings) }
    for element in node.elements ?? [] { check(element, findings) }
  }

  static func isToDo(_ text: String) -> Bool {
    text.contains("TODO") && text.split { !$0.isLetter && !$0.isNumber }.contains("TODO")
  }
}
