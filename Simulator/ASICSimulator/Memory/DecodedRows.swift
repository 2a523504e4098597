/// A table's rows with their fields taken apart, beside the memory: every packet reads some tables, whose rows hardly ever change.
///
/// Told of each row before the memory stores it, flipped bits among them, so that both always agree.
final class DecodedRows<Row: BitwiseCopyable>: RowIndex {
  private let rows: UnsafeMutablePointer<Row>
  private let depth: Int
  private let decode: (UnsafePointer<UInt64>) -> Row

  /// - Parameter memory: Which is still as at power-on.
  init(_ memory: Memory, depth: Int, decode: @escaping (UnsafePointer<UInt64>) -> Row) {
    self.depth = max(1, min(depth, memory.rows))
    self.decode = decode
    rows = .allocate(capacity: self.depth)
    rows.initialize(repeating: decode(memory.base), count: self.depth)
    memory.attach(self)
  }

  deinit { rows.deallocate() }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    if row < depth { rows[row] = decode(new) }
  }

  /// What packets read; valid while the memory is there, which keeps this.
  var lookUp: DecodedLookUp<Row> { DecodedLookUp(base: UnsafePointer(rows), depth: depth) }
}

/// A table found by number, of which the fields are known.
struct DecodedLookUp<Row: BitwiseCopyable> {
  let base: UnsafePointer<Row>
  let depth: Int

  /// `nil` beyond the table's depth.
  @inline(__always)
  func row(_ number: Int) -> UnsafePointer<Row>? { number >= 0 && number < depth ? base + number : nil }
}
