/// Memories that several tables share, whole or bank by bank.
extension ASICFileReader {
  /// Roles of tables whose rows a driver numbers as it likes, so that they can take turns in one memory.
  private static let numbered: Set<TableRole> = [.nextHop, .nextHopGroupMember]

  /// Hash tables of one geometry, tables whose rows are numbered freely, and tables in banks.
  func canShare(_ memory: Int, _ first: TableDescription?, _ second: TableDescription?) -> Bool {
    guard let first, let second else { return false }
    if memories[memory].banks != nil { return true }
    if let one = first.match.hash, let other = second.match.hash {
      // A row is in the same bucket by whichever table it is looked for.
      return one.ways == other.ways && one.hashes == other.hashes && one.stash == 0 && other.stash == 0 && first.depth == second.depth
    }
    return first.match.kind == .index && second.match.kind == .index && ASICFileReader.numbered.isSuperset(of: [first.role, second.role])
  }

  /// Entries that take several rows of their bucket.
  func checkSpan(_ table: TableDescription, _ hash: HashMatch, _ places: TablePlaces) {
    guard table.span > 1 else { return }
    if hash.ways % table.span != 0 {
      findings.error(
        "CHP07", at: places.match, "'ways' of table '\(table.name)' is \(hash.ways); expected a multiple of 'span' = \(table.span)")
    }
    if table.tag == 0 {
      findings.error("CHP13", at: places.name, "table '\(table.name)' has 'span' but its memory alone; a wider row does the same")
    }
    if table.role == .fdb {
      findings.error("CHP13", at: places.name, "table '\(table.name)' has 'span'; the chip itself learns entries of one row only")
    }
    if hash.moves != .none {
      findings.error("CHP13", at: places.match, "table '\(table.name)' has 'span' and 'moves'; entries of several rows cannot be moved")
    }
  }

  /// Formats fit the blocks of their memory, and the memory is banked.
  func checkBanks() {
    for (table, places) in zip(tables, tablePlaces) {
      let memory = memories[table.memory]
      guard let banks = memory.banks else {
        if !table.formats.isEmpty {
          findings.error(
            "CHP16", at: places.match, "table '\(table.name)' has formats or slices; memory '\(memory.name)' has no 'banks' to give out")
        }
        continue
      }
      guard table.match.kind == .ternary || table.match.kind == .prefixTCAM else { continue }
      let blocks = memory.rows / max(1, memory.rowsPerBlock) - banks.reservedBlocks
      if table.depth != memory.rows {
        findings.error(
          "CHP07", at: places.depth, "table '\(table.name)' has \(table.depth) rows; in banks it has all \(memory.rows), or none")
      }
      for format in table.formats {
        let fields = format.fields.isEmpty ? table.key : table.key.filter { format.fields.contains($0.field) }
        let bits = fields.reduce(0) { $0 + $1.width }
        if bits > format.slices * memory.width {
          findings.error(
            "CHP05", at: places.match,
            "format '\(format.name)' of table '\(table.name)' has \(bits) bits; \(format.slices) slices of memory '\(memory.name)' have "
              + "\(format.slices * memory.width)")
        }
        if format.slices > blocks {
          findings.error(
            "CHP07", at: places.match,
            "format '\(format.name)' of table '\(table.name)' takes \(format.slices) blocks; memory '\(memory.name)' has \(blocks)")
        }
        guard table.match.kind == .ternary else { continue }
        for field in format.fields where !table.key.contains(where: { $0.field == field }) {
          findings.error(
            "CHP02", at: places.match, "format '\(format.name)' has field '\(field.rawValue)', which the key of table '\(table.name)' lacks"
          )
        }
        if !format.fields.contains(.aclTables) {
          findings.error("CHP02", at: places.match, "format '\(format.name)' of table '\(table.name)' has no field 'aclTables'")
        }
      }
    }
    for (index, memory) in memories.enumerated() where memory.banks != nil {
      let owners = tables.filter { $0.memory == index }.reduce(0) { $0 + max(1, $1.formats.count) }
      if owners >= Int(BankControl.ganged) {
        findings.error("CHP13", at: memoryPlaces[index], "memory '\(memory.name)' has \(owners) formats; expected at most 254")
      }
    }
  }
}
