/// One line of a map from names to values: `name value`, `name:value`, `number@value`; `#` begins a comment.
struct MapLine {
  struct Word {
    var text: Substring
    var position: SourcePosition
  }

  var name: Word
  var value: Word
  /// What stands between them.
  var separator: Character

  /// - Parameter expected: What a line has, for the message: `a port and an interface`.
  /// - Returns: the lines that have both; what is wrong with the others is said.
  static func read(_ text: String, into findings: Findings, rule: String, expected: String) -> [MapLine] {
    var lines: [MapLine] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.prefix { $0 != "#" }
      func position(_ index: Substring.Index) -> SourcePosition {
        SourcePosition(line: number + 1, column: line.distance(from: line.startIndex, to: index) + 1)
      }
      guard let start = content.firstIndex(where: { !isSpace($0) }) else { continue }
      let end = content[start...].firstIndex { isSpace($0) || $0 == ":" || $0 == "@" } ?? content.endIndex
      var rest = content[end...].drop(while: isSpace)
      var separator: Character = " "
      if let first = rest.first, first == ":" || first == "@" {
        separator = first
        rest = rest.dropFirst().drop(while: isSpace)
      }
      while let last = rest.last, isSpace(last) { rest.removeLast() }
      guard start < end, !rest.isEmpty else {
        findings.error(rule, at: position(start < end ? rest.startIndex : start), "expected \(expected)")
        continue
      }
      lines.append(
        MapLine(
          name: Word(text: content[start..<end], position: position(start)),
          value: Word(text: rest, position: position(rest.startIndex)), separator: separator))
    }
    return lines
  }

  private static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\u{feff}" }
}
