public import SwitchPlatform

/// A row of a ternary table as it is compared.
public struct TernaryRow: Hashable, Sendable {
  public let row: Int
  /// The key's words; bits that the mask leaves out are 0.
  public let value: [UInt64]
  public let mask: [UInt64]
}

// An ACL's memory by itself, without a packet: for measurements and tests.
extension SimulatedASIC {
  private func acl(_ role: TableRole) -> Compiled<ACLRows>? {
    switch role {
    case .aclIngress: pipeline.tables.aclIngress
    case .aclEgress: pipeline.tables.aclEgress
    default: nil
    }
  }

  /// The row of an ACL that a key hits, -1 without one.
  ///
  /// - Parameter key: As the table's layout has it, in whole words.
  public func firstMatch(_ role: TableRole, _ key: UnsafePointer<UInt64>) -> Int {
    guard let acl = acl(role) else { return -1 }
    let hit = acl.index._withUnsafeGuaranteedRef { $0.firstMatch(key) }
    guard let banks = acl.banks else { return hit }
    return banks._withUnsafeGuaranteedRef { $0.row(hit) }
  }

  /// The valid rows of an ACL, in physical order.
  public func ternaryRows(_ role: TableRole) -> [TernaryRow] {
    guard let table = description.table(role), let mask = table.layout.maskOffset, let valid = table.layout.validOffset,
      memories.indices.contains(table.memory)
    else { return [] }
    let memory = memories[table.memory]
    let width = table.layout.keyWidth
    return (0..<min(table.depth, memory.rows)).compactMap { number in
      let row = memory.row(number)
      guard RowBits.read(row, at: valid, width: 1) == 1 else { return nil }
      let words = (0..<(width + 63) / 64).map { word -> (value: UInt64, mask: UInt64) in
        let bits = min(64, width - word * 64)
        let compared = RowBits.read(row, at: mask + word * 64, width: bits)
        return (RowBits.read(row, at: word * 64, width: bits) & compared, compared)
      }
      return TernaryRow(row: number, value: words.map(\.value), mask: words.map(\.mask))
    }
  }
}
