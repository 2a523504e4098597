import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Traps: row n of the chip's table is the kind of control packet with the number n.
final class ASICTrapTable: ChipTable, TrapTable {
  let core: DeviceCore
  private let state: ChipState
  private let image: TableImage

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.trap] else { return nil }
    self.image = image
  }

  func apply(_ changes: Span<Change<Trap>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<Trap>) throws(Refusal) {
    let kind = change.key
    let held = state.traps[kind]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    if let trap = change.after {
      guard state.trapGroups[trap.group] != nil else { throw Refusal(.unresolved(.trapGroup(trap.group))) }
      guard image.fits(.priority, UInt64(trap.priority)) else { throw Refusal(.unsupported(Trap.schema.id("priority"))) }
    }
    state.traps[kind] = change.after
    state.stageTrap(kind)
  }

  func row(at key: Trap.Kind) -> Trap? {
    guard let held = state.traps[key], core.holds(image, ChipState.row(of: key)) else { return nil }
    return held
  }

  func forEachRow(_ body: (Trap) -> Void) { for key in state.traps.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.traps.count,
      levels: [Usage.Level(pool: core.pools[image.pool].name, capacity: ControlPacket.allCases.count, occupied: state.traps.count)])
  }
}

/// Trap groups. The chip does not know them: a group's queue and state stand in the rows of its traps.
final class ASICTrapGroupTable: ChipTable, TrapGroupTable {
  let core: DeviceCore
  private let state: ChipState
  private let image: TableImage

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.trap] else { return nil }
    self.image = image
  }

  func apply(_ changes: Span<Change<TrapGroup>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<TrapGroup>) throws(Refusal) {
    let id = change.key
    let held = state.trapGroups[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    if let group = change.after {
      guard Int(group.queue) < core.asic.traffic.cpuQueues, image.fits(.queue, UInt64(group.queue)) else {
        throw Refusal(.unsupported(TrapGroup.schema.id("queue")))
      }
      _ = try state.meter(of: group.policer, in: image, TrapGroup.schema.id("policer"))
    }
    state.trapGroups[id] = change.after
    for kind in kinds(of: id) { state.stageTrap(kind) }
  }

  /// In the order of their rows, so that a group's change is written in one order always.
  private func kinds(of group: TrapGroupID) -> [Trap.Kind] {
    Trap.Kind.allCases.filter { state.traps[$0]?.group == group }
  }

  func row(at key: TrapGroupID) -> TrapGroup? {
    guard let held = state.trapGroups[key] else { return nil }
    for kind in kinds(of: key) where !core.holds(image, ChipState.row(of: kind)) { return nil }
    return held
  }

  func forEachRow(_ body: (TrapGroup) -> Void) { for key in state.trapGroups.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage { Usage(rows: state.trapGroups.count) }
}

extension ChipState {
  /// The chip's number of a kind: both are in SAI's order.
  static func row(of kind: Trap.Kind) -> Int { Int(kind.rawValue) }

  /// Stages a trap's row from the trap and its group.
  func stageTrap(_ kind: Trap.Kind) {
    guard let image = core.images[.trap], ChipState.row(of: kind) < image.rows else { return }
    let row = image.blank()
    if let trap = traps[kind], let group = trapGroups[trap.group] {
      let action: TrapActionCode =
        switch trap.action {
        // Nothing is trapped for a group that is not in force, and nothing is dropped.
        case _ where !group.isEnabled: .forward
        case .drop: .drop
        case .forward: .forward
        case .trap: .trap
        case .copy: .copy
        }
      image.set(.valid, 1, in: row)
      image.set(.action, action.rawValue, in: row)
      image.set(.queue, UInt64(group.queue), in: row)
      image.set(.priority, UInt64(trap.priority), in: row)
      if let policer = group.policer.flatMap({ policers[$0] }) {
        image.set(.metered, 1, in: row)
        image.set(.meter, UInt64(policer.number), in: row)
      }
    }
    core.stage(image, ChipState.row(of: kind), row)
  }
}
