import SwitchHAL
import SwitchModel
import SwitchPlatform

/// ACL tables: a bit each, which the ports and VLANs that a table is bound to carry into the key.
///
/// All tables of a stage share one TCAM, by table priority and then entry priority. Of those that a packet meets, the ones that are
/// not parallel are one list, and the first entry that matches decides; the others are looked up by themselves.
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
      bits[held.row.stage]?.give(held.bit)
      state.aclTables[id] = nil
      restage(held.row, nil)
      return
    }
    guard let encoder = encoders[table.stage] else { throw Refusal(.unsupported(ACLTable.schema.id("stage"))) }
    guard encoder.supportedFields.isSuperset(of: table.fields) else { throw Refusal(.unsupported(ACLTable.schema.id("fields"))) }
    let formats = core.asic.table(table.stage.role)?.formats ?? []
    guard encoder.format(for: table.fields, among: formats) != nil else { throw Refusal(.unsupported(ACLTable.schema.id("fields"))) }
    try checkBindings(table)
    if let held {
      guard held.row.stage == table.stage else { throw Refusal(.invalid(ACLTable.schema.id("stage"))) }
      guard held.row.fields == table.fields else { throw Refusal(.invalid(ACLTable.schema.id("fields"))) }
      guard held.row.priority == table.priority else { throw Refusal(.invalid(ACLTable.schema.id("priority"))) }
      guard held.row.isParallel == table.isParallel else { throw Refusal(.invalid(ACLTable.schema.id("isParallel"))) }
      state.aclTables[id]?.row = table
      restage(held.row, table)
      return
    }
    guard let bit = bits[table.stage]?.take() else {
      let bits = bits[table.stage]
      throw Refusal(
        .exhausted(
          Exhaustion(
            pool: PoolID(UInt16(core.images[.port]?.pool ?? 0)), constraint: .rows, occupied: bits?.used ?? 0,
            capacity: (bits?.used ?? 0) + (bits?.free ?? 0))))
    }
    state.aclTables[id] = .init(row: table, bit: bit)
    restage(nil, table)
  }

  private func checkBindings(_ table: ACLTable) throws(Refusal) {
    for port in table.ports {
      guard port != .cpu else { throw Refusal(.unsupported(ACLTable.schema.id("ports"))) }
      _ = try state.logicalPort(port, ACLTable.schema.id("ports"))
    }
    if !table.vlans.isEmpty {
      guard canBind(.vlan, table.stage.label) else { throw Refusal(.unsupported(ACLTable.schema.id("vlans"))) }
      for vlan in table.vlans where state.vlans[vlan] == nil { throw Refusal(.unresolved(.vlan(vlan))) }
    }
    guard !table.isParallel || canBeParallel(table.stage) else { throw Refusal(.unsupported(ACLTable.schema.id("isParallel"))) }
  }

  private func canBind(_ role: TableRole, _ label: Field) -> Bool { core.images[role]?.layout.place(label) != nil }

  private func canBeParallel(_ stage: ACLTable.Stage) -> Bool {
    canBind(.port, stage.parallelLabel) && (!canBind(.vlan, stage.label) || canBind(.vlan, stage.parallelLabel))
  }

  /// Columns that no stage of the chip can do.
  var unsupportedColumns: [String] {
    let stages = ACLTable.Stage.allCases.filter { bits[$0] != nil }
    return (stages.contains { canBind(.vlan, $0.label) } ? [] : ["vlans"]) + (stages.contains { canBeParallel($0) } ? [] : ["isParallel"])
  }

  /// Stages the rows of the ports and VLANs that a table is, or was, bound to.
  private func restage(_ before: ACLTable?, _ after: ACLTable?) {
    var ports: Set<Int> = []
    var vlans: Set<VLANID> = []
    for table in [before, after].compactMap({ $0 }) {
      ports.formUnion(state.boundPorts(table))
      vlans.formUnion(table.vlans)
    }
    for port in ports.sorted() { state.stagePort(port) }
    for vlan in vlans.sorted() { state.stageVLAN(vlan) }
  }

  func row(at key: ACLTableID) -> ACLTable? {
    guard let held = state.aclTables[key], let image = core.images[.port] else { return nil }
    for chipPort in state.boundPorts(held.row) where !core.holds(image, chipPort) { return nil }
    if let vlans = core.images[.vlan] {
      for vlan in held.row.vlans where !core.holds(vlans, Int(vlan.rawValue)) { return nil }
    }
    return held.row
  }

  func forEachRow(_ body: (ACLTable) -> Void) { for key in state.aclTables.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage { Usage(rows: state.aclTables.count) }

  /// What entries of a stage can match.
  var supportedFields: [ACLTable.Stage: ACLMatch.Fields] { encoders.mapValues(\.supportedFields) }
}
