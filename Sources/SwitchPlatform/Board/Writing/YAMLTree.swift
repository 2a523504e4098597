/// What is to be written.
indirect enum YAMLTree: Equatable {
  /// Text whose numbers may be folded.
  case text(String)
  /// Text that is not computed when it is read: where a fact is from, templates.
  case verbatim(String)
  /// A number or a word that is no text: `0x50`, `true`, `400G`.
  case number(String)
  case list([YAMLTree])
  case map([(key: String, value: YAMLTree)])

  var isEmpty: Bool {
    switch self {
    case .list(let elements): elements.isEmpty
    case .map(let pairs): pairs.isEmpty
    default: false
    }
  }

  static func == (left: YAMLTree, right: YAMLTree) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)), (.verbatim(let left), .verbatim(let right)), (.number(let left), .number(let right)):
      left == right
    case (.list(let left), .list(let right)): left == right
    case (.map(let left), .map(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}

/// Lines of YAML: what fits into a line stands in one.
struct YAMLPrinter {
  private(set) var text = ""

  /// - Unit: characters.
  static let width = 132

  mutating func line(_ line: String) { text += line + "\n" }

  mutating func comment(_ lines: [String]) {
    for line in lines.flatMap({ $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }) {
      self.line(line.isEmpty ? "#" : "# \(YAMLPrinter.printable(line))")
    }
  }

  /// A section: its entries have lines of their own.
  mutating func section(_ name: String, _ value: YAMLTree) {
    switch value {
    case .map(let pairs) where !pairs.isEmpty:
      line("\(name):")
      for (key, value) in pairs { entry(YAMLPrinter.scalar(key), value, indent: 2, isWide: name == "cages" || name == "profiles") }
    case .list(let elements) where !elements.isEmpty:
      line("\(name):")
      for element in elements { line("  - \(YAMLPrinter.flow(element))") }
    default: line("\(name): \(YAMLPrinter.flow(value))")
    }
  }

  /// - Parameter isWide: Whether a mapping has lines of its own even where it fits into one.
  private mutating func entry(_ key: String, _ value: YAMLTree, indent: Int, isWide: Bool = false) {
    let space = String(repeating: " ", count: indent)
    let flow = YAMLPrinter.flow(value)
    let fits = indent + key.count + 2 + flow.count <= YAMLPrinter.width
    switch value {
    case .map(let pairs) where !pairs.isEmpty && (!fits || isWide):
      line("\(space)\(key):")
      for (key, value) in pairs { entry(YAMLPrinter.scalar(key), value, indent: indent + 2) }
    case .list(let elements) where !elements.isEmpty && !fits:
      line("\(space)\(key):")
      for element in elements { line("\(space)  - \(YAMLPrinter.flow(element))") }
    default: line("\(space)\(key): \(flow)")
    }
  }

  static func flow(_ value: YAMLTree) -> String {
    switch value {
    case .text(let text), .verbatim(let text): scalar(text)
    // What is computed is in quotes, for its braces.
    case .number(let text): text.contains("{") ? quoted(text) : text
    case .list(let elements): elements.isEmpty ? "[]" : "[ \(elements.map(flow).joined(separator: ", ")) ]"
    case .map(let pairs):
      pairs.isEmpty ? "{}" : "{ \(pairs.map { "\(scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ")) }"
    }
  }

  private static let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"]

  /// A text, in quotes where any reader could take it for something else.
  static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: " "): true
      case UInt8(ascii: "@"), UInt8(ascii: "("), UInt8(ascii: ")"): true
      default: false
      }
    }
    guard isPlain, let first = text.first, first.isLetter || (first.isNumber && text.contains { $0.isLetter }), text.last != " ",
      !words.contains(text.lowercased()), Double(text) == nil, !text.hasPrefix("0x")
    else { return quoted(text) }
    return text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16)
          result += "\\U" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        }
      }
    }
    return result + "\""
  }

  /// What YAML allows in a stream, and no line break.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
  }

  private static func printable(_ line: Substring) -> String {
    String(String.UnicodeScalarView(line.unicodeScalars.map { isPrintable($0) || $0 == "\t" ? $0 : "?" }))
  }
}
