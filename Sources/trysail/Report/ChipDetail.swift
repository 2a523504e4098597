import SwitchPlatform

/// All tables of one chip, and what its numbers stand on.
struct ChipDetail: Codable {
  struct Table: Codable {
    var name: String
    var role: String
    /// How rows are found: `hash, 2 × 4 ways, fold`.
    var match: String
    var rows: Int
    var memory: String
    /// `sram` or `tcam`.
    var memoryKind: String
    /// - Unit: bits of a row, as the bus sees it.
    var width: Int
  }

  var summary: ChipSummary
  /// - Unit: Hz.
  var clock: UInt64
  var tables: [Table]
  /// How the memories can be shared out, the way that is shown first; empty where there is one way only.
  var modes: [String]
  /// How many of the file's numbers are public, derived, calibrated, assumed.
  var numbers: [String: Int]

  init(_ chip: ASICDescription) {
    summary = ChipSummary(chip)
    clock = chip.clock
    modes = chip.mode.map { mode in [mode] + chip.modes.filter { $0 != mode } } ?? []
    tables = chip.tables.flatMap { ChipDetail.rows($0, of: chip) }
    numbers = Dictionary(
      uniqueKeysWithValues: NumberProvenance.Kind.allCases.map { ($0.rawValue, chip.provenance.counts[$0] ?? 0) })
  }

  /// The table; of an algorithmic LPM, its buckets and its pivots.
  private static func rows(_ table: TableDescription, of chip: ASICDescription) -> [Table] {
    func row(_ name: String, _ match: String, _ rows: Int, _ memory: Int, _ width: Int) -> Table {
      let memory = chip.memories.indices.contains(memory) ? chip.memories[memory] : nil
      return Table(
        name: name, role: table.role.rawValue, match: match, rows: rows, memory: memory?.name ?? "",
        memoryKind: memory?.kind.rawValue ?? "", width: width)
    }
    let width = table.layout.width
    guard case .algorithmicLPM(let lpm) = table.match else {
      let formats = table.formats.filter { $0.slices > 1 || table.formats.count > 1 }
      let slices = formats.map { table.formats.count > 1 ? "\($0.name) \($0.slices)" : "\($0.slices)" }.joined(separator: ", ")
      let banks = chip.memories[table.memory].banks == nil ? "" : ", in banks" + (slices.isEmpty ? "" : ", slices: " + slices)
      return [row(table.name, text(table.match) + banks, table.depth, table.memory, width)]
    }
    return [
      row("\(table.name) pivots", "ternary", lpm.pivots, lpm.pivotMemory, RowLayout.pivots(of: table, lpm).width),
      row("\(table.name) buckets", "\(text(table.match)), buckets of \(lpm.bucketEntries)", table.depth, table.memory, width)
    ]
  }

  private static func text(_ match: MatchDescription) -> String {
    guard let hash = match.hash else { return match.kind.rawValue }
    let choices = hash.hashes == 1 ? "" : "\(hash.hashes) × "
    let kind = match.kind == .prefixHash ? "hash a length" : "hash"
    return "\(kind), \(choices)\(hash.ways) ways, \(hash.function.rawValue)" + (hash.moves == .none ? "" : ", \(hash.moves.rawValue)")
      + (hash.stash == 0 ? "" : ", stash of \(hash.stash)")
  }

  func text(_ paint: Paint) -> String {
    var table = TextTable(
      [.left, .left, .left, .right, .left, .left, .right],
      header: ["table", "role", "match", "rows", "memory", "kind", "bits a row"], indent: 0)
    for row in tables { table.add([row.name, row.role, row.match, row.rows.grouped, row.memory, row.memoryKind, row.width.grouped]) }
    let ports = "\(counted(summary.ports, "port")) of up to \(Boards.speed(summary.maximumSpeed))"
    let stands = NumberProvenance.Kind.allCases.map { "\((numbers[$0.rawValue] ?? 0).grouped) \($0.rawValue)" }
    let boot = modes.first.map { "\nboot modes: \($0) (shown)" + modes.dropFirst().map { ", " + $0 }.joined() } ?? ""
    return """
      \(summary.name) (\(summary.vendor)): \(ports), core clock \((Double(clock) / 1e6).decimals(0)) MHz
      does: \(ChipSummary.text(summary.functions))\(boot)

      \(table.lines(paint).joined(separator: "\n"))

      numbers: \(stands.joined(separator: ", ")) (\(summary.assumedShare.percent) assumed)
      """
  }
}
