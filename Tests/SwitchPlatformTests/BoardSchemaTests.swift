import Foundation
import Testing

@testable import SwitchPlatform

/// The JSON Schema says what the reader reads, and every rule has a page.
@Suite struct BoardSchemaTests {
  let catalog = Catalog(folder: Fixtures.platforms)

  private func schema() throws -> [String: Any] {
    let data = Data(JSONSchemaWriter.boardSchema().utf8)
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func everyKeyIsInIt() throws {
    let schema = try schema()
    let definitions = try #require(schema["$defs"] as? [String: Any])
    func keys(_ value: Any?) -> Set<String> { Set(((value as? [String: Any])?["properties"] as? [String: Any])?.keys ?? [:].keys) }
    #expect(keys(schema) == Set(BoardSchema.root.keys.map(\.name)).union(["src", "source"]))
    var seen: Set<String> = []
    func walk(_ shape: Shape) {
      switch shape {
      case .list(let element, _): walk(element)
      case .section(let section), .named(let section, _), .numbered(let section):
        guard seen.insert(section.title).inserted, !section.keys.isEmpty else { return }
        let wanted = Set(section.keys.map(\.name)).union(["src", "source"])
        #expect(definitions.values.contains { keys($0) == wanted }, "\(section.title)")
        for key in section.keys { walk(key.shape) }
      default: break
      }
    }
    for key in BoardSchema.root.keys { walk(key.shape) }
    #expect(seen.count >= 20)
  }

  @Test func everyBoardPassesAndFaultsDoNot() throws {
    let schema = try schema()
    for entry in catalog.boards {
      let text = try String(contentsOfFile: entry.path, encoding: .utf8)
      let node = try #require(YAMLDocument.parse(text, file: entry.path).node)
      #expect(SchemaCheck(root: schema).faults(of: node) == [], "\(entry.path)")
    }
    let good = BoardFaultTests.good
    let faults = [
      ("form: fixed", "form: fixd"), ("kind: qsfp28", "kind: qspf28"), ("    lanes:", "    lans:"), ("addr: 0x48", "addr: 0x80"),
      ("default: true", "default: on"), ("rpmRange: [ 1500, 25000 ]", "rpmRange: [ 1500 ]"), ("\"1..2\":\n", "\"1-2\":\n"),
      ("schema: switch-platform/1", "schema: switch-platform/2"), ("interval: 5", "interval: 0"), ("profiles:\n", "profile:\n")
    ]
    func check(_ text: String) throws -> [String] {
      let node = try #require(YAMLDocument.parse(text, file: "t").node)
      return SchemaCheck(root: schema).faults(of: node)
    }
    #expect(try check(good) == [])
    for (old, new) in faults {
      let range = try #require(good.firstRange(of: old))
      #expect(try !check(good.replacingSubrange(range, with: new)).isEmpty, "\(new)")
    }
  }

  /// The rule ids that the sources of the reader can tell.
  @Test func everyRuleHasAPage() throws {
    let pages = BoardRulePages.all
    #expect(Set(pages.map(\.id)).count == pages.count)
    #expect(pages.allSatisfy { !$0.title.isEmpty && $0.text.count > 20 })
    var ids: Set<String> = []
    for folder in ["Board", "Catalog", "Document"] {
      let root = Fixtures.root.appendingPathComponent("Sources/SwitchPlatform/\(folder)")
      let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
      for case let file as URL in files where file.pathExtension == "swift" && !file.lastPathComponent.hasPrefix("BoardRulePages") {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /"([A-Z][A-Z0-9]{2,3}[0-9]{2})"/) { ids.insert(String(match.output.1)) }
      }
    }
    #expect(ids.count > 50)
    #expect(ids.subtracting(pages.map(\.id)) == [])
  }
}

/// As much of JSON Schema as the board schema uses.
private struct SchemaCheck {
  let root: [String: Any]

  func faults(of node: Node) -> [String] { faults(node, root, "") }

  private func faults(_ node: Node, _ schema: Any, _ path: String) -> [String] {
    if let flag = schema as? Bool { return flag ? [] : ["\(path): nothing allowed"] }
    guard let schema = schema as? [String: Any] else { return ["\(path): no schema"] }
    var result: [String] = []
    for (keyword, value) in schema {
      switch keyword {
      case "$ref":
        let name = (value as? String ?? "").replacing("#/$defs/", with: "")
        result += faults(node, (root["$defs"] as? [String: Any])?[name] ?? false, path)
      case "type":
        let types = value as? [String] ?? [value as? String ?? ""]
        if !types.contains(where: { isType(node, $0) }) { result.append("\(path): is no \(types)") }
      case "enum": if !(value as? [String] ?? []).contains(node.text ?? "") { result.append("\(path): none of \(value)") }
      case "anyOf":
        if !(value as? [Any] ?? []).contains(where: { faults(node, $0, path).isEmpty }) { result.append("\(path): none of the shapes") }
      case "allOf": result += (value as? [Any] ?? []).flatMap { faults(node, $0, path) }
      case "not": if faults(node, value, path).isEmpty { result.append("\(path): not") }
      case "if": if faults(node, value, path).isEmpty, let then = schema["then"] { result += faults(node, then, path) }
      case "required":
        for key in value as? [String] ?? [] where node.pairs != nil && node[key] == nil { result.append("\(path): no \(key)") }
      case "pattern":
        if let text = node.text, let pattern = value as? String, text.range(of: pattern, options: .regularExpression) == nil {
          result.append("\(path): '\(text)' is not \(pattern)")
        }
      case "minimum", "maximum":
        guard let text = node.text, let number = Quantity.signed(text), let bound = value as? Int else { break }
        if keyword == "minimum" ? number < bound : number > bound { result.append("\(path): \(number) beyond \(bound)") }
      case "minItems": if let count = node.elements?.count, count < value as? Int ?? 0 { result.append("\(path): too few") }
      case "maxItems": if let count = node.elements?.count, count > value as? Int ?? 0 { result.append("\(path): too many") }
      case "items": for element in node.elements ?? [] { result += faults(element, value, path + "[]") }
      case "additionalProperties":
        for pair in node.pairs ?? [] {
          let key = pair.key.text ?? ""
          let inner = "\(path)/\(key)"
          if let own = (schema["properties"] as? [String: Any])?[key] {
            result += faults(pair.value, own, inner)
          } else if let own = (schema["patternProperties"] as? [String: Any])?.first(where: {
            key.range(of: $0.key, options: .regularExpression) != nil
          })?.value {
            result += faults(pair.value, own, inner)
          } else {
            result += faults(pair.value, value, inner)
          }
        }
      case "$schema", "title", "description", "$defs", "then", "properties", "patternProperties": break
      default: result.append("\(path): unknown keyword \(keyword)")
      }
    }
    return result
  }

  private func isType(_ node: Node, _ type: String) -> Bool {
    switch (node.content, type) {
    case (.mapping, "object"), (.sequence, "array"): true
    case (.scalar(let text, let isQuoted), _):
      switch type {
      case "string": isQuoted || (Double(text) == nil && Quantity.signed(text) == nil && !["true", "false", "null", "~"].contains(text))
      case "integer": !isQuoted && Quantity.signed(text) != nil
      case "number": !isQuoted && (Double(text) != nil || Quantity.signed(text) != nil)
      case "boolean": !isQuoted && ["true", "false"].contains(text)
      case "null": !isQuoted && ["null", "~"].contains(text)
      default: false
      }
    default: false
    }
  }
}
