#if DEBUG
  import SwitchPlatform
  @testable import ASICSimulator

  /// A ternary table of any width in a memory of its own, and what a TCAM is by definition: a scan from row 0 on.
  final class TernaryTable {
    let layout: RowLayout
    let memory: Memory
    let rows: Int
    var width: Int { layout.keyWidth }

    init(fields: [FieldWidth], rows: Int, check: MemoryDescription.Check = .none) {
      layout = RowLayout(
        TableDescription(
          name: "ternary", role: .aclIngress, match: .ternary, memory: 0, depth: rows, key: fields, data: [FieldWidth(.action, 9)],
          access: 0))
      self.rows = rows
      memory = Memory(
        MemoryDescription(name: "rows", kind: .tcam, rows: rows, rowsPerBlock: rows, width: layout.keyWidth, check: check),
        words: layout.words)
    }

    static func put(_ bit: Bool, _ position: Int, _ words: inout [UInt64]) {
      if bit { words[position / 64] |= 1 << UInt64(position % 64) } else { words[position / 64] &= ~(1 << UInt64(position % 64)) }
    }

    static func bit(_ position: Int, _ words: [UInt64]) -> Bool { words[position / 64] >> UInt64(position % 64) & 1 == 1 }

    /// A packed row from bits.
    func row(value: [Bool], mask: [Bool], isValid: Bool, data: UInt64) -> [UInt64] {
      var words = [UInt64](repeating: 0, count: layout.words)
      for position in 0..<width {
        TernaryTable.put(value[position], position, &words)
        TernaryTable.put(mask[position], (layout.maskOffset ?? 0) + position, &words)
      }
      TernaryTable.put(isValid, layout.validOffset ?? 0, &words)
      for position in 0..<9 { TernaryTable.put(data >> UInt64(position) & 1 == 1, layout.data[0].offset + position, &words) }
      return words
    }

    func store(_ words: [UInt64], at row: Int) {
      words.withUnsafeBufferPointer { if let base = $0.baseAddress { memory.store(base, at: row) } }
    }

    func words(of row: Int) -> [UInt64] { (0..<layout.words).map { memory.row(row)[$0] } }

    /// A key in `words` words.
    func key(_ bits: [Bool], words: Int) -> [UInt64] {
      var key = [UInt64](repeating: 0, count: words)
      for position in 0..<width { TernaryTable.put(bits[position], position, &key) }
      return key
    }

    /// Whether a packed row is valid and suits a key, bit by bit.
    func matches(_ words: [UInt64], _ key: [Bool]) -> Bool {
      guard TernaryTable.bit(layout.validOffset ?? 0, words) else { return false }
      return (0..<width).allSatisfy { position in
        !TernaryTable.bit((layout.maskOffset ?? 0) + position, words) || TernaryTable.bit(position, words) == key[position]
      }
    }

    /// The oracle: row by row.
    func scan(_ key: [Bool]) -> Int { (0..<rows).first { matches(words(of: $0), key) } ?? -1 }
  }
#endif
