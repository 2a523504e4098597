/// Rows of cells, aligned.
struct TextTable {
  enum Alignment {
    case left, right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []
  private let hasHeader: Bool
  private let indent: Int

  /// - Parameter header: The names of the columns; empty: no header.
  init(_ alignments: [Alignment], header: [String] = [], indent: Int = 2) {
    self.alignments = alignments
    self.indent = indent
    hasHeader = !header.isEmpty
    if hasHeader { rows.append(header) }
  }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var isEmpty: Bool { rows.count == (hasHeader ? 1 : 0) }

  /// The lines, without spaces at their ends.
  func lines(_ paint: Paint) -> [String] {
    var widths = Array(repeating: 0, count: alignments.count)
    for row in rows {
      for (column, cell) in row.enumerated() where column < widths.count { widths[column] = max(widths[column], cell.count) }
    }
    return rows.enumerated().map { number, row in
      var line = String(repeating: " ", count: indent)
      for (column, cell) in row.enumerated() where column < widths.count {
        if column > 0 { line += "  " }
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += alignments[column] == .left ? cell + space : space + cell
      }
      while line.last == " " { line.removeLast() }
      return hasHeader && number == 0 ? paint.dim(line) : line
    }
  }
}
