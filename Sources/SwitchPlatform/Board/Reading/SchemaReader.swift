/// Reads nodes by sections: types, ranges, choices, required and unknown keys, range keys with their arithmetic.
struct SchemaReader {
  let findings: Findings
  /// A family need not be complete.
  var isPartial = false

  /// What holds while a range is read.
  struct Context {
    /// The number of the range key that the node stands under.
    var number: Int?
    var isRepeated = false
  }

  func record(_ node: Node, _ section: Section, named name: String = "", _ context: Context = Context(), at place: SourcePosition? = nil)
    -> Record?
  {
    let what = section.title.replacing("{}", with: name)
    guard let reader = MappingReader(node, what, findings) else { return nil }
    var record = Record(what: what, origin: Origin(place ?? node.position, isRepeated: context.isRepeated))
    for key in section.keys {
      guard let value = key.isRequired && !isPartial ? reader.required(key.name) : reader.optional(key.name) else { continue }
      record.origin.places[key.name] = value.position
      if let read = read(value, key, reader, context) { record.values[key.name] = read }
    }
    if let source = reader.optional("source") {
      if let text = source.text {
        record.source = text
      } else {
        findings.error("TYP01", at: source.position, "'source' of \(what) is \(source.kindName); expected text")
      }
    }
    reader.finish()
    return record
  }

  private func read(_ node: Node, _ key: Section.Key, _ reader: MappingReader, _ context: Context) -> Record.Value? {
    switch key.shape {
    case .list(let shape, let allowsEmpty):
      guard let nodes = reader.list(key.name) else { return nil }
      if nodes.isEmpty, !allowsEmpty {
        findings.error("BRK05", at: node.position, "'\(key.name)' of \(reader.what) is empty; expected at least one mode")
      }
      let element = Section.Key(key.name, shape, key.doc)
      return .list(
        nodes.compactMap { node in single(node, element, reader, context, inList: true).map { ($0, node.position) } })
    case .named(let section, let isRanged): return entries(node, key.name, section, isRanged: isRanged, reader, context)
    case .numbered(let section): return numbered(node, key.name, section, reader)
    default: return single(node, key, reader, context, inList: false)
    }
  }

  /// Anything but lists and mappings of mappings.
  private func single(_ node: Node, _ key: Section.Key, _ reader: MappingReader, _ context: Context, inList: Bool) -> Record.Value? {
    switch key.shape {
    case .text: return reader.text(node, key.name).map { .text($0) }
    case .integer(let range): return reader.integer(node, key.name, in: range).map { .integer($0) }
    case .number: return decimal(node, key.name, reader).map { .number($0) }
    case .flag: return reader.flag(node, key.name).map { .flag($0) }
    case .rate: return reader.rate(node, key.name, in: 10...1_600_000).map { .rate(UInt32(clamping: $0)) }
    case .choice(let names): return choice(node, key.name, names, reader).map { .text($0) }
    case .reference: return reference(node, key.name, reader).map { .reference($0) }
    case .lanes: return lanes(node, reader, context).map { .lanes($0) }
    case .mode: return mode(node, reader).map { .mode($0) }
    case .range: return range(node, key.name, reader).map { .range($0) }
    case .free: return .free(FreeValue(node))
    case .freeKeys(let names):
      return MappingReader(node, "'\(key.name)' of \(reader.what)", findings).map { values in
        for name in names { _ = values.optional(name) }
        values.finish()
        return .free(FreeValue(node))
      }
    case .freeMapping:
      return MappingReader(node, "'\(key.name)' of \(reader.what)", findings).map { _ in .free(FreeValue(node)) }
    case .numbers(let range):
      guard let values = MappingReader(node, "'\(key.name)' of \(reader.what)", findings) else { return nil }
      return .numbers(
        values.pairs.compactMap { name, _, value in
          name == "source" || name == "src" ? nil : values.integer(value, name, in: range).map { (name, $0) }
        })
    case .bits:
      guard let values = MappingReader(node, "'\(key.name)' of \(reader.what)", findings) else { return nil }
      return .bits(BitFieldReader.fields(values, overlapping: "REG03"))
    case .steps: return steps(node, key.name, reader)
    case .section(let section):
      let name = section.title == "{}" ? "'\(key.name)' of \(reader.what)" : reader.what
      return record(node, section, named: name, context).map { .record($0) }
    case .list, .named, .numbered: return nil
    }
  }

  /// Mappings under names or ranges of names.
  private func entries(
    _ node: Node, _ key: String, _ section: Section, isRanged: Bool, _ reader: MappingReader, _ context: Context
  ) -> Record.Value? {
    let title = reader.what == BoardSchema.root.title ? "'\(key)'" : "'\(key)' of \(reader.what)"
    guard let all = MappingReader(node, title, findings) else { return nil }
    var entries: [Record.Entry] = []
    for (name, keyNode, value) in all.pairs where name != "src" && name != "source" {
      guard isRanged else {
        let own = section.title == "{}" ? "signal '\(name)' of \(reader.what)" : name
        if section.keys.isEmpty {
          if MappingReader(value, section.title.replacing("{}", with: name), findings) != nil {
            let record = Record(what: name, origin: Origin(keyNode.position))
            entries.append(Record.Entry(name: name, record: record, free: FreeValue(value)))
          }
        } else if let record = record(value, section, named: own, context, at: keyNode.position) {
          entries.append(Record.Entry(name: name, record: record, free: .text("")))
        }
        continue
      }
      guard let names = RangeKey.names(name) else {
        findings.error("RNG01", at: keyNode.position, "'\(name)' has no range in its braces; expected such as \(key){1..32}")
        continue
      }
      for (index, (name, number)) in names.enumerated() {
        findings.isRepeating = index > 0
        let node = number.map { expand(value, ["n": $0]) } ?? value
        let inner = Context(number: number, isRepeated: index > 0)
        guard let record = record(node, section, named: name, inner, at: keyNode.position) else { continue }
        entries.append(Record.Entry(name: name, number: number, record: record, free: .text("")))
      }
      findings.isRepeating = false
    }
    return .records(entries)
  }

  /// Mappings under numbers or ranges of numbers.
  private func numbered(_ node: Node, _ key: String, _ section: Section, _ reader: MappingReader) -> Record.Value? {
    guard let all = MappingReader(node, "'\(key)'", findings) else { return nil }
    var entries: [Record.Entry] = []
    var total = 0
    for (name, keyNode, value) in all.pairs where name != "src" && name != "source" {
      guard let range = RangeKey.numbers(name) else {
        findings.error(
          "RNG01", at: keyNode.position, "'\(name)' is no cage number and no range; expected 7, or \"1..32\" with up to 4096 numbers")
        continue
      }
      total += range.count
      guard total <= RangeKey.maximumCount else {
        findings.error("RNG01", at: keyNode.position, "more than \(RangeKey.maximumCount) numbers in '\(key)'")
        break
      }
      for number in range {
        findings.isRepeating = number != range.lowerBound
        let context = Context(number: number, isRepeated: number != range.lowerBound)
        guard let record = record(expand(value, ["n": number], in: section), section, named: String(number), context, at: keyNode.position)
        else { continue }
        entries.append(Record.Entry(name: name, number: number, record: record, free: .text("")))
      }
      findings.isRepeating = false
    }
    return .records(entries)
  }
}
