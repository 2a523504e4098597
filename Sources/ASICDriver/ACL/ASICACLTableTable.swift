import SwitchHAL
import SwitchModel
import SwitchPlatform

/// ACL tables: a bit each, which the ports that a table is bound to carry into the key.
///
/// All tables of a stage share one TCAM; for a packet, the tables bound to its port are one list, by table priority and then entry
/// priority, and the first entry that matches decides.
final class ASICACLTableTable: ChipTable, ACLTableTable {
  let core: DeviceCore
  private let state: ChipState
  private var bits: [ACLTable.Stage: NumberAllocator] = [:]
  private var encoders: [ACLTable.Stage: ACLEncoder] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let port = core.images[.port] else { return nil }
    for stage in ACLTable.Stage.allCases {
      guard let image = core.images[stage.role], let label = port.layout.place(stage.label),
        let key = image.layout.keyPlace(.aclTables)
      else { continue }
      bits[stage] = NumberAllocator(0..<min(label.width, key.width, 64))
      encoders[stage] = ACLEncoder(image: image)
    }
    if bits.isEmpty { return nil }
  }

  func apply(_ changes: Span<Change<ACLTable>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<ACLTable>) throws(Refusal) {
    let id = change.key
    let held = state.aclTables[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let table = change.after else {
      guard let held else { return }
      bind(held.row, held.bit, isBound: false)
      bits[held.row.stage]?.give(held.bit)
      state.aclTables[id] = nil
      return
    }
    guard let encoder = encoders[table.stage] else { throw Refusal(.unsupported(ACLTable.schema.id("stage"))) }
    guard encoder.supportedFields.isSuperset(of: table.fields) else { throw Refusal(.unsupported(ACLTable.schema.id("fields"))) }
    for port in table.ports { _ = try state.chipPort(port, ACLTable.schema.id("ports")) }
    if let held {
      guard held.row.stage == table.stage else { throw Refusal(.invalid(ACLTable.schema.id("stage"))) }
      guard held.row.fields == table.fields else { throw Refusal(.invalid(ACLTable.schema.id("fields"))) }
      guard held.row.priority == table.priority else { throw Refusal(.invalid(ACLTable.schema.id("priority"))) }
      bind(held.row, held.bit, isBound: false)
      bind(table, held.bit, isBound: true)
      state.aclTables[id]?.row = table
      return
    }
    guard let bit = bits[table.stage]?.take() else {
      throw Refusal(.exhausted(Exhaustion(pool: PoolID(UInt16(core.images[.port]?.pool ?? 0)), constraint: .rows)))
    }
    state.aclTables[id] = .init(row: table, bit: bit)
    bind(table, bit, isBound: true)
  }

  private func bind(_ table: ACLTable, _ bit: Int, isBound: Bool) {
    for port in table.ports {
      guard let chipPort = state.ports[port]?.chipPort else { continue }
      let mask: UInt64 = 1 << UInt64(bit)
      switch table.stage {
      case .ingress:
        let now = state.ingressTables[chipPort] ?? 0
        state.ingressTables[chipPort] = isBound ? now | mask : now & ~mask
      case .egress:
        let now = state.egressTables[chipPort] ?? 0
        state.egressTables[chipPort] = isBound ? now | mask : now & ~mask
      }
      state.stagePort(chipPort)
    }
  }

  func row(at key: ACLTableID) -> ACLTable? {
    guard let held = state.aclTables[key], let image = core.images[.port] else { return nil }
    for port in held.row.ports {
      guard let chipPort = state.ports[port]?.chipPort, core.holds(image, chipPort) else { return nil }
    }
    return held.row
  }

  func forEachRow(_ body: (ACLTable) -> Void) { for key in state.aclTables.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage { Usage(rows: state.aclTables.count) }

  /// What entries of a stage can match.
  var supportedFields: [ACLTable.Stage: ACLMatch.Fields] { encoders.mapValues(\.supportedFields) }
}

extension ACLTable.Stage {
  var role: TableRole { self == .ingress ? .aclIngress : .aclEgress }
  /// The port's field that says which tables are bound to it.
  var label: Field { self == .ingress ? .ingressACLTables : .egressACLTables }
}
