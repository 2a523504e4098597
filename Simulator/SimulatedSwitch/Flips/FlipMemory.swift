import SwitchPlatform

/// A memory as a campaign sees it.
struct FlipMemory {
  let name: String
  /// The table's whose rows it holds; `nil`: it serves none.
  let role: TableRole?
  /// `sram ecc`.
  let kind: String
  private let layout: RowLayout?

  /// Counters and the FDB.
  var isWrittenByChip: Bool { role == .fdb || role?.isCounter == true }

  static func all(of asic: ASICDescription) -> [FlipMemory] {
    asic.memories.enumerated().map { number, memory in
      var role: TableRole?
      var layout: RowLayout?
      for table in asic.tables {
        if table.memory == number { (role, layout) = (table.role, table.layout) }
        if case .algorithmicLPM(let match) = table.match, match.pivotMemory == number {
          (role, layout) = (table.role, .pivots(of: table, match))
        }
      }
      return FlipMemory(name: memory.name, role: role, kind: "\(memory.kind.rawValue) \(memory.check.rawValue)", layout: layout)
    }
  }

  /// The MAC address of an FDB row that was learned.
  func learnedAddress(_ row: [UInt64]) -> UInt64? {
    guard let layout, let valid = layout.validOffset, let mac = layout.keyPlace(.mac), let isStatic = layout.place(.isStatic) else {
      return nil
    }
    return row.withUnsafeBufferPointer { words in
      guard let base = words.baseAddress, words.count * 64 >= layout.width, RowBits.read(base, at: valid, width: 1) == 1,
        RowBits.read(base, at: isStatic.offset, width: 1) == 0
      else { return nil }
      return RowBits.read(base, at: mac.offset, width: mac.width)
    }
  }

  /// A row without the mark that its address was seen; empty rows are zero.
  func withoutHit(_ row: [UInt64]) -> [UInt64] {
    guard let place = layout?.place(.hit) else { return row }
    var row = row
    row[place.offset / 64] &= ~(1 << UInt64(place.offset % 64))
    return row
  }
}
