import SwitchModel

/// The wanted rows of one kind, each with its origin and the number of references to it.
///
/// Rows stand in one array without gaps; `RowIndex` finds them. At 700,000 rows that is 24 to 32 bytes a row beyond the row.
struct RowStore<R: Row> where R.Key: MixedKey {
  struct Entry {
    var row: R
    var provenance: Provenance
    /// How often other rows refer to this one.
    var references: UInt32
  }

  /// In order of insertion, but a removal puts the last row into the gap.
  private(set) var entries: ContiguousArray<Entry> = []
  private var index = RowIndex()
  /// Random, see `MixedKey`. No result depends on it.
  let seed = UInt64.random(in: .min ... .max)

  var count: Int { entries.count }

  /// - Complexity: O(1).
  func position(of key: R.Key) -> Int? { position(of: key, hash: key.mixed(seed)) }

  @inline(__always)
  func position(of key: R.Key, hash: UInt64) -> Int? {
    index.position(hash) { entries[$0].row.key == key }
  }

  func row(at key: R.Key) -> R? { position(of: key).map { entries[$0].row } }

  /// Adds a row whose key is not there yet.
  mutating func insert(_ row: R, _ provenance: Provenance) {
    index.insert(row.key.mixed(seed), at: entries.count)
    entries.append(Entry(row: row, provenance: provenance, references: 0))
  }

  mutating func replace(at position: Int, with row: R, _ provenance: Provenance) {
    entries[position].row = row
    entries[position].provenance = provenance
  }

  /// Adds `difference` to the references of a row.
  mutating func refer(to key: R.Key, _ difference: Int32) {
    guard let position = position(of: key) else { return }
    entries[position].references &+= UInt32(bitPattern: difference)
  }

  mutating func remove(at position: Int) {
    index.remove(entries[position].row.key.mixed(seed), at: position)
    let last = entries.removeLast()
    guard position < entries.count else { return }
    index.move(last.row.key.mixed(seed), from: entries.count, to: position)
    entries[position] = last
  }

  /// Makes room for `additional` rows, where that saves growing step by step.
  mutating func reserve(_ additional: Int) {
    // An exact reservation for every small commit would copy the whole store each time.
    guard additional > entries.count / 4 else { return }
    entries.reserveCapacity(entries.count + additional)
    index.reserve(entries.count + additional)
  }
}
