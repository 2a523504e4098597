public import SwitchPlatform

/// A text of white-space separated columns whose names stand in a comment line, as SONiC's `port_config.ini`.
///
/// The last `#` line that contains `name` names the columns of the rows after it. Rows of one word are skipped, as SONiC does.
public struct ColumnTable: Sendable {
  public struct Cell: Hashable, Sendable {
    public var text: String
    public var position: SourcePosition
  }

  public var file: String
  /// The names of the columns.
  public var columns: [Cell]
  /// Whether a line of the file names the columns; without it they are `name lanes alias index`.
  public var hasHeader: Bool
  public var rows: [[Cell]]
  /// Whether the last line is a whole one.
  public var endsWithNewline: Bool

  /// Rows beyond which nothing is read.
  public static let maximumRows = 100_000

  public init(_ source: SourceFile) {
    file = source.path
    hasHeader = false
    rows = []
    endsWithNewline = source.bytes.last.map { $0 == UInt8(ascii: "\n") } ?? true
    columns = ["name", "lanes", "alias", "index"].map { Cell(text: $0, position: SourcePosition(line: 1, column: 1)) }
    var line = 0
    for bytes in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let cells = ColumnTable.cells(of: bytes, line: line)
      if bytes.first == UInt8(ascii: "#") {
        guard bytes.count < 4096, String(decoding: bytes, as: UTF8.self).contains("name") else { continue }
        columns = ColumnTable.header(cells)
        hasHeader = true
      } else if cells.count >= 2, rows.count < ColumnTable.maximumRows {
        rows.append(cells)
      }
    }
  }

  private static func header(_ cells: [Cell]) -> [Cell] {
    var cells = cells
    if let first = cells.first {
      let name = first.text.drop { $0 == "#" }
      let hashes = first.text.count - name.count
      cells[0] = Cell(
        text: String(name), position: SourcePosition(line: Int(first.position.line), column: Int(first.position.column) + hashes))
    }
    return cells.filter { !$0.text.isEmpty }
  }

  private static func cells(of bytes: ArraySlice<UInt8>, line: Int) -> [Cell] {
    var result: [Cell] = []
    var (column, start, startColumn) = (1, bytes.startIndex, 0)
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == 0x20 || (9...13).contains(byte) {
        if startColumn > 0 { result.append(cell(bytes[start..<index], line, startColumn)) }
        startColumn = 0
      } else if startColumn == 0 {
        (start, startColumn) = (index, column)
      }
      if byte & 0xc0 != 0x80 { column += 1 }
    }
    if startColumn > 0 { result.append(cell(bytes[start...], line, startColumn)) }
    return result
  }

  private static func cell(_ bytes: ArraySlice<UInt8>, _ line: Int, _ column: Int) -> Cell {
    Cell(text: String(decoding: bytes, as: UTF8.self), position: SourcePosition(line: line, column: column))
  }

  /// Where a column stands in the rows; the last of this name, as SONiC's reader has it.
  public func index(of column: String) -> Int? { columns.lastIndex { $0.text == column } }
}

extension ColumnTable {
  /// All words of a small text with their places.
  static func words(of source: SourceFile) -> [Cell] {
    var line = 0
    return source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).flatMap { bytes in
      line += 1
      return cells(of: bytes, line: line)
    }
  }
}
