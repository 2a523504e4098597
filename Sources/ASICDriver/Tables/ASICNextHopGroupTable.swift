import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Next-hop groups: a row that says where the members are, and a run of consecutive member rows, one a unit of weight.
final class ASICNextHopGroupTable: ChipTable, NextHopGroupTable {
  let core: DeviceCore
  private let state: ChipState
  private let groups: TableImage
  private let members: TableImage
  private var numbers: NumberAllocator
  private let runs: RunAllocator
  /// Where groups had their members: one that gets its old members back, as when a transaction is taken back, has them there again, so
  /// that all find room whatever their order.
  private var former: [NextHopGroupID: (base: Int, count: Int)] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let groups = core.images[.nextHopGroup], let members = core.images[.nextHopGroupMember] else { return nil }
    self.groups = groups
    self.members = members
    numbers = NumberAllocator(0..<groups.rows)
    runs = members.storage.runs
  }

  func apply(_ changes: Span<Change<NextHopGroup>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<NextHopGroup>) throws(Refusal) {
    let id = change.key
    let held = state.groups[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let group = change.after else {
      guard let held else { return }
      core.clear(groups, held.number)
      release(held)
      numbers.give(held.number)
      state.groups[id] = nil
      return
    }
    var slots: [Int] = []
    for member in group.members {
      let number = try state.number(of: member.nextHop)
      slots += Array(repeating: number, count: Int(member.weight))
    }
    guard groups.fits(.count, UInt64(slots.count)) else { throw Refusal(.unsupported(NextHopGroup.schema.id("members"))) }
    if held == nil, numbers.isExhausted { throw core.full(groups, used: numbers.used) }
    // New members beside the old ones, then one write that switches over: the group is never half changed.
    guard let base = slots.isEmpty ? 0 : runs.take(slots.count, former: formerBase(id, slots.count)) else {
      throw core.full(members, .contiguousRows(UInt32(slots.count)), used: runs.used)
    }
    guard let number = held?.number ?? numbers.take() else { return }
    for (index, nextHop) in slots.enumerated() {
      let row = members.blank()
      members.set(.nextHop, UInt64(nextHop), in: row)
      core.stage(members, base + index, row)
    }
    let row = groups.blank()
    groups.set(.base, UInt64(base), in: row)
    groups.set(.count, UInt64(slots.count), in: row)
    core.stage(groups, number, row)
    if let held { release(held) }
    state.groups[id] = .init(row: group, number: number, base: base, count: slots.count)
  }

  private func formerBase(_ id: NextHopGroupID, _ count: Int) -> Int? {
    guard let place = former[id], place.count == count else { return nil }
    return place.base
  }

  private func release(_ held: ChipState.GroupState) {
    if former.count >= groups.rows { former.removeAll(keepingCapacity: true) }
    former[held.row.id] = (held.base, held.count)
    for row in held.base..<held.base + held.count { core.clear(members, row) }
    runs.give(held.base, held.count)
  }

  func row(at key: NextHopGroupID) -> NextHopGroup? {
    guard let held = state.groups[key], core.holds(groups, held.number) else { return nil }
    for row in held.base..<held.base + held.count where !core.holds(members, row) { return nil }
    return held.row
  }

  func forEachRow(_ body: (NextHopGroup) -> Void) { for key in state.groups.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.groups.count,
      levels: [
        Usage.Level(pool: core.pools[groups.pool].name, capacity: groups.rows, occupied: numbers.used),
        Usage.Level(
          pool: core.pools[members.pool].name, capacity: members.rows, occupied: runs.used,
          constraint: runs.longest < members.rows - runs.used ? "the longest free run has \(runs.longest) rows" : nil)
      ])
  }
}
