public import SwitchModel

// The verbs of every table, derived from `apply`. `@inlinable`: unspecialised they cost fifty times as much.
extension Table {
  /// Adds a row.
  ///
  /// - Throws: `.exists` for a key that is held; else why the device refuses it.
  /// - Complexity: one call of `apply(_:)`. For many rows, call that with all of them.
  @inlinable
  public mutating func insert(_ row: Entry) throws(SwitchError) { try applyOne(.insert(row)) }

  /// Removes the row that the device holds under `key`.
  @inlinable
  public mutating func remove(_ key: Entry.Key) throws(SwitchError) {
    guard let held = row(at: key) else { throw SwitchError(Entry.kind, .missing) }
    try applyOne(.remove(held))
  }

  /// Replaces the row that the device holds under `row`'s key.
  @inlinable
  public mutating func update(_ row: Entry) throws(SwitchError) {
    guard let held = self.row(at: row.key), let change = Change.update(from: held, to: row) else {
      throw SwitchError(Entry.kind, .missing)
    }
    try applyOne(change)
  }

  /// Attempts one change.
  ///
  /// - Throws: why it did not take effect.
  @inlinable
  public mutating func applyOne(_ change: Change<Entry>) throws(SwitchError) {
    let batch: InlineArray<1, Change<Entry>> = [change]
    let failures = apply(batch.span)
    if let failure = failures.first { throw failure.error }
  }

  /// Every row, sorted by nothing.
  public func allRows() -> [Entry] {
    var rows: [Entry] = []
    forEachRow { rows.append($0) }
    return rows
  }
}
