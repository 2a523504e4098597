import SwitchPlatform

extension Draft {
  /// Sorts the document into tables and entries; reports tables and fields without effect.
  mutating func readTables(_ document: Node) {
    guard let pairs = document.pairs else {
      error(.shape, at: document.position, "a CONFIG_DB is a mapping of tables, and this is \(document.kindName)")
      return
    }
    // Of a text that is not JSON nothing can be said that is missing.
    let isRead = diagnostics.isEmpty
    var seen: [String: SourcePosition] = [:]
    for pair in pairs {
      guard let table = pair.key.text else {
        error(.shape, at: pair.key.position, "a table's name is \(pair.key.kindName)")
        continue
      }
      if let first = seen[table] {
        error(.duplicate, at: pair.key.position, "table \(quoted(table)) stands twice, first at line \(first.line); the first is used")
        continue
      }
      seen[table] = pair.key.position
      if let schema = TableSchema.applied[table] {
        tableOrder.append(table)
        entries[table] = readEntries(of: table, schema, pair)
      } else {
        reportUnapplied(table, pair)
      }
    }
    if isRead, entries["PORT"] == nil {
      warning(.assumed, at: document.position, "there is no PORT table, so all ports stay down")
    }
  }

  private mutating func reportUnapplied(_ table: String, _ pair: Node.Pair) {
    let count =
      switch pair.value.content {
      case .mapping(let entries): "\(entries.count) \(entries.count == 1 ? "entry" : "entries")"
      case .sequence, .scalar: pair.value.kindName
      }
    if TableSchema.unapplied.contains(table) {
      warning(.unapplied, at: pair.key.position, "table \(table) is not applied (\(count))")
      return
    }
    // A near miss of a table that is applied is a slip of the pen; vendors add tables of their own.
    let near = nearest(table, among: TableSchema.applied.keys.sorted() + TableSchema.unapplied.sorted())
    let isSlip = near.map { TableSchema.applied[$0] != nil } ?? false
    report(
      isSlip ? .error : .warning, .unknownTable, at: pair.key.position,
      "CONFIG_DB has no table \(quoted(table)) (\(count), not applied)\(near.map { "; did you mean '\($0)'?" } ?? "")")
  }

  private mutating func readEntries(of table: String, _ schema: TableSchema, _ pair: Node.Pair) -> [Entry] {
    guard let pairs = pair.value.pairs else {
      error(.shape, at: pair.value.position, "table \(table) is \(pair.value.kindName); expected a mapping of entries")
      return []
    }
    var result: [Entry] = []
    result.reserveCapacity(pairs.count)
    var seen: [String: SourcePosition] = [:]
    for pair in pairs {
      guard let key = pair.key.text else {
        error(.shape, at: pair.key.position, "a key of \(table) is \(pair.key.kindName)")
        continue
      }
      if let first = seen[key] {
        error(.duplicate, at: pair.key.position, "\(table)|\(key) stands twice, first at line \(first.line); the first is used")
        continue
      }
      seen[key] = pair.key.position
      guard let fields = pair.value.pairs else {
        error(.shape, at: pair.value.position, "\(table)|\(key) is \(pair.value.kindName); expected a mapping of fields")
        continue
      }
      let entry = Entry(
        table: table, key: key, position: pair.key.position, fields: readFields(of: "\(table)|\(key)", table, schema, fields))
      result.append(entry)
    }
    return result
  }

  private mutating func readFields(of entry: String, _ table: String, _ schema: TableSchema, _ pairs: [Node.Pair]) -> [Entry.Field] {
    var fields: [Entry.Field] = []
    fields.reserveCapacity(pairs.count)
    for pair in pairs {
      guard let raw = pair.key.text else {
        error(.shape, at: pair.key.position, "a field's name of \(entry) is \(pair.key.kindName)")
        continue
      }
      // Redis has no empty hashes: an entry without fields has this one.
      if raw == "NULL" { continue }
      let name = schema.folded(raw)
      if let first = fields.first(where: { $0.name == name }) {
        error(
          .duplicate, at: pair.key.position, "\(entry) has \(quoted(raw)) twice, first at line \(first.position.line); the first is used")
        continue
      }
      fields.append(Entry.Field(name: name, value: pair.value, position: pair.key.position))
      if !schema.applied.contains(name) {
        fieldUses[FieldUse(table: table, field: name), default: (pair.key.position, 0)].count += 1
      }
    }
    return fields
  }

  /// One diagnostic for each field name without effect.
  mutating func reportFieldUses() {
    for (use, found) in fieldUses {
      guard let schema = TableSchema.applied[use.table] else { continue }
      let times = found.count == 1 ? "1 entry" : "\(found.count) entries"
      if schema.unapplied.contains(use.field) {
        warning(.unapplied, at: found.first, "\(use.table).\(use.field) is not applied (\(times))")
      } else if schema.descriptive.contains(use.field) {
        note(.unapplied, at: found.first, "\(use.table).\(use.field) has no effect on the chip (\(times))")
      } else {
        let near = nearest(use.field, among: schema.allFields)
        let isSlip = near.map(schema.applied.contains) ?? false
        report(
          isSlip ? .error : .warning, .unknownField, at: found.first,
          "\(use.table) has no field \(quoted(use.field)) (\(times), not applied)\(near.map { "; did you mean '\($0)'?" } ?? "")")
      }
    }
  }
}
