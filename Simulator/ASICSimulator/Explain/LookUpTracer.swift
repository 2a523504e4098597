import SwitchPlatform

/// Keeps each look-up of one packet with its key, and the row as it stood then: a packet that is learned changes rows on its way.
///
/// In step with the access log: the n-th look-up kept is the n-th of the log, as far as the log keeps them.
final class LookUpTracer {
  private let asic: ASICDescription
  private let memories: [Memory]
  private(set) var lookUps: [TracedLookUp] = []

  init(_ asic: ASICDescription, _ memories: [Memory]) {
    self.asic = asic
    self.memories = memories
  }

  /// Keeps the look-up that the log has just taken.
  func keep(_ key: UnsafePointer<UInt64>, _ words: Int, _ log: AccessLog) {
    guard log.count == lookUps.count + 1 else { return }
    let access = log.entries[log.count - 1]
    lookUps.append(
      TracedLookUp(
        access: access, key: Array(UnsafeBufferPointer(start: key, count: words)),
        row: access.row < 0 ? [] : memories.words(of: asic, access, Int(access.row))))
  }
}

extension [Memory] {
  /// A row of the table, or of the pivots, that an access went to; empty where there is no such row.
  func words(of asic: ASICDescription, _ access: TableAccess, _ row: Int) -> [UInt64] {
    guard let memory = memory(of: asic, access), row >= 0, row < memory.rows else { return [] }
    return Array<UInt64>(UnsafeBufferPointer(start: memory.row(row), count: memory.stride))
  }

  /// The memory that an access went to.
  func memory(of asic: ASICDescription, _ access: TableAccess) -> Memory? {
    guard asic.tables.indices.contains(Int(access.table)) else { return nil }
    let table = asic.tables[Int(access.table)]
    if access.level == 1 {
      guard case .algorithmicLPM(let match) = table.match, indices.contains(match.pivotMemory) else { return nil }
      return self[match.pivotMemory]
    }
    return indices.contains(table.memory) ? self[table.memory] : nil
  }
}
