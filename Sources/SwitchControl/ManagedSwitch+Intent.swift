public import SwitchModel

// What is wanted of the switch. What it holds is in `device`.
extension ManagedSwitch {
  /// The wanted row of this key.
  ///
  /// - Complexity: O(1).
  public func row<R: EditableRow>(_ type: R.Type, _ key: R.Key) -> R? { R.table(of: ledger).store.row(at: key) }

  /// Visits the wanted rows of a kind, in an order that only depends on the commits made.
  public func forEach<R: EditableRow>(_ type: R.Type, _ body: (R) -> Void) {
    for entry in R.table(of: ledger).store.entries { body(entry.row) }
  }

  /// How many rows of a kind are wanted.
  public func count<R: EditableRow>(of type: R.Type) -> Int { R.table(of: ledger).store.count }

  /// How often other wanted rows refer to this one; `nil` where it is not wanted itself.
  public func references<R: EditableRow>(to type: R.Type, _ key: R.Key) -> Int? {
    let store = R.table(of: ledger).store
    return store.position(of: key).map { Int(store.entries[$0].references) }
  }

  /// Where a wanted row came from: the last edit of it; `nil` where it is not wanted.
  public func provenance(of key: RowKey) -> Provenance? { ledger.provenance(of: key) }
}
