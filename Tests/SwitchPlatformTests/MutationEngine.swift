@testable import SwitchPlatform

/// Seeded faults for a board file, each of which must be wrong whatever the board is.
struct MutationEngine {
  struct Mutation {
    var kind: String
    var text: String
    /// Lines in which it may be told, from 1.
    var lines: Set<Int>
    /// What else a message may name: the key that is gone, the name that is not found.
    var words: [String] = []

    /// Whether a finding is in one of the lines of the file, or names what is gone.
    func isTold(by found: [Diagnostic], in file: String) -> Bool {
      found.contains { diagnostic in
        diagnostic.file == file && lines.contains(Int(diagnostic.position.line)) || words.contains { diagnostic.message.contains($0) }
      }
    }
  }

  private let lines: [String]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  private typealias Kind = (MutationEngine) -> (inout SeededGenerator) -> Mutation?

  /// The mutation of a round: the kinds by turns, another where one finds nothing to change.
  func mutation(_ round: Int, _ generator: inout SeededGenerator) -> Mutation? {
    let kinds: [Kind] = [
      MutationEngine.swapLane, MutationEngine.dropKey, MutationEngine.misspell, MutationEngine.wrongType, MutationEngine.duplicate,
      MutationEngine.cut, MutationEngine.misspellKey
    ]
    for offset in kinds.indices {
      if let mutation = kinds[(round + offset) % kinds.count](self)(&generator) { return mutation }
    }
    return nil
  }

  private func isComment(_ line: String) -> Bool { line.drop { $0 == " " }.first == "#" }

  private func pick(_ generator: inout SeededGenerator, _ isGood: (String) -> Bool) -> Int? {
    lines.indices.filter { !isComment(lines[$0]) && isGood(lines[$0]) }.randomElement(using: &generator)
  }

  private func with(_ index: Int, _ line: String?, _ kind: String, words: [String] = []) -> Mutation {
    var copy = lines
    if let line { copy[index] = line } else { copy.remove(at: index) }
    return Mutation(kind: kind, text: copy.joined(separator: "\n"), lines: [index + 1], words: words)
  }

  /// Another range of lanes, or of a name of an ASIC, that is already in use: the second lane list becomes the first's.
  private func swapLane(_ generator: inout SeededGenerator) -> Mutation? {
    // A list that grows into itself has its lane twice.
    guard let index = pick(&generator, { $0.contains("lanes: \"npu") && $0.contains("]\"") }),
      let open = lines[index].firstIndex(of: "["), let close = lines[index].lastIndex(of: "]")
    else { return nil }
    let inside = lines[index][lines[index].index(after: open)..<close]
    let first = inside.split(separator: "..").first.map(String.init) ?? String(inside)
    var line = lines[index]
    line.replaceSubrange(open...close, with: "[\(inside),\(first)]")
    return with(index, line, "lane twice")
  }

  /// Lines of keys without which nothing goes.
  private func dropKey(_ generator: inout SeededGenerator) -> Mutation? {
    let keys = ["id", "vendor", "product", "kind", "lanes", "breakouts", "schema"]
    guard
      let index = pick(
        &generator,
        { line in
          keys.contains { line.drop { $0 == " " }.hasPrefix("\($0): ") } && !line.contains("{ ")
        }), let key = lines[index].split(separator: ":").first?.drop(while: { $0 == " " })
    else { return nil }
    return with(index, nil, "key dropped", words: ["'\(key)'"])
  }

  private func misspell(_ generator: inout SeededGenerator) -> Mutation? {
    let keys = ["dev: ", "on: ", "lanes: \"", "breakout: ", "chip: "]
    guard let index = pick(&generator, { line in keys.contains { line.contains($0) } }),
      let key = keys.first(where: { lines[index].contains($0) }), let range = lines[index].firstRange(of: key)
    else { return nil }
    var line = lines[index]
    let rest = line[range.upperBound...]
    let at = rest.first == "\"" ? line.index(after: range.upperBound) : range.upperBound
    line.insert(contentsOf: "zq", at: at)
    return with(index, line, "reference misspelt")
  }

  private func wrongType(_ generator: inout SeededGenerator) -> Mutation? {
    let keys = ["addr: ", "kind: ", "breakouts: ", "default: true", "form: ", "reg: ", "bit: "]
    guard let index = pick(&generator, { line in keys.contains { line.contains($0) } }),
      let key = keys.filter({ lines[index].contains($0) }).randomElement(using: &generator), let range = lines[index].firstRange(of: key)
    else { return nil }
    var line = lines[index]
    if key == "default: true" {
      line.replaceSubrange(range, with: "default: perhaps")
    } else {
      let rest = line[range.upperBound...]
      // The value is put into a mapping.
      let end = valueEnd(rest)
      line.replaceSubrange(range.upperBound..<end, with: "{ zq: 1 }")
    }
    return with(index, line, "wrong type")
  }

  /// The end of a value: the comma or brace after it, brackets and quotes balanced.
  private func valueEnd(_ text: Substring) -> String.Index {
    var depth = 0
    var isQuoted = false
    for index in text.indices {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "[", "{": if !isQuoted { depth += 1 }
      case "]", "}", ",":
        if isQuoted { break }
        if depth == 0 { return index }
        if text[index] != "," { depth -= 1 }
      case "#": if !isQuoted, depth == 0 { return index }
      default: break
      }
    }
    return text.endIndex
  }

  /// A line with a key of its own twice.
  private func duplicate(_ generator: inout SeededGenerator) -> Mutation? {
    guard
      let index = pick(
        &generator,
        { line in
          let body = line.drop { $0 == " " }
          return body.first?.isLetter == true && body.contains(": ") && !body.hasSuffix("[") && valueIsWhole(line)
        })
    else { return nil }
    var copy = lines
    copy.insert(lines[index], at: index + 1)
    return Mutation(kind: "line doubled", text: copy.joined(separator: "\n"), lines: [index + 1, index + 2])
  }

  private func valueIsWhole(_ line: String) -> Bool {
    line.filter { $0 == "{" || $0 == "[" }.count == line.filter { $0 == "}" || $0 == "]" }.count
  }

  /// The file ends inside a line, where a bracket or a quote is open.
  private func cut(_ generator: inout SeededGenerator) -> Mutation? {
    guard let index = pick(&generator, { $0.contains("{ ") && $0.contains(": ") || $0.contains("[ ") }) else { return nil }
    let line = lines[index]
    guard let open = line.firstIndex(where: { $0 == "{" || $0 == "[" }) else { return nil }
    let isQuotedRange = line[..<open].filter { $0 == "\"" }.count % 2 == 1
    if isQuotedRange { return nil }
    let end = line.index(open, offsetBy: 2, limitedBy: line.endIndex) ?? line.endIndex
    let text = (lines[..<index] + [String(line[..<end])]).joined(separator: "\n")
    return Mutation(kind: "file cut", text: text, lines: [index + 1, index + 2])
  }

  private func misspellKey(_ generator: inout SeededGenerator) -> Mutation? {
    let keys = ["kind:", "lanes:", "breakouts:", "chip:", "vendor:", "ports:", "breakout:", "default: true"]
    guard let index = pick(&generator, { line in keys.contains { line.contains($0) } }),
      let key = keys.filter({ lines[index].contains($0) }).randomElement(using: &generator), let range = lines[index].firstRange(of: key)
    else { return nil }
    var line = lines[index]
    line.insert("q", at: line.index(after: range.lowerBound))
    return with(index, line, "key misspelt")
  }
}
