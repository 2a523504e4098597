/// The `tables:` and `stages:` sections.
extension ASICFileReader {
  mutating func readTables(_ section: MappingReader) {
    for (name, key, value) in section.pairs where name != "src" && name != "source" {
      declared.tables.append(name)
      guard let reader = MappingReader(value, "table '\(name)'", findings, source: section.source) else { continue }
      guard isInMode(reader) else { continue }
      readTable(name, at: key.position, reader)
      reader.finish()
    }
    tagTables()
  }

  /// Whether a table is there in the mode that the chip boots in.
  ///
  /// One that is not needs no checks now; what it names is no slip.
  private mutating func isInMode(_ reader: MappingReader) -> Bool {
    guard let list = reader.list("modes") else { return true }
    var isThere = false
    for node in list {
      let name = node.text ?? node.kindName
      if !boot.modes.contains(name) {
        findings.error("NAM02", at: node.position, "no mode is named '\(name)'\(NearestName.suggestion(for: name, among: boot.modes))")
      }
      if name == boot.mode { isThere = true }
    }
    if !isThere {
      for name in [reader.node["memory"], reader.node["access"], reader.node["match"]?["pivots"], reader.node["match"]?["pivotAccess"]] {
        if let name = name?.text { declared.otherModes.insert(name) }
      }
      if let role = reader.node["role"]?.text.flatMap(TableRole.init(rawValue:)) { declared.rolesOfOtherModes.insert(role) }
    }
    return isThere
  }

  /// Numbers the hash tables of a memory that several share.
  private mutating func tagTables() {
    for memory in memories.indices {
      let sharing = tables.indices.filter { tables[$0].memory == memory && tables[$0].match.isHashed }
      guard sharing.count > 1 else { continue }
      for (number, table) in sharing.enumerated() {
        tables[table].tag = min(number + 1, RowLayout.continuation - 1)
        if number + 1 >= RowLayout.continuation {
          findings.error(
            "CHP14", at: tablePlaces[table].memory,
            "memory '\(memories[memory].name)' has more than \(RowLayout.continuation - 1) tables")
        }
      }
    }
  }

  private mutating func readTable(_ name: String, at position: SourcePosition, _ reader: MappingReader) {
    let role: TableRole? = reader.choice("role")
    if let role {
      if let first = declared.roles[role] {
        findings.error(
          "CHP01", at: reader.position("role"), "role '\(role.rawValue)' is taken by the table in line \(first.line)")
      } else {
        declared.roles[role] = position
      }
    }
    var formats: [TableFormat] = []
    let match = reader.requiredMapping("match", "'match' of table '\(name)'").flatMap { readMatch($0, role, &formats) }
    let memory = memoryIndex(reader.required("memory"))
    let access = accessIndex(reader.required("access"))
    var places = TablePlaces(
      name: position, match: reader.position("match"), memory: reader.position("memory"), depth: reader.position("depth"),
      access: reader.position("access"))
    let key = fields(
      reader, "key", required: role?.requiredKey ?? [], optional: role.map { $0.optionalKey } ?? Field.allCases, &places.key)
    let data = fields(
      reader, "data", required: role?.requiredData ?? [], optional: role.map { $0.optionalData } ?? Field.allCases, &places.data)
    let rows = memory.map { memories[$0].rows }
    var depth = rows ?? 1
    if case .algorithmicLPM(let lpm)? = match { depth = lpm.pivots * lpm.bucketEntries }
    depth = reader.integer("depth", in: 1...ASICFileReader.maximumRows, default: depth)
    let span = reader.integer("span", in: 1...64, default: 1)
    guard let role, let match, let memory, let access, let key, let data else { return }
    tables.append(
      TableDescription(
        name: name, role: role, match: match, memory: memory, depth: depth, key: key, data: data, access: access, span: span,
        formats: formats))
    tablePlaces.append(places)
  }

  private func readMatch(_ section: MappingReader, _ role: TableRole?, _ formats: inout [TableFormat]) -> MatchDescription? {
    guard let kind: MatchDescription.Kind = section.choice("kind") else { return nil }
    defer { section.finish() }
    if let role, !role.allowedMatches.contains(kind) {
      let allowed = role.allowedMatches.map(\.rawValue).joined(separator: " or ")
      findings.error(
        "CHP03", at: section.position("kind"), "a table of role '\(role.rawValue)' cannot match by '\(kind.rawValue)'; expected \(allowed)")
    }
    switch kind {
    case .index: return .index
    case .ternary:
      formats = readFormats(section)
      return .ternary
    case .prefixTCAM:
      let slices = section.integer("slices", in: 1...64, default: 1)
      if slices > 1 { formats = [TableFormat(name: "prefix", slices: slices, fields: [])] }
      return .prefixTCAM
    case .hash: return readHash(section).map { .hash($0) }
    case .prefixHash: return readHash(section).map { .prefixHash($0) }
    case .algorithmicLPM:
      let memory = memoryIndex(section.required("pivots"))
      let pivots = section.integer("pivotRows", in: 1...ASICFileReader.maximumRows)
      let entries = section.integer("bucketEntries", in: 1...64)
      let access = accessIndex(section.required("pivotAccess"))
      guard let memory, let pivots, let entries, let access else { return nil }
      return .algorithmicLPM(AlgorithmicLPM(pivotMemory: memory, pivots: pivots, bucketEntries: entries, pivotAccess: access))
    }
  }

