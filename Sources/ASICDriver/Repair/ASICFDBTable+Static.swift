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
        statics[change.key] = nil
      }
    }
  }

  private func noteStatic(_ entry: FDBEntry) {
    let key = image.blank()
    setKey(entry.key, key)
    statics[entry.key] = plan.find(key).map { StaticEntry(row: $0, entry: entry) }
  }

  /// Notes those of a chip that was adopted.
  func noteAdoptedStatic() {
    statics = [:]
    for row in plan.usableRows where image.isValid(row) && image.get(.isStatic, in: image.row(row)) == 1 {
      if let entry = decode(row) { statics[entry.key] = StaticEntry(row: row, entry: entry) }
    }
  }

  /// The words of the static entry that stands in a row, `nil` where none does.
  ///
  /// - Complexity: O(static entries).
  func staticRow(_ row: Int) -> [UInt64]? {
    guard let entry = statics.values.first(where: { $0.row == row })?.entry,
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
