import SwitchPlatform

/// What the driver has put into one table of the chip: the rows, packed, and how they are reached.
///
/// The image is the driver's shadow: it is what the device should hold, and what is written again after a failure.
final class TableImage {
  let name: String
  let layout: RowLayout
  let rows: Int
  /// 64-bit words a row.
  let stride: Int
  let busWords: Int
  let access: AccessDescription
  let pool: Int
  let storage: RowStorage
  /// See `DeviceCore.move`.
  var deletesBeforeMoves = false
  private let base: UnsafeMutablePointer<UInt64>
  /// A row in the making.
  private let draft: UnsafeMutablePointer<UInt64>

  /// See `TableDescription.tag`.
  var tag: UInt64 = 0

  init(name: String, layout: RowLayout, rows: Int, access: AccessDescription, pool: Int, storage: RowStorage) {
    self.storage = storage
    self.name = name
    self.layout = layout
    self.rows = rows
    self.access = access
    self.pool = pool
    stride = storage.stride
    busWords = layout.busWords
    base = storage.base
    draft = .allocate(capacity: stride + 1)
    draft.initialize(repeating: 0, count: stride + 1)
  }

  deinit { draft.deallocate() }

  /// - Precondition: `row` is 0 ..< rows; rows come from this driver's own allocators.
  func row(_ row: Int) -> UnsafeMutablePointer<UInt64> { base + row * stride }

  /// A zeroed row to be filled.
  func blank() -> UnsafeMutablePointer<UInt64> {
    for word in 0..<stride { draft[word] = 0 }
    return draft
  }

  /// A copy of a row to be changed.
  func copy(of row: Int) -> UnsafeMutablePointer<UInt64> {
    draft.update(from: base + row * stride, count: stride)
    return draft
  }

  func isValid(_ row: Int) -> Bool {
    guard let offset = layout.validOffset else { return true }
    return RowBits.read(base + row * stride, at: offset, width: 1) == 1
  }

  /// Whether an entry stands there, this table's or another's of the memory.
  func isOccupied(_ row: Int) -> Bool {
    storage.isTagged ? base[row * stride] & ((1 << UInt64(RowLayout.tagWidth)) - 1) != 0 : isValid(row)
  }

  /// Whether the row is an entry of this table.
  func isOwn(_ row: Int) -> Bool { isValid(row) && (!storage.isTagged || base[row * stride] & 0xf == tag) }

  /// Whether the table has the field, and the value fits it.
  func fits(_ field: Field, _ value: UInt64) -> Bool {
    guard let place = layout.place(field) else { return value == 0 }
    return place.width >= 64 || value < 1 << UInt64(place.width)
  }

  /// Writes a data field of a draft; a field that the chip lacks is left out.
  func set(_ field: Field, _ value: UInt64, in row: UnsafeMutablePointer<UInt64>) {
    guard let place = layout.place(field) else { return }
    RowBits.write(value, to: row, at: place.offset, width: min(64, place.width))
  }

  func get(_ field: Field, in row: UnsafePointer<UInt64>) -> UInt64 {
    guard let place = layout.place(field) else { return 0 }
    return RowBits.read(row, at: place.offset, width: min(64, place.width))
  }

  /// Sets one bit of a bitmap field.
  func setBit(_ field: Field, _ bit: Int, in row: UnsafeMutablePointer<UInt64>) {
    guard let place = layout.place(field), bit >= 0, bit < place.width else { return }
    RowBits.write(1, to: row, at: place.offset + bit, width: 1)
  }

  /// Writes a key field (up to 64 bits of it, `part` × 64 bits up) and, in a ternary row, its mask.
  func setKey(_ field: Field, _ value: UInt64, mask: UInt64 = ~0, part: Int = 0, in row: UnsafeMutablePointer<UInt64>) {
    guard let place = layout.keyPlace(field), place.width > part * 64 else { return }
    let width = min(64, place.width - part * 64)
    RowBits.write(value & mask, to: row, at: place.offset + part * 64, width: width)
    if let maskOffset = layout.maskOffset { RowBits.write(mask, to: row, at: maskOffset + place.offset + part * 64, width: width) }
  }

  /// Writes what every entry of the table begins with, in a memory that tables share.
  func setTag(in row: UnsafeMutablePointer<UInt64>) {
    if storage.isTagged { RowBits.write(tag, to: row, at: 0, width: RowLayout.tagWidth) }
  }

  func setValid(in row: UnsafeMutablePointer<UInt64>) {
    if let offset = layout.validOffset { RowBits.write(1, to: row, at: offset, width: 1) }
  }
}
