/// Single values.
extension SchemaReader {
  /// A node with every `{…}` in its values replaced. What has been computed is not quoted any more: it may be a number.
  func expand(_ node: Node, _ values: [String: Int]) -> Node {
    switch node.content {
    case .scalar(let text, _):
      guard text.contains("{") else { return node }
      do throws(Expression.Fault) {
        return Node(.scalar(try Expression.expand(text, values), isQuoted: false), at: node.position)
      } catch {
        findings.error("EXP01", at: node.position, error.message)
        return node
      }
    case .mapping(let pairs):
      return Node(
        .mapping(
          pairs.map { pair in
            // Where a fact is from is a text of its own.
            pair.key.text == "source" ? pair : Node.Pair(key: pair.key, value: expand(pair.value, values))
          }), at: node.position)
    case .sequence(let elements):
      return Node(.sequence(elements.map { expand($0, values) }), at: node.position)
    }
  }

  /// As `expand`, but not the templates of a profile, whose names mean the port.
  func expand(_ node: Node, _ values: [String: Int], in section: Section) -> Node {
    guard section.title == BoardSchema.choice.title, let pairs = node.pairs else { return expand(node, values) }
    let templates = ["names", "aliases", "source"]
    return Node(
      .mapping(
        pairs.map { pair in
          templates.contains(pair.key.text ?? "") ? pair : Node.Pair(key: pair.key, value: expand(pair.value, values))
        }), at: node.position)
  }

  func choice(_ node: Node, _ key: String, _ names: [String], _ reader: MappingReader) -> String? {
    guard let text = reader.text(node, key) else { return nil }
    if names.contains(text) { return text }
    findings.error(
      "NAM01", at: node.position,
      "'\(key)' of \(reader.what) is '\(text.prefix(60))'\(NearestName.suggestion(for: text, among: names)); "
        + "expected \(names.count == 1 ? "" : "one of ")\(names.joined(separator: ", "))")
    return nil
  }

  func reference(_ node: Node, _ key: String, _ reader: MappingReader) -> DeviceReference? {
    guard let text = reader.text(node, key) else { return nil }
    if let reference = DeviceReference(text) { return reference }
    findings.error(
      "REF10", at: node.position,
      "'\(key)' of \(reader.what) is '\(text.prefix(60))'; expected a device or device@channel, such as mux1@0")
    return nil
  }

  /// One text, or a text for each number of the range.
  func lanes(_ node: Node, _ reader: MappingReader, _ context: Context) -> LaneList? {
    var node = node
    if node.pairs != nil {
      guard let number = context.number, let own = node[String(number)] else {
        findings.error("LAN01", at: node.position, "no lanes for \(reader.what)")
        return nil
      }
      node = own
    }
    if let text = node.text, let list = LaneList(text) { return list }
    let found = node.text.map { "'\($0.prefix(60))'" } ?? node.kindName
    findings.error("LAN01", at: node.position, "lanes of \(reader.what) are \(found); expected such as npu0[1..4] or npu0[1,2]")
    return nil
  }

  func mode(_ node: Node, _ reader: MappingReader) -> BreakoutMode? {
    if let text = node.text, let mode = BreakoutMode(text) { return mode }
    let found = node.text.map { "'\($0.prefix(60))'" } ?? node.kindName
    findings.error(
      "BRK05", at: node.position,
      "breakout mode of \(reader.what) is \(found); expected such as 1x1000[100,10], 1x100G, 4x25G[10G] or 2x50G(2)")
    return nil
  }

  /// Two ascending numbers.
  func range(_ node: Node, _ key: String, _ reader: MappingReader) -> ClosedRange<Double>? {
    guard let list = reader.list(node, key) else { return nil }
    let values = list.map { decimal($0, key, reader) }
    guard values.count == 2, let low = values.first, let high = values.last else {
      findings.error("TYP01", at: node.position, "'\(key)' of \(reader.what) has \(list.count) numbers; expected two")
      return nil
    }
    guard let low, let high else { return nil }
    guard low <= high else {
      findings.error("FAN01", at: node.position, "'\(key)' of \(reader.what) falls; expected [low, high]")
      return nil
    }
    return low...high
  }

  /// Temperature to fan speed: both rise.
  func steps(_ node: Node, _ key: String, _ reader: MappingReader) -> Record.Value? {
    guard let table = MappingReader(node, "'\(key)' of \(reader.what)", findings) else { return nil }
    var steps: [ThermalPolicy.Step] = []
    for (key, keyNode, value) in table.pairs where key != "src" && key != "source" {
      guard let temperature = Double(key), temperature.isFinite else {
        findings.error("TYP01", at: keyNode.position, "'\(key.prefix(40))' in \(table.what) is no temperature")
        continue
      }
      guard let speed = decimal(value, key, table) else { continue }
      var step = ThermalPolicy.Step(temperature, speed)
      step.origin.place = keyNode.position
      steps.append(step)
    }
    return .steps(steps)
  }

  /// A number that need not be whole.
  func decimal(_ node: Node, _ name: String, _ reader: MappingReader) -> Double? {
    guard let node = reader.number(node, name) else { return nil }
    if case .scalar(let text, isQuoted: false) = node.content {
      if let value = Quantity.integer(text) { return Double(value) }
      if let value = Double(text), value.isFinite { return value }
    }
    let found = node.text.map { "'\($0.prefix(40))'" } ?? node.kindName
    findings.error("TYP01", at: node.position, "'\(name)' of \(reader.what) is \(found); expected a number")
    return nil
  }
}

extension FreeValue {
  init(_ node: Node) {
    switch node.content {
    case .scalar(let text, _): self = .text(text)
    case .sequence(let elements): self = .list(elements.map(FreeValue.init))
    case .mapping(let pairs): self = .mapping(pairs.map { Entry($0.key.text ?? "", FreeValue($0.value)) })
    }
  }
}