  private func readHash(_ section: MappingReader) -> HashMatch? {
    let ways = section.integer("ways", in: 1...64)
    let hashes = section.integer("hashes", in: 1...8, default: 1)
    let function: HashFunction? = section.choice("function")
    let seed = section.integer("seed", in: 0...Int(UInt32.max), default: 0)
    let moves = section.choice("moves", default: HashMatch.Moves.none)
    let search = section.integer("searchBuckets", in: 0...ASICFileReader.maximumRows, default: 0)
    let stash = section.integer("stash", in: 0...1024, default: 0)
    if moves == .cuckoo, hashes == 1 {
      findings.error("CHP13", at: section.position("moves"), "'moves' is 'cuckoo' with one hash; a key must have a choice of buckets")
    }
    guard let ways, let function else { return nil }
    return HashMatch(
      ways: ways, hashes: hashes, function: function, seed: UInt32(clamping: seed), moves: moves, searchBuckets: search, stash: stash)
  }

  /// `formats:` of a ternary table: what the blocks of a banked TCAM can compare.
  private func readFormats(_ section: MappingReader) -> [TableFormat] {
    guard let formats = section.mapping("formats", "'formats' of \(section.what)") else { return [] }
    var result: [TableFormat] = []
    for (name, _, value) in formats.pairs where name != "src" && name != "source" {
      guard let reader = MappingReader(value, "format '\(name)'", findings, source: formats.source) else { continue }
      let slices = reader.integer("slices", in: 1...64, default: 1)
      var fields: [Field] = []
      for node in reader.requiredList("fields") ?? [] {
        let text = node.text ?? node.kindName
        guard let field = Field(rawValue: text) else {
          let suggestion = NearestName.suggestion(for: text, among: Field.allCases.map(\.rawValue))
          findings.error("NAM01", at: node.position, "no field is named '\(text)'\(suggestion)")
          continue
        }
        fields.append(field)
      }
      reader.finish()
      result.append(TableFormat(name: name, slices: slices, fields: fields))
    }
    if result.count > 64 {
      findings.error("CHP13", at: formats.node.position, "\(result.count) formats; expected at most 64")
    }
    return result
  }

  /// Fields with their widths, in file order.
  private func fields(
    _ table: MappingReader, _ key: String, required: [Field], optional: [Field], _ places: inout [Field: SourcePosition]
  ) -> [FieldWidth]? {
    guard let node = required.isEmpty ? table.optional(key) : table.required(key) else { return required.isEmpty ? [] : nil }
    guard let section = MappingReader(node, "'\(key)' of \(table.what)", findings, source: table.source) else { return nil }
    let allowed = required + optional
    var result: [FieldWidth] = []
    var isComplete = true
    var declared: Set<Field> = []
    for (name, keyNode, value) in section.pairs where name != "src" && name != "source" {
      guard let field = Field(rawValue: name) else {
        let suggestion = NearestName.suggestion(for: name, among: allowed.map(\.rawValue))
        findings.error("NAM01", at: keyNode.position, "no field is named '\(name)'\(suggestion)")
        isComplete = false
        continue
      }
      declared.insert(field)
      if !allowed.contains(field) {
        let list = allowed.isEmpty ? "none" : allowed.map(\.rawValue).joined(separator: ", ")
        findings.error("CHP02", at: keyNode.position, "field '\(name)' cannot stand in \(section.what); expected \(list)")
      }
      guard let width = section.integer(value, name, in: 1...ASICFileReader.maximumRowWidth) else {
        isComplete = false
        continue
      }
      if width > field.maximumWidth {
        findings.error(
          "CHP04", at: value.position, "field '\(name)' of \(table.what) has \(width) bits; expected at most \(field.maximumWidth)")
      } else if field.isFixedWidth, width != field.maximumWidth {
        findings.error(
          "CHP04", at: value.position, "field '\(name)' of \(table.what) has \(width) bits; expected \(field.maximumWidth) on every chip")
      }
      places[field] = value.position
      result.append(FieldWidth(field, width))
    }
    for field in required where !declared.contains(field) {
      findings.error("CHP02", at: node.position, "\(section.what) has no field '\(field.rawValue)', which its role needs")
      isComplete = false
    }
    return isComplete ? result : nil
  }

  mutating func readStages(_ list: [Node], source: NumberProvenance.Kind) {
    for (number, node) in list.prefix(1024).enumerated() {
      guard let reader = MappingReader(node, "stage \(number + 1)", findings, source: source) else { continue }
      defer { reader.finish() }
      let name = reader.text("name")
      let latency = cycles(reader, "latency")
      let interval = reader.integer("interval", in: 1...65536, default: 1)
      var indices: [Int] = []
      var places: [SourcePosition] = []
      for element in reader.requiredList("tables") ?? [] {
        let index = resolve(element, "table", among: tables.map(\.name), declared: declared.tables)
        guard let index else { continue }
        indices.append(index)
        places.append(element.position)
      }
      stages.append(StageDescription(name: name ?? "", tables: indices, latency: latency ?? 0, interval: interval))
      stagePlaces.append(places)
    }
    if list.count > 1024, let extra = list.dropFirst(1024).first {
      findings.error("CHP13", at: extra.position, "\(list.count) stages; expected at most 1024")
    }
  }
}
