import SwitchModel

/// Changes that go to the device in one call, and where each came from.
struct Batch<R: Row> {
  var changes: ContiguousArray<Change<R>> = []
  var provenances: ContiguousArray<Provenance> = []

  mutating func append(_ change: Change<R>, _ provenance: Provenance) {
    changes.append(change)
    provenances.append(provenance)
  }
}

/// A batch that the device was told, and which of its changes did not take effect.
struct ToldBatch<R: Row> {
  let batch: Batch<R>
  /// By position.
  let failed: Set<Int>

  /// What takes the batch back: the inverses of what took effect, last first.
  var undo: Batch<R> {
    var undo = Batch<R>()
    undo.changes.reserveCapacity(batch.changes.count - failed.count)
    undo.provenances.reserveCapacity(batch.changes.count - failed.count)
    for position in batch.changes.indices.reversed() where failed.isEmpty || !failed.contains(position) {
      undo.append(batch.changes[position].inverse, batch.provenances[position])
    }
    return undo
  }
}
