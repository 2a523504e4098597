import SwitchHAL
import SwitchModel
import SwitchPlatform

/// VLANs: row n of the chip's table is VLAN n.
final class ASICVLANTable: ChipTable, VLANTable {
  let core: DeviceCore
  private let state: ChipState

  init(_ state: ChipState) {
    core = state.core
    self.state = state
  }

  func apply(_ changes: Span<Change<VLAN>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<VLAN>) throws(Refusal) {
    let image = try core.image(.vlan)
    let id = change.key
    let held = state.vlans[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    if let vlan = change.after {
      guard Int(id.rawValue) < image.rows, image.fits(.fid, UInt64(id.rawValue)) else {
        throw core.full(image, used: state.vlans.count)
      }
      for member in vlan.members { _ = try state.logicalPort(member.port, VLAN.schema.id("members")) }
      if let tree = vlan.spanningTree {
        guard image.layout.place(.spanningTree) != nil else { throw Refusal(.unsupported(VLAN.schema.id("spanningTree"))) }
        guard state.trees[tree] != nil else { throw Refusal(.unresolved(.spanningTree(tree))) }
      }
      guard vlan.isLearning || image.layout.place(.learn) != nil else { throw Refusal(.unsupported(VLAN.schema.id("isLearning"))) }
    }
    state.vlans[id] = change.after
    state.stageVLAN(id)
  }

  func row(at key: VLANID) -> VLAN? {
    guard let held = state.vlans[key], let image = core.images[.vlan], core.holds(image, Int(key.rawValue)) else { return nil }
    return held
  }

  func forEachRow(_ body: (VLAN) -> Void) { for key in state.vlans.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    guard let image = core.images[.vlan] else { return Usage(rows: 0) }
    return Usage(
      rows: state.vlans.count,
      levels: [Usage.Level(pool: core.pools[image.pool].name, capacity: min(4094, image.rows - 1), occupied: state.vlans.count)])
  }
}
