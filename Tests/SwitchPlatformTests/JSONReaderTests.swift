import SwitchPlatform
import Testing

@Suite struct JSONReaderTests {
  @Test func positionsAndKinds() throws {
    let text = "{\n  \"a\": [1, -2.5e3, true, null],\n  \"é\": \"x\\u00e9\\ud83d\\ude00\", \"a\": {}\n}\n"
    let (node, diagnostics) = JSONDocument.parse(text, file: "t.json")
    #expect(diagnostics.isEmpty)
    let pairs = try #require(node?.pairs)
    #expect(pairs.map(\.key.text) == ["a", "é", "a"])
    #expect(pairs.map(\.key.position) == [(2, 3), (3, 3), (3, 31)].map { SourcePosition(line: $0, column: $1) })
    #expect(
      pairs[0].value.elements?.map(\.content) == [
        .scalar("1", isQuoted: false), .scalar("-2.5e3", isQuoted: false), .scalar("true", isQuoted: false),
        .scalar("null", isQuoted: false)
      ])
    #expect(pairs[0].value.elements?.last?.position == SourcePosition(line: 2, column: 26))
    #expect(pairs[1].value.content == .scalar("xé😀", isQuoted: true))
    #expect(pairs[2].value.content == .mapping([]))
  }

  @Test(arguments: [
    "0", "-0", "1e5", "1E-2", "0.5", "\"\"", "[]", "{}", " [ [ ] , { \"a\" : 1 } ] ", "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"\u{7f}\""
  ])
  func good(_ text: String) {
    let (node, diagnostics) = JSONDocument.parse(text, file: "t.json")
    #expect(node != nil)
    #expect(diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("", "1:1: error SYN01 the file is empty; expected a JSON value"),
    ("  \n ", "2:2: error SYN01 the file is empty; expected a JSON value"),
    ("[1,]", "1:4: error SYN05 expected a value after ',', found ']'"),
    ("{\"a\":1,}", "1:8: error SYN05 expected a key after ',', found '}'"),
    ("{a:1}", "1:2: error SYN05 expected a key in quotes or '}', found 'a'"),
    ("{\"a\" 1}", "1:6: error SYN05 expected ':' after the key, found '1'"),
    ("[1 2]", "1:4: error SYN05 expected ',' or ']', found '2'"),
    ("{\"a\":1 \"b\":2}", "1:8: error SYN05 expected ',' or '}', found '\"'"),
    ("[1", "1:3: error SYN05 expected ',' or ']', found the end of the file"),
    ("01", "1:2: error SYN05 a number has no leading zeros"),
    ("1.", "1:3: error SYN05 expected a digit, found the end of the file"),
    (".5", "1:1: error SYN05 expected a value, found '.'"),
    ("+1", "1:1: error SYN05 expected a value, found '+'"),
    ("-", "1:2: error SYN05 expected a digit, found the end of the file"),
    ("1e", "1:3: error SYN05 expected a digit, found the end of the file"),
    ("tru", "1:4: error SYN05 expected 'true', found the end of the file"),
    ("NaN", "1:1: error SYN05 expected a value, found 'N'"),
    ("'a'", "1:1: error SYN05 expected a value, found '''"),
    ("\"abc", "1:1: error SYN05 the string that begins here has no closing quote"),
    ("\"a\nb\"", "1:3: error SYN05 line break inside a string; write \\n"),
    ("\"a\tb\"", "1:3: error SYN05 control character 0x9 inside a string; write it as \\u"),
    ("\"\\x\"", "1:2: error SYN05 no such escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"),
    ("\"\\u12g4\"", "1:2: error SYN05 expected four hexadecimal digits after \\u"),
    ("\"\\ud800x\"", "1:2: error SYN05 half of a surrogate pair; expected the high half and then the low half"),
    ("\"\\ud800\\u0041\"", "1:2: error SYN05 half of a surrogate pair; expected the high half and then the low half"),
    ("\"\\udc00\"", "1:2: error SYN05 half of a surrogate pair; expected the high half and then the low half"),
    ("[1] // no", "1:5: error SYN05 text after the JSON value, beginning with '/'"),
    ("{} {}", "1:4: error SYN05 text after the JSON value, beginning with '{'"),
    ("\u{feff}{}", "1:1: error SYN05 the text begins with a byte order mark; JSON has none")
  ])
  func bad(_ text: String, _ expected: String) {
    #expect(JSONDocument.parse(text, file: "t").diagnostics.map(\.description) == ["t:" + expected])
  }

  @Test func invalidBytes() {
    #expect(JSONDocument.parse(bytes: [0x22, 0xff, 0x22], file: "t").diagnostics.map(\.rule) == ["SYN07"])
    #expect(
      JSONDocument.parse(bytes: [0x00], file: "t").diagnostics.map(\.description) == ["t:1:1: error SYN05 expected a value, found byte 0x0"]
    )
  }

  @Test func depth() {
    let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(JSONDocument.parse(deep, file: "t").node != nil)
    let tooDeep = String(repeating: "[", count: 1_000_000)
    #expect(
      JSONDocument.parse(tooDeep, file: "t").diagnostics.map(\.description) == ["t:1:257: error SYN06 nested more than 256 levels deep"])
  }

  @Test func randomBytesNeverTrap() {
    var generator = SeededGenerator(state: 1)
    let alphabet = Array("{}[]\",:\\u0123dtrue\n -.eé".utf8) + [0xff, 0x00]
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let (node, diagnostics) = JSONDocument.parse(bytes: bytes, file: "t")
      #expect(node != nil || diagnostics.count == 1)
    }
  }
}
