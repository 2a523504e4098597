/// Where the bits of a table's row are. It follows from the table's description alone, so that driver and simulator
/// agree without knowing each other.
///
/// Rows are little-endian bit strings: bit b is bit b % 64 of word b / 64. Fields stand in the file's order from bit 0:
///
///     index:    [ data … ]
///     hash:     [ key … | valid | data … ]                         (in a memory that tables share: table | key …, see `TableDescription.tag`)
///     prefix hash: [ key … | length | valid | data … ]
///     ternary:  [ key value … | key mask … | valid | data … ]      (mask bit 1: the bit is compared)
///     bucket:   [ key … | length | valid | data … ]                (an algorithmic LPM's entry)
///     pivot:    [ key value … | key mask … | valid | bucket | data … ]
public struct RowLayout: Hashable, Sendable {
  /// A field's place in a row.
  public struct Place: Hashable, Sendable {
    public var field: Field
    /// Bit of the row.
    public var offset: Int
    public var width: Int

    public init(field: Field, offset: Int, width: Int) {
      self.field = field
      self.offset = offset
      self.width = width
    }
  }

  /// Places of the key's value.
  public var key: [Place]
  public var keyWidth: Int
  /// Bit where the key's mask begins, `nil` where keys match exactly.
  public var maskOffset: Int?
  /// The bit that says that the row holds something, `nil` for index tables.
  public var validOffset: Int?
  /// Places of the data.
  public var data: [Place]
  /// - Unit: bits.
  public var width: Int

  /// 64-bit words of a row.
  public var words: Int { (width + 63) / 64 }
  /// 32-bit words of a row, as a bus sees it.
  public var busWords: Int { (width + 31) / 32 }

  public func place(_ field: Field) -> Place? { data.first { $0.field == field } }
  public func keyPlace(_ field: Field) -> Place? { key.first { $0.field == field } }

  /// The rows of a table; of an algorithmic LPM, its buckets' entries.
  public init(_ table: TableDescription) {
    switch table.match {
    case .index: self.init(key: [], hasMask: false, hasValid: false, data: table.data)
    case .hash: self.init(key: RowLayout.tag(table) + table.key, hasMask: false, hasValid: true, data: table.data)
    case .prefixHash:
      self.init(
        key: RowLayout.tag(table) + table.key + [FieldWidth(.length, 8)], hasMask: false, hasValid: true, data: table.data)
    case .ternary, .prefixTCAM: self.init(key: table.key, hasMask: true, hasValid: true, data: table.data)
    case .algorithmicLPM:
      self.init(
        key: table.key.filter { $0.field != .virtualRouter } + [FieldWidth(.length, 8)], hasMask: false, hasValid: true, data: table.data)
    }
  }

  /// What stands first in each row of a memory that hash tables share: 0 in a free row, `continuation` in the further rows of an entry.
  public static let tagWidth = 4
  public static let continuation = 15

  private static func tag(_ table: TableDescription) -> [FieldWidth] {
    table.tag == 0 ? [] : [FieldWidth(.table, tagWidth)]
  }

  /// The pivots of an algorithmic LPM.
  public static func pivots(of table: TableDescription, _ match: AlgorithmicLPM) -> RowLayout {
    let bits = max(1, Int.bitWidth - (match.pivots - 1).leadingZeroBitCount)
    return RowLayout(key: table.key, hasMask: true, hasValid: true, data: [FieldWidth(.bucket, bits)] + table.data)
  }

  /// A block's control word: see `BankControl`.
  public static var bankControl: RowLayout {
    var layout = RowLayout(key: [], hasMask: false, hasValid: false, data: [])
    layout.width = 64
    return layout
  }

  init(key fields: [FieldWidth], hasMask: Bool, hasValid: Bool, data dataFields: [FieldWidth]) {
    var offset = 0
    func place(_ fields: [FieldWidth]) -> [Place] {
      fields.map { field in
        defer { offset += field.width }
        return Place(field: field.field, offset: offset, width: field.width)
      }
    }
    key = place(fields)
    keyWidth = offset
    if hasMask {
      maskOffset = offset
      offset += keyWidth
    }
    if hasValid {
      validOffset = offset
      offset += 1
    }
    data = place(dataFields)
    width = offset
  }
}
