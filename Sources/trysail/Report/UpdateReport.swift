import ASICSimulator

/// A configuration that took the place of another while packets ran.
struct UpdateReport: Codable {
  var file: String
  /// The cycle that was asked for.
  var cycle: Int64
  /// When the bus began with it, and when the last of its rows was visible.
  var start: Int64
  var visible: Int64
  /// Rows that changed.
  var rows: Int
  var chipRowsWritten: UInt64
}

/// What timed writes did to one table of the chip.
struct TableOperationReport: Codable {
  var table: String
  var operations: UInt64
  var writes: UInt64
  /// 32-bit words.
  var words: UInt64
  /// Rows that only made way for others.
  var moves: UInt64
  /// The first and last cycle of the last operation.
  var lastStart: Int64?
  var lastVisible: Int64?

  /// The tables that were written to.
  static func all(of asic: SimulatedASIC) -> [TableOperationReport] {
    asic.tableOperations.filter { $0.operations > 0 }.map {
      TableOperationReport(
        table: $0.table, operations: $0.operations, writes: $0.writes, words: $0.words, moves: $0.moves, lastStart: $0.recent.last?.start,
        lastVisible: $0.recent.last?.visible)
    }
  }
}

extension RunReport {
  func updateLines(_ paint: Paint) -> [String] {
    guard let updates, let operations else { return [] }
    var text = TextTable([.left, .right, .right, .right, .right], header: ["update", "begun", "visible", "rows", "chip rows"])
    for update in updates {
      text.add([update.file, update.start.grouped, update.visible.grouped, update.rows.grouped, update.chipRowsWritten.grouped])
    }
    var tables = TextTable([.left, .right, .right, .right, .right], header: ["table", "operations", "writes", "words", "moves"])
    for operation in operations {
      tables.add([
        operation.table, operation.operations.grouped, operation.writes.grouped, operation.words.grouped, operation.moves.grouped
      ])
    }
    return text.lines(paint) + (operations.isEmpty ? [] : tables.lines(paint))
  }
}
