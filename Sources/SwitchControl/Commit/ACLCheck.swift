public import SwitchModel

// What ACLs can match is said by the device per stage, and by a table for its entries.

extension ACLTable {
  public func fault(on capabilities: Capabilities, beside ledger: Ledger) -> SwitchError.Cause? {
    guard let supported = capabilities.aclFields[stage] else { return .unsupported(ACLTable.schema.column(named: "stage")) }
    return fields.isSubset(of: supported) ? nil : .unsupported(ACLTable.schema.column(named: "fields"))
  }
}

extension ACLEntry {
  public func fault(on capabilities: Capabilities, beside ledger: Ledger) -> SwitchError.Cause? {
    // Without its table the entry has a fault already.
    guard let table = ledger.aclTables.futureRow(at: key.table), !match.fields.isSubset(of: table.fields) else { return nil }
    return ACLEntry.schema.column(named: "match").map { .invalid($0) }
  }
}
