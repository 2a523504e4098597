/// Whether a bus can reach what the chip has: addresses do not overlap, rows fit their access.
extension ASICFileReader {
  /// Register and table windows do not overlap.
  func checkWindows() {
    struct Window {
      var name: String
      var start: UInt64
      var end: UInt64
      var place: SourcePosition
    }
    var windows = zip(registers, registerPlaces).map { register, place in
      Window(
        name: "register '\(register.name)'", start: register.address, end: register.address + UInt64(clamping: register.count) * 4,
        place: place)
    }
    for (index, depth) in depthByAccess {
      if case .memoryMapped(let address, let stride) = access[index].method {
        windows.append(
          Window(
            name: "access '\(access[index].name)'", start: address, end: address + UInt64(clamping: depth * stride),
            place: accessPlaces[index]))
      }
    }
    windows.sort { ($0.start, $0.place.line, $0.place.column) < ($1.start, $1.place.line, $1.place.column) }
    var furthest: Window?
    for window in windows {
      if let other = furthest, window.start < other.end {
        findings.error(
          "CHP09", at: window.place,
          "\(window.name) begins at 0x\(String(window.start, radix: 16)) inside \(other.name), "
            + "0x\(String(other.start, radix: 16)) up to 0x\(String(other.end, radix: 16)) (line \(other.place.line))")
      }
      if window.end > furthest?.end ?? 0 { furthest = window }
    }
  }

  /// Rows reached through each access that a table names.
  private var depthByAccess: [(access: Int, depth: Int)] {
    var result: [(access: Int, depth: Int)] = []
    var seen: Set<Int> = []
    for table in tables {
      if seen.insert(table.access).inserted { result.append((table.access, table.depth)) }
      if case .algorithmicLPM(let lpm) = table.match, seen.insert(lpm.pivotAccess).inserted {
        result.append((lpm.pivotAccess, lpm.pivots))
      }
    }
    for memory in memories {
      guard let banks = memory.banks, seen.insert(banks.access).inserted else { continue }
      result.append((banks.access, memory.rows / max(1, memory.rowsPerBlock)))
    }
    return result
  }

  /// Strides, data registers and index fields are large enough, and shared command registers can tell their tables apart.
  func checkAccess() {
    for (table, places) in zip(tables, tablePlaces) {
      checkAccess(table.access, "table '\(table.name)'", rows: table.depth, words: table.layout.busWords, at: places.access)
      if case .algorithmicLPM(let lpm) = table.match {
        let words = RowLayout.pivots(of: table, lpm).busWords
        checkAccess(lpm.pivotAccess, "the pivots of table '\(table.name)'", rows: lpm.pivots, words: words, at: places.match)
      }
    }
    for (memory, place) in zip(memories, memoryPlaces) {
      guard let banks = memory.banks else { continue }
      checkAccess(
        banks.access, "the banks of memory '\(memory.name)'", rows: memory.rows / max(1, memory.rowsPerBlock), words: 2, at: place)
    }
    for index in access.indices {
      guard case .indirect(let this) = access[index].method else { continue }
      var fields = [this.execute, this.write, this.index]
      if let select = this.select { fields.append(select) }
      if Set(fields.map(\.name)).count < fields.count {
        findings.error("CHP10", at: accessPlaces[index], "access '\(access[index].name)' uses one bit field for two purposes")
      }
      for earlier in access.indices.prefix(index) {
        guard case .indirect(let other) = access[earlier].method, other.command == this.command else { continue }
        if this.select == nil || other.select != this.select || other.selection == this.selection {
          findings.error(
            "CHP10", at: accessPlaces[index],
            "access '\(access[index].name)' shares register '\(registers[this.command].name)' with '\(access[earlier].name)'; "
              + "expected the same 'select' field with another value")
          break
        }
      }
    }
  }

  private func checkAccess(_ index: Int, _ user: String, rows: Int, words: Int, at place: SourcePosition) {
    let access = access[index]
    switch access.method {
    case .memoryMapped(_, let stride):
      if stride < words * 4 {
        findings.error(
          "CHP10", at: place, "a row of \(user) has \(words) words; 'stride' of access '\(access.name)' is \(stride), expected \(words * 4)"
        )
      }
    case .indirect(let indirect):
      let data = registers[indirect.data]
      if data.count < words {
        findings.error(
          "CHP10", at: place, "a row of \(user) has \(words) words; register '\(data.name)' of access '\(access.name)' has \(data.count)")
      }
      let needed = ASICFileReader.bits(for: rows)
      if indirect.index.width < needed {
        findings.error(
          "CHP10", at: place,
          "\(rows) rows of \(user) need \(needed) index bits; field '\(indirect.index.name)' of access '\(access.name)' has "
            + "\(indirect.index.width)")
      }
    }
  }
}
