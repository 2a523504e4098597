import SwitchModel
import SwitchPlatform

// Static entries: the rows of the FDB that the driver alone writes, and can write again. The image cannot serve for that: it takes what
// the device holds, errors included.
extension ASICFDBTable {
  struct StaticEntry {
    var row: Int
    var entry: FDBEntry
  }

  /// Notes the changes that were made.
  func noteStatic(_ changes: Span<Change<FDBEntry>>, failures: [Failure]) {
    let failed = Set(failures.map(\.index))
    for index in changes.indices where !failed.contains(index) {
      let change = changes[index]
      if let entry = change.after, entry.isStatic {
        noteStatic(entry)
      } else {
        forgetStatic(change.key)
      }
    }
  }

  private func noteStatic(_ entry: FDBEntry) {
    let key = image.blank()
    setKey(entry.key, key)
    forgetStatic(entry.key)
    if let row = plan.find(key) { keepStatic(entry, at: row) }
  }

  private func keepStatic(_ entry: FDBEntry, at row: Int) {
    statics[entry.key] = StaticEntry(row: row, entry: entry)
    staticAtRow[row] = entry.key
  }

  private func forgetStatic(_ key: FDBEntry.Key) {
    if let held = statics.removeValue(forKey: key), staticAtRow[held.row] == key { staticAtRow[held.row] = nil }
  }

  /// An entry has moved to make room for another.
  func followStatic(_ from: Int, _ to: Int) {
    guard let key = staticAtRow.removeValue(forKey: from) else { return }
    staticAtRow[to] = key
    statics[key]?.row = to
  }

  /// Notes those of a chip that was adopted.
  func noteAdoptedStatic() {
    statics = [:]
    staticAtRow = [:]
    for row in 0..<image.rows where image.isOwn(row) && image.get(.isStatic, in: image.row(row)) == 1 {
      if let entry = decode(row) { keepStatic(entry, at: row) }
    }
  }

  /// The words of the static entry that stands in a row, `nil` where none does.
  func staticRow(_ row: Int) -> [UInt64]? {
    guard let entry = staticAtRow[row].flatMap({ statics[$0]?.entry }),
      let port = try? state.logicalPort(entry.port, FDBEntry.schema.id("port"))
    else { return nil }
    let words = image.blank()
    fill(words, entry, port)
    return (0..<image.stride).map { words[$0] }
  }

  /// Packs an entry into a zeroed row.
  func fill(_ row: UnsafeMutablePointer<UInt64>, _ entry: FDBEntry, _ port: Int) {
    setKey(entry.key, row)
    image.setValid(in: row)
    image.set(.port, UInt64(port), in: row)
    image.set(.isStatic, entry.isStatic ? 1 : 0, in: row)
    image.set(.hit, entry.isStatic ? 0 : 1, in: row)
  }
}
