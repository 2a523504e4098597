/// The `memories:` section.
extension ASICFileReader {
  /// Rows of one memory, bits of one row, and bits of all memories: a file cannot make its reader allocate without bound.
  static let maximumRows = 1 << 24
  static let maximumRowWidth = 4096
  static let maximumBits = 1 << 33

  mutating func readMemories(_ section: MappingReader) {
    var total = 0
    for (name, key, value) in section.pairs where name != "src" && name != "source" {
      declared.memories.append(name)
      guard let reader = MappingReader(value, "memory '\(name)'", findings, source: section.source) else { continue }
      defer { reader.finish() }
      guard var memory = memory(name, reader, at: key.position) else {
        for key in ["moves", "checkWidth", "scrub", "writes", "bubbleWait"] { _ = reader.has(key) }
        continue
      }
      if memory.kind == .tcam { memory.moves = reader.choice("moves", default: .hitless) }
      memory.writePolicy = reader.choice("writes", default: .dualPort)
      if reader.has("bubbleWait") {
        memory.bubbleWait = reader.integer("bubbleWait", in: 1...1_000_000) ?? memory.bubbleWait
        if memory.writePolicy != .bubble {
          findings.error("KEY03", at: reader.keyPosition("bubbleWait"), "\(reader.what) has 'bubbleWait', but its writes are no bubbles")
        }
      }
      readCheck(reader, into: &memory)
      guard memory.rows <= ASICFileReader.maximumRows else {
        findings.error(
          "CHP13", at: key.position, "memory '\(name)' has \(memory.rows) rows; expected at most \(ASICFileReader.maximumRows)")
        continue
      }
      // Rows and width are bounded, so that the product is too; the sum is cut at the first memory too many.
      let bits = memory.rows * memory.width * (memory.kind == .tcam ? 2 : 1)
      guard total <= ASICFileReader.maximumBits - bits else {
        findings.error(
          "CHP13", at: key.position, "with memory '\(name)' the chip has more than 2^33 bits of memory (a TCAM bit counts as two)")
        continue
      }
      total += bits
      memories.append(memory)
      memoryPlaces.append(key.position)
    }
  }

  /// What the boot mode says of a memory's size, else what the memory itself does.
  private func size(of name: String, _ key: String, in range: ClosedRange<Int>, _ reader: MappingReader) -> Int? {
    guard let chosen = boot.sizes[name] else { return reader.integer(key, in: range) }
    if let own = reader.optional(key) { _ = reader.integer(own, key, in: range) }
    guard range.contains(chosen.value) else {
      findings.error(
        "TYP02", at: chosen.position ?? reader.node.position,
        "memory '\(name)' is to have \(chosen.value) \(key); expected \(range.lowerBound)…\(range.upperBound)")
      return nil
    }
    return chosen.value
  }

  private func memory(_ name: String, _ reader: MappingReader, at position: SourcePosition) -> MemoryDescription? {
    let kind: MemoryDescription.Kind? = reader.choice("kind")
    let check = reader.choice("check", default: MemoryDescription.Check.none)
    let width = reader.required("width").flatMap { parseWidth($0, reader) }
    guard let kind else {
      for key in ["words", "blocks", "rows", "banks", "reserve"] { _ = reader.optional(key) }
      return nil
    }
    switch kind {
    case .sram:
      guard let words = size(of: name, "words", in: 1...ASICFileReader.maximumRows, reader), let width else { return nil }
      return MemoryDescription(
        name: name, kind: .sram, rows: words * width.entries, rowsPerBlock: width.entries, width: width.bits, check: check)
    case .tcam:
      let blocks = size(of: name, "blocks", in: 1...65536, reader)
      let rows = reader.integer("rows", in: 1...ASICFileReader.maximumRows)
      guard let blocks, let rows, let width else { return nil }
      if width.entries != 1 {
        findings.error("TYP01", at: reader.position("width"), "'width' of \(reader.what) has entries; a TCAM row is one")
        return nil
      }
      return MemoryDescription(
        name: name, kind: .tcam, rows: blocks * rows, rowsPerBlock: rows, width: width.bits, check: check,
        banks: banks(reader, blocks: blocks, rows: rows))
    }
  }

  /// `banks:` and `reserve:` of a TCAM.
  private func banks(_ reader: MappingReader, blocks: Int, rows: Int) -> BankDescription? {
    let access = reader.has("banks") ? accessIndex(reader.optional("banks")) : nil
    guard let reserve = reader.mapping("reserve", "'reserve' of \(reader.what)") else {
      return access.map { BankDescription(access: $0) }
    }
    defer { reserve.finish() }
    let reservedBlocks = reserve.integer("blocks", in: 0...max(0, blocks - 1), default: 0)
    let reservedRows = reserve.integer("rows", in: 0...max(0, rows - 1), default: 0)
    guard let access else {
      if !reader.has("banks") {
        findings.error("KEY02", at: reserve.node.position, "\(reader.what) has 'reserve' but no 'banks'; only whole banks are reserved")
      }
      return nil
    }
    return BankDescription(access: access, reservedBlocks: reservedBlocks, reservedRows: reservedRows)
  }

  /// `96` or `4 x 96`: entries in a word, bits in an entry.
  private func parseWidth(_ node: Node, _ reader: MappingReader) -> (entries: Int, bits: Int)? {
    guard let node = reader.number(node, "width") else { return nil }
    guard let text = node.text else {
      findings.error("TYP01", at: node.position, "'width' of \(reader.what) is \(node.kindName); expected bits, or entries x bits")
      return nil
    }
    let words = text.split(separator: " ").filter { $0 != "bit" }
    let numbers = words.count == 3 && words.dropFirst().first == "x" ? [words.first, words.last] : words.count == 1 ? [words.first] : []
    let values = numbers.compactMap { $0.flatMap { Quantity.signed($0) } }
    guard let bits = values.last, let entries = values.count == 2 ? values.first : 1, values.count == numbers.count else {
      findings.error(
        "TYP01", at: node.position, "'width' of \(reader.what) is '\(text.prefix(40))'; expected bits, or entries x bits: 4 x 96")
      return nil
    }
    guard (1...ASICFileReader.maximumRowWidth).contains(bits), (1...64).contains(entries) else {
      findings.error(
        "TYP02", at: node.position,
        "'width' of \(reader.what) is \(entries) x \(bits); expected 1…64 entries of 1…\(ASICFileReader.maximumRowWidth) bits")
      return nil
    }
    return (entries, bits)
  }
}
