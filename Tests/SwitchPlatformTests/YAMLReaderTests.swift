import SwitchPlatform
import Testing

@Suite struct YAMLReaderTests {
  @Test func scalarsStayText() throws {
    let text = "a: on\nb: 0123\nc: '1'\nd: \"x\"\ne: 1e3\nf: |\n  y\na: 2\n"
    let (node, diagnostics) = YAMLDocument.parse(text, file: "t.yaml")
    #expect(diagnostics.isEmpty)
    let pairs = try #require(node?.pairs)
    #expect(pairs.map(\.key.text) == ["a", "b", "c", "d", "e", "f", "a"])
    #expect(
      pairs.map(\.value.content) == [
        .scalar("on", isQuoted: false), .scalar("0123", isQuoted: false), .scalar("1", isQuoted: true), .scalar("x", isQuoted: true),
        .scalar("1e3", isQuoted: false), .scalar("y\n", isQuoted: true), .scalar("2", isQuoted: false)
      ])
    #expect(pairs[6].key.position == SourcePosition(line: 8, column: 1))
    #expect(pairs[6].value.position == SourcePosition(line: 8, column: 4))
  }

  @Test func aliasesAndMerges() {
    let text = "base: &b { x: 1, y: 2 }\nuse: { <<: *b, y: 3 }\nlist: [ *b, *b ]\n"
    let node = YAMLDocument.parse(text, file: "t").node
    #expect(node?["use"]?["x"]?.text == "1")
    #expect(node?["use"]?["y"]?.text == "3")
    #expect(node?["use"]?.pairs?.count == 2)
    #expect(node?["list"]?.elements?.last?["y"]?.text == "2")
  }

  @Test func complexKeysAndDocuments() {
    let (nodes, diagnostics) = YAMLDocument.parseAll("? { a: 1 }\n: b\n---\nc: d\n", file: "t")
    #expect(diagnostics.isEmpty)
    #expect(nodes.count == 2)
    #expect(nodes.first?.pairs?.first?.key["a"]?.text == "1")
  }

  @Test(arguments: [
    ("", "1:1: error SYN01 the file is empty; expected a YAML mapping"),
    ("# only this\n", "1:1: error SYN01 the file is empty; expected a YAML mapping"),
    ("a: 1\n---\nb: 2\n", "3:1: error SYN05 a second document; expected one"),
    ("a: *b\n", "1:4: error SYN05 no anchor is named 'b' before this"),
    ("x: &ports 1\na: *port\n", "2:4: error SYN05 no anchor is named 'port' before this; did you mean 'ports'?"),
    ("a: [1, 2\nb: 3\n", "2:2: error SYN05 did not find expected ',' or ']' while parsing a flow sequence"),
    ("a: 1\n\tb: 2\n", "2:1: error SYN05 a tab indents the line; expected spaces"),
    ("a:\n\tb: 2\n", "2:1: error SYN05 a tab indents the line; expected spaces"),
    ("é:\n  \tb: 2\n", "2:3: error SYN05 a tab indents the line; expected spaces"),
    ("a: @\tc\n", "1:4: error SYN05 found character that cannot start any token while scanning for the next token"),
    ("a: { <<: 1 }\n", "1:10: error SYN05 '<<' merges mappings; found a scalar"),
    ("a: é\u{1}\n", "1:5: error SYN07 control characters are not allowed")
  ])
  func bad(_ text: String, _ expected: String) {
    #expect(YAMLDocument.parse(text, file: "t").diagnostics.map(\.description) == ["t:" + expected])
  }

  @Test func aliasBomb() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
    }
    #expect(YAMLDocument.parse(text, file: "t").diagnostics.map(\.rule) == ["SYN06"])
    let key = text.replacingBombValues()
    #expect(YAMLDocument.parse(key, file: "t").diagnostics.map(\.rule) == ["SYN06"])
  }

  @Test func deepNesting() {
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "- ", count: 5000) + "x", String(repeating: "? ", count: 5000) + "x"
    ] {
      let (node, diagnostics) = YAMLDocument.parse(text, file: "t")
      #expect(node == nil)
      #expect(diagnostics.count == 1)
    }
    var chain = "a0: &a0 [x]\n"
    for level in 1...300 { chain += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(YAMLDocument.parse(chain, file: "t").diagnostics.map(\.rule) == ["SYN06"])
  }

  @Test func randomTextNeverTraps() {
    var generator = SeededGenerator(state: 2)
    let alphabet = Array("{}[]\"',:&*a!?-|>%#\n \t~<é\u{0}")
    for _ in 0..<3000 {
      let text = String((0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
      let (node, diagnostics) = YAMLDocument.parse(text, file: "t")
      #expect(node != nil || diagnostics.count == 1)
    }
  }
}

extension String {
  /// The same aliases, as mapping keys.
  fileprivate func replacingBombValues() -> String { self + "? *a30\n: x\n" }
}
