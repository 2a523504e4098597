public import SwitchPlatform

/// A table of comma-separated values whose first line names the columns.
public struct CSVTable: Sendable {
  public struct Row: Sendable {
    public var line: Int
    /// Trimmed, in the order of the columns; a cell in `"` keeps its commas.
    public var cells: [String]
    public var columns: [Int]
  }

  public static let maximumRows = 1_000_000

  public private(set) var file: String
  public private(set) var header: [String] = []
  public private(set) var rows: [Row] = []
  public private(set) var diagnostics: [Diagnostic] = []
  private var index: [String: Int] = [:]

  public init(_ source: SourceFile) {
    file = source.path
    var number = 0
    for line in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { !TextCursor.isSpace($0) }) else { continue }
      let row = CSVTable.row(Array(line), number)
      if header.isEmpty {
        header = row.cells
        for (column, name) in header.enumerated() where index[name] == nil { index[name] = column }
        continue
      }
      guard rows.count < CSVTable.maximumRows else {
        diagnostics.append(
          Diagnostic(
            .error, rule: "SYN06", file: file, at: SourcePosition(line: number, column: 1), "more than \(CSVTable.maximumRows) rows"))
        return
      }
      if row.cells.count > header.count {
        let place = SourcePosition(line: number, column: row.columns[header.count])
        diagnostics.append(
          Diagnostic(.error, rule: "PRT03", file: file, at: place, "the row has \(row.cells.count) cells; the header has \(header.count)"))
      }
      rows.append(row)
    }
  }

  private static func row(_ line: [UInt8], _ number: Int) -> Row {
    var row = Row(line: number, cells: [], columns: [])
    var cell: [UInt8] = []
    var (column, start) = (1, 1)
    var isQuoted = false
    func trimmed(_ bytes: [UInt8]) -> String {
      let text = String(decoding: bytes, as: UTF8.self)
      return text.trimmingSpace
    }
    for byte in line {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        row.cells.append(trimmed(cell))
        row.columns.append(start)
        cell = []
        start = column + 1
      } else {
        cell.append(byte)
      }
      if byte & 0xc0 != 0x80 { column += 1 }
    }
    row.cells.append(trimmed(cell))
    row.columns.append(start)
    return row
  }

  public func has(_ column: String) -> Bool { index[column] != nil }

  /// A cell by the name of its column; `nil` where the row or the table has none.
  public func cell(_ row: Row, _ column: String) -> String? {
    guard let number = index[column], row.cells.indices.contains(number) else { return nil }
    return row.cells[number]
  }

  public func position(_ row: Row, _ column: String) -> SourcePosition {
    guard let number = index[column], row.columns.indices.contains(number) else { return SourcePosition(line: row.line, column: 1) }
    return SourcePosition(line: row.line, column: row.columns[number])
  }
}

extension String {
  /// Without spaces at its ends.
  var trimmingSpace: String {
    let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
    var end = scalars.endIndex
    while end > scalars.startIndex, scalars[scalars.index(before: end)].properties.isWhitespace { end = scalars.index(before: end) }
    return String(scalars[..<end])
  }
}
