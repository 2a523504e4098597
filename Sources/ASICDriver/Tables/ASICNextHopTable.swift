import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Next hops: names for neighbors. A neighbor's own chip row serves all its next hops.
final class ASICNextHopTable: ChipTable, NextHopTable {
  let core: DeviceCore
  private let state: ChipState

  init(_ state: ChipState) {
    core = state.core
    self.state = state
  }

  func apply(_ changes: Span<Change<NextHop>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<NextHop>) throws(Refusal) {
    let held = state.nextHops[change.key]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    if let nextHop = change.after {
      guard state.neighbors[nextHop.neighbor] != nil else { throw Refusal(.unresolved(.neighbor(nextHop.neighbor))) }
      if let held, held.neighbor != nextHop.neighbor { throw Refusal(.invalid(NextHop.schema.id("neighbor"))) }
    }
    state.nextHops[change.key] = change.after
  }

  func row(at key: NextHopID) -> NextHop? { state.nextHops[key] }
  func forEachRow(_ body: (NextHop) -> Void) { for row in state.nextHops.values { body(row) } }
  /// Next hops cost the chip nothing beyond their neighbors.
  var usage: Usage { Usage(rows: state.nextHops.count) }
}
