/// The JSON Schema (2020-12) of board files, made of the same keys that the reader reads by.
///
/// It says what a file can look like, and not what must hold between values: `board check` does. Texts with `{…}` are allowed wherever
/// a range key can stand above, because they are computed.
public enum JSONSchemaWriter {
  public static let id = "https://json-schema.org/draft/2020-12/schema"

  /// The schema as JSON text, keys in the order of the table.
  public static func boardSchema() -> String {
    var definitions = JSONSchemaDefinitions()
    let root = definitions.section(BoardSchema.root, isRoot: true)
    var pairs: [(String, JSONTree)] = [
      ("$schema", .text(id)), ("title", .text("Board file")),
      ("description", .text("A switch as its maker designed it. See Platforms/boards/README.md."))
    ]
    if case .object(let own) = root { pairs += own }
    pairs.append(("$defs", .object(definitions.all)))
    return JSONTree.object(pairs).text() + "\n"
  }
}

/// A JSON value to be written, keys in order.
public indirect enum JSONTree: Sendable {
  case text(String)
  case number(String)
  case flag(Bool)
  case list([JSONTree])
  case object([(String, JSONTree)])

  /// Indented text, short lists in a line.
  public func text(_ indent: Int = 0) -> String {
    let space = String(repeating: " ", count: indent + 2)
    let end = String(repeating: " ", count: indent)
    switch self {
    case .text(let text): return JSONTree.quoted(text)
    case .number(let text): return text
    case .flag(let flag): return flag ? "true" : "false"
    case .list(let elements):
      let flow = "[\(elements.map { $0.text() }.joined(separator: ", "))]"
      if elements.isEmpty || (flow.count < 100 && !flow.contains("\n")) { return flow }
      return "[\n" + elements.map { space + $0.text(indent + 2) }.joined(separator: ",\n") + "\n\(end)]"
    case .object(let pairs):
      if pairs.isEmpty { return "{}" }
      return "{\n" + pairs.map { "\(space)\(JSONTree.quoted($0.0)): \($0.1.text(indent + 2))" }.joined(separator: ",\n") + "\n\(end)}"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

/// The definitions that sections and shapes have become.
private struct JSONSchemaDefinitions {
  private(set) var all: [(String, JSONTree)] = [
    ("computed", .object([("type", .text("string")), ("pattern", .text("\\{"))])),
    ("source", .object([("type", .text("string")), ("description", .text("Where the fact is from"))])),
    (
      "scalar",
      .object([("type", .list([.text("string"), .text("number"), .text("boolean")]))])
    )
  ]
  private var names: [String: String] = [:]

  mutating func section(_ section: Section, isRoot: Bool = false) -> JSONTree {
    var properties: [(String, JSONTree)] = [("src", .object([("type", .text("string"))])), ("source", reference("source"))]
    for key in section.keys {
      let shape = shape(key.shape)
      properties.append((key.name, .object([("description", .text(key.doc)), ("allOf", .list([nullable(shape)]))])))
    }
    var pairs: [(String, JSONTree)] = [
      ("type", .text("object")), ("properties", .object(properties)), ("additionalProperties", .flag(false))
    ]
    let required: [JSONTree] = section.keys.filter(\.isRequired).map { .text($0.name) }
    // What is not here may be in the family.
    if isRoot {
      let names: [JSONTree] = required.filter { if case .text("schema") = $0 { false } else { true } }
      pairs.append(("required", .list([.text("schema")])))
      pairs.append(
        (
          "if",
          .object([
            ("not", .object([("anyOf", .list([needs("extends"), needs("family")]))]))
          ])
        ))
      pairs.append(("then", .object([("required", .list(names))])))
    }
    return .object(pairs)
  }

  private func needs(_ key: String) -> JSONTree { .object([("required", .list([.text(key)]))]) }
  private func reference(_ name: String) -> JSONTree { .object([("$ref", .text("#/$defs/\(name)"))]) }

  /// A key of a family can be taken away.
  private func nullable(_ shape: JSONTree) -> JSONTree { .object([("anyOf", .list([shape, .object([("type", .text("null"))])]))]) }

  private mutating func definition(_ section: Section) -> JSONTree {
    let name = String(section.title.filter { $0.isLetter || $0 == " " }.map { $0 == " " ? "-" : $0 })
    let key = name.isEmpty ? "point" : name
    if names[key] == nil {
      names[key] = key
      all.append((key, .flag(true)))
      let index = all.count - 1
      all[index].1 = self.section(section)
    }
    return reference(key)
  }

  private func typed(_ type: String, _ more: [(String, JSONTree)] = []) -> JSONTree { .object([("type", .text(type))] + more) }
  private func either(_ shapes: [JSONTree]) -> JSONTree { .object([("anyOf", .list(shapes))]) }
  private func bounds(_ range: ClosedRange<Int>) -> [(String, JSONTree)] {
    [("minimum", .number(String(range.lowerBound))), ("maximum", .number(String(range.upperBound)))]
  }

  /// A number, what is computed to be one, or one in a wrapper that says where it is from.
  private func number(_ shape: JSONTree) -> JSONTree {
    let wrapped = typed(
      "object",
      [
        ("properties", .object([("value", shape), ("src", typed("string")), ("source", reference("source"))])),
        ("required", .list([.text("value")])), ("additionalProperties", .flag(false))
      ])
    return either([shape, reference("computed"), wrapped])
  }

  private mutating func shape(_ shape: Shape) -> JSONTree {
    switch shape {
    case .text, .reference, .mode: return reference("scalar")
    case .integer(let range): return number(typed("integer", bounds(range)))
    case .number: return number(typed("number"))
    case .flag: return either([typed("boolean"), reference("computed")])
    case .rate:
      return number(either([typed("integer", bounds(10...1_600_000)), typed("string", [("pattern", .text("^[0-9.]+ *[MGT]?$"))])]))
    case .choice(let names): return either([.object([("enum", .list(names.map { .text($0) }))]), reference("computed")])
    case .lanes: return either([typed("string"), typed("object", [("additionalProperties", typed("string"))])])
    case .range:
      return typed("array", [("items", number(typed("number"))), ("minItems", .number("2")), ("maxItems", .number("2"))])
    case .free: return .flag(true)
    case .freeMapping: return typed("object")
    case .freeKeys(let names):
      let own = names.map { ($0, JSONTree.flag(true)) }
      return typed(
        "object",
        [
          ("properties", .object(own + [("source", reference("source")), ("src", typed("string"))])),
          ("additionalProperties", .flag(false))
        ])
    case .numbers(let range):
      return typed("object", [("additionalProperties", either([number(typed("integer", bounds(range))), typed("null"), typed("string")]))])
    case .bits:
      let bits = either([number(typed("integer", bounds(0...31))), typed("string", [("pattern", .text("^[0-9]+[.][.][0-9]+$"))])])
      return typed(
        "object",
        [
          ("properties", .object([("source", reference("source")), ("src", typed("string"))])),
          ("additionalProperties", either([bits, reference("computed"), typed("null")]))
        ])
    case .steps: return typed("object", [("additionalProperties", either([number(typed("number")), typed("null"), typed("string")]))])
    case .list(let element, let allowsEmpty):
      let items = self.shape(element)
      return typed("array", [("items", items)] + (allowsEmpty ? [] : [("minItems", .number("1"))]))
    case .section(let section): return definition(section)
    case .named(let section, _):
      let own = section.keys.isEmpty ? typed("object") : definition(section)
      return typed(
        "object",
        [("properties", .object([("source", reference("source")), ("src", typed("string"))])), ("additionalProperties", nullable(own))])
    case .numbered(let section):
      return typed(
        "object",
        [
          ("properties", .object([("source", reference("source")), ("src", typed("string"))])),
          ("patternProperties", .object([("^[0-9]+(\\.\\.[0-9]+)?$", nullable(definition(section)))])),
          ("additionalProperties", .flag(false))
        ])
    }
  }
}
