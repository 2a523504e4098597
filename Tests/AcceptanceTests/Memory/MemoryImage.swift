import MemoryExperiments
import ASICSimulator
import DeviceAccess
import SimulatedSwitch
import SwitchPlatform
import Testing

/// The rows of a table, read over the bus and taken apart by the chip file's layout alone.
struct MemoryImage: Equatable {
  let layout: RowLayout
  /// 0 where the table has its memory alone.
  let tag: Int
  var rows: [[UInt64]]

  /// Bits of a row, lowest first; at most 64.
  static func bits(_ row: [UInt64], at offset: Int, width: Int) -> UInt64 {
    var value: UInt64 = 0
    for bit in 0..<width where row[(offset + bit) / 64] >> UInt64((offset + bit) % 64) & 1 == 1 { value |= 1 << UInt64(bit) }
    return value
  }

  /// Whether a row holds an entry of this table.
  func isHeld(_ row: [UInt64]) -> Bool {
    guard let valid = layout.validOffset else { return row.contains { $0 != 0 } }
    if tag != 0, MemoryImage.bits(row, at: 0, width: RowLayout.tagWidth) != UInt64(tag) { return false }
    return MemoryImage.bits(row, at: valid, width: 1) == 1
  }

  var held: Int { rows.reduce(0) { $0 + (isHeld($1) ? 1 : 0) } }

  /// The key of a row, as words with nothing above its width.
  func key(_ row: [UInt64]) -> [UInt64] {
    stride(from: 0, to: layout.keyWidth, by: 64).map { MemoryImage.bits(row, at: $0, width: min(64, layout.keyWidth - $0)) }
  }

  func data(_ row: [UInt64], _ field: Field) -> UInt64? {
    layout.place(field).map { MemoryImage.bits(row, at: $0.offset, width: min(64, $0.width)) }
  }
}

/// The words of a key, packed as `RowLayout` says, bit by bit.
struct PackedKey {
  private(set) var words: [UInt64]
  private let layout: RowLayout

  init(_ layout: RowLayout, tag: Int) {
    self.layout = layout
    words = Array(repeating: 0, count: (layout.keyWidth + 63) / 64)
    if tag != 0 { set(.table, UInt64(tag)) }
  }

  mutating func set(_ field: Field, _ low: UInt64, _ high: UInt64 = 0) {
    guard let place = layout.keyPlace(field) else { return }
    for bit in 0..<min(128, place.width) where (bit < 64 ? low >> UInt64(bit) : high >> UInt64(bit - 64)) & 1 == 1 {
      words[(place.offset + bit) / 64] |= 1 << UInt64((place.offset + bit) % 64)
    }
  }
}

extension Lab {
  private func words(_ access: Int, rows: Range<Int>, _ layout: RowLayout) throws -> [[UInt64]] {
    guard case .memoryMapped(let address, let stride) = asic.description.access[access].method else {
      Issue.record("the image reads windows")
      return []
    }
    let words = layout.busWords
    let values = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: max(1, rows.count * words))
    values.initialize(repeating: 0)
    defer { values.deallocate() }
    try sim.bus.read(rows: rows.count, of: words, every: stride, into: values, at: address + UInt64(rows.lowerBound * stride))
    return (0..<rows.count).map { row in
      (0..<(words + 1) / 2).map { word in
        let low = UInt64(values[row * words + word * 2])
        return word * 2 + 1 < words ? low | UInt64(values[row * words + word * 2 + 1]) << 32 : low
      }
    }
  }

  /// A table's rows, all or some.
  func image(_ table: TableDescription, rows: Range<Int>? = nil) throws -> MemoryImage {
    MemoryImage(layout: table.layout, tag: table.tag, rows: try words(table.access, rows: rows ?? 0..<table.depth, table.layout))
  }

  func image(_ role: TableRole) throws -> MemoryImage { try image(try #require(asic.description.table(role))) }

  /// The pivots of an algorithmic LPM.
  func pivots(_ table: TableDescription) throws -> MemoryImage? {
    guard case .algorithmicLPM(let match) = table.match else { return nil }
    let layout = RowLayout.pivots(of: table, match)
    return MemoryImage(layout: layout, tag: 0, rows: try words(match.pivotAccess, rows: 0..<match.pivots, layout))
  }

  /// The control words of a memory in banks.
  func bankControls(_ memory: Int) throws -> [BankControl] {
    let description = asic.description.memories[memory]
    guard let banks = description.banks else { return [] }
    return try words(banks.access, rows: 0..<description.rows / description.rowsPerBlock, .bankControl).map { BankControl(word: $0[0]) }
  }

  /// Everything that stands in the tables of these roles, pivots and control words too.
  func images(_ roles: [TableRole]) throws -> [String: [[UInt64]]] {
    var images: [String: [[UInt64]]] = [:]
    for role in roles {
      guard let table = asic.description.table(role) else { continue }
      images[table.name] = try image(table).rows
      if let pivots = try pivots(table) { images[table.name + ".pivots"] = pivots.rows }
      let controls = try bankControls(table.memory)
      if !controls.isEmpty { images[table.name + ".banks"] = controls.map { [$0.word] } }
    }
    return images
  }
}

extension ASICDescription {
  /// A memory with other rows, and every table that has it whole.
  mutating func resizeMemory(of role: TableRole, _ rows: Int, perBlock: Int? = nil) {
    guard let table = table(role) else { return }
    memories[table.memory].rows = rows
    memories[table.memory].rowsPerBlock = perBlock ?? rows
    for index in tables.indices where tables[index].memory == table.memory { tables[index].depth = rows }
    moveWindows()
  }

  mutating func changeHash(_ role: TableRole, _ body: (inout HashMatch) -> Void) {
    change(role) { table in
      switch table.match {
      case .hash(var match):
        body(&match)
        table.match = .hash(match)
      case .prefixHash(var match):
        body(&match)
        table.match = .prefixHash(match)
      default: break
      }
    }
  }
}
