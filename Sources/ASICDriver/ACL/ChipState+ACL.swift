import SwitchModel
import SwitchPlatform

// Where ACL tables are bound: a bit of each table in the rows of ports and VLANs. A table of the whole switch is bound to each port.
extension ChipState {
  /// Sets the bits of the tables that are bound to a row.
  func setACLTables(_ image: TableImage, _ row: UnsafeMutablePointer<UInt64>, _ isBound: (ACLTable) -> Bool) {
    var tables: [ACLTable.Stage: UInt64] = [:]
    var parallel: [ACLTable.Stage: UInt64] = [:]
    for held in aclTables.values where isBound(held.row) {
      tables[held.row.stage, default: 0] |= 1 << UInt64(held.bit)
      if held.row.isParallel { parallel[held.row.stage, default: 0] |= 1 << UInt64(held.bit) }
    }
    for stage in ACLTable.Stage.allCases {
      image.set(stage.label, tables[stage] ?? 0, in: row)
      image.set(stage.parallelLabel, parallel[stage] ?? 0, in: row)
    }
  }

  /// The chip ports that carry a table's bit.
  func boundPorts(_ table: ACLTable) -> Set<Int> {
    table.isBoundToSwitch ? Set(portOfChip.keys) : Set(table.ports.flatMap { chipPorts(of: $0) })
  }
}

extension ACLTable.Stage {
  var role: TableRole { self == .ingress ? .aclIngress : .aclEgress }
  /// The field of ports and VLANs that says which tables are bound to them.
  var label: Field { self == .ingress ? .ingressACLTables : .egressACLTables }
  /// The field that says which of those are looked up by themselves.
  var parallelLabel: Field { self == .ingress ? .ingressACLParallel : .egressACLParallel }
}
